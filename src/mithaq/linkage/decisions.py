"""What persons decided: these reports are of one event, those are not. Later runs respect it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from mithaq.errors import ImportRejected
from mithaq.linkage.partition import Blocks, single_blocks
from mithaq.linkage.reports import Reports

__all__ = ["Decisions", "blocks_of"]

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Decisions:
    """Pairs of ids. Pairs whose reports are not in the table are left for the table that has them."""

    together: tuple[Pair, ...] = ()
    apart: tuple[Pair, ...] = ()


def blocks_of(reports: Reports, decisions: Decisions) -> Blocks:
    row_of = {str(one): row for row, one in enumerate(reports.ids)} if decisions.together or decisions.apart else {}
    leader = list(range(len(reports)))

    def found(row: int) -> int:
        while leader[row] != row:
            leader[row] = leader[leader[row]]
            row = leader[row]
        return row

    for a, b in _present(decisions.together, row_of):
        low, high = sorted((found(a), found(b)))
        leader[high] = low
    if not row_of:
        return single_blocks(len(reports))
    leaders = np.array([found(row) for row in range(len(reports))], dtype=np.int64)
    after, last = np.full(len(reports), -1, np.int64), np.arange(len(reports))
    for row in np.flatnonzero(leaders != np.arange(len(reports))):
        after[last[leaders[row]]] = row
        last[leaders[row]] = row
    size = np.bincount(leaders, minlength=len(reports)).astype(np.int64)
    parted: list[Pair_of_rows] = []
    for a, b in _present(decisions.apart, row_of):
        one, other = int(leaders[a]), int(leaders[b])
        if one == other:
            raise ImportRejected(
                f"{reports.ids[a]!r} and {reports.ids[b]!r} are to be apart, and by other decisions together.",
                where="decisions",
                advice="Withdraw one of these decisions.",
            )
        parted += [(one, other), (other, one)]
    parted = sorted(set(parted))
    starts = np.zeros(len(reports) + 1, np.int64)
    np.cumsum(np.bincount([one for one, _ in parted], minlength=len(reports)), out=starts[1:])
    return Blocks(leaders, after, last, size, starts, np.array([other for _, other in parted], dtype=np.int64))


Pair_of_rows = tuple[int, int]


def _present(pairs: Iterable[Pair], row_of: dict[str, int]) -> list[Pair_of_rows]:
    return sorted((row_of[a], row_of[b]) for a, b in pairs if a in row_of and b in row_of)
