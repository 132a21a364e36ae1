"""Remembers the ids of a file, however long it is, in bounded memory."""

from __future__ import annotations

import sqlite3
from typing import Final

__all__ = ["SeenIds"]

IN_MEMORY: Final = 1_000_000


class SeenIds:
    """A set that moves to a temporary file on disk, private to this process, once it is large."""

    __slots__ = ("_database", "_ids", "_limit")

    def __init__(self, limit: int = IN_MEMORY) -> None:
        self._limit = limit
        self._ids: set[str] = set()
        self._database: sqlite3.Connection | None = None

    def add(self, external_id: str) -> bool:
        """Whether the id is new; it is then remembered."""
        if external_id in self._ids:
            return False
        if self._database is not None:
            sql = "INSERT OR IGNORE INTO seen VALUES (?)"
            if self._database.execute(sql, (external_id,)).rowcount == 0:
                return False
        self._ids.add(external_id)
        if len(self._ids) >= self._limit:
            self._spill()
        return True

    def close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None
        self._ids.clear()

    def _spill(self) -> None:
        if self._database is None:
            # an empty name is SQLite's own temporary file, gone when the connection closes
            self._database = sqlite3.connect("", isolation_level=None)
            self._database.execute("PRAGMA journal_mode = OFF")
            self._database.execute("CREATE TABLE seen (id TEXT PRIMARY KEY) WITHOUT ROWID")
        self._database.execute("BEGIN")
        self._database.executemany("INSERT OR IGNORE INTO seen VALUES (?)", ((each,) for each in self._ids))
        self._database.execute("COMMIT")
        self._ids.clear()
