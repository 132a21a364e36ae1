from __future__ import annotations

import gzip
import json
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from mithaq.errors import ImportRejected
from mithaq.intake.mapping import Mapping, guess_mapping, load_mapping, save_mapping
from mithaq.intake.places import Gazetteer, Level, Place
from mithaq.intake.rows import Accepted, Rejected
from mithaq.intake.seen import SeenIds
from mithaq.intake.tabular import preview, read_header, read_table
from mithaq.intake.ucdp_ged import read_ucdp_ged
from mithaq.mechanism.monitoring.facts import Count, DayPrecision, PlacePrecision, Point, Republish
from mithaq.mechanism.monitoring.report import CollectedReport

HEADER = "ID,Date,Town,Dead,Class,lat,lon,Details"
MAPPING = Mapping(
    name="field office",
    source="office-a",
    columns={
        "external_id": "ID",
        "day": "Date",
        "place": "Town",
        "killed": "Dead",
        "classes": "Class",
        "lat": "lat",
        "lon": "lon",
        "text": "Details",
    },
    date_formats=("YYYY-MM-DD", "DD/MM/YYYY"),
    codes={"classes": {"air strike": "VC-04", "غارة": "VC-04"}},
)
GOOD = "e1,2017-01-05,Zahra,2,air strike,35.5,36.5,two were killed"


def a_csv(folder: Path, *rows: str, encoding: str = "utf-8", header: str = HEADER) -> Path:
    path = folder / "reports.csv"
    path.write_bytes("\r\n".join([header, *rows, ""]).encode(encoding))
    return path


def read(path: Path, mapping: Mapping = MAPPING) -> list[Accepted | Rejected]:
    return list(read_table(path, mapping))


def report(row: Accepted | Rejected) -> CollectedReport:
    assert isinstance(row, Accepted), row
    assert isinstance(row.value, CollectedReport)
    return row.value


def rejection(row: Accepted | Rejected) -> Rejected:
    assert isinstance(row, Rejected), row
    return row


def test_a_row_becomes_a_report_that_shows_nothing_unless_the_mapping_says_so(tmp_path):
    first = report(read(a_csv(tmp_path, GOOD))[0])

    assert (first.source, first.external_id, first.republish) == ("office-a", "e1", Republish.NONE)
    assert (first.facts.day_from, first.facts.day_precision) == ("2017-01-05", DayPrecision.DAY)
    assert first.facts.killed == Count(low=2, best=2, high=2)
    assert first.facts.wounded is None
    assert first.facts.classes == ("VC-04",)
    assert first.facts.point == Point(lat_e5=3_550_000, lon_e5=3_650_000)
    assert (first.unresolved_place, first.text) == ("Zahra", "two were killed")


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("e2,0201-01-05,Zahra,2,,,,", "day"),
        ("e2,3017-01-05,Zahra,2,,,,", "day"),
        ("e2,2017-02-30,Zahra,2,,,,", "day"),
        ("e2,,Zahra,2,,,,", "day"),
        ("e2,2017-01-05,Zahra,-2,,,,", "killed"),
        ("e2,2017-01-05,Zahra,many,,,,", "killed"),
        ("e2,2017-01-05,Zahra,99999999999,,,,", "killed"),
        ("e2,2017-01-05,Zahra,2,,95.5,36.5,", "lat"),
        ("e2,2017-01-05,Zahra,2,,35.5,190,", "lon"),
        ("e2,2017-01-05,Zahra,2,,nan,36.5,", "lat"),
        ("e2,2017-01-05,Zahra,2,something bad,,,", "classes"),
        (",2017-01-05,Zahra,2,,,,", "external_id"),
        ("e2,2017-01-05,Zahra,2", "row"),
        ('e2,2017-01-05,"Zahra" town,2,,,,', "row"),
        ("e1,2017-01-05,Zahra,2,,,,", "external_id"),
        ("e2,=TODAY(),Zahra,2,,,,", "day"),
        ("e2,2017-01-05,Zahra,=1+1,,,,", "killed"),
        ("e2,2017-01-05,Zahra,@SUM(A1),,,,", "killed"),
    ],
)
def test_a_bad_row_is_named_by_row_and_field_and_loses_no_good_one(tmp_path, row, field):
    before, bad, after = read(a_csv(tmp_path, GOOD, row, GOOD.replace("e1", "e3")))

    assert report(before).external_id == "e1"
    assert (rejection(bad).row_number, rejection(bad).field) == (3, field)
    assert rejection(bad).expected
    assert report(after).external_id == "e3"


def test_a_quote_never_closed_costs_its_own_row_only(tmp_path):
    rows = read(a_csv(tmp_path, '"e2,2017-01-05,Zahra,2,,,,', *(GOOD.replace("e1", f"f{n}") for n in range(50))))

    assert rejection(rows[0]).row_number == 2
    assert [report(row).external_id for row in rows[1:]] == [f"f{n}" for n in range(50)]


