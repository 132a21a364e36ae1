"""The tool itself: a careless write is caught, a right one is not, and the journal is the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults.faulty_disk import DISK_FULL, KILLED, FaultyDisk, Run
from faults.power_loss import Survives, files_of

SCENARIO = "faults.small_steps"


def written(disk: FaultyDisk, folder: Path, way: str, *, kill_at: int = 0, torn: bool = False) -> Run:
    folder.mkdir(exist_ok=True)
    (folder / "root").mkdir()
    (folder / "root" / "word").write_bytes(b"old")
    (folder / "notes").write_text(way)
    run = Run(disk, folder)
    assert run.go(kill_at=kill_at, torn=torn) == (KILLED if kill_at else 0)
    return run


def word_after_cut(disk: FaultyDisk, folder: Path, way: str, survives: Survives) -> bytes:
    return files_of(written(disk, folder, way).modelled().cut(survives))["word"]


def test_the_journal_rebuilds_what_the_machine_shows(disk: FaultyDisk, tmp_path: Path) -> None:
    run = written(disk, tmp_path, "right")

    assert run.modelled().now() == {"word": b"new"}
    assert (run.root / "word").read_bytes() == b"new"


def test_a_file_replaced_with_both_fsyncs_is_the_new_one(disk: FaultyDisk, tmp_path: Path) -> None:
    assert word_after_cut(disk, tmp_path, "right", Survives.NOTHING) == b"new"


def test_a_rename_without_fsync_of_the_folder_is_lost(disk: FaultyDisk, tmp_path: Path) -> None:
    assert word_after_cut(disk, tmp_path, "no fsync of the folder", Survives.NOTHING) == b"old"


def test_a_rename_before_the_bytes_are_durable_leaves_an_empty_file(disk: FaultyDisk, tmp_path: Path) -> None:
    assert word_after_cut(disk, tmp_path, "no fsync of the file", Survives.NAMES) == b""


def test_a_file_written_in_place_is_torn_by_a_kill(disk: FaultyDisk, tmp_path: Path) -> None:
    run = written(disk, tmp_path, "in place", kill_at=2, torn=True)

    assert (run.root / "word").read_bytes() == b"n"


def test_chance_repeats_itself_for_one_seed(disk: FaultyDisk, tmp_path: Path) -> None:
    power = written(disk, tmp_path, "no fsync of the folder").modelled()

    outcomes = [files_of(power.cut(Survives.CHANCE, seed)) for seed in range(20)]

    assert outcomes == [files_of(power.cut(Survives.CHANCE, seed)) for seed in range(20)]
    assert len({tuple(sorted(outcome.items())) for outcome in outcomes}) > 1


@pytest.mark.parametrize("kill_at", [1, 2, 3, 4, 5])
def test_a_right_replacement_is_old_or_new_whenever_it_is_killed(
    disk: FaultyDisk, tmp_path: Path, kill_at: int
) -> None:
    power = written(disk, tmp_path, "right", kill_at=kill_at).modelled()

    for survives in Survives:
        assert files_of(power.cut(survives, kill_at))["word"] in {b"old", b"new"}


def test_a_full_disk_is_told_to_the_program(disk: FaultyDisk, tmp_path: Path) -> None:
    run = written(disk, tmp_path, "right")

    assert run.go(full_at=1) == DISK_FULL
    assert (run.root / "word").read_bytes() == b"new"
