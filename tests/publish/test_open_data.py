# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from mithaq.publish.columns import COLUMNS, GEOJSON, TABLES
from mithaq.publish.open_data import as_csv

DOCUMENT = Path(__file__).parents[2] / "docs" / "open_data.md"


def documented() -> dict[str, list[tuple[str, str]]]:
    sections = re.split(r"^## ", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {
        section.split("\n", 1)[0].strip(): re.findall(r"^\| `(\w+)` \| (.+) \|$", section, flags=re.MULTILINE)
        for section in sections
    }


def test_the_documented_columns_are_the_published_ones():
    said = {section: columns for section, columns in documented().items() if columns}

    assert said == {
        table: [(column.name, column.meaning) for column in columns]
        for table, columns in (TABLES | GEOJSON).items()
    }


@pytest.mark.parametrize(
    "table",
    [
        *(
            "figures",
            "channels",
            "events",
            "days",
            "trends",
            "restrictions",
            "claims",
            "coverage",
            "heard",
            "doors",
        ),
        "corrections",
    ],
)
def test_csv_and_json_of_a_bulletin_say_the_same(pages, table):
    rows = list(csv.DictReader(io.StringIO(pages[f"data/EXERCISE-bulletin-0012-{table}.csv"].decode("utf-8-sig"))))

    assert rows == json.loads(pages["data/EXERCISE-bulletin-0012.json"])[table]


def test_every_row_of_an_exercise_says_so(pages):
    tables = [
        row
        for path, body in pages.items()
        if path.startswith("data/EXERCISE") and path.endswith(".json")
        for rows in json.loads(body).values()
        for row in rows
    ]

    assert tables
    assert {row["mark"] for row in tables} == {"EXERCISE / تمرين"}


def test_suppressed_and_unknown_numbers_are_empty_cells_never_0(pages):
    figures = {row["figure"]: row for row in json.loads(pages["data/EXERCISE-bulletin-0012.json"])["figures"]}

    assert (figures["reporters"]["form"], figures["reporters"]["value"]) == ("suppressed", "")
    assert (figures["wounded"]["form"], figures["wounded"]["value"]) == ("unknown", "")
    assert figures["reporters"]["recomputable"] == "no"


def test_a_governorate_nobody_told_of_has_empty_cells_and_never_0(pages):
    rows = {row["place"]: row for row in json.loads(pages["data/EXERCISE-bulletin-0012.json"])["coverage"]}

    silent, told = rows["WR-03"], rows["WR-02"]
    assert (silent["told"], silent["reports"], silent["subdistricts_told"]) == ("no", "", "")
    assert (told["told"], told["reports"], told["subdistricts_told"]) == ("yes", "9", "3")


def test_small_doors_are_one_row_with_their_sum(pages):
    rows = json.loads(pages["data/EXERCISE-bulletin-0012.json"])["doors"]

    assert [(row["doors"], row["reports"], row["recomputable"]) for row in rows] == [
        ("web", "41", "no"),
        ("other post", "20", "no"),
    ]


def test_a_cell_a_spreadsheet_would_run_is_made_harmless():
    row = ("", "1", "=cmd|' /C calc'!A0", *[""] * (len(COLUMNS["figures"]) - 3))

    assert b"\"'=cmd|" in as_csv("figures", [row]) or b"'=cmd|" in as_csv("figures", [row])


def test_the_map_shades_no_area_whose_number_is_not_said(pages):
    counts = json.loads(pages["data/map-counts.json"])

    assert counts["areas"] == {"WR-01": 5, "WR-02": 3, "WR-03": 1, "WR-04": 0}
    assert counts["mark"] == "EXERCISE / تمرين"


def test_a_day_nobody_told_of_has_empty_cells_and_never_0(pages):
    rows = {row["day"]: row for row in json.loads(pages["data/EXERCISE-bulletin-0012.json"])["days"]}

    silent, quiet = rows["2031-01-03"], rows["2031-01-04"]
    assert (silent["told"], silent["incidents"], silent["verified"], silent["killed_form"]) == (
        "no",
        "",
        "",
        "unknown",
    )
    assert (quiet["told"], quiet["incidents"], quiet["killed_value"]) == ("yes", "0", "0")


def features(pages, name):
    collection = json.loads(pages[f"data/EXERCISE-{name}.geojson"])
    assert collection["type"] == "FeatureCollection"
    return collection["features"]


def test_areas_as_geojson_have_the_base_maps_shapes_and_say_no_number_that_is_not_said(pages):
    areas = {each["properties"]["place"]: each for each in features(pages, "incidents-by-area")}

    assert list(areas["WR-01"]["properties"]) == [column.name for column in GEOJSON["areas"]]
    assert areas["WR-01"]["geometry"]["type"] == "Polygon"
    assert areas["WR-01"]["properties"]["value"] == 21
    assert areas["WR-04"]["properties"]["form"] == "unknown"
    assert areas["WR-04"]["properties"]["value"] is None
    assert {each["properties"]["mark"] for each in areas.values()} == {"EXERCISE / تمرين"}


def test_points_as_geojson_are_those_of_the_map_and_no_others(pages):
    points = features(pages, "incident-points")
    circles = json.loads(pages["data/map-counts.json"])["circles"]["features"]

    assert points
    assert [each["properties"]["incident"] for each in points] == [
        each["properties"]["incident"] for each in circles
    ]
    assert list(points[0]["properties"]) == [column.name for column in GEOJSON["points"]]
    assert all(each["geometry"]["type"] == "Point" for each in points)
