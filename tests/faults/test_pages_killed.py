"""Moving pages in place is killed at every file operation, and run again."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults.faulty_disk import KILLED, FaultyDisk, Run
from faults.moving_pages import INDEX, SITES
from faults.power_loss import Survives, files_of, write_out
from mithaq.signer.pages import read_manifest
from support.staged import manifest_of

SCENARIO = "faults.moving_pages"
MANIFEST = "public/manifest.json"


def begun(disk: FaultyDisk, folder: Path) -> Run:
    (folder / "root" / "public").mkdir(parents=True)
    return Run(disk, folder)


def site_of(root: Path) -> dict[str, bytes]:
    public = root / "public"
    return {path.relative_to(public).as_posix(): path.read_bytes() for path in public.rglob("*") if path.is_file()}


def assert_last_site(root: Path, folder: Path) -> None:
    site = site_of(root)
    written = read_manifest(site.pop("manifest.json"))
    assert site == SITES[-1]
    assert written == manifest_of(folder / "staging-2", 2)


def assert_durable(run: Run) -> None:
    """What a finished move shows is there after any power cut that follows it."""
    disk = run.modelled()
    for survives in (Survives.NOTHING, Survives.NAMES):
        left = files_of(disk.cut(survives))
        assert {path: data for path, data in left.items() if path not in {MANIFEST, INDEX}} == {
            f"public/{path}": data for path, data in SITES[-1].items()
        }


@pytest.mark.slow
def test_pages_moved_under_a_kill_end_as_the_manifest_says(disk: FaultyDisk, tmp_path: Path) -> None:
    undisturbed = begun(disk, tmp_path / "undisturbed")
    assert undisturbed.go() == 0
    assert_last_site(undisturbed.root, tmp_path / "undisturbed")
    assert_durable(undisturbed)
    last = max(number for number, _ in undisturbed.numbers())

    for kill_at in range(1, last + 1):
        folder = tmp_path / str(kill_at)
        killed = begun(disk, folder)
        assert killed.go(kill_at=kill_at) == KILLED
        power = killed.modelled()
        for survives in Survives:
            again = folder / survives.name
            write_out(power.cut(survives, kill_at), again / "root")
            (again / "notes").write_bytes(killed.notes.read_bytes())
            resumed = Run(disk, again)
            assert resumed.go() == 0
            assert_last_site(resumed.root, again)
            assert_durable(resumed)
        # The killed folder itself goes on without a power cut: the model must know both runs.
        on = Run(disk, folder)
        on.start = power
        (folder / "journal").write_bytes(b"")
        assert on.go() == 0
        assert_last_site(on.root, folder)
        assert_durable(on)
    print(f"{last} kill points, each with {len(Survives) + 1} kinds of loss")
