"""What facts may show in public, whoever says them: points late and coarse, protected places not at all.

Design, section 3: "Public points appear delayed and coarsened"; hospital coordinates and shelters are never
opened. Source: Syria's deconfliction list, whose sites were hit after their coordinates were shared (UN board of
inquiry, 2020). The registry cuts facts to this before they enter; the verifier finds every entry that is not so.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import msgspec

from mithaq.mechanism.monitoring.facts import Facts, PlacePrecision, Point, derived

__all__ = [
    "GRID_E5",
    "PROTECTED_CLASSES",
    "is_fine_place",
    "is_on_grid",
    "on_grid",
    "problem_of_shown",
    "shown_facts",
]

GRID_E5: Final = 5_000
"""Public points stand on a grid of 0.05 degrees, some five kilometres: an area, not a place."""

PROTECTED_CLASSES: Final = frozenset({"VC-10", "VC-11", "VC-17", "VC-18"})
"""Medical care, rescuers and convoys, sexual violence, monitors and sources: no place below the sub-district."""

_FINE: Final = frozenset({PlacePrecision.POINT, PlacePrecision.COMMUNITY})


def is_fine_place(facts: Facts) -> bool:
    """Whether the facts say where it was more exactly than by sub-district."""
    return facts.point is not None or facts.place_precision in _FINE


def is_on_grid(point: Point) -> bool:
    return point.lat_e5 % GRID_E5 == 0 and point.lon_e5 % GRID_E5 == 0


def on_grid(point: Point) -> Point:
    lat, lon = (round(value / GRID_E5) * GRID_E5 for value in (point.lat_e5, point.lon_e5))
    return Point(lat_e5=lat, lon_e5=lon)


def shown_facts(facts: Facts, *, today: date, delay_days: int) -> Facts:
    """The facts with no more of their place than may be public today."""
    if PROTECTED_CLASSES.intersection(facts.classes):
        coarse = derived(facts)
        return msgspec.structs.replace(
            facts, point=None, place=coarse.place, place_precision=coarse.place_precision
        )
    if facts.point is None:
        return facts
    if _is_young(facts, today, delay_days):
        return msgspec.structs.replace(facts, point=None)
    return msgspec.structs.replace(facts, point=on_grid(facts.point))


def problem_of_shown(facts: Facts, *, today: date, delay_days: int) -> str | None:
    """What these facts show too much of, in a sentence, or None."""
    if PROTECTED_CLASSES.intersection(facts.classes):
        coarse = derived(facts)
        if facts.point is not None:
            return "it shows a point of a protected class."
        if (facts.place, facts.place_precision) != (coarse.place, coarse.place_precision):
            return "it shows a place of a protected class below the sub-district."
        return None
    if facts.point is None:
        return None
    if not is_on_grid(facts.point):
        return "it shows a point off the public grid of 0.05 degrees."
    if _is_young(facts, today, delay_days):
        return f"it shows a point younger than the delay of {delay_days} days."
    return None


def _is_young(facts: Facts, today: date, delay_days: int) -> bool:
    try:
        return date.fromisoformat(facts.day_to) + timedelta(days=delay_days) > today
    except (ValueError, OverflowError):
        return True
