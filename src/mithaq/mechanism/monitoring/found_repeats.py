"""What a machine finds between reports that may repeat each other: proposals, which a person answers.

Source: monitoring_practice.md, section 6, "Independence and circular reporting": linked pairs that cite
each other never count as two origins. One report cites another if it names the other's code, or its source, as
its own source; it may copy another if the words or every measured thing are the same; both may take from a third
if they name one address or one source. Wrong proposals cost a person a look; a citation that is missed may cost a
false second origin, so the rules are wide.

Likeness of texts is the part of words and word pairs they share (Broder 1997), numbers taken as one word, at the
threshold of `linkage.near_texts`, here counted exactly.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final

from mithaq.mechanism.monitoring.facts import Facts, PlacePrecision
from mithaq.mechanism.monitoring.origin import FoundRepeat, FoundWhy
from mithaq.mechanism.monitoring.same_address import address_key

__all__ = ["LEAST_WORDS", "LIKE_ENOUGH", "Telling", "codes_in", "found_repeats", "naming_codes", "words_of"]

LIKE_ENOUGH: Final = 0.45
LEAST_WORDS: Final = 8
"""Shorter texts are alike by chance."""

_CODE: Final = re.compile(r"(?<![\w/])[A-Z]{1,4}\d{2,6}[A-Za-z]?(?!\w)")
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Telling:
    """What of a report bears on others. Everything may be sealed: for staff and for rules, never to be shown."""

    report: str
    source: str
    """Its own source's code."""
    source_names: frozenset[str] = frozenset()
    """What others may call its source, in small letters."""
    known_as: frozenset[str] = frozenset()
    """Codes it goes by or went by, in small letters."""
    names: frozenset[str] = frozenset()
    """Codes that it names, in small letters; they mean a report only of a source that it names too."""
    cites: frozenset[str] = frozenset()
    """Numbers or codes of reports that it says outright it was taken from."""
    taken_from: frozenset[str] = frozenset()
    """Sources that it names as its own, in small letters."""
    addresses: tuple[str, ...] = ()
    facts: Facts | None = None
    words: frozenset[str] = frozenset()


def codes_in(text: str) -> frozenset[str]:
    """What looks like a recorder's code, S571a or CS653, in small letters."""
    return frozenset(code.lower() for code in _CODE.findall(text))


def words_of(text: str | None) -> frozenset[str]:
    """Its words and pairs of words; none of a text too short to be alike for a reason."""
    said = [
        "0" if word.isdigit() else word
        for word in _WORD.findall(unicodedata.normalize("NFKC", text or "").casefold())
    ]
    return frozenset((*said, *map(" ".join, pairwise(said)))) if len(said) >= LEAST_WORDS else frozenset()


def found_repeats(tellings: Sequence[Telling], copies: Iterable[tuple[str, str]] = ()) -> tuple[FoundRepeat, ...]:
    """Every pair of one incident's reports, the first reason alone; ``tellings`` in the order of the record.

    ``copies`` are pairs (copy, original) that linkage found.
    """
    copied = set(copies)
    found = []
    for earlier, later in combinations(tellings, 2):
        each = _between(earlier, later, copied)
        if each is not None:
            found.append(each)
    return tuple(sorted(found, key=lambda one: (one.report, one.repeats)))


def naming_codes(tellings: Sequence[Telling]) -> tuple[FoundRepeat, ...]:
    """Citations by code between any reports, of one incident or not; looked up, not compared pair by pair."""
    by_code: dict[str, list[Telling]] = {}
    for each in tellings:
        for code in each.known_as:
            by_code.setdefault(code, []).append(each)
    pairs = {
        (each.report, other.report)
        for each in tellings
        for code in each.names | each.cites
        for other in by_code.get(code, ())
        if each.report != other.report and _cites_by_code(each, other)
    }
    return tuple(FoundRepeat(report=one, repeats=other, why=FoundWhy.CITES) for one, other in sorted(pairs))


def _between(earlier: Telling, later: Telling, copied: set[tuple[str, str]]) -> FoundRepeat | None:
    for one, other in ((later, earlier), (earlier, later)):
        if _cites_by_code(one, other) or _names_source(one, other):
            return FoundRepeat(report=one.report, repeats=other.report, why=FoundWhy.CITES)
    for one, other in ((later, earlier), (earlier, later)):
        if (one.report, other.report) in copied:
            return FoundRepeat(report=one.report, repeats=other.report, why=FoundWhy.COPIES)
    if _are_alike(earlier.words, later.words) or _say_the_same(earlier, later):
        return FoundRepeat(report=later.report, repeats=earlier.report, why=FoundWhy.COPIES)
    if _take_from_one(earlier, later):
        return FoundRepeat(report=later.report, repeats=earlier.report, why=FoundWhy.UPSTREAM)
    return None


def _cites_by_code(one: Telling, other: Telling) -> bool:
    return bool(one.cites & other.known_as) or (bool(one.names & other.known_as) and _names_source(one, other))


def _names_source(one: Telling, other: Telling) -> bool:
    return one.source != other.source and bool(one.taken_from & other.source_names)


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    small, large = sorted((len(one), len(other)))
    if small == 0 or small < LIKE_ENOUGH * large:
        return False
    shared = len(one & other)
    return shared >= LIKE_ENOUGH * (small + large - shared)


def _say_the_same(one: Telling, other: Telling) -> bool:
    """Everything to the last digit, at a measured point: points of areas agree by chance, and often."""
    a, b = one.facts, other.facts
    if a is None or b is None or one.source == other.source:
        return False
    return (
        a.point is not None
        and a.place_precision is PlacePrecision.POINT
        and (a.point, a.place_precision, a.day_from, a.day_to) == (b.point, b.place_precision, b.day_from, b.day_to)
        and (a.classes, a.killed, a.wounded) == (b.classes, b.killed, b.wounded)
    )


def _take_from_one(one: Telling, other: Telling) -> bool:
    if {address_key(each) for each in one.addresses} & {address_key(each) for each in other.addresses}:
        return True
    return bool(one.taken_from & other.taken_from)
