"""Reads UCDP's Georeferenced Event Dataset: lethal events, coded by hand from news and monitors.

Column meanings are those of the GED 19.1 codebook. UCDP says who fought whom, not what kind of violation it
was, so no violation class is set. Its own sources (SOHR above all, and Airwars) are kept: an event citing
Airwars is no second witness to an Airwars incident.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from mithaq.intake.cells import coordinates, day, last_plausible_day, plain, whole_number
from mithaq.intake.each_row import Made, each_row
from mithaq.intake.located import NO_GAZETTEER, Located, at_area, facts_of
from mithaq.intake.places import SETTLEMENTS, Gazetteer, Level, Resolved, Unresolved
from mithaq.intake.rows import BadField
from mithaq.mechanism.monitoring.facts import Count, DayPrecision, PlacePrecision, Point, Republish
from mithaq.mechanism.monitoring.report import CollectedReport

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from mithaq.intake.rows import Row

__all__ = ["SOURCE", "read_ucdp_ged"]

SOURCE: Final = "ucdp-ged"

NEEDED: Final = (
    "id", "type_of_violence", "side_a", "side_b", "where_prec", "where_coordinates", "adm_1", "adm_2", "latitude",
    "longitude", "country", "date_prec", "date_start", "date_end", "low", "best", "high", "source_office",
    "source_headline",
)  # fmt: skip
KEPT: Final = (
    "type_of_violence", "conflict_name", "dyad_name", "side_a", "side_b", "source_article", "source_office",
    "source_date", "source_original", "where_prec", "where_coordinates", "adm_1", "adm_2", "latitude", "longitude",
    "country", "event_clarity", "date_prec", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown",
    "low", "best", "high",
)  # fmt: skip
"""What the source said beyond our fields; kept sealed."""

DAY_PRECISIONS: Final = {
    "1": DayPrecision.DAY,
    "2": DayPrecision.WEEK,  # two to six days
    "3": DayPrecision.WEEK,
    "4": DayPrecision.MONTH,
    "5": DayPrecision.YEAR,  # more than a month, at most a year
}
COUNTS: Final = ("low", "best", "high")
ONE_SIDED: Final = "3"
TOWNS: Final = (" town", " village", " city")


def read_ucdp_ged(
    path: Path,
    *,
    gazetteer: Gazetteer = NO_GAZETTEER,
    parties: Mapping[str, str] | None = None,
    origins: Mapping[str, str] | None = None,
) -> Iterator[Row]:
    """One result per event, from .csv or .csv.gz.

    ``parties`` maps names of UCDP's actors to party codes of the mission, ``origins`` names of UCDP's sources
    to origin codes; a name not in the table stays sealed text and is nobody's code.
    """
    make = partial(
        _made, gazetteer=gazetteer, parties=parties or {}, origins=origins or {}, latest=last_plausible_day()
    )
    return each_row(path, make, needed=NEEDED, key="id")


def _made(
    row: Mapping[str, str],
    *,
    gazetteer: Gazetteer,
    parties: Mapping[str, str],
    origins: Mapping[str, str],
    latest: str,
) -> Made:
    killed, notes = _killed(row)
    report = _report(row, killed, gazetteer, parties=parties, origins=origins, latest=latest)
    return Made(report.external_id, report, notes=notes)


def _report(
    row: Mapping[str, str],
    killed: Count | None,
    gazetteer: Gazetteer,
    *,
    parties: Mapping[str, str],
    origins: Mapping[str, str],
    latest: str,
) -> CollectedReport:
    event_id = row["id"].strip()
    if not event_id.isdigit():
        raise BadField("id", row["id"], "UCDP's number of the event")
    located = _located(row, gazetteer)
    offices = {office.strip() for office in row["source_office"].split(";")} - {""}
    return CollectedReport(
        source=SOURCE,
        external_id=event_id,
        republish=Republish.OPEN,
        facts=facts_of(located, days=_days(row, latest), killed=killed, parties=_parties(row, parties)),
        text=plain(row["source_headline"])[0] or None,
        # two different sources behind one event have no single root, and UCDP does not say which came first
        origin=origins.get(next(iter(offices))) if len(offices) == 1 else None,
        unresolved_place=located.unresolved,
        sealed={name: value for name in KEPT if (value := row.get(name, "").strip())},
    )


def _days(row: Mapping[str, str], latest: str) -> tuple[str, str, DayPrecision]:
    first = day("date_start", row["date_start"], latest=latest)
    last = day("date_end", row["date_end"], latest=latest)
    if first is None or last is None:
        raise BadField("date_start", f"{row['date_start']}..{row['date_end']}", "a first and a last day")
    if first > last:
        raise BadField("date_end", last, f"a day not before date_start {first}")
    precision = DAY_PRECISIONS.get(row["date_prec"].strip())
    if precision is None:
        raise BadField("date_prec", row["date_prec"], "UCDP's date precision, 1 to 5")
    if precision is DayPrecision.DAY and first != last:
        raise BadField("date_prec", row["date_prec"], f"no precision to the day for {first}..{last}")
    return first, last, precision


def _killed(row: Mapping[str, str]) -> tuple[Count | None, tuple[str, ...]]:
    """The range, or unknown with a note where UCDP's own three numbers contradict each other.

    Which of them is the slip cannot be known, and correcting UCDP is not ours to do; the event stays reported, and
    the numbers stay as printed among the sealed fields.
    """
    low, best, high = (whole_number(name, row[name]) for name in COUNTS)
    if low is None or best is None or high is None or not low <= best <= high:
        printed = ", ".join(row[name].strip() or "nothing" for name in COUNTS)
        return None, (f"low, best, high are {printed}: they contradict each other, so the number is unknown",)
    return Count(low=low, best=best, high=high), ()


def _parties(row: Mapping[str, str], parties: Mapping[str, str]) -> tuple[str, ...] | None:
    """Of one-sided violence UCDP names the author; of fighting only who fought, so both sides stand."""
    sides = ("side_a",) if row["type_of_violence"].strip() == ONE_SIDED else ("side_a", "side_b")
    codes = (parties.get(row[side].strip()) for side in sides)
    return tuple(dict.fromkeys(code for code in codes if code)) or None


def _located(row: Mapping[str, str], gazetteer: Gazetteer) -> Located:
    """What UCDP's where_prec allows to be said, and no more.

    1 is the place itself, 2 within some 25 km of it, 3 a district, 4 a governorate, 5 a region or line without
    a border, 6 the country, 7 open sea or air. From 3 on the coordinates are only a centre's.
    """
    precision = row["where_prec"].strip()
    name = row["where_coordinates"].strip()
    point = coordinates("latitude", row["latitude"], "longitude", row["longitude"])
    match precision:
        case "1":
            return _exact(name, row["adm_1"].strip(), point, gazetteer)
        case "2":
            # 25 km may cross into another sub-district: the named town is the centre, not the place
            return at_area(gazetteer, row["adm_2"].strip(), row["adm_1"].strip(), point=point, unresolved=None)
        case "3" | "4" | "5":
            district = row["adm_2"].strip() if precision == "3" else ""
            unresolved = name if precision == "5" else None
            return at_area(gazetteer, district, row["adm_1"].strip(), point=None, unresolved=unresolved)
        case "6":
            found = gazetteer.resolve(row["country"], levels=(Level.COUNTRY,))
            if isinstance(found, Resolved):
                return Located.of(found.place)
            return Located(precision=PlacePrecision.COUNTRY)
        case "7":
            return Located(unresolved=name or None)
        case _:
            raise BadField("where_prec", row["where_prec"], "UCDP's place precision, 1 to 7")


def _exact(name: str, governorate: str, point: Point | None, gazetteer: Gazetteer) -> Located:
    levels = (Level.COMMUNITY,) if name.lower().endswith(TOWNS) else SETTLEMENTS
    found = gazetteer.resolve(name, within=(governorate,), point=point, levels=levels)
    if isinstance(found, Unresolved):
        area = gazetteer.subdistrict_at(point) if point else None
        if area is None:
            coarse = at_area(gazetteer, "", governorate, point=point, unresolved=name)
            if point is None:
                return coarse
            return Located(None, PlacePrecision.POINT, None, coarse.governorate, point, name)
        return Located(None, PlacePrecision.POINT, area.code, area.governorate, point, name)
    place = found.place
    return Located(
        place.code, PlacePrecision.POINT if point else place.precision, place.subdistrict, place.governorate, point
    )
