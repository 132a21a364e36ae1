"""Rows that wait for their batch, written anew so that the database does not tell the order in which they came.

PostgreSQL keeps with every row the transaction that wrote it, and deleted rows until they are vacuumed; SQLite
numbers rows. A batch therefore empties its table by truncation and writes what stays in the order of a random or
a public key, by one transaction. What still tells of arrivals (the server's own log of changes) stands in
docs/threats.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mithaq.store.projections.batch import Cursor

__all__ = ["lock_waiting", "rewrite_waiting"]


def lock_waiting(cursor: Cursor, table: str) -> None:
    """Nobody adds a row between reading the table and truncating it: what is acknowledged is never lost."""
    from django.db import connection

    if connection.vendor == "postgresql":
        cursor.execute(f'LOCK TABLE "{table}" IN ACCESS EXCLUSIVE MODE')


def rewrite_waiting(cursor: Cursor, table: str, key: str, stays: Callable[[dict[str, Any]], bool]) -> None:
    """Keeps the rows that stay. The table must be locked since before it was read (`lock_waiting`)."""
    from django.db import connection

    cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own names
    names = [column[0] for column in cursor.description]  # type: ignore[attr-defined]  # of every real cursor
    rows = [row for row in cursor.fetchall() if stays(dict(zip(names, row, strict=True)))]
    at = names.index(key)
    rows.sort(key=lambda row: row[at])
    if connection.vendor == "postgresql":
        cursor.execute(f'TRUNCATE "{table}"')
    else:
        cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - as above
    if rows:
        columns = ",".join(f'"{name}"' for name in names)
        marks = ",".join(["%s"] * len(names))
        cursor.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', rows)  # noqa: S608 - as above
