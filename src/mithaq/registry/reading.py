"""Reading a sealed report: noted first, in a log that tells who read what, when and why (design, section 4).

The log is a working table: it is backed up, and nothing of it enters the record. Who read with the moment, and why,
lie sealed, each under a key of its own; in clear stand report, role and day, and each batch puts the rows in the
order of their random ids. For what is read is soon linked: an exact moment or an order, beside the moments at which
incidents were opened, would show sealed links to whoever seizes the database. An erasure of the report destroys the
reason, which may repeat what the report said; that it was read, by whom and when stays, for whoever must be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from mithaq.errors import InvalidStatement, KeyUnavailable, NotPermitted
from mithaq.mechanism.envelope import instant
from mithaq.mechanism.identifiers import Letter, new_id
from mithaq.mechanism.monitoring.statements import Disposition
from mithaq.registry.door import writing
from mithaq.registry.drafts import Actor
from mithaq.registry.reports import standing_report
from mithaq.registry.sealed_values import report_values
from mithaq.registry.withdrawn import is_withdrawn
from mithaq.sealed.ciphertext import NONCE_BYTES, seal, values_or_none

if TYPE_CHECKING:
    from mithaq.registry.door import Door
    from mithaq.registry.mission import Mission

__all__ = ["Reading", "ReportRead", "read_report", "readings"]

KIND: Final = "reading"
LONGEST: Final = 1_000


@dataclass(frozen=True, slots=True)
class ReportRead:
    reading: str
    values: dict[str, Any]
    """The sealed values by field, each as it was committed to."""


@dataclass(frozen=True, slots=True)
class Reading:
    id: str
    report: str
    day: str
    read_at: str | None
    role: str
    staff: str | None
    """``None`` where it does not open any more, nor the moment."""
    reason: str | None
    """``None`` where it went with an erased report, or its key was lost, or it is damaged."""


def read_report(mission: Mission, report: str, *, reason: str, actor: Actor, now: datetime) -> ReportRead:
    """The sealed values of a report on the record, after the reading is durable in the log.

    What is withdrawn or erased is not read, nor noted as read.
    """
    staff = (actor.staff or "").strip()
    if not staff or not reason.strip():
        raise InvalidStatement(
            "a reading is noted with who reads and why.", advice="Give both; they lie sealed in the read log."
        )
    for what, words in (("name", staff), ("reason", reason.strip())):
        if len(words) > LONGEST:
            raise InvalidStatement(f"the {what} has {len(words)} characters; the read log keeps {LONGEST}.")
    with writing(mission) as door:
        _require_readable(door, report)
        reading = _note(door, report, Actor(actor.role, staff), reason.strip(), now)
    return ReportRead(reading, report_values(mission, report))


def _require_readable(door: Door, report: str) -> None:
    standing_report(door, report)
    door.cursor.execute(
        'SELECT ciphertext."key", disposition.disposition, pending_disposition.body FROM report'
        ' LEFT JOIN ciphertext ON ciphertext."index" = report."index"'
        " LEFT JOIN disposition ON disposition.report = report.id"
        " LEFT JOIN pending_disposition ON pending_disposition.report = report.id WHERE report.id = %s",
        (report,),
    )
    key, disposition, waiting = door.cursor.fetchone()
    if disposition == Disposition.WITHDRAWN.value or (waiting is not None and is_withdrawn(waiting)):
        raise NotPermitted(
            f"report {report} was withdrawn; what it said is read no more.",
            advice="Erase what is left of it: mithaq erase.",
        )
    if key is None or not door.mission.keys.present([key]):
        raise KeyUnavailable("what the report said was erased or lost: nothing here opens it.", where=report)


def _note(door: Door, report: str, actor: Actor, reason: str, now: datetime) -> str:
    mission = door.mission
    reading = new_id(Letter.STATEMENT, mission.random_bytes(10))
    sealed: list[object] = []
    said: tuple[dict[str, tuple[str, object]], ...]
    said = ({"who": ("", actor.staff), "at": ("", instant(now))}, {"reason": ("", reason)})
    for drawn, values in zip(mission.keys.draw(2), said, strict=True):
        nonce = mission.random_bytes(NONCE_BYTES)
        sealed += [drawn.id, seal(drawn.key, nonce, values, statement_id=reading, kind=KIND, version=1)]
    door.cursor.execute(
        'INSERT INTO reading (id, report, day, role, "key", blob, reason_key, reason_blob)'
        " VALUES (%s,%s,%s,%s,%s,%s,%s,%s)",
        (reading, report, instant(now)[:10], actor.role, *sealed),
    )
    return reading


def readings(
    mission: Mission, *, limit: int, after: str | None = None, report: str | None = None
) -> tuple[Reading, ...]:
    """The newest day first, of one report or of all; ``after`` is the last of the page before.

    Within a day in the order of their random ids: when in the day is sealed.
    """
    from django.db import connection

    conditions, bound = [], []
    with connection.cursor() as cursor:
        if report is not None:
            conditions.append("report = %s")
            bound.append(report)
        if after is not None:
            cursor.execute("SELECT day FROM reading WHERE id = %s", (after,))
            row = cursor.fetchone()
            if row is None:
                raise InvalidStatement(
                    f"there is no reading {after}.", advice="Name the last one of the page before."
                )
            conditions.append("(day < %s OR (day = %s AND id < %s))")
            bound += [row[0], row[0], after]
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        cursor.execute(
            'SELECT id, report, day, role, "key", blob, reason_key, reason_blob'  # noqa: S608 - our own conditions
            f" FROM reading{where} ORDER BY day DESC, id DESC LIMIT %s",
            [*bound, limit],
        )
        rows: list[Any] = cursor.fetchall()
    keys = mission.keys.keys([key for row in rows for key in (row[4], row[6]) if key is not None])
    found = []
    for reading, of_report, day, role, key, blob, reason_key, reason_blob in rows:
        who = _opened(reading, keys.get(key), blob)
        why = _opened(reading, keys.get(reason_key), reason_blob)
        found.append(Reading(reading, of_report, day, who.get("at"), role, who.get("who"), why.get("reason")))
    return tuple(found)


def _opened(reading: str, key: bytes | None, blob: Any) -> dict[str, str]:
    """Nothing where it does not open: one damaged row must not stop the list."""
    values = None if key is None or blob is None else values_or_none(key, bytes(blob), reading, KIND)
    return msgspec.convert(values or {}, dict[str, str])
