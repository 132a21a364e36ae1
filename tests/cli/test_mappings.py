"""Mappings suggested, saved and used by name; places that stay unresolved."""

from __future__ import annotations

import json

import pytest
from openpyxl import Workbook

from support.tables import a_mapping, a_table, row

OFFICE = ("source", "add", "office-a", "--name", "Office A", "--channel", "web", "--terms", "given to us")
PCODES = """level,pcode,name_en,name_ar,adm1_pcode,adm2_pcode,adm3_pcode
1,XX01,Northland,الشمال,XX01,,
2,XX0101,Northtown,بلدة الشمال,XX01,XX0101,
3,XX010101,Zahra,الزهراء,XX01,XX0101,XX010101
"""
ARABIC = "الرقم,التاريخ,القرية,عدد القتلى,ملاحظة"


def test_a_suggested_mapping_is_corrected_saved_and_used_by_its_name(desk, tmp_path):
    desk.run(*OFFICE)
    table = a_table(tmp_path / "reports.csv", "1,2017-01-05,الزهراء,3,x", header=ARABIC, encoding="windows-1256")
    file = tmp_path / "office-a.json"

    file.write_text(desk.process("mapping", "suggest", table, "--name", "office a", "--source", "office-a").out)
    saved = desk.run("mapping", "save", str(file))
    done = desk.run("import", "table", table, "--mapping", "office a")

    assert saved == {"mapping": "office a", "source": "office-a"}
    assert (done["accepted"], list(done["unresolved"])) == (1, ["الزهراء"])
    assert desk.run("mapping", "list")["mappings"] == [{"name": "office a", "source": "office-a"}]
    assert json.loads(desk.process("mapping", "show", "office a").out) == json.loads(file.read_text())


def test_a_suggestion_shows_the_first_rows_what_is_not_used_and_what_is_still_to_be_done(desk, tmp_path):
    table = a_table(tmp_path / "reports.csv", "1,2017-01-05,الزهراء,3,x", header=ARABIC)

    suggested = desk.run("mapping", "suggest", table)
    text = desk.say("mapping", "suggest", table)

    assert suggested["rows"] == [["1", "2017-01-05", "الزهراء", "3", "x"]]
    assert suggested["unused"] == ["ملاحظة"]
    assert suggested["problems"] == ["the source has no code"]
    assert "Still to be done: the source has no code." in text


def test_a_tagged_workbook_is_suggested_by_its_tags_saved_imported_and_a_second_import_adds_nothing(desk, tmp_path):
    desk.run(*OFFICE, "--republish", "open")
    book = Workbook()
    for cells in (
        ["Week 1"],
        ["رقم", "متى", "أين", "كم", "شيء"],
        ["#event+id", "#date", "#loc+name", "#affected +killed", "#item"],
        ["w1", "2017-01-05", "الزهراء", 3, "x"],
        ["w2", "2017-01-35", "الزهراء", 3, "x"],
        ["w3", "2017-01-06", "الزهراء", 4, "x"],
    ):
        book.active.append(cells)
    table, file = str(tmp_path / "week.xlsx"), tmp_path / "office-a.json"
    book.save(table)

    suggested = desk.run("mapping", "suggest", table, "--source", "office-a")
    file.write_text(json.dumps(suggested["mapping"] | {"republish": "open"}))
    first = desk.run("import", "table", table, "--mapping", str(file))
    again = desk.run("import", "table", table, "--mapping", str(file))

    assert suggested["mapping"]["columns"] == {
        "external_id": "#event+id",
        "day": "#date",
        "place": "#loc+name",
        "killed": "#affected +killed",
    }
    assert (suggested["unused"], suggested["problems"]) == (["شيء"], [])
    assert (first["accepted"], first["refused"]) == (2, 1)
    assert first["rejected"][0].startswith("week.xlsx, row 5, day: ")
    assert (again["accepted"], again["already_known"]) == (0, 2)


