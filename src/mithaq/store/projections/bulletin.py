"""The clock and the bulletins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mithaq.store.projections.batch import insert
from mithaq.store.projections.text import json_text

if TYPE_CHECKING:
    from mithaq.store.projections.batch import Batch, Cursor

__all__ = ["TABLES", "apply"]

TABLES = ("clock", "bulletin", "door_week")


def apply(cursor: Cursor, batch: Batch) -> None:
    insert(
        cursor,
        "clock",
        ("index", "at", "open", "overdue", "oldest_open"),
        [
            (index, s.at, s.body.open, s.body.overdue, s.body.oldest_open)
            for index, s, _ in batch.of("clock.ticked")
        ],
    )
    insert(
        cursor,
        "bulletin",
        ("id", "index", "number", "day_from", "day_to", "cut_off", "as_of", "figures", "corrects"),
        [
            (
                *(s.id, index, s.body.number, s.body.day_from, s.body.day_to, s.body.cut_off, s.body.as_of),
                *(json_text(s.body.figures), s.body.corrects),
            )
            for index, s, _ in batch.of("bulletin.published")
        ],
    )
    insert(
        cursor,
        "door_week",
        ("week", "index"),
        [(each.week, index) for index, s, _ in batch.of("bulletin.published") for each in s.body.doors],
    )
