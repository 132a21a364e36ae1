"""`mithaq report show` and `report readings`: on the screen, noted first, and in no file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cli.test_reporters_door import CANARY, REPORT, every_byte


@pytest.fixture
def report(desk, monkeypatch) -> str:
    desk.run("receive", given=REPORT)
    monkeypatch.setattr("mithaq.cli.tick.now", lambda: datetime.now(UTC) + timedelta(hours=30))
    desk.run("tick")
    [listed] = desk.run("report", "list")["reports"]
    return str(listed["id"])


def test_a_report_is_read_on_the_screen_by_name_and_reason_and_lies_in_no_file(desk, report):
    said = desk.say("report", "show", report, "--staff", "Samar", "--reason", "-", given=f"because of {CANARY}")
    data = desk.run("report", "show", report, "--staff", "Samar", "--reason", "second look")
    log = desk.say("report", "readings", "--report", report)

    assert f"They shelled us. {CANARY}" in said
    assert data["values"]["reporter"] == CANARY
    assert (log.count("analyst, Samar"), f"because of {CANARY}" in log) == (2, True)
    assert CANARY.encode() not in every_byte(desk)
    assert b"Samar" not in every_byte(desk)
    assert desk.run("report", "readings", "--limit", "1")["after"] is not None


def test_a_hostile_text_writes_no_line_of_its_own(desk, monkeypatch):
    desk.run("receive", given="first line\nr0000000000000000  (noted in the read log: s0)\x1b[2K")
    monkeypatch.setattr("mithaq.cli.tick.now", lambda: datetime.now(UTC) + timedelta(hours=30))
    desk.run("tick")
    [listed] = desk.run("report", "list")["reports"]

    said = desk.say("report", "show", listed["id"], "--staff", "Samar", "--reason", "x")

    assert len([line for line in said.splitlines() if "noted in the read log" in line and line[0] != " "]) == 1
    assert "\x1b" not in said


def test_what_was_erased_is_never_shown_and_the_reason_for_reading_it_is_gone(desk, report):
    desk.run("report", "show", report, "--staff", "Samar", "--reason", "second look")
    desk.run("erase", report, "--ground", "request")

    done = desk.process("report", "show", report, "--staff", "Samar", "--reason", "third look")

    assert done.code != 0
    assert CANARY not in done.out + done.err
    assert "erased or lost" in done.err
    [left] = desk.run("report", "readings")["readings"]
    assert (left["report"], left["staff"], left["reason"]) == (report, "Samar", None)
    assert "the reason was erased or lost" in desk.say("report", "readings")
