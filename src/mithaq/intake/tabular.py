"""Reads anybody's CSV or XLSX through a saved `Mapping` into collected reports."""

from __future__ import annotations

import re
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Final

from mithaq.errors import ImportRejected
from mithaq.intake.cells import coordinates, day, is_formula, last_plausible_day, plain, span, whole_number
from mithaq.intake.csvfile import read_csv
from mithaq.intake.hxl import Sheet, tag_key
from mithaq.intake.located import NO_GAZETTEER, Located, facts_of
from mithaq.intake.mapping import FIELDS, SEALED, Mapping
from mithaq.intake.places import Gazetteer, Level, Resolved, Unresolved
from mithaq.intake.rows import Accepted, BadField, Rejected, Row
from mithaq.intake.seen import SeenIds
from mithaq.intake.xlsxfile import read_xlsx
from mithaq.mechanism.monitoring.facts import Count, DayPrecision, Point
from mithaq.mechanism.monitoring.report import CollectedReport

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["Preview", "first_rows", "positions", "preview", "read_header", "read_one", "read_table"]

FREE_TEXT: Final = frozenset({"text"})
LONGEST_ID: Final = 200
ISO_FIRST: Final = "YYYY-MM-DD"

_CLASS: Final = re.compile(r"VC-(?:0[1-9]|1\d|2[0-2])")
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,79}")
_LINK: Final = re.compile(r"https?://\S{1,1990}")


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows as they would be taken in, beside the header they were read under."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read_header(path: Path, *, encoding: str | None = None, delimiter: str | None = None) -> tuple[str, ...]:
    """The column names alone, for `guess_mapping`."""
    if path.suffix.lower() == ".xlsx":
        return read_xlsx(path).header
    with read_csv(path, encoding=encoding, delimiter=delimiter) as file:
        return file.header


def first_rows(
    path: Path, n: int, *, encoding: str | None = None, delimiter: str | None = None, sheet: str | None = None
) -> tuple[tuple[str, ...], tuple[str, ...], list[list[str]]]:
    """The header, the HXL tags and the first whole rows as they stand, for a person who writes a mapping."""
    wanted = Mapping("", "", {}, encoding=encoding, delimiter=delimiter, sheet=sheet)
    with _open(path, wanted) as found:
        rows = [each[1] for each in islice(found.rows, n) if not isinstance(each, Rejected)]
        return found.header, found.tags, rows


def positions(column: str, header: Sequence[str], tags: Sequence[str]) -> list[int]:
    """Where the columns stand that a mapping means by a header's text, or by an HXL tag."""
    named = [index for index, name in enumerate(header) if name == column]
    key = tag_key(column) if tags and not named else None
    return named if key is None else [index for index, tag in enumerate(tags) if tag_key(tag) == key]


def preview(path: Path, mapping: Mapping, n: int = 20, *, gazetteer: Gazetteer = NO_GAZETTEER) -> Preview:
    with _open(path, mapping) as found:
        return Preview(found.header, tuple(islice(read_table(path, mapping, gazetteer=gazetteer), n)))


def read_table(path: Path, mapping: Mapping, *, gazetteer: Gazetteer = NO_GAZETTEER) -> Iterator[Row]:
    """One result for each row; memory does not grow with the file."""
    problems = mapping.problems()
    if problems:
        raise ImportRejected(
            f"the mapping cannot be used: {'; '.join(problems)}.",
            where=mapping.name,
            advice=f"Correct it; fields are: {', '.join(FIELDS)}.",
        )
    with _open(path, mapping) as (header, tags, records), closing(SeenIds()) as seen:
        at = {column: positions(column, header, tags) for column in mapping.columns.values()}
        missing = [f"{column!r} (for {ours})" for ours, column in mapping.columns.items() if not at[column]]
        if missing:
            raise ImportRejected(
                f"the mapping names columns the file does not have: {', '.join(missing)}.",
                where=str(path),
                advice=f"The file has: {', '.join(filter(None, (*header, *tags)))[:500]}.",
            )
        repeated = [column for column, found in at.items() if len(found) > 1]
        if repeated:
            raise ImportRejected(
                f"the file has the column {repeated[0]!r} more than once.",
                where=str(path),
                advice="Rename one of them, so that it is clear which is meant.",
            )
        reader = _Reader(mapping, {column: found[0] for column, found in at.items()}, gazetteer)
        for record in records:
            if isinstance(record, Rejected):
                yield record
                continue
            number, cells = record
            try:
                accepted = reader.read(number, cells)
                external_id = accepted.value.external_id
                if not seen.add(external_id):
                    raise BadField("external_id", external_id, "an id that no earlier row of the file has")
            except BadField as bad:
                yield bad.at(number)
                continue
            yield accepted


