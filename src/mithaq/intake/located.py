"""Where something happened, as far as a source and the gazetteer together can say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mithaq.intake.places import Gazetteer, Level, Resolved
from mithaq.mechanism.monitoring.facts import Facts, PlacePrecision, Point

if TYPE_CHECKING:
    from mithaq.intake.places import Place
    from mithaq.mechanism.monitoring.facts import Count, DayPrecision

__all__ = ["NO_GAZETTEER", "Located", "at_area", "facts_of"]

NO_GAZETTEER = Gazetteer(())
"""Without the user's place list every name stays as written, and is listed."""


@dataclass(frozen=True, slots=True)
class Located:
    """``unresolved`` is the finest name the source gave when it was not resolved; a coarser one may stand."""

    place: str | None = None
    precision: PlacePrecision = PlacePrecision.UNKNOWN
    subdistrict: str | None = None
    governorate: str | None = None
    point: Point | None = None
    unresolved: str | None = None

    @classmethod
    def of(cls, place: Place, *, point: Point | None = None, unresolved: str | None = None) -> Located:
        return cls(place.code, place.precision, place.subdistrict, place.governorate, point, unresolved)


def at_area(
    gazetteer: Gazetteer, district: str, governorate: str, *, point: Point | None, unresolved: str | None
) -> Located:
    """The district, else the governorate, else nowhere; ``point`` is passed on only with a place or a name."""
    for level, name, within in (
        (Level.DISTRICT, district, (governorate,)),
        (Level.GOVERNORATE, governorate, ()),
    ):
        if not name:
            continue
        found = gazetteer.resolve(name, within=within, levels=(level,))
        if isinstance(found, Resolved):
            return Located.of(found.place, point=point, unresolved=unresolved)
        unresolved = unresolved or name
    return Located(point=point, unresolved=unresolved)


def facts_of(
    located: Located,
    *,
    days: tuple[str, str, DayPrecision],
    classes: tuple[str, ...] = (),
    killed: Count | None = None,
    wounded: Count | None = None,
    parties: tuple[str, ...] | None = None,
    links: tuple[str, ...] = (),
) -> Facts:
    return Facts(
        day_from=days[0],
        day_to=days[1],
        day_precision=days[2],
        place=located.place,
        place_precision=located.precision,
        subdistrict=located.subdistrict,
        governorate=located.governorate,
        classes=classes,
        killed=killed,
        wounded=wounded,
        parties=parties,
        point=located.point,
        links=links,
    )
