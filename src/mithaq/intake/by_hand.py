"""One report or one set of facts written by a person as a small JSON object, or a report as plain text.

::

    {"day": "2017-01-05", "place": "Zahra", "governorate": "Homs", "classes": ["VC-06"],
     "killed": {"low": 2, "best": 3, "high": 5}, "wounded": 4, "text": "…", "lang": "ar"}

The fields are those of a mapping (docs/import.md), read by the same rules as a row of a table; lists may be
written as lists and numbers as numbers. No message repeats a value: what a reporter said is not for a log.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mithaq.errors import ImportRejected
from mithaq.intake.mapping import FIELDS
from mithaq.intake.rows import BadField
from mithaq.intake.tabular import read_one

if TYPE_CHECKING:
    from mithaq.intake.places import Gazetteer
    from mithaq.mechanism.monitoring.facts import Facts

__all__ = ["LONGEST", "ByHand", "read_by_hand"]

LONGEST: Final = 256 * 1_024
"""Bytes: some forty pages of text, more than anybody dictates."""
_SAID: Final = ("lang", "origin", "reporter")
_DAYS: Final = ("day", "day_from")
_COUNTS: Final = ("killed", "wounded")


@dataclass(frozen=True, slots=True)
class ByHand:
    """``facts`` is ``None`` where no day is given: then nothing of it is structured."""

    facts: Facts | None
    text: str | None
    unresolved_place: str | None
    external_id: str | None
    said: dict[str, str]
    """Of `lang`, `origin` and `reporter`, what was given."""


def read_by_hand(data: bytes, *, where: str, gazetteer: Gazetteer) -> ByHand:
    """What begins with ``{`` must be such an object; anything else is the text of a report."""
    if len(data) > LONGEST:
        raise ImportRejected(f"it is longer than {LONGEST:,} bytes.", where=where, advice="Send it in parts.")
    try:
        text = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise ImportRejected(
            f"it is not UTF-8 (byte {error.start}).", where=where, advice="Save it as UTF-8 and send it again."
        ) from None
    if not text:
        raise ImportRejected("there is nothing in it.", where=where, advice="Write the report, or its JSON object.")
    if not text.startswith("{"):
        return ByHand(None, text, None, None, {})
    return _read_object(text, where, gazetteer)


def _read_object(text: str, where: str, gazetteer: Gazetteer) -> ByHand:
    try:
        given: dict[str, Any] = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise ImportRejected(
            f"the JSON object does not end as it should{line}.",
            where=where,
            advice="Compare it with docs/import.md.",
        ) from None
    unknown = sorted(name for name in given if name not in FIELDS and name not in _SAID)
    if unknown:
        raise ImportRejected(
            f"{', '.join(name[:40] for name in unknown[:5])}: no such field.",
            where=where,
            advice=f"Fields are: {', '.join((*FIELDS, *_SAID))}.",
        )
    try:
        said = {name: _one_text(name, given.pop(name)) for name in _SAID if given.get(name) is not None}
        cells = _cells(given)
        free = cells.pop("text", None)
        external_id = cells.pop("external_id", None)
        if not cells:
            return ByHand(None, free, None, external_id, said)
        if not any(cells.get(name) for name in _DAYS):
            raise BadField("day", "", "a day written YYYY-MM-DD beside the other fields")
        if any(name in cells for name in ("lat", "lon")):
            cells = {"lat": "", "lon": ""} | cells
        report = read_one(cells, gazetteer=gazetteer)
    except BadField as bad:
        raise ImportRejected(
            f"{bad.field} cannot be used; expected {bad.expected}.", where=where, advice="Correct it and try again."
        ) from None
    return ByHand(report.facts, free, report.unresolved_place, external_id, said)


def _cells(given: dict[str, Any]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for name, value in given.items():
        if value is None:
            continue
        if name in _COUNTS and isinstance(value, dict):
            if not set(value) <= {"low", "best", "high"}:
                raise BadField(name, "", "a number, or an object with low, best and high")
            for part, number in value.items():
                cells[name if part == "best" else f"{name}_{part}"] = _one_text(name, number)
        elif isinstance(value, list):
            separator = " " if name == "links" else ";"
            cells[name] = separator.join(_one_text(name, each) for each in value)
        else:
            cells[name] = _one_text(name, value)
    return cells


def _one_text(name: str, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadField(name, "", "a text or a number")
    text = value if isinstance(value, str) else repr(value)
    if len(text.encode("utf-8", "surrogatepass")) > LONGEST or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise BadField(name, "", "text without broken characters")
    return text.strip()
