"""Names to place codes, without guessing: a name is resolved for a reason that can be said, or it is listed.

The reasons, in this order: the text is a code; one place has that name (within the parents or near the
coordinates the source gave); or one place *sounds* like it and the source's coordinates or parent agree.
Where several places carry the name and each lies within the next (Aleppo the city, its sub-district, its
governorate), the widest is taken: it is true whichever was meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import cos, hypot, radians
from typing import TYPE_CHECKING, Final

from mithaq.intake.names import exact_key, place_words, sound_key
from mithaq.mechanism.monitoring.facts import PlacePrecision, Point

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from mithaq.intake.areas import Areas

__all__ = ["Gazetteer", "Level", "Place", "Resolved", "Unresolved"]

NEAR_KM: Final = 5.0
"""A place this near to the source's coordinates is taken to be the one meant, if it is the only one."""
TOO_FAR_KM: Final = 25.0
"""A place farther than this from the source's coordinates is another place of the same name."""
LISTED_CANDIDATES: Final = 12


class Level(StrEnum):
    COUNTRY = "country"
    GOVERNORATE = "governorate"
    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    COMMUNITY = "community"
    NEIGHBOURHOOD = "neighbourhood"


WIDEST_FIRST: Final = tuple(Level)
SETTLEMENTS: Final = frozenset({Level.COMMUNITY, Level.NEIGHBOURHOOD})
_PRECISION: Final = {
    Level.COUNTRY: PlacePrecision.COUNTRY,
    Level.GOVERNORATE: PlacePrecision.GOVERNORATE,
    Level.DISTRICT: PlacePrecision.DISTRICT,
    Level.SUBDISTRICT: PlacePrecision.SUBDISTRICT,
    Level.COMMUNITY: PlacePrecision.COMMUNITY,
    Level.NEIGHBOURHOOD: PlacePrecision.COMMUNITY,
}


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the gazetteer, with its names in any script and the codes of the areas it lies in."""

    code: str
    level: Level
    names: tuple[str, ...]
    point: Point | None = None
    subdistrict: str | None = None
    district: str | None = None
    governorate: str | None = None

    @property
    def precision(self) -> PlacePrecision:
        return _PRECISION[self.level]

    def lies_in(self, code: str) -> bool:
        return code in {self.code, self.subdistrict, self.district, self.governorate}


@dataclass(frozen=True, slots=True)
class Resolved:
    """A place and why it is the one meant; ``by_sound`` where the spelling differs from the gazetteer's."""

    place: Place
    by_sound: bool = False


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A place as the source wrote it, the codes it might be, and why none was taken."""

    text: str
    candidates: tuple[str, ...]
    reason: str


class Gazetteer:
    """The places a mission knows, built once from rows and never changed."""

    __slots__ = ("_areas", "_by_code", "_by_name", "_by_sound")

    def __init__(self, places: Iterable[Place], areas: Areas | None = None) -> None:
        self._areas = areas
        self._by_code: dict[str, Place] = {}
        self._by_name: dict[str, list[Place]] = {}
        self._by_sound: dict[str, list[Place]] = {}
        for place in places:
            if place.code in self._by_code:
                continue
            self._by_code[place.code] = place
            for key in {exact_key(name) for name in place.names} - {""}:
                self._by_name.setdefault(key, []).append(place)
            for key in {sound_key(name) for name in place.names} - {""}:
                self._by_sound.setdefault(key, []).append(place)

    def __len__(self) -> int:
        return len(self._by_code)

    @property
    def has_areas(self) -> bool:
        return self._areas is not None

    def place(self, code: str) -> Place | None:
        return self._by_code.get(code)

    def subdistrict_at(self, point: Point) -> Place | None:
        """The sub-district whose boundary holds the point; nothing without the user's boundary file."""
        if self._areas is None:
            return None
        code = self._areas.code_at(point.lat_e5 / 100_000, point.lon_e5 / 100_000)
        return self._by_code.get(code) if code else None

    def resolve(
        self,
        text: str,
        *,
        within: Collection[str] = (),
        point: Point | None = None,
        levels: Collection[Level] = (),
    ) -> Resolved | Unresolved:
        """The place meant by ``text``.

        ``within`` names parents, as codes or names; one the gazetteer does not know is left aside. ``levels``
        says what kinds of place the text can be (a column headed "governorate" holds nothing else).
        """
        known = self._by_code.get(text.strip())
        if known is not None and (not levels or known.level in levels):
            return Resolved(known)
        bare = place_words(text)
        named = self._of_levels(self._by_name.get(exact_key(text)) or self._by_name.get(exact_key(bare)), levels)
        parents = [code for hint in within if (code := self._parent(hint)) is not None]
        if not named:
            return self._by_ear(text, bare, parents, point, levels)
        inside = [place for place in named if all(place.lies_in(code) for code in parents)]
        if not inside:
            return _unresolved(text, named, "the places of this name lie outside the area the source names")
        return _choose(text, inside, point)

    def _by_ear(
        self, text: str, bare: str, parents: list[str], point: Point | None, levels: Collection[Level]
    ) -> Resolved | Unresolved:
        sounding = self._of_levels(self._by_sound.get(sound_key(bare)), levels)
        if not sounding:
            return _unresolved(text, (), "no place of this name is in the gazetteer")
        inside = [place for place in sounding if all(place.lies_in(code) for code in parents)]
        if point is not None:
            near = [place for place in inside if place.level in SETTLEMENTS and _km(place, point) <= NEAR_KM]
            if len(near) == 1:
                return Resolved(near[0], by_sound=True)
        wide = [place for place in inside if place.level not in SETTLEMENTS]
        # A governorate's or, inside a stated governorate, a district's name is one of a few dozen at most
        if levels and not SETTLEMENTS & set(levels) and len(wide) == 1:
            one = wide[0]
            if one.level is Level.GOVERNORATE or any(one.lies_in(code) and one.code != code for code in parents):
                return Resolved(one, by_sound=True)
        return _unresolved(text, sounding, "only places spelt otherwise fit, and nothing else singles one out")

    def _parent(self, hint: str) -> str | None:
        if hint in self._by_code:
            return hint
        areas = (Level.GOVERNORATE, Level.DISTRICT, Level.SUBDISTRICT)
        for level in areas:
            found = self.resolve(hint, levels=(level,)) if hint.strip() else None
            if isinstance(found, Resolved):
                return found.place.code
        return None

    @staticmethod
    def _of_levels(places: list[Place] | None, levels: Collection[Level]) -> list[Place]:
        return [place for place in places or () if not levels or place.level in levels]


