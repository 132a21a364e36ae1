"""One partition from many drawn ones: the correlation clustering of the probabilities that pairs are together.

Pairs joined gain their probability less a threshold (Bansal, Blum, Chawla 2004; greedy moves from the last draw).
The threshold is the one whose partition has the highest expected pair F1 under the same probabilities, so nothing
outside the reports sets it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from mithaq.linkage.partition import Blocks, Neighbours, State, _free_group, _is_parted
from mithaq.linkage.reports import Floats, Ints

__all__ = ["consensus", "expected_f1"]

THRESHOLDS: Final = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
ROUNDS: Final = 20


def consensus(near: Neighbours, together: Floats, blocks: Blocks, drawn: State) -> Ints:
    """The group of each row."""
    best, best_value = drawn.group, -1.0
    for threshold in THRESHOLDS:
        state = drawn._replace(group=drawn.group.copy(), size=drawn.size.copy())
        _settle(near.start, near.row, together, blocks, state, threshold, ROUNDS)
        value = expected_f1(near, together, state.group)
        if value > best_value:
            best, best_value = state.group, value
    return best


def expected_f1(near: Neighbours, together: Floats, group: Ints) -> float:
    """Twice the probable links kept, over the links kept and the probable links."""
    first = np.repeat(np.arange(len(group)), np.diff(near.start))
    kept = group[first] == group[near.row]
    sizes = np.bincount(group, minlength=len(group)).astype(np.float64)
    made = float((sizes * (sizes - 1)).sum())
    return 2.0 * float(together[kept].sum()) / max(made + float(together.sum()), 1e-9)


@njit(cache=True)
def _settle(starts, rows, together, blocks, state, threshold, rounds):  # type: ignore[no-untyped-def]
    n = len(starts) - 1
    gain = np.zeros(n)
    for _ in range(rounds):
        moved = 0
        for leader in range(n):
            if blocks.leader[leader] != leader:
                continue
            own, weight, tail = state.group[leader], blocks.size[leader], blocks.last[leader]
            state.size[own] -= weight
            row = leader
            while True:
                for edge in range(starts[row], starts[row + 1]):
                    gain[state.group[rows[edge]]] = 0.0
                if row == tail:
                    break
                row = blocks.after[row]
            row = leader
            while True:
                for edge in range(starts[row], starts[row + 1]):
                    if blocks.leader[rows[edge]] != leader:
                        gain[state.group[rows[edge]]] += together[edge]
                if row == tail:
                    break
                row = blocks.after[row]
            best, chosen = 1e-12, np.int64(-1)
            row = leader
            while True:
                for edge in range(starts[row], starts[row + 1]):
                    group = state.group[rows[edge]]
                    value = gain[group] - threshold * state.size[group] * weight
                    if value > best and state.size[group] and not _is_parted(blocks, state, leader, group):
                        best, chosen = value, group
                if row == tail:
                    break
                row = blocks.after[row]
            if chosen < 0:
                chosen = own if state.size[own] == 0 else _free_group(state.size, leader)
            state.size[chosen] += weight
            moved += chosen != own
            row = leader
            while True:
                state.group[row] = chosen
                if row == tail:
                    break
                row = blocks.after[row]
        if moved == 0:
            return
