"""Taking in collected material in bulk: it was public already, so it enters directly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from mithaq.errors import InvalidStatement
from mithaq.mechanism.monitoring.collectable import check_collectable
from mithaq.mechanism.monitoring.facts import Facts, Republish, check_facts, derived
from mithaq.mechanism.monitoring.report import CollectedReport
from mithaq.mechanism.monitoring.report_binding import BINDING_SEAL
from mithaq.mechanism.monitoring.shown_facts import shown_facts
from mithaq.mechanism.monitoring.statements import ReportCollected
from mithaq.record.uncollected import uncollected
from mithaq.registry.door import Door, writing
from mithaq.registry.sealer import Unsealed, parted, seal_collected
from mithaq.registry.writable import printable, unwritable
from mithaq.store.queries.terms import limits_in_force

if TYPE_CHECKING:
    from mithaq.registry.drafts import Draft
    from mithaq.registry.mission import Mission
    from mithaq.store.projections.batch import Cursor

__all__ = ["BATCH", "Refusal", "Sifted", "TakenIn", "enter", "sift", "take_in"]

BATCH: Final = 4_096
LOOK_UP: Final = 2_000
_RANK: Final = {Republish.NONE: 0, Republish.DERIVED: 1, Republish.OPEN: 2}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row that was not taken; ``row`` counts from 0 in what was given."""

    row: int
    external_id: str
    problem: str


@dataclass(frozen=True, slots=True)
class TakenIn:
    accepted: tuple[str, ...]
    """The ids of the new reports, in the order given."""
    already_known: int
    refused: tuple[Refusal, ...]
    unseen: int
    """Usable rows, new or known, of which the record shows nothing."""


@dataclass(frozen=True, slots=True)
class Sifted:
    """What is new of a batch, by the marks of their external ids, with keys drawn; and what is not."""

    fresh: dict[bytes, Unsealed]
    already_known: int
    refused: tuple[Refusal, ...]
    unseen: int
    size: int
    """A size the record had reached before it was asked what it knows."""


def take_in(mission: Mission, reports: Sequence[CollectedReport], *, now: datetime) -> TakenIn:
    """Enters what is new of these reports, in one transaction; a bad row is listed and loses no good one."""
    with uncollected():
        sifted = sift(mission, reports, now=now)
        # Sealed before the lock is taken, so that others wait for the writing only.
        drafts = seal_collected([*sifted.fresh.values()], mission.random_bytes)
        return enter(mission, sifted, drafts, now=now)


def sift(mission: Mission, reports: Sequence[CollectedReport], *, now: datetime) -> Sifted:
    sources = _registered()
    refused: list[Refusal] = []
    marked: dict[bytes, tuple[CollectedReport, str, Republish]] = {}
    again = 0
    for row, report in enumerate(reports):
        source = sources.get(report.source)
        if source is None:
            refused.append(
                Refusal(row, printable(report.external_id), f"no source {report.source!r} is registered")
            )
            continue
        if (problem := unwritable(report)) is not None:
            refused.append(Refusal(row, printable(report.external_id), problem))
            continue
        try:
            check_collectable(report.source, source[2])
            check_facts(report.facts)
        except InvalidStatement as error:
            refused.append(Refusal(row, printable(report.external_id), error.problem))
            continue
        if not 0 < len(report.external_id) <= 200:
            refused.append(
                Refusal(row, printable(report.external_id), "the external id is empty or over 200 characters")
            )
            continue
        mark = mission.blind.mark("external", source[0], report.external_id)
        if mark in marked:
            again += 1
        else:
            # The source decides; a row that asks for more discretion than its source shows nothing.
            allowed = Republish.NONE if _RANK[report.republish] < _RANK[source[1]] else source[1]
            marked[mark] = (report, source[0], allowed)
    size, known = _known(list(marked))
    fresh = [mark for mark in marked if mark not in known]
    today, delay_days = now.astimezone(UTC).date(), _delay_days()
    unsealed = {}
    for mark, drawn in zip(fresh, mission.keys.draw(len(fresh)), strict=True):
        report, source_id, allowed = marked[mark]
        shown = _shown(report.facts, allowed, today, delay_days)
        unsealed[mark] = parted(report, source_id, allowed, shown, drawn)
    unseen = sum(allowed is Republish.NONE for _, _, allowed in marked.values())
    return Sifted(unsealed, again + len(known), tuple(refused), unseen, size)


def _shown(facts: Facts, allowed: Republish, today: date, delay_days: int) -> Facts | None:
    if allowed is Republish.NONE:
        return None
    if allowed is Republish.DERIVED:
        return derived(facts)
    return shown_facts(facts, today=today, delay_days=delay_days)


def _delay_days() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        return limits_in_force(cursor).publication_delay_days


def enter(mission: Mission, sifted: Sifted, drafts: Sequence[Draft], *, now: datetime) -> TakenIn:
    with writing(mission) as door:
        # Another import may have entered the same rows in between; if nothing was entered at all, none has.
        raced = set() if door.size == sifted.size else _marks_in(door.cursor, list(sifted.fresh))
        if raced:
            drafts = [made for mark, made in zip(sifted.fresh, drafts, strict=True) if mark not in raced]
        door.enter(_unrecognisable(drafts), now)
        _list_unresolved(door, drafts)
    return TakenIn(
        tuple(made.id for made in drafts), sifted.already_known + len(raced), sifted.refused, sifted.unseen
    )


def _unrecognisable(drafts: Sequence[Draft]) -> list[Draft]:
    """What the record does not show stands last, by its commitments: its place tells no row of anybody's file."""
    shown = [made for made in drafts if _body(made).republish is not Republish.NONE]
    unseen = [made for made in drafts if _body(made).republish is Republish.NONE]
    return shown + sorted(unseen, key=lambda made: made.seals[BINDING_SEAL])


def _body(made: Draft) -> ReportCollected:
    assert isinstance(made.body, ReportCollected)
    return made.body


def _registered() -> dict[str, tuple[str, Republish, str]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT code, id, republish, standing FROM source")
        return {code: (source, Republish(shows), standing) for code, source, shows, standing in cursor.fetchall()}


def _known(marks: list[bytes]) -> tuple[int, set[bytes]]:
    """The marks that are on the record, and a size it had reached before they were looked up."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute('SELECT coalesce(max("index") + 1, 0) FROM entry')
        return cursor.fetchone()[0], _marks_in(cursor, marks)


def _marks_in(cursor: Cursor, marks: list[bytes]) -> set[bytes]:
    found: set[bytes] = set()
    for start in range(0, len(marks), LOOK_UP):
        part = marks[start : start + LOOK_UP]
        query = f"SELECT external_mark FROM report WHERE external_mark IN ({','.join(['%s'] * len(part))})"  # noqa: S608 - marks
        cursor.execute(query, part)
        found.update(bytes(row[0]) for row in cursor.fetchall())
    return found


def _list_unresolved(door: Door, drafts: Sequence[Draft]) -> None:
    rows = [
        (made.id,)
        for made in drafts
        if made.values and any(name == "unresolved_place" for name, _ in made.values.get("other", ()))
    ]
    if rows:
        door.cursor.executemany("INSERT INTO unresolved_place (report) VALUES (%s)", rows)
