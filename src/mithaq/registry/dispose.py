"""Disposing reports. A link that may not be shown waits, sealed, for the daily batch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from mithaq.errors import InvalidStatement
from mithaq.mechanism.envelope import Who
from mithaq.mechanism.identifiers import Letter, check_id
from mithaq.mechanism.monitoring.linking import check_link, link_is_public
from mithaq.mechanism.monitoring.one_disposition import check_change, check_first
from mithaq.mechanism.monitoring.statements import (
    Disposition,
    IncidentLinked,
    ReportDisposed,
    ReportRedisposed,
)
from mithaq.registry.door import writing
from mithaq.registry.drafts import Actor, Draft, draft
from mithaq.registry.reports import standing_report
from mithaq.registry.withdrawn import ready_rows
from mithaq.sealed.ciphertext import open_sealed, values_of
from mithaq.store.projections.text import json_text

if TYPE_CHECKING:
    from mithaq.registry.door import Door
    from mithaq.registry.mission import Mission
    from mithaq.registry.reports import StandingReport

__all__ = ["Disposed", "dispose", "dispose_day", "disposition_draft", "keep_waiting", "redispose"]

_BODIES = {"report.disposed": ReportDisposed, "report.redisposed": ReportRedisposed}


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
            drafts.append(_linked(mission, incident, actor, joined=report, reason="disposed as linked"))
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
    incident: str | None = None,
    duplicate_of: str | None = None,
) -> Disposed:
    """A new disposition in place of the one in force; ``reason`` is published."""
    check_link(disposition, incident=incident, duplicate_of=duplicate_of)
    with writing(mission) as door:
        standing = standing_report(door, report)
        check_change(report, current=standing.current, replaces=replaces, is_waiting=standing.is_waiting)
        is_public = _public(door, standing, incident, duplicate_of)
        made = disposition_draft(
            mission,
            ReportRedisposed(
                report=report,
                replaces=replaces,
                disposition=disposition,
                reason=reason,
                incident=incident if is_public else None,
                duplicate_of=duplicate_of if is_public else None,
            ),
            actor,
            reason=None,
            sealed_link=None if is_public else incident or duplicate_of,
        )
        drafts = [made]
        if link_is_public(standing.republish) and standing.incident != incident:
            if standing.incident is not None:
                drafts.append(_linked(mission, standing.incident, actor, left=report, reason=reason))
            if incident is not None:
                drafts.append(_linked(mission, incident, actor, joined=report, reason=reason))
        return _enter_or_keep(door, drafts, report, now, is_public=is_public)


def dispose_day(mission: Mission, *, now: datetime) -> tuple[str, ...]:
    """Enters the waiting dispositions together, sorted by report, in a transaction with nothing else in it."""
    with writing(mission) as door:
        door.cursor.execute(
            'SELECT report, statement, kind, body, who, seals, "key", blob FROM pending_disposition'
        )
        # Sorted here: the databases' own collations differ.
        rows = sorted(ready_rows(door, door.cursor.fetchall(), now), key=lambda row: str(row[0]))
        keys = mission.keys.keys([row[6] for row in rows])
        drafts = []
        for _, statement, kind, body, who, seals, key_id, blob in rows:
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
                made.values = values_of(
                    open_sealed(keys[key_id], made.blob, statement_id=statement, kind=kind, version=1)
                )
            drafts.append(made)
        door.enter(drafts, now)
        door.cursor.executemany("DELETE FROM pending_disposition WHERE statement = %s", [(row[1],) for row in rows])
    return tuple(each.id for each in drafts)


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


def keep_waiting(door: Door, made: Draft, report: str) -> None:
    """Puts a sealed, complete statement aside for the daily batch."""
    door.cursor.execute(
        'INSERT INTO pending_disposition (report, statement, kind, body, who, seals, "key", blob)'
        " VALUES (%s,%s,%s,%s,%s,%s,%s,%s)",
        (
            *(report, made.id, made.kind, json_text(made.body), json_text(made.who)),
            *(json_text(made.seals), made.key, made.blob),
        ),
    )


def _enter_or_keep(door: Door, drafts: list[Draft], report: str, now: datetime, *, is_public: bool) -> Disposed:
    if is_public:
        door.enter(drafts, now)
    else:
        keep_waiting(door, drafts[0], report)
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


def _linked(
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
