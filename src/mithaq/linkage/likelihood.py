"""How much better a group of reports is explained by one event than by separate ones.

One event has one place, day, type, actor and number of dead, none of them known; each report shows them with its
source's errors. What is unknown is summed over, so that three reports that support each other two by two count
together, and a report is judged against the group and not against its nearest member. With two reports this is
Fellegi and Sunter's weight (1969) with the frequencies of values in it; for whole groups see Sadinle (2014).

Positions: exact points spread about the event; a settlement's point spreads about the settlement, which lies at
some offset from the event; an area's point is the area's. All densities are relative to what is
reported there anyway.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numba import njit

from mithaq.linkage.reports import Floats, Ints

__all__ = ["EARLIEST", "IMPOSSIBLE", "MOST_MEMBERS", "OFFSETS", "Beliefs", "Seen", "group_score", "place_score"]

EARLIEST: Final = -3
OFFSETS: Final = 14
"""A report may carry a day from three before the event to ten after it."""
MOST_MEMBERS: Final = 256
IMPOSSIBLE: Final = -1e8
OUTSIDE: Final = -30.0
"""What a day outside the lag costs: far more than agreement elsewhere can repay; only a person can insist."""


class Seen(NamedTuple):
    """The reports as the compiled code reads them."""

    source: Ints
    day: Ints
    width: Ints
    place: Floats
    precision: Ints
    log_background: Floats
    area: Ints
    member_area: Ints
    member_share: Floats
    kind: Ints
    actor: Ints
    toll: Ints


class Beliefs(NamedTuple):
    """What is believed of sources and errors, as tables of logarithms."""

    point_km: float
    settlement_km: float
    offset_km: float
    scales: Floats
    log_scales: Floats
    log_stray_area: float
    log_lag: Floats
    lag_sums: Floats
    lag_pair: Floats
    log_days: float
    kind_prior: Floats
    kind_said: Floats
    kind_alone: Floats
    kind_pair: Floats
    actor_prior: Floats
    actor_said: Floats
    actor_alone: Floats
    actor_pair: Floats
    toll_prior: Floats
    toll_said: Floats
    toll_alone: Floats
    toll_pair: Floats
    log_first: Floats
    log_again: Floats
    log_unseen: float


@njit(cache=True)
def _log_sum(values, n):  # type: ignore[no-untyped-def]
    top = values[0]
    for k in range(1, n):
        top = max(top, values[k])
    total = 0.0
    for k in range(n):
        # What is less than a hundred-millionth of the greatest is not worth its exponential.
        if values[k] > top - 18.0:
            total += np.exp(values[k] - top)
    return top + np.log(total)


@njit(cache=True)
def _said(prior, said, alone, pair, code, members, n, work):  # type: ignore[no-untyped-def]
    """Of a value with finitely many truths: one truth behind all against one behind each."""
    if n == 2:
        one, other = code[members[0]], code[members[1]]
        return pair[one, other] if one >= 0 and other >= 0 else 0.0
    known, apart = 0, 0.0
    for a in range(n):
        value = code[members[a]]
        if value >= 0:
            known += 1
            apart += alone[value]
    if known < 2:
        return 0.0
    for truth in range(len(prior)):
        total = prior[truth]
        for a in range(n):
            value = code[members[a]]
            if value >= 0:
                total += said[truth, value]
        work[truth] = total
    return _log_sum(work, len(prior)) - apart


@njit(cache=True)
def log_lag(log_lags, lag_sums, day, width, truth):  # type: ignore[no-untyped-def]
    """Of the date given the true day: a date that stands for a week is the mean over its days."""
    offset = day - truth - EARLIEST
    if width == 1:
        return log_lags[offset] if 0 <= offset < OFFSETS else OUTSIDE
    low, high = max(offset, 0), min(offset + width, OFFSETS)
    if high <= low:
        return OUTSIDE
    return np.log((lag_sums[high] - lag_sums[low]) / width + 1e-13)


@njit(cache=True)
def _days(day, width, log_lags, lag_sums, lag_pair, log_days, members, n, work):  # type: ignore[no-untyped-def]
    if n == 2 and width[members[0]] == 1 and width[members[1]] == 1:
        gap = abs(day[members[0]] - day[members[1]])
        return (lag_pair[gap] if gap < OFFSETS else OUTSIDE) + log_days
    first, last = day[members[0]], day[members[0]] + width[members[0]] - 1
    for a in range(1, n):
        first = min(first, day[members[a]])
        last = max(last, day[members[a]] + width[members[a]] - 1)
    low, high = first - (EARLIEST + OFFSETS - 1), last - EARLIEST
    if high - low >= len(work):
        # Only a person's decision brings such dates together: every day but one member's is out.
        high = low + len(work) - 1
    if last - first < OFFSETS:
        low, high = max(low, last - (EARLIEST + OFFSETS - 1)), min(high, first - EARLIEST)
    k = 0
    for truth in range(low, high + 1):
        total = 0.0
        for a in range(n):
            total += log_lag(log_lags, lag_sums, day[members[a]], width[members[a]], truth)
        work[k] = total
        k += 1
    return _log_sum(work, k) + (n - 1) * log_days


@njit(cache=True)
def place_sums(place, precision, members, n):  # type: ignore[no-untyped-def]
    """Counts and squared spreads of points and settlements, and the squared distance of their means."""
    points, settlements, finest = 0, 0, -1
    for a in range(n):
        i = members[a]
        if precision[i] == 0:
            points += 1
            if finest < 0:
                finest = i
        elif precision[i] == 1:
            settlements += 1
            if finest < 0 or precision[finest] == 0:
                finest = i
    spread_points, spread_settlements, apart = 0.0, 0.0, 0.0
    if points + settlements > 1:
        for axis in range(3):
            origin = place[finest, axis]
            p1, p2, s1, s2 = 0.0, 0.0, 0.0, 0.0
            for a in range(n):
                i = members[a]
                if precision[i] == 0:
                    value = place[i, axis] - origin
                    p1 += value
                    p2 += value * value
                elif precision[i] == 1:
                    value = place[i, axis] - origin
                    s1 += value
                    s2 += value * value
            if points:
                spread_points += max(p2 - p1 * p1 / points, 0.0)
            if settlements:
                spread_settlements += max(s2 - s1 * s1 / settlements, 0.0)
            if points and settlements:
                apart += (p1 / points - s1 / settlements) ** 2
    return points, settlements, finest, spread_points, spread_settlements, apart


@njit(cache=True)
def scale_score(  # type: ignore[no-untyped-def]
    point_km, settlement_km, offset_km, scale, points, settlements, spread_points, spread_settlements, apart
):
    """The log density of fine positions if all errors of this event are ``scale`` times the usual."""
    wider = scale**2
    point, settlement = point_km**2 * wider, settlement_km**2 * wider
    total = 0.0
    if points > 1:
        total += -(points - 1) * np.log(2 * np.pi * point) - np.log(points) - spread_points / (2 * point)
    if settlements > 1:
        total += (
            -(settlements - 1) * np.log(2 * np.pi * settlement)
            - np.log(settlements)
            - spread_settlements / (2 * settlement)
        )
    if points and settlements:
        between = offset_km**2 * wider + point / points + settlement / settlements
        total += -np.log(2 * np.pi * between) - apart / (2 * between)
    return total


@njit(cache=True)
def place_score(seen, beliefs, members, n, work):  # type: ignore[no-untyped-def]
    points, settlements, finest, spread_points, spread_settlements, apart = place_sums(
        seen.place, seen.precision, members, n
    )
    total = 0.0
    if points + settlements > 1:
        for k in range(len(beliefs.scales)):
            work[k] = beliefs.log_scales[k] + scale_score(
                beliefs.point_km,
                beliefs.settlement_km,
                beliefs.offset_km,
                beliefs.scales[k],
                points,
                settlements,
                spread_points,
                spread_settlements,
                apart,
            )
        total = _log_sum(work, len(beliefs.scales))
        anchor, everyone = 0.0, 0.0
        for a in range(n):
            i = members[a]
            if seen.precision[i] < 2:
                everyone += seen.log_background[i]
                if seen.precision[i] == 1 or settlements == 0:
                    anchor += seen.log_background[i] / (settlements or points)
        total += anchor - everyone
    named = -1
    for a in range(n):
        i = members[a]
        if seen.precision[i] != 2:
            continue
        if named < 0:
            named = i
            if finest >= 0:
                share = beliefs.log_stray_area
                for k in range(seen.member_area.shape[1]):
                    if seen.member_area[finest, k] == seen.area[i] and seen.area[i] >= 0:
                        share = max(share, seen.member_share[finest, k])
                total += share - seen.log_background[i]
        elif seen.area[i] == seen.area[named] and seen.area[i] >= 0:
            total -= seen.log_background[i]
        else:
            total += beliefs.log_stray_area - seen.log_background[i]
    return total


@njit(cache=True)
def _sources(source, log_first, log_again, log_unseen, members, n):  # type: ignore[no-untyped-def]
    total = log_unseen
    for a in range(n):
        again = False
        for b in range(a):
            if source[members[b]] == source[members[a]]:
                again = True
                break
        total += log_again[source[members[a]]] if again else log_first[source[members[a]]]
    return total


@njit(cache=True)
def parts_of_score(seen, beliefs, members, n, work, out):  # type: ignore[no-untyped-def]
    """Sources, place, day, type, actor, toll: their sum is the group's score."""
    out[0] = _sources(seen.source, beliefs.log_first, beliefs.log_again, beliefs.log_unseen, members, n)
    for k in range(1, 6):
        out[k] = 0.0
    if n < 2:
        return
    out[1] = place_score(seen, beliefs, members, n, work)
    out[2] = _days(
        seen.day,
        seen.width,
        beliefs.log_lag,
        beliefs.lag_sums,
        beliefs.lag_pair,
        beliefs.log_days,
        members,
        n,
        work,
    )
    out[3] = _said(
        beliefs.kind_prior, beliefs.kind_said, beliefs.kind_alone, beliefs.kind_pair, seen.kind, members, n, work
    )
    out[4] = _said(
        beliefs.actor_prior,
        beliefs.actor_said,
        beliefs.actor_alone,
        beliefs.actor_pair,
        seen.actor,
        members,
        n,
        work,
    )
    out[5] = _said(
        beliefs.toll_prior, beliefs.toll_said, beliefs.toll_alone, beliefs.toll_pair, seen.toll, members, n, work
    )


@njit(cache=True)
def group_score(seen, beliefs, members, n, work):  # type: ignore[no-untyped-def]
    total = _sources(seen.source, beliefs.log_first, beliefs.log_again, beliefs.log_unseen, members, n)
    if n < 2:
        return total
    return (
        total
        + place_score(seen, beliefs, members, n, work)
        + _days(
            seen.day,
            seen.width,
            beliefs.log_lag,
            beliefs.lag_sums,
            beliefs.lag_pair,
            beliefs.log_days,
            members,
            n,
            work,
        )
        + _said(
            beliefs.kind_prior,
            beliefs.kind_said,
            beliefs.kind_alone,
            beliefs.kind_pair,
            seen.kind,
            members,
            n,
            work,
        )
        + _said(
            beliefs.actor_prior,
            beliefs.actor_said,
            beliefs.actor_alone,
            beliefs.actor_pair,
            seen.actor,
            members,
            n,
            work,
        )
        + _said(
            beliefs.toll_prior,
            beliefs.toll_said,
            beliefs.toll_alone,
            beliefs.toll_pair,
            seen.toll,
            members,
            n,
            work,
        )
    )
