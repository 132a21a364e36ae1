"""Runs of linkage and persons' judgements on links. What of a judgement is sealed stays in its ciphertext."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mithaq.store.projections.batch import insert

if TYPE_CHECKING:
    from mithaq.store.projections.batch import Batch, Cursor

__all__ = ["TABLES", "apply"]

TABLES = ("linkage_run", "link_judgement")


def apply(cursor: Cursor, batch: Batch) -> None:
    insert(
        cursor,
        "linkage_run",
        ("index", "id", "at", "as_of", "public_file", "sealed_file"),
        [
            (index, s.id, s.at, s.body.as_of, s.body.public_file, s.body.sealed_file)
            for index, s, _ in batch.of("linkage.ran")
        ],
    )
    judged = batch.of("link.judged")
    insert(
        cursor,
        "link_judgement",
        ("index", "statement", "judgement", "first", "second"),
        [
            (
                *(index, s.id, None if s.body.judgement is None else s.body.judgement.value),
                *(s.body.reports or (None, None)),
            )
            for index, s, _ in judged
        ],
    )
    # A batch may hold nothing else; one that entered today keeps the next from entering.
    cursor.executemany(
        "INSERT INTO link_batch (at, dispositions) VALUES (%s, 0) ON CONFLICT (at) DO NOTHING",
        [(at,) for at in sorted({s.at for _, s, _ in judged if s.body.reports is None})],
    )
