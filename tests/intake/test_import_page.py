"""The worked example of docs/import.md is run as it stands on the page."""

from __future__ import annotations

import re
from pathlib import Path

from mithaq.cli.imports import READERS
from mithaq.intake.mapping import FIELDS, parse_mapping
from mithaq.intake.rows import Accepted
from mithaq.intake.tabular import read_table
from mithaq.mechanism.monitoring.facts import Count

PAGE = (Path(__file__).parents[2] / "docs" / "import.md").read_text("utf-8")


def test_the_table_and_the_mapping_on_the_page_make_the_report_they_promise(tmp_path):
    [table] = [block for block in re.findall(r"```\n(.*?)```", PAGE, re.DOTALL) if block.startswith("الرقم")]
    [mapping] = [block for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL) if '"columns"' in block]
    file = tmp_path / "reports.csv"
    file.write_bytes(table.encode("windows-1256"))

    [row] = list(read_table(file, parse_mapping(mapping, "the page")))

    assert isinstance(row, Accepted)
    assert (row.value.external_id, row.value.facts.day_from) == ("17", "2017-01-05")
    assert row.value.facts.killed == Count(low=3, best=3, high=3)
    assert row.value.facts.classes == ("VC-04",)
    assert row.value.unresolved_place == "الزهراء"


def test_every_field_of_a_mapping_stands_on_the_page():
    assert [name for name in FIELDS if f"`{name}`" not in PAGE] == []


def test_every_reader_stands_on_the_page():
    assert [reader for reader in READERS if f"| `{reader}` |" not in PAGE] == []
