"""What is known about every report because the truce is simulated; kept apart, for scoring only.

Nothing here may reach a screen on which somebody judges: an analyst who sees the truth is no test of anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mithaq.scenario.events import Event, EventKind

__all__ = ["KIND_OF_EVENT", "ReportTruth", "StoryTruth", "TruthKind"]


class TruthKind(StrEnum):
    TRUE = "true"
    """It tells of one or more true events, however inexactly."""
    FALSE = "false"
    CAMPAIGN = "campaign"
    UNRELATED = "unrelated"
    """It happened and is no matter of the truce."""


KIND_OF_EVENT = {
    EventKind.TRUE: TruthKind.TRUE,
    EventKind.INVENTED: TruthKind.FALSE,
    EventKind.CAMPAIGN: TruthKind.CAMPAIGN,
    EventKind.UNRELATED: TruthKind.UNRELATED,
}


@dataclass(frozen=True, slots=True)
class ReportTruth:
    index: int
    kind: TruthKind
    about: Event
    """What the report tells of; where ``kind`` is not true this never happened, or not as told."""
    events: tuple[str, ...]
    """Ids of the true events it tells of: none, one, or two where one report covers two."""
    root: str
    """Where the account began. Reports with one root are one witness, whatever their ``origin`` field says."""
    repeats: int | None = None
    """Index of the report it took its account from."""
    duplicate_of: int | None = None
    """Index of the same source's earlier report of the same event."""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class StoryTruth:
    """What is known about one report of a level (`mithaq.scenario.flow`)."""

    report: str
    """The report's own id, the ``unique_id`` of its row."""
    kind: TruthKind
    story: str
    """What it tells of, true or invented: reports of one story are what a linker should find together."""
    events: tuple[str, ...]
    """True events it tells of: none where it is invented or no matter of the truce, two where it merges two."""
    root: str
    """Where the account began; reports with one root are one witness, whatever they cite."""
    copy_of: str | None = None
    """Id of the report whose account it took over from another source."""
    duplicate_of: str | None = None
    """Id of the same source's earlier report of the same event."""
    part: bool = False
    """Whether it tells only a part of an event that its source split in two."""
