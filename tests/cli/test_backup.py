"""Backup, restore and the end of an erasure as an officer does them, each command in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cli.test_mission import Officer, ged_file, ged_row

NINE_DAYS_LATER = """
import datetime, sys
from mithaq.cli import app, tick
tick.now = lambda: datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=9)
sys.argv = ["mithaq", "-C", sys.argv[1], "tick"]
app.main()
"""


@pytest.fixture
def officer(tmp_path: Path) -> Officer:
    officer = Officer(tmp_path / "mission")
    officer.key = officer.run("new", str(officer.folder), "--origin", "drill.example/log", "--exercise")["log_key"]
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    return officer


def backed_up(officer: Officer, top: Path) -> dict:
    return officer.run("backup", str(top / "a"), "--keys-to", str(top / "b"), "--keys-folder-to", str(top / "c"))


def restore_words(done: dict, target: Path) -> list[str]:
    return [
        *("restore", done["file"], str(target)),
        *("--keys", done["wrapped_keys"], "--keys-folder", done["keys_folder"]),
    ]


@pytest.mark.slow
def test_a_lost_mission_comes_back_and_a_stranger_verifies_it_with_a_head_kept_from_before(
    officer: Officer, tmp_path: Path
) -> None:
    officer.run("import", "ucdp-ged", ged_file(officer.folder, [ged_row(n, "2017-01-05", n) for n in range(1, 4)]))
    officer.run("publish")
    done = backed_up(officer, tmp_path)
    officer.run("import", "ucdp-ged", ged_file(officer.folder, [ged_row(n, "2017-01-06", n) for n in range(4, 9)]))
    officer.run("publish")
    kept = tmp_path / "kept-head"
    kept.write_bytes((officer.folder / "public" / "record" / "checkpoint").read_bytes())
    words = restore_words(done, tmp_path / "again")
    public = ["--public", str(officer.folder / "public")]

    unsaid = officer.run(*words, expect=8)
    rehearsed = officer.run(*words, *public, "--head", str(kept), "--rehearse")
    restored = officer.run(*words, *public, "--head", str(kept))
    again = officer.run(*words, *public, expect=8)
    officer.folder = tmp_path / "again"
    officer.run("publish")
    status = officer.run("status")
    checked = officer.run("verify", str(officer.folder / "public"), "--key", officer.key, "--head", str(kept))

    assert unsaid["error"] == again["error"] == "mission-not-ready"
    assert rehearsed["rehearsed"]
    # Five reports came after the backup, and who entered the incidents of their import is sealed too.
    assert (restored["lost"], rehearsed["lost"]) == (6, 6)
    assert restored["entries"] == restored["published"]
    assert checked["held"]
    assert any("restored" in sentence for sentence in checked["unchecked"])
    assert (status["reports"], status["entries"]) == (8, status["public_entries"])


@pytest.mark.slow
def test_an_erasure_is_listed_until_every_old_copy_is_confirmed_destroyed(officer: Officer, tmp_path: Path) -> None:
    officer.run("import", "ucdp-ged", ged_file(officer.folder, [ged_row(n, "2017-01-05", 1) for n in (1, 2)]))
    officer.run("publish", "--head-only")
    entries = officer.folder / "public" / "record" / "tile" / "entries"
    bundle = next(file for file in entries.rglob("*") if file.is_file()).read_bytes()
    start = bundle.index(b'"id":"r') + 6
    report = bundle[start : start + 18].decode()
    done = backed_up(officer, tmp_path)
    names = [Path(done["wrapped_keys"]).name, Path(done["keys_folder"]).name]

    erased = officer.run("erase", "--ground", "request", report)
    officer.run("erase", "note", "snapshot of the disk")
    listed = officer.run("erase", "list")
    early = officer.run("erase", "confirm", erased["erasure"], expect=5)
    told = subprocess.run(
        [sys.executable, "-c", NINE_DAYS_LATER, str(officer.folder)], capture_output=True, check=True
    )
    half = officer.run("erase", "confirm", erased["erasure"], "--destroyed", names[0])
    unknown = officer.run("erase", "confirm", erased["erasure"], "--destroyed", "no such copy", expect=1)
    whole = officer.run(
        *("erase", "confirm", erased["erasure"]),
        *("--destroyed", names[1], "--destroyed", "snapshot of the disk"),
    )
    officer.run("publish", "--head-only")

    assert sorted(erased["awaited"]) == sorted(names)
    assert sorted(listed["awaited"]) == sorted([*names, "snapshot of the disk"])
    assert [each["erasure"] for each in listed["pending"]] == [erased["erasure"]]
    assert listed["pending"][0]["at"] is None
    assert "tick" in early["advice"]
    assert b"1 erasure was told" in told.stdout
    assert half["confirmed"] is None
    assert unknown["error"] == "invalid-statement"
    assert whole["confirmed"]
    assert officer.run("erase", "list")["pending"] == []


@pytest.mark.slow
def test_what_is_said_names_what_was_not_copied_and_what_nobody_can_list(officer: Officer, tmp_path: Path) -> None:
    def said(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "mithaq", "-C", str(officer.folder), *words],
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    alone = said("backup", str(tmp_path / "a"))
    done = backed_up(officer, tmp_path / ".")
    restored = said(*restore_words(done, tmp_path / "again"), "--never-published")
    erasures = said("erase", "list")

    assert "NOT copied: the wrapped keys" in alone
    assert "NOT copied: keys/" in alone
    assert "NOBODY CAN LIST" in restored
    assert f'--key "{officer.key}"' in restored
    assert "No erasure is pending." in erasures
