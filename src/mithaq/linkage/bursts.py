"""Events come in bursts: what is near an event in place and time is often another event and not the same one.

Without this, two strikes on a quiet village on two days look like one strike reported late, because nothing else
ever happens there. Each report's background is raised by what the other events near it trigger (after Ogata 1988),
and the rate and duration of bursts are learnt with the rest.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from mithaq.linkage.likelihood import Beliefs, Seen
from mithaq.linkage.model import Bursts, Model
from mithaq.linkage.partition import State
from mithaq.linkage.reports import Floats, Pairs

__all__ = ["bursting"]

MOST_OFTEN = 3.0
LONGEST_DAYS = 6.0


def bursting(seen: Seen, model: Model, beliefs: Beliefs, pairs: Pairs, state: State) -> tuple[Floats, Bursts]:
    """What to add to each report's log background, and the bursts as the partition shows them."""
    per_day = model.events / model.days
    added, triggered, gaps = _trigger(
        seen,
        beliefs,
        pairs.first,
        pairs.second,
        state.group,
        state.size,
        model.bursts.often / per_day,
        model.bursts.days,
    )
    groups = max(int((state.size > 0).sum()), 1)
    often = float(np.clip(triggered / groups, 1e-4, MOST_OFTEN))
    days = float(np.clip(gaps / max(triggered, 1e-9), 0.5, LONGEST_DAYS))
    return np.log1p(added), Bursts(often, days)


@njit(cache=True)
def _near(seen, beliefs, i, j):  # type: ignore[no-untyped-def]
    """How much likelier the place of j is beside i than anywhere, if they are two events of one burst."""
    if seen.precision[i] > seen.precision[j]:
        i, j = j, i
    if seen.precision[j] == 2:
        if seen.precision[i] == 2:
            same = seen.area[i] == seen.area[j] and seen.area[i] >= 0
            return -seen.log_background[i] if same else beliefs.log_stray_area
        share = beliefs.log_stray_area
        for k in range(seen.member_area.shape[1]):
            if seen.member_area[i, k] == seen.area[j] and seen.area[j] >= 0:
                share = max(share, seen.member_share[i, k])
        return share - seen.log_background[j]
    if seen.precision[j] > 2:
        return beliefs.log_stray_area
    square = 0.0
    for axis in range(3):
        square += (seen.place[i, axis] - seen.place[j, axis]) ** 2
    width = beliefs.point_km**2 if seen.precision[i] == 0 else beliefs.settlement_km**2
    width += beliefs.point_km**2 if seen.precision[j] == 0 else beliefs.settlement_km**2
    if seen.precision[i] != seen.precision[j]:
        width += beliefs.offset_km**2
        anchor = -seen.log_background[i]
    else:
        anchor = -0.5 * (seen.log_background[i] + seen.log_background[j])
        if seen.precision[i] == 0:
            width += 2 * beliefs.offset_km**2
    return -np.log(2 * np.pi * width) - square / (2 * width) + anchor


@njit(cache=True)
def _trigger(seen, beliefs, first, second, group, size, rate, days):  # type: ignore[no-untyped-def]
    """The triggered part relative to the background, by report; its sum between groups; the same times the gap."""
    n = len(group)
    added, other = np.zeros(n), np.zeros(n)
    whole = 1.0
    for gap in range(1, 60):
        whole += 2.0 * np.exp(-gap / days)
    part = np.zeros(len(first))
    for e in range(len(first)):
        i, j = first[e], second[e]
        gap = abs(seen.day[i] - seen.day[j])
        part[e] = rate / whole * np.exp(-gap / days + min(_near(seen, beliefs, i, j), 25.0))
        a, b = part[e] / size[group[j]], part[e] / size[group[i]]
        added[i] += a
        added[j] += b
        if group[i] != group[j]:
            other[i] += a
            other[j] += b
    total, gaps = 0.0, 0.0
    for e in range(len(first)):
        i, j = first[e], second[e]
        if group[i] == group[j]:
            continue
        both = size[group[i]] * size[group[j]]
        share = part[e] / both / (1.0 + other[i]) + part[e] / both / (1.0 + other[j])
        total += share
        gaps += share * abs(seen.day[i] - seen.day[j])
    return added, total, gaps
