"""The transaction in which everything is written: entries, their ciphertext and the tables, or none of them.

The write lock is taken before any state is read for the rules: BEGIN IMMEDIATE on SQLite, one advisory
transaction lock on PostgreSQL. The index is assigned inside, so indices have no gap and nobody tails a
sequence (design, section 4, "Order").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from mithaq.errors import InvalidStatement, MalformedRecord
from mithaq.mechanism.envelope import (
    FIRST_IN_STREAM,
    MAX_STATEMENT_BYTES,
    PROCEDURE,
    Link,
    Statement,
    instant,
    parse_instant,
)
from mithaq.mechanism.statements import read_all
from mithaq.record import canonical
from mithaq.registry.rules_at_the_door import require_rules
from mithaq.registry.silence import USUAL, require_near, require_promises_near
from mithaq.store.projections import Applied, Batch, apply

if TYPE_CHECKING:
    from mithaq.registry.drafts import Draft
    from mithaq.registry.mission import Mission
    from mithaq.store.projections.batch import Cursor

__all__ = ["Door", "writing"]

_write = msgspec.json.Encoder(order="sorted").encode

_CLOSED: Final = frozenset({"report.collected", "report.received"})
"""Kinds in bulk whose schemas leave no room for a float, a large integer or a key of their own: reading them by
the schema already proves their sorted encoding canonical (a test holds it)."""

ADVISORY_LOCK: Final = 6_000
"""Any fixed number; every writer of a mission's database takes this one."""


class Door:
    """Open while the write lock is held."""

    def __init__(self, mission: Mission, cursor: Cursor, *, after_silence: bool = False) -> None:
        self.mission = mission
        self.cursor = cursor
        self.after_silence = after_silence
        cursor.execute('SELECT "index", at FROM entry ORDER BY "index" DESC LIMIT 1')
        last = cursor.fetchone()
        self.size: int = last[0] + 1 if last else 0
        self.last_at: str = last[1] if last else ""

    def enter(self, drafts: Sequence[Draft], now: datetime) -> range:
        """Gives the drafts their places and writes them; returns their indices."""
        if not drafts:
            return range(self.size, self.size)
        at, first = self._moment(drafts, now), self.size
        written, applied = self._made(drafts, at)
        require_rules(self.cursor, [each.statement for each in applied], first, self.last_at)
        entries = [
            (index, each.id, each.kind, at, data)
            for index, (data, each) in enumerate(zip(written, drafts, strict=True), first)
        ]
        ciphertext = [
            (index, each.key, each.blob) for index, each in enumerate(drafts, first) if each.blob is not None
        ]
        self.cursor.executemany('INSERT INTO entry ("index", id, kind, at, bytes) VALUES (%s,%s,%s,%s,%s)', entries)
        if ciphertext:
            self.cursor.executemany('INSERT INTO ciphertext ("index", "key", blob) VALUES (%s,%s,%s)', ciphertext)
        apply(self.cursor, Batch(applied, self.mission.blind.mark))
        self.size, self.last_at = first + len(drafts), at
        return range(first, self.size)

    def require_rules(self, drafts: Sequence[Draft], now: datetime) -> None:
        """Refuses what `enter` would refuse, and writes nothing."""
        _, applied = self._made(drafts, self._moment(drafts, now))
        require_rules(self.cursor, [each.statement for each in applied], self.size, self.last_at)

    def require_form(self, drafts: Sequence[Draft]) -> None:
        """Refuses what no entry could hold or no reader would read, of what is kept for a later batch."""
        self._made(drafts, self.last_at)

    def _moment(self, drafts: Sequence[Draft], now: datetime) -> str:
        # A clock that was set back must not make the record run backwards.
        if not self.after_silence and not any(each.kind == "record.restored" for each in drafts):
            require_near(self.mission.mode, now, self.last_at)
            require_promises_near(self.mission.mode, now, self.last_at, self._first_deadline(now))
        return max(instant(now), self.last_at)

    def _first_deadline(self, now: datetime) -> str | None:
        """The nearest promise of what waits; asked only where the record was silent for a while."""
        if not self.last_at or now - parse_instant(self.last_at) <= USUAL:
            return None
        self.cursor.execute("SELECT min(deadline) FROM inbox")
        deadline: str | None = self.cursor.fetchone()[0]
        return deadline

    def _made(self, drafts: Sequence[Draft], at: str) -> tuple[list[bytes], list[Applied]]:
        """The entries' bytes, and the statements as an outsider reads them there."""
        first = self.size
        last_of = self._last_of({stream for each in drafts for stream in each.streams})
        statements = []
        for index, each in enumerate(drafts, first):
            links = []
            for stream in each.streams:
                links.append(Link(stream=stream, prev=last_of.get(stream, FIRST_IN_STREAM)))
                last_of[stream] = index
            statements.append(
                Statement(
                    kind=each.kind,
                    v=each.version,
                    id=each.id,
                    links=tuple(links),
                    procedure=PROCEDURE,
                    at=at,
                    who=each.who,
                    body=each.body,
                    seals=each.seals,
                )
            )
        written = [_written(statement) for statement in statements]
        # Our own entries pass the gate of everybody's: applied is the statement that an outsider reads.
        applied = [
            Applied(index, statement, each.values)
            for index, (statement, each) in enumerate(zip(read_all(written), drafts, strict=True), first)
        ]
        return written, applied

    def _last_of(self, streams: set[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for stream in streams:
            self.cursor.execute("SELECT last_index FROM stream WHERE subject = %s", (stream,))
            row = self.cursor.fetchone()
            if row is not None:
                found[stream] = row[0]
        return found


def _written(statement: Statement) -> bytes:
    """The entry's bytes, in canonical form; whether they fit the schema shows when they are read again."""
    try:
        data = _write(statement)
        if statement.kind not in _CLOSED:
            canonical.decode(data)
    except (MalformedRecord, UnicodeEncodeError, msgspec.MsgspecError) as error:
        raise InvalidStatement(f"{statement.kind} cannot be written: {error}", where=statement.id) from error
    if len(data) > MAX_STATEMENT_BYTES:
        raise InvalidStatement(
            f"{statement.kind} has {len(data)} bytes; an entry holds {MAX_STATEMENT_BYTES}.",
            where=statement.id,
            advice="Split it into several statements.",
        )
    return data


@contextmanager
def writing(mission: Mission, *, after_silence: bool = False) -> Iterator[Door]:
    """The one write transaction. An error inside leaves everything as it was.

    ``after_silence``: a person has said that the record really was silent until now (``silence.require_near``).
    """
    from django.db import connection, transaction

    mission.require_its_database()
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (ADVISORY_LOCK,))
        yield Door(mission, cursor, after_silence=after_silence)
