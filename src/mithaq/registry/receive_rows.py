"""A table that came through a door of ours: every row is received, promised and batched like any report.

No ``import.ran`` enters for it: that would tell when, and how many, reports arrived (design, section 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from mithaq.errors import InvalidStatement, NotPermitted
from mithaq.mechanism.monitoring.report import ReceivedReport
from mithaq.registry.receive import receive
from mithaq.registry.writable import printable, unwritable

if TYPE_CHECKING:
    from mithaq.mechanism.monitoring.report import CollectedReport
    from mithaq.registry.mission import Mission

__all__ = ["ReceivedRows", "receive_rows"]


@dataclass(frozen=True, slots=True)
class ReceivedRows:
    """``refused`` holds the place of the row in what was given, its external id, and the problem."""

    accepted: int
    already_known: int
    refused: tuple[tuple[int, str, str], ...]


def receive_rows(
    mission: Mission, rows: Sequence[CollectedReport], channels: dict[str, str], *, now: datetime
) -> ReceivedRows:
    """Each row is durable on its own; the same row a second time adds nothing. ``channels`` is by source code."""
    accepted = already_known = 0
    refused: list[tuple[int, str, str]] = []
    for place, row in enumerate(rows):
        if (problem := unwritable(row)) is not None:
            refused.append((place, printable(row.external_id), problem))
            continue
        if not 0 < len(row.external_id) <= 200:
            refused.append((place, printable(row.external_id), "the external id is empty or over 200 characters"))
            continue
        try:
            receive(mission, _received(row, channels[row.source]), now=now)
        except NotPermitted:
            already_known += 1
        except InvalidStatement as error:
            refused.append((place, row.external_id, error.problem))
        else:
            accepted += 1
    return ReceivedRows(accepted, already_known, tuple(refused))


def _received(row: CollectedReport, channel: str) -> ReceivedReport:
    return ReceivedReport(
        channel=channel,
        facts=row.facts,
        text=row.text,
        source=row.source,
        external_id=row.external_id,
        origin=row.origin,
        unresolved_place=row.unresolved_place,
        sealed=row.sealed,
    )
