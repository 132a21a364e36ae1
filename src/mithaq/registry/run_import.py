"""Importing a file of collected reports of any length: whole batches only, and safe to run again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from mithaq.mechanism.monitoring.collectable import is_collectable
from mithaq.mechanism.monitoring.statements import ImportRan
from mithaq.record.uncollected import uncollected
from mithaq.registry.door import writing
from mithaq.registry.drafts import Actor, Draft, draft
from mithaq.registry.receive_rows import ReceivedRows, receive_rows
from mithaq.registry.sealer import Sealer
from mithaq.registry.take_in import BATCH, Refusal, Sifted, TakenIn, enter, sift

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
    refused_by_reader: Callable[[], int] = int,
) -> ImportResult:
    """Each batch is one transaction: a killed import leaves whole batches, and the next run adds the rest.

    Rows of a source that is a door or a party are received one by one instead of collected.
    """
    rows = accepted = already_known = refused = collected_rows = unseen = 0
    refusals: list[Refusal] = []
    for batch, taken, received in _taken_in(mission, iter(reports), now):
        accepted += len(taken.accepted) + received.accepted
        already_known += taken.already_known + received.already_known
        unseen += taken.unseen
        collected_rows += len(batch.collected)
        found = [
            Refusal(rows + batch.collected[each.row], each.external_id, each.problem) for each in taken.refused
        ]
        found += [Refusal(rows + batch.told[place], name, problem) for place, name, problem in received.refused]
        refused += len(found)
        refusals += found[: LISTED_REFUSALS - len(refusals)]
        rows += len(batch.rows)
    # Asked only now: a reader that streams has rejected rows while it was drained.
    by_reader = refused_by_reader()
    # A run of what came through a door enters nothing: it would tell when it came, and how much.
    if collected_rows or not rows:
        counts = (rows + by_reader, accepted, already_known, refused + by_reader)
        values: dict[str, object] = {} if file_sha256 is None else {"file": file_sha256}
        if unseen:
            body = _import_ran(None, (None, None, None, None))
            values["counts"] = [reader, *counts]
        else:
            body = _import_ran(reader, counts)
        with writing(mission) as door:
            door.enter([draft(mission, "import.ran", body, actor, values=values)], now)
    return ImportResult(rows, accepted, already_known, refused, tuple(refusals))


def _import_ran(reader: str | None, counts: tuple[int | None, int | None, int | None, int | None]) -> ImportRan:
    rows, accepted, already_known, refused = counts
    return ImportRan(reader=reader, rows=rows, accepted=accepted, already_known=already_known, refused=refused)


class _Batch(NamedTuple):
    """Rows of the file, and the places of those that are collected and of those that somebody told us."""

    rows: list[CollectedReport]
    collected: list[int]
    told: list[int]


def _taken_in(
    mission: Mission, reports: Iterator[CollectedReport], now: datetime
) -> Iterator[tuple[_Batch, TakenIn, ReceivedRows]]:
    """Each batch and what became of it; the next one is being sealed while it is entered.

    A row that stands in both is found by `enter`, which looks again when the record has grown.
    """
    channels = _told_through_a_door()
    with Sealer(mission.random_bytes, full_batch=BATCH) as sealer:
        waiting: _Begun | None = None
        while True:
            try:
                following = _begin(mission, sealer, list(islice(reports, BATCH)), channels, now=now)
            except Exception:
                # A file that breaks here was good until here.
                if waiting is not None:
                    yield _entered(mission, waiting, channels, now)
                raise
            if waiting is not None:
                yield _entered(mission, waiting, channels, now)
            if following is None:
                return
            waiting = following


class _Begun(NamedTuple):
    batch: _Batch
    sifted: Sifted
    sealed: Callable[[], list[Draft]]


def _begin(
    mission: Mission, sealer: Sealer, rows: list[CollectedReport], channels: dict[str, str], *, now: datetime
) -> _Begun | None:
    if not rows:
        return None
    with uncollected():
        collected = [place for place, row in enumerate(rows) if row.source not in channels]
        told = [place for place, row in enumerate(rows) if row.source in channels]
        sifted = sift(mission, [rows[place] for place in collected], now=now)
        return _Begun(_Batch(rows, collected, told), sifted, sealer.begin([*sifted.fresh.values()]))


def _entered(
    mission: Mission, begun: _Begun, channels: dict[str, str], now: datetime
) -> tuple[_Batch, TakenIn, ReceivedRows]:
    batch = begun.batch
    with uncollected():
        taken = enter(mission, begun.sifted, begun.sealed(), now=now)
    received = receive_rows(mission, [batch.rows[place] for place in batch.told], channels, now=now)
    return batch, taken, received


def _told_through_a_door() -> dict[str, str]:
    """The sources whose rows are received, with their channels."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT code, channel, standing FROM source")
        return {code: channel for code, channel, standing in cursor.fetchall() if not is_collectable(standing)}
