"""Which area a place lies in, when areas are known only by the points that stand for them.

A point belongs to an area with probability proportional to how often the area is named and to a normal density of
the distance to its point: a district's point may lie far from its busiest town.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numba import njit, prange

from mithaq.linkage.background import KM_PER_DEGREE, AreaPoints
from mithaq.linkage.reports import Floats, Ints, Precision, Reports, on_sphere

__all__ = ["Membership", "area_width_km", "membership"]

MOST_AREAS: Final = 8
LEAST_LOG_SHARE: Final = -7.0
FEW: Final = 64


class Membership(NamedTuple):
    """For every report, the areas it may lie in and the log probability of each; -1 fills up."""

    code: Ints
    log_share: Floats


def area_width_km(areas: AreaPoints) -> float:
    """The spread of places about their area's point, if the areas shared the land evenly."""
    if len(areas.counts) < 2:
        return 20.0
    height = float(np.ptp(areas.latitude)) * KM_PER_DEGREE
    width = float(np.ptp(areas.longitude)) * KM_PER_DEGREE * float(np.cos(np.radians(areas.latitude.mean())))
    side = float(np.sqrt(max(height * width, 1.0) / len(areas.counts)))
    return float(np.clip(0.29 * side, 2.0, 60.0))


def membership(reports: Reports, areas: AreaPoints, own_code: Ints) -> Membership:
    n = len(reports)
    code, log_share = np.full((n, MOST_AREAS), -1, np.int64), np.full((n, MOST_AREAS), -np.inf)
    at_area = reports.precision == Precision.AREA
    code[at_area, 0], log_share[at_area, 0] = own_code[at_area], 0.0
    fine = np.flatnonzero(reports.precision < Precision.AREA)
    if len(fine) and len(areas.counts):
        # Places a kilometre apart share their areas.
        rounded = np.column_stack((np.round(reports.latitude[fine], 2), np.round(reports.longitude[fine], 2)))
        spots, inverse = np.unique(rounded, axis=0, return_inverse=True)
        found = np.full((len(spots), MOST_AREAS), -1, np.int64)
        shares = np.full((len(spots), MOST_AREAS), -np.inf)
        nearest = _nearest if len(spots) > FEW else _nearest_of_few
        nearest(
            on_sphere(spots[:, 0], spots[:, 1]),
            on_sphere(areas.latitude, areas.longitude),
            np.log(areas.counts),
            area_width_km(areas),
            found,
            shares,
        )
        code[fine], log_share[fine] = found[inverse.ravel()], shares[inverse.ravel()]
    return Membership(code, log_share)


@njit(cache=True, parallel=True)
def _nearest(spots, points, log_count, width, code, log_share):  # type: ignore[no-untyped-def]
    most = code.shape[1]
    for i in prange(len(spots)):
        for j in range(len(points)):
            square = (spots[i, 0] - points[j, 0]) ** 2
            if log_count[j] - square / (2.0 * width * width) <= log_share[i, most - 1]:
                continue
            for axis in range(1, 3):
                square += (spots[i, axis] - points[j, axis]) ** 2
            value = log_count[j] - square / (2.0 * width * width)
            if value <= log_share[i, most - 1]:
                continue
            at = most - 1
            while at > 0 and value > log_share[i, at - 1]:
                code[i, at], log_share[i, at] = code[i, at - 1], log_share[i, at - 1]
                at -= 1
            code[i, at], log_share[i, at] = j, value
        total, top = 0.0, log_share[i, 0]
        for k in range(most):
            total += np.exp(log_share[i, k] - top)
        for k in range(most):
            log_share[i, k] -= top + np.log(total)
            if log_share[i, k] < LEAST_LOG_SHARE:
                code[i, k] = -1


_nearest_of_few = njit(cache=True)(_nearest.py_func)
"""The same without threads: to wake them takes longer than one report."""
