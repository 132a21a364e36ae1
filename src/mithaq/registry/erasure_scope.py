"""What an erasure of a report covers: everything sealed that says what the report said, or which one it was.

Beside the report these are the dispositions it ever had, the one that waits, sealed judgements on its links, the
sealed partitions of the runs of linkage that read it, what the exposure check holds, and what an incident was
opened with where nothing else rests under it. The pattern of a campaign and the opening of
an incident that others reported too are of many, and stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mithaq.mechanism.identifiers import Letter
from mithaq.mechanism.statements import read
from mithaq.registry.link_state import sealed_judgements_about
from mithaq.sealed.ciphertext import open_sealed

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission
    from mithaq.store.projections.batch import Cursor

__all__ = ["Scope", "links_on_record", "scope_of"]

_DISPOSITIONS = frozenset({"report.disposed", "report.redisposed"})


@dataclass(slots=True)
class Scope:
    named: set[str]
    """Statements whose erasure the record tells."""
    unsaid: set[str] = field(default_factory=set)
    """Incidents and judgements whose values go without a word: a word would tell of a sealed link."""
    waiting: set[str] = field(default_factory=set)
    """Reports whose next disposition waits, sealed, and judgements that wait: they enter, and never open."""
    keys: set[int] = field(default_factory=set)


def scope_of(mission: Mission, cursor: Cursor, statements: Sequence[str]) -> Scope:
    scope = Scope(set(statements))
    for report in statements:
        if report.startswith(Letter.REPORT):
            _add_report(mission, cursor, report, scope)
    cursor.execute("SELECT statement FROM unsaid_erasure")
    scope.unsaid -= {row[0] for row in cursor.fetchall()} | scope.named
    covered = sorted(scope.named | scope.unsaid)
    marks = ",".join(["%s"] * len(covered))
    cursor.execute(
        'SELECT ciphertext."key" FROM entry JOIN ciphertext ON ciphertext."index" = entry."index"'  # noqa: S608 - only marks
        f' WHERE entry.id IN ({marks}) UNION SELECT "key" FROM held WHERE subject IN ({marks})',
        [*covered, *covered],
    )
    scope.keys.update(row[0] for row in cursor.fetchall())
    return scope


def _add_linkage(mission: Mission, cursor: Cursor, report: str, scope: Scope) -> None:
    cursor.execute(
        'SELECT linkage_run.id FROM linkage_run JOIN report ON report."index" < linkage_run.as_of'
        " WHERE report.id = %s",
        (report,),
    )
    scope.named.update(row[0] for row in cursor.fetchall())
    judged = sorted(sealed_judgements_about(mission, cursor, {report}))
    scope.unsaid.update(judged)
    for judgement in judged:
        cursor.execute('SELECT "key" FROM pending_disposition WHERE statement = %s', (judgement,))
        for (key,) in cursor.fetchall():
            scope.waiting.add(judgement)
            scope.keys.add(key)


def _add_report(mission: Mission, cursor: Cursor, report: str, scope: Scope) -> None:
    _add_linkage(mission, cursor, report, scope)
    shown: set[str] = set()
    sealed: set[str] = set()
    cursor.execute("SELECT statement FROM disposition WHERE report = %s", (report,))
    row = cursor.fetchone()
    made = None if row is None else row[0]
    while made is not None:
        cursor.execute(
            'SELECT entry.bytes, "key", blob FROM entry LEFT JOIN ciphertext ON ciphertext."index" = entry."index"'
            " WHERE entry.id = %s",
            (made,),
        )
        data, key, blob = cursor.fetchone()
        statement = read(bytes(data))
        if statement.kind not in _DISPOSITIONS:
            break
        scope.named.add(made)
        if statement.body.incident is not None:
            shown.add(statement.body.incident)
        sealed |= _links(mission, [(statement.id, statement.kind, key, blob)])
        made = getattr(statement.body, "replaces", None)
    cursor.execute('SELECT statement, kind, "key", blob FROM pending_disposition WHERE report = %s', (report,))
    if (waits := cursor.fetchone()) is not None:
        scope.waiting.add(report)
        scope.keys.add(waits[2])
        sealed |= _links(mission, [waits])
    for incident in sorted(shown | sealed):
        if _rests_on_nothing_else(mission, cursor, incident, report):
            (scope.named if incident in shown else scope.unsaid).add(incident)


def _rests_on_nothing_else(mission: Mission, cursor: Cursor, incident: str, report: str) -> bool:
    """Whether no other report that still holds anything is linked to the incident, shown, sealed or waiting."""
    cursor.execute(
        "SELECT 1 FROM disposition WHERE report <> %s AND (incident = %s OR incident_mark = %s)"
        " AND NOT EXISTS (SELECT 1 FROM erased_statement WHERE erased_statement.statement = disposition.report)",
        (report, incident, mission.blind.mark("incident", incident)),
    )
    if cursor.fetchone() is not None:
        return False
    cursor.execute('SELECT statement, kind, "key", blob FROM pending_disposition WHERE report <> %s', (report,))
    return incident not in _links(mission, cursor.fetchall())


def _links(mission: Mission, rows: Iterable[Any]) -> set[str]:
    """The incidents that these dispositions name under seal, as far as they still open."""
    rows = [row for row in rows if row[2] is not None]
    keys = mission.keys.keys([row[2] for row in rows])
    found = set()
    for statement, kind, key_id, blob in rows:
        if key_id in keys:
            opened = open_sealed(keys[key_id], bytes(blob), statement_id=statement, kind=kind, version=1)
            _, linked = opened.get("incident", ("", None))
            if isinstance(linked, str) and linked.startswith(Letter.INCIDENT):
                found.add(linked)
    return found


def links_on_record(mission: Mission, cursor: Cursor) -> set[tuple[str, str]]:
    """Report and incident of every link that was ever made and still opens, also those that wait.

    For a restore, which has no projected tables yet.
    """
    cursor.execute(
        'SELECT entry.bytes, "key", blob FROM entry LEFT JOIN ciphertext ON ciphertext."index" = entry."index"'
        " WHERE kind IN ('report.disposed', 'report.redisposed')"
    )
    found = set()
    rows = []
    for data, key, blob in cursor.fetchall():
        statement = read(bytes(data))
        if statement.body.incident is not None:
            found.add((statement.body.report, statement.body.incident))
        elif key is not None:
            rows.append((statement.body.report, (statement.id, statement.kind, key, blob)))
    cursor.execute('SELECT report, statement, kind, "key", blob FROM pending_disposition')
    rows += [(row[0], tuple(row[1:])) for row in cursor.fetchall()]
    for report, row in rows:
        found |= {(report, incident) for incident in _links(mission, [row])}
    return found
