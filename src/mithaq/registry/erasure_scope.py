"""What an erasure of a report covers: everything sealed that says what the report said, or which one it was.

Beside the report these are the dispositions and traces it ever had, those that wait, sealed judgements on its
links, the sealed partitions of the runs of linkage that read it, what the exposure check holds, why it was read,
and what an incident was opened with where nothing else rests under it. The pattern of a campaign and the opening
of an incident that others reported too are of many, and stay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from mithaq.mechanism.identifiers import Letter
from mithaq.mechanism.one_subject import reports_among
from mithaq.mechanism.statements import read
from mithaq.registry.link_state import sealed_judgements_about
from mithaq.sealed.ciphertext import values_or_none

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission
    from mithaq.store.projections.batch import Cursor

__all__ = ["Scope", "left_alone", "scope_of", "unsaid_on_record"]

BLOCK: Final = 2_000
_DISPOSITIONS = frozenset({"report.disposed", "report.redisposed"})


@dataclass(slots=True)
class Scope:
    named: set[str]
    """Statements whose erasure the record tells."""
    unsaid: set[str] = field(default_factory=set)
    """Incidents and judgements whose values go without a word: it would tell of a sealed link; runs of linkage."""
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
    for start in range(0, len(covered), BLOCK):
        part = covered[start : start + BLOCK]
        marks = ",".join(["%s"] * len(part))
        cursor.execute(
            'SELECT ciphertext."key" FROM entry JOIN ciphertext ON ciphertext."index" = entry."index"'  # noqa: S608 - only marks
            f' WHERE entry.id IN ({marks}) UNION SELECT "key" FROM held WHERE subject IN ({marks})'
            f" UNION SELECT reason_key FROM reading WHERE reason_key IS NOT NULL AND report IN ({marks})",
            [*part, *part, *part],
        )
        scope.keys.update(row[0] for row in cursor.fetchall())
    return scope


def _add_linkage(mission: Mission, cursor: Cursor, report: str, scope: Scope) -> None:
    cursor.execute(
        'SELECT linkage_run.id FROM linkage_run JOIN report ON report."index" < linkage_run.as_of'
        " WHERE report.id = %s",
        (report,),
    )
    # Unsaid, since they may be thousands, and each is of all reports: their places on the record tell which.
    scope.unsaid.update(row[0] for row in cursor.fetchall())
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
    sealed: set[str | None] = set()
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
        sealed.update(_links(mission, [(statement.id, statement.kind, key, blob)]))
        made = getattr(statement.body, "replaces", None)
    cursor.execute('SELECT statement, kind, "key", blob FROM pending_disposition WHERE report = %s', (report,))
    if (waits := cursor.fetchone()) is not None:
        scope.waiting.add(report)
        scope.keys.add(waits[2])
        sealed.update(_links(mission, [waits]))
    cursor.execute("SELECT statement FROM report_trace WHERE report = %s", (report,))
    scope.named.update(row[0] for row in cursor.fetchall())
    cursor.execute('SELECT "key" FROM pending_trace WHERE report = %s', (report,))
    scope.keys.update(row[0] for row in cursor.fetchall())
    linked = shown | {incident for incident in sealed if incident is not None}
    for incident in left_alone(report, linked, _holders(mission, cursor, linked)):
        (scope.named if incident in shown else scope.unsaid).add(incident)


def left_alone(
    report: str,
    incidents: Iterable[str],
    holders: Mapping[str, Collection[str]],
    erased: Collection[str] = (),
) -> list[str]:
    """Those of the incidents that no other report holds: none that still has anything is linked to them now.

    What another report was linked to once, and is no more, counts for nothing: the rule of an erasure, and of a
    restore that carries it out on an older copy.
    """
    return [
        incident
        for incident in sorted(incidents)
        if not any(other != report and other not in erased for other in holders.get(incident, ()))
    ]


def _holders(mission: Mission, cursor: Cursor, incidents: Collection[str]) -> dict[str, set[str]]:
    """The reports not erased that are linked to these incidents: shown, sealed or waiting."""
    found = {}
    for incident in incidents:
        cursor.execute(
            "SELECT report FROM disposition WHERE (incident = %s OR incident_mark = %s) AND NOT EXISTS"
            " (SELECT 1 FROM erased_statement WHERE erased_statement.statement = disposition.report) AND NOT EXISTS"
            " (SELECT 1 FROM unsaid_erasure WHERE unsaid_erasure.statement = disposition.report)",
            (incident, mission.blind.mark("incident", incident)),
        )
        found[incident] = {row[0] for row in cursor.fetchall()}
    if found:
        cursor.execute('SELECT statement, kind, "key", blob, report FROM pending_disposition')
        waiting = cursor.fetchall()
        for row, linked in zip(waiting, _links(mission, [row[:4] for row in waiting]), strict=True):
            if linked in found:
                found[linked].add(row[4])
    return found


def _links(mission: Mission, rows: Sequence[Any]) -> list[str | None]:
    """The incident that each of these dispositions names under seal; ``None`` where it names or opens none."""
    keys = mission.keys.keys([row[2] for row in rows if row[2] is not None])
    found: list[str | None] = []
    for statement, kind, key_id, blob in rows:
        key = keys.get(key_id)
        values = None if key is None else values_or_none(key, bytes(blob), statement, kind)
        linked = (values or {}).get("incident")
        found.append(linked if isinstance(linked, str) and linked.startswith(Letter.INCIDENT) else None)
    return found


def unsaid_on_record(mission: Mission, cursor: Cursor) -> set[str]:
    """Incidents and runs of linkage that erasures on the record took along unsaid, from entries and open links.

    For a restore, which has no projected tables yet. Each erasure is looked at where it stands: a report linked to
    the incident later does not bring back what was destroyed before. What waits in the copy, and entered after the
    erasure or never, waited then.
    """
    cursor.execute('SELECT statement, kind, "key", blob, report FROM pending_disposition')
    waiting = {row[0]: row for row in cursor.fetchall()}
    cursor.execute(
        'SELECT entry."index", entry.bytes, "key", blob FROM entry'
        ' LEFT JOIN ciphertext ON ciphertext."index" = entry."index"'
        " WHERE kind IN ('report.disposed', 'report.redisposed', 'subject.erased') ORDER BY entry.\"index\""
    )
    told = [(read(bytes(data)), key, blob) for _, data, key, blob in cursor.fetchall()]
    if not any(statement.kind == "subject.erased" for statement, _, _ in told):
        return set()
    sealed = {
        statement.id: (statement.id, statement.kind, key, blob)
        for statement, key, blob in told
        if statement.kind in _DISPOSITIONS and statement.body.incident is None and key is not None
    } | {made: row[:4] for made, row in waiting.items()}
    opened = dict(zip(sealed, _links(mission, list(sealed.values())), strict=True))
    ever: dict[str, set[str]] = defaultdict(set)
    holders: dict[str, list[str]] = defaultdict(list)
    for made, row in waiting.items():
        if (linked := opened[made]) is not None:
            ever[row[4]].add(linked)
            holders[linked].append(row[4])
    for statement, _, _ in told:
        if statement.kind in _DISPOSITIONS and (linked := opened.get(statement.id)) is not None:
            ever[statement.body.report].add(linked)
    newest: dict[str, str | None] = {}
    erased: set[str] = set()
    unsaid: set[str] = set()
    for statement, _, _ in told:
        if statement.kind in _DISPOSITIONS:
            report = statement.body.report
            for gone in (newest.get(report), opened[statement.id] if statement.id in waiting else None):
                if gone is not None:
                    holders[gone].remove(report)
            newest[report] = statement.body.incident or opened.get(statement.id)
            if (linked := newest[report]) is not None:
                holders[linked].append(report)
            continue
        for report in statement.body.statements:
            if report.startswith(Letter.REPORT):
                unsaid.update(left_alone(report, ever[report], holders, erased))
                erased.add(report)
    return unsaid | _runs_on_record(cursor)


def _runs_on_record(cursor: Cursor) -> set[str]:
    """Runs that read a report before its erasure was told; one between the erasure and its telling goes as well."""
    cursor.execute(
        "SELECT \"index\", bytes FROM entry WHERE kind IN ('linkage.ran', 'subject.erased') ORDER BY \"index\" DESC"
    )
    first: int | None = None
    runs: set[str] = set()
    for _, data in cursor.fetchall():
        statement = read(bytes(data))
        if statement.kind == "linkage.ran":
            if first is not None and first < statement.body.as_of:
                runs.add(statement.id)
            continue
        for report in reports_among(statement.body.statements):
            cursor.execute('SELECT "index" FROM entry WHERE id = %s', (report,))
            for (index,) in cursor.fetchall():
                first = index if first is None else min(first, index)
    return runs
