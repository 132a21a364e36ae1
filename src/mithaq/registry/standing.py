"""Where the mission stands at a moment, counted from its tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mithaq.mechanism.agreement.mode import Mode
from mithaq.store.queries.accounting import accounting

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission

__all__ = ["Standing", "standing_of"]


@dataclass(frozen=True, slots=True)
class Standing:
    origin: str
    mode: Mode
    entries: int
    received: int
    disposed: dict[str, int]
    open: int
    overdue: int
    oldest_open: str | None
    inbox: int
    waiting_dispositions: int
    held: int
    unresolved_places: int


def standing_of(mission: Mission, at: str) -> Standing:
    """``overdue`` is judged at ``at``; the record itself judges it at its last tick."""
    from django.db import connection

    with connection.cursor() as cursor:
        counts = {}
        for table in ("entry", "inbox", "pending_disposition", "unresolved_place"):
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - the names above
            counts[table] = int(cursor.fetchone()[0])
        cursor.execute("SELECT count(*) FROM held WHERE outcome IS NULL")
        counts["held"] = int(cursor.fetchone()[0])
        said = accounting(cursor, at)
    return Standing(
        origin=mission.origin,
        mode=mission.mode,
        entries=counts["entry"],
        received=said.received,
        disposed={name.value: count for name, count in said.disposed.items()},
        open=said.open,
        overdue=said.overdue,
        oldest_open=said.oldest_open,
        inbox=counts["inbox"],
        waiting_dispositions=counts["pending_disposition"],
        held=counts["held"],
        unresolved_places=counts["unresolved_place"],
    )
