"""Open data beside the pages: CSV and JSON with the documented columns, the same rows in both.

The JSON carries the same strings as the CSV, so that nobody's reader turns an empty cell into 0.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

from mithaq.errors import InvalidStatement
from mithaq.mechanism.agreement.mode import MARK
from mithaq.publish.columns import COLUMNS
from mithaq.publish.hxl_tags import TAGS
from mithaq.publish.views import (
    UNKNOWN,
    BulletinView,
    IncidentView,
    PartyView,
    Quantity,
    SiteView,
    SourceView,
    Words,
)

__all__ = [
    "as_csv",
    "as_hxl",
    "as_json",
    "bulletin_tables",
    "incident_rows",
    "party_rows",
    "source_rows",
]

Row = tuple[str, ...]


def _shield(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula gets an apostrophe (OWASP, CSV injection)."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def as_csv(table: str, rows: Iterable[Row]) -> bytes:
    """UTF-8 with a byte order mark: without it a common spreadsheet shows Arabic as rubbish."""
    return _written(table, (COLUMNS[table],), rows)


def as_hxl(table: str, rows: Iterable[Row]) -> bytes:
    """The same with a row of HXL hashtags below the header, and every run of blanks as one."""
    single = (tuple(" ".join(cell.split()) for cell in row) for row in rows)
    return _written(table, (COLUMNS[table], TAGS[table]), single)


def _written(table: str, above: Iterable[Row], rows: Iterable[Row]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows(above)
    writer.writerows([_shield(cell) for cell in _fitting(table, row)] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_json(tables: dict[str, Sequence[Row]]) -> bytes:
    named = {
        table: [dict(zip(COLUMNS[table], _fitting(table, row), strict=True)) for row in rows]
        for table, rows in tables.items()
    }
    return json.dumps(named, ensure_ascii=False, indent=1).encode() + b"\n"


def _fitting(table: str, row: Row) -> Row:
    if len(row) != len(COLUMNS[table]):
        raise InvalidStatement(f"a row of {table} has {len(row)} cells for {len(COLUMNS[table])} columns.")
    return row


def _mark(site: SiteView) -> str:
    return MARK[site.mode]


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _cells(quantity: Quantity) -> Row:
    return (quantity.form.value, _number(quantity.value), _number(quantity.low), _number(quantity.high))


def _yes(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def _both(words: Words) -> tuple[str, str]:
    return words.get("en", ""), words.get("ar", "")


def bulletin_tables(site: SiteView, bulletin: BulletinView) -> dict[str, Sequence[Row]]:
    start = (_mark(site), str(bulletin.number))
    return {
        "figures": [
            (
                *start,
                figure.code,
                *_both(figure.label),
                *_cells(figure.quantity),
                figure.rule,
                " ".join(figure.sources),
                " ".join(map(str, figure.entries)),
                _yes(figure.recomputable),
                _number(figure.corrected_by),
            )
            for figure in bulletin.figures
        ],
        "channels": [
            (
                *start,
                channel.code,
                *_cells(channel.received),
                *_cells(channel.disposed),
                *_cells(channel.open),
                *_cells(channel.overdue),
                channel.oldest_open or "",
                _yes(channel.recomputable),
            )
            for channel in bulletin.channels
        ],
        "events": [
            (*start, event.day, event.governorate, event.violation_class, *_cells(event.reported))
            for event in bulletin.events
        ],
        "days": [
            (
                *start,
                day.day,
                _yes(day.told),
                _number(day.incidents if day.told else None),
                _number(day.verified if day.told else None),
                *_cells(day.killed if day.told else UNKNOWN),
            )
            for day in bulletin.days
        ],
        "trends": [
            (
                *start,
                trend.code,
                trend.rule,
                *_cells(trend.now),
                *(bulletin.previous or ("", "")),
                *_cells(trend.before),
            )
            for trend in bulletin.trends
        ],
        "restrictions": [
            (
                *start,
                each.incident,
                each.day_from,
                each.day_to,
                each.subdistrict or "",
                each.governorate or "",
                _yes(each.verified),
            )
            for each in bulletin.restrictions
        ],
        "claims": [
            (
                *start,
                claim.recorder,
                claim.rule,
                *_both(claim.measure),
                claim.day_from,
                claim.day_to,
                *_cells(claim.count),
                claim.as_printed,
                claim.place or "",
                claim.place_as_printed or "",
                claim.by or "",
                claim.document or "",
                _yes(claim.verified),
            )
            for claim in bulletin.claims
        ],
        "coverage": [
            (
                *start,
                area.place,
                _yes(area.reports > 0),
                _number(area.reports or None),
                str(area.subdistricts),
                _number(area.told or None),
            )
            for area in bulletin.coverage.areas
        ],
        "heard": [
            *((*start, source, "yes") for source in bulletin.coverage.heard),
            *((*start, source, "no") for source in bulletin.coverage.silent),
        ],
        "doors": list(_doors(start, bulletin)),
        "corrections": [
            (
                *start,
                str(correction.number),
                correction.day,
                correction.corrects,
                *_both(correction.text),
                _number(correction.index),
            )
            for correction in bulletin.corrections
        ],
    }


def _doors(start: Row, bulletin: BulletinView) -> Iterator[Row]:
    for week in bulletin.doors:
        days = (*start, week.day_from, week.day_to)
        for door, reports in week.apart:
            yield (*days, door, str(reports), "no")
        if week.together:
            yield (*days, " ".join(week.together), str(week.sum_together), "no")


def incident_rows(site: SiteView, incidents: Iterable[IncidentView]) -> Iterator[Row]:
    for incident in incidents:
        yield (
            _mark(site),
            incident.id,
            incident.state.value,
            incident.day_from,
            incident.day_to,
            incident.day_precision.value,
            incident.place or "",
            incident.place_precision.value,
            incident.governorate or "",
            " ".join(incident.classes),
            *_cells(incident.killed),
            *_cells(incident.wounded),
            " ".join(incident.named_parties),
            *_cells(incident.origins),
            _yes(incident.corroborated),
            _yes(incident.dry_run),
            _yes(incident.demand),
            _number(max((entry.index for entry in incident.history), default=None)),
        )


def source_rows(site: SiteView, sources: Iterable[SourceView]) -> Iterator[Row]:
    for source in sources:
        start = (_mark(site), source.code, *_both(source.name), source.republish.value, source.channel)
        grades = [(grade.grade, grade.day, str(grade.index)) for grade in source.grades] or [("", "", "")]
        for grade in grades:
            yield (*start, *grade, source.document or "")


def party_rows(site: SiteView, parties: Iterable[PartyView]) -> Iterator[Row]:
    for party in parties:
        for name in party.names:
            yield (_mark(site), party.code, *_both(name.name), name.day_from or "", name.day_to or "")
