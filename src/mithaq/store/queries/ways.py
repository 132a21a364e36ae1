"""Reports by how they came in, as far as the record shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mithaq.mechanism.bulletin.figures import WayIn, WaysIn
from mithaq.mechanism.monitoring.accounts import TOLD, UNSHOWN

if TYPE_CHECKING:
    from mithaq.store.projections.batch import Cursor

__all__ = ["ways_in"]

_NONE = WayIn(received=0, open=0, overdue=0, oldest_open=None)


def ways_in(cursor: Cursor, as_of: str) -> WaysIn:
    """``as_of`` is the moment up to which a due report is not yet overdue."""
    cursor.execute(
        "SELECT CASE WHEN report.kind = 'received' THEN %s WHEN source.channel IS NULL THEN %s"
        " ELSE source.channel END AS way, count(*),"
        " sum(CASE WHEN disposition.report IS NULL THEN 1 ELSE 0 END),"
        " sum(CASE WHEN disposition.report IS NULL AND report.due_at < %s THEN 1 ELSE 0 END),"
        " min(CASE WHEN disposition.report IS NULL THEN report.at END)"
        " FROM report LEFT JOIN disposition ON disposition.report = report.id"
        " LEFT JOIN source ON source.id = report.source GROUP BY 1",
        (TOLD, UNSHOWN, as_of),
    )
    found = {
        way: WayIn(received=received, open=int(waiting), overdue=int(overdue), oldest_open=oldest)
        for way, received, waiting, overdue, oldest in cursor.fetchall()
    }
    told, unshown = found.pop(TOLD, _NONE), found.pop(UNSHOWN, _NONE)
    return WaysIn(told=told, unshown=unshown, collected=dict(sorted(found.items())))
