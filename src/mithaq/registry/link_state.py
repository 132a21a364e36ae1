"""How reports stand towards incidents, the sealed and the waiting links among them, and what persons judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mithaq.mechanism.monitoring.judgements import Judgements
from mithaq.mechanism.monitoring.link_plan import StandingLink
from mithaq.mechanism.monitoring.statements import Judgement
from mithaq.sealed.ciphertext import values_or_none

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission
    from mithaq.store.projections.batch import Cursor

__all__ = ["JUDGED", "NEWEST_SEALED_JUDGEMENT", "judgements", "sealed_judgements_about", "standing_links"]

BLOCK: Final = 2_000
JUDGED: Final = "link.judged"
NEWEST_SEALED_JUDGEMENT: Final = (
    'SELECT max(entry.at) FROM link_judgement JOIN entry ON entry."index" = link_judgement."index"'
    " WHERE link_judgement.judgement IS NULL"
)
"""When sealed judgements last entered."""


def standing_links(mission: Mission, cursor: Cursor, before: str) -> dict[str, StandingLink]:
    """By report. A sealed report that entered at ``before`` or later is left out: its day has not ended."""
    cursor.execute(
        "SELECT report.id, report.republish, report.at, disposition.statement, disposition.incident FROM report"
        " LEFT JOIN disposition ON disposition.report = report.id"
    )
    rows = cursor.fetchall()
    sealed = _sealed_links(mission, cursor)
    cursor.execute("SELECT report FROM pending_disposition")
    waiting = {row[0] for row in cursor.fetchall()}
    return {
        report: StandingLink(
            republish != "none",
            statement is None and report not in waiting,
            sealed.get(report, incident),
        )
        for report, republish, at, statement, incident in rows
        if republish != "none" or at < before
    }


def _sealed_links(mission: Mission, cursor: Cursor) -> dict[str, str | None]:
    """The incident that a sealed disposition names, of the one in force or of the one that waits."""
    cursor.execute(
        'SELECT disposition.report, entry.id, entry.kind, ciphertext."key", ciphertext.blob FROM disposition'
        ' JOIN entry ON entry."index" = disposition."index"'
        ' JOIN ciphertext ON ciphertext."index" = disposition."index" WHERE disposition.incident_mark IS NOT NULL'
    )
    rows = cursor.fetchall()
    cursor.execute('SELECT report, statement, kind, "key", blob FROM pending_disposition')
    # What waits is newer than what is in force.
    rows += [row for row in cursor.fetchall() if row[2] != JUDGED]
    found: dict[str, str | None] = {}
    for report, values in _opened(mission, rows):
        linked = values.get("incident")
        found[report] = linked if isinstance(linked, str) and linked.startswith("i") else None
    return found


def judgements(mission: Mission, cursor: Cursor, *, public: bool) -> Judgements:
    """Those in clear, or all of them: the sealed ones too, and those that wait for their batch."""
    cursor.execute('SELECT "index", judgement, first, second FROM link_judgement WHERE judgement IS NOT NULL')
    found: list[tuple[int, tuple[Judgement, str, str]]] = [
        (index, (Judgement(said), first, second)) for index, said, first, second in cursor.fetchall()
    ]
    if not public:
        found += [
            (place, (Judgement(values["judgement"]), *values["reports"]))
            for place, values in _sealed_judgements(mission, cursor)
        ]
    found.sort(key=lambda each: each[0])
    return Judgements.of(said for _, said in found)


def sealed_judgements_about(mission: Mission, cursor: Cursor, reports: set[str]) -> dict[str, set[str]]:
    """The sealed judgements that name one of these reports, with the reports they name; also those that wait."""
    cursor.execute(
        'SELECT entry.id, entry.id, entry.kind, ciphertext."key", ciphertext.blob FROM entry'
        ' JOIN ciphertext ON ciphertext."index" = entry."index" WHERE entry.kind = %s',
        (JUDGED,),
    )
    rows = cursor.fetchall()
    cursor.execute(
        'SELECT statement, statement, kind, "key", blob FROM pending_disposition WHERE kind = %s', (JUDGED,)
    )
    rows += cursor.fetchall()
    return {
        statement: set(values["reports"])
        for statement, values in _opened(mission, rows)
        if reports & set(values.get("reports", ()))
    }


def _sealed_judgements(mission: Mission, cursor: Cursor) -> list[tuple[int, dict[str, Any]]]:
    cursor.execute(
        'SELECT link_judgement."index", statement, entry.kind, ciphertext."key", ciphertext.blob'
        " FROM link_judgement"
        ' JOIN entry ON entry."index" = link_judgement."index"'
        ' JOIN ciphertext ON ciphertext."index" = link_judgement."index" WHERE judgement IS NULL'
    )
    rows = cursor.fetchall()
    cursor.execute(
        # What waits is newer than what is on the record.
        'SELECT 9007199254740991, statement, kind, "key", blob FROM pending_disposition WHERE kind = %s',
        (JUDGED,),
    )
    rows += cursor.fetchall()
    return [(place, values) for place, values in _opened(mission, rows) if "reports" in values]


def _opened(mission: Mission, rows: list[Any]) -> list[tuple[Any, dict[str, Any]]]:
    """What still opens, by the first column of rows that go on with statement, kind, key and blob."""
    found = []
    for start in range(0, len(rows), BLOCK):
        part = rows[start : start + BLOCK]
        keys = mission.keys.keys([row[3] for row in part])
        for name, statement, kind, key_id, blob in part:
            values = values_or_none(keys[key_id], bytes(blob), statement, kind) if key_id in keys and blob else None
            if values is not None:
                found.append((name, values))
    return found
