"""The signer is killed at every single file operation of three batches, and run again."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults.faulty_disk import DISK_FULL, KILLED, FaultyDisk, Run
from faults.power_loss import Disk, Operation, Survives, files_of, read_journal, write_out
from faults.publishing import ENTRIES, SIGNER, SIZES, read_notes
from mithaq.errors import SourceUnavailable
from mithaq.record.entries import read_bundle
from mithaq.record.heads import open_head, parse_head
from mithaq.record.notes import split_note
from mithaq.record.tiles import TileTree, bundles_at
from mithaq.record.tree import leaf_hashes
from mithaq.signer.state import StateFile

SCENARIO = "faults.publishing"
HEAD = "public/record/checkpoint"
CUTS = (None, Survives.NOTHING, Survives.NAMES, Survives.CHANCE)


class Files:
    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = files

    def read(self, path: str) -> bytes:
        try:
            return self._files[f"public/record/{path}"]
        except KeyError:
            raise SourceUnavailable(path) from None


def begun(disk: FaultyDisk, folder: Path) -> Run:
    for name in ("public", "signer"):
        (folder / "root" / name).mkdir(parents=True)
    return Run(disk, folder)


def resumed(disk: FaultyDisk, folder: Path, run: Run, power: Disk, *, survives: Survives, seed: int) -> Run:
    folder.mkdir()
    write_out(power.cut(survives, seed), folder / "root")
    if run.notes.exists():
        (folder / "notes").write_bytes(run.notes.read_bytes())
    return Run(disk, folder)


def kill_points(run: Run) -> range:
    """Every number the run reached; those of calls that failed (a folder that was there) are not journalled."""
    return range(1, max(number for number, _ in run.numbers()) + 1)


def assert_head_has_its_tiles(files: dict[str, bytes]) -> None:
    """Whatever head is there: it is signed, and every tile and bundle of its size is whole."""
    if HEAD not in files:
        return
    head = open_head(files[HEAD], (SIGNER.key,))
    reader = Files(files)
    tree = TileTree(reader, head.size, head.root)
    for bundle in bundles_at(head.size):
        entries = read_bundle(reader, bundle.index, bundle.width)
        assert leaf_hashes(entries) == tree.leaf_hashes(bundle.index)
        assert reader.read(bundle.path)


def assert_one_head_for_each_size(*runs: tuple[Disk, Path]) -> None:
    roots: dict[int, bytes] = {}
    for disk, notes in runs:
        texts = [note["seen"] for note in read_notes(notes) if "seen" in note]
        for note in (*disk.shown.get(HEAD, ()), *disk.shown.get("public/record/.checkpoint.new", ()), *texts):
            head = parse_head(split_note(note)[0])
            assert roots.setdefault(head.size, head.root) == head.root


def kept(files: dict[str, bytes]) -> dict[str, bytes]:
    """The published record and the signer's state; the lock and temporary names say nothing."""
    return {path: data for path, data in files.items() if not path.endswith((".lock", ".new"))}


