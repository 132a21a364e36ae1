"""ACLED's export by its public columns: every row here is invented, in an invented land."""

from __future__ import annotations

from pathlib import Path

import pytest

from mithaq.errors import ImportRejected
from mithaq.intake.acled import NEEDED, SOURCE, read_acled
from mithaq.intake.known_sources import KNOWN_SOURCES
from mithaq.intake.places import Gazetteer, Level, Place
from mithaq.intake.rows import Accepted, Rejected
from mithaq.mechanism.monitoring.facts import Count, DayPrecision, PlacePrecision, Point, Republish
from mithaq.mechanism.monitoring.report import CollectedReport

EVENT = {
    "event_id_cnty": "WRD17",
    "event_date": "2017-01-05",
    "time_precision": "1",
    "event_type": "Explosions/Remote violence",
    "sub_event_type": "Air/drone strike",
    "actor1": "Military Forces of Wardan",
    "actor2": "Hill Front",
    "country": "Wardan",
    "admin1": "North",
    "admin2": "Upper North",
    "admin3": "",
    "location": "Tel Ward",
    "latitude": "35.5",
    "longitude": "36.5",
    "geo_precision": "1",
    "source": "Radio Ward",
    "notes": "On 5 January 2017, aircraft struck Tel Ward.",
    "fatalities": "3",
}
LAND = Gazetteer([
    Place("WR01", Level.GOVERNORATE, ("North",), governorate="WR01"),
    Place("WR0101", Level.DISTRICT, ("Upper North",), district="WR0101", governorate="WR01"),
    Place(
        "C1", Level.COMMUNITY, ("Tel Ward",), Point(lat_e5=3550000, lon_e5=3650000), "WR010101", "WR0101", "WR01"
    ),
])  # fmt: skip


def acled(folder: Path, *changes: dict[str, str], capital: bool = False) -> Path:
    header = ",".join(name.upper() if capital else name for name in NEEDED)
    lines = [",".join(f'"{cell}"' for cell in (EVENT | change).values()) for change in changes]
    file = folder / "acled.csv"
    file.write_text("\n".join([header, *lines, ""]), "utf-8")
    return file


def report(row: Accepted | Rejected) -> CollectedReport:
    assert isinstance(row, Accepted), row
    assert isinstance(row.value, CollectedReport)
    return row.value


def only(folder: Path, **change: str) -> CollectedReport:
    [row] = read_acled(acled(folder, change), gazetteer=LAND)
    return report(row)


def test_the_test_s_columns_are_those_the_reader_needs():
    assert tuple(EVENT) == NEEDED


def test_an_event_becomes_a_report_of_which_nothing_is_shown(tmp_path):
    read = only(tmp_path)

    assert (read.source, read.external_id, read.republish) == (SOURCE, "WRD17", Republish.NONE)
    assert KNOWN_SOURCES[SOURCE].republish is Republish.NONE
    assert (read.facts.day_from, read.facts.day_precision) == ("2017-01-05", DayPrecision.DAY)
    assert (read.facts.place, read.facts.place_precision) == ("C1", PlacePrecision.POINT)
    assert (read.facts.classes, read.facts.killed) == (("VC-04",), Count(low=3, best=3, high=3))
    assert (read.text, read.sealed["source"]) == (EVENT["notes"], "Radio Ward")


def test_columns_in_capital_letters_are_the_same_columns(tmp_path):
    [row] = read_acled(acled(tmp_path, {}, capital=True), gazetteer=LAND)

    assert report(row) == only(tmp_path)


@pytest.mark.parametrize("written", ["05 January 2017", "5 Jan 2017", "05-January-2017"])
def test_a_day_with_its_month_in_words_is_that_day(tmp_path, written):
    assert only(tmp_path, event_date=written).facts.day_from == "2017-01-05"


def test_a_day_known_to_the_week_covers_any_week_it_lies_in(tmp_path):
    facts = only(tmp_path, time_precision="2").facts

    assert (facts.day_from, facts.day_to, facts.day_precision) == ("2016-12-30", "2017-01-11", DayPrecision.WEEK)


def test_a_day_known_to_the_month_covers_the_month(tmp_path):
    facts = only(tmp_path, event_date="2017-02-15", time_precision="3").facts

    assert (facts.day_from, facts.day_to, facts.day_precision) == ("2017-02-01", "2017-02-28", DayPrecision.MONTH)


def test_no_deaths_may_mean_that_nobody_counted(tmp_path):
    read = only(tmp_path, fatalities="0")

    assert (read.facts.killed, read.sealed["fatalities"]) == (None, "0")


def test_shelling_has_no_class_since_it_may_come_from_the_sea(tmp_path):
    assert only(tmp_path, sub_event_type="Shelling/artillery/missile attack").facts.classes == ()


def test_a_place_known_only_by_its_area_is_told_by_its_area(tmp_path):
    near = only(tmp_path, geo_precision="2").facts
    region = only(tmp_path, geo_precision="3").facts

    assert (near.place, near.place_precision) == ("WR0101", PlacePrecision.DISTRICT)
    assert (region.place, region.place_precision, region.point) == ("WR01", PlacePrecision.GOVERNORATE, None)


def test_parties_and_origins_come_only_from_the_callers_tables(tmp_path):
    file = acled(tmp_path, {}, {"event_id_cnty": "WRD18", "source": "Radio Ward; Hill News"})

    one, two = read_acled(file, parties={"Hill Front": "HF"}, origins={"Radio Ward": "radio"})

    assert (report(one).facts.parties, report(one).origin) == (("HF",), "radio")
    assert report(two).origin is None


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"event_id_cnty": ""}, "event_id_cnty", "SYR1234"),
        ({"event_date": "01/05/2017"}, "event_date", "YYYY-MM-DD"),
        ({"event_date": "31 June 2017"}, "event_date", "YYYY-MM-DD"),
        ({"event_date": ""}, "event_date", "05 January 2017"),
        ({"event_date": "=TODAY()"}, "event_date", "never computed"),
        ({"time_precision": "9"}, "time_precision", "1 to 3"),
        ({"geo_precision": ""}, "geo_precision", "1 to 3"),
        ({"fatalities": "-1"}, "fatalities", "whole number"),
        ({"latitude": "361"}, "latitude", "-90 to 90"),
        ({"event_id_cnty": "WRD1"}, "event_id_cnty", "no earlier row"),
    ],
)
def test_a_bad_row_is_named_and_its_neighbours_stay_good(tmp_path, change, field, says):
    file = acled(tmp_path, {"event_id_cnty": "WRD1"}, change, {"event_id_cnty": "WRD3"})

    first, bad, last = read_acled(file)

    assert (report(first).external_id, report(last).external_id) == ("WRD1", "WRD3")
    assert isinstance(bad, Rejected)
    assert (bad.row_number, bad.field) == (3, field)
    assert says in bad.expected


def test_a_file_of_another_kind_is_refused_whole(tmp_path):
    (tmp_path / "other.csv").write_text("id,date\n1,2017-01-05\n", "utf-8")

    with pytest.raises(ImportRejected, match="event_id_cnty"):
        list(read_acled(tmp_path / "other.csv"))
