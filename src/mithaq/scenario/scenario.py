"""A truce from its first hour to its last, as streams that can be read again and again.

Every iterator of a `Scenario` runs the whole truce anew from its seed and yields the same values, in the same
order, on every Python from 3.11 on; none keeps more than what is still on its way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from mithaq.errors import MithaqError
from mithaq.mechanism.agreement.statements import Limits
from mithaq.mechanism.monitoring.claim import RecordedClaim
from mithaq.mechanism.monitoring.facts import PlacePrecision
from mithaq.scenario.actors import PARTIES, RULES, SOURCES, CountingRule, Party, Source
from mithaq.scenario.claims import Published
from mithaq.scenario.course import (
    CAMPAIGN_HOURS,
    CAMPAIGN_STARTS,
    Course,
    Happening,
    campaign_size,
    stream,
)
from mithaq.scenario.decisions import Analyst, Decision
from mithaq.scenario.events import Event, EventKind
from mithaq.scenario.hearing import Pending
from mithaq.scenario.land import EXERCISE, UTC_OFFSET_HOURS, GazetteerRow, Land, survey
from mithaq.scenario.reports import Report, Told
from mithaq.scenario.truth import KIND_OF_EVENT, ReportTruth, TruthKind

__all__ = ["Arrival", "Scenario", "Step", "build"]

FEWEST: Final = 100
MOST: Final = 1_000_000
CAMPAIGN_DECIDED_AFTER: Final = timedelta(hours=30)
WITHDRAWN_SHARE: Final = 0.012
"""Of the reports told to us; what was public before cannot be withdrawn."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A report at the door: its number in the stream and the moment (UTC) at which it came."""

    index: int
    at: datetime
    report: Report


@dataclass(frozen=True, slots=True)
class Step:
    """An arrival with what is known about it and what an analyst may decide: for playing a demo in one pass."""

    arrival: Arrival
    truth: ReportTruth
    decision: Decision


@dataclass(frozen=True, slots=True)
class Scenario:
    seed: int
    reports: int
    days: int
    start: date
    """The first day of the truce, in local time."""

    marking = EXERCISE

    @property
    def land(self) -> Land:
        return survey()

    @property
    def parties(self) -> tuple[Party, ...]:
        return PARTIES

    @property
    def sources(self) -> tuple[Source, ...]:
        return SOURCES

    @property
    def counting_rules(self) -> tuple[CountingRule, ...]:
        return RULES

    @property
    def gazetteer_rows(self) -> list[GazetteerRow]:
        return self.land.gazetteer_rows()

    @property
    def area(self) -> dict[str, list[str]]:
        """The sub-districts of each governorate."""
        rows = {row.code: row for row in self.gazetteer_rows}
        found: dict[str, list[str]] = {}
        for row in rows.values():
            if row.level is PlacePrecision.GOVERNORATE:
                found.setdefault(row.code, [])
            elif row.level is PlacePrecision.SUBDISTRICT:
                district = rows[str(row.parent)]
                found.setdefault(str(district.parent), []).append(row.code)
        return found

    @property
    def base_map(self) -> dict[str, object]:
        return self.land.base_map()

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.start, time(), tzinfo=UTC) - timedelta(hours=UTC_OFFSET_HOURS)

    @property
    def ends_at(self) -> datetime:
        """The end of the last day; no report arrives after it, and nothing is decided after it."""
        return self.starts_at + timedelta(days=self.days)

    @property
    def campaign_reports(self) -> int:
        return campaign_size(self.reports)

    def arrivals(self) -> Iterator[Arrival]:
        """Reports in the order in which they arrive; the truth about them is not in sight."""
        starts_at = self.starts_at
        for item in self._run():
            if isinstance(item, tuple):
                pending, told = item
                yield Arrival(told.index, starts_at + timedelta(seconds=pending.arrival_s), told.report)

    def steps(self) -> Iterator[Step]:
        starts_at, analyst, regrets = self.starts_at, self._analyst(), stream(self.seed, "withdrawn").random
        for item in self._run():
            if isinstance(item, tuple):
                pending, told = item
                at = starts_at + timedelta(seconds=pending.arrival_s)
                truth = _truth(pending, told, regrets())
                yield Step(Arrival(told.index, at, told.report), truth, analyst.decide(truth, at))

    def truths(self) -> Iterator[ReportTruth]:
        regrets = stream(self.seed, "withdrawn").random
        for item in self._run():
            if isinstance(item, tuple):
                yield _truth(*item, regrets())

    def decisions(self) -> Iterator[Decision]:
        """In the order of the reports, not of the decisions' own moments."""
        return (step.decision for step in self.steps())

    def events(self) -> Iterator[Event]:
        """What truly happened, in order; invented, unrelated and campaign events are left out."""
        for item in self._run():
            if isinstance(item, Event) and item.kind is EventKind.TRUE:
                yield item

    def claims(self) -> Iterator[tuple[datetime, RecordedClaim]]:
        """Published figures in the order of publication; the last come out on the evening after the end."""
        starts_at = self.starts_at
        for item in self._run():
            if isinstance(item, Published):
                yield starts_at + timedelta(seconds=item.at_s), item.claim

    def _analyst(self) -> Analyst:
        campaign_at = self.starts_at + timedelta(days=self.days * CAMPAIGN_STARTS, hours=CAMPAIGN_HOURS)
        return Analyst(
            self.land,
            stream(self.seed, "analyst"),
            ends_at=self.ends_at,
            campaign_decided_at=min(campaign_at + CAMPAIGN_DECIDED_AFTER, self.ends_at - timedelta(hours=1)),
            limit=timedelta(days=Limits().disposition_days),
        )

    def _run(self) -> Iterator[Happening]:
        return Course(self.land, self.seed, reports=self.reports, days=self.days, start=self.start).run()


def _truth(pending: Pending, told: Told, regret: float) -> ReportTruth:
    event, cited = pending.event, pending.cited
    kind = KIND_OF_EVENT[event.kind]
    events: tuple[str, ...] = ()
    if kind is TruthKind.TRUE:
        events = (event.id,) if pending.other is None else (event.id, pending.other.id)
    return ReportTruth(
        index=told.index,
        kind=kind,
        about=event,
        events=events,
        root=told.root,
        repeats=cited.index if cited is not None and not pending.duplicate else None,
        duplicate_of=cited.index if cited is not None and pending.duplicate else None,
        withdrawn=SOURCES[pending.source].received and regret < WITHDRAWN_SHARE,
    )


def build(seed: int, reports: int, days: int = 30, start: date = date(2024, 3, 1)) -> Scenario:
    """A truce of ``days`` days that brings ``reports`` reports; building costs nothing, iterating does."""
    if not FEWEST <= reports <= MOST or not 1 <= days <= 3650:
        raise MithaqError(
            f"A scenario of {reports} reports in {days} days cannot be made.",
            advice=f"Ask for {FEWEST} to {MOST} reports in 1 to 3650 days.",
        )
    return Scenario(seed, reports, days, start)
