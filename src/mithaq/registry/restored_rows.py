"""What a restore does to the rows of a backup before anything of them is opened.

The backup is a moment of the past; the published record is what became of it. So the record wins: entries are
added from it, erasures on it are carried out, and what waited at the time of the backup goes where the record
says it went.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

from mithaq.errors import MalformedRecord, RecordConflict, VerificationFailed
from mithaq.mechanism.identifiers import Letter
from mithaq.mechanism.statements import read
from mithaq.record.heads import SignedHead
from mithaq.record.spelling import base64_text
from mithaq.record.tree import Frontier, leaf_hashes
from mithaq.registry.backup import backed_up_tables
from mithaq.registry.erase import forget_working
from mithaq.registry.erasure_scope import Scope, unsaid_on_record
from mithaq.registry.link_state import sealed_judgements_about
from mithaq.registry.receive import unpacked
from mithaq.registry.record_entries import RecordEntries
from mithaq.signer.entry_table import read_runs
from mithaq.signer.roll_forward import published_entries

if TYPE_CHECKING:
    from pathlib import Path

    from mithaq.mechanism.envelope import Statement
    from mithaq.registry.door import Door

__all__ = [
    "KeysHeld",
    "Waiting",
    "carry_out_erasures",
    "drop_overtaken",
    "load_rows",
    "referenced_keys",
    "require_heads_of_entries",
    "require_no_rows",
    "roll_forward",
    "settle_dispositions",
    "settle_erasures",
    "settle_inbox",
    "without_ciphertext",
]

BLOCK: Final = 1_000


@dataclass(frozen=True, slots=True)
class KeysHeld:
    """Which subject keys came with the restore."""

    ids: frozenset[int]
    destroyed: frozenset[int] = frozenset()
    """Had been made and were gone when the keys were copied: somebody withdrew or was erased. One that the copy
    does not know was made later, and is merely lost."""
    damaged: frozenset[int] = frozenset()
    """Came with the copy and do not open; they are lost as well."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What became of the reports that waited in the inbox of the backup."""

    moved: int
    """Were on the published record already: their content went to their entries."""
    waiting: int
    """Still wait, as they did."""
    given_up: int
    """Lost their content: withdrawn since, or for all that can be known."""
    withdrawn: frozenset[str]
    """Known to be withdrawn; to say on the record that they are lost would tell them from the others."""


def require_no_rows(door: Door) -> None:
    for table in backed_up_tables():
        door.cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')  # noqa: S608 - our own names
        if door.cursor.fetchone() is not None:
            raise RecordConflict(
                f"the database is not empty: the table {table} has rows.",
                advice="Nothing was restored. A restore fills an empty database only; make a new one and name it in"
                " MITHAQ_DATABASE_URL.",
            )


def load_rows(door: Door, name: str, columns: list[str], rows: list[list[Any]]) -> None:
    table = backed_up_tables().get(name)
    if table is None or columns != table.columns or any(len(row) != len(columns) for row in rows):
        raise MalformedRecord(f"the backup has rows for a table {name} that this release does not keep.")
    for place, is_truth in enumerate(table.truths):
        if is_truth:
            for row in rows:
                row[place] = bool(row[place])
    names = ",".join(f'"{column}"' for column in columns)
    marks = ",".join(["%s"] * len(columns))
    door.cursor.executemany(f'INSERT INTO "{name}" ({names}) VALUES ({marks})', rows)  # noqa: S608 - our own names


def roll_forward(door: Door, record: Path, head: SignedHead) -> int:
    """Adds the published entries that the backup lacks; returns how many. What it has must be what was signed."""
    entries = RecordEntries()
    held = entries.size()
    if held >= head.size:
        require_heads_of_entries([("published", head)])
        return 0
    for start, run in published_entries(record, head, entries):
        rows = []
        for index, data in enumerate(run, start):
            statement = read(data)
            rows.append((index, statement.id, statement.kind, statement.at, data))
        door.cursor.executemany('INSERT INTO entry ("index", id, kind, at, bytes) VALUES (%s,%s,%s,%s,%s)', rows)
    return head.size - held


def require_heads_of_entries(heads: Sequence[tuple[str, SignedHead]]) -> None:
    """Every head must be one of the entries now here: a larger one means that more are elsewhere."""
    entries = RecordEntries()
    size = entries.size()
    frontier, reached = Frontier(), 0
    for name, head in sorted(heads, key=lambda each: each[1].size):
        if head.size > size:
            raise RecordConflict(
                f"The {name} head has {head.size} entries; backup and published record together give {size}.",
                advice="Nothing was restored: to go on from here would make a second history. Find newer public"
                " files, where this head came from or at a mirror.",
            )
        for _, run in read_runs(entries, reached, head.size):
            frontier = frontier.extend(leaf_hashes(run))
        reached = head.size
        if frontier.root() != head.root:
            raise RecordConflict(
                f"The first {head.size} entries have the root {base64_text(frontier.root())}, the {name} head has"
                f" {base64_text(head.root)}: these are two histories.",
                advice="Nothing was restored. Keep backup, public files and head as evidence, and find out which of"
                " them was rewritten.",
            )


