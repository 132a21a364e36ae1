"""The command writes what `mithaq link` reads, marks it, and keeps the truth in a file apart."""

from __future__ import annotations

import csv

from typer.testing import CliRunner

from mithaq.cli import commands
from mithaq.cli.app import app
from mithaq.errors import SourceUnavailable
from mithaq.linkage import read_csv
from mithaq.scenario.land import EXERCISE


def run(*arguments):
    commands.register()
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_table_is_one_that_link_reads(tmp_path):
    out, truth = tmp_path / "reports.csv", tmp_path / "truth.csv"

    result = run("scenario", out, "--reports", 300, "--level", "easy", "--seed", 4, "--truth", truth)

    assert result.exit_code == 0, result.output
    assert EXERCISE in result.output
    reports = read_csv(out)
    with truth.open(encoding="utf-8", newline="") as stream:
        known = {row["unique_id"] for row in csv.DictReader(stream)}
    assert len(reports) == 300
    assert reports.text is not None
    assert set(reports.ids.tolist()) == known


def test_every_row_says_that_it_is_an_exercise(tmp_path):
    run("scenario", tmp_path / "reports.csv", "--reports", 100)

    with (tmp_path / "reports.csv").open(encoding="utf-8", newline="") as stream:
        assert {row["marking"] for row in csv.DictReader(stream)} == {EXERCISE}


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    run("scenario", tmp_path / "one.csv", "--reports", 200, "--seed", 9)
    run("scenario", tmp_path / "other.csv", "--reports", 200, "--seed", 9)

    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "other.csv").read_bytes()


def test_the_truth_is_never_written_over_the_reports(tmp_path):
    out = tmp_path / "reports.csv"

    result = run("scenario", out, "--reports", 100, "--truth", out)

    assert isinstance(result.exception, SourceUnavailable)
    assert not out.exists()


def test_a_folder_that_is_not_there_is_refused_and_nothing_is_left(tmp_path):
    result = run("scenario", tmp_path / "no" / "reports.csv", "--reports", 100)

    assert isinstance(result.exception, SourceUnavailable)
    assert list(tmp_path.iterdir()) == []
