"""Reports as they entered, what the record shows of them, and the epochs they came in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mithaq.mechanism.monitoring.due import due_at
from mithaq.store.projections.batch import insert
from mithaq.store.projections.text import json_text

if TYPE_CHECKING:
    from mithaq.mechanism.monitoring.facts import Facts
    from mithaq.store.projections.batch import Applied, Batch, Cursor

__all__ = ["FACT_COLUMNS", "TABLES", "apply", "fact_values"]

TABLES = ("report", "epoch")

FACT_COLUMNS: Final = ("day_from", "day_to", "subdistrict", "governorate", "classes", "facts")
_KILLED: Final = ("killed_low", "killed_best", "killed_high")
_COLUMNS: Final = (
    *("index", "id", "kind", "at", "due_at", "republish", "source", "external_mark"),
    *FACT_COLUMNS,
    *_KILLED,
)
_UNSHOWN: Final = (None,) * (len(FACT_COLUMNS) + len(_KILLED))


def fact_values(facts: Facts) -> tuple[str | None, ...]:
    return (
        facts.day_from,
        facts.day_to,
        facts.subdistrict,
        facts.governorate,
        ",".join(facts.classes),
        json_text(facts),
    )


def _killed(facts: Facts) -> tuple[int | None, ...]:
    killed = facts.killed
    return (None, None, None) if killed is None else (killed.low, killed.best, killed.high)


def apply(cursor: Cursor, batch: Batch) -> None:
    collected, received = batch.of("report.collected"), batch.of("report.received")
    if collected or received:
        terms = _terms(cursor)
        mark = batch.mark
        rows: list[tuple[object, ...]] = []
        due: dict[tuple[str, int], str] = {}

        def due_by(index: int, at: str) -> str:
            newest = terms[0]
            days = newest[1] if newest[0] < index else next(row[1] for row in terms if row[0] < index)
            found = due.get((at, days))
            if found is None:
                found = due[at, days] = due_at(at, days)
            return found

        for index, s, opened in collected:
            body = s.body
            source, external_id = body.source, body.external_id
            external_mark: bytes | None
            if source is None and opened is not None:
                external_mark = mark("external", opened["source"], opened["external_id"])
            else:
                external_mark = None if source is None else mark("external", source, external_id)
            shown = _UNSHOWN if body.facts is None else (*fact_values(body.facts), *_killed(body.facts))
            rows.append(
                (
                    *(index, s.id, "collected", s.at, due_by(index, s.at)),
                    *(body.republish.value, source, external_mark),
                    *shown,
                )
            )
        for index, s, opened in received:
            external_mark = None
            if opened is not None and "external_id" in opened:
                # Apart from collected material: one number in both must not keep an epoch from closing.
                external_mark = mark("told", opened.get("source", ""), opened["external_id"])
            rows.append(
                (index, s.id, "received", s.at, due_by(index, s.at), "none", None, external_mark, *_UNSHOWN)
            )
        insert(cursor, "report", _COLUMNS, rows)
        _count_epochs(cursor, received, terms)
    for index, s, _ in batch.of("report.described"):
        columns = ",".join(f"{column} = %s" for column in (*FACT_COLUMNS, *_KILLED))
        cursor.execute(
            f"UPDATE report SET {columns}, described_index = %s WHERE id = %s",  # noqa: S608 - our own names
            (*fact_values(s.body.facts), *_killed(s.body.facts), index, s.body.report),
        )


def _terms(cursor: Cursor) -> list[tuple[int, int, int]]:
    """Newest first: index, days to a disposition, least number of reports in an epoch."""
    cursor.execute('SELECT "index", disposition_days, epoch_minimum FROM terms ORDER BY "index" DESC')
    return cursor.fetchall()


def _count_epochs(cursor: Cursor, received: list[Applied], terms: list[tuple[int, int, int]]) -> None:
    epochs: dict[str, list[int]] = {}
    for index, s, _ in received:
        minimum = next(row[2] for row in terms if row[0] < index)
        count = epochs.setdefault(s.at, [0, minimum])
        count[0] += 1
        count[1] = minimum
    for at, (entered, minimum) in epochs.items():
        # A rebuild may cut an epoch between two batches: the rest is added to what is there.
        cursor.execute("SELECT reports FROM epoch WHERE at = %s", (at,))
        present = cursor.fetchone()
        total = entered + (present[0] if present else 0)
        if present:
            cursor.execute("UPDATE epoch SET reports = %s, short = %s WHERE at = %s", (total, total < minimum, at))
        else:
            cursor.execute("INSERT INTO epoch (at, reports, short) VALUES (%s,%s,%s)", (at, total, total < minimum))
