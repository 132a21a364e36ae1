"""Rows that wait for their batch, written anew so that the database does not tell the order in which they came.

PostgreSQL keeps with every row the transaction that wrote it, and deleted rows until they are vacuumed; SQLite
numbers rows. A batch therefore empties its table and writes what stays in the order of a random or a public key, by
one transaction; after it the table's file is written anew. What still tells of arrivals (the server's own log of
changes) stands in docs/threats.md.

Not by TRUNCATE: a backup whose snapshot began before would find the table empty and the reports nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from mithaq.store.projections.batch import Cursor

__all__ = ["forget_rewritten", "is_in_order", "lock_waiting", "rewrite_waiting"]

LOCK_NOT_AVAILABLE: Final = "55P03"


def lock_waiting(cursor: Cursor, table: str) -> None:
    """Nobody adds a row between reading the table and emptying it: what is acknowledged is never lost."""
    from django.db import connection

    if connection.vendor == "postgresql":
        cursor.execute(f'LOCK TABLE "{table}" IN SHARE ROW EXCLUSIVE MODE')


def is_in_order(cursor: Cursor, table: str, key: str) -> bool:
    """Whether nothing was written since the rows were last rewritten, as far as the database itself can tell."""
    from django.db import connection

    if connection.vendor == "postgresql":
        cursor.execute(f'SELECT count(DISTINCT xmin::text) FROM "{table}"')  # noqa: S608 - our own names
        return bool(cursor.fetchone()[0] <= 1)
    cursor.execute(f'SELECT "{key}" FROM "{table}" ORDER BY rowid')  # noqa: S608 - as above
    keys = [row[0] for row in cursor.fetchall()]
    return keys == sorted(keys)


def rewrite_waiting(cursor: Cursor, table: str, key: str, stays: Callable[[dict[str, Any]], bool]) -> None:
    """Keeps the rows that stay. The table must be locked since before it was read (`lock_waiting`)."""
    cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own names
    names = [column[0] for column in cursor.description]  # type: ignore[attr-defined]  # of every real cursor
    rows = [row for row in cursor.fetchall() if stays(dict(zip(names, row, strict=True)))]
    at = names.index(key)
    rows.sort(key=lambda row: row[at])
    cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - as above
    if rows:
        columns = ",".join(f'"{name}"' for name in names)
        marks = ",".join(["%s"] * len(names))
        cursor.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', rows)  # noqa: S608 - as above


def forget_rewritten(table: str) -> None:
    """After the commit: PostgreSQL writes the table's file anew, without the rows that are gone.

    SQLite empties its log of changes, which keeps every arrival in its order until it is written over. Where a
    reader (a backup) holds the table, nobody waits for it: the next batch tries again.
    """
    from django.db import OperationalError, connection

    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout")
            usual = cursor.fetchone()[0]
            cursor.execute("PRAGMA busy_timeout=1000")
            try:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.fetchone()
            finally:
                cursor.execute(f"PRAGMA busy_timeout={usual}")
            return
        cursor.execute("SET lock_timeout = '1s'")
        try:
            cursor.execute(f'VACUUM FULL "{table}"')
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                raise
        finally:
            cursor.execute("SET lock_timeout = DEFAULT")
