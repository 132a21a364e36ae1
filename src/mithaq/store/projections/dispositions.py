"""The current disposition of every report; the last statement about it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mithaq.mechanism.monitoring.linking import has_sealed_link
from mithaq.store.projections.batch import insert
from mithaq.store.projections.text import json_text

if TYPE_CHECKING:
    from mithaq.store.projections.batch import Batch, Cursor

__all__ = ["TABLES", "apply"]

TABLES = ("disposition", "campaign", "link_batch")

_COLUMNS = ("report", "statement", "index", "disposition", "incident", "incident_mark", "duplicate_of", "campaign")


def apply(cursor: Cursor, batch: Batch) -> None:
    current: dict[str, tuple[object, ...]] = {}
    batches: dict[str, int] = {}
    for index, s, opened in batch.of("report.disposed", "report.redisposed", "campaign.recognised"):
        body = s.body
        if s.kind == "campaign.recognised":
            campaign = body.continues or s.id
            for report in body.reports:
                current[report] = (report, s.id, index, body.disposition.value, None, None, None, campaign)
            continue
        if has_sealed_link(body.disposition, incident=body.incident, duplicate_of=body.duplicate_of):
            batches[s.at] = batches.get(s.at, 0) + 1
        sealed_link = None if opened is None else opened.get("incident")
        current[body.report] = (
            *(body.report, s.id, index, body.disposition.value, body.incident),
            None if sealed_link is None else batch.mark("incident", sealed_link),
            *(body.duplicate_of, None),
        )
    if current:
        names = ",".join(f'"{column}"' for column in _COLUMNS)
        updates = ",".join(f'"{column}" = excluded."{column}"' for column in _COLUMNS[1:])
        cursor.executemany(
            f"INSERT INTO disposition ({names}) VALUES ({','.join(['%s'] * len(_COLUMNS))})"  # noqa: S608 - our own names
            f" ON CONFLICT (report) DO UPDATE SET {updates}",
            list(current.values()),
        )
    cursor.executemany(
        "INSERT INTO link_batch (at, dispositions) VALUES (%s,%s)"
        # A rebuild may cut a batch between two of its own.
        " ON CONFLICT (at) DO UPDATE SET dispositions = link_batch.dispositions + excluded.dispositions",
        list(batches.items()),
    )
    campaigns = batch.of("campaign.recognised")
    insert(
        cursor,
        "campaign",
        ("id", "index", "disposition", "reports", "reason"),
        [
            (
                *(s.id, index, s.body.disposition.value, len(s.body.reports)),
                None if s.body.reason is None else json_text(s.body.reason),
            )
            for index, s, _ in campaigns
            if s.body.continues is None
        ],
    )
    for _, s, _ in campaigns:
        if s.body.continues is not None:
            cursor.execute(
                "UPDATE campaign SET reports = reports + %s WHERE id = %s",
                (len(s.body.reports), s.body.continues),
            )
