"""The reports to be linked, as columns in the order of their ids: no result depends on the order of rows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Bools", "Floats", "Ints", "Objects", "Pairs", "Precision", "Reports", "Words", "on_sphere"]

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Words: TypeAlias = npt.NDArray[np.uint64]
Objects: TypeAlias = npt.NDArray[Any]

EARTH_KM = 6371.0088


class Precision(IntEnum):
    """What the coordinates of a report stand for."""

    POINT = 0  # where it happened
    SETTLEMENT = 1  # the point that stands for the town or village
    AREA = 2  # the point that stands for a district or larger
    NOWHERE = 3  # no coordinates


class Pairs(NamedTuple):
    """Rows of two reports, the smaller first, each pair once."""

    first: Ints
    second: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Reports:
    """Missing is -1 in coded columns and NaN in numbers; codes follow the sorted names."""

    ids: Objects
    hashes: Words
    source: Ints
    sources: tuple[str, ...]
    day: Ints
    width: Ints
    """How many days the date may stand for, counted from ``day``: 1 is a known day, 7 a known week."""
    latitude: Floats
    longitude: Floats
    precision: Ints
    kind: Ints
    kinds: tuple[str, ...]
    group_of_kind: Ints
    groups: tuple[str, ...]
    actor: Ints
    actors: tuple[str, ...]
    casualties: Floats
    text: tuple[str, ...] | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: Ints) -> Reports:
        """A part of them, with the same codes."""
        return Reports(
            self.ids[rows],
            self.hashes[rows],
            self.source[rows],
            self.sources,
            self.day[rows],
            self.width[rows],
            self.latitude[rows],
            self.longitude[rows],
            self.precision[rows],
            self.kind[rows],
            self.kinds,
            self.group_of_kind,
            self.groups,
            self.actor[rows],
            self.actors,
            self.casualties[rows],
            None if self.text is None else tuple(self.text[row] for row in rows),
        )

    def rows_of(self, ids: Sequence[str]) -> Ints:
        """The rows of ids that are all present."""
        return np.searchsorted(self.ids, np.array(ids, dtype=object)).astype(np.int64)


def on_sphere(latitude: Floats, longitude: Floats) -> Floats:
    """Kilometres from the Earth's centre: chords stand for distances up to a few hundred kilometres."""
    north, east = np.radians(np.nan_to_num(latitude)), np.radians(np.nan_to_num(longitude))
    cosine = np.cos(north)
    return EARTH_KM * np.column_stack((cosine * np.cos(east), cosine * np.sin(east), np.sin(north)))
