"""The chain of every public subject: its first and last statement and their number."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mithaq.store.projections.batch import Batch, Cursor

__all__ = ["TABLES", "apply"]

TABLES = ("stream",)


def apply(cursor: Cursor, batch: Batch) -> None:
    new: dict[str, list[int]] = {}
    grown: dict[str, list[int]] = {}
    for index, statement, _ in batch.applied:
        for link in statement.links:
            if link.prev < 0:
                new[link.stream] = [index, index, 1]
            elif link.stream in new:
                new[link.stream][1] = index
                new[link.stream][2] += 1
            else:
                last = grown.setdefault(link.stream, [index, 0])
                last[0] = index
                last[1] += 1
    if new:
        cursor.execute("SELECT count(*) FROM stream")
        position = cursor.fetchone()[0]
        cursor.executemany(
            "INSERT INTO stream (subject, position, first_index, last_index, count) VALUES (%s,%s,%s,%s,%s)",
            [(subject, position + number, *row) for number, (subject, row) in enumerate(new.items())],
        )
    if grown:
        cursor.executemany(
            "UPDATE stream SET last_index = %s, count = count + %s WHERE subject = %s",
            [(last, more, subject) for subject, (last, more) in grown.items()],
        )
