"""Disposing reports. A link that may not be shown waits, sealed, for the daily batch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from mithaq.errors import InvalidStatement
from mithaq.mechanism.identifiers import Letter, check_id
from mithaq.mechanism.monitoring.batches import Closing
from mithaq.mechanism.monitoring.changed_disposition import Ground
from mithaq.mechanism.monitoring.linking import check_link, link_is_public
from mithaq.mechanism.monitoring.one_disposition import check_change, check_first
from mithaq.mechanism.monitoring.statements import (
    Disposition,
    IncidentLinked,
    ReportDisposed,
    ReportRedisposed,
)
from mithaq.registry.day_batch import day_closing, enter_day, keep_for_day, last_entered
from mithaq.registry.door import writing
from mithaq.registry.drafts import Actor, Draft, draft
from mithaq.registry.link_state import JUDGED, NEWEST_SEALED_JUDGEMENT
from mithaq.registry.reports import standing_report
from mithaq.registry.withdrawn import is_withdrawn, ready_rows

if TYPE_CHECKING:
    from mithaq.registry.door import Door
    from mithaq.registry.mission import Mission
    from mithaq.registry.reports import StandingReport

__all__ = ["Disposed", "dispose", "dispose_day", "disposition_draft", "keep_waiting", "linked_draft", "redispose"]

WAITING: Final = "pending_disposition"


@dataclass(frozen=True, slots=True)
class Disposed:
    statement: str
    is_waiting: bool
    """True where the link is sealed: it enters with the daily batch, apart from its incident."""


def dispose(
    mission: Mission,
    report: str,
    disposition: Disposition,
    *,
    actor: Actor,
    now: datetime,
    reason: str | None = None,
    incident: str | None = None,
    duplicate_of: str | None = None,
) -> Disposed:
    """The first disposition. ``reason`` is sealed."""
    check_link(disposition, incident=incident, duplicate_of=duplicate_of)
    with writing(mission) as door:
        standing = standing_report(door, report)
        check_first(report, current=standing.current, is_waiting=standing.is_waiting)
        is_public = _public(door, standing, incident, duplicate_of)
        made = disposition_draft(
            mission,
            ReportDisposed(
                report=report,
                disposition=disposition,
                incident=incident if is_public else None,
                duplicate_of=duplicate_of if is_public else None,
            ),
            actor,
            reason=reason,
            sealed_link=None if is_public else incident or duplicate_of,
        )
        drafts = [made]
        if is_public and incident is not None:
            drafts.append(linked_draft(mission, incident, actor, joined=report, reason="disposed as linked"))
        return _enter_or_keep(door, drafts, report, now, is_public=is_public)


def redispose(
    mission: Mission,
    report: str,
    disposition: Disposition,
    *,
    replaces: str,
    reason: str,
    actor: Actor,
    now: datetime,
    ground: Ground = Ground.REVIEW,
    incident: str | None = None,
    duplicate_of: str | None = None,
) -> Disposed:
    """A new disposition in place of the one in force; ``ground`` is published, ``reason`` where the report is."""
    check_link(disposition, incident=incident, duplicate_of=duplicate_of)
    with writing(mission) as door:
        standing = standing_report(door, report)
        check_change(report, current=standing.current, replaces=replaces, is_waiting=standing.is_waiting)
        is_public = _public(door, standing, incident, duplicate_of)
        is_shown = link_is_public(standing.republish)
        made = disposition_draft(
            mission,
            ReportRedisposed(
                report=report,
                replaces=replaces,
                disposition=disposition,
                ground=ground,
                reason=reason if is_shown else None,
                incident=incident if is_public else None,
                duplicate_of=duplicate_of if is_public else None,
            ),
            actor,
            reason=None if is_shown else reason,
            sealed_link=None if is_public else incident or duplicate_of,
        )
        drafts = [made]
        listed_in = _listed_in(door, report)
        if listed_in is not None and listed_in != incident:
            drafts.append(linked_draft(mission, listed_in, actor, left=report, reason=reason))
        if incident is not None and is_public and listed_in != incident:
            drafts.append(linked_draft(mission, incident, actor, joined=report, reason=reason))
        return _enter_or_keep(door, drafts, report, now, is_public=is_public)


def dispose_day(mission: Mission, *, now: datetime) -> tuple[str, ...]:
    """Enters the waiting dispositions together, sorted by report, in a transaction with nothing else in it.

    Does nothing where the rule says wait; may be called as often as one likes.
    """
    return enter_day(
        mission,
        WAITING,
        newest="SELECT max(at) FROM link_batch",
        now=now,
        rides=lambda row: row[2] == JUDGED or is_withdrawn(row[3]),
        riding=_along,
    )


def _along(door: Door, rows: list[Any], entering: set[str], now: datetime) -> list[Any]:
    """Judgements, each sort standing together, then withdrawn reports; neither decides when sealed links enter."""
    judged = [row for row in rows if row[2] == JUDGED]
    withdrawn = [row for row in rows if row[2] != JUDGED]
    return (judged if entering or _may_stand_alone(door, judged, now) else []) + ready_rows(
        door, withdrawn, entering, now
    )


def _may_stand_alone(door: Door, judged: list[Any], now: datetime) -> bool:
    """Judgements that no link comes with keep the rule of the day's batch by themselves."""
    last_batch = last_entered(door, NEWEST_SEALED_JUDGEMENT)
    return day_closing(door, [row[8] for row in judged], last_batch, now) is not Closing.WAIT


