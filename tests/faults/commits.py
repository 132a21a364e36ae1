"""The scenario of the database: rows are inserted one transaction at a time and acknowledged in the notes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

ROWS = 12


def run(root: Path, notes: Path) -> None:
    synchronous, *_ = notes.read_text().splitlines()
    database = sqlite3.connect(root / "mithaq.db", isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute(f"PRAGMA synchronous = {synchronous}")
    # Small enough that the log is copied back into the database several times on the way.
    database.execute("PRAGMA wal_autocheckpoint = 8")
    database.execute('CREATE TABLE IF NOT EXISTS entry ("index" INTEGER PRIMARY KEY, bytes BLOB)')
    (held,) = database.execute("SELECT count(*) FROM entry").fetchone()
    for index in range(held, ROWS):
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO entry VALUES (?, ?)", (index, b"entry %d" % index * 300))
        database.execute("COMMIT")
        with notes.open("a") as file:
            file.write(f"{index}\n")
    database.close()
