"""What was said to have happened, in the few structured fields the mechanism works with.

Numbers are integers: the record knows no floats. Coordinates are in hundred-thousandths of a degree (about a
metre). Nothing unknown is guessed: a field is ``None`` when nobody said it, and 0 only when somebody said 0.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec

from mithaq.errors import InvalidStatement
from mithaq.mechanism.envelope import Code, Day, Struct
from mithaq.mechanism.spellings import CLASS, spelled

__all__ = ["Count", "DayPrecision", "Facts", "PlacePrecision", "Point", "Republish", "check_facts", "derived"]


class Republish(StrEnum):
    """What may be shown of a source's material (design, section 3); the default is to show nothing."""

    OPEN = "open"
    DERIVED = "derived"
    NONE = "none"


class DayPrecision(StrEnum):
    """How exactly the day is known; the interval ``day_from``..``day_to`` always covers what is not."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    LONGER = "longer"


class PlacePrecision(StrEnum):
    """How exactly the place is known, from a point to the whole country."""

    POINT = "point"
    COMMUNITY = "community"
    SUBDISTRICT = "subdistrict"
    DISTRICT = "district"
    GOVERNORATE = "governorate"
    COUNTRY = "country"
    UNKNOWN = "unknown"


class Count(Struct, frozen=True):
    """A range with its best value: low <= best <= high, all people, none negative."""

    low: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]
    best: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]
    high: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]


class Point(Struct, frozen=True):
    lat_e5: Annotated[int, msgspec.Meta(ge=-9_000_000, le=9_000_000)]
    lon_e5: Annotated[int, msgspec.Meta(ge=-18_000_000, le=18_000_000)]


class Facts(Struct, frozen=True):
    """The structured fields of a report or an incident page."""

    day_from: Day
    day_to: Day
    day_precision: DayPrecision
    place: Code | None
    """A place code of the mission's gazetteer, at the level ``place_precision`` says."""
    place_precision: PlacePrecision
    subdistrict: Code | None
    governorate: Code | None
    classes: tuple[Annotated[str, spelled(CLASS, 5, 5)], ...]
    killed: Count | None
    wounded: Count | None
    parties: tuple[Code, ...] | None = None
    """Codes of the parties the source names as author; an allegation, never a finding."""
    point: Point | None = None
    links: tuple[Annotated[str, msgspec.Meta(pattern=r"^https?://", max_length=2000)], ...] = ()


def check_facts(facts: Facts) -> Facts:
    """The facts themselves, or an error naming the field whose parts contradict each other."""
    if facts.day_from > facts.day_to:
        raise InvalidStatement(f"day_from {facts.day_from} is after day_to {facts.day_to}.")
    for name, count in (("killed", facts.killed), ("wounded", facts.wounded)):
        if count and not count.low <= count.best <= count.high:
            raise InvalidStatement(
                f"{name}: low, best, high must not fall: {count.low}, {count.best}, {count.high}."
            )
    return facts


def derived(facts: Facts) -> Facts:
    """What `Republish.DERIVED` shows: day, sub-district, class and counts; no place below it, no party, no link."""
    return Facts(
        day_from=facts.day_from,
        day_to=facts.day_to,
        day_precision=facts.day_precision,
        place=facts.subdistrict,
        place_precision=(
            PlacePrecision.SUBDISTRICT
            if facts.subdistrict
            else PlacePrecision.GOVERNORATE
            if facts.governorate
            else PlacePrecision.UNKNOWN
        ),
        subdistrict=facts.subdistrict,
        governorate=facts.governorate,
        classes=facts.classes,
        killed=facts.killed,
        wounded=facts.wounded,
    )