def disposition_draft(
    mission: Mission,
    body: ReportDisposed | ReportRedisposed,
    actor: Actor,
    *,
    reason: str | None,
    sealed_link: str | None,
) -> Draft:
    values: dict[str, object] = {}
    if sealed_link is not None:
        values["incident"] = sealed_link
    if reason is not None:
        values["reason"] = reason
    kind = "report.redisposed" if isinstance(body, ReportRedisposed) else "report.disposed"
    return draft(mission, kind, body, actor, values=values)


def keep_waiting(door: Door, made: Draft, report: str, now: datetime) -> None:
    """Puts a sealed, complete disposition aside for the daily batch."""
    keep_for_day(door, WAITING, made, report, now)


def _enter_or_keep(door: Door, drafts: list[Draft], report: str, now: datetime, *, is_public: bool) -> Disposed:
    if is_public:
        door.enter(drafts, now)
    else:
        keep_waiting(door, drafts[0], report, now)
        # The sealed link waits; that the report left a public incident's list does not: both are shown already.
        door.enter(drafts[1:], now)
    return Disposed(drafts[0].id, not is_public)


def _public(door: Door, standing: StandingReport, incident: str | None, duplicate_of: str | None) -> bool:
    """Whether the disposition may enter at once, with its link in clear; one without a link always may."""
    if incident is not None:
        check_id(incident, Letter.INCIDENT)
        door.cursor.execute("SELECT 1 FROM incident WHERE id = %s", (incident,))
        if door.cursor.fetchone() is None:
            raise InvalidStatement(f"no incident {incident} is open.", advice="Open it first.")
        return link_is_public(standing.republish)
    if duplicate_of is not None:
        if duplicate_of == standing.id:
            raise InvalidStatement(f"report {duplicate_of} cannot be a duplicate of itself.")
        return link_is_public(standing.republish, standing_report(door, duplicate_of).republish)
    return True


def _listed_in(door: Door, report: str) -> str | None:
    """The incident whose public chain lists the report, which a waiting redisposition may have left already."""
    door.cursor.execute("SELECT incident FROM incident_report WHERE report = %s", (report,))
    row = door.cursor.fetchone()
    return None if row is None else row[0]


def linked_draft(
    mission: Mission,
    incident: str,
    actor: Actor,
    *,
    reason: str,
    joined: str | None = None,
    left: str | None = None,
) -> Draft:
    body = IncidentLinked(
        incident=incident,
        joined=() if joined is None else (joined,),
        left=() if left is None else (left,),
        reason=reason,
    )
    return draft(mission, "incident.linked", body, actor, streams=(incident,))
