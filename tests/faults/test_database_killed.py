"""SQLite on the faulty disk: what was acknowledged under FULL is there after every power cut."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from faults.commits import ROWS
from faults.faulty_disk import KILLED, FaultyDisk, Run
from faults.power_loss import Survives, write_out

SCENARIO = "faults.commits"


def begun(disk: FaultyDisk, folder: Path, synchronous: str) -> Run:
    (folder / "root").mkdir(parents=True)
    (folder / "notes").write_text(f"{synchronous}\n")
    return Run(disk, folder)


def lost(disk: FaultyDisk, folder: Path, synchronous: str, kill_at: int) -> int:
    """How many acknowledged rows are missing after a kill and a power cut, in the worse of two cuts."""
    run = begun(disk, folder, synchronous)
    assert run.go(kill_at=kill_at) == KILLED
    acknowledged = run.notes.read_text().splitlines()[1:]
    power = run.modelled()
    missing = 0
    for survives in (Survives.NOTHING, Survives.NAMES):
        after = folder / survives.name
        write_out(power.cut(survives), after)
        # Written through mmap and rebuilt by SQLite from the log: no data.
        (after / "mithaq.db-shm").unlink(missing_ok=True)
        missing = max(missing, len(acknowledged) - rows_in(after / "mithaq.db"))
    return missing


def rows_in(path: Path) -> int:
    database = sqlite3.connect(path)
    try:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'entry'").fetchone():
            return 0
        held = [row[0] for row in database.execute('SELECT "index" FROM entry ORDER BY 1')]
        assert held == list(range(len(held)))
        return len(held)
    finally:
        database.close()


@pytest.fixture(scope="module")
def operations(disk: FaultyDisk, tmp_path_factory: pytest.TempPathFactory) -> int:
    run = begun(disk, tmp_path_factory.mktemp("undisturbed"), "FULL")
    assert run.go() == 0
    assert rows_in(run.root / "mithaq.db") == ROWS
    return max(number for number, _ in run.numbers())


@pytest.mark.slow
def test_no_acknowledged_row_is_lost_under_full(disk: FaultyDisk, operations: int, tmp_path: Path) -> None:
    for kill_at in range(1, operations + 1):
        assert lost(disk, tmp_path / str(kill_at), "FULL", kill_at) == 0
    print(f"{operations} kill points, 2 kinds of loss")


def test_under_normal_rows_are_lost_which_shows_that_the_tool_sees_it(disk: FaultyDisk, tmp_path: Path) -> None:
    losses = [lost(disk, tmp_path / str(kill_at), "NORMAL", kill_at) for kill_at in range(30, 80, 5)]

    assert max(losses) > 0
