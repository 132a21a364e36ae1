"""Killed while backing up or restoring, and after a power cut: what has its final name is whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from faults.backing_up import bring_back
from faults.faulty_disk import DISK_FULL, KILLED, FaultyDisk, Run
from faults.power_loss import Operation, Survives, write_out
from mithaq.cli.site import publish_head
from mithaq.errors import MissionNotReady
from mithaq.registry.create_mission import open_mission
from mithaq.registry.key_copies import key_copies
from mithaq.registry.mission import open_folder
from mithaq.registry.rebuild import rebuild
from mithaq.registry.record_entries import RecordEntries
from mithaq.registry.take_in import take_in
from mithaq.verify import Folder, Trust, verify_record
from registry.missions import NOON, collected, new_mission, new_source, replayed

SCENARIO = "faults.backing_up"


@pytest.fixture(scope="module")
def unblocked(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def prepared(unblocked: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mission with a published record, and the three empty places."""
    root = tmp_path_factory.mktemp("prepared") / "root"
    root.mkdir()
    for name in ("a", "b", "c"):
        (root / name).mkdir()
    with new_mission(root / "mission") as mission:
        new_source(mission)
        take_in(mission, [collected(number) for number in range(5)], now=NOON)
        publish_head(mission)
        # Committed, not yet published: a restore must not lose them either.
        take_in(mission, [collected(number) for number in range(5, 8)], now=NOON)
    return root


@pytest.fixture(scope="module")
def backed_up(disk: FaultyDisk, prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = begun(disk, tmp_path_factory.mktemp("backed_up"), prepared, "backup")
    assert run.go() == 0
    return run.root


def begun(disk: FaultyDisk, folder: Path, root: Path, what: str) -> Run:
    folder.mkdir(exist_ok=True)
    shutil.copytree(root, folder / "root")
    (folder / "notes").write_text(what)
    return Run(disk, folder)


def points(run: Run, every: int) -> list[int]:
    """Every operation that gives or takes a name, and each ``every``-th of the others."""
    naming = {Operation.RENAME, Operation.UNLINK, Operation.MKDIR, Operation.RMDIR}
    numbers = run.numbers()
    named = {number + step for number, operation in numbers if operation in naming for step in (0, 1)}
    last = max(number for number, _ in numbers)
    return sorted(number for number in named | set(range(1, last + 1, every)) if number <= last)


def after_cut(run: Run, folder: Path, survives: Survives, seed: int) -> Path:
    write_out(run.modelled().cut(survives, seed), folder)
    for shared in folder.rglob("*-shm"):
        # Written through mmap and rebuilt by SQLite from the log: no data.
        shared.unlink()
    return folder


def assert_what_is_named_is_whole(root: Path) -> bool:
    """Whether the backup is there; then all that stands under a final name can be restored or is listed."""
    with open_mission(root / "mission") as mission:
        listed = key_copies(mission).current
    copies = [*(root / "b").glob("wrapped-*.db"), *(root / "c").glob("keys-*")]
    assert all(path.name in listed for path in copies)
    if not (root / "a" / "first.age").exists():
        assert copies == []
        return False
    if len(copies) == 2:
        bring_back(root, root / "proof")
        assert (root / "proof" / "mission.toml").exists()
    return True


def assert_a_mission(root: Path, name: str, key: str) -> None:
    with open_mission(root / name) as mission:
        assert RecordEntries().size() == 14
        assert rebuild(mission).unopened == 0
        assert replayed().breaches == []
        publish_head(mission)
    assert verify_record(Folder(root / name / "public"), Trust.of_key(key)).problems == []


@pytest.mark.slow
def test_a_killed_backup_leaves_a_whole_one_or_none(
    disk: FaultyDisk, prepared: Path, backed_up: Path, tmp_path: Path
) -> None:
    undisturbed = begun(disk, tmp_path / "undisturbed", prepared, "backup")
    assert undisturbed.go() == 0
    kills, whole = points(undisturbed, 2), 0

    for kill_at in kills:
        killed = begun(disk, tmp_path / str(kill_at), prepared, "backup")
        assert killed.go(kill_at=kill_at) == KILLED
        for survives in (Survives.NOTHING, Survives.CHANCE):
            cut = after_cut(killed, tmp_path / f"{kill_at}-{survives.name}", survives, kill_at)
            assert_what_is_named_is_whole(cut)
        whole += assert_what_is_named_is_whole(killed.root)
    assert 0 < whole < len(kills)
    print(f"{len(kills)} kill points with 3 outcomes each; in {whole} the backup was there")


@pytest.mark.slow
def test_a_killed_restore_leaves_a_whole_mission_or_none_and_can_be_run_again(
    disk: FaultyDisk, backed_up: Path, tmp_path: Path
) -> None:
    with open_folder(backed_up / "mission") as mission:
        key = mission.log_signer.key.text()
    undisturbed = begun(disk, tmp_path / "undisturbed", backed_up, "restore")
    assert undisturbed.go() == 0
    kills, whole = points(undisturbed, 60), 0

    for kill_at in kills:
        killed = begun(disk, tmp_path / str(kill_at), backed_up, "restore")
        assert killed.go(kill_at=kill_at) == KILLED
        cut = after_cut(killed, tmp_path / f"{kill_at}-cut", Survives.NOTHING, kill_at)
        for root in (killed.root, cut):
            left = root / ".again.restoring"
            if (left / "RESTORING").exists():
                with pytest.raises(MissionNotReady, match="interrupted restore"):
                    open_folder(left)
            if (root / "again").exists():
                whole += 1
                assert_a_mission(root, "again", key)
                with pytest.raises(MissionNotReady, match="never goes over it"):
                    bring_back(root, root / "again")
                continue
            try:
                bring_back(root, root / "again")
            except MissionNotReady as error:
                # It ended, and only its name was missing: the message says what to do, and that is right.
                assert "got its name" in str(error)  # noqa: PT017 - most kills raise nothing
                left.rename(root / "again")
            assert_a_mission(root, "again", key)
        shutil.rmtree(tmp_path / str(kill_at))
        shutil.rmtree(cut)
    print(f"{len(kills)} kill points with 2 outcomes each; in {whole} the mission was there")


def test_a_full_disk_stops_a_backup_in_one_sentence_and_leaves_no_name(
    disk: FaultyDisk, prepared: Path, backed_up: Path, tmp_path: Path
) -> None:
    undisturbed = begun(disk, tmp_path / "undisturbed", prepared, "backup")
    assert undisturbed.go() == 0
    writes = sum(operation is Operation.WRITE for _, operation in undisturbed.numbers())

    for full_at in range(1, writes + 1, 3):
        run = begun(disk, tmp_path / str(full_at), prepared, "backup")
        # 0: only the database's tidying up at its end found no room; everything was durable before.
        ended = run.go(full_at=full_at)
        assert ended in {0, 1, DISK_FULL}
        assert not (run.root / "a" / ".first.age.part").exists()
        assert assert_what_is_named_is_whole(run.root) or ended
