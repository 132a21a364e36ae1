"""What a record is for: a mission's work, an exercise in an invented land, or a dry run on real incidents.

A closed list, stated once by the record's first statement and never changed: what was rehearsed does not become
a finding later. Its mark stands in words and shape on every page, picture, row and file name.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

__all__ = ["FILE_PREFIX", "MARK", "Mode"]


class Mode(StrEnum):
    MISSION = "mission"
    EXERCISE = "exercise"
    """A scenario: places, parties and people are invented."""
    DRY_RUN = "dry_run"
    """The rules tried on real incidents: under code names, and never published as findings."""

    @property
    def needs_passphrase(self) -> bool:
        """Only what is wholly invented may lie unprotected: a dry run holds real incidents and real reporters."""
        return self is not Mode.EXERCISE


MARK: Final[dict[Mode, str]] = {
    Mode.MISSION: "",
    Mode.EXERCISE: "EXERCISE / تمرين",
    Mode.DRY_RUN: "DRY RUN / تشغيل تجريبي",
}
"""The fixed words, in both languages at once, wherever a thing may be read away from its page."""

FILE_PREFIX: Final[dict[Mode, str]] = {Mode.MISSION: "", Mode.EXERCISE: "EXERCISE-", Mode.DRY_RUN: "DRY-RUN-"}
