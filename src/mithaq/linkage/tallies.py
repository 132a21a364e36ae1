"""What the groups of a partition say of the errors: sums over the truths each group leaves possible (E step)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from mithaq.linkage.likelihood import EARLIEST, MOST_MEMBERS, OFFSETS, log_lag, place_sums, scale_score
from mithaq.linkage.model import SCALES, Model
from mithaq.linkage.reports import Floats
from mithaq.linkage.tolls import STEPS

__all__ = ["Tallies", "count", "no_tallies"]


class Tallies(NamedTuple):
    """Expected counts; ``spread`` holds squared kilometres and their degrees of freedom by turns."""

    lag: Floats
    kind: Floats
    actor: Floats
    toll: Floats
    spread: Floats
    scale: Floats
    first: Floats
    again: Floats
    groups: Floats


def no_tallies(model: Model) -> Tallies:
    kinds, actors, sources = len(model.often_kind), len(model.often_actor), len(model.sees)
    return Tallies(
        np.zeros(OFFSETS),
        np.zeros((kinds, kinds)),
        np.zeros((actors, actors)),
        np.zeros((STEPS, STEPS)),
        np.zeros(6),
        np.zeros(len(SCALES)),
        np.zeros(sources),
        np.zeros(sources),
        np.zeros(1),
    )


@njit(cache=True)
def _count_said(prior, said, code, members, n, work, out):  # type: ignore[no-untyped-def]
    known = 0
    for a in range(n):
        known += code[members[a]] >= 0
    if known < 2:
        return
    top = -1e300
    for truth in range(len(prior)):
        work[truth] = prior[truth]
        for a in range(n):
            if code[members[a]] >= 0:
                work[truth] += said[truth, code[members[a]]]
        top = max(top, work[truth])
    total = 0.0
    for truth in range(len(prior)):
        work[truth] = np.exp(work[truth] - top)
        total += work[truth]
    for truth in range(len(prior)):
        for a in range(n):
            if code[members[a]] >= 0:
                out[truth, code[members[a]]] += work[truth] / total


@njit(cache=True)
def _count_days(seen, beliefs, members, n, work, out):  # type: ignore[no-untyped-def]
    first, last = seen.day[members[0]], seen.day[members[0]]
    for a in range(n):
        if seen.width[members[a]] > 1:
            return
        first, last = min(first, seen.day[members[a]]), max(last, seen.day[members[a]])
    low, high = last - (EARLIEST + OFFSETS - 1), first - EARLIEST
    if high < low:
        return
    top = -1e300
    for truth in range(low, high + 1):
        total = 0.0
        for a in range(n):
            total += log_lag(beliefs.log_lag, beliefs.lag_sums, seen.day[members[a]], 1, truth)
        work[truth - low] = total
        top = max(top, total)
    total = 0.0
    for k in range(high - low + 1):
        work[k] = np.exp(work[k] - top)
        total += work[k]
    for truth in range(low, high + 1):
        for a in range(n):
            out[seen.day[members[a]] - truth - EARLIEST] += work[truth - low] / total


@njit(cache=True)
def _count_place(seen, beliefs, members, n, work, spread, scale):  # type: ignore[no-untyped-def]
    points, settlements, _, of_points, of_settlements, apart = place_sums(seen.place, seen.precision, members, n)
    if points + settlements < 2:
        return
    top, total = -1e300, 0.0
    for k in range(len(beliefs.scales)):
        work[k] = beliefs.log_scales[k] + scale_score(
            beliefs.point_km,
            beliefs.settlement_km,
            beliefs.offset_km,
            beliefs.scales[k],
            points,
            settlements,
            of_points,
            of_settlements,
            apart,
        )
        top = max(top, work[k])
    for k in range(len(beliefs.scales)):
        work[k] = np.exp(work[k] - top)
        total += work[k]
    for k in range(len(beliefs.scales)):
        share, wider = work[k] / total, beliefs.scales[k] ** 2
        scale[k] += share
        spread[0] += share * of_points / wider
        spread[1] += share * 2 * max(points - 1, 0)
        spread[2] += share * of_settlements / wider
        spread[3] += share * 2 * max(settlements - 1, 0)
        if points and settlements:
            own = 2 * beliefs.point_km**2 / points + 2 * beliefs.settlement_km**2 / settlements
            spread[4] += share * (apart / wider - own)
            spread[5] += share * 2


@njit(cache=True)
def count(seen, beliefs, state, out):  # type: ignore[no-untyped-def]
    """Adds a partition to the tallies."""
    members, work = np.zeros(MOST_MEMBERS + 1, np.int64), np.zeros(512)
    for group in range(len(state.size)):
        n, row = 0, state.head[group]
        if not state.size[group]:
            continue
        while row >= 0:
            members[n] = row
            n += 1
            row = state.after[row]
        out.groups[0] += 1
        for a in range(n):
            again = False
            for b in range(a):
                if seen.source[members[b]] == seen.source[members[a]]:
                    again = True
                    break
            if again:
                out.again[seen.source[members[a]]] += 1
            else:
                out.first[seen.source[members[a]]] += 1
        if n < 2:
            continue
        _count_said(beliefs.kind_prior, beliefs.kind_said, seen.kind, members, n, work, out.kind)
        _count_said(beliefs.actor_prior, beliefs.actor_said, seen.actor, members, n, work, out.actor)
        _count_said(beliefs.toll_prior, beliefs.toll_said, seen.toll, members, n, work, out.toll)
        _count_days(seen, beliefs, members, n, work, out.lag)
        _count_place(seen, beliefs, members, n, work, out.spread, out.scale)
