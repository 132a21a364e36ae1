"""The state that a record, read from its first entry, leads to; and every rule it breaks on the way.

`Ledger.take` reads one statement after another. The verifier, the public site and the bulletin all stand on
this one fold, so that what is published is what anyone recomputes. It sees public values only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from mithaq.mechanism import sealing_fold
from mithaq.mechanism.agreement import fold as agreement_fold
from mithaq.mechanism.agreement.accounts import PartyAccount
from mithaq.mechanism.agreement.statements import KeyListed, Limits, MissionOpened, PartySponsored
from mithaq.mechanism.bulletin import fold as bulletin_fold
from mithaq.mechanism.bulletin.digest import StreamTree, stream_leaf
from mithaq.mechanism.bulletin.statements import BulletinPublished, ClockTicked, ManifestPublished
from mithaq.mechanism.bulletin.tally import DayTally
from mithaq.mechanism.envelope import FIRST_IN_STREAM, Statement, parse_instant
from mithaq.mechanism.monitoring import assessing_fold, fold as monitoring_fold, linkage_fold
from mithaq.mechanism.monitoring.accounts import (
    AssessedAccount,
    BatchAccount,
    IncidentAccount,
    ReportAccount,
    SourceAccount,
    TraceAccount,
    WayAccount,
)
from mithaq.mechanism.monitoring.open_reports import OpenReports
from mithaq.mechanism.monitoring.statements import ClaimRecorded, CountingRulePublished, Disposition, LinkageRan
from mithaq.mechanism.sealing_statements import RecordRestored, SealOpened

__all__ = ["Breach", "Ledger", "Stream"]


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule the record breaks: which statement, which rule, and what is wrong in a sentence."""

    index: int
    statement: str
    rule: str
    problem: str


@dataclass(slots=True)
class Stream:
    """A public subject's chain of statements."""

    rank: int
    first: int
    last: int
    count: int


