"""What is learnt from the reports themselves: errors, lags, how often each source sees an event, bursts.

No label is used. The numbers below are only where learning starts; `learning.learn` leaves them behind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from mithaq.linkage.areas import membership
from mithaq.linkage.background import Background, learn_background
from mithaq.linkage.likelihood import EARLIEST, OFFSETS, Beliefs, Seen
from mithaq.linkage.reports import Floats, Ints, Precision, Reports, on_sphere
from mithaq.linkage.telling import Telling
from mithaq.linkage.text import NO_TEXT
from mithaq.linkage.tolls import STEPS, step_of, steps_said

__all__ = ["SCALES", "Bursts", "Errors", "Model", "first_model", "seen_of"]

SCALES: Final = np.array([1.0, 2.5, 8.0])
"""Errors of an event's positions are the usual, or larger together: a heavy tail that stays exact to sum."""
LEAST: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Errors:
    """How often a source says another type, actor or number of dead than the event had."""

    kind_near: float = 0.10
    kind_far: float = 0.08
    actor: float = 0.15
    toll_near: float = 0.25
    toll_far: float = 0.10


@dataclass(frozen=True, slots=True)
class Bursts:
    """How many further events an event has near it (both ways in time), and how many days away they lie."""

    often: float = 0.1
    days: float = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    sources: tuple[str, ...]
    kinds: tuple[str, ...]
    actors: tuple[str, ...]
    group_of_kind: Ints
    background: Background
    days: float
    events: float
    """Events, those nobody reported among them, in the whole of the time and land."""
    sees: Floats
    """By source: the chance that it reports an event."""
    repeats: Floats
    """By source: the chance that a report of it is followed by another of the same event."""
    often_kind: Floats
    often_actor: Floats
    often_toll: Floats
    lag: Floats
    point_km: float = 0.6
    settlement_km: float = 0.25
    offset_km: float = 1.5
    scale_shares: Floats = field(default_factory=lambda: np.array([0.9, 0.08, 0.02]))
    errors: Errors = field(default_factory=Errors)
    bursts: Bursts = field(default_factory=Bursts)
    text_weights: Floats = field(default_factory=lambda: np.zeros(NO_TEXT + 1))
    """By level of likeness (`text.LEVELS`): what it adds to the log odds of a pair, where a person set it so."""
    telling: Telling | None = None
    """What texts say beside the columns, as learnt; then likeness alone is not looked at."""

    def beliefs(self) -> Beliefs:
        errors = self.errors
        kind = _said_table(
            self.often_kind, _kinds_said(self.often_kind, self.group_of_kind, errors.kind_near, errors.kind_far)
        )
        n = len(self.often_actor)
        actor = _said_table(
            self.often_actor, (1 - errors.actor) * np.eye(n) + errors.actor * self.often_actor[None, :]
        )
        toll = _said_table(self.often_toll, steps_said(self.often_toll, errors.toll_near, errors.toll_far))
        sees = np.clip(self.sees, 1e-4, 1 - 1e-4)
        return Beliefs(
            self.point_km,
            self.settlement_km,
            self.offset_km,
            SCALES,
            np.log(self.scale_shares),
            -7.0,
            np.log(self.lag),
            np.concatenate((np.zeros(1), np.cumsum(self.lag))),
            np.log([float((self.lag[gap:] * self.lag[: OFFSETS - gap]).sum()) + 1e-13 for gap in range(OFFSETS)]),
            float(np.log(self.days)),
            *kind,
            *actor,
            *toll,
            np.log(sees / (1 - sees)) + np.log1p(-self.repeats),
            np.log(self.repeats),
            float(np.log(self.events) + np.log1p(-sees).sum()),
        )


def _said_table(often: Floats, said: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Logs of: each truth, each value said given the truth, each value said, and how two said values support."""
    alone = np.maximum(often @ said, LEAST)
    pair = (said.T * often) @ said / np.outer(alone, alone)
    return np.log(often), np.log(np.maximum(said, LEAST)), np.log(alone), np.log(np.maximum(pair, LEAST))


def _kinds_said(often: Floats, group: Ints, near: float, far: float) -> Floats:
    n = len(often)
    if not len(group):
        # No report says a type.
        return np.eye(n)
    said = np.zeros((n, n))
    same = group[:, None] == group[None, :]
    for truth in range(n):
        inside = np.where(same[truth], often, 0.0)
        inside[truth] = 0.0
        outside = np.where(same[truth], 0.0, often)
        kept = 1.0
        for share, among in ((near, inside), (far, outside)):
            if among.sum() > 0:
                said[truth] += share * among / among.sum()
                kept -= share
        said[truth, truth] += kept
    return said


def _often(code: Ints, n: int) -> Floats:
    known = code[code >= 0]
    counts = np.bincount(known, minlength=n).astype(np.float64)
    return (counts + 0.5) / (len(known) + 0.5 * n)


def first_model(reports: Reports) -> Model:
    """Where learning starts: backgrounds and frequencies from the reports, errors from custom."""
    n, sources = len(reports), len(reports.sources)
    counts = np.bincount(reports.source, minlength=sources)
    lag = np.full(OFFSETS, 0.002)
    for offset, share in zip(range(-1, 4), (0.07, 0.6, 0.2, 0.08, 0.04), strict=True):
        lag[offset - EARLIEST] = share
    return Model(
        sources=reports.sources,
        kinds=reports.kinds,
        actors=reports.actors,
        group_of_kind=reports.group_of_kind,
        background=learn_background(reports),
        days=float(np.ptp(reports.day) + 1) if n else 1.0,
        events=max(n / 2.0, 1.0),
        sees=np.clip(counts / max(n / 2.0, 1.0), 0.02, 0.9),
        repeats=np.full(sources, 0.03),
        often_kind=_often(reports.kind, max(len(reports.kinds), 1)),
        often_actor=_often(reports.actor, max(len(reports.actors), 1)),
        often_toll=_often(step_of(reports.casualties), STEPS),
        lag=lag / lag.sum(),
    )


def seen_of(reports: Reports, model: Model) -> Seen:
    """The reports as the model sees them; codes must be the model's."""
    area = np.full(len(reports), -1, np.int64)
    rows = np.flatnonzero(reports.precision == Precision.AREA)
    if len(rows):
        area[rows] = model.background.areas.code_of(reports.latitude[rows], reports.longitude[rows])
    member = membership(reports, model.background.areas, area)
    # Compiled code is compiled again for a layout it has not met: every column is laid out anew.
    return Seen(
        source=reports.source.copy(),
        day=reports.day.copy(),
        width=reports.width.copy(),
        place=np.ascontiguousarray(on_sphere(reports.latitude, reports.longitude)),
        precision=reports.precision.copy(),
        log_background=model.background.log_density(reports, area),
        area=area,
        member_area=member.code,
        member_share=member.log_share,
        kind=reports.kind.copy(),
        actor=reports.actor.copy(),
        toll=step_of(reports.casualties),
    )
