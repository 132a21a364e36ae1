"""Reports that repeat another source's record: found first, and never counted as confirmation.

A copy says everything its original says: place to the last digit, precision, type, actor, dead, and what is left
blank. Two reporters may also agree on all of it by chance, most easily where the place is a district's point. How
often that happens is seen at other times: the same two sources' records that agree so but lie weeks apart. A pair
is a copy if, for its two sources and its kind of place, near pairs so far outnumber the distant ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from mithaq.linkage.hashing import mixed_all
from mithaq.linkage.reports import Bools, Ints, Precision, Reports, Words

__all__ = ["Copies", "find_copies"]

LONGEST_LAG_DAYS: Final = 3
LEAST_PROBABILITY: Final = 0.95
LEAST_SURE: Final = 5
"""Fewer near pairs than this show no habit of copying."""


@dataclass(frozen=True, slots=True)
class Copies:
    """Row of each copy, row of its original, and how probable it is that it is one."""

    copy: Ints
    original: Ints
    probability: tuple[float, ...]

    def is_copy(self, n: int) -> Bools:
        out = np.zeros(n, dtype=np.bool_)
        out[self.copy] = True
        return out


def find_copies(reports: Reports) -> Copies:
    near, far = _repeated(reports)
    habits = _habits(reports, near, far)
    best: dict[int, tuple[float, int]] = {}
    for first, second in near:
        # The later is the copy; of one day, the source that otherwise comes later.
        later = _later(reports, first, second, habits)
        original = second if later == first else first
        source = int(reports.source[original]), int(reports.source[later]), _place_kind(reports, later)
        probability = habits.get(source, 0.0)
        if probability >= LEAST_PROBABILITY:
            known = best.get(later)
            if known is None or (-probability, original) < (-known[0], known[1]):
                best[later] = (probability, original)
    # A copy of a copy hangs on the first of them.
    rows = sorted(best)
    final = {row: _root(row, best, reports) for row in rows}
    rows = [row for row in rows if final[row] != row]
    return Copies(
        np.array(rows, dtype=np.int64),
        np.array([final[row] for row in rows], dtype=np.int64),
        tuple(best[row][0] for row in rows),
    )


def _root(row: int, best: dict[int, tuple[float, int]], reports: Reports) -> int:
    """The first of a chain of copies; of sources that copy each other in a circle, the earliest report."""
    chain = [row]
    while chain[-1] in best:
        before = best[chain[-1]][1]
        if before in chain:
            return min(chain[chain.index(before) :], key=lambda each: (reports.day[each], each))
        chain.append(before)
    return chain[-1]


def _repeated(reports: Reports) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Pairs of different sources that agree in everything but the day: near in time, and far."""
    rows = np.flatnonzero(reports.precision < Precision.NOWHERE)
    near: list[tuple[int, int]] = []
    far: list[tuple[int, int]] = []
    if not len(rows):
        return near, far
    same = _fingerprints(reports)
    _, inverse, times = np.unique(same[rows], return_inverse=True, return_counts=True)
    rows = rows[times[inverse.ravel()] > 1]
    order = rows[np.lexsort((rows, reports.day[rows], same[rows]))]
    for at, i in enumerate(order):
        for j in order[at + 1 : at + 200]:
            gap = reports.day[j] - reports.day[i]
            if same[i] != same[j] or gap > 14 + 10 * (LONGEST_LAG_DAYS + 1):
                break
            if reports.source[i] != reports.source[j]:
                if gap <= LONGEST_LAG_DAYS:
                    near.append((int(i), int(j)))
                elif gap > 14:
                    far.append((int(i), int(j)))
    return near, far


def _fingerprints(reports: Reports) -> Words:
    """64 bits of everything a record says but its day."""
    word = np.zeros(len(reports), np.uint64)
    for column in (
        np.round(np.nan_to_num(reports.latitude) * 1e5).astype(np.int64),
        np.round(np.nan_to_num(reports.longitude) * 1e5).astype(np.int64),
        reports.precision,
        reports.kind,
        reports.actor,
        np.nan_to_num(reports.casualties * 1000, nan=-1.0).astype(np.int64),
    ):
        word = mixed_all(word ^ column.astype(np.uint64))
    return word


def _habits(
    reports: Reports, near: list[tuple[int, int]], far: list[tuple[int, int]]
) -> dict[tuple[int, int, int], float]:
    """For original's source, copier and kind of place: the part of near pairs that chance does not explain."""
    seen: dict[tuple[int, int, int], float] = {}
    chance: dict[tuple[int, int, int], float] = {}
    for pairs, into, part in ((near, seen, 1.0), (far, chance, 0.1)):
        for i, j in pairs:
            a, b, place = int(reports.source[i]), int(reports.source[j]), _place_kind(reports, i)
            tied = reports.day[i] == reports.day[j]
            for one, other in ((a, b), (b, a)) if tied else ((a, b),):
                key = one, other, place
                into[key] = into.get(key, 0.0) + part * (0.5 if tied else 1.0)
    return {
        key: 1.0 - min((chance.get(key, 0.0) + 0.1) / count, 1.0)
        for key, count in seen.items()
        if count >= LEAST_SURE
    }


def _place_kind(reports: Reports, row: int) -> int:
    """Points of areas agree by chance, and often; measured places hardly ever."""
    return int(reports.precision[row] == Precision.AREA)


def _later(reports: Reports, i: int, j: int, habits: dict[tuple[int, int, int], float]) -> int:
    if reports.day[i] != reports.day[j]:
        return i if reports.day[i] > reports.day[j] else j
    place = _place_kind(reports, i)
    forward = habits.get((int(reports.source[i]), int(reports.source[j]), place), 0.0)
    backward = habits.get((int(reports.source[j]), int(reports.source[i]), place), 0.0)
    if forward != backward:
        return j if forward > backward else i
    return max(i, j)
