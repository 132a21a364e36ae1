"""A mission's reports as linkage reads them: the public ones as the record shows them, and all as they were told.

Sealed values are opened in this process and go no further than the columns returned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from mithaq.mechanism.monitoring.facts import PlacePrecision, Point
from mithaq.mechanism.statements import read
from mithaq.registry.report_values import fact_values
from mithaq.sealed.ciphertext import values_or_none

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission
    from mithaq.store.projections.batch import Cursor

__all__ = ["COLUMNS", "LinkageInputs", "PointOf", "linkage_inputs"]

COLUMNS: Final = (
    "unique_id",
    "source",
    "day",
    "day_width",
    "lat",
    "lon",
    "prec",
    "leaf",
    "actor",
    "cas",
    "text",
)
MOST_DAYS: Final = 31
"""A report that may be of any day of more than a month is compared with none."""
BLOCK: Final = 2_000
_PRECISION: Final = {
    PlacePrecision.POINT: 0,
    PlacePrecision.COMMUNITY: 1,
    PlacePrecision.SUBDISTRICT: 2,
    PlacePrecision.DISTRICT: 2,
}
_NOWHERE: Final = 3
_EPOCH: Final = date(1970, 1, 1)

PointOf = Callable[[str], Point | None]
"""The point that stands for a place code, where the mission's list of places has one."""
Row = tuple[object, ...]


@dataclass(slots=True)
class LinkageInputs:
    as_of: int
    public: list[Row] = field(default_factory=list)
    whole: list[Row] = field(default_factory=list)
    public_ids: list[str] = field(default_factory=list)
    """Every public report, those that can be compared with none among them."""

    def columns(self, *, public: bool) -> dict[str, list[object]]:
        rows = self.public if public else self.whole
        # Texts are always sealed: the public partition rests on none.
        wanted = [name for name in COLUMNS if not (public and name == "text")]
        return {name: [row[COLUMNS.index(name)] for row in rows] for name in wanted}


def linkage_inputs(mission: Mission, cursor: Cursor, as_of: int, point_of: PointOf) -> LinkageInputs:
    found = LinkageInputs(as_of)
    for report, body, opened in _reports(mission, cursor, as_of):
        shown = None if getattr(body, "facts", None) is None else fact_values(body.facts)
        if shown is not None:
            found.public_ids.append(report)
            row = _row(report, shown, str(body.source), None, point_of)
            if row is not None:
                found.public.append(row)
        said = {**(shown or {}), **(opened or {})}
        source = getattr(body, "source", None) or said.get("source") or f"told/{said.get('channel', '')}"
        row = _row(report, said, str(source), said.get("text"), point_of)
        if row is not None:
            found.whole.append(row)
    return found


def _reports(mission: Mission, cursor: Cursor, as_of: int) -> Iterator[tuple[str, Any, dict[str, Any] | None]]:
    for first in range(0, as_of, BLOCK):
        cursor.execute(
            'SELECT entry.bytes, ciphertext."key", ciphertext.blob FROM entry'
            ' LEFT JOIN ciphertext ON ciphertext."index" = entry."index"'
            ' WHERE entry."index" >= %s AND entry."index" < %s'
            " AND entry.kind IN ('report.collected', 'report.received') ORDER BY entry.\"index\"",
            (first, min(first + BLOCK, as_of)),
        )
        rows = cursor.fetchall()
        keys = mission.keys.keys([row[1] for row in rows if row[1] is not None])
        for data, key_id, blob in rows:
            statement = read(bytes(data))
            key = keys.get(key_id)
            opened = (
                None if key is None else values_or_none(key, bytes(blob), statement.id, statement.kind, statement.v)
            )
            yield statement.id, statement.body, opened


def _row(report: str, said: dict[str, Any], source: str, text: object, point_of: PointOf) -> Row | None:
    """None where nothing says when it was, or within a month: erased reports and those that tell no facts."""
    occurred = said.get("occurred")
    if occurred is None:
        return None
    first, last = date.fromisoformat(occurred["day_from"]), date.fromisoformat(occurred["day_to"])
    width = (last - first).days + 1
    if width > MOST_DAYS:
        return None
    precision, point = _place(said, point_of)
    parties: list[str] = said.get("parties") or []
    classes: list[str] = said.get("classes") or []
    killed = (said.get("casualties") or {}).get("killed")
    latitude, longitude = (None, None) if point is None else (point.lat_e5 / 100_000, point.lon_e5 / 100_000)
    return (
        report,
        source,
        (first - _EPOCH).days,
        width,
        latitude,
        longitude,
        precision,
        min(classes, default=None),
        parties[0] if len(parties) == 1 else None,
        None if killed is None else killed["best"],
        text,
    )


def _place(said: dict[str, Any], point_of: PointOf) -> tuple[int, Point | None]:
    place = said.get("place") or {}
    precision = _PRECISION.get(PlacePrecision(place.get("place_precision", "unknown")), _NOWHERE)
    given = said.get("point")
    if given is not None and precision in {0, 1, _NOWHERE}:
        # A source that gives coordinates and no place means them as they are.
        return (1 if precision == 1 else 0), Point(lat_e5=given["lat_e5"], lon_e5=given["lon_e5"])
    code = place.get("place")
    point = None if code is None or precision in {0, _NOWHERE} else point_of(code)
    return (_NOWHERE, None) if point is None else (precision, point)
