"""The mission's registers: sources with their grades and rules, and parties with their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from mithaq.mechanism.envelope import Text

if TYPE_CHECKING:
    from mithaq.store.projections.batch import Cursor

__all__ = [
    "PartyName",
    "RegisteredParty",
    "RegisteredSource",
    "SourceRule",
    "adopted_versions",
    "grades_of",
    "id_of_code",
    "parties",
    "party_names",
    "rules_of",
    "sources",
]

_TEXT = msgspec.json.Decoder(Text)


@dataclass(frozen=True, slots=True)
class RegisteredSource:
    id: str
    code: str
    name: Text
    republish: str
    channel: str
    standing: str
    terms: str
    verified: bool
    grade: str | None
    """The letter in force on the day asked for; ``None`` where nobody has graded it."""


@dataclass(frozen=True, slots=True)
class SourceRule:
    code: str
    text: Text
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class RegisteredParty:
    id: str
    code: str
    role: str
    name: Text
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class PartyName:
    party: str
    name: Text
    since: str | None
    until: str | None
    source: str
    verified: bool


def id_of_code(cursor: Cursor, table: str, code: str) -> str | None:
    """The id of a source or party named by its code or by the id itself."""
    assert table in {"source", "party"}
    cursor.execute(f'SELECT id FROM "{table}" WHERE code = %s OR id = %s', (code, code))  # noqa: S608 - as above
    row = cursor.fetchone()
    return None if row is None else str(row[0])


def sources(cursor: Cursor, today: str) -> tuple[RegisteredSource, ...]:
    cursor.execute(
        'SELECT source, reliability FROM source_grade WHERE since <= %s ORDER BY since, "index"', (today,)
    )
    grades = dict(cursor.fetchall())
    cursor.execute(
        'SELECT id, code, name, republish, channel, standing, terms, verified FROM source ORDER BY "index"'
    )
    return tuple(
        RegisteredSource(
            id=row[0],
            code=row[1],
            name=_TEXT.decode(row[2]),
            republish=row[3],
            channel=row[4],
            standing=row[5],
            terms=row[6],
            verified=bool(row[7]),
            grade=grades.get(row[0]),
        )
        for row in cursor.fetchall()
    )


def grades_of(cursor: Cursor, source: str) -> tuple[tuple[str, str], ...]:
    """Day and letter of every grading, as dated; a later statement of the same day stands after."""
    cursor.execute(
        'SELECT since, reliability FROM source_grade WHERE source = %s ORDER BY since, "index"', (source,)
    )
    return tuple((since, letter) for since, letter in cursor.fetchall())


def rules_of(cursor: Cursor, source: str) -> tuple[SourceRule, ...]:
    cursor.execute(
        'SELECT code, text, source, verified FROM counting_rule WHERE recorder = %s ORDER BY "index"', (source,)
    )
    return tuple(SourceRule(row[0], _TEXT.decode(row[1]), row[2], bool(row[3])) for row in cursor.fetchall())


def parties(cursor: Cursor) -> tuple[RegisteredParty, ...]:
    cursor.execute('SELECT id, code, role, name, source, verified FROM party ORDER BY "index"')
    return tuple(
        RegisteredParty(row[0], row[1], row[2], _TEXT.decode(row[3]), row[4], bool(row[5]))
        for row in cursor.fetchall()
    )


def party_names(cursor: Cursor) -> tuple[PartyName, ...]:
    cursor.execute('SELECT party, name, since, until, source, verified FROM party_name ORDER BY "index"')
    return tuple(
        PartyName(row[0], _TEXT.decode(row[1]), row[2], row[3], row[4], bool(row[5])) for row in cursor.fetchall()
    )


def adopted_versions(cursor: Cursor) -> tuple[str, ...]:
    cursor.execute('SELECT version FROM terms ORDER BY "index"')
    return tuple(row[0] for row in cursor.fetchall())
