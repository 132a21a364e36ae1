"""Importing a file of collected reports of any length: whole batches only, and safe to run again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from mithaq.mechanism.monitoring.statements import ImportRan
from mithaq.registry.door import writing
from mithaq.registry.drafts import Actor, draft
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
    refused_by_reader: Callable[[], int] = int,
) -> ImportResult:
    """Each batch is one transaction: a killed import leaves whole batches, and the next run adds the rest."""
    rows = accepted = already_known = refused = 0
    refusals: list[Refusal] = []
    source = iter(reports)
    while batch := list(islice(source, BATCH)):
        taken = take_in(mission, batch, now=now)
        accepted += len(taken.accepted)
        already_known += taken.already_known
        refused += len(taken.refused)
        refusals += [
            Refusal(rows + each.row, each.external_id, each.problem)
            for each in taken.refused[: LISTED_REFUSALS - len(refusals)]
        ]
        rows += len(batch)
    # Asked only now: a reader that streams has rejected rows while it was drained.
    by_reader = refused_by_reader()
    body = ImportRan(
        reader=reader,
        rows=rows + by_reader,
        accepted=accepted,
        already_known=already_known,
        refused=refused + by_reader,
    )
    values = {} if file_sha256 is None else {"file": file_sha256}
    with writing(mission) as door:
        door.enter([draft(mission, "import.ran", body, actor, values=values)], now)
    return ImportResult(rows, accepted, already_known, refused, tuple(refusals))
