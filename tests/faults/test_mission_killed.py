"""Every command of a mission is killed at its file operations, the power is cut, and it is run again.

`MITHAQ_FAULTS_EVERY=1` takes every operation with every kind of loss, 4 every fourth; otherwise a seeded sample of
each command, which `MITHAQ_FAULTS_SEED` changes. docs/faults.md has the counts of the last sweep.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from faults.faulty_disk import KILLED, FaultyDisk, Run
from faults.mission_work import Notes, ged_file
from faults.power_loss import Operation, Survives, write_out

SCENARIO = "faults.mission_work"
EVERY = int(os.environ.get("MITHAQ_FAULTS_EVERY", "0"))
FULL = EVERY > 0
SEED = int(os.environ.get("MITHAQ_FAULTS_SEED", "20170105"))
SAMPLE = 4
STORAGE_FAILED = 12

ENTRIES = "SELECT count(*) FROM entry WHERE kind = '{}'"


@dataclass(frozen=True)
class Base:
    """A mission in the middle of its life, and what the tests need to know of it."""

    folder: Path
    key: str
    closed: list[str]
    collected: list[str]


@dataclass
class Work:
    """One command: its order, how it is run again, and what must be counted then."""

    order: dict[str, Any]
    again: list[str] = field(default_factory=list)
    codes: list[int] = field(default_factory=lambda: [0])
    again_work: dict[str, Any] | None = None
    counts: dict[str, int] = field(default_factory=dict)
    site: bool = False
    fresh: bool = False


def base_of(disk: FaultyDisk, folder: Path, *, site: bool) -> Base:
    (folder / "root").mkdir(parents=True)
    (folder / "notes").write_text(json.dumps({"work": "prepare", "site": site}) + "\n")
    run = Run(disk, folder)
    assert run.go() == 0
    first, last = Notes(run.notes).said
    return Base(run.root, first["key"], last["closed"], last["collected"])


@pytest.fixture(scope="module")
def base(disk: FaultyDisk, tmp_path_factory: pytest.TempPathFactory) -> Base:
    return base_of(disk, tmp_path_factory.mktemp("base"), site=False)


@pytest.fixture(scope="module")
def published(disk: FaultyDisk, tmp_path_factory: pytest.TempPathFactory) -> Base:
    return base_of(disk, tmp_path_factory.mktemp("published"), site=True)


def work_named(name: str, base: Base, files: Path) -> Work:
    match name:
        case "new":
            return Work({"work": "new"}, fresh=True)
        case "receive":
            order = {"work": "receive", "numbers": [20, 21]}
            return Work(order, again_work=order, counts={"SELECT count(*) FROM inbox": 8})
        case "import":
            file = str(ged_file(files, range(50, 54)))
            return Work(
                {"work": "import", "arguments": [file, "--incidents"]},
                again=["import", "ucdp-ged", file, "--incidents"],
                # The collected ones of the base have no incident yet, but two of them are disposed or erased.
                counts={
                    "SELECT count(*) FROM report WHERE kind = 'collected'": 12,
                    "SELECT count(*) FROM incident WHERE described_index IS NULL"
                    " AND id NOT IN (SELECT subject FROM held)": 0,
                },
            )
        case "tick":
            counts = {ENTRIES.format("report.received"): 12, "SELECT count(*) FROM inbox": 0}
            counts["SELECT count(*) FROM pending_disposition"] = 0
            return Work({"work": "tick"}, again_work={"work": "tick"}, counts=counts)
        case "dispose":
            arguments = [base.collected[2], "insufficient", "--reason", "nobody else saw it", "--staff", "amal"]
            # Done before the kill, but not yet told: the second time is refused by the rule of one disposition.
            return Work({"work": "dispose", "arguments": arguments}, again=["dispose", *arguments], codes=[0, 5])
        case "erase":
            arguments = [base.closed[1], "--ground", "safety"]
            counts = {"SELECT count(*) FROM unsaid_erasure": 2}
            return Work(
                {"work": "erase", "arguments": arguments}, again=["erase", *arguments], codes=[0, 5], counts=counts
            )
        case "bulletin":
            arguments = ["2017-01-04", "2017-01-06", "--daily"]
            return Work({"work": "bulletin", "arguments": arguments}, again=["tick"])
        case "rebuild":
            return Work({"work": "rebuild"}, again=["rebuild"])
        case "publish head":
            arguments = ["--head-only"]
            return Work({"work": "publish", "arguments": arguments}, again=["publish", *arguments])
        case "publish":
            return Work({"work": "publish"}, again=["publish"], site=True)
    raise AssertionError(name)


def begun(disk: FaultyDisk, folder: Path, base: Base, work: Work) -> Run:
    folder.mkdir(parents=True)
    if work.fresh:
        (folder / "root").mkdir()
    else:
        shutil.copytree(base.folder, folder / "root")
    (folder / "notes").write_text(json.dumps(work.order) + "\n")
    return Run(disk, folder)


def assert_recovers(disk: FaultyDisk, root: Path, notes: Path, base: Base, work: Work) -> None:
    folder = root.parent
    said = Notes(notes).said
    key = base.key
    if work.fresh:
        told = [json.loads(note["out"])["log_key"] for note in said if note.get("exit") == 0]
        key = told[0] if told else ""
    order = {
        "work": "check",
        "said": said,
        "again": work.again,
        "again_codes": work.codes,
        "counts": work.counts,
        "site": work.site,
        "key": key,
        "may_be_unfinished": work.fresh,
    }
    if work.again_work is not None:
        order["again_work"] = work.again_work
    (folder / "check").write_text(json.dumps(order) + "\n")
    run = Run.__new__(Run)
    run._disk, run.root, run.journal, run.notes = disk, root, folder / "check-journal", folder / "check"
    assert run.go() == 0, f"{folder}: see the traceback above"


def killed_once(disk: FaultyDisk, folder: Path, base: Base, work: Work, kill_at: int, *, torn: bool) -> int:
    """The command is killed; then it recovers from the live disk and from every power cut. Returns the outcomes."""
    run = begun(disk, folder, base, work)
    status = run.go(kill_at=kill_at, torn=torn)
    # Its length changes a little with times and chance: the last points may lie behind its end.
    assert status in {KILLED, 0}
    power = run.modelled()
    cuts = list(Survives) if FULL else [Survives.NOTHING, random.Random(SEED + kill_at).choice(list(Survives)[1:])]
    for survives in cuts:
        again = folder / survives.name
        write_out(power.cut(survives, SEED + kill_at), again / "root")
        for shared in again.rglob("*-shm"):
            # Written through mmap and rebuilt by SQLite from the log: no data.
            shared.unlink()
        assert_recovers(disk, again / "root", run.notes, base, work)
        shutil.rmtree(again)
    assert_recovers(disk, run.root, run.notes, base, work)
    shutil.rmtree(folder)
    return len(cuts) + 1


def undisturbed(disk: FaultyDisk, folder: Path, base: Base, work: Work) -> list[tuple[int, Operation]]:
    run = begun(disk, folder, base, work)
    assert run.go() == 0
    (told,) = [note for note in Notes(run.notes).said if "exit" in note]
    assert told["exit"] == 0, told
    numbers = run.numbers()
    assert_recovers(disk, run.root, run.notes, base, work)
    return numbers


def taken(points: list[int], *, torn: bool = False) -> list[int]:
    """Each n-th, or a seeded sample; of the writes that a kill tears in half, a fifth of that."""
    if FULL:
        step = EVERY * 5 if torn else EVERY
        return points[SEED % step :: step]
    return sorted(random.Random(SEED).sample(points, min(SAMPLE, len(points))))


COMMANDS = [
    "new",
    "receive",
    "import",
    "tick",
    "dispose",
    "erase",
    "bulletin",
    "rebuild",
    "publish head",
    "publish",
]


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_killed_at_any_file_operation_loses_nothing_and_can_be_run_again(
    disk: FaultyDisk, request: pytest.FixtureRequest, tmp_path: Path, name: str
) -> None:
    base = request.getfixturevalue("published" if name == "publish" else "base")
    work = work_named(name, base, tmp_path)
    numbers = undisturbed(disk, tmp_path / "undisturbed", base, work)
    last = max(number for number, _ in numbers)
    writes = [number for number, operation in numbers if operation is Operation.WRITE]
    points = taken(list(range(1, last + 1)))
    torn = taken(writes, torn=True)

    outcomes = 0
    for kill_at in points:
        outcomes += killed_once(disk, tmp_path / str(kill_at), base, work, kill_at, torn=False)
    for kill_at in torn:
        outcomes += killed_once(disk, tmp_path / f"torn-{kill_at}", base, work, kill_at, torn=True)

    print(f"{name}: {len(points)} of {last} points and {len(torn)} of {len(writes)} torn writes, seed {SEED}:")
    print(f"{outcomes} disks, every one recovered")


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk_is_one_sentence_and_costs_nothing_once_there_is_room(
    disk: FaultyDisk, request: pytest.FixtureRequest, tmp_path: Path, name: str
) -> None:
    base = request.getfixturevalue("published" if name == "publish" else "base")
    work = work_named(name, base, tmp_path)
    numbers = undisturbed(disk, tmp_path / "undisturbed", base, work)
    writes = sum(operation is Operation.WRITE for _, operation in numbers)
    points = taken(list(range(1, writes + 1)))

    refused = 0
    for full_at in points:
        run = begun(disk, tmp_path / str(full_at), base, work)
        assert run.go(full_at=full_at) == 0, full_at
        told = Notes(run.notes).said[-1]
        assert "Traceback" not in told["err"], told
        assert told["exit"] in {0, STORAGE_FAILED}, told
        refused += told["exit"] == STORAGE_FAILED
        assert_recovers(disk, run.root, run.notes, base, work)
        shutil.rmtree(tmp_path / str(full_at))

    # Writes that only tidy up (a checkpoint at the end) may fail without harm; most others must be told.
    assert refused
    print(
        f"{name}: {len(points)} of {writes} writes refused, seed {SEED}; {refused} told, the others only tidied up"
    )
