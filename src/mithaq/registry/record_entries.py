"""The entries of a mission's database as the signer and the renderer read them: by index, without gaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

__all__ = ["RecordEntries"]


class RecordEntries(Sequence[bytes]):
    """A view of the first ``size`` entries; it may be read while others write beyond them."""

    def __init__(self) -> None:
        from django.db import connection

        self._connection = connection

    def size(self) -> int:
        with self._connection.cursor() as cursor:
            cursor.execute('SELECT max("index") FROM entry')
            last: int | None = cursor.fetchone()[0]
        return 0 if last is None else last + 1

    def read(self, start: int, stop: int) -> list[bytes]:
        with self._connection.cursor() as cursor:
            cursor.execute(
                'SELECT bytes FROM entry WHERE "index" >= %s AND "index" < %s ORDER BY "index"', [start, stop]
            )
            return [bytes(row[0]) for row in cursor.fetchall()]

    def __len__(self) -> int:
        return self.size()

    @overload
    def __getitem__(self, at: int) -> bytes: ...
    @overload
    def __getitem__(self, at: slice) -> list[bytes]: ...
    def __getitem__(self, at: int | slice) -> bytes | list[bytes]:
        if isinstance(at, slice):
            start, stop, _ = at.indices(self.size())
            return self.read(start, stop)
        [entry] = self.read(at, at + 1)
        return entry