def test_an_overlong_line_is_rejected_with_its_row_and_bounded_memory(tmp_path):
    path = a_csv(tmp_path, GOOD, "e2," + "x" * 30_000_000, GOOD.replace("e1", "e3"))

    tracemalloc.start()
    rows = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert [type(row) for row in rows] == [Accepted, Rejected, Accepted]
    assert rejection(rows[1]).row_number == 3
    assert peak < 20_000_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1256"])
def test_arabic_is_read_in_every_common_encoding_without_being_told(tmp_path, encoding):
    header = "الرقم,التاريخ,القرية,عدد القتلى,نوع الخرق,الوصف"
    path = a_csv(tmp_path, "1,5/1/2017,الزهراء,3,غارة,قصف على السوق", encoding=encoding, header=header)
    guessed = guess_mapping(read_header(path), source="office-a")

    only = report(read(path, replace(guessed, date_formats=("D/M/YYYY",), codes=MAPPING.codes))[0])

    assert only.unresolved_place == "الزهراء"
    assert only.facts.day_from == "2017-01-05"
    assert only.facts.killed == Count(low=3, best=3, high=3)
    assert only.facts.classes == ("VC-04",)
    assert only.text == "قصف على السوق"


def test_eastern_arabic_digits_are_digits_in_dates_counts_and_coordinates(tmp_path):
    only = report(read(a_csv(tmp_path, "١,٠٥/٠١/٢٠١٧,الزهراء,٣,,٣٥٫٥,٣٦٫٥,"))[0])

    assert only.facts.day_from == "2017-01-05"
    assert only.facts.killed == Count(low=3, best=3, high=3)
    assert only.facts.point == Point(lat_e5=3_550_000, lon_e5=3_650_000)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    path = a_csv(tmp_path, GOOD.replace(",", delimiter), header=HEADER.replace(",", delimiter))

    assert report(read(path)[0]).external_id == "e1"


def test_a_row_in_another_encoding_is_rejected_and_its_neighbours_are_kept(tmp_path):
    path = tmp_path / "mixed.csv"
    arabic = "\n".join(GOOD.replace("e1", f"g{n}").replace("Zahra", "الزهراء") for n in range(20))
    windows = GOOD.replace("e1", "w").replace("Zahra", "حمص").encode("cp1256")
    path.write_bytes(f"{HEADER}\n{arabic}\n".encode() + windows + b"\n" + GOOD.encode())

    rows = read(path)

    assert [row.row_number for row in rows if isinstance(row, Rejected)] == [22]
    assert "UTF-8" in rejection(rows[20]).expected
    assert report(rows[21]).external_id == "e1"


def test_an_encoding_that_cannot_be_told_is_asked_for(tmp_path):
    path = a_csv(tmp_path, GOOD.replace("Zahra", "Hôpital détruit à l'été"), encoding="latin-1")

    with pytest.raises(ImportRejected, match=r"reports\.csv.*State the encoding"):
        read(path)


def test_missing_columns_are_named_with_those_the_file_has(tmp_path):
    with pytest.raises(ImportRejected, match=r"'Dead' \(for killed\).*ID, Date, Town"):
        read(a_csv(tmp_path, "e1,2017-01-05,Zahra", header="ID,Date,Town"))


def test_a_table_of_another_kind_is_refused_by_the_ucdp_reader(tmp_path):
    with pytest.raises(ImportRejected, match="type_of_violence"):
        list(read_ucdp_ged(a_csv(tmp_path, GOOD)))


def test_a_compressed_file_cut_short_says_how_far_it_was_read(tmp_path):
    path = tmp_path / "reports.csv.gz"
    rows = "\n".join(GOOD.replace("e1", f"h{n * 7919 % 10007}") for n in range(20_000))
    path.write_bytes(gzip.compress(f"{HEADER}\n{rows}\n".encode())[:-2_000])

    with pytest.raises(ImportRejected, match=r"reports\.csv\.gz.*cannot be read.*get it again"):
        read(path)


def test_a_formula_in_a_structured_cell_is_text_and_is_reported(tmp_path):
    row = read(a_csv(tmp_path, 'e2,2017-01-05,"=HYPERLINK(""http://x"")",2,,,,=1+1'))[0]

    assert report(row).unresolved_place == '=HYPERLINK("http://x")'
    assert report(row).text == "=1+1"
    assert isinstance(row, Accepted)
    assert len(row.notes) == 1
    assert "not computed" in row.notes[0]


