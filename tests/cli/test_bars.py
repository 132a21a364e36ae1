"""Progress is shown to a person who watches, and to nobody else."""

from __future__ import annotations

import io
import sys
from unittest import mock

import pytest

from mithaq.cli.app import main
from support.tables import a_mapping, a_table, row

OFFICE = ("source", "add", "office-a", "--name", "Office A", "--channel", "web", "--terms", "given to us")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def watched(desk, *arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), Terminal()
    with (
        mock.patch.object(sys, "argv", ["mithaq", "-C", str(desk.folder), *arguments]),
        mock.patch.object(sys, "stdout", out),
        mock.patch.object(sys, "stderr", err),
        pytest.raises(SystemExit),
    ):
        main()
    return out.getvalue(), err.getvalue()


@pytest.fixture
def long_work(desk, tmp_path):
    desk.run(*OFFICE, "--republish", "open")
    table = a_table(tmp_path / "reports.csv", *(row(n) for n in range(600)))
    mapping = a_mapping(tmp_path / "m.json", republish="open")
    place = str(desk.folder / "public")
    return {
        "reading": ("import", "table", table, "--mapping", mapping),
        "opening incidents": ("import", "table", table, "--mapping", mapping, "--incidents"),
        "rebuilding": ("rebuild",),
        "rendering": ("publish",),
        "reading entries": ("verify", place, "--key", desk.key),
    }


def test_long_work_shows_how_far_it_is_on_a_terminal_and_nothing_with_json_or_to_a_pipe(desk, long_work):
    for label, command in long_work.items():
        _, shown = watched(desk, *command)
        _, for_a_script = watched(desk, "--json", *command)
        piped = desk.process(*command)

        assert label in shown, command
        assert "\x1b" in shown, command
        assert for_a_script == "", command
        assert piped.err == "", command
