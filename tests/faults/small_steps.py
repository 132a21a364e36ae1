"""The scenario that tests the tool: the ways of replacing a file, from careless to right, as `notes` names one."""

from __future__ import annotations

import os
from pathlib import Path


def _write(path: Path, data: bytes, *, sync: bool) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        if sync:
            os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def run(root: Path, notes: Path) -> None:
    way = notes.read_text()
    old, new = root / "word", root / "word.new"
    if way == "in place":
        _write(old, b"new", sync=True)
        return
    _write(new, b"new", sync=way != "no fsync of the file")
    new.replace(old)
    if way != "no fsync of the folder":
        _sync_folder(root)