def test_another_mapping_of_the_same_name_is_replaced_only_when_asked(desk, tmp_path):
    desk.run("mapping", "save", a_mapping(tmp_path / "m.json"))
    desk.run("mapping", "save", a_mapping(tmp_path / "m.json"))
    other = a_mapping(tmp_path / "m.json", list_separator="/")

    refused = desk.run("mapping", "save", other, expect=5)
    before = json.loads(desk.process("mapping", "show", "office a").out)
    desk.run("mapping", "save", other, "--replace")
    after = json.loads(desk.process("mapping", "show", "office a").out)

    assert "--replace" in refused["advice"]
    assert (before["list_separator"], after["list_separator"]) == (";", "/")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("import", "table", "TABLE", "--mapping", "nobody's"), 8, 'no mapping "nobody\'s" is saved'),
        (("import", "table", "TABLE", "--mapping", "absent/m.json"), 6, "no such mapping file"),
        (("import", "table", "TABLE"), 8, "needs a mapping"),
        (("import", "excel", "TABLE"), 8, "no reader 'excel'"),
        (("import", "awsd", "TABLE", "--preview"), 8, "--preview"),
        (("mapping", "show", "nobody's"), 8, "is saved"),
        (("mapping", "save", "TABLE"), 6, "not a mapping"),
        (("mapping", "suggest", "absent.csv"), 6, "no such file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_is_not_there_is_named(old_desk, tmp_path, arguments, code, says):
    table = a_table(tmp_path / "reports.csv", row(1))

    refused = old_desk.run(*(table if each == "TABLE" else each for each in arguments), expect=code)

    assert says in refused["problem"]


def test_a_preview_enters_nothing_and_shows_rows_as_they_would_be_read(desk, tmp_path):
    desk.run(*OFFICE)
    table = a_table(tmp_path / "reports.csv", row(1), row(2, Dead="many"))
    mapping = a_mapping(tmp_path / "m.json")

    shown = desk.run("import", "table", table, "--mapping", mapping, "--preview")
    text = desk.say("import", "table", table, "--mapping", mapping, "--preview")

    assert shown["rows"][0]["report"]["facts"]["killed"] == {"low": 2, "best": 2, "high": 2}
    assert shown["rows"][1]["problem"].startswith("row 3, killed: ")
    assert "row 2: e1: 2017-01-05; no place, 'Zahra' unresolved; VC-04; killed 2" in text
    assert desk.run("status")["reports"] == 0


def test_a_place_no_gazetteer_knew_stays_as_written_is_listed_and_is_set_on_the_incident(desk, tmp_path):
    desk.run(*OFFICE, "--republish", "derived")
    table = a_table(tmp_path / "reports.csv", row(1), row(2), row(3, Town="Elsewhere"))
    desk.run("import", "table", table, "--mapping", a_mapping(tmp_path / "m.json", republish="derived"))
    before = desk.run("places", "unresolved", "--name", "-", given="Zahra\n")
    pcodes = tmp_path / "pcodes.csv"
    pcodes.write_text(PCODES, "utf-8")
    desk.run("import", "places", str(pcodes))

    after = desk.run("places", "unresolved")
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps({"day": "2017-01-05", "subdistrict": "Zahra"}))
    incident = desk.run("incident", "open", *before["reports"])["incident"]
    # No public report shows this place, so a person looks at the page before it is shown.
    held = desk.run("incident", "describe", incident, "--facts", str(facts))["hold"]
    desk.run("hold", "release", held)

    assert (before["names"], before["mentions"], len(before["reports"])) == (1, 2, 2)
    assert [(each["name"], each["reports"], each["code"]) for each in after["listed"]] == [
        ("Zahra", 2, "XX010101"),
        ("Elsewhere", 1, None),
    ]
    assert desk.run("incident", "list")["incidents"][0]["subdistrict"] == "XX010101"
    assert desk.run("places", "check", "Elsewhere")["reason"] == "no place of this name is in the gazetteer"
