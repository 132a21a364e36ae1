"""Incidents opened by hand, what is held, campaigns, and which reports are open."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from support.tables import a_mapping, a_table, row

OFFICE = ("source", "add", "office-a", "--name", "Office A", "--channel", "web", "--terms", "given to us")
LATER = timedelta(hours=25)


@pytest.fixture
def later(monkeypatch):
    """The timer's clock stands a day ahead, so that an epoch may close."""
    monkeypatch.setattr("mithaq.cli.tick.now", lambda: datetime.now(UTC) + LATER)


def import_public(desk, tmp_path, *rows: str, republish: str = "open") -> list[str]:
    desk.run(*OFFICE, "--republish", republish)
    table = a_table(tmp_path / "reports.csv", *rows)
    desk.run("import", "table", table, "--mapping", a_mapping(tmp_path / "m.json", republish=republish))
    return [each["id"] for each in desk.run("report", "list")["reports"]]


def test_an_incident_is_opened_by_hand_described_joined_by_a_further_report_and_published(desk, tmp_path):
    first, second, third = import_public(desk, tmp_path, row(1), row(2), row(3))

    opened = desk.run("incident", "open", first, second, "--reason", "-", "--staff", "Rana", given="canary-reason")
    incident = opened["incident"]
    described = desk.run("incident", "describe", incident)
    desk.run("incident", "link", incident, third)
    again = desk.run("incident", "link", incident, third, expect=5)
    [listed] = desk.run("incident", "list")["incidents"]
    desk.run("publish")

    assert described["hold"] is None
    assert not any(b"canary-reason" in file.read_bytes() for file in desk.folder.rglob("*") if file.is_file())
    assert "--replaces" in again["advice"]
    assert (listed["public_reports"], listed["is_described"], listed["classes"]) == (3, True, "VC-04")
    assert desk.run("report", "list", "--open")["reports"] == []
    assert desk.verify()["held"]


def test_facts_come_from_a_file_and_their_words_do_not_reach_the_page(desk, tmp_path):
    [report] = import_public(desk, tmp_path, row(1), republish="none")
    facts = tmp_path / "facts.json"
    facts.write_text(
        json.dumps({"day": "2017-01-05", "place": "Zahra", "classes": ["VC-06"], "parties": ["GOV"], "killed": 3})
    )

    refused = desk.run("incident", "open", report, expect=1)
    incident = desk.run("incident", "open", report, "--facts", str(facts))["incident"]
    desk.run("incident", "describe", incident)
    [held] = desk.run("hold", "list")["holds"]
    desk.run("hold", "release", held["id"])
    [listed] = desk.run("incident", "list")["incidents"]
    desk.run("publish")

    page = next((desk.folder / "public" / "en").rglob(f"*{incident}*")).read_text("utf-8")
    assert "--facts" in refused["advice"]
    assert (listed["public_reports"], listed["classes"]) == (0, "VC-06")
    assert "GOV" not in page
    assert desk.run("status")["waiting_dispositions"] == 1
    assert desk.verify()["held"]


def test_what_is_too_young_is_held_until_a_person_releases_or_keeps_it(desk, tmp_path):
    today = datetime.now(UTC).date().isoformat()
    first, second = import_public(desk, tmp_path, row(1, Date=today), row(2, Date=today))
    incidents = [desk.run("incident", "open", report)["incident"] for report in (first, second)]
    for incident in incidents:
        desk.run("incident", "describe", incident)

    waiting = desk.run("hold", "list")["holds"]
    one_page = desk.run("hold", "list", "--limit", "1")
    next_page = desk.run("hold", "list", "--limit", "1", "--after", one_page["after"])
    released = desk.run("hold", "release", waiting[0]["id"])
    kept = desk.run("hold", "keep", waiting[1]["id"], "--staff", "Rana")
    twice = desk.run("hold", "release", waiting[1]["id"], expect=1)

    assert {hold["subject"] for hold in waiting} == set(incidents)
    assert waiting[0]["facts"]["day_from"] == today
    assert [hold["id"] for hold in one_page["holds"] + next_page["holds"]] == [hold["id"] for hold in waiting]
    assert (released["statement"] is None, kept["statement"]) == (False, None)
    assert "waits for review" in twice["problem"]
    assert desk.run("status")["held_pages"] == 0
    assert desk.run("hold", "list")["holds"] == []


