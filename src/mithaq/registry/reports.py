"""What the tables know of a report when somebody decides about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mithaq.errors import InvalidStatement
from mithaq.mechanism.identifiers import Letter, check_id
from mithaq.mechanism.monitoring.facts import Republish

if TYPE_CHECKING:
    from mithaq.registry.door import Door

__all__ = ["StandingReport", "standing_report"]


@dataclass(frozen=True, slots=True)
class StandingReport:
    id: str
    republish: Republish
    current: str | None
    """The statement of the disposition in force."""
    incident: str | None
    is_waiting: bool
    """Whether a disposition of it lies in the daily batch."""


def standing_report(door: Door, report: str) -> StandingReport:
    check_id(report, Letter.REPORT)
    door.cursor.execute(
        "SELECT republish, disposition.statement, disposition.incident, pending_disposition.report FROM report"
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
    return StandingReport(report, Republish(row[0]), row[1], row[2], row[3] is not None)
