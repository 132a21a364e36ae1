"""Learns the model from the reports alone: partitions drawn under what is believed, beliefs fitted to them, again.

This is Fellegi and Sunter's estimation by EM (Winkler 1988) with whole groups in the place of pairs, and drawn
partitions in the place of the sum over all (stochastic EM, Celeux and Diebolt 1985): drawing keeps the errors of
the doubtful links in the counts, which choosing the best partition would drop.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from mithaq.linkage.bursts import bursting
from mithaq.linkage.likelihood import EARLIEST, OFFSETS, Seen
from mithaq.linkage.model import Errors, Model
from mithaq.linkage.pairs import plausible
from mithaq.linkage.partition import Blocks, Neighbours, State, evened, rescore, start, sweep
from mithaq.linkage.reports import Floats, Pairs, Words
from mithaq.linkage.tallies import Tallies, count, no_tallies
from mithaq.linkage.telling import Reading, learn_telling
from mithaq.linkage.texts_weighed import text_weights
from mithaq.linkage.tolls import steps_said

__all__ = ["fitted", "learn", "with_bursts"]

ROUNDS: Final = 14
NOTHING: Final = np.zeros(0)
SWEEPS: Final = 3
TEXT_AT: Final = 8
"""The other evidence settles first; what texts say is learnt from it alone, and once."""
LISTENED: Final = 12
"""Rounds of moves whose chances teach what texts say."""


def learn(
    seen: Seen, model: Model, pairs: Pairs, reading: Reading | None, blocks: Blocks, hashes: Words, share: float
) -> Model:
    """``reading`` holds the reports' texts; ``share`` is the part that these reports are of all."""
    state = start(blocks)
    plain = seen
    weight = text_weights(model, seen, reading, pairs)
    for turn in range(ROUNDS):
        beliefs = model.beliefs()
        near = plausible(seen, beliefs, pairs, weight)
        rescore(seen, beliefs, near, state)
        sweep(seen, beliefs, near, blocks, state, hashes, turn, 1.0, SWEEPS, NOTHING)
        if turn == TEXT_AT and reading is not None:
            together = np.zeros(len(near.row))
            sweep(seen, beliefs, near, blocks, state, hashes, ROUNDS + turn, 1.0, LISTENED, together)
            told, probable = _each_once(near, evened(near, together) / LISTENED)
            model = replace(model, telling=learn_telling(reading, seen.day, told, probable))
            weight = text_weights(model, seen, reading, pairs)
        tallies = no_tallies(model)
        count(seen, beliefs, state, tallies)
        model = fitted(model, tallies, share)
        seen, model = with_bursts(plain, model, pairs, state, share)
    return model


def _each_once(near: Neighbours, together: Floats) -> tuple[Pairs, Floats]:
    first = np.repeat(np.arange(len(near.start) - 1), np.diff(near.start))
    once = first < near.row
    return Pairs(first[once], near.row[once]), together[once]


def with_bursts(plain: Seen, model: Model, pairs: Pairs, state: State, share: float) -> tuple[Seen, Model]:
    local = replace(model, events=model.events * share)
    added, bursts = bursting(plain, local, model.beliefs(), pairs, state)
    return plain._replace(log_background=plain.log_background + added), replace(model, bursts=bursts)


def fitted(model: Model, tallies: Tallies, share: float) -> Model:
    """The beliefs under which the tallies are likeliest, with a little of the first beliefs kept (M step)."""
    groups = float(tallies.groups[0])
    sees = _sees(tallies.first, groups, model.sees)
    spread = tallies.spread
    lag = tallies.lag + 0.1 + 1e-3 * tallies.lag.sum() / OFFSETS
    # Days are known up to a shift: the commonest lag is called the day itself.
    lag = np.roll(lag, -EARLIEST - int(np.argmax(lag)))
    return replace(
        model,
        events=max(groups / max(1.0 - float(np.prod(1.0 - sees)), 0.05) / share, 1.0),
        sees=sees,
        repeats=(tallies.again + 0.5) / (tallies.first + tallies.again + 20.0),
        lag=lag / lag.sum(),
        point_km=float(np.sqrt((spread[0] + 2 * 0.5**2) / (spread[1] + 2))),
        settlement_km=float(np.sqrt((spread[2] + 2 * 0.2**2) / (spread[3] + 2))),
        offset_km=float(np.sqrt(max((spread[4] + 2 * 1.5**2) / (spread[5] + 2), 0.01))),
        scale_shares=(tallies.scale + np.array([9.0, 0.8, 0.2])) / (tallies.scale.sum() + 10.0),
        errors=_errors(model, tallies),
    )


def _sees(first: Floats, groups: float, before: Floats) -> Floats:
    """Solves events x chance = seen, with the events nobody saw among the events (independent sources)."""
    sees = before
    for _ in range(200):
        events = groups / max(1.0 - float(np.prod(1.0 - sees)), 0.05)
        sees = np.clip(first / max(events, 1.0), 1e-4, 0.99)
    return sees


def _errors(model: Model, tallies: Tallies) -> Errors:
    same = model.group_of_kind[:, None] == model.group_of_kind[None, :]
    kinds = tallies.kind.sum() + 20.0
    if len(same):
        near = float((tallies.kind[same].sum() - np.trace(tallies.kind) + 2.0) / kinds)
        far = float((tallies.kind[~same].sum() + 1.0) / kinds)
    else:
        near, far = model.errors.kind_near, model.errors.kind_far
    differs = float((tallies.actor.sum() - np.trace(tallies.actor) + 1.0) / (tallies.actor.sum() + 10.0))
    by_chance = max(1.0 - float((model.often_actor**2).sum()), 0.05)
    said = steps_said(model.often_toll, model.errors.toll_near, model.errors.toll_far)
    of_far = model.errors.toll_far * model.often_toll[None, :] / said
    of_same = np.diag((1.0 - model.errors.toll_near - model.errors.toll_far) / np.diag(said))
    tolls = tallies.toll.sum() + 20.0
    return Errors(
        kind_near=min(near, 0.6),
        kind_far=min(far, 0.3),
        actor=min(differs / by_chance, 0.6),
        toll_near=float(((tallies.toll * (1.0 - of_far - of_same)).sum() + 2.0) / tolls),
        toll_far=float(((tallies.toll * of_far).sum() + 1.0) / tolls),
    )
