"""The second database: wrapped subject keys, and nothing else.

Keys come from a pool that was made durable beforehand, so that writing a report needs one commit, not two
(design, section 4). The key that wraps them lies in ``keys/`` and is never in a database. SQLite by default;
a PostgreSQL server may hold them only if it is not the cluster of the main database, whose backups would
otherwise carry both.

The number of a key stands in clear beside its ciphertext. So every key has a random number of its own: numbers in
a row would tell which reports and incidents were sealed one after another, by one process. The table must not tell
it either. SQLite keeps it by number (WITHOUT ROWID), yet inside a page cells lie in the order of their writing, and
PostgreSQL keeps the transaction of every row: each batch of reports has the table written anew (``put_in_order``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mithaq.errors import KeyUnavailable, MissionNotReady
from mithaq.sealed.ciphertext import KEY_BYTES, NONCE_BYTES

if TYPE_CHECKING:
    import psycopg

    from mithaq.sealed.key_folder import KeyFolder

__all__ = [
    "DrawnKey",
    "KeyDatabase",
    "SubjectKeys",
    "no_key_opens",
    "open_postgres",
    "open_sqlite",
    "wrapping_file",
]

FIRST_BLOCK: Final = 64
LARGEST_BLOCK: Final = 8_192
READ_BLOCK: Final = 10_000
WRITE_BLOCK: Final = 20_000
FORGET_TRIES: Final = 3
NUMBER_BYTES: Final = 8
DRAWS: Final = 3

# NULL: this key existed and was destroyed. A restore must tell it from one made after its copy of the keys.
_SUBJECT_KEY: Final = "CREATE TABLE IF NOT EXISTS subject_key (id BIGINT PRIMARY KEY, wrapped {bytes}){by_key}"
# One row: which wrapping key is in force.
_WRAPPING: Final = "CREATE TABLE IF NOT EXISTS wrapping (generation BIGINT NOT NULL)"

WrappedRow = tuple[int, bytes | None]


class DrawnKey(NamedTuple):
    id: int
    key: bytes


def _number(entropy: bytes) -> int:
    """From 1 to 2**62 - 1. Not counted on from the last: an old copy put back by hand would count from the past."""
    return (int.from_bytes(entropy) >> 2) or 1


def wrapping_file(generation: int) -> str:
    return f"wrapping-{generation}.key"


class KeyDatabase:
    """The connection and the two places where SQLite and PostgreSQL differ."""

    def __init__(self, connection: sqlite3.Connection | psycopg.Connection, *, is_sqlite: bool) -> None:
        self.connection = connection
        self.is_sqlite = is_sqlite
        self.begin()
        self._make_table()
        self.execute(_WRAPPING)
        if not self.execute("SELECT generation FROM wrapping"):
            self.execute("INSERT INTO wrapping (generation) VALUES (0)")
        self.commit()

    def execute(self, sql: str, values: Sequence[object] = ()) -> list[tuple[int, bytes]]:
        cursor = self.connection.cursor()
        cursor.execute(self._spelled(sql), values)
        return cursor.fetchall() if cursor.description else []

    def execute_many(self, sql: str, rows: Iterable[Sequence[object]]) -> int:
        """How many rows were changed."""
        cursor = self.connection.cursor()
        cursor.executemany(self._spelled(sql), rows)
        return cursor.rowcount

    def _make_table(self) -> None:
        if self.is_sqlite:
            self.execute(_SUBJECT_KEY.format(bytes="BLOB", by_key=" WITHOUT ROWID"))
        else:
            self.execute(_SUBJECT_KEY.format(bytes="BYTEA", by_key=""))

    def rows(self, table: str = "subject_key") -> Iterator[list[WrappedRow]]:
        """All keys in the order of their numbers, by blocks."""
        last = -1
        query = f"SELECT id, wrapped FROM {table} WHERE id > ? ORDER BY id LIMIT ?"  # noqa: S608 - our own names
        while rows := self.execute(query, (last, WRITE_BLOCK)):
            last = rows[-1][0]
            yield [(row[0], None if row[1] is None else bytes(row[1])) for row in rows]

    def write_anew(self, changed: Callable[[list[WrappedRow]], list[WrappedRow]] | None = None) -> None:
        """The table as new, by one transaction of the caller's, its rows in the order of their numbers."""
        self.execute("ALTER TABLE subject_key RENAME TO older_key")
        self._make_table()
        if changed is None:
            self.execute("INSERT INTO subject_key (id, wrapped) SELECT id, wrapped FROM older_key ORDER BY id")
        else:
            for rows in self.rows("older_key"):
                self.execute_many("INSERT INTO subject_key (id, wrapped) VALUES (?, ?)", changed(rows))
        self.execute("DROP TABLE older_key")

    def put_in_order(self) -> bool:
        """After a batch: no page, row or log of changes tells any more which keys were made together, and when.

        What was entered must not end as a failure for want of room: False, and the next batch tries again.
        """
        try:
            self.begin()
            try:
                self.write_anew()
                self.commit()
            except BaseException:
                self.rollback()
                raise
            if self.is_sqlite:
                return self._empties_its_log_soon()
        except self.connection.OperationalError:
            return False
        return True

    def _empties_its_log_soon(self) -> bool:
        [(usual, *_)] = self.execute("PRAGMA busy_timeout")
        self.execute("PRAGMA busy_timeout=1000")
        try:
            return self._empties_its_log()
        finally:
            self.execute(f"PRAGMA busy_timeout={usual}")

    def _empties_its_log(self) -> bool:
        return self.execute("PRAGMA wal_checkpoint(TRUNCATE)")[0][0] == 0

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
            # An erasure writes the table into a new file; the server's own WAL and base backups are listed copies.
            return True
        return any(self._empties_its_log() for _ in range(FORGET_TRIES))

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


