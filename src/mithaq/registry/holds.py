"""What the exposure check holds, for the person who must decide about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from mithaq.errors import InvalidStatement
from mithaq.mechanism.monitoring.facts import Facts
from mithaq.registry.incidents import HELD_KIND
from mithaq.sealed.ciphertext import values_or_none

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission

__all__ = ["Hold", "waiting_holds"]


@dataclass(frozen=True, slots=True)
class Hold:
    id: str
    subject: str
    reason: str
    held_at: str
    facts: Facts | None
    """``None`` where what was held was erased since, or is damaged: it can only be kept back."""


def waiting_holds(mission: Mission, *, limit: int, after: str | None = None) -> tuple[Hold, ...]:
    """The oldest first; ``after`` is the last hold of the page before. Only the page's own values are opened."""
    from django.db import connection

    with connection.cursor() as cursor:
        bound: tuple[str, ...] = ()
        condition = ""
        if after is not None:
            cursor.execute("SELECT held_at FROM held WHERE id = %s", (after,))
            row = cursor.fetchone()
            if row is None:
                raise InvalidStatement(f"there is no hold {after}.", advice="Name the last one of the page before.")
            condition, bound = " AND (held_at > %s OR (held_at = %s AND id > %s))", (row[0], row[0], after)
        cursor.execute(
            'SELECT id, subject, reason, held_at, "key", blob FROM held'  # noqa: S608 - our own condition
            f" WHERE outcome IS NULL{condition} ORDER BY held_at, id LIMIT %s",
            (*bound, limit),
        )
        rows: list[Any] = cursor.fetchall()
    keys = mission.keys.keys([row[4] for row in rows])
    return tuple(Hold(row[0], row[1], row[2], row[3], _facts(row, keys.get(row[4]))) for row in rows)


def _facts(row: Any, key: bytes | None) -> Facts | None:
    values = None if key is None else values_or_none(key, bytes(row[5]), row[0], HELD_KIND)
    return None if values is None else msgspec.convert(values["facts"], Facts)