def _choose(text: str, places: list[Place], point: Point | None) -> Resolved | Unresolved:
    if point is not None:
        near = [place for place in places if place.level in SETTLEMENTS and _km(place, point) <= NEAR_KM]
        if len(near) == 1:
            return Resolved(near[0])
        if all(place.level in SETTLEMENTS and place.point and _km(place, point) > TOO_FAR_KM for place in places):
            return _unresolved(
                text, places, f"no place of this name is within {TOO_FAR_KM:.0f} km of the coordinates"
            )
    widest = min(places, key=lambda place: WIDEST_FIRST.index(place.level))
    if all(_within(place, widest) for place in places):
        return Resolved(widest)
    return _unresolved(text, places, f"{len(places)} places have this name")


def _within(place: Place, wider: Place) -> bool:
    """A city's neighbourhoods carry no code of the city, but share its sub-district."""
    of_city = wider.level is Level.COMMUNITY and place.level is Level.NEIGHBOURHOOD
    return place.lies_in(wider.code) or (
        of_city and place.subdistrict is not None and place.subdistrict == wider.subdistrict
    )


def _unresolved(text: str, places: Collection[Place], reason: str) -> Unresolved:
    return Unresolved(text, tuple(sorted(place.code for place in places)[:LISTED_CANDIDATES]), reason)


def _km(place: Place, point: Point) -> float:
    """Flat-earth distance, within 0.1 % at the scale of a district; a place without a point is nowhere near."""
    if place.point is None:
        return float("inf")
    north = (place.point.lat_e5 - point.lat_e5) / 100_000 * 111.2
    east = (place.point.lon_e5 - point.lon_e5) / 100_000 * 111.2 * cos(radians(point.lat_e5 / 100_000))
    return hypot(north, east)
