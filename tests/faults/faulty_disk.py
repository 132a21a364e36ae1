"""The test's side of the faulty disk: compiles the shim and sends orders to the preloaded process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from faults.power_loss import Disk, Operation, read_journal
from faults.preloaded import DISK_FULL

__all__ = ["DISK_FULL", "KILLED", "FaultyDisk", "Run", "compile_shim"]

HERE = Path(__file__).parent
KILLED = -signal.SIGKILL


def compile_shim(folder: Path) -> Path:
    library = folder / "shim.so"
    subprocess.run(
        ["gcc", "-Wall", "-Wextra", "-Werror", "-O2", "-shared", "-fPIC", "-o", library, HERE / "shim.c", "-ldl"],
        check=True,
    )
    return library


class Run:
    """One folder on the faulty disk, over one or more processes that write to it."""

    def __init__(self, disk: FaultyDisk, folder: Path) -> None:
        self._disk = disk
        self.root = folder / "root"
        self.journal = folder / "journal"
        self.notes = folder / "notes"
        self.start = Disk(self.root)

    def go(self, *, kill_at: int = 0, full_at: int = 0, torn: bool = False) -> int:
        return self._disk.order(
            {
                "root": str(self.root),
                "journal": str(self.journal),
                "notes": str(self.notes),
                "kill_at": kill_at,
                "full_at": full_at,
                "torn": int(torn),
            }
        )

    def numbers(self) -> list[tuple[int, Operation]]:
        return [(record.number, record.operation) for record in read_journal(self.journal) if record.number]

    def modelled(self) -> Disk:
        self.start.follow(self.journal)
        return self.start


class FaultyDisk:
    def __init__(self, library: Path, scenario: str) -> None:
        paths = os.pathsep.join([str(HERE.parent), str(HERE.parent.parent / "src")])
        self._process = subprocess.Popen(
            [sys.executable, HERE / "preloaded.py", library, scenario],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "LD_PRELOAD": str(library), "PYTHONPATH": paths},
        )

    def order(self, order: dict[str, object]) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the preloaded process has ended"
        return int(answer)

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=30)
