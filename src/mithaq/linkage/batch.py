"""From a table of reports to groups of one event: the whole way, for batches of any size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from mithaq.linkage.areas import Membership
from mithaq.linkage.candidates import Reach, candidates
from mithaq.linkage.consensus import consensus
from mithaq.linkage.copies import Copies, find_copies
from mithaq.linkage.decisions import Decisions, blocks_of
from mithaq.linkage.explanations import Evidence, PairExplained, explain_pair, undecided
from mithaq.linkage.hashing import hashed
from mithaq.linkage.learning import learn, with_bursts
from mithaq.linkage.likelihood import Seen
from mithaq.linkage.model import Model, first_model, seen_of
from mithaq.linkage.pairs import plausible, plausible_pairs
from mithaq.linkage.partition import Neighbours, evened, neighbours_of, rescore, start, sweep
from mithaq.linkage.reports import Floats, Ints, Pairs, Reports
from mithaq.linkage.telling import Reading, reading_of
from mithaq.linkage.text_candidates import text_candidates
from mithaq.linkage.texts_weighed import text_weights

__all__ = ["Linked", "link"]

SEED: Final = 20_161_230
LEARN_ON: Final = 12_000
NO_DECISIONS: Final = Decisions()


@dataclass(frozen=True, slots=True, eq=False)
class Linked:
    """Groups of one event. Rows follow the ids' order; a group's number is the row of its first report."""

    reports: Reports
    model: Model
    group: Ints
    score: Floats
    """For a report with others: how probable it is that it is one of them, on average; alone: that it is alone."""
    copies: Copies
    evidence: Evidence
    candidates: Pairs
    """The pairs that were looked at."""

    def undecided(self, *, low: float = 0.2, high: float = 0.8) -> tuple[PairExplained, ...]:
        """The pairs a person should look at, the most doubtful first."""
        return undecided(self.reports, self.evidence, low, high)

    def explain(self, a: str, b: str) -> PairExplained:
        """What speaks for and against two reports being of one event."""
        return explain_pair(self.reports, self.evidence, a, b)


def link(
    reports: Reports,
    *,
    model: Model | None = None,
    decisions: Decisions = NO_DECISIONS,
    reach: Reach | None = None,
) -> Linked:
    n = len(reports)
    reach = reach or Reach()
    copies = find_copies(reports)
    decided = _named(decisions)
    keep = np.flatnonzero(~copies.is_copy(n) | np.isin(reports.ids, list(decided)))
    kept = reports.take(keep)
    blocks = blocks_of(kept, decisions)
    first = model or first_model(kept)
    seen = seen_of(kept, first)
    pairs = candidates(kept, _membership(seen), reach)
    reading = None if kept.text is None else reading_of(kept.text)
    if reading is not None:
        pairs = _both(pairs, text_candidates(kept, reading.runs, reach), len(kept))
    if model is None:
        model = _learnt(kept, seen, first, pairs, reading)
    weight = text_weights(model, seen, reading, pairs)
    burn, draws = _effort(len(kept))
    plain, beliefs = seen, model.beliefs()
    state = start(blocks)
    held, weight = plausible_pairs(seen, beliefs, pairs, weight)
    near = neighbours_of(len(kept), held.first, held.second, weight)
    for turn in range(burn):
        rescore(seen, beliefs, near, state)
        sweep(seen, beliefs, near, blocks, state, kept.hashes, SEED + turn, 1.0, 2, np.zeros(0))
        seen, _ = with_bursts(plain, model, pairs, state, 1.0)
        if turn == 0:
            # What is near but of another event of the burst falls away now; bursts make no pair more plausible.
            near = plausible(seen, beliefs, held, weight)
    rescore(seen, beliefs, near, state)
    together = np.zeros(len(near.row))
    for turn in range(draws):
        sweep(seen, beliefs, near, blocks, state, kept.hashes, SEED + 1000 + turn, 1.0, 1, together)
    together = evened(near, together) / max(draws, 1)
    group = consensus(near, together, blocks, state)
    whole, score = _whole(reports, keep, copies, group, near, together)
    evidence = Evidence(keep, seen, beliefs, near, together)
    return Linked(reports, model, whole, score, copies, evidence, Pairs(keep[pairs.first], keep[pairs.second]))


def _both(pairs: Pairs, more: Pairs, n: int) -> Pairs:
    if not len(more.first):
        return pairs
    key = np.unique(np.concatenate((pairs.first * n + pairs.second, more.first * n + more.second)))
    return Pairs(key // n, key % n)


def _named(decisions: Decisions) -> set[str]:
    return {one for pair in (*decisions.together, *decisions.apart) for one in pair}


def _membership(seen: Seen) -> Membership:
    return Membership(seen.member_area, seen.member_share)


def _effort(n: int) -> tuple[int, int]:
    """Turns before the draws, and draws: fewer where the reports are many."""
    if n <= 50_000:
        return 8, 40
    return (4, 12) if n <= 300_000 else (1, 3)


def _learnt(kept: Reports, seen: Seen, first: Model, pairs: Pairs, reading: Reading | None) -> Model:
    """On all reports, or on a part of the land and time that holds some twelve thousand."""
    if len(kept) <= 2 * LEARN_ON:
        return learn(seen, first, pairs, reading, blocks_of(kept, NO_DECISIONS), kept.hashes, 1.0)
    rows = _part(kept, LEARN_ON)
    inside = np.full(len(kept), -1, np.int64)
    inside[rows] = np.arange(len(rows))
    both = (inside[pairs.first] >= 0) & (inside[pairs.second] >= 0)
    part = Pairs(inside[pairs.first[both]], inside[pairs.second[both]])
    seen_part = Seen._make(column[rows] for column in seen)
    share = len(rows) / len(kept)
    return learn(
        seen_part,
        first,
        part,
        None if reading is None else reading.take(rows),
        blocks_of(kept.take(rows), NO_DECISIONS),
        kept.hashes[rows],
        share,
    )


def _part(kept: Reports, wanted: int) -> Ints:
    """Whole stretches of days, chosen by hash, so that events are whole in the part."""
    stretch = kept.day // 30
    distinct, inverse, counts = np.unique(stretch, return_inverse=True, return_counts=True)
    order = np.argsort(hashed(distinct.astype(str).astype(object)), kind="stable")
    enough = int(np.searchsorted(np.cumsum(counts[order]), wanted)) + 1
    chosen = np.zeros(len(distinct), dtype=np.bool_)
    chosen[order[:enough]] = True
    return np.flatnonzero(chosen[inverse.ravel()])


def _whole(
    reports: Reports,
    keep: Ints,
    copies: Copies,
    group: Ints,
    near: Neighbours,
    together: Floats,
) -> tuple[Ints, Floats]:
    n = len(reports)
    whole = np.full(n, -1, np.int64)
    whole[keep] = group
    first = np.repeat(np.arange(len(group)), np.diff(near.start))
    inside = group[first] == group[near.row]
    with_others = np.bincount(first[inside], weights=together[inside], minlength=len(group))
    sizes = np.bincount(group, minlength=len(group))[group]
    anyone = 1.0 - np.array(_most(first, together, len(group)))
    score = np.zeros(n)
    score[keep] = np.where(sizes > 1, with_others / np.maximum(sizes - 1, 1), anyone)
    for copy, original, probability in zip(copies.copy, copies.original, copies.probability, strict=True):
        if whole[copy] < 0:
            whole[copy], score[copy] = whole[original], probability
    # Groups are named by their first report.
    firsts = np.full(len(group) + n, n, np.int64)
    np.minimum.at(firsts, whole, np.arange(n))
    return firsts[whole], score


def _most(first: Ints, together: Floats, n: int) -> Floats:
    out = np.zeros(n)
    np.maximum.at(out, first, together)
    return out
