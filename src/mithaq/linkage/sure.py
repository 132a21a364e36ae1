"""Reports of which each two are surely of one event: what may be acted upon without a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from mithaq.linkage.batch import Linked
    from mithaq.linkage.decisions import Decisions

__all__ = ["sure_groups"]


def sure_groups(linked: Linked, level: float, decisions: Decisions | None = None) -> list[tuple[str, ...]]:
    """The part of each group in which every pair reaches the level; reports that do not are left out.

    A copy goes with its original where it is as sure to be one. What persons decided is sure.
    """
    evidence, ids = linked.evidence, linked.reports.ids
    group = linked.group[evidence.row]
    first = np.repeat(np.arange(len(group)), np.diff(evidence.near.start))
    second = evidence.near.row
    # What was never looked at is not sure, so that only groups with a sure pair need be seen.
    inside = (group[first] == group[second]) & (evidence.together >= level) & (first < second)
    sure: dict[int, set[tuple[int, int]]] = {}
    for a, b in zip(first[inside].tolist(), second[inside].tolist(), strict=True):
        sure.setdefault(int(group[a]), set()).add((int(evidence.row[a]), int(evidence.row[b])))
    row_of = {str(one): row for row, one in enumerate(ids)} if decisions and decisions.together else {}
    for one, other in decisions.together if decisions else ():
        if one in row_of and other in row_of:
            low, high = sorted((row_of[one], row_of[other]))
            sure.setdefault(int(linked.group[low]), set()).add((low, high))
    cores = [_core(pairs) for _, pairs in sorted(sure.items())]
    core_of = {row: number for number, core in enumerate(cores) for row in core}
    copies = linked.copies
    for copy, original, probability in zip(
        map(int, copies.copy), map(int, copies.original), map(float, copies.probability), strict=True
    ):
        if probability < level or copy in core_of:
            continue
        if original in core_of:
            cores[core_of[original]].append(copy)
        else:
            core_of[original] = len(cores)
            cores.append([original, copy])
        core_of[copy] = core_of[original]
    return [tuple(str(ids[row]) for row in sorted(core)) for core in cores if len(core) > 1]


def _core(pairs: set[tuple[int, int]]) -> list[int]:
    """The members left when the one with the fewest sure ties has gone, until all are tied."""
    ties: dict[int, set[int]] = {}
    for a, b in pairs:
        ties.setdefault(a, set()).add(b)
        ties.setdefault(b, set()).add(a)
    while any(len(others) < len(ties) - 1 for others in ties.values()):
        weakest = min(ties, key=lambda row: (len(ties[row]), -row))
        for other in ties.pop(weakest):
            ties[other].discard(weakest)
    return sorted(ties)