def test_a_planned_movement_is_never_shown(desk, tmp_path):
    [report] = import_public(desk, tmp_path, row(1))
    incident = desk.run("incident", "open", report)["incident"]

    refused = desk.run("incident", "describe", incident, "--nature", "movement_planned", expect=5)

    assert "never shown" in refused["problem"]
    assert desk.run("hold", "list")["holds"] == []


def test_a_campaign_answers_a_flood_once_in_both_languages_and_all_or_nothing(desk, tmp_path):
    reports = import_public(desk, tmp_path, *(row(n) for n in range(5)))
    flood, pattern = tmp_path / "flood.txt", tmp_path / "pattern.txt"
    pattern.write_text("canary-pattern: the same text", "utf-8")
    words = ("--reason", "One text", "--reason-ar", "نص واحد", "--pattern", str(pattern))
    desk.run("dispose", reports[0], "insufficient")

    flood.write_text("\n".join(reports))
    one_is_settled = desk.run("campaign", str(flood), "out_of_scope", *words, expect=5)
    wrong = "y" if reports[2].endswith("z") else "z"
    flood.write_text(f"{reports[1]}\n{reports[2][:-1]}{wrong}\n")
    mistyped = desk.run("campaign", str(flood), "out_of_scope", *words, expect=6)
    flood.write_text(f"{reports[1]}\n\n{reports[1]}\n")
    twice = desk.run("campaign", str(flood), "out_of_scope", *words, expect=6)
    settled_before = desk.run("status")["disposed"]
    flood.write_text("# the flood of today\n" + "\n".join(reports[1:]))
    done = desk.run("campaign", str(flood), "out_of_scope", *words)
    desk.run("publish")

    assert reports[0] in one_is_settled["problem"]
    assert "line 2" in mistyped["problem"]
    assert "line 3" in twice["problem"]
    assert settled_before == {"insufficient": 1}
    assert done["reports"] == 4
    public = b"".join(file.read_bytes() for file in (desk.folder / "public").rglob("*") if file.is_file())
    assert "نص واحد".encode() in public
    assert b"canary-pattern" not in public
    assert desk.verify()["held"]


def test_a_campaign_wants_its_reason_in_both_languages(desk, tmp_path):
    flood = tmp_path / "flood.txt"
    flood.write_text("r0000000000000000z\n")

    assert desk.process("campaign", str(flood), "out_of_scope", "--reason", "x", "--pattern", str(flood)).code == 2
    empty = desk.run(
        *("campaign", str(flood), "out_of_scope", "--reason", "x", "--reason-ar", " ", "--pattern", str(flood)),
        expect=1,
    )
    assert "both languages" in empty["problem"]


def test_words_tell_what_became_of_a_report_once_somebody_decided(desk, later):
    said = [desk.run("receive", given=f"report {number}")["words"] for number in range(5)]
    entered = desk.run("tick")["entered"]
    reports = [each["id"] for each in desk.run("report", "list", "--open")["reports"]]
    for report in reports:
        desk.run("dispose", report, "unobservable")

    answers = {desk.run("receipt", "words", given=" ".join(words))["news"] for words in said}

    assert entered == 5
    assert answers == {"unobservable"}
    assert "Nobody could look there" in desk.say("receipt", "words", given="،".join(said[0]))


def test_pages_of_reports_and_incidents_meet_without_gap_or_repetition(desk, tmp_path):
    reports = import_public(desk, tmp_path, *(row(n) for n in range(7)))
    incidents = [desk.run("incident", "open", report)["incident"] for report in reports[:5]]

    seen, after = [], None
    while True:
        page = desk.run("report", "list", "--limit", "3", *(() if after is None else ("--after", after)))
        seen += [each["id"] for each in page["reports"]]
        after = page["after"]
        if after is None:
            break
    first = desk.run("incident", "list", "--limit", "3")
    second = desk.run("incident", "list", "--limit", "3", "--after", first["after"])

    assert seen == reports
    assert [each["id"] for each in first["incidents"] + second["incidents"]] == incidents[::-1]
    assert desk.run("report", "list", "--after", "r" * 18, expect=1)["error"] == "invalid-statement"
    assert "… more: --after" in desk.say("incident", "list", "--limit", "2")
    assert len(desk.run("report", "list", "--open")["reports"]) == 2
    assert desk.run("report", "list", "--overdue")["reports"] == []


