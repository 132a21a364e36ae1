"""How often something is reported at a place anyway: what agreement on the place is worth there.

A mixture of kernel densities of five widths and a flat floor, weighted so that each report is best foretold by the
reports of *other* times (its own event must not vouch for itself). One density for exact points, one for
settlement points; the points that stand for areas are counted by their coordinates.

The kernel is a linear-binned grid read by linear interpolation (Wand 1994), so a million reports take seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numba import njit, prange

from mithaq.linkage.hashing import mixed
from mithaq.linkage.reports import Floats, Ints, Precision, Reports, Words

__all__ = ["AreaPoints", "Background", "Density", "learn_background"]

WIDTHS_KM: Final = np.array([0.12, 0.4, 1.4, 5.0, 20.0])
MOST_REFERENCES: Final = 200_000
KM_PER_DEGREE: Final = 111.195
NEAR_DAYS: Final = 10
"""Reports this near in time are left out: they may be of the same event."""
MARGIN_KM: Final = 50.0
FEW: Final = 64

# A cubic B-spline has a standard deviation of h/sqrt(3).
_STEP: Final = np.sqrt(3.0)


@dataclass(frozen=True, slots=True, eq=False)
class Density:
    """Reports of one precision, per square kilometre."""

    keys: Words
    counts: Floats
    references: int
    weights: Floats
    floor: float

    def log_at(self, latitude: Floats, longitude: Floats, day: Ints) -> Floats:
        levels = self.levels_at(latitude, longitude, day)
        return np.log(levels @ self.weights)

    def levels_at(self, latitude: Floats, longitude: Floats, day: Ints) -> Floats:
        out = np.zeros((len(latitude), len(WIDTHS_KM) + 1))
        if self.references:
            read = _read if len(latitude) > FEW else _read_few
            read(self.keys, self.counts, latitude, longitude, day // NEAR_DAYS, WIDTHS_KM * _STEP, out)
            out /= self.references
        out[:, -1] = self.floor
        return out


@dataclass(frozen=True, slots=True, eq=False)
class AreaPoints:
    """The distinct points that stand for areas, in order, with how many reports carry each."""

    latitude: Floats
    longitude: Floats
    counts: Floats

    def code_of(self, latitude: Floats, longitude: Floats) -> Ints:
        """The area whose point this is; -1 for a point no area had when the model was learnt."""
        known = {
            (a, b): code
            for code, (a, b) in enumerate(zip(self.latitude.tolist(), self.longitude.tolist(), strict=True))
        }
        spots = zip(np.round(latitude, 5).tolist(), np.round(longitude, 5).tolist(), strict=True)
        return np.array([known.get(spot, -1) for spot in spots], dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    points: Density
    settlements: Density
    areas: AreaPoints

    def log_density(self, reports: Reports, area_code: Ints) -> Floats:
        """Per square kilometre for points and settlements; a probability for areas; 0 without a place."""
        out = np.zeros(len(reports))
        for precision, density in ((Precision.POINT, self.points), (Precision.SETTLEMENT, self.settlements)):
            rows = np.flatnonzero(reports.precision == precision)
            if len(rows):
                out[rows] = density.log_at(reports.latitude[rows], reports.longitude[rows], reports.day[rows])
        rows = np.flatnonzero(reports.precision == Precision.AREA)
        if len(rows):
            counts = np.append(self.areas.counts, 0.0)[area_code[rows]]
            out[rows] = np.log(np.maximum(counts - 0.5, 0.5) / max(self.areas.counts.sum(), 1.0))
        return out


def learn_background(reports: Reports) -> Background:
    placed = reports.precision < Precision.NOWHERE
    latitude, longitude = reports.latitude[placed], reports.longitude[placed]
    if len(latitude):
        height = float(np.ptp(latitude)) * KM_PER_DEGREE + MARGIN_KM
        width = float(np.ptp(longitude)) * KM_PER_DEGREE * float(np.cos(np.radians(latitude.mean()))) + MARGIN_KM
    else:
        height = width = MARGIN_KM
    floor = 1.0 / (height * width)
    return Background(
        points=_density(reports, Precision.POINT, floor),
        settlements=_density(reports, Precision.SETTLEMENT, floor),
        areas=_areas(reports),
    )


def _areas(reports: Reports) -> AreaPoints:
    rows = reports.precision == Precision.AREA
    spots = np.column_stack((np.round(reports.latitude[rows], 5), np.round(reports.longitude[rows], 5)))
    if not len(spots):
        nothing = np.zeros(0)
        return AreaPoints(nothing, nothing, nothing)
    distinct, counts = np.unique(spots, axis=0, return_counts=True)
    return AreaPoints(distinct[:, 0].copy(), distinct[:, 1].copy(), counts.astype(np.float64))


def _density(reports: Reports, precision: Precision, floor: float) -> Density:
    rows = np.flatnonzero(reports.precision == precision)
    # Which ones stand for all is decided by their ids' hashes.
    if len(rows) > MOST_REFERENCES:
        rows = rows[np.argsort(reports.hashes[rows], kind="stable")[:MOST_REFERENCES]]
    levels = len(WIDTHS_KM)
    even = np.full(levels + 1, 1.0 / (levels + 1))
    if not len(rows):
        nothing = np.zeros(1)
        return Density(np.zeros(1, np.uint64), nothing, 0, np.append(np.zeros(levels), 1.0), floor)
    latitude, longitude, day = reports.latitude[rows], reports.longitude[rows], reports.day[rows]
    slots = 1 << int(np.ceil(np.log2(len(rows) * levels * 8 * 1.6 + 16)))
    keys, counts = np.zeros(slots, np.uint64), np.zeros(slots)
    _write(keys, counts, latitude, longitude, day // NEAR_DAYS, WIDTHS_KM * _STEP)
    density = Density(keys, counts, len(rows), even, floor)
    foretold = density.levels_at(latitude, longitude, day)
    weights = even
    for _ in range(50):
        share = foretold * weights
        share /= share.sum(axis=1, keepdims=True)
        weights = np.maximum(share.mean(axis=0), 1e-6)
        weights /= weights.sum()
    return Density(keys, counts, len(rows), weights, floor)


@njit(cache=True)
def _key(level, row, column, block):  # type: ignore[no-untyped-def]
    word = mixed(np.uint64(row + 1_000_000_007) * np.uint64(8) + np.uint64(level))
    word = mixed(word ^ np.uint64(column + 1_000_000_007))
    word = mixed(word ^ np.uint64(block + 1_000_000_007))
    return word | np.uint64(1)


@njit(cache=True)
def _slot(keys, key):  # type: ignore[no-untyped-def]
    mask = np.uint64(len(keys) - 1)
    at = (key >> np.uint64(7)) & mask
    while keys[at] != np.uint64(0) and keys[at] != key:
        at = (at + np.uint64(1)) & mask
    return at


@njit(cache=True)
def _cell(latitude, longitude, step):  # type: ignore[no-untyped-def]
    """Row, column and the offsets within the cell, in cells of ``step`` kilometres."""
    north = latitude * 111.195 / step
    # One scale for a belt of two degrees: neighbours in it share a grid.
    east = longitude * 111.195 * np.cos(np.radians(np.floor(latitude / 2.0) * 2.0 + 1.0)) / step
    row, column = np.floor(north), np.floor(east)
    return np.int64(row), np.int64(column), north - row, east - column


WHOLE_TIME: Final = -500_000_000


@njit(cache=True)
def _write(keys, counts, latitude, longitude, block, steps):  # type: ignore[no-untyped-def]
    for i in range(len(latitude)):
        for level in range(len(steps)):
            row, column, up, along = _cell(latitude[i], longitude[i], steps[level])
            for corner in range(4):
                a, b = corner // 2, corner % 2
                weight = (up if a else 1.0 - up) * (along if b else 1.0 - along)
                for when in (np.int64(WHOLE_TIME), block[i]):
                    key = _key(level, row + a, column + b, when)
                    at = _slot(keys, key)
                    keys[at] = key
                    counts[at] += weight


@njit(cache=True, parallel=True)
def _read(keys, counts, latitude, longitude, block, steps, out):  # type: ignore[no-untyped-def]
    for i in prange(len(latitude)):
        for level in range(len(steps)):
            row, column, up, along = _cell(latitude[i], longitude[i], steps[level])
            total = 0.0
            for corner in range(4):
                a, b = corner // 2, corner % 2
                weight = (up if a else 1.0 - up) * (along if b else 1.0 - along)
                found = counts[_slot(keys, _key(level, row + a, column + b, np.int64(WHOLE_TIME)))]
                if found <= 0.0:
                    continue
                for near in range(-1, 2):
                    found -= counts[_slot(keys, _key(level, row + a, column + b, block[i] + near))]
                total += weight * max(found, 0.0)
            out[i, level] = total / (steps[level] * steps[level])


_read_few = njit(cache=True)(_read.py_func)
"""The same without threads: to wake them takes longer than one report."""
