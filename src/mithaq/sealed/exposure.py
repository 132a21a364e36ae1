"""The exposure check: could this place, time and detail name a source, or guide fire onto rescuers?

Nothing leaves without it (design, section 3). It answers, it does not publish: ``allowed``, ``held`` (a person
must review it) or ``never``. A hold has no date on it: it ends by a review and by nothing else. Sources:
Syria's deconfliction list, whose sites were hit after their coordinates were shared (UN board of inquiry,
2020), and record_and_evidence.md, section 5, "Publishing".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from mithaq.mechanism.monitoring.facts import DayPrecision, Facts, PlacePrecision, Point, derived

__all__ = ["Exposure", "Nature", "Verdict", "check_exposure", "may_open", "page_facts", "public_facts"]

COARSE_E5: Final = 1_000
"""Public points are rounded to a hundredth of a degree, about a kilometre."""

PAGE_GRID_E5: Final = 5_000
"""An incident's page shows a point on a grid of 0.05 degrees, some five kilometres: an area, not a place."""

PROTECTED_CLASSES: Final = frozenset({"VC-10", "VC-11", "VC-17", "VC-18"})
"""Medical care, rescuers and convoys, sexual violence, monitors and sources: the exact place is never shown."""

NEVER_OPENED: Final = frozenset(
    {"channel", "ground", "lang", "other", "point", "reporter", "source", "text", "who"}
)
"""Sealed fields of statements that no ``seal.opened`` may show: they name people or lead to them."""


class Verdict(StrEnum):
    """What the check answers; ``held`` waits for a person, for as long as it takes."""

    ALLOWED = "allowed"
    HELD = "held"
    NEVER = "never"


class Nature(StrEnum):
    """What kind of thing would be shown."""

    EVENT = "event"
    MOVEMENT_DONE = "movement_done"
    MOVEMENT_PLANNED = "movement_planned"
    EVACUATION = "evacuation"
    SHELTER = "shelter"
    MEDICAL_SITE = "medical_site"


@dataclass(frozen=True, slots=True)
class Exposure:
    verdict: Verdict
    reason: str


def check_exposure(
    facts: Facts,
    *,
    today: date,
    delay_days: int,
    nature: Nature = Nature.EVENT,
    reports_in_cell: int | None = None,
    suppress_below: int = 5,
) -> Exposure:
    """Whether these facts may be shown today.

    ``reports_in_cell`` is how many reports share this sub-district and these days, where that is known: one
    received report alone in its place and time points at the person who sent it.
    """
    if nature in {Nature.MOVEMENT_PLANNED, Nature.EVACUATION}:
        return Exposure(Verdict.NEVER, "planned movements and evacuations are never shown")
    if nature in {Nature.SHELTER, Nature.MEDICAL_SITE} and (
        facts.point is not None or facts.place_precision in {PlacePrecision.POINT, PlacePrecision.COMMUNITY}
    ):
        return Exposure(Verdict.NEVER, "the place of a shelter or a medical site is never shown")
    if date.fromisoformat(facts.day_to) + timedelta(days=delay_days) > today:
        return Exposure(Verdict.HELD, f"younger than the delay of {delay_days} days")
    if PROTECTED_CLASSES.intersection(facts.classes) and (
        facts.point is not None or facts.place_precision in {PlacePrecision.POINT, PlacePrecision.COMMUNITY}
    ):
        return Exposure(Verdict.HELD, "a protected class with a place finer than the sub-district")
    if facts.point is not None and facts.day_precision is DayPrecision.DAY and not _is_on_page_grid(facts.point):
        return Exposure(Verdict.HELD, "an exact point together with an exact day")
    if reports_in_cell is not None and reports_in_cell < suppress_below:
        return Exposure(Verdict.HELD, f"fewer than {suppress_below} reports share this place and time")
    return Exposure(Verdict.ALLOWED, "")


def public_facts(facts: Facts) -> Facts:
    """Already public facts as the record shows them: protected places without a point, others coarse."""
    if facts.point is None:
        return facts
    if PROTECTED_CLASSES.intersection(facts.classes):
        return msgspec.structs.replace(facts, point=None)
    return msgspec.structs.replace(
        facts,
        point=Point(lat_e5=_coarse(facts.point.lat_e5), lon_e5=_coarse(facts.point.lon_e5)),
    )


def page_facts(facts: Facts) -> Facts:
    """What an incident's page shows of public facts: as `derived`, and a point that names an area only."""
    shown = derived(facts)
    if facts.point is None or PROTECTED_CLASSES.intersection(facts.classes):
        return shown
    point = Point(lat_e5=_on_page_grid(facts.point.lat_e5), lon_e5=_on_page_grid(facts.point.lon_e5))
    return msgspec.structs.replace(shown, point=point)


def _on_page_grid(value_e5: int) -> int:
    return round(value_e5 / PAGE_GRID_E5) * PAGE_GRID_E5


def _is_on_page_grid(point: Point) -> bool:
    return point.lat_e5 % PAGE_GRID_E5 == 0 and point.lon_e5 % PAGE_GRID_E5 == 0


def may_open(kind: str, field: str) -> Exposure:
    """Whether a sealed field of a statement may ever be opened on the record."""
    if field in NEVER_OPENED:
        return Exposure(Verdict.NEVER, f"{field} of {kind} names people or leads to them")
    return Exposure(Verdict.ALLOWED, "")


def _coarse(value_e5: int) -> int:
    return round(value_e5 / COARSE_E5) * COARSE_E5
