"""Told reports by week, still sealed, and the doors the register names."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from mithaq.mechanism.bulletin.doors import week_of

if TYPE_CHECKING:
    from mithaq.store.projections.batch import Cursor

__all__ = ["SealedReport", "registered_doors", "reports_of_week", "weeks_to_state"]


class SealedReport(NamedTuple):
    """``key`` and ``blob`` are ``None`` where the report was withdrawn before it entered."""

    id: str
    key: int | None
    blob: bytes | None


def registered_doors(cursor: Cursor) -> set[str]:
    cursor.execute("SELECT DISTINCT channel FROM source WHERE standing = 'door' OR republish = 'none'")
    return {row[0] for row in cursor.fetchall()}


def weeks_to_state(cursor: Cursor, *, before: str) -> list[str]:
    cursor.execute("SELECT at FROM epoch WHERE at < %s", (f"{before}T00:00:00Z",))
    weeks = {week_of(row[0]) for row in cursor.fetchall()}
    cursor.execute("SELECT week FROM door_week")
    return sorted(weeks - {row[0] for row in cursor.fetchall()})


def reports_of_week(cursor: Cursor, week: str) -> list[SealedReport]:
    """Without those whose erasure or loss is on the record; one whose erasure waits counts, its door unknown."""
    after = (date.fromisoformat(week) + timedelta(days=7)).isoformat()
    cursor.execute(
        'SELECT report.id, ciphertext."key", ciphertext.blob FROM report'
        ' LEFT JOIN ciphertext ON ciphertext."index" = report."index"'
        " WHERE report.kind = 'received' AND report.at >= %s AND report.at < %s"
        " AND NOT EXISTS (SELECT 1 FROM erased_statement WHERE statement = report.id)"
        " AND NOT EXISTS (SELECT 1 FROM lost_statement WHERE statement = report.id)",
        (f"{week}T00:00:00Z", f"{after}T00:00:00Z"),
    )
    return [
        SealedReport(identifier, key, None if blob is None else bytes(blob))
        for identifier, key, blob in cursor.fetchall()
    ]
