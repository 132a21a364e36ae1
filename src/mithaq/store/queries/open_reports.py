"""Reports without a disposition, still sealed, and the sources whose word the mission knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from mithaq.store.projections.batch import Cursor

__all__ = ["OpenReport", "decided_since", "erased_reports", "known_sources", "open_reports"]

_KNOWN_GRADES = ("A", "B", "C")


class OpenReport(NamedTuple):
    """``key`` and ``blob`` are ``None`` where nothing of it can be read any more."""

    at_index: int
    id: str
    kind: str
    entered_at: str
    due_at: str
    source: str | None
    facts: str | None
    """What the record shows of them, as JSON; the sealed values hold only what it does not show."""
    key: int | None
    blob: bytes | None


_OPEN: Final = (
    'SELECT report."index", report.id, report.kind, report.at, report.due_at, report.source, report.facts,'
    ' ciphertext."key", ciphertext.blob'
    ' FROM report LEFT JOIN ciphertext ON ciphertext."index" = report."index"'
    " WHERE NOT EXISTS (SELECT 1 FROM disposition WHERE disposition.report = report.id)"
    " AND NOT EXISTS (SELECT 1 FROM pending_disposition WHERE pending_disposition.report = report.id)"
)
"""A report whose disposition lies in the daily batch is not open."""
_ERASED: Final = (
    "SELECT 1 FROM erased_statement WHERE statement = report.id"
    " UNION SELECT 1 FROM unsaid_erasure WHERE statement = report.id"
)


def open_reports(cursor: Cursor, *, after: int, up_to: int, limit: int) -> list[OpenReport]:
    """The next ones by log index."""
    cursor.execute(
        f'{_OPEN} AND report."index" > %s AND report."index" <= %s ORDER BY report."index" LIMIT %s',
        (after, up_to, limit),
    )
    return _read(cursor)


def erased_reports(cursor: Cursor) -> list[OpenReport]:
    """Open reports of which something was erased: what is left of them."""
    cursor.execute(f"{_OPEN} AND EXISTS ({_ERASED})")
    return _read(cursor)


def _read(cursor: Cursor) -> list[OpenReport]:
    return [
        OpenReport(
            at_index=row[0],
            id=row[1],
            kind=row[2],
            entered_at=row[3],
            due_at=row[4],
            source=row[5],
            facts=row[6],
            key=row[7],
            blob=None if row[8] is None else bytes(row[8]),
        )
        for row in cursor.fetchall()
    ]


def decided_since(cursor: Cursor, after: int) -> list[str]:
    """Reports disposed by a statement after the index, and all whose disposition waits."""
    cursor.execute('SELECT report FROM disposition WHERE "index" > %s', (after,))
    found = [row[0] for row in cursor.fetchall()]
    cursor.execute("SELECT report FROM pending_disposition")
    return found + [row[0] for row in cursor.fetchall()]


def known_sources(cursor: Cursor) -> dict[str, str]:
    """Id and code -> code of each source whose word the mission knows.

    A recorder unless it was last graded D, E or F; a door, through which anybody may come, only if graded A, B or
    C; a party or a guarantor never.
    """
    cursor.execute('SELECT source, reliability FROM source_grade ORDER BY since, "index"')
    grades = dict(cursor.fetchall())
    cursor.execute("SELECT id, code, standing FROM source WHERE standing IN ('recorder', 'door')")
    known = [
        (source, code)
        for source, code, standing in cursor.fetchall()
        if grades.get(source, "" if standing == "door" else "C") in _KNOWN_GRADES
    ]
    return {name: code for source, code in known for name in (source, code)}
