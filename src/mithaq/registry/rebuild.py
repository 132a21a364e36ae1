"""Rebuilding the tables: emptied, and filled again from entries and ciphertext by the same projections."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mithaq.mechanism.statements import read_all
from mithaq.record.uncollected import uncollected
from mithaq.registry.door import writing
from mithaq.sealed.ciphertext import values_or_none
from mithaq.store.projections import PROJECTED, Applied, Batch, apply

if TYPE_CHECKING:
    from mithaq.registry.door import Door
    from mithaq.registry.mission import Mission

__all__ = ["Rebuilt", "rebuild", "table_rows"]

BATCH: Final = 10_000


@dataclass(frozen=True, slots=True)
class Rebuilt:
    entries: int
    unopened: int
    """Statements whose sealed values could not be opened and that no erasure or loss on the record explains."""
    damaged: tuple[str, ...] = ()
    """Statements whose ciphertext does not open though their key is here; tables say what the record shows."""


def rebuild(mission: Mission, *, progress: Callable[[int, int | None], None] | None = None) -> Rebuilt:
    """In one transaction: a reader sees the old tables or the new ones, never half of either."""
    with uncollected(), writing(mission) as door:
        for table in PROJECTED:
            door.cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - our own names
        # The cache of the digest rests on tables that are being made anew.
        door.cursor.execute("DELETE FROM digest_state")
        door.cursor.execute("DELETE FROM digest_node")
        unopened: list[str] = []
        damaged: list[str] = []
        for first in range(0, door.size, BATCH):
            apply(door.cursor, Batch(list(_applied(mission, door, first, unopened, damaged)), mission.blind.mark))
            if progress is not None:
                progress(min(first + BATCH, door.size), door.size)
        explained = 0
        for start in range(0, len(unopened), 1_000):
            part = unopened[start : start + 1_000]
            marks = ",".join(["%s"] * len(part))
            door.cursor.execute(
                f"SELECT count(*) FROM (SELECT statement FROM erased_statement WHERE statement IN ({marks})"  # noqa: S608 - only marks
                f" UNION SELECT statement FROM lost_statement WHERE statement IN ({marks})"
                f" UNION SELECT statement FROM unsaid_erasure WHERE statement IN ({marks})) AS explained",
                [*part, *part, *part],
            )
            explained += door.cursor.fetchone()[0]
        return Rebuilt(door.size, len(unopened) - explained, tuple(damaged))


def _applied(
    mission: Mission, door: Door, first: int, unopened: list[str], damaged: list[str]
) -> Iterator[Applied]:
    span = (first, first + BATCH)
    door.cursor.execute('SELECT "index", "key", blob FROM ciphertext WHERE "index" >= %s AND "index" < %s', span)
    sealed = {index: (key, blob) for index, key, blob in door.cursor.fetchall()}
    keys = mission.keys.keys([key for key, _ in sealed.values()])
    door.cursor.execute(
        'SELECT "index", bytes FROM entry WHERE "index" >= %s AND "index" < %s ORDER BY "index"', span
    )
    entries = door.cursor.fetchall()
    statements = read_all([bytes(data) for _, data in entries])
    for (index, _), statement in zip(entries, statements, strict=True):
        values: dict[str, Any] | None = None
        if index in sealed:
            key_id, blob = sealed[index]
            key = keys.get(key_id)
            if key is None:
                (damaged if key_id in mission.keys.damaged else unopened).append(statement.id)
            else:
                values = values_or_none(key, bytes(blob), statement.id, statement.kind, statement.v)
                if values is None:
                    damaged.append(statement.id)
        yield Applied(index, statement, values)


def table_rows() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every projected table, in a fixed order, to compare before and after."""
    from django.db import connection

    rows: dict[str, list[tuple[object, ...]]] = {}
    with connection.cursor() as cursor:
        for table in PROJECTED:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own names
            rows[table] = sorted(
                (
                    tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
                    for row in cursor
                ),
                key=repr,
            )
    return rows
