"""Opening what statements on the record hold sealed, for staff who work with the mission's keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

from mithaq.errors import InvalidStatement, KeyUnavailable, VerificationFailed
from mithaq.mechanism.identifiers import Letter, check_id
from mithaq.mechanism.monitoring.facts import DayPrecision, Facts, PlacePrecision
from mithaq.mechanism.sealing_statements import SubjectErased
from mithaq.mechanism.statements import read
from mithaq.record.commitments import opens
from mithaq.registry.report_values import fact_values, facts_said
from mithaq.sealed.ciphertext import open_sealed, salt_of, values_of, values_or_none

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission
    from mithaq.store.projections.batch import Cursor

__all__ = [
    "WaitingErasure",
    "erasure_grounds",
    "incident_facts",
    "most_exact_facts",
    "report_values",
    "unresolved_places",
    "waiting_erasures",
]

BLOCK: Final = 2_000
_SEALED: Final = (
    'SELECT entry.id, entry.kind, ciphertext."key", ciphertext.blob FROM entry'
    ' JOIN ciphertext ON ciphertext."index" = entry."index"'
)


def incident_facts(mission: Mission, incident: str) -> Facts:
    """What the incident was opened with, for the person who decides what its page may show."""
    from django.db import connection

    check_id(incident, Letter.INCIDENT)
    with connection.cursor() as cursor:
        cursor.execute(f"{_SEALED} WHERE entry.id = %s", (incident,))
        opened = list(_opened(mission, cursor.fetchall()))
        if not opened:
            cursor.execute("SELECT 1 FROM incident WHERE id = %s", (incident,))
            if cursor.fetchone() is None:
                raise InvalidStatement(f"no incident {incident} is open.", advice="Open it first.")
            raise KeyUnavailable(
                "what the incident was opened with no longer opens.",
                where=incident,
                advice="It was erased or lost: give the facts yourself.",
            )
    return msgspec.convert(opened[0][1]["facts"], Facts)


def report_values(mission: Mission, report: str) -> dict[str, Any]:
    """What the report holds sealed, each value checked against its commitment. `reading` notes it first."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT entry.bytes, ciphertext."key", ciphertext.blob FROM entry'
            ' JOIN ciphertext ON ciphertext."index" = entry."index" WHERE entry.id = %s',
            (report,),
        )
        row = cursor.fetchone()
    key = None if row is None else mission.keys.keys([row[1]]).get(row[1])
    if key is None:
        raise KeyUnavailable("what the report said was erased or lost: nothing here opens it.", where=report)
    statement = read(bytes(row[0]))
    opened = open_sealed(key, bytes(row[2]), statement_id=statement.id, kind=statement.kind, version=statement.v)
    for field, (_, value) in opened.items():
        if not opens(
            statement.seals.get(field, ""),
            salt_of(opened, field),
            statement_id=statement.id,
            kind=statement.kind,
            version=statement.v,
            field=field,
            value=value,
        ):
            raise VerificationFailed(
                f"the stored value of {field} is not what was committed to.",
                where=report,
                advice="Keep the database as evidence; look for a backup whose value is.",
            )
    return {field: value for field, (_, value) in opened.items()}


def most_exact_facts(mission: Mission, reports: Sequence[str]) -> Facts:
    """The facts of that one of the reports which knows place and day most exactly; of two the first by id.

    For the sealed facts of an incident: nothing of it is shown before a person describes the incident.
    """
    from django.db import connection

    with connection.cursor() as cursor:
        marks = ",".join(["%s"] * len(reports))
        cursor.execute(
            'SELECT entry.bytes, ciphertext."key", ciphertext.blob FROM entry'  # noqa: S608 - only marks
            f' LEFT JOIN ciphertext ON ciphertext."index" = entry."index" WHERE entry.id IN ({marks})',
            list(reports),
        )
        rows = cursor.fetchall()
    keys = mission.keys.keys([row[1] for row in rows if row[1] is not None])
    found = []
    for data, key_id, blob in rows:
        statement = read(bytes(data))
        shown = getattr(statement.body, "facts", None)
        said = {} if shown is None else fact_values(shown)
        if key_id in keys:
            said |= values_or_none(keys[key_id], bytes(blob), statement.id, statement.kind) or {}
        if "occurred" in said:
            found.append((statement.id, facts_said(said)))
    if not found:
        raise KeyUnavailable("none of the reports tells facts any more.", where=min(reports))
    return min(found, key=lambda each: (_inexactness(each[1]), each[0]))[1]


def _inexactness(facts: Facts) -> tuple[int, int]:
    return list(PlacePrecision).index(facts.place_precision), list(DayPrecision).index(facts.day_precision)


def erasure_grounds(mission: Mission, erasures: Sequence[str]) -> dict[str, str]:
    """Why these erasures were asked for, as far as it still opens."""
    from django.db import connection

    if not erasures:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"{_SEALED} WHERE entry.id IN ({','.join(['%s'] * len(erasures))})", list(erasures))
        rows = cursor.fetchall()
    keys = mission.keys.keys([row[2] for row in rows])
    found = {
        statement: values_or_none(keys[key], bytes(blob), statement, kind)
        for statement, kind, key, blob in rows
        if key in keys
    }
    return {statement: str(values["ground"]) for statement, values in found.items() if values is not None}


@dataclass(frozen=True, slots=True)
class WaitingErasure:
    id: str
    statements: tuple[str, ...]
    ground: str | None
    """``None`` where it no longer opens."""


def waiting_erasures(mission: Mission, cursor: Cursor) -> tuple[WaitingErasure, ...]:
    """Erasures that are done and wait for the day's batch to be told."""
    cursor.execute('SELECT statement, body, "key", blob FROM pending_erasure')
    rows = cursor.fetchall()
    keys = mission.keys.keys([row[2] for row in rows])
    found = []
    for statement, body, key, blob in sorted(rows):
        values = values_or_none(keys[key], bytes(blob), statement, "subject.erased") if key in keys else None
        named = msgspec.json.decode(body, type=SubjectErased).statements
        found.append(WaitingErasure(statement, named, None if values is None else str(values["ground"])))
    return tuple(found)


def unresolved_places(mission: Mission) -> Iterator[tuple[str, str]]:
    """Report and place as its source wrote it, for every report whose place no gazetteer knew at intake."""
    from django.db import connection

    last = ""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT report FROM unresolved_place WHERE report > %s ORDER BY report LIMIT %s", (last, BLOCK)
            )
            reports = [row[0] for row in cursor.fetchall()]
            if not reports:
                return
            last = reports[-1]
            marks = ",".join(["%s"] * len(reports))
            cursor.execute(f"{_SEALED} WHERE entry.id IN ({marks})", reports)
            rows = cursor.fetchall()
        for report, values in _opened(mission, rows):
            for name, value in values.get("other", ()):
                if name == "unresolved_place":
                    yield report, value


def _opened(mission: Mission, rows: list[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    keys = mission.keys.keys([row[2] for row in rows])
    for statement, kind, key_id, blob in rows:
        key = keys.get(key_id)
        if key is not None:
            opened = open_sealed(key, bytes(blob), statement_id=statement, kind=kind, version=1)
            yield statement, values_of(opened) or {}
