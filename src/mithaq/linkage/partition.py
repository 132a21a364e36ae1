"""Moves reports between groups: by chance in proportion to how well each group explains them, or to the best.

Sampled so (Gibbs), the partitions come as often as they are probable; their agreement is the calibrated probability
that two reports are of one event. Reports that a person joined move as one; those a person parted never meet.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numba import njit, prange

from mithaq.linkage.hashing import mixed
from mithaq.linkage.likelihood import IMPOSSIBLE, MOST_MEMBERS, Beliefs, Seen, group_score
from mithaq.linkage.reports import Floats, Ints, Words

__all__ = [
    "Blocks",
    "Neighbours",
    "State",
    "evened",
    "neighbours_of",
    "rescore",
    "single_blocks",
    "start",
    "sweep",
]


STRETCHES: Final = 16
MANY_PARTS: Final = 200
SHARED: Final = 0.4
"""How much of what texts of one event say they all say: 0 would add up all pairs, infinity only n - 1 of them."""


class Neighbours(NamedTuple):
    """For row i, ``row[start[i]:start[i + 1]]`` may be of the same event; ``weight`` is what the texts add."""

    start: Ints
    row: Ints
    weight: Floats


class Blocks(NamedTuple):
    """What persons decided: ``leader`` of each row's inseparable block, the rest of it, and the leaders parted."""

    leader: Ints
    after: Ints
    last: Ints
    size: Ints
    apart_start: Ints
    apart: Ints


class State(NamedTuple):
    """A partition: the group of each row, and each group's first row, the chain of rows, size, score, texts."""

    group: Ints
    head: Ints
    after: Ints
    size: Ints
    score: Floats
    texts: Floats


def neighbours_of(n: int, first: Ints, second: Ints, weight: Floats) -> Neighbours:
    """The neighbours of each row in the order of rows, whatever the order of the pairs."""
    ends = np.concatenate((first, second)), np.concatenate((second, first))
    order = _by(ends[1], np.arange(len(ends[0])), n)
    order = _by(ends[0], order, n)
    starts = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(ends[0], minlength=n), out=starts[1:])
    return Neighbours(starts, ends[1][order], np.concatenate((weight, weight))[order])


@njit(cache=True)
def _by(key, order, n):  # type: ignore[no-untyped-def]
    """``order`` sorted by key, equals left as they stand: a counting sort, as the keys are rows."""
    at = np.zeros(n + 1, np.int64)
    for one in key:
        at[one + 1] += 1
    for row in range(n):
        at[row + 1] += at[row]
    out = np.empty(len(order), np.int64)
    for k in range(len(order)):
        out[at[key[order[k]]]] = order[k]
        at[key[order[k]]] += 1
    return out


def single_blocks(n: int) -> Blocks:
    rows = np.arange(n)
    nobody = np.full(n, -1, np.int64)
    return Blocks(rows, nobody, rows.copy(), np.ones(n, np.int64), np.zeros(n + 1, np.int64), np.zeros(0, np.int64))


def start(blocks: Blocks) -> State:
    """Every block by itself."""
    n = len(blocks.leader)
    head = np.where(blocks.leader == np.arange(n), np.arange(n), -1)
    size = np.where(head >= 0, blocks.size, 0)
    return State(blocks.leader.copy(), head, blocks.after.copy(), size, np.zeros(n), np.zeros(n))


@njit(cache=True)
def _members(head, after, group, members):  # type: ignore[no-untyped-def]
    k, row = 0, head[group]
    while row >= 0:
        members[k] = row
        k += 1
        row = after[row]
    return k


@njit(cache=True)
def _text_score(total, n):  # type: ignore[no-untyped-def]
    """Texts of one event repeat each other, so that each further pair of them says less than the one before."""
    return total * (1.0 + 2.0 * SHARED) / (1.0 + n * SHARED) if n > 1 else 0.0


@njit(cache=True)
def rescore(seen, beliefs, near, state):  # type: ignore[no-untyped-def]
    members, work = np.zeros(MOST_MEMBERS + 1, np.int64), np.zeros(512)
    state.texts[:] = 0.0
    for i in range(len(state.group)):
        for edge in range(near.start[i], near.start[i + 1]):
            j = near.row[edge]
            if j > i and state.group[j] == state.group[i]:
                state.texts[state.group[i]] += near.weight[edge]
    for group in range(len(state.size)):
        if state.size[group]:
            n = _members(state.head, state.after, group, members)
            state.score[group] = group_score(seen, beliefs, members, n, work) + _text_score(state.texts[group], n)


@njit(cache=True)
def _free_group(size, wanted):  # type: ignore[no-untyped-def]
    group = wanted
    while size[group] > 0:
        group += 1
        if group == len(size):
            group = 0
    return group


@njit(cache=True)
def _is_parted(blocks, state, leader, group):  # type: ignore[no-untyped-def]
    for k in range(blocks.apart_start[leader], blocks.apart_start[leader + 1]):
        if state.group[blocks.apart[k]] == group:
            return True
    return False


