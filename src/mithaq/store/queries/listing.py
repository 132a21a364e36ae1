"""Pages of incidents and reports, found by index: the hundredth page costs what the first does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mithaq.errors import InvalidStatement

if TYPE_CHECKING:
    from mithaq.store.projections.batch import Cursor

__all__ = ["ListedIncident", "ListedReport", "incidents", "reports"]


@dataclass(frozen=True, slots=True)
class ListedIncident:
    id: str
    opened_at: str
    is_described: bool
    day_from: str | None
    day_to: str | None
    subdistrict: str | None
    governorate: str | None
    classes: str | None
    public_reports: int


@dataclass(frozen=True, slots=True)
class ListedReport:
    """``disposition`` is ``None`` while it is open; ``waiting`` says that one lies in the daily batch."""

    id: str
    entered_at: str
    due_at: str
    source: str | None
    republish: str
    day_from: str | None
    subdistrict: str | None
    classes: str | None
    disposition: str | None
    statement: str | None
    """What a new disposition would replace."""
    waiting: bool


def incidents(
    cursor: Cursor, *, limit: int, after: str | None = None, only_undescribed: bool = False
) -> tuple[ListedIncident, ...]:
    """The newest first; ``after`` is the last incident of the page before."""
    undescribed = " AND described_index IS NULL" if only_undescribed else ""
    cursor.execute(
        "SELECT id, opened_at, described_index, day_from, day_to, subdistrict, governorate, classes,"  # noqa: S608 - above
        " (SELECT count(*) FROM incident_report WHERE incident = incident.id)"
        f' FROM incident WHERE "index" < %s{undescribed} ORDER BY "index" DESC LIMIT %s',
        (_index(cursor, "incident", after, 2**62), limit),
    )
    return tuple(ListedIncident(row[0], row[1], row[2] is not None, *row[3:]) for row in cursor.fetchall())


def reports(
    cursor: Cursor,
    *,
    limit: int,
    after: str | None = None,
    only_open: bool = False,
    overdue_at: str | None = None,
) -> tuple[ListedReport, ...]:
    """The oldest first, since they are due first; ``after`` is the last report of the page before."""
    conditions = ""
    bound: list[object] = []
    if only_open or overdue_at is not None:
        conditions += " AND disposition.report IS NULL"
    if overdue_at is not None:
        conditions += " AND report.due_at < %s"
        bound.append(overdue_at)
    cursor.execute(
        "SELECT report.id, report.at, report.due_at, source.code, report.republish, report.day_from,"  # noqa: S608 - above
        " report.subdistrict, report.classes, disposition.disposition, disposition.statement,"
        " pending_disposition.report IS NOT NULL FROM report"
        " LEFT JOIN disposition ON disposition.report = report.id"
        " LEFT JOIN pending_disposition ON pending_disposition.report = report.id"
        " LEFT JOIN source ON source.id = report.source AND report.republish <> 'none'"
        f' WHERE report."index" > %s{conditions} ORDER BY report."index" LIMIT %s',
        (_index(cursor, "report", after, -1), *bound, limit),
    )
    rows = [(*row[:-1], bool(row[-1])) for row in cursor.fetchall()]
    return tuple(ListedReport(*row) for row in rows)


def _index(cursor: Cursor, table: str, subject: str | None, start: int) -> int:
    if subject is None:
        return start
    cursor.execute(f'SELECT "index" FROM "{table}" WHERE id = %s', (subject,))  # noqa: S608 - our own names
    row = cursor.fetchone()
    if row is None:
        raise InvalidStatement(
            f"there is no {table} {subject} to go on from.", advice="Name the last one of the page before."
        )
    return int(row[0])
