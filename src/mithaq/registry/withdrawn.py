"""A report taken back in the inbox: its disposition is made at once, and waits until it singles out nobody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec

from mithaq.mechanism.envelope import instant, parse_instant
from mithaq.mechanism.monitoring.daily_batch import DAY_SECONDS
from mithaq.mechanism.monitoring.epochs import epoch_end
from mithaq.mechanism.monitoring.statements import Disposition, ReportDisposed
from mithaq.registry.destruction import NO_KEY
from mithaq.registry.drafts import Actor, draft
from mithaq.store.projections.text import json_text

if TYPE_CHECKING:
    from mithaq.registry.door import Door

__all__ = ["is_withdrawn", "keep_withdrawn", "ready_rows"]

REGISTRAR: Final = Actor("registrar")
BEFORE_DUE: Final = timedelta(days=2)
"""How long before its limit a report leaves the inbox's crowd all the same; daily batches may be a day apart."""


def keep_withdrawn(door: Door, report: str) -> None:
    """``withdrawn``, for a report that has not entered yet. Nobody need find it among the empty ones later."""
    body = ReportDisposed(report=report, disposition=Disposition.WITHDRAWN)
    made = draft(door.mission, "report.disposed", body, REGISTRAR)
    door.cursor.execute("SELECT epoch_ends FROM inbox WHERE id = %s", (report,))
    row = door.cursor.fetchone()
    # The day of its epoch, not of the withdrawal: a row tells no more than the inbox does.
    day_ends = instant(epoch_end(parse_instant(row[0] if row else door.last_at), DAY_SECONDS))
    door.cursor.execute(
        'INSERT INTO pending_disposition (report, statement, kind, body, who, seals, "key", blob, day_ends)'
        " VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s) ON CONFLICT (report) DO NOTHING",
        (
            *(report, made.id, made.kind, json_text(body), json_text(made.who), json_text(made.seals)),
            *(NO_KEY, b"", day_ends),
        ),
    )


def ready_rows(door: Door, withdrawn: list[Any], entering: set[str], now: datetime) -> list[Any]:
    """The withdrawn rows (report first) that may enter; ``entering`` are the reports whose sealed links enter now.

    A report disposed as withdrawn before the others of its epoch would be told from them while they are open. So it
    waits until each of the others is disposed, or is by this very batch, but not past its own limit.
    """
    limit = instant(now + BEFORE_DUE)
    settled = entering | {row[0] for row in withdrawn}
    return [row for row in withdrawn if _may_enter(door, row[0], settled, limit)]


def is_withdrawn(body: str) -> bool:
    return bool(msgspec.json.decode(body).get("disposition") == Disposition.WITHDRAWN.value)


def _may_enter(door: Door, report: str, settled: set[str], limit: str) -> bool:
    door.cursor.execute("SELECT at, due_at FROM report WHERE id = %s", (report,))
    row = door.cursor.fetchone()
    if row is None:
        return False
    at, due = row
    if due <= limit:
        return True
    door.cursor.execute(
        "SELECT id FROM report WHERE kind = 'received' AND at = %s"
        " AND NOT EXISTS (SELECT 1 FROM disposition WHERE disposition.report = report.id)",
        (at,),
    )
    return settled.issuperset(row[0] for row in door.cursor.fetchall())
