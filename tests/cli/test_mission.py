"""The commands as an officer uses them, each in a process of its own, on one mission."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

GED_HEADER = (
    "id,type_of_violence,side_a,side_b,where_prec,where_coordinates,adm_1,adm_2,latitude,longitude,country,date_prec,"
    "date_start,date_end,low,best,high,source_office,source_headline,conflict_name,dyad_name,source_article,"
    "source_date,source_original,event_clarity,deaths_a,deaths_b,deaths_civilians,deaths_unknown"
)


def ged_row(number: int, day: str, best: int, low: int | None = None) -> str:
    lowest = best if low is None else low
    return (
        f"{number},1,Side A,Side B,6,Wahdara,,,10.0,20.0,Wahdara,1,{day},{day},{lowest},{best},{best},"
        "Office,Headline,Conflict,Dyad,Article,2017-01-06,Original,1,0,0,0,0"
    )


class Officer:
    """Runs commands on a mission and keeps its key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ""

    def run(self, *arguments: str, expect: int = 0) -> dict:
        done = subprocess.run(
            [sys.executable, "-m", "mithaq", "-C", str(self.folder), "--json", *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
            env={name: value for name, value in os.environ.items() if not name.startswith("MITHAQ_")},
        )
        assert done.returncode == expect, done.stdout + done.stderr
        return json.loads(done.stdout)

    def verify(self, expect: int = 0) -> dict:
        return self.run("verify", str(self.folder / "public"), "--key", self.key, expect=expect)


@pytest.fixture
def officer(tmp_path) -> Officer:
    officer = Officer(tmp_path / "mission")
    officer.key = officer.run("new", str(officer.folder), "--origin", "drill.example/log", "--exercise")["log_key"]
    return officer


def ged_file(folder: Path, rows: list[str]) -> str:
    file = folder.parent / "ged.csv"
    file.write_text("\n".join([GED_HEADER, *rows]) + "\n", encoding="utf-8")
    return str(file)


@pytest.mark.slow
def test_a_file_goes_all_the_way_to_a_bulletin_that_a_stranger_verifies(officer):
    file = ged_file(
        officer.folder,
        [ged_row(n, "2017-01-05", n) for n in range(1, 6)]
        + [ged_row(9, "2017-01-05", 1, low=4), ged_row(10, "0017-01-05", 1)],
    )

    first = officer.run("import", "ucdp-ged", file)
    again = officer.run("import", "ucdp-ged", file, "--incidents")
    officer.run("tick")
    bulletins = officer.run("bulletin", "2017-01-04", "2017-01-06", "--daily")["bulletins"]
    published = officer.run("publish")
    checked = officer.verify()
    status = officer.run("status")

    assert (first["accepted"], len(first["rejected"])) == (6, 1)
    assert (again["accepted"], again["already_known"]) == (0, 6)
    assert again["incidents"]["opened"] == 6
    assert len(bulletins) == 3
    assert published["pages"] > 20
    assert checked["held"]
    assert status["disposed"] == {"linked": 6}
    assert status["entries"] == status["public_entries"] == checked["size"]


@pytest.mark.slow
def test_a_report_is_disposed_redisposed_and_erased_and_the_record_still_holds(officer):
    officer.run("import", "ucdp-ged", ged_file(officer.folder, [ged_row(n, "2017-01-05", 1) for n in (1, 2)]))
    officer.run("publish", "--head-only")
    entries = officer.folder / "public" / "record" / "tile" / "entries"
    bundle = next(file for file in entries.rglob("*") if file.is_file()).read_bytes()
    start = bundle.index(b'"id":"r') + 6
    report = bundle[start : start + 18].decode()

    done = officer.run("dispose", report, "insufficient", "--reason", "no second source", "--staff", "amal")
    refused = officer.run("dispose", report, "withdrawn", expect=5)
    officer.run("dispose", report, "out_of_scope", "--replaces", done["statement"], "--reason", "another conflict")
    erased = officer.run("erase", report, "--ground", "request")
    rebuilt = officer.run("rebuild")
    officer.run("publish")

    assert refused["error"] == "not-permitted"
    assert report in erased["statements"]
    assert rebuilt["unopened"] == 0
    assert officer.verify()["held"]


@pytest.mark.slow
def test_the_demo_is_built_says_exercise_and_fails_after_one_changed_byte(tmp_path):
    officer = Officer(tmp_path / "demo")
    made = officer.run("demo", "--dir", str(officer.folder), "--reports", "150", "--days", "5", "--no-serve")
    officer.key = made["log_key"]
    assert officer.verify()["held"]
    promise = officer.run(
        "receipt", "check", str(officer.folder / "one-promise.txt"), made["public"], "--key", officer.key
    )
    assert promise["state"] == "kept"
    for page in ("ar/index.html", "en/index.html"):
        assert "EXERCISE" in (officer.folder / "public" / page).read_text(encoding="utf-8")

    tile = next(file for file in (officer.folder / "public" / "record" / "tile" / "0").rglob("*") if file.is_file())
    tile.write_bytes(bytes([tile.read_bytes()[0] ^ 1]) + tile.read_bytes()[1:])

    assert officer.verify(expect=3)["problems"][0]["where"].startswith("record/tile/0/")


def test_a_folder_that_is_no_mission_is_one_sentence(tmp_path):
    refused = Officer(tmp_path).run("status", expect=8)

    assert refused["error"] == "mission-not-ready"


def test_a_dry_run_needs_a_passphrase_and_says_what_it_is(tmp_path):
    officer = Officer(tmp_path / "mission")
    new = ("new", str(officer.folder), "--origin", "rehearsal.example/log", "--dry-run")

    done = subprocess.run(
        [sys.executable, "-m", "mithaq", *new],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={name: value for name, value in os.environ.items() if not name.startswith("MITHAQ_")},
    )
    assert done.returncode != 0
    assert "passphrase" in done.stderr + done.stdout

    secret = tmp_path / "secret.txt"
    secret.write_text("olive well mill stone\n", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MITHAQ_")}
    environment["MITHAQ_PASSPHRASE_FILE"] = str(secret)
    said = []
    for arguments in (("--json", *new), ("-C", str(officer.folder), "status")):
        run = subprocess.run(
            [sys.executable, "-m", "mithaq", *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
            env=environment,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        said.append(run.stdout)
    assert json.loads(said[0])["mode"] == "dry_run"
    assert "DRY RUN / تشغيل تجريبي" in said[1]
