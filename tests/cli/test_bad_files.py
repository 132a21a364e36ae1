"""What a mission is sent, through the command: one sentence says where, nothing half-written, good rows stay."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from openpyxl import Workbook

from mithaq.cli.imports import READERS
from mithaq.errors import ImportRejected
from mithaq.intake.acled import NEEDED as OF_ACLED, read_acled
from mithaq.intake.airwars import NEEDED as OF_AIRWARS, read_airwars
from mithaq.intake.airwars_positions import NEEDED as OF_POSITIONS, read_airwars_positions
from mithaq.intake.awsd import NEEDED as OF_AWSD, read_awsd
from mithaq.intake.by_hand import read_by_hand
from mithaq.intake.located import NO_GAZETTEER
from mithaq.intake.mapping import parse_mapping
from mithaq.intake.rows import Accepted, Rejected
from mithaq.intake.syrian_archive import NEEDED as OF_ARCHIVE, read_syrian_archive
from mithaq.intake.tabular import first_rows, read_table
from mithaq.intake.ucdp_ged import NEEDED as OF_UCDP, read_ucdp_ged
from mithaq.intake.vdc_daily import CAUSES, GOVERNORATES, read_vdc_causes, read_vdc_governorates
from support.tables import COLUMNS, HEADER, MAPPING, a_mapping, a_table, row

OFFICE = ("source", "add", "office-a", "--name", "Office A", "--channel", "web", "--terms", "given to us")
ENOUGH = 5_000


@pytest.fixture(scope="module")
def office(old_desk):
    old_desk.run(*OFFICE)
    return old_desk


@dataclass(frozen=True, slots=True)
class BadRow:
    """One bad row between two good ones: it is listed by file, row and field, and the good ones are entered."""

    name: str
    line: str
    field: str
    says: str = ""


BAD_ROWS = (
    BadRow("a year of the third century", row(2, Date="0217-01-05"), "day", "1990-01-01"),
    BadRow("a day to come", row(2, Date="3017-01-05"), "day"),
    BadRow("the 30th of February", row(2, Date="2017-02-30"), "day"),
    BadRow("no day", row(2, Date=""), "day", "YYYY-MM-DD"),
    BadRow("north of the pole", row(2, lat="95.5"), "lat", "-90 to 90"),
    BadRow("beyond the date line", row(2, lon="190"), "lon", "-180 to 180"),
    BadRow("half a point", row(2, lon=""), "lon"),
    BadRow("fewer than nobody", row(2, Dead="-2"), "killed", "whole number"),
    BadRow("more than there are", row(2, Dead="99999999999"), "killed"),
    BadRow("a formula as a number", row(2, Dead="=1+1"), "killed", "never computed"),
    BadRow("a formula as a day", row(2, Date="=TODAY()"), "day", "never computed"),
    BadRow("a command as a class", row(2, Class="=cmd|'/c calc'!A1"), "classes", "table of codes"),
    BadRow("a class nobody knows", row(2, Class="bad thing"), "classes", "VC-01 to VC-22"),
    BadRow("no id", row(2, ID=""), "external_id"),
    BadRow("the same id again", row(1), "external_id", "no earlier row"),
    BadRow("cut short", "e2,2017-01-05,Zah", "row", "8 cells, not 3"),
    BadRow("a stray quote", 'e2,2017-01-05,"Zahra" town,2,,,,', "row", "every quote closed"),
    BadRow("too many cells", row(2) + ",more", "row", "8 cells, not 9"),
)


@pytest.mark.parametrize("case", BAD_ROWS, ids=lambda case: case.name)
def test_a_bad_row_is_named_by_file_row_and_field_and_its_neighbours_are_entered(office, tmp_path, case):
    mark = f"{case.name.replace(' ', '-')}-"
    first, last = row(1, ID=f"{mark}1"), row(3, ID=f"{mark}3")
    line = case.line if case.field != "external_id" or case.line.startswith(",") else row(1, ID=f"{mark}1")
    table = a_table(tmp_path / "reports.csv", first, line, last)
    mapping = a_mapping(tmp_path / "m.json")

    done = office.run("import", "table", table, "--mapping", mapping)
    again = office.run("import", "table", table, "--mapping", mapping)

    [problem] = done["rejected"]
    assert problem.startswith(f"reports.csv, row 3, {case.field}: ")
    assert case.says in problem
    assert (done["accepted"], done["refused"]) == (2, 1)
    assert (again["accepted"], again["already_known"], again["rejected"]) == (0, 2, [problem])


def no_columns(folder: Path) -> str:
    return a_table(folder / "reports.csv", "e1,2017-01-05", header="ID,Date")


def the_same_column_twice(folder: Path) -> str:
    return a_table(folder / "reports.csv", row(1) + ",9", header=HEADER + ",Dead")


def nothing(folder: Path) -> str:
    (folder / "reports.csv").write_bytes(b"")
    return str(folder / "reports.csv")


def blanks(folder: Path) -> str:
    (folder / "reports.csv").write_bytes(b"\n\n   \n")
    return str(folder / "reports.csv")


def noise(folder: Path) -> str:
    (folder / "reports.csv").write_bytes(random.Random(7).randbytes(20_000))
    return str(folder / "reports.csv")


def a_picture(folder: Path) -> str:
    (folder / "reports.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00\x08")
    return str(folder / "reports.csv")


def an_old_workbook(folder: Path) -> str:
    (folder / "reports.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4_000))
    return str(folder / "reports.xls")


def a_workbook_by_another_name(folder: Path) -> str:
    book = Workbook()
    book.save(folder / "reports.csv")
    return str(folder / "reports.csv")


def no_workbook(folder: Path) -> str:
    (folder / "reports.xlsx").write_bytes(b"ID,Date\n")
    return str(folder / "reports.xlsx")


def a_zip_bomb(folder: Path) -> str:
    with zipfile.ZipFile(folder / "reports.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 100_000_000)
    return str(folder / "reports.xlsx")


def half_a_workbook(folder: Path) -> str:
    whole = io.BytesIO()
    book = Workbook()
    book.active.append(list(COLUMNS))
    book.save(whole)
    (folder / "reports.xlsx").write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    return str(folder / "reports.xlsx")


def not_zipped_at_all(folder: Path) -> str:
    (folder / "reports.csv.gz").write_bytes(HEADER.encode())
    return str(folder / "reports.csv.gz")


def french(folder: Path) -> str:
    return a_table(folder / "reports.csv", row(1, Town="Hôpital détruit à l'été"), encoding="latin-1")


def a_folder(folder: Path) -> str:
    (folder / "reports.csv").mkdir()
    return str(folder / "reports.csv")


def absent(folder: Path) -> str:
    return str(folder / "reports.csv")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (no_columns, "'Town' (for place)"),
        (the_same_column_twice, "'Dead' more than once"),
        (nothing, "the file is empty"),
        (blanks, "no header row"),
        (noise, ""),
        (a_picture, ""),
        (an_old_workbook, ""),
        (a_workbook_by_another_name, ""),
        (no_workbook, "cannot be read"),
        (a_zip_bomb, "was not opened"),
        (half_a_workbook, "cannot be read"),
        (not_zipped_at_all, "cannot be read"),
        (french, "neither UTF-8 nor UTF-16"),
        (a_folder, "a folder, not a file"),
        (absent, "no such file"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_file_that_cannot_be_read_is_named_in_one_sentence_and_leaves_nothing(office, tmp_path, make, says):
    file = make(tmp_path)
    mapping = a_mapping(tmp_path / "m.json", source="office-a")
    before = office.run("status")["entries"]

    refused = office.run("import", "table", file, "--mapping", mapping, expect=6)

    assert refused["error"] == "import-rejected"
    assert refused["where"] == file
    assert says in refused["problem"]
    assert refused["advice"]
    assert office.run("status")["entries"] == before


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read every file")
def test_a_file_without_rights_is_named(office, tmp_path):
    table = a_table(tmp_path / "reports.csv", row(1))
    Path(table).chmod(0)

    refused = office.run("import", "table", table, "--mapping", a_mapping(tmp_path / "m.json"), expect=6)

    assert "Permission denied" in refused["problem"]


def test_a_file_of_another_kind_does_not_even_register_its_source(desk, tmp_path):
    table = a_table(tmp_path / "reports.csv", row(1))
    before = desk.run("status")["entries"]

    for reader in set(READERS) - {"table"}:
        assert desk.run("import", reader, table, expect=6)["where"] == table

    assert desk.run("status")["entries"] == before
    assert desk.run("source", "list")["sources"] == []


def test_a_compressed_file_cut_short_keeps_the_rows_before_the_break_and_says_how_far_it_was_read(desk, tmp_path):
    desk.run(*OFFICE)
    file = tmp_path / "reports.csv.gz"
    lines = (row(n, Details=f"{n * 7919 % 10007}") for n in range(ENOUGH))
    file.write_bytes(gzip.compress("\n".join((HEADER, *lines)).encode())[:-400])
    mapping = a_mapping(tmp_path / "m.json")

    done = desk.run("import", "table", str(file), "--mapping", mapping, expect=6)
    again = desk.run("import", "table", str(file), "--mapping", mapping, expect=6)

    assert "cannot be read after row" in done["cut_short"]
    assert str(file) in done["cut_short"]
    assert ENOUGH // 2 < done["accepted"] < ENOUGH
    assert (again["accepted"], again["already_known"]) == (0, done["accepted"])
    assert desk.run("status")["reports"] == done["accepted"]
    assert "What stood before is entered" in desk.say("import", "table", str(file), "--mapping", mapping, expect=6)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1256"])
def test_mixed_directions_in_every_common_encoding_are_read_as_they_are_meant(office, tmp_path, encoding):
    mark = "" if encoding == "windows-1256" else "\u202b"
    table = a_table(
        tmp_path / "reports.csv",
        row(1, ID=f"{encoding}-1", Town=f"{mark}الزهراء", Class="غارة", Details="قصف على السوق"),
        row(2, ID=f"{encoding}-2", Town="Zahra (الزهراء)", Class="غارة", Dead="٣" if mark else "3"),
        encoding=encoding,
    )

    done = office.run("import", "table", table, "--mapping", a_mapping(tmp_path / "m.json"))

    assert (done["accepted"], done["rejected"]) == (2, [])
    assert set(done["unresolved"]) == {"الزهراء", "Zahra (الزهراء)"}
    assert len(done["noted"]) == (1 if mark else 0)


def test_a_formula_in_free_text_is_kept_as_text_and_never_reaches_a_cell_of_ours_unquoted(office, tmp_path):
    table = a_table(tmp_path / "reports.csv", row(1, ID="formula-1", Town="=1+1", Details="=HYPERLINK(1)"))

    done = office.run("import", "table", table, "--mapping", a_mapping(tmp_path / "m.json"))

    assert done["accepted"] == 1
    assert "reports.csv, row 2, place: '=1+1' looks like a formula" in done["noted"][0]


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ({"columns": {"day": "Date", "deaths": "Dead"}}, "'deaths' is not a field"),
        ({"columns": {"place": "Town"}}, "no column gives the day"),
        ({"columns": {"day": "Date", "lat": "lat"}}, "lat and lon are needed together"),
        ({"columns": {"day": "When"}}, "'When' (for day)"),
        ({"columns": "Date"}, "not a mapping"),
        ({"codes": []}, "not a mapping"),
        ({"date_formats": ["dd.mm"]}, "every date format"),
        ({"encoding": "klingon"}, "is not an encoding"),
        ({"encoding": "base64"}, "is not an encoding"),
        ({"encoding": "a\0b"}, "is not an encoding"),
        ({"delimiter": "ab"}, "the delimiter is one character"),
        ({"list_separator": ""}, "the list separator is empty"),
        ({"republish": "everything"}, "not a mapping"),
        ({"sourse": "x"}, "not a mapping"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_mapping_that_does_not_fit_says_what_is_wrong_and_nothing_is_entered(office, tmp_path, mapping, says):
    table = a_table(tmp_path / "reports.csv", row(1, ID="never"))
    before = office.run("status")["entries"]

    refused = office.run("import", "table", table, "--mapping", a_mapping(tmp_path / "m.json", **mapping), expect=6)

    assert says in refused["problem"]
    assert office.run("status")["entries"] == before


def test_a_source_nobody_registered_is_refused_before_anything_is_written(desk, tmp_path):
    table = a_table(tmp_path / "reports.csv", row(1))

    refused = desk.run("import", "table", table, "--mapping", a_mapping(tmp_path / "m.json"), expect=8)

    assert "mithaq source add" in refused["advice"]
    assert desk.run("status")["entries"] == 4


def test_the_run_on_the_record_counts_every_row_of_the_file(desk, tmp_path):
    desk.run(*OFFICE, "--republish", "open")
    table = a_table(tmp_path / "reports.csv", row(1), row(2, Date="no day"), row(3))
    desk.run("import", "table", table, "--mapping", a_mapping(tmp_path / "m.json", republish="open"))
    desk.run("publish", "--head-only")

    entries = b"".join(
        file.read_bytes() for file in (desk.folder / "public/record/tile/entries").rglob("*") if file.is_file()
    )
    start = entries.index(b'"kind":"import.ran"')
    body = entries[entries.rindex(b'"body":', 0, start) : start]
    assert b'"accepted":2,"already_known":0' in body
    assert b'"refused":1,"rows":3' in body


def refusal(read: Callable[[], object]) -> ImportRejected | None:
    """What a reader refused with; anything else it raises is a fault of ours."""
    try:
        read()
    except ImportRejected as refused:
        return refused
    return None


KNOWN_FILES = {
    "ucdp-ged": (OF_UCDP, read_ucdp_ged),
    "acled": (OF_ACLED, read_acled),
    "airwars": (OF_AIRWARS, read_airwars),
    "airwars-positions": (OF_POSITIONS, read_airwars_positions),
    "syrian-archive": (("incident_code", *OF_ARCHIVE), read_syrian_archive),
    "awsd": (OF_AWSD, read_awsd),
    "vdc-governorates": (("day", *GOVERNORATES), read_vdc_governorates),
    "vdc-causes": (("day", *CAUSES), read_vdc_causes),
}
"""The readers that know their file's columns, with those they cannot do without."""
WORDS = (
    *("", "1", "0", "-1", "9" * 30, "2.5", "٣", "2017-01-05", "2017-02-30", "20180628", "05 January 2017", "95.5"),
    *(
        "=1+1",
        "credible",
        "coalition",
        "date_range",
        "Airstrike",
        "https://a.example/1",
        "\u202b",
        "\0",
        "\ud800",
        "a;b",
    ),
)
"""Cells that lead somewhere: random text alone never gets past the first check of a row."""


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@pytest.mark.parametrize("reader", KNOWN_FILES)
def test_whatever_stands_in_a_known_file_every_row_is_accepted_or_rejected(tmp_path, reader, data):
    columns, read = KNOWN_FILES[reader]
    cells = st.sampled_from(WORDS) | st.text(max_size=8).filter(lambda text: '"' not in text)
    rows = data.draw(st.lists(st.lists(cells, min_size=len(columns), max_size=len(columns)), max_size=6))
    file = tmp_path / "known.csv"
    lines = [",".join(f'"{cell}"' for cell in each) for each in (columns, *rows)]
    file.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))

    found: list[object] = []
    refused = refusal(lambda: found.extend(read(file)))

    assert refused is None or refused.where == str(file)
    assert all(isinstance(each, Accepted | Rejected) for each in found)
    assert refused is not None or len(found) == len(rows)