def read_one(cells: dict[str, str], *, gazetteer: Gazetteer = NO_GAZETTEER) -> CollectedReport:
    """One row given by our own fields' names, or `BadField`; its source is nobody's."""
    parties = [part.strip() for part in cells.get("parties", "").split(";") if part.strip()]
    mapping = Mapping(
        "by hand",
        "by-hand",
        {name: name for name in cells},
        codes={"parties": {party: party for party in parties}} if parties else {},
    )
    at = {name: index for index, name in enumerate(cells)}
    value = _Reader(mapping, at, gazetteer).read(1, list(cells.values())).value
    assert isinstance(value, CollectedReport)
    return value


@contextmanager
def _open(path: Path, mapping: Mapping) -> Iterator[Sheet]:
    if path.suffix.lower() == ".xlsx":
        yield read_xlsx(path, mapping.sheet)
        return
    with read_csv(path, encoding=mapping.encoding, delimiter=mapping.delimiter) as file:
        yield Sheet(file.header, file.tags, file.rows)


class _Reader:
    """A mapping made ready for one file: column numbers instead of names."""

    def __init__(self, mapping: Mapping, at: dict[str, int], gazetteer: Gazetteer) -> None:
        self._mapping = mapping
        self._gazetteer = gazetteer
        self._latest = last_plausible_day()
        # a spreadsheet's own dates arrive as ISO whatever the text cells beside them use
        self._formats = tuple(dict.fromkeys((*mapping.date_formats, ISO_FIRST)))
        own = [(ours, at[column]) for ours, column in mapping.columns.items()]
        self._fields = [(ours, index) for ours, index in own if not ours.startswith(SEALED)]
        self._sealed = [(ours.removeprefix(SEALED), index) for ours, index in own if ours.startswith(SEALED)]
        self._empty = {**dict.fromkeys(FIELDS, ""), **mapping.constants}
        self._is_mapped = "external_id" in mapping.columns
        self._codes = {
            name: {plain(key)[0].casefold(): code for key, code in table.items()}
            for name, table in mapping.codes.items()
        }
        self._has_place = bool(
            {"place", "subdistrict", "district", "governorate"} & {*mapping.columns, *mapping.constants}
        )

    def read(self, number: int, cells: list[str]) -> Accepted:
        notes: list[str] = []
        row = self._empty.copy()
        for ours, index in self._fields:
            cell = cells[index]
            if not cell:
                continue
            if ours in FREE_TEXT:
                row[ours] = cell.strip()
                continue
            if cell.isprintable():
                row[ours] = cell.strip()
            else:
                row[ours], controlled = plain(cell)
                if controlled:
                    notes.append(f"{ours}: invisible control characters were taken out")
            if cell[0] in "=+-@ \t" and is_formula(cell):
                notes.append(f"{ours}: {cell[:80]!r} looks like a formula; it was kept as text and not computed")
        located = self._located(row)
        report = CollectedReport(
            source=self._mapping.source,
            external_id=_external_id(row["external_id"], cells, mapped=self._is_mapped),
            republish=self._mapping.republish,
            facts=facts_of(
                located,
                days=self._days(row),
                classes=self._coded("classes", row["classes"], _CLASS, "a violation class VC-01 to VC-22"),
                killed=_count("killed", row),
                wounded=_count("wounded", row),
                parties=self._coded("parties", row["parties"], _CODE, "a party's code") or None,
                links=_links(row["links"]),
            ),
            text=row["text"] or None,
            unresolved_place=located.unresolved,
            sealed={name: cells[index].strip() for name, index in self._sealed if cells[index].strip()},
        )
        return Accepted(number, report, notes=tuple(notes))

    def _days(self, row: dict[str, str]) -> tuple[str, str, DayPrecision]:
        field = "day" if row["day"] else "day_from"
        first = day(field, row[field], latest=self._latest, formats=self._formats)
        if first is None:
            raise BadField("day", "", f"a day written {' or '.join(self._formats)}")
        last = day("day_to", row["day_to"], latest=self._latest, formats=self._formats) or first
        if last < first:
            raise BadField("day_to", last, f"a day not before {first}")
        if row["day_precision"]:
            stated = self._coded("day_precision", row["day_precision"], _CODE, "a precision")[0]
            if stated not in set(DayPrecision):
                raise BadField("day_precision", row["day_precision"], f"one of {', '.join(DayPrecision)}")
            return first, last, DayPrecision(stated)
        return first, last, span(first, last)

    def _coded(self, field: str, text: str, pattern: re.Pattern[str], expected: str) -> tuple[str, ...]:
        """Codes from the mapping's table, or as they stand; a value that is neither is refused."""
        if not text:
            return ()
        table = self._codes.get(field, {})
        codes: dict[str, None] = {}
        for part in text.split(self._mapping.list_separator):
            value = part.strip()
            if not value:
                continue
            code = table.get(value.casefold())
            # a party column holds names more often than codes: without a table nothing is taken for a code
            stands = field == "classes" or (field == "day_precision" and not table)
            if code is None and stands and pattern.fullmatch(value):
                code = value
            if code is None or not pattern.fullmatch(code):
                raise BadField(field, value, f"{expected}, or a value in the mapping's table of codes")
            codes[code] = None
        return tuple(codes)

    def _located(self, row: dict[str, str]) -> Located:
        point = coordinates("lat", row["lat"], "lon", row["lon"])
        if not self._has_place:
            return self._at_point(point, None)
        parents: tuple[str, ...] = tuple(filter(None, (row["subdistrict"], row["district"], row["governorate"])))
        if row["place"]:
            found = self._gazetteer.resolve(row["place"], within=parents, point=point)
            if isinstance(found, Resolved):
                return Located.of(found.place, point=point)
            coarse = self._area(row, parents)
            return coarse_with(coarse, point, row["place"]) if coarse else self._at_point(point, row["place"])
        coarse = self._area(row, parents)
        if coarse is not None:
            return coarse_with(coarse, point, coarse.unresolved)
        return self._at_point(point, parents[0] if parents else None)

    def _area(self, row: dict[str, str], parents: tuple[str, ...]) -> Located | None:
        """The finest of the stated areas the gazetteer knows."""
        unknown: str | None = None
        for level in (Level.SUBDISTRICT, Level.DISTRICT, Level.GOVERNORATE):
            name = row[level.value]
            if not name:
                continue
            wider = tuple(each for each in parents if each != name)
            found = self._gazetteer.resolve(name, within=wider, levels=(level,))
            if isinstance(found, Unresolved):
                unknown = unknown or name
                continue
            return Located.of(found.place, unresolved=unknown)
        return None

    def _at_point(self, point: Point | None, unresolved: str | None) -> Located:
        area = self._gazetteer.subdistrict_at(point) if point else None
        if area is None:
            return Located(point=point, unresolved=unresolved)
        return coarse_with(Located.of(area), point, unresolved)


