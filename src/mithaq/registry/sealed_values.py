"""Opening what statements on the record hold sealed, for staff who work with the mission's keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec

from mithaq.errors import InvalidStatement, KeyUnavailable
from mithaq.mechanism.identifiers import Letter, check_id
from mithaq.mechanism.monitoring.facts import DayPrecision, Facts, PlacePrecision
from mithaq.mechanism.statements import read
from mithaq.registry.report_values import fact_values, facts_said
from mithaq.sealed.ciphertext import open_sealed, values_of, values_or_none

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission

__all__ = ["erasure_grounds", "incident_facts", "most_exact_facts", "unresolved_places"]

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
        return {statement: str(values["ground"]) for statement, values in _opened(mission, cursor.fetchall())}


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
