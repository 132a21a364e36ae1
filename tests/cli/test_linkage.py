"""Linkage of a mission's reports from the command line, through to the published partition."""

from __future__ import annotations

from mithaq.mechanism.monitoring.partition_file import read_partition
from support.tables import a_mapping, a_table, row


def test_reports_are_linked_judged_and_their_partition_published_and_checked(desk, tmp_path):
    source = ("source", "add", "office-a", "--name", "Office A", "--channel", "web", "--terms", "given to us")
    desk.run(*source, "--republish", "open")
    table = a_table(tmp_path / "reports.csv", *(row(number) for number in range(1, 6)))
    desk.run("import", "table", table, "--mapping", a_mapping(tmp_path / "m.json", republish="open"))
    first, second, third = [each["id"] for each in desk.run("report", "list")["reports"]][:3]

    early = desk.run("linkage", "undecided", expect=5)
    ran = desk.run("linkage", "run", "--ask")
    judged = desk.run("linkage", "judge", "confirm", first, second, "--reason", "one strike", "--staff", "Rana")
    refused = desk.run("linkage", "judge", "confirm", first, first, "--reason", "itself", expect=1)
    again = desk.run("linkage", "run")
    told = desk.run("linkage", "explain", first, third)
    waiting = desk.run("linkage", "undecided")
    desk.run("publish")

    assert "linkage run" in early["advice"]
    assert (ran["public_reports"], ran["opened"]) == (5, [])
    assert not judged["is_waiting"]
    assert "twice" in refused["problem"]
    assert len(again["opened"]) == 1
    assert 0 <= told["probability"] <= 1
    assert set(told["bits"]) >= {"place", "day"}
    assert {first, second} not in [{each["first"], each["second"]} for each in waiting["pairs"]]
    [file] = (desk.folder / "public" / "linkage").iterdir()
    groups = {each.report: each.group for each in read_partition(file.read_bytes())}
    assert groups[first] == groups[second]
    assert desk.verify()["held"]

    file.write_bytes(file.read_bytes().replace(b",", b";", 1))
    assert not desk.verify(expect=3)["held"]
