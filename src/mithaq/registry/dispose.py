"""Disposing reports. A link that may not be shown waits, sealed, for the daily batch."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from mithaq.errors import InvalidStatement
from mithaq.mechanism.envelope import Who, instant, parse_instant
from mithaq.mechanism.identifiers import Letter, check_id
from mithaq.mechanism.monitoring.batches import Closing, closing, entering_at, period_start
from mithaq.mechanism.monitoring.changed_disposition import Ground
from mithaq.mechanism.monitoring.daily_batch import DAY_SECONDS, last_call
from mithaq.mechanism.monitoring.epochs import epoch_end
from mithaq.mechanism.monitoring.linking import check_link, link_is_public
from mithaq.mechanism.monitoring.one_disposition import check_change, check_first
from mithaq.mechanism.monitoring.statements import (
    Disposition,
    IncidentLinked,
    LinkJudged,
    ReportDisposed,
    ReportRedisposed,
)
from mithaq.registry.door import writing
from mithaq.registry.drafts import Actor, Draft, draft
from mithaq.registry.reports import standing_report
from mithaq.registry.waiting_rows import forget_rewritten, lock_waiting, rewrite_waiting
from mithaq.registry.withdrawn import is_withdrawn, ready_rows
from mithaq.sealed.ciphertext import values_or_none
from mithaq.store.projections.text import json_text
from mithaq.store.queries.terms import limits_in_force

if TYPE_CHECKING:
    from mithaq.registry.door import Door
    from mithaq.registry.mission import Mission
    from mithaq.registry.reports import StandingReport

__all__ = ["Disposed", "dispose", "dispose_day", "disposition_draft", "keep_waiting", "linked_draft", "redispose"]

_BODIES = {"link.judged": LinkJudged, "report.disposed": ReportDisposed, "report.redisposed": ReportRedisposed}


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
    with writing(mission) as door:
        limits = limits_in_force(door.cursor)
        midnight = instant(period_start(now, DAY_SECONDS))
        lock_waiting(door.cursor, "pending_disposition")
        ready = _ready(door, midnight, now)
        oldest = min((row[8] for row in ready), default=None)
        door.cursor.execute("SELECT max(at) FROM link_batch")
        last = door.cursor.fetchone()[0]
        last_batch = None if last is None else parse_instant(last)
        answer = closing(
            now=now,
            ended=len(ready),
            last_call=None if oldest is None else last_call(parse_instant(oldest), limits.batch_days),
            last_batch=last_batch,
            period_seconds=DAY_SECONDS,
            minimum=limits.epoch_minimum,
        )
        drafts = [] if answer is Closing.WAIT else _waiting(mission, ready)
        at = entering_at(now=now, last_at=door.last_at, last_batch=last_batch, period_seconds=DAY_SECONDS)
        drafts = _enterable(door, drafts, at)
        door.enter(drafts, at)
        entered = {made.id for made in drafts}
        # Also where nothing enters: a row must not go on sharing the transaction of its incident.
        rewrite_waiting(door.cursor, "pending_disposition", "report", lambda row: row["statement"] not in entered)
    forget_rewritten("pending_disposition")
    return tuple(each.id for each in drafts)


def _enterable(door: Door, drafts: list[Draft], at: datetime) -> list[Draft]:
    """Those that keep the rules of the record: one that does not goes on waiting, and stops no other."""
    try:
        door.require_rules(drafts, at)
    except InvalidStatement:
        fit: list[Draft] = []
        for made in drafts:
            with suppress(InvalidStatement):
                door.require_rules([made], at)
                fit.append(made)
        return fit
    return drafts


def _ready(door: Door, midnight: str, now: datetime) -> list[Any]:
    """The rows of ended days, sorted by report, without those that are to wait longer.

    Judgements come after the links, by their own ids, and withdrawn reports last: the verifier asks that what is
    of one sort stands together.
    """
    door.cursor.execute(
        'SELECT report, statement, kind, body, who, seals, "key", blob, day_ends FROM pending_disposition'
        " WHERE day_ends <= %s",
        (midnight,),
    )
    # Sorted here: the databases' own collations differ.
    rows = ready_rows(door, door.cursor.fetchall(), now)
    return sorted(rows, key=lambda row: (is_withdrawn(row[3]), row[2] == "link.judged", str(row[0])))


def _waiting(mission: Mission, rows: list[Any]) -> list[Draft]:
    keys = mission.keys.keys([row[6] for row in rows])
    drafts = []
    for _, statement, kind, body, who, seals, key_id, blob, _ in rows:
        made = Draft(
            kind,
            1,
            statement,
            msgspec.json.decode(body, type=_BODIES[kind]),
            msgspec.json.decode(who, type=Who),
            msgspec.json.decode(seals, type=dict[str, str]),
        )
        if key_id in keys:
            made.key, made.blob = key_id, bytes(blob)
            made.values = values_or_none(keys[key_id], made.blob, statement, kind)
        drafts.append(made)
    return drafts


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
    """Puts a sealed, complete statement aside for the daily batch."""
    door.cursor.execute(
        'INSERT INTO pending_disposition (report, statement, kind, body, who, seals, "key", blob, day_ends)'
        " VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s)",
        (
            *(report, made.id, made.kind, json_text(made.body), json_text(made.who)),
            *(json_text(made.seals), made.key, made.blob, instant(epoch_end(now, DAY_SECONDS))),
        ),
    )


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
