"""The second database: wrapped subject keys, and nothing else.

Keys come from a pool that was made durable beforehand, so that writing a report needs one commit, not two
(design, section 4). The key that wraps them lies in ``keys/`` and is never in a database. SQLite by default;
a PostgreSQL server may hold them only if it is not the cluster of the main database, whose backups would
otherwise carry both.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mithaq.errors import KeyUnavailable, MissionNotReady
from mithaq.sealed.ciphertext import KEY_BYTES, NONCE_BYTES

if TYPE_CHECKING:
    import psycopg

    from mithaq.sealed.key_folder import KeyFolder

__all__ = ["DrawnKey", "KeyDatabase", "SubjectKeys", "open_postgres", "open_sqlite", "wrapping_file"]

POOL_BLOCK: Final = 1_024
READ_BLOCK: Final = 10_000
FORGET_TRIES: Final = 3

_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS subject_key (id BIGINT PRIMARY KEY, wrapped {bytes} NOT NULL)",
    # One row: which wrapping key is in force.
    "CREATE TABLE IF NOT EXISTS wrapping (generation BIGINT NOT NULL)",
    # The numbers ever given out, in runs. A run begins at a random number, not after the last one: an old copy of
    # this database put back by hand would count on from the past, and two subjects would come to share a number.
    "CREATE TABLE IF NOT EXISTS key_run (first BIGINT PRIMARY KEY, size BIGINT NOT NULL)",
)


class DrawnKey(NamedTuple):
    id: int
    key: bytes


def _first_of_run(entropy: bytes) -> int:
    """From 1 to 2**62 - 1: below it no run of any size leaves what a database's integer holds."""
    return (int.from_bytes(entropy) >> 2) or 1


def wrapping_file(generation: int) -> str:
    return f"wrapping-{generation}.key"


class KeyDatabase:
    """The connection and the two places where SQLite and PostgreSQL differ."""

    def __init__(self, connection: sqlite3.Connection | psycopg.Connection, *, is_sqlite: bool) -> None:
        self.connection = connection
        self.is_sqlite = is_sqlite
        column = "BLOB" if is_sqlite else "BYTEA"
        self.begin()
        for table in _TABLES:
            self.execute(table.format(bytes=column))
        if not self.execute("SELECT generation FROM wrapping"):
            self.execute("INSERT INTO wrapping (generation) VALUES (0)")
        self.commit()

    def execute(self, sql: str, values: Sequence[object] = ()) -> list[tuple[int, bytes]]:
        cursor = self.connection.cursor()
        cursor.execute(self._spelled(sql), values)
        return cursor.fetchall() if cursor.description else []

    def execute_many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        self.connection.cursor().executemany(self._spelled(sql), rows)

    def _spelled(self, sql: str) -> str:
        return sql if self.is_sqlite else sql.replace("?", "%s")

    def begin(self) -> None:
        self.execute("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")
        if not self.is_sqlite:
            self.execute("SELECT pg_advisory_xact_lock(6001)")

    def commit(self) -> None:
        self.execute("COMMIT")

    def rollback(self) -> None:
        """Ends a transaction that failed, unless it has ended by itself: on a full disk, or with a lost server.

        Otherwise the error told would be that there is nothing to roll back.
        """
        connection = self.connection
        is_open = connection.in_transaction if isinstance(connection, sqlite3.Connection) else not connection.closed
        if is_open:
            self.execute("ROLLBACK")

    def forget(self) -> bool:
        """Leaves no deleted row in the log of changes or in free pages. False where another process reads there."""
        if not self.is_sqlite:
            # VACUUM FULL writes the table anew; the server's own WAL and base backups are listed copies.
            self.execute("VACUUM FULL subject_key")
            return True
        return any(self.execute("PRAGMA wal_checkpoint(TRUNCATE)")[0][0] == 0 for _ in range(FORGET_TRIES))

    def close(self) -> None:
        self.connection.close()


def open_sqlite(path: Path) -> KeyDatabase:
    # One mission is used by one thread at a time; a web worker's threads take turns, never share a transaction.
    connection = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
    path.chmod(0o600)
    return KeyDatabase(connection, is_sqlite=True)


def open_postgres(url: str, *, main_cluster: str | None) -> KeyDatabase:
    """The keys in PostgreSQL; ``main_cluster`` is the system identifier of the main database's cluster."""
    import psycopg

    try:
        connection = psycopg.connect(url, autocommit=True)
    except psycopg.OperationalError as error:
        raise MissionNotReady(
            f"the database of keys cannot be reached: {error}", advice="Check MITHAQ_KEYS_URL."
        ) from error
    row = connection.execute("SELECT system_identifier::text FROM pg_control_system()").fetchone()
    if row is None or row[0] == main_cluster:
        connection.close()
        raise MissionNotReady(
            "the keys would lie in the same PostgreSQL cluster as the record, and in the same backups.",
            advice="Point MITHAQ_KEYS_URL to another cluster, or leave it out to keep the keys in keys.db.",
        )
    return KeyDatabase(connection, is_sqlite=False)


