"""Whether a row can be written at all: one that cannot is refused alone, before it is in a batch with others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from mithaq.mechanism.monitoring.facts import Facts
from mithaq.mechanism.spellings import SPELLINGS, Found, gather_spelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mithaq.mechanism.monitoring.report import CollectedReport

__all__ = ["printable", "unwritable"]

MOST_FACTS: Final = 48_000
"""Bytes; an entry holds 65,535 with its envelope and sixteen commitments."""
_HALF: Final = "holds half a surrogate pair, which is no character; have the file written anew as UTF-8"
_write = msgspec.json.Encoder().encode
_gather = gather_spelled(Facts)
_read = msgspec.json.Decoder(Facts).decode


def unwritable(report: CollectedReport) -> str | None:
    """The field and what is wrong with it; ``None`` for a row that can be sealed and entered."""
    for field, words in _words(report):
        try:
            words.encode()
        except UnicodeEncodeError:
            return f"{field}: {_HALF}"
    try:
        written = _write(report.facts)
        _read(written)
    except UnicodeEncodeError:
        return f"facts: {_HALF}"
    except (msgspec.MsgspecError, OverflowError, TypeError, ValueError) as error:
        what, _, place = str(error).partition(" - at `$.")
        return f"{place.rstrip('`') or 'facts'}: {what[:1].lower()}{what[1:]}"
    if (problem := _misspelled(report.facts)) is not None:
        return problem
    if len(written) > MOST_FACTS:
        return f"facts: they take {len(written):,} bytes; an entry has room for {MOST_FACTS:,}. Give fewer links"
    return None


def _misspelled(facts: Facts) -> str | None:
    """The door holds every day, code and class to its spelling, and a whole batch with it."""
    found: Found = tuple([] for _ in SPELLINGS)
    assert _gather is not None
    _gather(facts, found)
    for spelling, words in zip(SPELLINGS, found, strict=True):
        if not spelling.admits(words):
            wrong = next(word for word in words if word is not None and not spelling.is_right(word))
            return f"{_field_of(facts, wrong)}: {wrong!r} is not a {spelling.name}"
    return None


def _field_of(facts: Facts, word: str) -> str:
    for field in facts.__struct_fields__:
        value = getattr(facts, field)
        if value == word or (isinstance(value, tuple) and word in value):
            return field
    return "facts"


def _words(report: CollectedReport) -> Iterator[tuple[str, str]]:
    yield "external_id", report.external_id
    for field, words in (
        ("text", report.text),
        ("origin", report.origin),
        ("unresolved_place", report.unresolved_place),
    ):
        if words is not None:
            yield field, words
    for name, value in report.sealed.items():
        yield printable(name), name
        yield printable(name), value


def printable(words: str) -> str:
    """For a person's list: halves of characters spelled out, and no longer than a line."""
    return words[:40].encode("utf-8", "backslashreplace").decode()
