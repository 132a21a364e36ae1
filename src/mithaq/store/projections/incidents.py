"""Incidents, what their pages show, and the public reports linked to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mithaq.store.projections.batch import insert
from mithaq.store.projections.reports import FACT_COLUMNS, fact_values

if TYPE_CHECKING:
    from mithaq.store.projections.batch import Batch, Cursor

__all__ = ["TABLES", "apply"]

TABLES = ("incident", "incident_report")

_UNSHOWN = (None,) * len(FACT_COLUMNS)


def apply(cursor: Cursor, batch: Batch) -> None:
    insert(
        cursor,
        "incident",
        ("id", "index", "opened_at", "had_public", *FACT_COLUMNS),
        [
            (
                s.id,
                index,
                s.at,
                bool(s.body.reports),
                *(_UNSHOWN if s.body.facts is None else fact_values(s.body.facts)),
            )
            for index, s, _ in batch.of("incident.opened")
        ],
    )
    described = ",".join(f"{column} = %s" for column in FACT_COLUMNS)
    for index, s, _ in batch.of("incident.described"):
        cursor.execute(
            f"UPDATE incident SET {described}, described_index = %s WHERE id = %s",  # noqa: S608 - our own names
            (*fact_values(s.body.facts), index, s.body.incident),
        )
    linked: dict[str, tuple[str, str, int] | None] = {}
    for index, s, _ in batch.of("incident.opened", "incident.linked"):
        if s.kind == "incident.opened":
            linked |= {report: (report, s.id, index) for report in s.body.reports}
        else:
            linked |= dict.fromkeys(s.body.left)
            linked |= {report: (report, s.body.incident, index) for report in s.body.joined}
            if s.body.joined:
                cursor.execute("UPDATE incident SET had_public = %s WHERE id = %s", (True, s.body.incident))
    if linked:
        cursor.executemany("DELETE FROM incident_report WHERE report = %s", [(report,) for report in linked])
        insert(
            cursor,
            "incident_report",
            ("report", "incident", "index"),
            [row for row in linked.values() if row is not None],
        )
