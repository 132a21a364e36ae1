"""The terms now in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mithaq.errors import MissionNotReady
from mithaq.mechanism.agreement.statements import Limits

if TYPE_CHECKING:
    from mithaq.store.projections.batch import Cursor

__all__ = ["limits_in_force"]


def limits_in_force(cursor: Cursor) -> Limits:
    cursor.execute(
        "SELECT disposition_days, epoch_seconds, epoch_minimum, promise_seconds, publication_delay_days,"
        ' suppress_below, batch_days FROM terms ORDER BY "index" DESC LIMIT 1'
    )
    row = cursor.fetchone()
    if row is None:
        raise MissionNotReady("the record has adopted no terms.", advice="Adopt the mission's terms first.")
    return Limits(
        disposition_days=row[0],
        epoch_seconds=row[1],
        epoch_minimum=row[2],
        promise_seconds=row[3],
        publication_delay_days=row[4],
        suppress_below=row[5],
        batch_days=row[6],
    )