def test_direction_overrides_are_taken_out_of_structured_fields_and_noted(tmp_path):
    row = read(a_csv(tmp_path, "e2,2017-01-05,\u202eZahra\u2069,2,,,,"))[0]

    assert report(row).unresolved_place == "Zahra"
    assert isinstance(row, Accepted)
    assert row.notes == ("place: invisible control characters were taken out",)


def test_a_place_is_resolved_within_the_areas_the_row_names(tmp_path):
    gazetteer = Gazetteer(
        [
            Place("G1", Level.GOVERNORATE, ("North", "الشمال"), governorate="G1"),
            Place("C1", Level.COMMUNITY, ("Zahra",), governorate="G1"),
            Place("C2", Level.COMMUNITY, ("Zahra",), governorate="G2"),
        ]
    )
    path = a_csv(tmp_path, GOOD, "e2,2017-01-05,Nowhere,2,,,,")

    both = list(read_table(path, replace(MAPPING, constants={"governorate": "North"}), gazetteer=gazetteer))

    assert report(both[0]).facts.place == "C1"
    assert report(both[0]).facts.place_precision is PlacePrecision.COMMUNITY
    assert (report(both[1]).facts.place, report(both[1]).unresolved_place) == ("G1", "Nowhere")


def test_a_table_without_ids_imports_each_row_once(tmp_path):
    columns = {ours: column for ours, column in MAPPING.columns.items() if ours != "external_id"}
    path = a_csv(tmp_path, GOOD, GOOD)

    first, second = read(path, replace(MAPPING, columns=columns))

    assert report(first).external_id.startswith("row-")
    assert rejection(second).field == "external_id"


def test_a_range_is_kept_and_a_maximum_alone_is_not_made_into_a_best_value(tmp_path):
    mapping = Mapping("m", "s", {"external_id": "i", "day": "d", "killed_low": "a", "killed_high": "b"})
    path = a_csv(tmp_path, "1,2017-01-05,5,9", "2,2017-01-05,,9", "3,2017-01-05,9,5", header="i,d,a,b")

    ranged, maximum, falling = read(path, mapping)

    assert report(ranged).facts.killed == Count(low=5, best=5, high=9)
    assert rejection(maximum).field == "killed"
    assert rejection(falling).field == "killed"


def test_a_mapping_survives_being_saved_and_a_broken_one_says_why(tmp_path):
    path = tmp_path / "mapping.json"
    save_mapping(MAPPING, path)
    assert load_mapping(path) == MAPPING

    path.write_text(json.dumps({"name": "m", "source": "s", "columns": {"casualties": "Dead"}}))
    with pytest.raises(ImportRejected, match=r"'casualties' is not a field; no column gives the day"):
        load_mapping(path)


def test_a_preview_shows_the_first_rows_only(tmp_path):
    path = a_csv(tmp_path, *(GOOD.replace("e1", f"e{n}") for n in range(10)))

    shown = preview(path, MAPPING, 3)

    assert shown.header[0] == "ID"
    assert [row.row_number for row in shown.rows] == [2, 3, 4]


def test_ids_are_remembered_on_disk_when_they_are_many():
    seen = SeenIds(limit=3)

    first = [seen.add(f"e{n}") for n in range(10)]
    again = [seen.add(f"e{n}") for n in range(10)]
    seen.close()

    assert (all(first), any(again)) == (True, False)


def a_workbook(folder: Path, *rows: tuple[str | float | None, ...]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (tuple(HEADER.split(",")), *rows):
        sheet.append(row)
    path = folder / "reports.xlsx"
    book.save(path)
    return path


def test_a_workbook_reads_as_its_csv_would(tmp_path):
    path = a_workbook(tmp_path, ("e1", "2017-01-05", "Zahra", 2.0, "air strike", 35.5, 36.5, "two were killed"))

    assert report(read(path)[0]) == report(read(a_csv(tmp_path, GOOD))[0])


def test_a_formula_in_a_workbook_is_never_a_number(tmp_path):
    path = a_workbook(tmp_path, ("e1", "2017-01-05", "Zahra", "=1+1", None, None, None, None))

    bad = rejection(read(path)[0])

    assert (bad.field, bad.value) == ("killed", "=1+1")
    assert "never computed" in bad.expected


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path):
    path = a_workbook(tmp_path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.bin", b"\0" * 80_000_000)

    with pytest.raises(ImportRejected, match="was not opened"):
        read(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_that_declares_entities_is_refused(tmp_path, encoding):
    path = a_workbook(tmp_path)
    bad = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/extra.xml", bad.encode(encoding))

    with pytest.raises(ImportRejected, match=r"xl/extra\.xml declares a document type"):
        read(path)


def test_a_file_that_is_no_workbook_is_refused_by_name(tmp_path):
    path = tmp_path / "reports.xlsx"
    path.write_bytes(b"not a workbook")

    with pytest.raises(ImportRejected, match=r"reports\.xlsx"):
        read(path)
