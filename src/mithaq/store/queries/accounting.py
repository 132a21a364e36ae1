"""Every report and what became of it, counted from the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mithaq.mechanism.bulletin.figures import Accounting
from mithaq.mechanism.monitoring.statements import Disposition

if TYPE_CHECKING:
    from mithaq.store.projections.batch import Cursor

__all__ = ["accounting", "last_tick_at"]

_UNDISPOSED = "FROM report WHERE NOT EXISTS (SELECT 1 FROM disposition WHERE disposition.report = report.id)"


def accounting(cursor: Cursor, as_of: str) -> Accounting:
    """``as_of`` is the moment up to which a due report is not yet overdue."""
    cursor.execute("SELECT count(*) FROM report")
    received: int = cursor.fetchone()[0]
    cursor.execute("SELECT disposition, count(*) FROM disposition GROUP BY disposition ORDER BY disposition")
    disposed = {Disposition(name): count for name, count in cursor.fetchall()}
    cursor.execute(f"SELECT count(*) {_UNDISPOSED} AND due_at < %s", (as_of,))
    overdue: int = cursor.fetchone()[0]
    cursor.execute(f"SELECT min(at) {_UNDISPOSED}")
    return Accounting(
        received=received,
        disposed=disposed,
        open=received - sum(disposed.values()),
        overdue=overdue,
        oldest_open=cursor.fetchone()[0],
    )


def last_tick_at(cursor: Cursor) -> str | None:
    """The record's clock: a bulletin judges what is overdue by it and by nothing else."""
    cursor.execute('SELECT at FROM clock ORDER BY "index" DESC LIMIT 1')
    row = cursor.fetchone()
    return None if row is None else row[0]
