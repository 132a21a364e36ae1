"""What the tables know of a report when somebody decides about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mithaq.errors import InvalidStatement
from mithaq.mechanism.identifiers import Letter, check_id
from mithaq.mechanism.monitoring.facts import Republish
from mithaq.sealed.ciphertext import values_or_none

if TYPE_CHECKING:
    from mithaq.registry.door import Door

__all__ = ["StandingReport", "sealed_reports_of", "standing_report"]


@dataclass(frozen=True, slots=True)
class StandingReport:
    id: str
    republish: Republish
    current: str | None
    """The statement of the disposition in force."""
    incident: str | None
    is_received: bool
    is_waiting: bool
    """Whether a disposition of it lies in the daily batch."""


def standing_report(door: Door, report: str) -> StandingReport:
    check_id(report, Letter.REPORT)
    door.cursor.execute(
        "SELECT republish, report.kind, disposition.statement, disposition.incident, pending_disposition.report"
        " FROM report"
        " LEFT JOIN disposition ON disposition.report = report.id"
        " LEFT JOIN pending_disposition ON pending_disposition.report = report.id WHERE report.id = %s",
        (report,),
    )
    row = door.cursor.fetchone()
    if row is None:
        raise InvalidStatement(
            f"no report {report} is on the record.",
            advice="A report that waits in the inbox has no name yet; it can be disposed after its epoch closed.",
        )
    return StandingReport(report, Republish(row[0]), row[2], row[3], row[1] == "received", row[4] is not None)


def sealed_reports_of(door: Door, incident: str) -> int:
    """How many reports that nobody may see are linked to the incident, those that wait for their batch included.

    What is erased or damaged is not counted: fewer people stand there, as far as anybody can know.
    """
    mark = door.mission.blind.mark("incident", incident)
    door.cursor.execute("SELECT count(*) FROM disposition WHERE incident_mark = %s", (mark,))
    count: int = door.cursor.fetchone()[0]
    door.cursor.execute('SELECT report, statement, kind, "key", blob FROM pending_disposition')
    rows = door.cursor.fetchall()
    keys = door.mission.keys.keys([row[3] for row in rows])
    for _, statement, kind, key_id, blob in rows:
        if key_id in keys:
            values = values_or_none(keys[key_id], bytes(blob), statement, kind)
            count += values is not None and values.get("incident") == incident
    return count
