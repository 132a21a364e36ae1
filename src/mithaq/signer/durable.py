"""Files that are still there after a power cut.

A write is safe once the file was fsynced, a name once its folder was (https://lwn.net/Articles/457667/). So
everything here ends with fsync, and what replaces a file goes through a temporary name beside it: a reader, and
whoever comes after a crash, sees the old bytes or the new ones, never half of them.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from mithaq.errors import SourceUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

__all__ = ["FolderReader", "create_files", "replace_file", "sync_folders"]

# Filesystems commit many waiting fsyncs at once; one at a time would pay for a journal commit each.
_SYNCS_AT_ONCE: Final = 8
_NEW: Final = ".new"


class FolderReader:
    """Reads published files from a folder, as ``mithaq.record.tiles.TileReader`` asks for them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, path: str) -> bytes:
        try:
            return (self._folder / path).read_bytes()
        except OSError as error:
            raise SourceUnavailable(f"{path} cannot be read: {error.strerror}.", where=str(self._folder)) from None


def replace_file(path: Path, data: bytes) -> None:
    """Puts a file in the place of another, or of none, in one step that lasts."""
    beside = path.with_name(f".{path.name}{_NEW}")
    _sync(_write(beside, data, os.O_CREAT | os.O_TRUNC))
    beside.replace(path)
    _sync_folder(path.parent)


def create_files(folder: Path, files: Sequence[tuple[str, bytes]], *, finishing: bool) -> None:
    """Writes files that nobody reads yet and makes their bytes durable; their names need ``sync_folders``.

    When ``finishing`` what a crash interrupted, files may be there already, whole or torn; otherwise one that
    exists is an error of the caller and raises ``FileExistsError``.
    """
    descriptors: list[int] = []
    try:
        for name, data in files:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptors.append(
                _write_again(path, data) if finishing else _write(path, data, os.O_CREAT | os.O_EXCL)
            )
        if len(descriptors) <= _SYNCS_AT_ONCE:
            for descriptor in descriptors:
                os.fsync(descriptor)
        else:
            with ThreadPoolExecutor(_SYNCS_AT_ONCE) as pool:
                # Going through the results raises the first failure: an fsync that failed may lie when asked again.
                for _ in pool.map(os.fsync, descriptors):
                    pass
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def sync_folders(top: Path, names: Iterable[str]) -> None:
    """Makes the names of these files durable: every folder from theirs up to ``top``, inner ones first."""
    folders = {top}
    for parent in {name.rpartition("/")[0] for name in names}:
        folder = top / parent
        while folder not in folders:
            folders.add(folder)
            folder = folder.parent
    for folder in sorted(folders, key=lambda folder: (-len(folder.parts), folder)):
        _sync_folder(folder)


def _write(path: Path, data: bytes, flags: int) -> int:
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC | flags, 0o644)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _write_again(path: Path, data: bytes) -> int:
    try:
        if path.read_bytes() == data:
            # Equal bytes may still be in memory only; the descriptor is for their fsync.
            return os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return _write(path, data, os.O_CREAT | os.O_EXCL)
    return _write(path, data, os.O_TRUNC)


def _sync(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    _sync(os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
