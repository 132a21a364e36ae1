"""HXL's own rules of validation, read from the schema in the shared samples: those that judge one cell at a time.

Its other rules (outliers, rare spellings) only ask a person to look, and are not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

__all__ = ["breaches"]

TAG = re.compile(r"#[A-Za-z][A-Za-z0-9_]*(\+[A-Za-z][A-Za-z0-9_]*)*")


def breaches(schema: list[dict[str, str]], tags: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """One line for each cell that a rule of the schema finds fault with."""
    columns = list(tags)
    found = [f"{tag}: no hashtag" for tag in columns if not TAG.fullmatch(tag)]
    for row in rows:
        for tag, cell in zip(columns, row, strict=True):
            found += [f"{tag}: {cell!r} is no {fault}" for fault in _faults(schema, tag, cell)]
    return found


def _faults(schema: list[dict[str, str]], tag: str, cell: str) -> Iterator[str]:
    for rule in schema:
        if cell and any(_matches(pattern, tag) for pattern in rule["#valid_tag"].split(",")):
            if rule.get("#valid_datatype") == "date" and not _holds(date.fromisoformat, cell):
                yield "date"
            if rule.get("#valid_datatype") == "number" and not _holds(float, cell):
                yield "number"
            if rule.get("#valid_value+whitespace") == "true" and cell != " ".join(cell.split()):
                yield "text without extra blanks"


def _matches(pattern: str, tag: str) -> bool:
    """``#date`` matches ``#date+start``; ``#indicator+num`` needs the attribute; ``#*`` is any."""
    base, *needed = pattern.split("+")
    of, *attributes = tag.split("+")
    return base in {"#*", of} and set(needed) <= set(attributes)


def _holds(read: Any, cell: str) -> bool:
    try:
        read(cell)
    except ValueError:
        return False
    return True
