"""Days, codes and classes: strings with one spelling, of which a record repeats a few a million times.

A schema names them by `spelled`; msgspec checks their length, and `Spelling.admits` the rest, each word once. A
regular expression in the schema itself would be run over every word of every statement [9 of 14 µs a report].
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any, Final, cast

import msgspec
from msgspec import inspect

__all__ = ["CLASS", "CODE", "DAY", "SPELLINGS", "Found", "Gather", "Spelling", "gather_spelled", "spelled"]

_MARK: Final = "spelling"
_REMEMBERED: Final = 50_000
"""Bounds the memory that a hostile record can take here."""

Found = tuple[list[str | None], ...]
"""What was found in a value, one list a spelling, in the order of ``SPELLINGS``."""
Gather = Callable[[Any, Found], None]
"""Adds to the lists every string of a value whose spelling is still to be checked."""


def _is_a_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda text: compiled.fullmatch(text) is not None


@dataclass(frozen=True)
class Spelling:
    name: str
    is_right: Callable[[str], bool]
    known: set[str | None] = field(default_factory=lambda: {None})
    """Words found right before; None stands for an optional field that says nothing."""

    def admits(self, words: Iterable[str | None]) -> bool:
        known = self.known
        if known.issuperset(words):
            return True
        new = {word for word in words if word not in known}
        if not all(self.is_right(word) for word in new if word is not None):
            return False
        if len(known) + len(new) <= _REMEMBERED:
            known |= new
        return True


DAY: Final = Spelling("day", _is_a_day)
CODE: Final = Spelling("code", _matches(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,79}"))
CLASS: Final = Spelling("violation class", _matches(r"VC-\d{2}"))
SPELLINGS: Final = (DAY, CODE, CLASS)


def spelled(spelling: Spelling, shortest: int, longest: int) -> msgspec.Meta:
    """The mark of a schema's string. Whoever reads the schema without `statements.read` checks the length only."""
    return msgspec.Meta(min_length=shortest, max_length=longest, extra={_MARK: SPELLINGS.index(spelling)})


def gather_spelled(schema: type[msgspec.Struct]) -> Gather | None:
    """How to find every spelled string below a struct; None where there is none. Made from the schema itself."""
    return _gather(inspect.type_info(schema))


def _place(node: inspect.Type) -> int | None:
    if isinstance(node, inspect.Metadata) and node.extra and _MARK in node.extra:
        return cast("int", node.extra[_MARK])
    return None


def _plain(node: inspect.Type) -> inspect.Type:
    """Without what may stand for nothing: the one type a present value has."""
    if isinstance(node, inspect.UnionType):
        said = [part for part in node.types if not isinstance(part, inspect.NoneType)]
        if len(said) == 1:
            return said[0]
    return node


def _gather(node: inspect.Type) -> Gather | None:
    node = _plain(node)
    place = _place(node)
    if place is not None:
        return _one(place)
    if isinstance(node, inspect.Metadata):
        return _gather(node.type)
    if isinstance(node, inspect.StructType):
        return _of_struct(node)
    if isinstance(node, inspect.VarTupleType | inspect.ListType):
        return _of_each(_place(node.item_type), _gather(node.item_type))
    if isinstance(node, inspect.DictType):
        return _of_object(
            _of_each(_place(node.key_type), _gather(node.key_type)),
            _of_each(_place(node.value_type), _gather(node.value_type)),
        )
    if isinstance(node, inspect.UnionType) and any(_gather(part) for part in node.types):
        raise TypeError("a schema with spelled strings in a union: teach this module to find them")
    return None


def _one(place: int) -> Gather:
    def gather(value: str, found: Found) -> None:
        found[place].append(value)

    return gather


def _of_each(place: int | None, inner: Gather | None) -> Gather | None:
    if place is not None:

        def gather_all(value: Iterable[str], found: Found) -> None:
            found[place].extend(value)

        return gather_all
    if inner is None:
        return None

    def gather_inside(value: Iterable[Any], found: Found) -> None:
        for item in value:
            inner(item, found)

    return gather_inside


def _of_object(keys: Gather | None, values: Gather | None) -> Gather | None:
    if values is None:
        return keys

    def gather_both(value: dict[str, Any], found: Found) -> None:
        if keys is not None:
            keys(value.keys(), found)
        values(value.values(), found)

    return gather_both


def _of_struct(node: inspect.StructType) -> Gather | None:
    direct: dict[int, list[str]] = {}
    nested: list[tuple[str, Gather]] = []
    for each in node.fields:
        place = _place(_plain(each.type))
        inner = _gather(each.type)
        if place is not None:
            direct.setdefault(place, []).append(each.name)
        elif inner is not None:
            nested.append((each.name, inner))
    if not direct and not nested:
        return None
    # A getter of one name gives the value itself, of several a tuple.
    ones = tuple((place, attrgetter(names[0])) for place, names in direct.items() if len(names) == 1)
    many = tuple((place, attrgetter(*names)) for place, names in direct.items() if len(names) > 1)
    inside = tuple((attrgetter(name), inner) for name, inner in nested)

    def gather(value: object, found: Found) -> None:
        for place, get in ones:
            found[place].append(get(value))
        for place, get in many:
            found[place].extend(get(value))
        for get, inner in inside:
            item = get(value)
            if item is not None and item is not msgspec.UNSET:
                inner(item, found)

    return gather
