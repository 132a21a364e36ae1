"""A filesystem that is really full: a small tmpfs, mounted where the machine allows it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.mission_work import ORIGIN, ged_file

STORAGE_FAILED = 12


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "small"
    place.mkdir()
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("a filesystem of its own can be mounted by root only")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", place], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"this machine mounts no tmpfs: {done.stderr.strip()}")
    yield place
    subprocess.run(["umount", place], check=True)


def mithaq(mission: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MITHAQ_")}
    return subprocess.run(
        [sys.executable, "-m", "mithaq", "-C", str(mission), "--json", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env=environment,
    )


def fill(disk: Path, *, leaving: int) -> Path:
    """Takes the room away, but for some bytes."""
    ballast = disk / "ballast"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    with ballast.open("wb") as file:
        file.write(b"\0" * max(0, free - leaving))
    return ballast


@pytest.mark.slow
@pytest.mark.parametrize("leaving", [0, 4_096, 40_960, 200_000])
def test_on_a_full_filesystem_every_command_says_so_and_succeeds_once_there_is_room(
    small_disk: Path, tmp_path: Path, leaving: int
) -> None:
    mission = small_disk / "mission"
    key = json.loads(mithaq(mission, "new", str(mission), "--origin", ORIGIN, "--exercise").stdout)["log_key"]
    first = ged_file(tmp_path, range(1, 5))
    assert mithaq(mission, "import", "ucdp-ged", str(first)).returncode == 0
    assert mithaq(mission, "publish", "--head-only").returncode == 0
    large = ged_file(tmp_path, range(10, 700))
    commands = [
        ["import", "ucdp-ged", str(large)],
        ["tick"],
        ["bulletin", "2017-01-05"],
        ["publish", "--head-only"],
        ["rebuild"],
    ]
    ballast = fill(small_disk, leaving=leaving)

    told = [mithaq(mission, *command) for command in commands]

    for command, done in zip(commands, told, strict=True):
        assert "Traceback" not in done.stderr, (command, done.stderr)
        assert done.returncode in {0, STORAGE_FAILED}, (command, done.stdout, done.stderr)
    assert any(done.returncode == STORAGE_FAILED for done in told)
    failed = next(done for done in told if done.returncode == STORAGE_FAILED)
    assert json.loads(failed.stdout)["error"] == "storage-failed"
    ballast.unlink()
    for command in commands:
        again = mithaq(mission, *command)
        assert again.returncode == 0, (command, again.stdout, again.stderr)
    verified = mithaq(mission, "verify", str(mission / "public"), "--key", key)
    assert verified.returncode == 0, verified.stdout
    status = json.loads(mithaq(mission, "status").stdout)
    assert status["reports"] == 4 + 690