def coarse_with(area: Located, point: Point | None, unresolved: str | None) -> Located:
    return Located(area.place, area.precision, area.subdistrict, area.governorate, point, unresolved)


def _external_id(text: str, cells: list[str], *, mapped: bool) -> str:
    """The source's id; for a table without one, a fingerprint of the whole row, so that it imports only once."""
    if not mapped:
        return "row-" + sha256("\x1f".join(cells).encode("utf-8", "surrogatepass")).hexdigest()[:24]
    if not text or len(text) > LONGEST_ID:
        raise BadField("external_id", text, f"an id of 1 to {LONGEST_ID} characters")
    return text


def _count(field: str, row: dict[str, str]) -> Count | None:
    if not (row[field] or row[f"{field}_low"] or row[f"{field}_high"]):
        return None
    best = whole_number(field, row[field]) if row[field] else None
    low = whole_number(f"{field}_low", row[f"{field}_low"]) if row[f"{field}_low"] else None
    high = whole_number(f"{field}_high", row[f"{field}_high"]) if row[f"{field}_high"] else None
    if best is None:
        if low is None:
            raise BadField(field, row[f"{field}_high"], "the lowest number too; none is guessed")
        # of a range without a best value the minimum is what is certain (Every Casualty standards, 2016)
        best = low
    low = best if low is None else low
    high = best if high is None else high
    if not low <= best <= high:
        raise BadField(field, f"{low}, {best}, {high}", "low, best and high that do not fall")
    return Count(low=low, best=best, high=high)


def _links(text: str) -> tuple[str, ...]:
    if not text:
        return ()
    links = tuple(text.split())
    for link in links:
        if not _LINK.fullmatch(link):
            raise BadField("links", link, "addresses that begin http:// or https://, with blanks between")
    return links
