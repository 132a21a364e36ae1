"""Finds the hashtag row of an HXL table, and says which tag is which of our fields.

HXL 1.1 puts one row of hashtags between a sheet's headers and its data, within the first 25 rows: ``#date+start``,
``#affected+killed``. Headers may be in any language, several rows high, or missing; the tags say what the columns
are. The order of a tag's attributes and its letters' size mean nothing. (hxlstandard.org/standard/1-1final/tagging)
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from mithaq.errors import ImportRejected
from mithaq.intake.rows import Rejected

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["FIELD_TAGS", "Sheet", "fields_of_tags", "find_tags", "tag_key"]

LOOKED_AT: Final = 25
"""Rows among which the hashtags are looked for."""

FIELD_TAGS: Final = {
    "external_id": ("#event+id", "#event+code", "#meta+id"),
    "day": ("#date+occurred", "#date"),
    "day_from": ("#date+start",),
    "day_to": ("#date+end",),
    "place": ("#loc+code", "#adm4+code", "#loc+name", "#loc", "#adm4+name", "#adm4"),
    "subdistrict": ("#adm3+code", "#adm3+name", "#adm3"),
    "district": ("#adm2+code", "#adm2+name", "#adm2"),
    "governorate": ("#adm1+code", "#adm1+name", "#adm1"),
    "lat": ("#geo+lat",),
    "lon": ("#geo+lon",),
    "classes": ("#event+class+code",),
    "killed": ("#affected+killed",),
    "killed_low": ("#affected+killed+min",),
    "killed_high": ("#affected+killed+max",),
    "wounded": ("#affected+injured",),
    "wounded_low": ("#affected+injured+min",),
    "wounded_high": ("#affected+injured+max",),
    "links": ("#meta+url",),
    "text": ("#event+description", "#description"),
}
"""Our fields, each with the tags taken for it, the best first. A tag with a further attribute (``+f``) says
something else and is taken for nothing; only an attribute of language (``+i_ar``) is left aside."""

_WORD: Final = r"[a-z][a-z0-9_]*"
_TAG: Final = re.compile(rf"#{_WORD}(?:\s*\+\s*{_WORD})*", re.IGNORECASE | re.ASCII)
_LANGUAGE: Final = re.compile(r"\+i_[a-z]{2,3}(?=\+|$)")

Record = tuple[int, list[str]]


class Sheet(NamedTuple):
    """``tags`` has one text for each column, empty where it has no tag; it is empty where there is no tag row."""

    header: tuple[str, ...]
    tags: tuple[str, ...]
    rows: Iterator[Record | Rejected]


def tag_key(text: str) -> str | None:
    """The tag in one spelling, ``None`` where it is none: ``#Affected +f +killed`` is ``#affected+f+killed``."""
    stripped = text.strip()
    if not _TAG.fullmatch(stripped):
        return None
    tag, *attributes = "".join(stripped.casefold().split()).split("+")
    return "+".join((tag, *sorted(set(attributes))))


def find_tags(first: list[str], records: Iterator[Record | Rejected]) -> Sheet:
    """The header above the tags, the tags, and the rows below; without tags ``first`` is the header, as it was.

    Rows above the header are titles, and no data.
    """
    if (tags := _tags(first)) is not None:
        return _tagged([], tags, records)
    looked_at: list[Record | Rejected] = []
    above = first
    broken: ImportRejected | None = None
    while len(looked_at) < LOOKED_AT - 1:
        try:
            record = next(records, None)
        except ImportRejected as error:
            broken = error
            break
        if record is None:
            break
        looked_at.append(record)
        if isinstance(record, Rejected):
            continue
        if (tags := _tags(record[1])) is not None:
            return _tagged(above, tags, records)
        above = record[1]
    return Sheet(tuple(cell.strip() for cell in first), (), _from(looked_at, broken, records))


def fields_of_tags(tags: Sequence[str]) -> dict[str, str]:
    """Our fields with the tag, as it is written, of the column that is taken for each."""
    columns: dict[str, str] = {}
    written: dict[str, str] = {}
    for tag in tags:
        key = tag_key(tag)
        if key is not None:
            written.setdefault(_LANGUAGE.sub("", key), tag)
    for ours, wanted in FIELD_TAGS.items():
        found = next((written[key] for each in wanted if (key := tag_key(each)) in written), None)
        if found is not None:
            columns[ours] = found
    return columns


def _tags(cells: list[str]) -> tuple[str, ...] | None:
    """A row of which every filled cell is a tag, and at least two are: a lone one may be somebody's text."""
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) < 2 or not all(map(tag_key, filled)):
        return None
    return tuple(cell.strip() for cell in cells)


def _tagged(above: list[str], tags: tuple[str, ...], rows: Iterator[Record | Rejected]) -> Sheet:
    width = max(len(above), len(tags))
    tags += ("",) * (width - len(tags))
    names = [cell.strip() for cell in above] + [""] * (width - len(above))
    # A column that nobody named is called by its tag
    return Sheet(tuple(name or tag for name, tag in zip(names, tags, strict=True)), tags, rows)


def _from(
    looked_at: list[Record | Rejected], broken: ImportRejected | None, records: Iterator[Record | Rejected]
) -> Iterator[Record | Rejected]:
    """The rows that were looked at, and then what followed: the file's end, its rest, or its break."""
    if broken is None:
        return chain(looked_at, records)
    return chain(looked_at, _break(broken))


def _break(error: ImportRejected) -> Iterator[Record | Rejected]:
    raise error
    yield  # a generator: it breaks off where the file does