@dataclass(slots=True)
class Ledger:
    """What the record says up to ``size`` entries."""

    size: int = 0
    first_at: str = ""
    last_at: str = ""
    previous_at: str | None = ""
    """The time of the entry just before; None where that entry is of a kind this release does not know."""
    breaches: list[Breach] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    places: list[tuple[str, str]] = field(default_factory=list)
    """Kind and id by index, for what names an entry by its place; empty where the kind is not known here."""
    batches: dict[str, BatchAccount] = field(default_factory=dict)
    streams: dict[str, Stream] = field(default_factory=dict)
    stream_tree: StreamTree = field(default_factory=StreamTree)
    mission: MissionOpened | None = None
    limits: Limits | None = None
    terms_version: str = ""
    terms_versions: set[str] = field(default_factory=set)
    """Every version ever adopted."""
    keys: list[KeyListed] = field(default_factory=list)
    parties: dict[str, PartyAccount] = field(default_factory=dict)
    sponsorships: list[PartySponsored] = field(default_factory=list)
    sources: dict[str, SourceAccount] = field(default_factory=dict)
    source_codes: set[str] = field(default_factory=set)
    rule_codes: set[tuple[str, str]] = field(default_factory=set)
    """By recorder and code, which name one counting rule for ever."""
    rules: dict[str, CountingRulePublished] = field(default_factory=dict)
    reports: dict[str, ReportAccount] = field(default_factory=dict)
    public_places: list[int] = field(default_factory=list)
    """The indices of the reports that are public, in order."""
    linkage_runs: list[tuple[int, LinkageRan]] = field(default_factory=list)
    open_reports: OpenReports = field(default_factory=OpenReports)
    ways: dict[str, WayAccount] = field(default_factory=dict)
    """Reports by how they came in: by channel, or one of the two ways that are sealed."""
    epochs: dict[str, tuple[int, int]] = field(default_factory=dict)
    batch_sizes: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    """Sort of batch and its time -> how many stood in it, and how many the terms then asked for."""
    off_boundary: set[tuple[str, str]] = field(default_factory=set)
    """Batches dated by the entry before them, not by the boundary of their period."""
    """Told reports by the moment they entered, with the least number the terms then set."""
    area: Mapping[str, tuple[str, ...]] | None = None
    """The sub-districts of each governorate of the mission's area."""
    disposed: dict[Disposition, int] = field(default_factory=dict)
    hidden_duplicates: int = 0
    """Public reports now disposed as duplicates of what the record does not name."""
    incidents: dict[str, IncidentAccount] = field(default_factory=dict)
    traces: dict[str, TraceAccount] = field(default_factory=dict)
    """The current trace of each report that has one."""
    sealed_traces: list[tuple[int, str, str]] = field(default_factory=list)
    """Entry, report and id of the first trace of each report whose traces are sealed whole, in order."""
    campaigns: dict[str, int] = field(default_factory=dict)
    claims: list[tuple[int, ClaimRecorded]] = field(default_factory=list)
    report_tally: DayTally = field(default_factory=DayTally)
    incident_tally: DayTally = field(default_factory=DayTally)
    verified_tally: DayTally = field(default_factory=DayTally)
    """Incidents whose event is verified by their newest assessment."""
    claim_tally: DayTally = field(default_factory=DayTally)
    bulletins: list[tuple[int, str, BulletinPublished]] = field(default_factory=list)
    door_weeks: set[str] = field(default_factory=set)
    """Weeks whose doors a bulletin has stated."""
    last_digest: int = -1
    """The index of the newest digest."""
    undigested: set[str] = field(default_factory=set)
    """Days on which public subjects changed, since the newest digest."""
    late_digests: set[str] = field(default_factory=set)
    """Such days that no digest covered by the end of the day after."""
    last_tick: tuple[int, str, ClockTicked] | None = None
    longest_gap_seconds: int = 0
    manifests: list[tuple[int, ManifestPublished]] = field(default_factory=list)
    opened: list[tuple[int, SealOpened]] = field(default_factory=list)
    erased: dict[str, str] = field(default_factory=dict)
    """Statement id -> id of the `subject.erased` that destroyed its key."""
    pending_erasures: set[str] = field(default_factory=set)
    lost: dict[str, str] = field(default_factory=dict)
    """Statement id -> id of the `sealed.lost` that names it."""
    restorations: list[tuple[int, str, RecordRestored]] = field(default_factory=list)
    """Index, moment and body of each `record.restored`."""
    sealed_values: int = 0
    kinds: dict[str, int] = field(default_factory=dict)

    @property
    def seconds_since_tick(self) -> int:
        """From the last tick, or the first statement where there was none, to the record's end."""
        since = self.last_tick[1] if self.last_tick else self.first_at
        return int((parse_instant(self.last_at) - parse_instant(since)).total_seconds()) if since else 0

    def days_without_digest(self) -> set[str]:
        """Days whose changes no digest covered by the end of the day after, as far as the record reaches."""
        if not self.undigested:
            return set()
        today = parse_instant(self.last_at).date()
        before = (today - timedelta(days=1)).isoformat() if today > date.min else ""
        return {day for day in self.undigested if day < before}

    def assessments(self) -> Iterator[AssessedAccount]:
        """Every assessment, those that newer ones replaced included."""
        return (each for incident in self.incidents.values() for each in incident.assessed)

    def breach(self, statement: Statement, rule: str, problem: str) -> None:
        self.breaches.append(Breach(self.size, statement.id, rule, problem))

    def take(self, statement: Statement) -> None:
        """Reads the statement at log index ``size``; rules it breaks are listed, and reading goes on."""
        places = self.places
        self.previous_at = self.last_at if len(places) == self.size else None
        while len(places) < self.size:
            places.append(("", ""))
        places.append((statement.kind, statement.id))
        if statement.at < self.last_at:
            self.breach(
                statement,
                "time-order",
                f"it is dated {statement.at}, earlier than the entry before it ({self.last_at}).",
            )
        else:
            self.last_at = statement.at
        if statement.id in self.ids:
            self.breach(statement, "one-id", f"the id is already used at index {self.ids[statement.id]}.")
        self.ids[statement.id] = self.size
        if self.size == 0:
            self.first_at = statement.at
        if self.size == 0 and statement.kind != "mission.opened":
            self.breach(statement, "opening", "a record starts with mission.opened.")
        if statement.links:
            self.undigested.add(statement.at[:10])
        for link in statement.links:
            self._take_link(statement, link.stream, link.prev)
        self.sealed_values += len(statement.seals)
        self.kinds[statement.kind] = self.kinds.get(statement.kind, 0) + 1
        _HANDLERS[statement.kind, statement.v](self, statement, statement.body)
        self.size += 1

    def _take_link(self, statement: Statement, subject: str, prev: int) -> None:
        stream = self.streams.get(subject)
        expected = stream.last if stream else FIRST_IN_STREAM
        if prev != expected:
            self.breach(statement, "stream", f"{subject} continues from {prev}, but its last entry is {expected}.")
        if stream is None:
            stream = self.streams[subject] = Stream(len(self.streams), self.size, self.size, 1)
        else:
            stream.last = self.size
            stream.count += 1
        self.stream_tree.set(stream.rank, stream_leaf(subject, stream.last, stream.count))


Handler = Callable[[Ledger, Statement, Any], None]

_HANDLERS: Final[dict[tuple[str, int], Handler]] = {
    **agreement_fold.HANDLERS,
    **monitoring_fold.HANDLERS,
    **assessing_fold.HANDLERS,
    **linkage_fold.HANDLERS,
    **bulletin_fold.HANDLERS,
    **sealing_fold.HANDLERS,
}
