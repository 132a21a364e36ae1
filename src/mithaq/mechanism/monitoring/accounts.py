"""What the record says of one report, one incident, one source: the ledger's small accounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from mithaq.mechanism.monitoring.facts import Facts
from mithaq.mechanism.monitoring.minimums import Grade
from mithaq.mechanism.monitoring.open_reports import OpenReports
from mithaq.mechanism.monitoring.origin import Trace
from mithaq.mechanism.monitoring.statements import Disposition, IncidentAssessed, SourceGraded, SourceRegistered

if TYPE_CHECKING:
    from mithaq.mechanism.monitoring.assessment import Assessment

__all__ = [
    "TOLD",
    "UNSHOWN",
    "AssessedAccount",
    "BatchAccount",
    "IncidentAccount",
    "ReportAccount",
    "SourceAccount",
    "TraceAccount",
    "WayAccount",
]

TOLD: Final = ":told"
"""The way in of reports told to the mechanism. A channel's code never starts with a colon."""
UNSHOWN: Final = ":unshown"
"""The way in of collected material of which nothing may be shown."""


@dataclass(slots=True)
class WayAccount:
    """What came in by one way, and what of it still waits."""

    received: int = 0
    open: OpenReports = field(default_factory=OpenReports)


@dataclass(slots=True)
class ReportAccount:
    """One report. ``decided_by`` is the id of the statement that holds its current disposition."""

    index: int
    at: str
    collected: bool
    facts: Facts | None
    source: str | None
    disposition: Disposition | None = None
    decided_by: str = ""
    incident: str | None = None
    listed_in: str | None = None
    """The incident whose chain lists it: one at a time."""
    repeats_hidden: bool = False
    """Public, and a duplicate of what the record does not name."""
    way: str = TOLD

    @property
    def is_public(self) -> bool:
        """Whether the record may link it in clear: only collected material that its source lets show."""
        return self.collected and self.facts is not None


@dataclass(slots=True)
class BatchAccount:
    """The newest batch of a sort: where it ends so far, its time, and the key it is sorted by."""

    index: int
    at: str
    key: str


@dataclass(frozen=True, slots=True)
class TraceAccount:
    """A report's origin as the record shows it; ``shown`` is None where all of it is sealed."""

    index: int
    statement: str
    shown: Trace | None


@dataclass(frozen=True, slots=True)
class AssessedAccount:
    """One assessment, and what the public values before it give (None where only the record's word is loaded)."""

    index: int
    said: IncidentAssessed
    shown: Assessment | None


@dataclass(slots=True)
class IncidentAccount:
    index: int
    at: str
    facts: Facts | None
    described: list[tuple[int, Facts]] = field(default_factory=list)
    """Every set of facts its page has shown, with the entry that showed it."""
    reports: list[str] = field(default_factory=list)
    entries: list[int] = field(default_factory=list)
    assessed: list[AssessedAccount] = field(default_factory=list)
    had_public: bool = False
    """Whether a public report was ever in it."""
    counts: list[tuple[int, Facts | None]] = field(default_factory=list)
    """The facts by which bulletins count it, with the entry from which on; None where it is not counted."""
    counted_verified: Facts | None = None

    @property
    def stands(self) -> bool:
        """Whether anything that tells of it stands, as far as the record shows (`counted_incidents`)."""
        return bool(self.reports) or not self.had_public

    @property
    def counted(self) -> Facts | None:
        return self.counts[-1][1] if self.counts else None

    @property
    def is_verified(self) -> bool:
        return bool(self.assessed) and self.assessed[-1].said.grade is Grade.VERIFIED

    def was_verified(self, index: int) -> bool:
        """As of the assessments before entry ``index``."""
        before = (each.said.grade for each in reversed(self.assessed) if each.index < index)
        return next(before, None) is Grade.VERIFIED

    def facts_at(self, index: int) -> Facts | None:
        """The facts by which a bulletin at entry ``index`` counted it."""
        return next((facts for at, facts in reversed(self.counts) if at < index), None)


@dataclass(slots=True)
class SourceAccount:
    registered: SourceRegistered
    grades: list[tuple[int, SourceGraded]] = field(default_factory=list)
    """With the entry that gave each."""
    reports: int = 0
    told_of: set[tuple[str, str]] = field(default_factory=set)
    """The spans of days that its public reports and its figures tell of."""
