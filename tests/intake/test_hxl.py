"""Tables with a row of HXL hashtags: found under any headers, in CSV and XLSX, and read by their tags."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from openpyxl import Workbook

from mithaq.errors import ImportRejected
from mithaq.intake.csvfile import read_csv
from mithaq.intake.hxl import FIELD_TAGS, LOOKED_AT, fields_of_tags, find_tags, tag_key
from mithaq.intake.mapping import Mapping, guess_mapping
from mithaq.intake.rows import Accepted, Rejected
from mithaq.intake.tabular import first_rows, read_table
from mithaq.intake.ucdp_ged import NEEDED, read_ucdp_ged
from mithaq.mechanism.monitoring.facts import Count
from mithaq.mechanism.monitoring.report import CollectedReport

TITLES = ["Incidents of the week", "", ""]
HEADERS = ["الرقم", "التاريخ", "القتلى"]
TAGS = ["#event+id", "#date", "#affected +killed"]
DATA = ["w1", "2017-01-05", "3"]


def a_csv(folder: Path, *rows: list[str]) -> Path:
    file = folder / "week.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return file


def a_workbook(folder: Path, *rows: list[str]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append([cell or None for cell in row])
    book.save(folder / "week.xlsx")
    return folder / "week.xlsx"


def reports(file: Path) -> list[CollectedReport | Rejected]:
    header, tags, _ = first_rows(file, 1)
    mapping = guess_mapping(header, tags=tags, source="office-a")
    rows = list(read_table(file, mapping))
    return [row.value if isinstance(row, Accepted) else row for row in rows]  # type: ignore[misc]  # reports only


@pytest.mark.parametrize("write", [a_csv, a_workbook])
@pytest.mark.parametrize("above", [[TITLES, HEADERS], [HEADERS], [TITLES, ["", "", ""], HEADERS], []])
def test_tags_are_found_under_any_headers_and_say_what_the_columns_are(tmp_path, write, above):
    [read] = reports(write(tmp_path, *above, TAGS, DATA))

    assert isinstance(read, CollectedReport)
    assert (read.external_id, read.facts.day_from) == ("w1", "2017-01-05")
    assert read.facts.killed == Count(low=3, best=3, high=3)


@pytest.mark.parametrize("write", [a_csv, a_workbook])
def test_a_bad_row_below_the_tags_keeps_its_number_in_the_sheet(tmp_path, write):
    good, bad = reports(write(tmp_path, TITLES, HEADERS, TAGS, DATA, ["w2", "no day", "1"]))

    assert isinstance(good, CollectedReport)
    assert isinstance(bad, Rejected)
    assert (bad.row_number, bad.field) == (5, "day")


def test_a_mapping_may_name_a_column_by_its_tag_or_by_its_header(tmp_path):
    file = a_csv(tmp_path, HEADERS, TAGS, DATA)
    mapping = Mapping(
        "m",
        "office-a",
        {"external_id": "الرقم", "day": "#DATE", "killed": "#affected+killed", "sealed:n": "القتلى"},
    )

    [row] = read_table(file, mapping)

    assert isinstance(row, Accepted)
    assert row.value.sealed == {"n": "3"}


def test_two_columns_of_one_tag_are_refused_where_the_mapping_means_one(tmp_path):
    file = a_csv(
        tmp_path, ["a", "b", "c"], ["#date", "#affected+killed", "#affected+killed"], ["2017-01-05", "1", "2"]
    )

    with pytest.raises(ImportRejected, match="more than once"):
        list(read_table(file, Mapping("m", "office-a", {"day": "#date", "killed": "#affected+killed"})))


def test_the_rows_of_a_table_without_tags_are_all_data(tmp_path):
    file = a_csv(tmp_path, ["id", "hashtag"], *(["#one", ""] for _ in range(3)), ["x", "#peace"])

    with read_csv(file) as found:
        assert found.tags == ()
        assert [cells for _, cells in found.rows] == [["#one", ""]] * 3 + [["x", "#peace"]]


def test_tags_below_the_rows_that_may_hold_them_are_data(tmp_path):
    rows = [["r", str(number), ""] for number in range(LOOKED_AT - 1)]

    with read_csv(a_csv(tmp_path, HEADERS, *rows, TAGS)) as found:
        assert found.tags == ()
        assert len(list(found.rows)) == LOOKED_AT


def test_a_file_that_breaks_off_among_the_rows_looked_at_still_gives_those_before(tmp_path):
    whole = gzip.compress("\n".join(["id,text", *(f"{n},{n * 7919 % 10007}" for n in range(20))]).encode())
    file = tmp_path / "cut.csv.gz"
    file.write_bytes(whole[:-10])

    rows: list[object] = []
    with read_csv(file) as found, pytest.raises(ImportRejected, match="cannot be read after row"):
        rows.extend(found.rows)

    assert len(rows) >= 10


def test_the_ucdp_reader_takes_a_file_that_somebody_has_tagged(tmp_path):
    event = dict.fromkeys(NEEDED, "") | {
        "id": "7",
        "type_of_violence": "1",
        "where_prec": "6",
        "date_prec": "1",
        "date_start": "2017-01-05",
        "date_end": "2017-01-05",
        "low": "0",
        "best": "1",
        "high": "1",
        "country": "Wardan",
    }
    tags = [f"#meta+c{number}" for number in range(len(NEEDED))]

    [row] = read_ucdp_ged(a_csv(tmp_path, list(NEEDED), tags, list(event.values())))

    assert isinstance(row, Accepted)
    assert row.row_number == 3


def test_the_samples_are_recognised_and_what_they_lack_is_said(shared_data):
    tagged, tags, rows = first_rows(shared_data / "hxl_samples/append-dataset.csv", 100)
    _, none, _ = first_rows(shared_data / "hxl_samples/wide-tagging-test.csv", 1)
    mapping = guess_mapping(tagged, tags=tags, source="office-a")

    assert tags == ("#sector", "#subsector", "#org", "#population+sex", "#targeted", "#country", "#adm1")
    assert (len(rows), none) == (16, ())
    assert mapping.columns == {"governorate": "#adm1"}
    assert mapping.problems() == ["no column gives the day"]


def test_a_tag_with_a_further_attribute_says_something_else():
    assert fields_of_tags(["#affected+killed+f", "#date+reported", "#adm1+i_ar", "#loc+name+i_en"]) == {
        "governorate": "#adm1+i_ar",
        "place": "#loc+name+i_en",
    }


def test_a_code_is_better_than_a_name():
    assert fields_of_tags(["#adm1+name", "#adm1 +CODE"]) == {"governorate": "#adm1 +CODE"}


@pytest.mark.parametrize("text", ["", "adm1", "#", "#1st", "#adm 1", "#adm1+", "#adm1++code", "# adm1", "#محافظة"])
def test_what_is_no_tag_is_none(text):
    assert tag_key(text) is None


@given(rows=st.lists(st.lists(st.text(max_size=6) | st.sampled_from(TAGS), max_size=4), min_size=1, max_size=40))
def test_no_row_below_the_header_is_lost_or_made_up(rows):
    first, *others = rows
    records = [(number, list(cells)) for number, cells in enumerate(others, start=2)]

    sheet = find_tags(list(first), iter(records))

    found = list(sheet.rows)
    assert found == records[len(records) - len(found) :]
    assert sheet.tags or found == records
    assert len(sheet.tags) in {0, len(sheet.header)}


def test_every_tag_that_is_taken_stands_on_the_page():
    page = (Path(__file__).parents[2] / "docs" / "import.md").read_text("utf-8")
    shortened = {"#adm1+code", "#adm1+name", "#adm2+code", "#adm2+name", "#adm3+code", "#adm3+name"}
    ends = {f"#affected+{what}+{end}" for what in ("killed", "injured") for end in ("min", "max")}

    tags = {tag for wanted in FIELD_TAGS.values() for tag in wanted}
    assert {tag for tag in tags - shortened - ends if f"`{tag}`" not in page} == set()
