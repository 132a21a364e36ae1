"""A saved mapping: which column of somebody's table is which of our fields. A JSON file a person can read.

::

    {"name": "network's weekly table", "source": "network-a", "republish": "derived",
     "columns": {"external_id": "ID", "day": "Date", "place": "Town", "killed": "Dead"},
     "constants": {"governorate": "SY07"}, "date_formats": ["DD/MM/YYYY"],
     "codes": {"classes": {"air strike": "VC-04"}}, "delimiter": ";", "encoding": "windows-1256"}

``columns`` maps our field to the header of a column, or to its HXL tag; ``sealed:anything`` keeps a column as
sealed text. ``constants`` gives a field the same value in every row. ``codes`` translates cell values of
``classes``, ``parties`` and ``day_precision``; a value that is not in the table is not guessed.

A table is collected where its source published it. A table of a source that is a door of ours or a party (a field
office, a hotline) is received: every row is promised and waits for its epoch, and nothing of it is shown.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from mithaq.errors import ImportRejected
from mithaq.intake.cells import DATE_FORMATS
from mithaq.intake.hxl import fields_of_tags
from mithaq.intake.names import exact_key
from mithaq.mechanism.monitoring.facts import Republish

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = [
    "FIELDS",
    "SEALED",
    "Mapping",
    "guess_mapping",
    "load_mapping",
    "mapping_json",
    "parse_mapping",
    "save_mapping",
]

SEALED: Final = "sealed:"
FIELDS: Final = {
    "external_id": (
        "id", "external id", "event id", "incident id", "رقم",
        "المعرف", "معرف", "رقم الحادث", "الرقم",
    ),
    "day": (
        "date", "day", "event date", "incident date", "التاريخ", "تاريخ",
        "اليوم", "تاريخ الحادث", "تاريخ الحدث",
    ),
    "day_from": ("date from", "start date", "from date", "من تاريخ", "تاريخ البدء"),
    "day_to": ("date to", "end date", "to date", "إلى تاريخ", "حتى تاريخ", "تاريخ الانتهاء"),
    "day_precision": ("date precision", "دقة التاريخ"),
    "place": (
        "place", "location", "town", "village", "city", "community", "المكان",
        "الموقع", "البلدة", "القرية", "المدينة",
    ),
    "subdistrict": ("subdistrict", "sub-district", "admin3", "الناحية"),
    "district": ("district", "admin2", "المنطقة"),
    "governorate": ("governorate", "province", "admin1", "المحافظة"),
    "lat": ("lat", "latitude", "خط العرض", "العرض"),
    "lon": ("lon", "lng", "long", "longitude", "خط الطول", "الطول"),
    "classes": (
        "class", "classes", "violation", "violation type", "type",
        "نوع الخرق", "نوع الانتهاك", "النوع", "التصنيف",
    ),
    "killed": (
        "killed", "deaths", "dead", "fatalities", "القتلى", "عدد القتلى",
        "الضحايا", "الشهداء", "عدد الشهداء",
    ),
    "killed_low": ("killed min", "killed low", "deaths low", "أدنى عدد للقتلى"),
    "killed_high": ("killed max", "killed high", "deaths high", "أعلى عدد للقتلى"),
    "wounded": ("wounded", "injured", "injuries", "الجرحى", "عدد الجرحى", "المصابون", "الإصابات"),
    "wounded_low": ("wounded min", "wounded low", "injured low"),
    "wounded_high": ("wounded max", "wounded high", "injured high"),
    "parties": (
        "party", "parties", "perpetrator", "actor", "responsible",
        "الفاعل", "الجهة المسؤولة", "الطرف", "الجهة",
    ),
    "links": ("link", "url", "source link", "الرابط", "رابط"),
    "text": (
        "description", "details", "text", "notes", "summary", "الوصف",
        "التفاصيل", "وصف الحادث", "ملاحظات",
    ),
}  # fmt: skip
"""Our fields, each with the headers `guess_mapping` takes for it."""
CODED: Final = ("classes", "parties", "day_precision")


@dataclass(frozen=True, slots=True)
class Mapping:
    name: str
    source: str
    columns: dict[str, str]
    republish: Republish = Republish.NONE
    constants: dict[str, str] = field(default_factory=dict)
    date_formats: tuple[str, ...] = DATE_FORMATS
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    list_separator: str = ";"
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None

    def problems(self) -> list[str]:
        """What keeps the mapping from being used, in words for its author."""
        found = [f"{name!r} is not a field" for name in self.columns if not _is_field(name)]
        found += [f"the constant {name!r} is not a field" for name in self.constants if name not in FIELDS]
        found += [f"{name!r} takes no table of codes" for name in self.codes if name not in CODED]
        given = {*self.columns, *self.constants}
        if not given & {"day", "day_from"}:
            found.append("no column gives the day")
        if len(given & {"lat", "lon"}) == 1:
            found.append("lat and lon are needed together")
        if not self.source:
            found.append("the source has no code")
        if self.delimiter is not None and (len(self.delimiter) != 1 or self.delimiter in '"\r\n '):
            found.append("the delimiter is one character, and no quote, blank or line end")
        if not self.list_separator:
            found.append("the list separator is empty")
        if not self.date_formats or any(not {"Y", "M", "D"} <= set(each) for each in self.date_formats):
            found.append("every date format needs YYYY, MM (or M) and DD (or D)")
        return found


def _is_field(name: str) -> bool:
    return name in FIELDS or (name.startswith(SEALED) and len(name) > len(SEALED))


def load_mapping(path: Path) -> Mapping:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _no_mapping(str(path), error) from error
    return parse_mapping(text, str(path))


def parse_mapping(text: str, where: str) -> Mapping:
    """``where`` is what an error names: the file, or the saved mapping."""
    try:
        raw: Any = json.loads(text)
        if not isinstance(raw, dict):
            raise TypeError("it is not a JSON object")
        values: dict[str, Any] = dict(raw)
        values["republish"] = Republish(values.get("republish", Republish.NONE))
        values["date_formats"] = tuple(values.get("date_formats", DATE_FORMATS))
        mapping = Mapping(**values)
        _check_types(mapping)
        problems = mapping.problems()
    except (ValueError, TypeError, RecursionError) as error:
        raise _no_mapping(where, error) from error
    if problems:
        raise ImportRejected(f"{'; '.join(problems)}.", where=where, advice=f"Fields are: {', '.join(FIELDS)}.")
    return mapping


def _no_mapping(where: str, error: Exception) -> ImportRejected:
    return ImportRejected(
        f"this is not a mapping ({error}).",
        where=where,
        advice="Begin with what `mithaq mapping suggest` prints; the format is in docs/import.md.",
    )


def mapping_json(mapping: Mapping) -> str:
    written = {name: getattr(mapping, name) for name in Mapping.__slots__ if getattr(mapping, name) is not None}
    return json.dumps(written, ensure_ascii=False, indent=2) + "\n"


def save_mapping(mapping: Mapping, path: Path) -> None:
    path.write_text(mapping_json(mapping), "utf-8")


def guess_mapping(
    header: Sequence[str], *, tags: Sequence[str] = (), name: str = "guessed", source: str = ""
) -> Mapping:
    """A first proposal from Arabic or English headers, for a person to correct; no column is used twice.

    Where a column has an HXL tag, the tag says what it is, and its header nothing. No source and no codes are set:
    those it cannot know.
    """
    known = {exact_key(spelling): ours for ours, spellings in FIELDS.items() for spelling in (ours, *spellings)}
    columns = fields_of_tags(tags)
    for index, column in enumerate(header):
        if tags and tags[index]:
            continue
        ours = known.get(exact_key(column))
        if ours is not None and ours not in columns:
            columns[ours] = column
    return Mapping(name=name, source=source, columns=columns)


def _check_types(mapping: Mapping) -> None:
    if not isinstance(mapping.codes, dict):
        raise TypeError("codes must map text to tables")
    tables = {"columns": mapping.columns, "constants": mapping.constants, **mapping.codes}
    for name, table in tables.items():
        if not isinstance(table, dict) or not all(isinstance(each, str) for pair in table.items() for each in pair):
            raise TypeError(f"{name} must map text to text")
    single = (mapping.name, mapping.source, mapping.list_separator, *mapping.date_formats)
    optional = (mapping.encoding, mapping.delimiter, mapping.sheet)
    if not all(isinstance(each, str) for each in (*single, *(each for each in optional if each is not None))):
        raise TypeError("a text was expected")
