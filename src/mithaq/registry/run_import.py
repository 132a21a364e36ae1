"""Importing a file of collected reports of any length: whole batches only, and safe to run again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from mithaq.mechanism.monitoring.collectable import is_collectable
from mithaq.mechanism.monitoring.statements import ImportRan
from mithaq.registry.door import writing
from mithaq.registry.drafts import Actor, draft
from mithaq.registry.receive_rows import receive_rows
from mithaq.registry.take_in import BATCH, Refusal, take_in

if TYPE_CHECKING:
    from mithaq.mechanism.monitoring.report import CollectedReport
    from mithaq.registry.mission import Mission

__all__ = ["ImportResult", "run_import"]

LISTED_REFUSALS = 1_000


@dataclass(frozen=True, slots=True)
class ImportResult:
    rows: int
    accepted: int
    already_known: int
    refused: int
    refusals: tuple[Refusal, ...]
    """The first thousand; ``row`` counts from 0 over the whole import."""


def run_import(
    mission: Mission,
    reports: Iterable[CollectedReport],
    *,
    reader: str,
    actor: Actor,
    now: datetime,
    file_sha256: str | None = None,
    refused_by_reader: int = 0,
) -> ImportResult:
    """Each batch is one transaction: a killed import leaves whole batches, and the next run adds the rest.

    Rows of a source that is a door or a party are received one by one instead of collected.
    """
    rows = accepted = already_known = refused = collected_rows = unseen = 0
    told = _told_through_a_door()
    refusals: list[Refusal] = []
    source = iter(reports)
    while batch := list(islice(source, BATCH)):
        places = [place for place, row in enumerate(batch) if row.source not in told]
        others = [place for place, row in enumerate(batch) if row.source in told]
        taken = take_in(mission, [batch[place] for place in places], now=now)
        received = receive_rows(mission, [batch[place] for place in others], told, now=now)
        accepted += len(taken.accepted) + received.accepted
        already_known += taken.already_known + received.already_known
        unseen += taken.unseen
        collected_rows += len(places)
        found = [Refusal(rows + places[each.row], each.external_id, each.problem) for each in taken.refused]
        found += [Refusal(rows + others[place], name, problem) for place, name, problem in received.refused]
        refused += len(found)
        refusals += found[: LISTED_REFUSALS - len(refusals)]
        rows += len(batch)
    # A run of what came through a door enters nothing: it would tell when it came, and how much.
    if collected_rows or not rows:
        counts = (rows + refused_by_reader, accepted, already_known, refused + refused_by_reader)
        values: dict[str, object] = {} if file_sha256 is None else {"file": file_sha256}
        if unseen:
            body = _import_ran(None, (None, None, None, None))
            values["counts"] = [reader, *counts]
        else:
            body = _import_ran(reader, counts)
        with writing(mission) as door:
            door.enter([draft(mission, "import.ran", body, actor, values=values)], now)
    return ImportResult(rows, accepted, already_known, refused, tuple(refusals))


def _told_through_a_door() -> dict[str, str]:
    """The sources whose rows are received, with their channels."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT code, channel, standing FROM source")
        return {code: channel for code, channel, standing in cursor.fetchall() if not is_collectable(standing)}


def _import_ran(reader: str | None, counts: tuple[int | None, int | None, int | None, int | None]) -> ImportRan:
    rows, accepted, already_known, refused = counts
    return ImportRan(reader=reader, rows=rows, accepted=accepted, already_known=already_known, refused=refused)
