"""Which sub-district holds a point, from the user's own boundary file: plain Python, no geometry library.

Even-odd ray casting over all rings of an area, so holes need no special case. Each area keeps its edges in
latitude bands; a point looks only at the edges of its own band. Bounding boxes choose the areas to try.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Area", "Areas"]

BANDS = 64
Edge = tuple[float, float, float, float]
"""Latitude and longitude of both ends, the southern end first."""


@dataclass(frozen=True, slots=True)
class Area:
    code: str
    south: float
    west: float
    north: float
    east: float
    bands: tuple[tuple[Edge, ...], ...]

    @classmethod
    def from_rings(cls, code: str, rings: Iterable[Sequence[Sequence[float]]]) -> Area:
        """From GeoJSON rings, that is lists of [longitude, latitude]."""
        edges: list[Edge] = []
        for ring in rings:
            for start, end in pairwise(ring):
                (x1, y1), (x2, y2) = start[:2], end[:2]
                if y1 != y2:
                    edges.append((y1, x1, y2, x2) if y1 < y2 else (y2, x2, y1, x1))
        if not edges:
            return cls(code, 0.0, 0.0, 0.0, 0.0, ((),) * BANDS)
        south, north = min(edge[0] for edge in edges), max(edge[2] for edge in edges)
        west = min(min(edge[1], edge[3]) for edge in edges)
        east = max(max(edge[1], edge[3]) for edge in edges)
        bands: list[list[Edge]] = [[] for _ in range(BANDS)]
        per_degree = BANDS / (north - south)
        for edge in edges:
            first = min(BANDS - 1, int((edge[0] - south) * per_degree))
            last = min(BANDS - 1, int((edge[2] - south) * per_degree))
            for band in range(first, last + 1):
                bands[band].append(edge)
        return cls(code, south, west, north, east, tuple(map(tuple, bands)))

    def holds(self, lat: float, lon: float) -> bool:
        if not (self.south <= lat < self.north and self.west <= lon <= self.east):
            return False
        band = min(BANDS - 1, int((lat - self.south) * (BANDS / (self.north - self.south))))
        inside = False
        for low, low_lon, high, high_lon in self.bands[band]:
            if low <= lat < high and lon < low_lon + (lat - low) * (high_lon - low_lon) / (high - low):
                inside = not inside
        return inside


class Areas:
    """All areas of one level. A point outside every one of them has no code: the nearest is not taken instead."""

    __slots__ = ("_areas", "_grid")

    def __init__(self, areas: Iterable[Area]) -> None:
        self._areas = tuple(areas)
        self._grid: dict[tuple[int, int], list[Area]] = {}
        for area in self._areas:
            for row in range(int(area.south * 10 // 1), int(area.north * 10 // 1) + 1):
                for column in range(int(area.west * 10 // 1), int(area.east * 10 // 1) + 1):
                    self._grid.setdefault((row, column), []).append(area)

    def __len__(self) -> int:
        return len(self._areas)

    def code_at(self, lat: float, lon: float) -> str | None:
        for area in self._grid.get((int(lat * 10 // 1), int(lon * 10 // 1)), ()):
            if area.holds(lat, lon):
                return area.code
        return None
