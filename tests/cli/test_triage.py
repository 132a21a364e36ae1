"""An officer in a flood: what to look at next, what looks like a campaign, and one answer to all of it."""

from __future__ import annotations

from mithaq.mechanism.monitoring.triage import CROWD_LEAST
from support.tables import a_mapping, a_table, row

FLOOD = "they fired {} rockets from the school on the market of the town while all of us were there"
OFFICE = ("source", "add", "office-a", "--name", "Office A", "--channel", "web", "--terms", "given to us")


def test_a_crowd_is_listed_its_ids_feed_the_campaign_and_the_queue_is_short_again(desk, tmp_path):
    desk.run(*OFFICE, "--republish", "open")
    desk.run("source", "grade", "office-a", "F", "--reason", "first contact")
    flood = [row(n, Details=FLOOD.format(n), Dead="9") for n in range(CROWD_LEAST)]
    table = a_table(tmp_path / "reports.csv", *flood, row(90))
    desk.run("import", "table", table, "--mapping", a_mapping(tmp_path / "m.json", republish="open"))

    queue = desk.run("triage", "next")
    said = desk.say("triage", "next", "--limit", "1")
    [crowd] = desk.run("triage", "crowds")["crowds"]
    ids = desk.say("triage", "crowds", "--ids", crowd["first"])
    unknown = desk.run("triage", "crowds", "--ids", "r7z2k9m4qd1x8v0ntc", expect=1)
    words = ("--reason", "One text", "--reason-ar", "نص واحد", "--pattern", a_pattern(tmp_path))
    desk.run("campaign", "-", "out_of_scope", *words, given=ids)
    after = desk.run("triage", "next")

    assert queue["open"] == CROWD_LEAST + 1
    assert [turn["stands_for"] for turn in queue["turns"]] == [CROWD_LEAST, 1]
    assert f"for {CROWD_LEAST} near-copies" in said
    assert "rockets" not in said
    assert (crowd["reports"], len(ids.split())) == (CROWD_LEAST, CROWD_LEAST)
    assert "triage crowds" in unknown["advice"]
    assert (after["open"], len(after["turns"])) == (1, 1)
    assert desk.run("triage", "crowds")["crowds"] == []


def a_pattern(tmp_path):
    file = tmp_path / "pattern.txt"
    file.write_text("the same text", "utf-8")
    return str(file)