def sweep(
    seen: Seen,
    beliefs: Beliefs,
    near: Neighbours,
    blocks: Blocks,
    state: State,
    hashes: Words,
    seed: int,
    heat: float,
    rounds: int,
    together: Floats,
) -> int:
    """Visits every block once a round, in the order of ids; ``heat`` 0 takes the best group instead of drawing.

    Adds to ``together``, if it has the neighbours' length, how probable each neighbour was at each visit: the
    chances of a draw say more than the draw (Gelfand and Smith 1990).

    Reports that no chain of neighbours joins cannot come into one group, so such parts are visited side by side
    and the result is that of one after the other.
    """
    order, starts, work_before = _parts(near, blocks, state)
    cuts = _cuts(starts, work_before)
    moved: int = _sweep(
        seen, beliefs, near, blocks, state, hashes, seed, heat, rounds, together, order, starts, cuts
    )
    return moved


@njit(cache=True)
def _found(leader, row):  # type: ignore[no-untyped-def]
    while leader[row] != row:
        leader[row] = leader[leader[row]]
        row = leader[row]
    return row


@njit(cache=True)
def _parts(near, blocks, state):  # type: ignore[no-untyped-def]
    """Rows in the order of their independent parts, where each part starts, and the neighbours before each part."""
    n = len(state.group)
    leader = np.arange(n)
    for i in range(n):
        for edge in range(near.start[i], near.start[i + 1]):
            j = near.row[edge]
            if j > i:
                a, b = _found(leader, i), _found(leader, j)
                leader[max(a, b)] = min(a, b)
        # A group, and so its number, may be older than the neighbours of today.
        for j in (blocks.leader[i], state.group[i]):
            a, b = _found(leader, i), _found(leader, j)
            leader[max(a, b)] = min(a, b)
    size = np.zeros(n + 1, np.int64)
    for i in range(n):
        size[_found(leader, i) + 1] += 1
    parts = 0
    for i in range(n):
        parts += size[i + 1] > 0
        size[i + 1] += size[i]
    at, order = size[:n].copy(), np.empty(n, np.int64)
    for i in range(n):
        first = _found(leader, i)
        order[at[first]] = i
        at[first] += 1
    starts, before = np.zeros(parts + 1, np.int64), np.zeros(parts + 1, np.int64)
    part = 0
    for i in range(n):
        if leader[i] == i:
            starts[part + 1] = size[i + 1]
            before[part + 1] = before[part]
            for k in range(size[i], size[i + 1]):
                before[part + 1] += near.start[order[k] + 1] - near.start[order[k]] + 1
            part += 1
    return order, starts, before


def _cuts(starts: Ints, before: Ints) -> Ints:
    """The parts in stretches of about as many neighbours each, several for every processor."""
    stretches = STRETCHES if len(starts) > MANY_PARTS else 1
    wanted = np.linspace(0, before[-1], stretches + 1)
    cuts = np.searchsorted(before, wanted)
    cuts[0], cuts[-1] = 0, len(starts) - 1
    return np.maximum.accumulate(cuts).astype(np.int64)


@njit(cache=True, parallel=True)
def _sweep(  # type: ignore[no-untyped-def]
    seen, beliefs, near, blocks, state, hashes, seed, heat, rounds, together, order, starts, cuts
):
    moved = 0
    for stretch in prange(len(cuts) - 1):
        moved += _sweep_stretch(
            seen,
            beliefs,
            near,
            blocks,
            state,
            hashes,
            seed,
            heat,
            rounds,
            together,
            order,
            starts,
            cuts[stretch],
            cuts[stretch + 1],
        )
    return moved


@njit(cache=True)
def _room(size, wanted, order, low, high):  # type: ignore[no-untyped-def]
    """A number no group of the part has: its own rows' numbers are enough, and nobody else takes them."""
    if size[wanted] == 0:
        return wanted
    for k in range(low, high):
        if size[order[k]] == 0:
            return order[k]
    return wanted