def on_disk(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def undisturbed(disk: FaultyDisk, tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = begun(disk, tmp_path_factory.mktemp("undisturbed"))
    assert run.go() == 0
    return run


@pytest.fixture(scope="module")
def complete(undisturbed: Run) -> dict[str, bytes]:
    return on_disk(undisturbed.root)


def survived(disk: FaultyDisk, folder: Path, complete: dict[str, bytes], kill_at: int, *, torn: bool) -> None:
    folder.mkdir()
    killed = begun(disk, folder)
    assert killed.go(kill_at=kill_at, torn=torn) == KILLED
    power = killed.modelled()
    assert power.now() == on_disk(killed.root)
    assert_head_has_its_tiles(power.now())
    for survives in CUTS[1:]:
        left = files_of(power.cut(survives, kill_at))
        assert_head_has_its_tiles(left)
        again = resumed(disk, folder / str(survives), killed, power, survives=survives, seed=kill_at)
        witnessed = [
            parse_head(split_note(str(note["seen"]))[0]) for note in read_notes(killed.notes) if "seen" in note
        ]
        state = StateFile(again.root / "signer" / "state.json").read()
        assert max((head.size for head in witnessed), default=0) <= (state.size if state else 0)

        assert again.go() == 0

        assert kept(on_disk(again.root)) == kept(complete)
        assert_one_head_for_each_size((power, killed.notes), (again.modelled(), again.notes))
    assert killed.go() == 0
    assert kept(on_disk(killed.root)) == kept(complete)


def test_the_undisturbed_record_is_complete(undisturbed: Run, complete: dict[str, bytes]) -> None:
    head = open_head(complete[HEAD], (SIGNER.key,))

    assert head.size == SIZES[-1]
    assert_head_has_its_tiles(complete)
    shown = [parse_head(split_note(note)[0]).size for note in undisturbed.modelled().shown[HEAD]]
    assert shown == list(SIZES)
    assert read_bundle(Files(complete), 2, 3) == ENTRIES[512:515]


@pytest.mark.slow
def test_a_signer_killed_at_any_operation_ends_with_the_same_record(
    disk: FaultyDisk, undisturbed: Run, complete: dict[str, bytes], tmp_path: Path
) -> None:
    numbers = kill_points(undisturbed)

    for kill_at in numbers:
        survived(disk, tmp_path / str(kill_at), complete, kill_at, torn=False)
    print(f"{len(numbers)} kill points, each with {len(CUTS)} kinds of loss")


@pytest.mark.slow
def test_a_write_torn_in_half_by_the_kill_is_written_whole_again(
    disk: FaultyDisk, undisturbed: Run, complete: dict[str, bytes], tmp_path: Path
) -> None:
    writes = [number for number, operation in undisturbed.numbers() if operation is Operation.WRITE]

    for kill_at in writes:
        survived(disk, tmp_path / str(kill_at), complete, kill_at, torn=True)
    print(f"{len(writes)} torn writes")


def test_a_full_disk_stops_the_signer_and_costs_nothing_once_there_is_room(
    disk: FaultyDisk, undisturbed: Run, complete: dict[str, bytes], tmp_path: Path
) -> None:
    writes = sum(operation is Operation.WRITE for _, operation in undisturbed.numbers())

    for full_at in range(1, writes + 1):
        folder = tmp_path / str(full_at)
        folder.mkdir()
        run = begun(disk, folder)
        assert run.go(full_at=full_at) == DISK_FULL
        assert_head_has_its_tiles(on_disk(run.root))
        assert run.go() == 0
        assert kept(on_disk(run.root)) == kept(complete)
        assert_one_head_for_each_size((run.modelled(), run.notes))
    print(f"{writes} writes refused")


def test_at_no_moment_is_a_durable_head_without_durable_tiles(undisturbed: Run, tmp_path: Path) -> None:
    for name in ("public", "signer"):
        (tmp_path / name).mkdir()
    disk = Disk(tmp_path)
    for record in read_journal(undisturbed.journal):
        disk.apply(record)
        for survives in (Survives.NOTHING, Survives.NAMES):
            assert_head_has_its_tiles(files_of(disk.cut(survives)))


@pytest.mark.slow
def test_a_second_kill_during_recovery_changes_nothing(
    disk: FaultyDisk, undisturbed: Run, complete: dict[str, bytes], tmp_path: Path
) -> None:
    numbers = kill_points(undisturbed)

    for kill_at in numbers[::7]:
        folder = tmp_path / str(kill_at)
        folder.mkdir()
        first = begun(disk, folder)
        assert first.go(kill_at=kill_at) == KILLED
        power = first.modelled()
        for second_at in (1, 2, 3, 5, 8, 13):
            second = resumed(disk, folder / str(second_at), first, power, survives=Survives.CHANCE, seed=second_at)
            if second.go(kill_at=second_at) == KILLED:
                assert second.go() == 0
            assert kept(on_disk(second.root)) == kept(complete)
            assert_one_head_for_each_size((power, first.notes), (second.modelled(), second.notes))