def carry_out_erasures(door: Door) -> frozenset[str]:
    """Every statement that an erasure on the record names, or took along unsaid; working tables forget them.

    What went unsaid is found again from the links that the backup still opens, so that a copy older than the
    erasure does not bring it back. The keys are destroyed by the caller, before anything else is opened.
    """
    door.cursor.execute("SELECT bytes FROM entry WHERE kind = 'subject.erased' ORDER BY \"index\"")
    erased = {name for (data,) in door.cursor.fetchall() for name in read(bytes(data)).body.statements}
    if erased:
        alone = unsaid_on_record(door.mission, door.cursor) - erased
        reports = {each for each in erased if each.startswith(Letter.REPORT)}
        judged = set(sealed_judgements_about(door.mission, door.cursor, reports))
        forget_working(door, Scope(named=erased, unsaid=alone | judged, waiting=reports | judged))
    # Also what was erased and not told yet when the backup was taken.
    door.cursor.execute("SELECT statement FROM unsaid_erasure")
    return frozenset(erased | {row[0] for row in door.cursor.fetchall()})


def settle_inbox(door: Door, keys: KeysHeld, erased: frozenset[str], *, keep: bool) -> Waiting:
    """Moves the waiting reports that are on the record by now, and gives up what may have been withdrawn.

    A report can be taken back while it waits, and that leaves no public trace. Whether one was is known only where
    ``keys/`` and the wrapped keys are those of the mission's last moment (``keep``): a withdrawal destroys the key
    before it is acknowledged. Everywhere else the content of all is given up (decision 4).
    """
    door.cursor.execute('SELECT number, id, seals, "key", blob, words_mark FROM inbox')
    rows = door.cursor.fetchall()
    entries = _entries_of(door, [row[1] for row in rows])
    moved = given_up = 0
    withdrawn = set()
    for number, report, seals, key, blob, words in rows:
        opens = key is not None and blob is not None and keep and key in keys.ids
        if not opens and key is not None:
            given_up += 1
            door.cursor.execute(
                'UPDATE inbox SET "key" = NULL, blob = NULL, external_mark = NULL WHERE number = %s', (number,)
            )
        if keep and (key is None or key in keys.destroyed):
            withdrawn.add(report)
        if report not in entries:
            continue
        index, statement = entries[report]
        if unpacked(bytes(seals)) != statement.seals:
            raise VerificationFailed(
                "the report that waits in the backup is not the one on the record.", where=report
            )
        if report not in erased:
            if opens:
                moved += 1
                _keep_ciphertext(door, index, key, blob)
            if words is not None:
                door.cursor.execute(
                    "INSERT INTO status_door (mark, report) VALUES (%s,%s) ON CONFLICT (mark) DO NOTHING",
                    (bytes(words), report),
                )
        door.cursor.execute("DELETE FROM inbox WHERE number = %s", (number,))
    return Waiting(moved, len(rows) - len(entries), given_up, frozenset(withdrawn))


def settle_dispositions(door: Door, keys: KeysHeld, erased: frozenset[str]) -> int:
    """Sealed dispositions and traces that waited for the day's batch and have entered since go to their entries."""
    return sum(_settle(door, table, keys, erased) for table in ("pending_disposition", "pending_trace"))


def _settle(door: Door, table: str, keys: KeysHeld, erased: frozenset[str]) -> int:
    door.cursor.execute(f'SELECT report, statement, "key", blob FROM {table}')  # noqa: S608 - the names above
    rows = door.cursor.fetchall()
    entries = _entries_of(door, [row[1] for row in rows])
    moved = 0
    for report, made, key, blob in rows:
        if made not in entries:
            continue
        if made not in erased and key in keys.ids:
            moved += 1
            _keep_ciphertext(door, entries[made][0], key, blob)
        door.cursor.execute(f"DELETE FROM {table} WHERE report = %s", (report,))  # noqa: S608 - the names above
    return moved


