"""Opening incidents, and showing of incidents and reports what the exposure check lets through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from mithaq.errors import InvalidStatement, NotPermitted
from mithaq.mechanism.envelope import instant
from mithaq.mechanism.identifiers import Letter, check_id, new_id
from mithaq.mechanism.monitoring.company import company_of_incident, shares_cell
from mithaq.mechanism.monitoring.facts import Facts, check_facts, derived
from mithaq.mechanism.monitoring.linking import link_is_public
from mithaq.mechanism.monitoring.one_disposition import check_first
from mithaq.mechanism.monitoring.shown_facts import shown_facts
from mithaq.mechanism.monitoring.statements import (
    Disposition,
    IncidentDescribed,
    IncidentOpened,
    ReportDescribed,
    ReportDisposed,
)
from mithaq.mechanism.monitoring.told_by_public import is_told_by_public
from mithaq.registry.dispose import disposition_draft, keep_waiting
from mithaq.registry.door import Door, writing
from mithaq.registry.drafts import Actor, Draft, draft
from mithaq.registry.reports import sealed_reports_of, standing_report
from mithaq.sealed.ciphertext import NONCE_BYTES, open_sealed, seal
from mithaq.sealed.exposure import Nature, Verdict, check_exposure
from mithaq.store.queries.terms import limits_in_force

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission

__all__ = ["Described", "describe_incident", "describe_report", "open_incident", "review_hold"]

HELD_KIND = "held"


@dataclass(frozen=True, slots=True)
class Described:
    """Either the statement that entered, or the hold that waits for a person's review."""

    statement: str | None
    hold: str | None
    reason: str = ""


def open_incident(
    mission: Mission,
    facts: Facts,
    reports: Sequence[str],
    *,
    actor: Actor,
    now: datetime,
    reason: str | None = None,
) -> str:
    """The incident's id. Its facts stay sealed; its reports are disposed as linked, the unseen ones later."""
    check_facts(facts)
    if len(set(reports)) != len(reports):
        raise InvalidStatement("a report is named twice.")
    incident = new_id(Letter.INCIDENT, mission.random_bytes(10))
    with writing(mission) as door:
        public: list[str] = []
        unseen: list[str] = []
        for report in reports:
            standing = standing_report(door, report)
            check_first(report, current=standing.current, is_waiting=standing.is_waiting)
            (public if link_is_public(standing.republish) else unseen).append(report)
        values: dict[str, object] = {"facts": msgspec.to_builtins(facts), "reports": sorted(unseen)}
        drafts = [
            draft(
                mission,
                "incident.opened",
                IncidentOpened(facts=None, reports=tuple(sorted(public))),
                actor,
                values=values,
                streams=(incident,),
                statement_id=incident,
            )
        ]
        drafts += [_linked(mission, report, incident, actor, reason) for report in sorted(public)]
        door.enter(drafts, now)
        for report in unseen:
            made = disposition_draft(
                mission,
                ReportDisposed(report=report, disposition=Disposition.LINKED),
                actor,
                reason=reason,
                sealed_link=incident,
            )
            keep_waiting(door, made, report, now)
    return incident


def _linked(mission: Mission, report: str, incident: str, actor: Actor, reason: str | None) -> Draft:
    body = ReportDisposed(report=report, disposition=Disposition.LINKED, incident=incident)
    return disposition_draft(mission, body, actor, reason=reason, sealed_link=None)


def describe_incident(
    mission: Mission,
    incident: str,
    facts: Facts,
    *,
    actor: Actor,
    now: datetime,
    nature: Nature = Nature.EVENT,
) -> Described:
    check_facts(facts)
    check_id(incident, Letter.INCIDENT)
    with writing(mission) as door:
        door.cursor.execute("SELECT 1 FROM incident WHERE id = %s", (incident,))
        if door.cursor.fetchone() is None:
            raise InvalidStatement(f"no incident {incident} is open.", advice="Open it first.")
        company = company_of_incident(
            told_by_public=is_told_by_public(facts, _public_facts(door, incident)),
            sealed_reports=sealed_reports_of(door, incident),
        )
        return _describe(door, incident, facts, actor=actor, now=now, nature=nature, cell=company)


def describe_report(
    mission: Mission, report: str, facts: Facts, *, actor: Actor, now: datetime, nature: Nature = Nature.EVENT
) -> Described:
    """Shows of a received report at most what `derived` shows, and only where it is not alone in its cell."""
    check_facts(facts)
    with writing(mission) as door:
        standing = standing_report(door, report)
        if not standing.is_received:
            raise NotPermitted(
                f"report {report} was public at intake; the record shows as much of it as its source allows."
            )
        shown = derived(facts)
        _require_undescribed(door, report)
        _require_standing(door, report)
        door.cursor.execute(
            "SELECT facts FROM report"
            " WHERE kind = 'received' AND subdistrict = %s AND day_from <= %s AND day_to >= %s"
            " AND NOT EXISTS (SELECT 1 FROM erased_statement WHERE statement = report.id)"
            " AND NOT EXISTS (SELECT 1 FROM unsaid_erasure WHERE statement = report.id)",
            (shown.subdistrict, shown.day_to, shown.day_from),
        )
        beside = [msgspec.json.decode(row[0], type=Facts) for row in door.cursor.fetchall()]
        cell = 1 + sum(shares_cell(shown, other) for other in beside)
        return _describe(door, report, shown, actor=actor, now=now, nature=nature, cell=cell)


