"""The envelope every statement on the record travels in.

::

    {"at":"2017-01-05T12:00:00Z","body":{…},"id":"r7z2…","kind":"report.received","links":[],
     "procedure":"2026.1","seals":{"text":"…base64…"},"v":1,"who":{"actor":null,"role":"epoch"}}

Canonical JSON, at most 65,535 bytes. ``links`` names the public subjects the statement belongs to, each with
the log index of that subject's previous statement (-1 where it is the first). ``seals`` holds commitments to
values that are not shown. ``at`` is UTC to the second and never decreases along the record.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import msgspec

from mithaq.errors import InvalidStatement
from mithaq.mechanism.spellings import CODE, DAY, spelled

__all__ = [
    "FIRST_IN_STREAM",
    "MAX_STATEMENT_BYTES",
    "PROCEDURE",
    "Code",
    "Commitment",
    "Day",
    "Header",
    "Id",
    "Instant",
    "Link",
    "Statement",
    "Struct",
    "Text",
    "Who",
    "Word",
    "instant",
    "parse_instant",
]

MAX_STATEMENT_BYTES: Final = 65_535
FIRST_IN_STREAM: Final = -1
PROCEDURE: Final = "2026.1"
"""The version of the rules now in force; statements name it, and old versions stay readable for ever."""

Id = Annotated[str, msgspec.Meta(min_length=18, max_length=18)]
"""An identifier; `statements` checks the statement's own, the ledger that those it names exist."""
Word = Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
Instant = Annotated[str, msgspec.Meta(min_length=20, max_length=20)]
Day = Annotated[str, spelled(DAY, 10, 10)]
"""A day of the calendar, 2017-01-05."""
Code = Annotated[str, spelled(CODE, 1, 80)]
"""A short name of our own or another's list: letters, digits and ``._/-``."""

Commitment = Annotated[str, msgspec.Meta(min_length=44, max_length=44)]

_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


class Struct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A frozen value with a strict schema: an unknown or a missing field is an error."""


class Link(Struct, frozen=True):
    stream: Id
    prev: Annotated[int, msgspec.Meta(ge=FIRST_IN_STREAM, le=2**53 - 1)]


class Who(Struct, frozen=True):
    """Who acted: a role, and the statement's own commitment to a staff member, or null for a clock or a door.

    Kinds whose actors have public names will say which names; none does yet.
    """

    role: Word
    actor: str | None


class Text(Struct, frozen=True):
    """Words in the language they were written in, with translations beside them, never instead of them."""

    lang: Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}$")]
    original: Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
    translations: dict[Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}$")], str] = {}

    def in_language(self, lang: str) -> str:
        """The translation, or the original where there is none: a reader is never shown a blank."""
        return self.original if lang == self.lang else self.translations.get(lang, self.original)


class Header(msgspec.Struct, frozen=True):
    """What must be read of an entry to know how to read the rest."""

    kind: str
    v: int


class Statement(Struct, frozen=True):
    """One entry, its body already read by the schema of its kind and version."""

    kind: str
    v: int
    id: Id
    links: tuple[Link, ...]
    procedure: Word
    at: Instant
    who: Who
    body: Any
    seals: dict[str, Commitment]
    sig: str | msgspec.UnsetType = msgspec.UNSET


def instant(moment: datetime) -> str:
    """A moment as the record writes it; a naive one is refused, since its zone would be a guess."""
    if moment.tzinfo is None:
        raise InvalidStatement(f"{moment.isoformat()} has no time zone; the record writes UTC only.")
    return moment.astimezone(UTC).isoformat(timespec="seconds")[:-6] + "Z"


def parse_instant(text: str) -> datetime:
    if not _INSTANT.fullmatch(text):
        raise InvalidStatement(f"{text!r} is not a moment; write it as 2017-01-05T12:00:00Z.")
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidStatement(f"{text!r} is not a moment: {error}.") from error