def _parts(ids: Sequence[int]) -> Iterator[tuple[Sequence[int], str]]:
    for start in range(0, len(ids), READ_BLOCK):
        part = ids[start : start + READ_BLOCK]
        yield part, ",".join("?" * len(part))


def no_key_opens(key_id: int) -> KeyUnavailable:
    return KeyUnavailable(
        f"subject key {key_id} does not open with the wrapping key in force, and none does.",
        where="keys",
        advice="keys/ and the database of keys must come from the same backup.",
    )


class SubjectKeys:
    """The keys of one mission, opened with the wrapping key now in force."""

    def __init__(self, database: KeyDatabase, folder: KeyFolder, random_bytes: Callable[[int], bytes]) -> None:
        self.database = database
        self.folder = folder
        self.random_bytes = random_bytes
        self._pool: list[DrawnKey] = []
        self._block = FIRST_BLOCK
        self.damaged: set[int] = set()
        """Keys met since this was opened that are there and do not open."""
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
            # Taken from the end: the older keys first.
            self._pool[:0] = self._make(missing)

    def draw(self, count: int) -> list[DrawnKey]:
        if len(self._pool) < count:
            # Few for a command that needs few: what it leaves over is deleted again.
            self.prepare(max(count, self._block))
            self._block = min(2 * self._block, LARGEST_BLOCK)
        drawn = self._pool[-count:] if count else []
        del self._pool[len(self._pool) - count :]
        return drawn

    def _make(self, count: int) -> list[DrawnKey]:
        database = self.database
        for _ in range(DRAWS):
            database.begin()
            try:
                if self.stored_generation() != self.generation:
                    # Another process erased something since; its new wrapping key is in force.
                    self.load_wrapping_key()
                keys, rows = self._wrapped(count)
                # By number: neighbours in the table go into one page together.
                rows.sort()
                made = database.execute_many(
                    "INSERT INTO subject_key (id, wrapped) VALUES (?, ?) ON CONFLICT DO NOTHING", rows
                )
                if made == count:
                    database.commit()
                    return keys
                # A number was given out before: all are drawn again.
                database.rollback()
            except BaseException:
                database.rollback()
                raise
        raise KeyUnavailable(
            "the source of randomness gives numbers of keys that were given out before.",
            where="keys",
            advice="Nothing was written. Do not use this machine for a mission until its randomness is mended.",
        )

    def _wrapped(self, count: int) -> tuple[list[DrawnKey], list[WrappedRow]]:
        size = NUMBER_BYTES + KEY_BYTES + NONCE_BYTES
        entropy = self.random_bytes(size * count)
        wrap = self._wrapping.encrypt
        keys: list[DrawnKey] = []
        rows: list[WrappedRow] = []
        for start in range(0, size * count, size):
            key_id = _number(entropy[start : start + NUMBER_BYTES])
            key = entropy[start + NUMBER_BYTES : start + NUMBER_BYTES + KEY_BYTES]
            nonce = entropy[start + NUMBER_BYTES + KEY_BYTES : start + size]
            keys.append(DrawnKey(key_id, key))
            rows.append((key_id, nonce + wrap(nonce, key, key_id.to_bytes(8))))
        return keys, rows

    def keys(self, ids: Sequence[int]) -> dict[int, bytes]:
        """The keys that still exist; erased, lost and damaged ones are absent, the last named in ``damaged``."""
        if not ids:
            return {}
        while True:
            if self.stored_generation() != self.generation:
                self.load_wrapping_key()
            found, damaged = self._opened(ids)
            if damaged and self.stored_generation() != self.generation:
                # Another process erased something while these were read: they are wrapped anew, and read again.
                continue
            if damaged and not found:
                self._require_right_wrapping(damaged[0])
            self.damaged.update(damaged)
            self.damaged.difference_update(found)
            return found

    def _opened(self, ids: Sequence[int]) -> tuple[dict[int, bytes], list[int]]:
        found: dict[int, bytes] = {}
        damaged = []
        for part, marks in _parts(ids):
            rows = self.database.execute(
                f"SELECT id, wrapped FROM subject_key WHERE wrapped IS NOT NULL AND id IN ({marks})",  # noqa: S608 - only marks
                part,
            )
            for key_id, wrapped in rows:
                key = self.unwrap(key_id, bytes(wrapped))
                if key is None:
                    damaged.append(key_id)
                else:
                    found[key_id] = key
        return found, damaged

    def unwrap(self, key_id: int, wrapped: bytes) -> bytes | None:
        """``None`` where it does not open: one flipped bit in one key must not stop what needs others."""
        try:
            return self._wrapping.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], key_id.to_bytes(8))
        except (InvalidTag, ValueError):
            return None

    def _require_right_wrapping(self, key_id: int) -> None:
        """Damage spares some key; where none opens, the wrapping key is another one."""
        for rows in self.database.rows():
            if any(wrapped is not None and self.unwrap(other, wrapped) is not None for other, wrapped in rows):
                return
        raise no_key_opens(key_id)

    def present(self, ids: Sequence[int]) -> set[int]:
        """Those that were not destroyed, whether they open or not."""
        found: set[int] = set()
        for part, marks in _parts(ids):
            query = f"SELECT id FROM subject_key WHERE wrapped IS NOT NULL AND id IN ({marks})"  # noqa: S608 - marks
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
