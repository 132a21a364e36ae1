"""Wahdara (وهدارة), the invented land: the same for every seed, so that its names can be checked once for all.

It lies in the emptiest part of the South Pacific, where no base map shows anything it could be mistaken for.
Codes follow the habit of p-codes under ``XA``–``XF``, which ISO 3166 leaves to users: XA, XA01, XA0102,
XA010203 (governorate, district, sub-district, community).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from random import Random
from typing import Final

from mithaq.mechanism.monitoring.facts import PlacePrecision
from mithaq.scenario.borders import Borders, Cell, Position, draw_borders
from mithaq.scenario.names import PlaceName, invented_words, village_name

__all__ = ["EXERCISE", "KM_PER_DEGREE", "LAND_NAME", "UTC_OFFSET_HOURS", "GazetteerRow", "Land", "Place", "survey"]

LAND_NAME: Final = PlaceName("Wahdara", "وهدارة")
EXERCISE: Final = "EXERCISE / تمرين"
UTC_OFFSET_HOURS: Final = 3
"""Local time is stated, not derived from the longitude: the map's place is a convenience, the clock a fact."""

LAND_SEED: Final = "wahdara-1"
SOUTH_WEST: Final = (-12_500_000, -4_950_000)
CELL_SIZE: Final = (48_000, 36_000)
COLUMNS: Final = 10
ROWS: Final = 8
# Three columns, four, three; four rows each: six governorates of 12 or 16 sub-districts, 80 in all.
COLUMN_BANDS: Final = ((0, 3), (3, 7), (7, 10))
ROW_BANDS: Final = ((0, 4), (4, 8))
HOMONYMS: Final = 14
"""Villages that share a name with one elsewhere: a gazetteer without them would be too easy to match."""

KM_PER_DEGREE: Final = 111.2


@dataclass(frozen=True, slots=True)
class Place:
    """A place at any level; ``position`` is a point inside it, ``weight`` its share of what happens there."""

    code: str
    level: PlacePrecision
    name: PlaceName
    parent: str | None
    position: Position
    population: int
    weight: float = 0.0
    index: int = -1
    """The community's number in `Land.communities`; -1 above that level."""

    @property
    def governorate(self) -> str:
        return self.code[:2]

    @property
    def subdistrict(self) -> str:
        return self.code[:6]


@dataclass(frozen=True, slots=True)
class GazetteerRow:
    """One line of the mission's gazetteer; ``level`` is a `PlacePrecision`, coordinates in 1e-5 degrees."""

    code: str
    level: PlacePrecision
    name_en: str
    name_ar: str
    variants: tuple[str, ...]
    parent: str | None
    lat_e5: int
    lon_e5: int
    population: int


@dataclass(frozen=True)
class Land:
    governorates: tuple[Place, ...]
    districts: tuple[Place, ...]
    subdistricts: tuple[Place, ...]
    communities: tuple[Place, ...]
    borders: Borders
    cells: dict[str, tuple[Cell, ...]]
    closed_subdistricts: frozenset[str]
    """Where no monitor, phone or camera reaches: a report from there may stay unobservable."""

    @cached_property
    def by_code(self) -> dict[str, Place]:
        levels = (self.governorates, self.districts, self.subdistricts, self.communities)
        return {place.code: place for level in levels for place in level}

    @cached_property
    def neighbours(self) -> tuple[tuple[int, ...], ...]:
        """For every community the three nearest others: where a careless reporter puts an event by mistake."""
        return tuple(
            tuple(sorted(others, key=lambda other: (self.distance_km(here, other), other))[:3])
            for here in range(len(self.communities))
            for others in [self._near(here)]
        )

    def distance_km(self, one: int, other: int) -> float:
        x1, y1 = self.communities[one].position
        x2, y2 = self.communities[other].position
        east = (x1 - x2) / 1e5 * math.cos(math.radians((y1 + y2) / 2e5))
        return math.hypot(east, (y1 - y2) / 1e5) * KM_PER_DEGREE

    def gazetteer_rows(self) -> list[GazetteerRow]:
        return [
            GazetteerRow(
                code=place.code,
                level=place.level,
                name_en=place.name.en,
                name_ar=place.name.ar,
                variants=place.name.variants,
                parent=place.parent,
                lat_e5=place.position[1],
                lon_e5=place.position[0],
                population=place.population,
            )
            for place in self.by_code.values()
        ]

    def base_map(self) -> dict[str, object]:
        """GeoJSON of governorates and sub-districts, to four decimals (about ten metres)."""
        return {
            "type": "FeatureCollection",
            "exercise": EXERCISE,
            "name": {"en": LAND_NAME.en, "ar": LAND_NAME.ar},
            "features": [self._feature(place) for place in (*self.governorates, *self.subdistricts)],
        }

    def _feature(self, place: Place) -> dict[str, object]:
        ring = [[lon / 1e5, lat / 1e5] for lon, lat in self.borders.ring(self.cells[place.code])]
        return {
            "type": "Feature",
            "id": place.code,
            "properties": {
                "code": place.code,
                "level": place.level.value,
                "name_en": place.name.en,
                "name_ar": place.name.ar,
                "parent": place.parent,
                "exercise": EXERCISE,
            },
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }

    def _near(self, here: int) -> list[int]:
        stem = self.communities[here].governorate
        return [place.index for place in self.communities if place.index != here and place.governorate == stem]


