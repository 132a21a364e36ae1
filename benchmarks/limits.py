"""What this machine allows at all: no durable write is faster than its disk, no log faster than its hashes."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.figures import Figure
from benchmarks.stopwatch import stopwatch

__all__ = ["bare_database", "insert_bare", "measure"]

COUNTS = {"tiny": 5, "quick": 300, "full": 2_000}
ROW_BYTES = 1_600
"""As a report's row in the inbox: sixteen commitments, ciphertext and marks."""


def bare_database(folder: Path) -> sqlite3.Connection:
    """SQLite as durable as ours, with one table and nothing else."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE bare (number INTEGER PRIMARY KEY, row BLOB NOT NULL)")
    return connection


def insert_bare(connection: sqlite3.Connection, number: int, row: bytes) -> None:
    connection.execute("INSERT INTO bare VALUES (?, ?)", (number, row))


def measure(scale: str) -> list[Figure]:
    count = COUNTS[scale]
    with tempfile.TemporaryDirectory(prefix="mithaq-bench-") as folder:
        return [_fsync(Path(folder), count), _full_insert(Path(folder), count), *_primitives(count * 50)]


def _fsync(folder: Path, count: int) -> Figure:
    block = os.urandom(4_096)
    with (folder / "appended").open("wb", buffering=0) as file, stopwatch() as elapsed:
        for _ in range(count):
            file.write(block)
            os.fsync(file.fileno())
    return Figure("append of 4 kB and fsync", count / elapsed.wall_s, "a second")


def _full_insert(folder: Path, count: int) -> Figure:
    connection, row = bare_database(folder), os.urandom(ROW_BYTES)
    with stopwatch() as elapsed:
        for number in range(count):
            insert_bare(connection, number, row)
    connection.close()
    return Figure("bare SQLite insert, WAL, synchronous=FULL", count / elapsed.wall_s, "a second")


def _primitives(count: int) -> list[Figure]:
    message, key = os.urandom(300), Ed25519PrivateKey.generate()
    with stopwatch() as hashing:
        for _ in range(count):
            sha256(message).digest()
    with stopwatch() as sealing:
        for _ in range(count):
            AESGCM(message[:32]).encrypt(message[32:44], message, None)
    with stopwatch() as signing:
        for _ in range(count // 10):
            key.sign(message)
    return [
        Figure("SHA-256 of 300 bytes", count / hashing.wall_s, "a second"),
        Figure("AES-256-GCM of 300 bytes, each under its own key", count / sealing.wall_s, "a second"),
        Figure("Ed25519 signature of 300 bytes", count // 10 / signing.wall_s, "a second"),
    ]