@pytest.mark.parametrize("reader", KNOWN_FILES)
def test_a_known_file_cut_short_gives_the_rows_before_the_break(tmp_path, reader):
    columns, read = KNOWN_FILES[reader]
    lines = [",".join(columns), *(",".join(f"{n * 7919 % 10007}" for _ in columns) for n in range(ENOUGH))]
    file = tmp_path / "known.csv.gz"
    file.write_bytes(gzip.compress("\n".join(lines).encode())[:-400])

    found: list[object] = []
    refused = refusal(lambda: found.extend(read(file)))

    assert refused is not None
    assert "cannot be read after row" in refused.problem
    assert len(found) > ENOUGH // 2


@pytest.mark.parametrize("reader", KNOWN_FILES)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1256"])
def test_a_known_file_is_read_in_every_common_encoding(tmp_path, reader, encoding):
    columns, read = KNOWN_FILES[reader]
    file = tmp_path / "known.csv"
    file.write_bytes("\n".join([",".join(columns), ",".join("قصف على السوق" for _ in columns)]).encode(encoding))

    [row] = list(read(file))

    assert isinstance(row, Rejected)
    assert "قصف" in row.value


ANY_CELLS = st.lists(st.text(max_size=12), min_size=len(COLUMNS), max_size=len(COLUMNS))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.one_of(ANY_CELLS.map(",".join), st.text(max_size=60)), max_size=8))
def test_whatever_stands_in_a_csv_every_row_is_accepted_or_rejected_and_nothing_else_happens(tmp_path, rows):
    file = tmp_path / "reports.csv"
    file.write_bytes("\n".join([HEADER, *rows]).encode("utf-8", "surrogatepass"))
    mapping = parse_mapping(json.dumps(MAPPING), "test")

    read: list[object] = []
    refused = refusal(lambda: read.extend(read_table(file, mapping)))

    assert refused is None or refused.where == str(file)
    assert all(isinstance(each, Accepted | Rejected) for each in read)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400), name=st.sampled_from(["a.csv", "a.xlsx", "a.csv.gz"]))
def test_whatever_bytes_a_file_holds_it_is_read_or_refused_by_name(tmp_path, data, name):
    file = tmp_path / name
    file.write_bytes(data)

    refused = refusal(lambda: first_rows(file, 3))

    assert refused is None or refused.where == str(file)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELD = st.sampled_from(
    ["day", "day_to", "place", "lat", "lon", "killed", "classes", "parties", "links", "text", "lang"]
)


@settings(max_examples=300, deadline=None)
@given(
    data=st.binary(max_size=200) | st.dictionaries(FIELD, JSON, max_size=6).map(lambda d: json.dumps(d).encode())
)
def test_whatever_is_told_by_hand_is_read_or_refused(data):
    refused = refusal(lambda: read_by_hand(data, where="the report", gazetteer=NO_GAZETTEER))

    assert refused is None or refused.where == "the report"


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=60) | st.dictionaries(st.sampled_from(sorted(MAPPING)), JSON).map(json.dumps))
def test_whatever_a_mapping_says_it_is_used_or_refused(text):
    refused = refusal(lambda: parse_mapping(text, "test"))

    assert refused is None or refused.where == "test"