@lru_cache(maxsize=1)
def survey() -> Land:
    """The land itself. It takes no seed: scenarios differ in what happens, not in where they could happen."""
    rng = Random(LAND_SEED)  # noqa: S311  a scenario must be reproducible and guards nothing
    borders = draw_borders(COLUMNS, ROWS, SOUTH_WEST, CELL_SIZE, rng)
    words = iter(invented_words(rng))
    levels: tuple[list[Place], list[Place], list[Place], list[Place]] = ([], [], [], [])
    governorates, districts, subdistricts, communities = levels
    cells: dict[str, tuple[Cell, ...]] = {}
    for number, blocks in enumerate(_district_cells()):
        governorate = f"X{'ABCDEF'[number]}"
        first_of_governorate = len(subdistricts)
        for district_number, block in enumerate(blocks, start=1):
            district = f"{governorate}{district_number:02d}"
            first_of_district = len(subdistricts)
            for subdistrict_number, cell in enumerate(block, start=1):
                code = f"{district}{subdistrict_number:02d}"
                here = _communities(code, cell, borders=borders, words=words, so_far=communities, rng=rng)
                communities.extend(here)
                cells[code] = (cell,)
                subdistricts.append(_above(code, PlacePrecision.SUBDISTRICT, district, here))
            cells[district] = block
            inner = subdistricts[first_of_district:]
            districts.append(_above(district, PlacePrecision.DISTRICT, governorate, inner))
        cells[governorate] = tuple(cell for block in blocks for cell in block)
        inner = subdistricts[first_of_governorate:]
        governorates.append(_above(governorate, PlacePrecision.GOVERNORATE, None, inner))
    closed = [place.code for place in subdistricts if rng.random() < 0.08]
    return Land(
        tuple(governorates),
        tuple(districts),
        tuple(subdistricts),
        tuple(communities),
        borders,
        cells,
        frozenset(closed),
    )


def _district_cells() -> list[list[tuple[Cell, ...]]]:
    governorates = []
    for low, high in ROW_BANDS:
        for west, east in COLUMN_BANDS:
            if east - west == 3:
                blocks = [tuple((column, row) for column in range(west, east)) for row in range(low, high)]
            else:
                blocks = [
                    tuple((column, row) for row in (south, south + 1) for column in (start, start + 1))
                    for south in range(low, high, 2)
                    for start in range(west, east, 2)
                ]
            governorates.append(blocks)
    return governorates


def _communities(
    code: str,
    cell: Cell,
    *,
    borders: Borders,
    words: Iterator[PlaceName],
    so_far: list[Place],
    rng: Random,
) -> list[Place]:
    here: list[Place] = []
    # The front lies across the middle of the land; what is near it sees more of the fighting.
    front = math.exp(-abs(cell[0] - 4.5) / 2.2) * (0.25 + rng.random() ** 2 * 1.75)
    for number in range(1, 6 + int(rng.random() * 3)):
        centre = number == 1
        if not centre and so_far and rng.random() < HOMONYMS / 420:
            name = so_far[int(rng.random() * len(so_far))].name
        else:
            word = next(words)
            name = word if centre else village_name(word, rng)
        size = (18_000 + rng.random() ** 3 * 90_000) if centre else (600 + rng.random() ** 2 * 14_000)
        across = 0.5 + (rng.random() - 0.5) * (0.2 if centre else 0.56)
        up = 0.5 + (rng.random() - 0.5) * (0.2 if centre else 0.56)
        here.append(
            Place(
                code=f"{code}{number:02d}",
                level=PlacePrecision.COMMUNITY,
                name=name,
                parent=code,
                position=borders.inside(cell, across, up),
                population=int(size),
                weight=front * math.sqrt(size),
                index=len(so_far) + len(here),
            )
        )
    return here


def _above(code: str, level: PlacePrecision, parent: str | None, inner: list[Place]) -> Place:
    """An area is named after its largest place and stands where that stands, as in most real gazetteers."""
    centre = max(inner, key=lambda place: (place.population, place.code))
    return Place(
        code=code,
        level=level,
        name=centre.name,
        parent=parent,
        position=centre.position,
        population=sum(place.population for place in inner),
    )
