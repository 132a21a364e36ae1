# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from mithaq.intake.mapping import guess_mapping
from mithaq.intake.rows import Accepted
from mithaq.intake.tabular import first_rows, read_table
from mithaq.publish.columns import COLUMNS
from mithaq.publish.hxl_tags import TAGS
from mithaq.publish.open_data import as_hxl
from support.hxl_rules import breaches


@pytest.fixture(scope="module")
def schema(shared_data):
    return json.loads((shared_data / "hxl_samples/hxl-default-schema.json").read_text("utf-8"))


def table(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


@pytest.mark.parametrize("name", TAGS)
def test_every_column_has_a_tag_of_its_own(name):
    assert len(TAGS[name]) == len(COLUMNS[name])
    assert len(set(TAGS[name])) == len(TAGS[name])


def test_every_table_is_published_with_and_without_tags_and_says_the_same(pages):
    tagged = {path: body for path, body in pages.items() if path.endswith(".hxl.csv")}
    plain = {path for path in pages if path.startswith("data/") and path.endswith(".csv")} - set(tagged)

    assert {path.replace(".hxl.csv", ".csv") for path in tagged} == plain
    for path, body in tagged.items():
        header, tags, *rows = table(body)
        assert [header, *([" ".join(cell.split()) for cell in row] for row in rows)] == [
            [" ".join(cell.split()) for cell in row] for row in table(pages[path.replace(".hxl.csv", ".csv")])
        ]
        assert all(tag.startswith("#") for tag in tags)


def test_what_is_published_breaks_no_rule_of_hxl(pages, schema):
    for path, body in pages.items():
        if path.endswith(".hxl.csv"):
            _, tags, *rows = table(body)
            assert breaches(schema, tags, rows) == [], path


def test_the_rules_find_a_day_a_number_and_a_blank_that_are_wrong(schema):
    tags = ("#date+start", "#affected+killed", "#meta+mark")

    assert len(breaches(schema, tags, [("yesterday", "some", " twice  over ")])) == 3


def test_blanks_in_a_recorder_s_own_words_are_single_in_the_tagged_table():
    row = ("", *["a  b "] * (len(COLUMNS["parties"]) - 1))

    assert table(as_hxl("parties", [row]))[2] == ["", *["a b"] * (len(COLUMNS["parties"]) - 1)]


def test_what_we_publish_of_incidents_we_can_read_by_its_tags(pages, tmp_path):
    [path] = [path for path in pages if path.startswith("data/EXERCISE-incidents") and path.endswith("hxl.csv")][:1]
    file = tmp_path / "incidents.csv"
    # The invented land lies in years to come, of which no reader takes a report
    body = pages[path].replace(b",2031-", b",2017-")
    file.write_bytes(body)
    header, tags, _ = first_rows(file, 1)
    mapping = replace(guess_mapping(header, tags=tags, source="other-mission"), list_separator=" ")
    names, _, *rows = table(body)
    published = [dict(zip(names, row, strict=True)) for row in rows]

    read = list(read_table(file, mapping))

    assert len(read) == len(published) > 0
    for row, incident in zip(read, published, strict=True):
        assert isinstance(row, Accepted)
        facts = row.value.facts
        assert row.value.external_id == incident["incident"]
        assert (facts.day_from, facts.day_to) == (incident["day_from"], incident["day_to"])
        assert " ".join(facts.classes) == incident["classes"]
        # Where no best value is published, the lowest is what is certain
        assert str(facts.killed.best if facts.killed else "") == (
            incident["killed_value"] or incident["killed_low"]
        )
