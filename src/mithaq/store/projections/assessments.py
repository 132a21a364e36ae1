"""Where reports come from, and how far incidents are established; every statement is kept, the newest counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mithaq.store.projections.batch import insert
from mithaq.store.projections.text import json_text

if TYPE_CHECKING:
    from mithaq.store.projections.batch import Batch, Cursor

__all__ = ["TABLES", "apply"]

TABLES = ("report_trace", "incident_assessment")


def apply(cursor: Cursor, batch: Batch) -> None:
    insert(
        cursor,
        "report_trace",
        ("index", "statement", "report", "at", "shown"),
        [
            (index, s.id, s.body.report, s.at, None if s.body.trace is None else json_text(s.body.trace))
            for index, s, _ in batch.of("report.traced")
        ],
    )
    insert(
        cursor,
        "incident_assessment",
        ("index", "statement", "incident", "at", "grade", "said"),
        [
            (index, s.id, s.body.incident, s.at, s.body.grade.value, json_text(s.body))
            for index, s, _ in batch.of("incident.assessed")
        ],
    )
