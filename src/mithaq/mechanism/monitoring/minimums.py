"""What must be met for an event to be verified and for an attribution to rest, by gravity.

Source: monitoring_practice.md, section 6, "Minimums (PROPOSAL)": an event is verified by 2 independent roots of
different type or by 1 direct monitor observation with media; an attribution rests on 3 roots, at least one
technical or an admission; G4 needs 4 roots (and a panel of five, which is no matter of this file). Our own: the
types are those of ``FAMILY``; a direct observation is not enough for G4; a checked report that it did not happen
keeps an event from being plausible or verified until people have decided between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from mithaq.mechanism.monitoring.gravity import Gravity
from mithaq.mechanism.monitoring.origin import Evidence

__all__ = [
    "FAMILY",
    "TECHNICAL",
    "Family",
    "Grade",
    "Missing",
    "attribution_missing",
    "event_grade",
    "event_missing",
    "roots_needed",
]


class Grade(StrEnum):
    """How far the event itself is established; never who did it."""

    ALLEGED = "alleged"
    """Somebody says so."""
    PLAUSIBLE = "plausible"
    """One checked root, and no checked report against it."""
    VERIFIED = "verified"

    @property
    def rank(self) -> int:
        return tuple(Grade).index(self)


class Family(StrEnum):
    """Types of root that differ in the sense of the minimum."""

    WITNESS = "witness"
    MEDICAL = "medical"
    IMAGERY = "imagery"
    PHYSICAL = "physical"
    TECHNICAL = "technical"
    ADMISSION = "admission"
    MONITOR = "monitor"


FAMILY: Final = {
    Evidence.WITNESS: Family.WITNESS,
    Evidence.MEDICAL: Family.MEDICAL,
    Evidence.IMAGERY: Family.IMAGERY,
    Evidence.PHYSICAL: Family.PHYSICAL,
    Evidence.WEAPON_REMNANT: Family.PHYSICAL,
    Evidence.TRAJECTORY: Family.TECHNICAL,
    Evidence.FLIGHT_TRACK: Family.TECHNICAL,
    Evidence.SIGNAL: Family.TECHNICAL,
    Evidence.STATEMENT: Family.ADMISSION,
    Evidence.MONITOR: Family.MONITOR,
}
"""An unknown root has no type."""

TECHNICAL: Final = frozenset({Evidence.TRAJECTORY, Evidence.FLIGHT_TRACK, Evidence.WEAPON_REMNANT, Evidence.SIGNAL})


class Missing(StrEnum):
    """What stands between an incident and its next grade."""

    CHECKED_ROOT = "checked_root"
    SECOND_ROOT = "second_root"
    OTHER_TYPE = "other_type"
    FOUR_ROOTS = "four_roots"
    CONTRADICTION = "contradiction"
    """A checked report says that it did not happen."""
    MORE = "more"
    """It rests on reports that are not shown; what is missing is not said."""


def roots_needed(gravity: Gravity) -> int:
    return 4 if gravity is Gravity.G4 else 2


def event_missing(
    roots: Sequence[Iterable[Family]], gravity: Gravity, *, observed: bool, contradicted: bool
) -> tuple[Missing, ...]:
    """What is missing until the event is verified; ``roots`` holds the types of each root that counts.

    ``observed``: a monitor saw it and there is media of it.
    """
    missing: list[Missing] = []
    if contradicted:
        missing.append(Missing.CONTRADICTION)
    if not roots:
        missing.append(Missing.CHECKED_ROOT)
    elif gravity is Gravity.G4:
        if len(roots) < roots_needed(gravity):
            missing.append(Missing.FOUR_ROOTS)
        if not _differ(roots):
            missing.append(Missing.OTHER_TYPE)
    elif not observed:
        if len(roots) < roots_needed(gravity):
            missing.append(Missing.SECOND_ROOT)
        elif not _differ(roots):
            missing.append(Missing.OTHER_TYPE)
    return tuple(missing)


def event_grade(missing: Iterable[Missing]) -> Grade:
    open_points = set(missing)
    if not open_points:
        return Grade.VERIFIED
    if open_points & {Missing.CHECKED_ROOT, Missing.CONTRADICTION}:
        return Grade.ALLEGED
    return Grade.PLAUSIBLE


def attribution_missing(roots: Sequence[Iterable[Evidence]], gravity: Gravity) -> tuple[str, ...]:
    """What is missing for an attribution, from the roots that name one author; for the panel's file only.

    The codes are "roots" and "technical_or_admission". Nothing of this is published before a panel has found.
    """
    kinds = {kind for root in roots for kind in root}
    missing = []
    if len(roots) < (4 if gravity is Gravity.G4 else 3):
        missing.append("roots")
    if not kinds & (TECHNICAL | {Evidence.STATEMENT}):
        missing.append("technical_or_admission")
    return tuple(missing)


def _differ(roots: Sequence[Iterable[Family]]) -> bool:
    """Whether two of the roots are of different types."""
    types = [frozenset(root) for root in roots]
    return any(
        one and two and (one != two or len(one) > 1) for at, one in enumerate(types) for two in types[at + 1 :]
    )
