"""What lies in the public folder, without reading two hundred thousand pages again to know it.

An index beside the folder holds each file's hash with what the file system said of it when the hash was known.
While size, inode and times are the same, so are the bytes: the time of change (ctime) is the kernel's, and no
program sets it. A file changed just before that look might change again within one step of the kernel's clock, so
such a file is not remembered but read again the next time.
"""

from __future__ import annotations

import os
import stat
import time
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import msgspec

from mithaq.signer.durable import replace_file

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["LyingFiles"]

_DOUBT_NS: Final = 2_000_000_000
"""Longer than any file system's step of time: FAT's is two seconds."""


class _Seen(msgspec.Struct, frozen=True, array_like=True):
    sha256: str
    size: int
    inode: int
    changed_ns: int
    modified_ns: int


class LyingFiles:
    """The hashes of the files below a folder; without an index every one is read."""

    def __init__(self, folder: Path, index: Path | None) -> None:
        self._folder = str(folder)
        self._index = index
        self._before = _read(index)
        self._now: dict[str, _Seen] = {}

    def digest(self, path: str) -> str | None:
        """The hash of a file as it lies there, or None where there is no file."""
        place = f"{self._folder}/{path}"
        try:
            looked = os.stat(place)  # noqa: PTH116 - asked of every file; a path object costs more than the question
            if not stat.S_ISREG(looked.st_mode):
                return None
            seen = self._before.get(path)
            if seen is None or not _is_same(seen, looked):
                read_at = time.time_ns()
                seen = _seen(_hash_of(place), looked)
                if looked.st_ctime_ns > read_at - _DOUBT_NS:
                    return seen.sha256
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            # A page may come to stand where a folder was, and the other way round.
            return None
        self._now[path] = seen
        return seen.sha256

    def keep(self, placed: dict[str, str]) -> None:
        """Remembers what was found and what was put in place since; call it when all of that is durable."""
        if self._index is None:
            return
        for path, digest in placed.items():
            looked_at = time.time_ns()
            looked = os.stat(f"{self._folder}/{path}")  # noqa: PTH116 - as above
            if looked.st_ctime_ns <= looked_at - _DOUBT_NS:
                self._now[path] = _seen(digest, looked)
        if self._now != self._before:
            replace_file(self._index, msgspec.json.encode(self._now))


def _seen(digest: str, looked: os.stat_result) -> _Seen:
    return _Seen(digest, looked.st_size, looked.st_ino, looked.st_ctime_ns, looked.st_mtime_ns)


def _is_same(seen: _Seen, looked: os.stat_result) -> bool:
    return (seen.size, seen.inode, seen.changed_ns, seen.modified_ns) == (
        looked.st_size,
        looked.st_ino,
        looked.st_ctime_ns,
        looked.st_mtime_ns,
    )


def _read(index: Path | None) -> dict[str, _Seen]:
    """An index that is missing or broken costs time only."""
    if index is None:
        return {}
    try:
        return msgspec.json.decode(index.read_bytes(), type=dict[str, _Seen])
    except (FileNotFoundError, msgspec.MsgspecError, UnicodeDecodeError):
        return {}


def _hash_of(place: str) -> str:
    with open(place, "rb") as file:  # noqa: PTH123 - one of many: a path object costs more than the file
        digest = sha256()
        while piece := file.read(1 << 20):
            digest.update(piece)
        return digest.hexdigest()
