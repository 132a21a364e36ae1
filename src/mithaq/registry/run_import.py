"""Importing a file of collected reports of any length: whole batches only, and safe to run again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from mithaq.mechanism.monitoring.statements import ImportRan
from mithaq.registry.door import writing
from mithaq.registry.drafts import Actor, Draft, draft
from mithaq.registry.sealer import Sealer
from mithaq.registry.take_in import BATCH, Refusal, Sifted, TakenIn, enter, sift
from mithaq.registry.uncollected import uncollected

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
    for size, taken in _taken_in(mission, iter(reports), now):
        accepted += len(taken.accepted)
        already_known += taken.already_known
        refused += len(taken.refused)
        refusals += [
            Refusal(rows + each.row, each.external_id, each.problem)
            for each in taken.refused[: LISTED_REFUSALS - len(refusals)]
        ]
        rows += size
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


def _taken_in(mission: Mission, reports: Iterator[CollectedReport], now: datetime) -> Iterator[tuple[int, TakenIn]]:
    """Each batch's number of rows and what became of it; the next one is being sealed while it is entered.

    A row that stands in both is found by `enter`, which looks again when the record has grown.
    """
    with Sealer(mission.random_bytes, full_batch=BATCH) as sealer:
        waiting: _Begun | None = None
        while True:
            try:
                following = _begin(mission, sealer, list(islice(reports, BATCH)))
            except Exception:
                # A file that breaks here was good until here.
                if waiting is not None:
                    yield _entered(mission, waiting, now)
                raise
            if waiting is not None:
                yield _entered(mission, waiting, now)
            if following is None:
                return
            waiting = following


class _Begun(NamedTuple):
    rows: int
    sifted: Sifted
    sealed: Callable[[], list[Draft]]


def _begin(mission: Mission, sealer: Sealer, batch: list[CollectedReport]) -> _Begun | None:
    if not batch:
        return None
    with uncollected():
        sifted = sift(mission, batch)
        return _Begun(len(batch), sifted, sealer.begin([*sifted.fresh.values()]))


def _entered(mission: Mission, begun: _Begun, now: datetime) -> tuple[int, TakenIn]:
    with uncollected():
        return begun.rows, enter(mission, begun.sifted, begun.sealed(), now=now)