def _public_facts(door: Door, incident: str) -> list[Facts]:
    """What the record shows of the incident's public reports."""
    door.cursor.execute(
        "SELECT report.facts FROM incident_report JOIN report ON report.id = incident_report.report"
        " WHERE incident_report.incident = %s AND report.facts IS NOT NULL",
        (incident,),
    )
    return [msgspec.json.decode(row[0], type=Facts) for row in door.cursor.fetchall()]


def _describe(
    door: Door,
    subject: str,
    facts: Facts,
    *,
    actor: Actor,
    now: datetime,
    nature: Nature,
    cell: int | None,
) -> Described:
    limits = limits_in_force(door.cursor)
    answer = check_exposure(
        facts,
        today=now.astimezone(UTC).date(),
        delay_days=limits.publication_delay_days,
        nature=nature,
        reports_in_cell=cell,
        suppress_below=limits.suppress_below,
    )
    if answer.verdict is Verdict.NEVER:
        raise NotPermitted(f"this cannot be shown: {answer.reason}.", where=subject)
    if answer.verdict is Verdict.ALLOWED:
        made = _described(door, subject, facts, actor, now)
        door.enter([made], now)
        return Described(made.id, None)
    mission = door.mission
    hold = new_id(Letter.STATEMENT, mission.random_bytes(10))
    [drawn] = mission.keys.draw(1)
    blob = seal(
        drawn.key,
        mission.random_bytes(NONCE_BYTES),
        {"facts": ("", msgspec.to_builtins(facts))},
        statement_id=hold,
        kind=HELD_KIND,
        version=1,
    )
    door.cursor.execute(
        'INSERT INTO held (id, subject, reason, "key", blob, held_at) VALUES (%s,%s,%s,%s,%s,%s)',
        (hold, subject, answer.reason, drawn.id, blob, instant(now)),
    )
    return Described(None, hold, answer.reason)


def _require_undescribed(door: Door, report: str) -> None:
    door.cursor.execute("SELECT described_index FROM report WHERE id = %s", (report,))
    if door.cursor.fetchone()[0] is not None:
        raise NotPermitted(f"report {report} is described already; a report is described once.")


def _require_standing(door: Door, report: str) -> None:
    door.cursor.execute(
        "SELECT 1 FROM erased_statement WHERE statement = %s"
        " UNION SELECT 1 FROM unsaid_erasure WHERE statement = %s",
        (report, report),
    )
    if door.cursor.fetchone() is not None:
        raise NotPermitted(f"report {report} was erased; nothing more of it is shown.")


def _described(door: Door, subject: str, facts: Facts, actor: Actor, now: datetime) -> Draft:
    """The statement, its place cut to what may be public: a reviewer releases facts, never an exact point."""
    mission = door.mission
    if not subject.startswith(Letter.INCIDENT):
        return draft(mission, "report.described", ReportDescribed(report=subject, facts=derived(facts)), actor)
    delay = limits_in_force(door.cursor).publication_delay_days
    shown = shown_facts(facts, today=now.astimezone(UTC).date(), delay_days=delay)
    if not is_told_by_public(shown, _public_facts(door, subject)):
        shown = derived(facts)
    body = IncidentDescribed(incident=subject, facts=shown)
    return draft(mission, "incident.described", body, actor, streams=(subject,))


def review_hold(mission: Mission, hold: str, *, release: bool, actor: Actor, now: datetime) -> str | None:
    """Ends a hold by a person's decision: released facts enter, others never do. No hold ends by time."""
    with writing(mission) as door:
        door.cursor.execute('SELECT subject, "key", blob, outcome FROM held WHERE id = %s', (hold,))
        row = door.cursor.fetchone()
        if row is None or row[3] is not None:
            raise InvalidStatement(f"no hold {hold} waits for review.")
        made = None
        if release:
            key = mission.keys.keys([row[1]]).get(row[1])
            if key is None:
                raise NotPermitted(f"what hold {hold} kept has been erased; it cannot be released.")
            opened = open_sealed(key, bytes(row[2]), statement_id=hold, kind=HELD_KIND, version=1)
            facts = msgspec.convert(opened["facts"][1], Facts)
            if row[0].startswith(Letter.REPORT):
                _require_undescribed(door, row[0])
                _require_standing(door, row[0])
            made = _described(door, row[0], facts, actor, now)
            door.enter([made], now)
        door.cursor.execute(
            "UPDATE held SET reviewed_at = %s, outcome = %s WHERE id = %s",
            (instant(now), "released" if release else "kept", hold),
        )
    return None if made is None else made.id
