"""What a machine found that reports repeat, listed and answered at the command line."""

from __future__ import annotations

from support.tables import a_mapping, a_table, row

TOLD = "at dawn three shells fell on the market of the old town and two were killed"


def test_a_repetition_is_listed_holds_two_reports_together_and_is_answered(desk, tmp_path):
    for code, name in (("office-a", "Office A"), ("office-b", "Office B")):
        named = ("source", "add", code, "--name", name, "--channel", "web", "--terms", "given to us")
        desk.run(*named, "--republish", "open")
        table = a_table(tmp_path / f"{code}.csv", row(1, ID=code, Details=f"{name}: {TOLD}"))
        mapping = a_mapping(tmp_path / f"{code}.json", name=code, source=code, republish="open")
        desk.run("import", "table", table, "--mapping", mapping)
    first, second = [each["id"] for each in desk.run("report", "list")["reports"]]
    incident = desk.run("incident", "open", first, second)["incident"]
    desk.run("incident", "describe", incident)
    desk.run("report", "trace", first, "--root", "witness", "--checked")
    desk.run("report", "trace", second, "--root", "imagery", "--checked")

    [waiting] = desk.run("report", "repeats")["pairs"]
    said = desk.say("report", "repeats", "--incident", incident)
    held = desk.run("incident", "explain", incident, "--means", "airstrike")
    why = desk.say("incident", "explain", incident)
    desk.run("report", "answer", waiting["report"], waiting["repeats"], "independent", "--staff", "Rana")
    free = desk.run("incident", "explain", incident, "--means", "airstrike")

    assert (waiting["incident"], waiting["why"]) == (incident, "copies")
    assert {waiting["report"], waiting["repeats"]} == {first, second}
    assert "1 wait" in said
    assert (held["origins"], free["origins"]) == (1, 2)
    assert "found by machine, not yet confirmed" in why
    assert desk.run("report", "repeats")["waiting"] == 0
    assert desk.run("report", "answer", first, first, "cites", expect=1)["problem"]
