r"""The bytes of a backup: a stream of frames, the same whether SQLite or PostgreSQL gave the rows.

::

    mithaq-backup/1\\n
    length, ["header", {…}]                  what it is: origin, size, moment, release, form of the tables
    length, ["rows", table, columns, rows]   up to some thousand rows, in the order of the table's key
    length, ["file", path, offset, bytes]    a piece of a file of the mission's folder
    length, ["end", {counts and hashes}]     nothing follows

``length`` is four bytes, big-endian; a frame is MessagePack. On disk the stream is encrypted as a whole by age
(https://age-encryption.org/v1), which also shows any changed or missing byte; the counts and the hash in the last
frame show it once more, to whoever decrypted the file with another tool.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from mithaq.errors import MalformedRecord, MissionNotReady

__all__ = ["FORMAT", "BackupHeader", "StreamReader", "StreamWriter"]

FORMAT: Final = 1
MAGIC: Final = b"mithaq-backup/"
MAX_FRAME: Final = 256 * 2**20
"""A frame holds a few thousand rows of at most 64 KiB; a larger one is no backup."""

_encode = msgspec.msgpack.Encoder().encode
_DAMAGED: Final = "Nothing was restored. Take another copy of this backup; this one is damaged."


class BackupHeader(msgspec.Struct, frozen=True, kw_only=True):
    origin: str
    mission: str
    """The id of ``mission.opened``: two missions may have had one origin."""
    release: str
    tables: tuple[str, ...]
    """The migrations that made the tables; rows fit no other form."""
    taken_at: str
    size: int
    generation: int
    """Of the wrapping key when it was taken."""


class _End(msgspec.Struct, frozen=True, kw_only=True):
    rows: dict[str, int]
    files: dict[str, int]
    sha256: str


class StreamWriter:
    """Gives the stream piece by piece, counting what goes in."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._rows: dict[str, int] = {}
        self._files: dict[str, int] = {}

    def header(self, header: BackupHeader) -> Iterator[bytes]:
        yield self._counted(MAGIC + b"%d\n" % FORMAT)
        yield self._frame(["header", header])

    def rows(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
        self._rows[table] = self._rows.get(table, 0) + len(rows)
        return self._frame(["rows", table, columns, rows])

    def file(self, path: str, offset: int, data: bytes) -> bytes:
        self._files[path] = offset + len(data)
        return self._frame(["file", path, offset, data])

    def end(self) -> bytes:
        return self._frame(["end", _End(rows=self._rows, files=self._files, sha256=self._hash.hexdigest())])

    def _frame(self, content: list[object]) -> bytes:
        data = _encode(content)
        return self._counted(len(data).to_bytes(4) + data)

    def _counted(self, data: bytes) -> bytes:
        self._hash.update(data)
        return data


@dataclass(slots=True)
class StreamReader:
    """Takes the stream in pieces of any length; `finish` refuses one that does not end as it was ended."""

    on_header: Callable[[BackupHeader], None]
    on_rows: Callable[[str, list[str], list[list[Any]]], None]
    on_file: Callable[[str, int, bytes], None]
    _rest: bytearray = field(default_factory=bytearray)
    _hash: Any = field(default_factory=hashlib.sha256)
    _rows: dict[str, int] = field(default_factory=dict)
    _files: dict[str, int] = field(default_factory=dict)
    _begun: bool = False
    _headed: bool = False
    _ended: bool = False

    def feed(self, data: Iterable[int] | bytes) -> None:
        self._rest += bytes(data)
        if not self._begun and not self._begin():
            return
        start = 0
        while len(self._rest) - start >= 4:
            length = int.from_bytes(self._rest[start : start + 4])
            if length > MAX_FRAME:
                raise MalformedRecord("a part of the backup claims an impossible length.", advice=_DAMAGED)
            if len(self._rest) - start - 4 < length:
                break
            self._take(bytes(self._rest[start : start + 4 + length]))
            start += 4 + length
        del self._rest[:start]

    def finish(self) -> None:
        if not self._ended or self._rest:
            raise MalformedRecord("the backup breaks off before its end.", advice=_DAMAGED)

    def _begin(self) -> bool:
        line, newline, _ = self._rest.partition(b"\n")
        if not newline and len(line) < 32:
            return False
        if line != MAGIC + b"%d" % FORMAT:
            raise MissionNotReady(
                "this is not a backup that this release can read"
                + (
                    f": it is of format {line[len(MAGIC) :].decode('ascii', 'replace')!r}."
                    if MAGIC in line
                    else "."
                ),
                advice="Use the release that made it; nothing was restored.",
            )
        self._hash.update(line + b"\n")
        del self._rest[: len(line) + 1]
        self._begun = True
        return True

    def _take(self, frame: bytes) -> None:
        if self._ended:
            raise MalformedRecord("the backup goes on after its end.", advice=_DAMAGED)
        try:
            content = msgspec.msgpack.decode(frame[4:])
            kind = content[0]
            if kind == "end":
                self._check_end(msgspec.convert(content[1], _End))
                return
            self._hash.update(frame)
            if (kind == "header") is self._headed:
                raise MalformedRecord("the backup has its header in the wrong place.", advice=_DAMAGED)
            if kind == "header":
                self._headed = True
                self.on_header(msgspec.convert(content[1], BackupHeader))
            elif kind == "rows":
                _, table, columns, rows = content
                self._rows[table] = self._rows.get(table, 0) + len(rows)
                self.on_rows(table, columns, rows)
            elif kind == "file":
                _, path, offset, data = content
                if offset != self._files.get(path, 0):
                    raise MalformedRecord(f"a piece of {path} is missing.", advice=_DAMAGED)
                self._files[path] = offset + len(data)
                self.on_file(path, offset, data)
            else:
                raise MalformedRecord(f"the backup has a part {kind!r} that is not known.", advice=_DAMAGED)
        except (msgspec.MsgspecError, TypeError, ValueError, IndexError, KeyError) as error:
            raise MalformedRecord(f"a part of the backup cannot be read: {error}.", advice=_DAMAGED) from error

    def _check_end(self, end: _End) -> None:
        if (end.rows, end.files, end.sha256) != (self._rows, self._files, self._hash.hexdigest()):
            raise MalformedRecord("the backup does not hold what it says it holds.", advice=_DAMAGED)
        self._ended = True
