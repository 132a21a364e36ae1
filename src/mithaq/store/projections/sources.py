"""Sources and their grades, counting rules, claims and runs of import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mithaq.store.projections.batch import insert
from mithaq.store.projections.text import json_text

if TYPE_CHECKING:
    from mithaq.store.projections.batch import Batch, Cursor

__all__ = ["TABLES", "apply"]

TABLES = ("source", "source_grade", "counting_rule", "claim", "import_run")


def apply(cursor: Cursor, batch: Batch) -> None:
    insert(
        cursor,
        "source",
        ("id", "index", "code", "name", "republish", "channel", "standing", "terms", "verified"),
        [
            (
                s.id,
                index,
                s.body.code,
                json_text(s.body.name),
                s.body.republish.value,
                s.body.channel,
                s.body.standing,
                s.body.terms,
                s.body.verified,
            )
            for index, s, _ in batch.of("source.registered")
        ],
    )
    insert(
        cursor,
        "source_grade",
        ("index", "source", "reliability", "since"),
        [(index, s.body.source, s.body.reliability, s.body.since) for index, s, _ in batch.of("source.graded")],
    )
    insert(
        cursor,
        "counting_rule",
        ("id", "index", "code", "recorder", "text", "source", "verified"),
        [
            (
                s.id,
                index,
                s.body.code,
                s.body.recorder,
                json_text(s.body.text),
                s.body.source,
                s.body.verified,
            )
            for index, s, _ in batch.of("rule.published")
        ],
    )
    insert(
        cursor,
        "claim",
        ("index", "id", "recorder", "rule", "external_id", "day_from", "day_to", "measure", "count"),
        [
            (
                index,
                s.id,
                s.body.recorder,
                s.body.rule,
                s.body.external_id,
                s.body.day_from,
                s.body.day_to,
                s.body.measure,
                s.body.count,
            )
            for index, s, _ in batch.of("claim.recorded")
        ],
    )
    insert(
        cursor,
        "import_run",
        ("index", "reader", "rows", "accepted", "already_known", "refused"),
        [
            (index, s.body.reader, s.body.rows, s.body.accepted, s.body.already_known, s.body.refused)
            for index, s, _ in batch.of("import.ran")
        ],
    )
