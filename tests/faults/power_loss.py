"""What is left on a disk after a power cut, rebuilt from the journal that shim.c writes.

The model knows files (bytes now, bytes durable) and folders (names now, names durable). fsync of a file makes
its bytes durable, fsync of a folder its names; nothing else does. At the cut, what is not durable is lost, in
one of these ways:

    NOTHING        no unsynced write and no unsynced name survives
    NAMES          names survive, unsynced bytes do not: ext4's empty files after a rename without fsync
    CHANCE         each unsynced name and each unsynced file survives or not, by a seeded coin
"""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, IntEnum, auto
from pathlib import Path

__all__ = ["Disk", "Operation", "Record", "Survives", "read_journal"]

HEADER = struct.Struct("<IiqqII")
O_TRUNC = 0o1000


class Operation(IntEnum):
    START = 1
    OPEN = 2
    WRITE = 3
    FSYNC = 4
    RENAME = 5
    UNLINK = 6
    FTRUNCATE = 7
    MKDIR = 8
    RMDIR = 9
    LINK = 10


class Survives(Enum):
    NOTHING = auto()
    NAMES = auto()
    CHANCE = auto()


@dataclass(frozen=True)
class Record:
    operation: Operation
    fd: int
    number: int
    offset: int
    first: bytes
    second: bytes

    @property
    def path(self) -> str:
        return self.first.decode()


def read_journal(path: Path) -> Iterator[Record]:
    data = path.read_bytes()
    place = 0
    while place < len(data):
        operation, fd, number, offset, first, second = HEADER.unpack_from(data, place)
        place += HEADER.size
        middle = place + first
        end = middle + second
        assert end <= len(data), "the journal is cut off"
        yield Record(Operation(operation), fd, number, offset, data[place:middle], data[middle:end])
        place = end


@dataclass(eq=False)
class File:
    data: bytearray = field(default_factory=bytearray)
    durable: bytes = b""


@dataclass(eq=False)
class Folder:
    names: dict[str, File | Folder] = field(default_factory=dict)
    durable: dict[str, File | Folder] = field(default_factory=dict)


class Disk:
    """Begins with a folder as it is, taken as durable, and follows the journals of the processes that change it."""

    def __init__(self, folder: Path) -> None:
        self.root = _durable_folder(folder)
        self._open: dict[int, File | Folder] = {}
        self.shown: dict[str, list[bytes]] = {}
        """Every content that a rename ever put in place, by path: what an onlooker may have seen."""

    def follow(self, journal: Path) -> None:
        for record in read_journal(journal):
            self.apply(record)

    def apply(self, record: Record) -> None:
        match record.operation:
            case Operation.START:
                self._open.clear()
            case Operation.OPEN:
                self._open[record.fd] = self._opened(record)
            case Operation.WRITE:
                data = self._file(record.fd).data
                data.extend(bytes(max(0, record.offset - len(data))))
                data[record.offset : record.offset + len(record.first)] = record.first
            case Operation.FTRUNCATE:
                data = self._file(record.fd).data
                data.extend(bytes(max(0, record.offset - len(data))))
                del data[record.offset :]
            case Operation.FSYNC:
                synced = self._open[record.fd]
                if isinstance(synced, File):
                    synced.durable = bytes(synced.data)
                else:
                    synced.durable = dict(synced.names)
            case Operation.RENAME | Operation.LINK:
                self._named_anew(record)
            case Operation.UNLINK | Operation.RMDIR:
                folder, name = self._place(record.path)
                del folder.names[name]
            case Operation.MKDIR:
                folder, name = self._place(record.path)
                folder.names[name] = Folder()

    def now(self) -> dict[str, bytes]:
        """The files as a running machine shows them."""
        return {path: bytes(file.data) for path, file in _files(self.root)}

    def cut(self, survives: Survives = Survives.NOTHING, seed: int = 0) -> Folder:
        """The disk after the power came back; the journal's disk itself goes on."""
        return _after_cut(self.root, survives, random.Random(seed))

    def _opened(self, record: Record) -> File | Folder:
        if not record.path:
            return self.root
        folder, name = self._place(record.path)
        found = folder.names.get(name)
        if found is None:
            found = folder.names[name] = File()
        if record.offset & O_TRUNC and isinstance(found, File):
            found.data.clear()
        return found

    def _named_anew(self, record: Record) -> None:
        folder, name = self._place(record.path)
        target, new_name = self._place(record.second.decode())
        moved = folder.names[name]
        if record.operation is Operation.RENAME:
            del folder.names[name]
        target.names[new_name] = moved
        if isinstance(moved, File):
            self.shown.setdefault(record.second.decode(), []).append(bytes(moved.data))

    def _place(self, path: str) -> tuple[Folder, str]:
        folder = self.root
        *folders, name = path.split("/")
        for part in folders:
            inner = folder.names[part]
            assert isinstance(inner, Folder)
            folder = inner
        return folder, name

    def _file(self, fd: int) -> File:
        found = self._open[fd]
        assert isinstance(found, File)
        return found


def write_out(folder: Folder, target: Path) -> None:
    """Puts a rebuilt disk into a real folder."""
    target.mkdir(parents=True, exist_ok=True)
    for name, inner in folder.names.items():
        if isinstance(inner, Folder):
            write_out(inner, target / name)
        else:
            (target / name).write_bytes(inner.data)


def files_of(folder: Folder) -> dict[str, bytes]:
    return {path: bytes(file.data) for path, file in _files(folder)}


def _files(folder: Folder, prefix: str = "") -> Iterator[tuple[str, File]]:
    for name, inner in folder.names.items():
        if isinstance(inner, Folder):
            yield from _files(inner, f"{prefix}{name}/")
        else:
            yield f"{prefix}{name}", inner


def _durable_folder(path: Path) -> Folder:
    names: dict[str, File | Folder] = {}
    for inner in path.iterdir():
        if inner.is_dir():
            names[inner.name] = _durable_folder(inner)
        else:
            data = inner.read_bytes()
            names[inner.name] = File(bytearray(data), data)
    return Folder(names, dict(names))


def _after_cut(folder: Folder, survives: Survives, chance: random.Random) -> Folder:
    names: dict[str, File | Folder] = {}
    for name in sorted(folder.names.keys() | folder.durable.keys()):
        new, old = folder.names.get(name), folder.durable.get(name)
        keeps_new = survives is Survives.NAMES or (survives is Survives.CHANCE and chance.random() < 0.5)
        kept = new if keeps_new else old
        if isinstance(kept, Folder):
            names[name] = _after_cut(kept, survives, chance)
        elif kept is not None:
            keeps_data = survives is Survives.CHANCE and chance.random() < 0.5
            data = bytes(kept.data) if keeps_data else kept.durable
            names[name] = File(bytearray(data), data)
    return Folder(names, dict(names))