def settle_erasures(door: Door, keys: KeysHeld) -> None:
    """Erasures that waited for the day's batch and have entered since: their grounds go to their entries."""
    door.cursor.execute('SELECT statement, "key", blob FROM pending_erasure')
    rows = door.cursor.fetchall()
    entries = _entries_of(door, [row[0] for row in rows])
    for made, key, blob in rows:
        if made in entries:
            if key in keys.ids:
                _keep_ciphertext(door, entries[made][0], key, blob)
            door.cursor.execute("DELETE FROM pending_erasure WHERE statement = %s", (made,))


def drop_overtaken(door: Door) -> int:
    """Waiting dispositions and traces that the record has left behind, after the tables were made."""
    door.cursor.execute(
        "SELECT pending_disposition.report, kind, body, disposition.statement FROM pending_disposition"
        " LEFT JOIN disposition ON disposition.report = pending_disposition.report"
    )
    gone = []
    for report, kind, body, current in door.cursor.fetchall():
        replaces = msgspec.json.decode(body).get("replaces") if kind == "report.redisposed" else None
        if current != replaces:
            gone.append((report,))
    if gone:
        door.cursor.executemany("DELETE FROM pending_disposition WHERE report = %s", gone)
    return len(gone) + _drop_overtaken_traces(door)


def _drop_overtaken_traces(door: Door) -> int:
    door.cursor.execute("SELECT report, body FROM pending_trace")
    gone = []
    for report, body in door.cursor.fetchall():
        door.cursor.execute(
            'SELECT statement FROM report_trace WHERE report = %s ORDER BY "index" DESC LIMIT 1', (report,)
        )
        row = door.cursor.fetchone()
        if msgspec.json.decode(body).get("replaces") != (None if row is None else row[0]):
            gone.append((report,))
    door.cursor.executemany("DELETE FROM pending_trace WHERE report = %s", gone)
    return len(gone)


def referenced_keys(door: Door, erased: frozenset[str]) -> set[int]:
    """The keys that something which may still be opened was sealed with. Notes of keys to destroy are done with."""
    door.cursor.execute(
        'SELECT entry.id, ciphertext."key" FROM ciphertext JOIN entry ON entry."index" = ciphertext."index"'
    )
    wanted = {key for statement, key in door.cursor.fetchall() if statement not in erased}
    kept = (
        ("inbox", "key"),
        ("pending_disposition", "key"),
        ("pending_trace", "key"),
        ("held", "key"),
        ("pending_erasure", "key"),
        ("reading", "key"),
        ("reading", "reason_key"),
    )
    for table, column in kept:
        door.cursor.execute(f'SELECT "{column}" FROM {table} WHERE "{column}" IS NOT NULL')  # noqa: S608 - the names above
        wanted.update(row[0] for row in door.cursor.fetchall())
    door.cursor.execute('SELECT "key" FROM doomed_key')
    wanted -= {row[0] for row in door.cursor.fetchall()}
    door.cursor.execute("DELETE FROM doomed_key")
    return wanted


def without_ciphertext(door: Door, start: int) -> set[str]:
    """Statements from index ``start`` on that carry commitments, and nothing here that could open them.

    Erased and lost ones are left out. Entries the backup held itself are not looked at: one of those without
    ciphertext was withdrawn while it waited, and to name it now would tell so.
    """
    found: set[str] = set()
    for first in range(start, door.size, BLOCK):
        door.cursor.execute(
            'SELECT bytes FROM entry WHERE "index" >= %s AND "index" < %s'
            ' AND NOT EXISTS (SELECT 1 FROM ciphertext WHERE ciphertext."index" = entry."index")'
            " AND NOT EXISTS (SELECT 1 FROM erased_statement WHERE statement = entry.id)"
            " AND NOT EXISTS (SELECT 1 FROM lost_statement WHERE statement = entry.id)",
            (first, first + BLOCK),
        )
        statements = (read(bytes(row[0])) for row in door.cursor.fetchall())
        found.update(statement.id for statement in statements if statement.seals)
    return found


def _keep_ciphertext(door: Door, index: int, key: int, blob: Any) -> None:
    door.cursor.execute(
        'INSERT INTO ciphertext ("index", "key", blob) VALUES (%s,%s,%s)', (index, key, bytes(blob))
    )


def _entries_of(door: Door, ids: list[str]) -> dict[str, tuple[int, Statement]]:
    return {name: (index, read(bytes(data))) for part in _parts(ids) for name, index, data in _found(door, part)}


def _found(door: Door, ids: list[str]) -> list[Any]:
    marks = ",".join(["%s"] * len(ids))
    door.cursor.execute(f'SELECT id, "index", bytes FROM entry WHERE id IN ({marks})', ids)  # noqa: S608 - only marks
    return door.cursor.fetchall()


def _parts(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), BLOCK):
        yield ids[start : start + BLOCK]
