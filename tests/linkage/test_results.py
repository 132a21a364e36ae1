"""The files of the command: whole or not at all, and refused by row and field."""

from __future__ import annotations

import csv

import pytest
from typer.testing import CliRunner

from linkage.made_events import World, made_events
from mithaq.cli import commands
from mithaq.cli.app import app
from mithaq.errors import ImportRejected, SourceUnavailable
from mithaq.linkage.results import read_decisions

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("link") / "reports.csv"
    columns = made_events(World(events=160, places=60, districts=9, seed=5, city_share=1.2))
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        rows = zip(*(values.astype(str).tolist() for values in columns.values()), strict=True)
        writer.writerows([["" if value == "nan" else value for value in row] for row in rows])
    return path


def _run(*arguments):
    commands.register()
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_command_writes_every_report_once_with_cluster_and_score(table, tmp_path):
    out, asked = tmp_path / "groups.csv", tmp_path / "asked.csv"

    result = _run("link", "--table", table, "--out", out, "--undecided", asked)

    assert result.exit_code == 0, result.output
    with table.open(encoding="utf-8") as given, out.open(encoding="utf-8") as made:
        ids = sorted(row["unique_id"] for row in csv.DictReader(given))
        rows = list(csv.DictReader(made))
    assert list(rows[0]) == ["unique_id", "cluster", "score"]
    assert [row["unique_id"] for row in rows] == ids
    assert {row["cluster"] for row in rows} <= set(ids)
    assert asked.read_text(encoding="utf-8").startswith("a,b,probability,bits\n")


def test_a_result_that_cannot_be_written_leaves_what_was_there(table, tmp_path):
    result = _run("link", "--table", table, "--out", tmp_path / "no" / "groups.csv")

    assert isinstance(result.exception, SourceUnavailable)
    assert list(tmp_path.iterdir()) == []


def test_a_decision_that_is_neither_together_nor_apart_is_refused_by_row(tmp_path):
    path = tmp_path / "decisions.csv"
    path.write_text("a,b,decision\n1,2,together\n3,4,perhaps\n", encoding="utf-8")

    with pytest.raises(ImportRejected) as caught:
        read_decisions(path)

    assert caught.value.where == "decisions.csv, row 3, decision"