class SubjectKeys:
    """The keys of one mission, opened with the wrapping key now in force."""

    def __init__(self, database: KeyDatabase, folder: KeyFolder, random_bytes: Callable[[int], bytes]) -> None:
        self.database = database
        self.folder = folder
        self.random_bytes = random_bytes
        self._pool: list[DrawnKey] = []
        self.load_wrapping_key()

    def load_wrapping_key(self) -> None:
        while True:
            generation = self.stored_generation()
            try:
                secret = self.folder.read(wrapping_file(generation))
            except KeyUnavailable:
                if self.stored_generation() == generation:
                    raise
                # Another process erased something in between, and with it the key that was in force.
                continue
            self.generation, self._wrapping = generation, AESGCM(secret)
            return

    def stored_generation(self) -> int:
        return self.database.execute("SELECT generation FROM wrapping")[0][0]

    def prepare(self, count: int) -> None:
        """Makes sure that so many keys lie durably in the pool."""
        missing = count - len(self._pool)
        if missing > 0:
            made = self._make(missing)
            self._shuffle(made)
            # Taken from the end: the older keys first.
            self._pool[:0] = made

    def draw(self, count: int) -> list[DrawnKey]:
        if len(self._pool) < count:
            self.prepare(max(count, POOL_BLOCK))
        drawn = self._pool[-count:] if count else []
        del self._pool[len(self._pool) - count :]
        return drawn

    def _make(self, count: int) -> list[DrawnKey]:
        entropy = self.random_bytes((KEY_BYTES + NONCE_BYTES) * count)
        database = self.database
        database.begin()
        try:
            if self.stored_generation() != self.generation:
                # Another process erased something since; its new wrapping key is in force.
                self.load_wrapping_key()
            first = _first_of_run(self.random_bytes(8))
            database.execute("INSERT INTO key_run (first, size) VALUES (?, ?)", (first, count))
            wrap, size = self._wrapping.encrypt, KEY_BYTES + NONCE_BYTES
            keys, rows = [], []
            for number in range(count):
                piece = entropy[number * size : (number + 1) * size]
                key, nonce, key_id = piece[:KEY_BYTES], piece[KEY_BYTES:], first + number
                keys.append(DrawnKey(key_id, key))
                rows.append((key_id, nonce + wrap(nonce, key, key_id.to_bytes(8))))
            database.execute_many("INSERT INTO subject_key (id, wrapped) VALUES (?, ?)", rows)
            database.commit()
        except BaseException:
            database.rollback()
            raise
        return keys

    def _shuffle(self, keys: list[DrawnKey]) -> None:
        """The order of keys must not tell the order of arrivals (Fisher-Yates)."""
        entropy = self.random_bytes(8 * len(keys))
        for last in range(len(keys) - 1, 0, -1):
            other = int.from_bytes(entropy[8 * last : 8 * last + 8]) % (last + 1)
            keys[last], keys[other] = keys[other], keys[last]

    def keys(self, ids: Sequence[int]) -> dict[int, bytes]:
        """The keys that still exist; the ones erased or lost are simply absent."""
        if not ids:
            return {}
        while True:
            if self.stored_generation() != self.generation:
                self.load_wrapping_key()
            try:
                return self._opened(ids)
            except KeyUnavailable:
                if self.stored_generation() == self.generation:
                    raise
                # Another process erased something while these were read: they are wrapped anew, and read again.

    def _opened(self, ids: Sequence[int]) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        for start in range(0, len(ids), READ_BLOCK):
            part = ids[start : start + READ_BLOCK]
            marks = ",".join("?" * len(part))
            rows = self.database.execute(f"SELECT id, wrapped FROM subject_key WHERE id IN ({marks})", part)  # noqa: S608 - only marks
            for key_id, wrapped in rows:
                found[key_id] = self.unwrap(key_id, bytes(wrapped))
        return found

    def unwrap(self, key_id: int, wrapped: bytes) -> bytes:
        try:
            return self._wrapping.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], key_id.to_bytes(8))
        except InvalidTag as error:
            raise KeyUnavailable(
                f"subject key {key_id} does not open with the wrapping key in force.",
                where="keys",
                advice="keys/ and the database of keys must come from the same backup.",
            ) from error

    def present(self, ids: Sequence[int]) -> set[int]:
        found: set[int] = set()
        for start in range(0, len(ids), READ_BLOCK):
            part = ids[start : start + READ_BLOCK]
            query = f"SELECT id FROM subject_key WHERE id IN ({','.join('?' * len(part))})"  # noqa: S608 - marks
            found.update(row[0] for row in self.database.execute(query, part))
        return found

    def close(self) -> None:
        """Removes the keys that were prepared and never used."""
        unused, self._pool = self._pool, []
        try:
            if unused:
                self.database.begin()
                self.database.execute_many("DELETE FROM subject_key WHERE id = ?", [(key.id,) for key in unused])
                self.database.commit()
        except self.database.connection.Error:
            # Keys that open nothing may stay; what was acknowledged before must not end as a failure.
            self.database.rollback()
        finally:
            self.database.close()
