"""Reads the Aid Worker Security Database: attacks on aid workers, from Humanitarian Outcomes.

Its terms are not stated where the file is found, so only derived fields may be shown. Every incident is an
attack on aid or rescue workers (VC-11) by the database's own definition; who did it is an allegation.
"""

from __future__ import annotations

from calendar import monthrange
from functools import partial
from typing import TYPE_CHECKING, Final

from mithaq.intake.cells import coordinates, last_plausible_day, plain, whole_number
from mithaq.intake.each_row import Made, each_row
from mithaq.intake.located import NO_GAZETTEER, Located, at_area, facts_of
from mithaq.intake.places import SETTLEMENTS, Gazetteer, Level, Resolved
from mithaq.intake.rows import BadField
from mithaq.mechanism.monitoring.facts import Count, DayPrecision, PlacePrecision, Republish
from mithaq.mechanism.monitoring.report import CollectedReport

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from mithaq.intake.rows import Row

__all__ = ["SOURCE", "read_awsd"]

SOURCE: Final = "awsd"
CLASSES: Final = ("VC-11",)

NEEDED: Final = (
    "Incident ID", "Year", "Month", "Day", "Country", "Region", "District", "City", "Total killed", "Total wounded",
    "Latitude", "Longitude", "Actor name", "Details",
)  # fmt: skip
KEPT: Final = (
    "Country", "Region", "District", "City", "UN", "INGO", "ICRC", "NRCS and IFRC", "NNGO", "Other",
    "Nationals killed", "Nationals wounded", "Nationals kidnapped", "Internationals killed",
    "Internationals wounded", "Internationals kidnapped", "Total kidnapped", "Means of attack", "Attack context",
    "Location", "Latitude", "Longitude", "Motive", "Actor type", "Actor name", "Verified", "Source",
)  # fmt: skip


def read_awsd(
    path: Path, *, gazetteer: Gazetteer = NO_GAZETTEER, parties: Mapping[str, str] | None = None
) -> Iterator[Row]:
    """One result per incident. ``parties`` maps "Actor name" to party codes; other names stay sealed text."""
    make = partial(_made, gazetteer=gazetteer, parties=parties or {}, latest=last_plausible_day())
    return each_row(path, make, needed=NEEDED, key="Incident ID")


def _made(row: Mapping[str, str], *, gazetteer: Gazetteer, parties: Mapping[str, str], latest: str) -> Made:
    incident = whole_number("Incident ID", row["Incident ID"])
    if incident is None:
        raise BadField("Incident ID", row["Incident ID"], "the database's number of the incident")
    located = _located(row, gazetteer)
    party = parties.get(row["Actor name"].strip())
    report = CollectedReport(
        source=SOURCE,
        external_id=str(incident),
        republish=Republish.DERIVED,
        facts=facts_of(
            located,
            days=_days(row, latest),
            classes=CLASSES,
            killed=_count("Total killed", row),
            wounded=_count("Total wounded", row),
            parties=(party,) if party else None,
        ),
        text=plain(row["Details"])[0] or None,
        unresolved_place=located.unresolved,
        sealed={name: value for name in KEPT if (value := row.get(name, "").strip())},
    )
    return Made(report.external_id, report)


def _days(row: Mapping[str, str], latest: str) -> tuple[str, str, DayPrecision]:
    """The widest interval the filled cells allow: a missing day is the whole month, a missing month the year."""
    year = whole_number("Year", row["Year"], highest=9999)
    month = whole_number("Month", row["Month"], highest=12)
    in_month = whole_number("Day", row["Day"], highest=31)
    if year is None or not 1990 <= year <= int(latest[:4]):
        raise BadField("Year", row["Year"], f"a year from 1990 to {latest[:4]}")
    if month == 0:
        raise BadField("Month", row["Month"], "a month from 1 to 12, or nothing")
    if month is None:
        if in_month is not None:
            raise BadField("Day", row["Day"], "no day where the month is missing")
        return f"{year}-01-01", f"{year}-12-31", DayPrecision.YEAR
    last = monthrange(year, month)[1]
    if in_month is None:
        return f"{year}-{month:02}-01", f"{year}-{month:02}-{last}", DayPrecision.MONTH
    if not 1 <= in_month <= last:
        raise BadField("Day", row["Day"], f"a day from 1 to {last}, or nothing")
    exact = f"{year}-{month:02}-{in_month:02}"
    if exact > latest:
        raise BadField("Day", exact, f"a day not after {latest}")
    return exact, exact, DayPrecision.DAY


def _count(field: str, row: Mapping[str, str]) -> Count | None:
    number = whole_number(field, row[field])
    return None if number is None else Count(low=number, best=number, high=number)


def _located(row: Mapping[str, str], gazetteer: Gazetteer) -> Located:
    """The city where it is named. Without one the coordinates are some area's centre and say nothing more."""
    point = coordinates("Latitude", row["Latitude"], "Longitude", row["Longitude"])
    city, district, governorate = (row[name].strip() for name in ("City", "District", "Region"))
    if city:
        found = gazetteer.resolve(city, within=(governorate,), point=point, levels=SETTLEMENTS)
        if isinstance(found, Resolved):
            return Located.of(found.place, point=point)
        return at_area(gazetteer, district, governorate, point=point, unresolved=city)
    if district or governorate:
        return at_area(gazetteer, district, governorate, point=None, unresolved=None)
    country = gazetteer.resolve(row["Country"], levels=(Level.COUNTRY,))
    if isinstance(country, Resolved):
        return Located.of(country.place)
    return Located(precision=PlacePrecision.COUNTRY)
