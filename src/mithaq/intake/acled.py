"""Reads ACLED's export: political violence and protest, coded weekly from news and monitors.

Columns are those of ACLED's public codebook, in small or capital letters; columns that were added or dropped over
the years (data_id, disorder_type, civilian_targeting, tags) may be there or not. ACLED's terms do not let its data
be passed on: every report is `none`, sealed whole, and the mission's public pages show nothing of it.

ACLED writes 0 deaths both where nobody died and where no source gave a number, so 0 is "not known" here. It says
who took part and not who did it: both actors stand as named.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from mithaq.intake.cells import coordinates, day, last_plausible_day, plain, whole_number
from mithaq.intake.each_row import Made, each_row
from mithaq.intake.located import NO_GAZETTEER, Located, at_area, facts_of
from mithaq.intake.places import SETTLEMENTS, Gazetteer, Resolved
from mithaq.intake.rows import BadField
from mithaq.mechanism.monitoring.facts import Count, DayPrecision, PlacePrecision, Republish
from mithaq.mechanism.monitoring.report import CollectedReport

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from mithaq.intake.rows import Row

__all__ = ["SOURCE", "read_acled"]

SOURCE: Final = "acled"

NEEDED: Final = (
    "event_id_cnty", "event_date", "time_precision", "event_type", "sub_event_type", "actor1", "actor2", "country",
    "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source", "notes",
    "fatalities",
)  # fmt: skip
KEPT: Final = (
    "data_id", "event_id_no_cnty", "event_date", "time_precision", "disorder_type", "event_type", "sub_event_type",
    "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting",
    "iso", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source",
    "source_scale", "fatalities", "tags", "timestamp",
)  # fmt: skip
"""What ACLED said beyond our fields; kept sealed."""

CLASSES: Final = {
    "Air/drone strike": "VC-04",
    "Chemical weapon": "VC-08",
    "Sexual violence": "VC-17",
    "Abduction/forced disappearance": "VC-15",
}
"""Kinds of event that are one class by their meaning. Shelling from a ship stands among that from the ground."""
ANY_WEEK: Final = timedelta(days=6)
"""The event was on some day of the week the date lies in; where that week began is not said."""

_ID: Final = re.compile(r"[A-Z]{3}\d{1,9}")
_WORDS: Final = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4})")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_acled(
    path: Path,
    *,
    gazetteer: Gazetteer = NO_GAZETTEER,
    parties: Mapping[str, str] | None = None,
    origins: Mapping[str, str] | None = None,
) -> Iterator[Row]:
    """One result per event, from .csv or .csv.gz.

    ``parties`` maps names of ACLED's actors to party codes, ``origins`` names of its sources to origin codes; a
    name not in the table stays sealed text.
    """
    make = partial(
        _made, gazetteer=gazetteer, parties=parties or {}, origins=origins or {}, latest=last_plausible_day()
    )
    return each_row(path, make, needed=NEEDED, key="event_id_cnty", lower=True)


def _made(
    row: Mapping[str, str],
    *,
    gazetteer: Gazetteer,
    parties: Mapping[str, str],
    origins: Mapping[str, str],
    latest: str,
) -> Made:
    event = row["event_id_cnty"].strip()
    if not _ID.fullmatch(event):
        raise BadField("event_id_cnty", row["event_id_cnty"], "ACLED's id of the event, such as SYR1234")
    located = _located(row, gazetteer)
    kind = CLASSES.get(row["sub_event_type"].strip())
    named = dict.fromkeys(parties.get(row[actor].strip()) for actor in ("actor1", "actor2"))
    sources = {source.strip() for source in row["source"].split(";")} - {""}
    report = CollectedReport(
        source=SOURCE,
        external_id=event,
        republish=Republish.NONE,
        facts=facts_of(
            located,
            days=_days(row, latest),
            classes=(kind,) if kind else (),
            killed=_killed(row),
            parties=tuple(name for name in named if name) or None,
        ),
        text=plain(row["notes"])[0] or None,
        # Of two sources behind one event neither is said to be the root.
        origin=origins.get(next(iter(sources))) if len(sources) == 1 else None,
        unresolved_place=located.unresolved,
        sealed={name: value for name in KEPT if (value := row.get(name, "").strip())},
    )
    return Made(event, report)


def _days(row: Mapping[str, str], latest: str) -> tuple[str, str, DayPrecision]:
    """1 is the day itself, 2 some day of its week, 3 some day of its month."""
    printed = row["event_date"]
    of = day("event_date", _in_figures(printed), latest=latest)
    if of is None:
        raise BadField("event_date", printed, "a day such as 2017-01-05 or 05 January 2017")
    on = date.fromisoformat(of)
    match row["time_precision"].strip():
        case "1":
            return of, of, DayPrecision.DAY
        case "2":
            last = min((on + ANY_WEEK).isoformat(), latest)
            return (on - ANY_WEEK).isoformat(), last, DayPrecision.WEEK
        case "3":
            last = on.replace(day=monthrange(on.year, on.month)[1]).isoformat()
            return on.replace(day=1).isoformat(), min(last, latest), DayPrecision.MONTH
        case other:
            raise BadField("time_precision", other, "ACLED's precision of the date, 1 to 3")


def _in_figures(text: str) -> str:
    """A day with its month in words ("05 January 2017") as 2017-01-05; anything else as it stands."""
    found = _WORDS.fullmatch(text.strip())
    if found is None or found[2][:3].casefold() not in _MONTHS:
        return text
    return f"{found[3]}-{_MONTHS.index(found[2][:3].casefold()) + 1:02}-{int(found[1]):02}"


def _killed(row: Mapping[str, str]) -> Count | None:
    number = whole_number("fatalities", row["fatalities"])
    return Count(low=number, best=number, high=number) if number else None


def _located(row: Mapping[str, str], gazetteer: Gazetteer) -> Located:
    """1 is the place itself, 2 near it or in its part of the area, 3 a region whose coordinates are a centre's."""
    point = coordinates("latitude", row["latitude"], "longitude", row["longitude"])
    name = plain(row["location"])[0]
    governorate, district, subdistrict = (row[level].strip() for level in ("admin1", "admin2", "admin3"))
    match row["geo_precision"].strip():
        case "1":
            found = gazetteer.resolve(name, within=(governorate,), point=point, levels=SETTLEMENTS)
            if isinstance(found, Resolved):
                return Located(
                    found.place.code,
                    PlacePrecision.POINT if point else found.place.precision,
                    found.place.subdistrict,
                    found.place.governorate,
                    point,
                )
            area = gazetteer.subdistrict_at(point) if point else None
            if area is not None:
                return Located(None, PlacePrecision.POINT, area.code, area.governorate, point, name or None)
            return at_area(gazetteer, district, governorate, point=point, unresolved=name or subdistrict or None)
        case "2":
            return at_area(gazetteer, district, governorate, point=point, unresolved=None)
        case "3":
            return at_area(gazetteer, "", governorate, point=None, unresolved=None)
        case other:
            raise BadField("geo_precision", other, "ACLED's precision of the place, 1 to 3")
