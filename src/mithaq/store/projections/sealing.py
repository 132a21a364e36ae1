"""Openings, erasures and losses. An erasure leaves live tables as a rebuild without the key would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mithaq.store.projections.batch import insert

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mithaq.store.projections.batch import Batch, Cursor

__all__ = ["TABLES", "apply", "forget"]

TABLES = ("opened_seal", "erasure", "erased_statement", "lost_statement")


def apply(cursor: Cursor, batch: Batch) -> None:
    insert(
        cursor,
        "opened_seal",
        ("index", "opened_index", "field"),
        [(index, s.body.index, s.body.field) for index, s, _ in batch.of("seal.opened")],
    )
    for index, s, _ in batch.of("subject.erased"):
        insert(
            cursor,
            "erasure",
            ("id", "index", "statements"),
            [(s.id, index, len(s.body.statements))],
        )
        insert(
            cursor,
            "erased_statement",
            ("statement", "erasure"),
            [(statement, s.id) for statement in s.body.statements],
        )
        forget(cursor, s.body.statements)
    for index, s, _ in batch.of("erasure.confirmed"):
        cursor.execute(
            "UPDATE erasure SET confirmed_index = %s, copies = %s WHERE id = %s",
            (index, s.body.copies, s.body.erasure),
        )
    for _, s, _ in batch.of("sealed.lost"):
        insert(
            cursor,
            "lost_statement",
            ("statement", "reason"),
            [(statement, s.body.reason) for statement in s.body.statements],
        )
        forget(cursor, s.body.statements)


def forget(cursor: Cursor, statements: Sequence[str]) -> None:
    """What a rebuild without the statements' keys would not fill in."""
    rows = [(statement,) for statement in statements]
    # What the record itself shows (source and external id of public material) stays, and so does its mark.
    cursor.executemany("UPDATE report SET external_mark = NULL WHERE source IS NULL AND id = %s", rows)
    cursor.executemany("UPDATE disposition SET incident_mark = NULL WHERE statement = %s", rows)