def test_reports_are_traced_and_an_incident_is_explained_and_assessed(desk, tmp_path):
    first, second, third = import_public(desk, tmp_path, row(1), row(2), row(3))
    incident = desk.run("incident", "open", first, second, third)["incident"]
    early = desk.run("incident", "assess", incident, "--means", "airstrike", "--confirm", "alleged", expect=5)
    desk.run("incident", "describe", incident)
    traced = desk.run(
        *("report", "trace", first, "--root", "witness", "--witness", "-", "--organisation", "office-b"),
        *("--checked", "--people", "killed:1-2-4:female:child:civilian"),
        given="canary-handle",
    )
    desk.run("report", "trace", second, "--root", "imagery", "--checked", "--cites", first)
    again = desk.run("report", "trace", second, "--root", "medical", expect=5)

    explained = desk.run("incident", "explain", incident, "--means", "airstrike", "--target", "medical")
    high = desk.run("incident", "assess", incident, "--means", "airstrike", "--confirm", "verified", expect=5)
    low = desk.run("incident", "assess", incident, "--means", "airstrike", "--confirm", "alleged", expect=5)
    done = desk.run("incident", "assess", incident, "--means", "airstrike", "--confirm", "plausible")
    desk.run("publish")

    assert "describe" in early["advice"]
    assert "--ground" in again["advice"]
    assert not traced["is_waiting"]
    assert (explained["grade"], explained["origins"], explained["classes"]) == ("plausible", 1, ["VC-04", "VC-10"])
    assert explained["missing"] == ["second_root"]
    assert sorted(explained["roots"][0]["reports"]) == sorted([first, second])
    assert explained["reports"][third] == "not_traced"
    assert "explain" in high["advice"]
    assert "--reason" in low["advice"]
    assert (done["grade"], done["waits_for_company"]) == ("plausible", False)
    assert not any(b"canary-handle" in file.read_bytes() for file in desk.folder.rglob("*") if file.is_file())
    assert desk.verify()["held"]
    page = next((desk.folder / "public" / "ar" / "incidents").rglob(f"{incident}.html")).read_text("utf-8")
    assert "أحدها ينقل عن الآخر" in page


@pytest.mark.parametrize("people", ["killed", "killed:x", "killed:3:nobody", "lost:2"])
def test_people_that_are_not_told_apart_rightly_are_refused_before_anything_is_opened(desk, people):
    refused = desk.run("report", "trace", "r0000000000000000c", "--root", "witness", "--people", people, expect=1)

    assert "killed:2:female:child:civilian" in refused["advice"]


def test_a_means_that_is_none_is_refused_with_those_that_are(desk):
    refused = desk.run("incident", "explain", "i0000000000000000c", "--means", "sword", expect=1)

    assert "airstrike" in refused["advice"]


def test_who_stands_behind_a_party_is_entered_by_code(desk):
    for code, role in (("XP", "party"), ("XG", "guarantor")):
        desk.run("party", "add", code, "--role", role, "--name", code, "--from", "art. 1")

    made = desk.run("party", "sponsor", "XP", "--by", "XG", "--from", "art. 2", "--since", "2017-01-01")
    refused = desk.run("party", "sponsor", "XP", "--by", "XX", "--from", "art. 2", expect=1)

    assert made["statement"].startswith("s")
    assert "party list" in refused["advice"]


def test_a_step_of_the_tick_that_fails_stops_no_later_one(desk):
    """A waiting erasure that cannot be read again, as an older release could write one."""
    desk.own_process = True
    with closing(sqlite3.connect(desk.folder / "mithaq.db", isolation_level=None)) as database:
        database.execute(
            "INSERT INTO pending_erasure (statement, body, who, seals, key, blob, day_ends)"
            " VALUES ('s1', '{\"statements\":[]}', '{}', '{}', 0, x'', '2000-01-01T00:00:00Z')"
        )
    before = desk.run("status")["entries"]

    done = desk.process("tick")

    assert done.code != 0
    assert "SubjectErased" in done.err or "statements" in done.err
    assert desk.run("status")["entries"] > before