@njit(cache=True)
def _sweep_stretch(  # type: ignore[no-untyped-def]
    seen,
    beliefs,
    near,
    blocks,
    state,
    hashes,
    seed,
    heat,
    rounds,
    together,
    order,
    starts,
    first_part,
    last_part,
):
    n = len(state.group)
    members, work = np.zeros(MOST_MEMBERS + 1, np.int64), np.zeros(512)
    most = 1
    for k in range(starts[first_part], starts[last_part]):
        most = max(most, near.start[order[k] + 1] - near.start[order[k]])
    most = most * 4 + 64
    options, gains = np.zeros(most, np.int64), np.zeros(most)
    scores, sums = np.zeros(most), np.zeros(most)
    mark, text_to = np.full(n, -1, np.int64), np.zeros(n)
    moved = 0
    for turn in range(rounds):
        part = first_part
        for at in range(starts[first_part], starts[last_part]):
            leader = order[at]
            while at >= starts[part + 1]:
                part += 1
            if blocks.leader[leader] != leader:
                continue
            own, weight, tail = state.group[leader], blocks.size[leader], blocks.last[leader]
            stamp = turn * n + leader
            # The groups of those near, and what the texts say for each.
            found, inner, row = 0, 0.0, leader
            while True:
                for edge in range(near.start[row], near.start[row + 1]):
                    j = near.row[edge]
                    if blocks.leader[j] == leader:
                        inner += near.weight[edge] / 2.0
                        continue
                    group = state.group[j]
                    if mark[group] != stamp:
                        mark[group] = stamp
                        text_to[group] = 0.0
                        if found < most:
                            options[found] = group
                            found += 1
                    text_to[group] += near.weight[edge]
                if row == tail:
                    break
                row = blocks.after[row]
            if found == 0 and state.size[own] == weight:
                continue
            # Out of the own group.
            before = -1
            row = state.head[own]
            while row != leader:
                before = row
                row = state.after[row]
            if before < 0:
                state.head[own] = state.after[tail]
            else:
                state.after[before] = state.after[tail]
            state.size[own] -= weight
            with_it = state.score[own]
            rest, rest_texts = 0.0, 0.0
            if state.size[own]:
                k = _members(state.head, state.after, own, members)
                rest_texts = state.texts[own] - inner - (text_to[own] if mark[own] == stamp else 0.0)
                rest = group_score(seen, beliefs, members, k, work) + _text_score(rest_texts, k)
            k, row = 0, leader
            while True:
                members[k] = row
                k += 1
                if row == tail:
                    break
                row = blocks.after[row]
            alone = group_score(seen, beliefs, members, k, work) + _text_score(inner, k)
            kept, top = 0, alone
            for option in range(found):
                group = options[option]
                if state.size[group] == 0 or state.size[group] + weight > MOST_MEMBERS:
                    continue
                if _is_parted(blocks, state, leader, group):
                    continue
                if group == own:
                    score, base, total = with_it, rest, state.texts[own]
                else:
                    k = _members(state.head, state.after, group, members)
                    row = leader
                    while True:
                        members[k] = row
                        k += 1
                        if row == tail:
                            break
                        row = blocks.after[row]
                    total = state.texts[group] + inner + text_to[group]
                    score = group_score(seen, beliefs, members, k, work) + _text_score(total, k)
                    base = state.score[group]
                if score - base <= IMPOSSIBLE:
                    continue
                options[kept], gains[kept], scores[kept], sums[kept] = group, score - base, score, total
                top = max(top, score - base)
                kept += 1
            chosen = -1
            if heat == 0.0:
                best = alone
                for option in range(kept):
                    if gains[option] > best:
                        best, chosen = gains[option], option
            else:
                total = np.exp((alone - top) / heat)
                for option in range(kept):
                    total += np.exp((gains[option] - top) / heat)
                word = mixed(hashes[leader] ^ mixed(np.uint64(seed) * np.uint64(1_000_003) + np.uint64(turn)))
                draw = float(word >> np.uint64(11)) / 9007199254740992.0 * total
                passed = np.exp((alone - top) / heat)
                if draw > passed:
                    for option in range(kept):
                        passed += np.exp((gains[option] - top) / heat)
                        chosen = option
                        if draw <= passed:
                            break
                if len(together) == len(near.row):
                    for option in range(kept):
                        text_to[options[option]] = np.exp((gains[option] - top) / heat) / total
                        mark[options[option]] = -2 - stamp
                    row = leader
                    while True:
                        for edge in range(near.start[row], near.start[row + 1]):
                            j = near.row[edge]
                            if blocks.leader[j] == leader:
                                together[edge] += 1.0
                            elif mark[state.group[j]] == -2 - stamp:
                                together[edge] += text_to[state.group[j]]
                        if row == tail:
                            break
                        row = blocks.after[row]
            if state.size[own]:
                state.score[own], state.texts[own] = rest, rest_texts
            if chosen < 0:
                group = _room(state.size, leader, order, starts[part], starts[part + 1])
                state.head[group], state.after[tail] = leader, -1
                state.size[group], state.score[group], state.texts[group] = weight, alone, inner
            else:
                group = options[chosen]
                state.after[tail], state.head[group] = state.head[group], leader
                state.size[group] += weight
                state.score[group], state.texts[group] = scores[chosen], sums[chosen]
            row = leader
            while True:
                state.group[row] = group
                if row == tail:
                    break
                row = blocks.after[row]
            moved += group != own
    return moved


def evened(near: Neighbours, together: Floats) -> Floats:
    """The mean of what the two reports of each pair say."""
    # Sorted by the other end, the edges stand in the order of their reverses.
    reverse = _by(near.row, np.arange(len(near.row)), len(near.start) - 1)
    both: Floats = (together + together[reverse]) / 2.0
    return both
