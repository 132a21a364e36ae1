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

import msgspec

from mithaq.mechanism.monitoring.facts import Facts, derived
from mithaq.mechanism.monitoring.shown_facts import PROTECTED_CLASSES, is_fine_place, is_on_grid, on_grid

__all__ = ["Exposure", "Nature", "Verdict", "check_exposure", "page_facts"]


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

    ``reports_in_cell`` is how many received reports hide each other here, and None where what would be shown rests
    on material that was public before: one alone in its place and time points at the person who sent it.
    """
    if nature in {Nature.MOVEMENT_PLANNED, Nature.EVACUATION}:
        return Exposure(Verdict.NEVER, "planned movements and evacuations are never shown")
    if nature in {Nature.SHELTER, Nature.MEDICAL_SITE} and is_fine_place(facts):
        return Exposure(Verdict.NEVER, "the place of a shelter or a medical site is never shown")
    if date.fromisoformat(facts.day_to) + timedelta(days=delay_days) > today:
        return Exposure(Verdict.HELD, f"younger than the delay of {delay_days} days")
    if PROTECTED_CLASSES.intersection(facts.classes) and is_fine_place(facts):
        return Exposure(Verdict.HELD, "a protected class with a place finer than the sub-district")
    if facts.point is not None and not is_on_grid(facts.point):
        return Exposure(Verdict.HELD, "a point finer than the public grid")
    if reports_in_cell is not None and reports_in_cell < suppress_below:
        return Exposure(Verdict.HELD, f"fewer than {suppress_below} received reports stand behind this")
    return Exposure(Verdict.ALLOWED, "")


def page_facts(facts: Facts) -> Facts:
    """What an incident's page shows of public facts: as `derived`, and a point that names an area only."""
    shown = derived(facts)
    if facts.point is None or PROTECTED_CLASSES.intersection(facts.classes):
        return shown
    return msgspec.structs.replace(shown, point=on_grid(facts.point))
