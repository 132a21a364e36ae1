"""Erasing: the key goes, and with it everything it opened (design, section 4).

The order makes a crash at any point harmless: a new wrapping key is made durable; in one transaction the
survivors are rewrapped into a new table, where of an erased key its number is left; the log of changes is
emptied; a fresh backup of the survivors is made; then the old wrapping key is destroyed. An old backup of the
keys is useless from then on, except where somebody also kept the old wrapping key: hence the list of copies that
must be confirmed.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mithaq.sealed.ciphertext import KEY_BYTES, NONCE_BYTES
from mithaq.sealed.key_folder import sync_folder
from mithaq.sealed.keys import no_key_opens, wrapping_file

if TYPE_CHECKING:
    from mithaq.sealed.keys import SubjectKeys, WrappedRow

__all__ = ["back_up_keys", "destroy_keys", "remove_old_wrapping_keys"]


def destroy_keys(keys: SubjectKeys, ids: Sequence[int], backup: Path | None, *, at_least: int = 0) -> int:
    """Destroys these keys and returns the new generation of the wrapping key, ``at_least`` so high.

    A survivor that does not open is dropped, without a mark of destruction: it is lost, and ``keys.damaged`` names
    it. It cannot be kept, since what could have opened its older copies goes.
    """
    database, folder = keys.database, keys.folder
    # The transaction comes first: it keeps out every other erasure, also the one that would tidy our file away.
    database.begin()
    try:
        if keys.stored_generation() != keys.generation:
            keys.load_wrapping_key()
        generation = max(keys.generation + 1, at_least)
        secret = keys.random_bytes(KEY_BYTES)
        # A crash may have left the file of an erasure that did not happen.
        folder.destroy(wrapping_file(generation))
        folder.write(wrapping_file(generation), secret)
        damaged = _rewrap(keys, frozenset(ids), AESGCM(secret))
        database.execute("UPDATE wrapping SET generation = ?", (generation,))
        database.commit()
    except BaseException:
        database.rollback()
        raise
    keys.damaged.update(damaged)
    database.forget()
    keys.load_wrapping_key()
    if backup is not None:
        back_up_keys(keys, backup)
    remove_old_wrapping_keys(keys)
    return generation


def _rewrap(keys: SubjectKeys, destroyed: frozenset[int], wrapping: AESGCM) -> list[int]:
    """Writes all keys anew under another wrapping key; returns those that did not open."""
    damaged: list[int] = []
    opened = 0

    def changed(rows: list[WrappedRow]) -> list[WrappedRow]:
        nonlocal opened
        entropy = keys.random_bytes(NONCE_BYTES * len(rows))
        found: list[WrappedRow] = []
        for number, (key_id, wrapped) in enumerate(rows):
            key = None if wrapped is None else keys.unwrap(key_id, wrapped)
            opened += key is not None
            if wrapped is None or key_id in destroyed:
                found.append((key_id, None))
            elif key is None:
                damaged.append(key_id)
            else:
                nonce = entropy[number * NONCE_BYTES : (number + 1) * NONCE_BYTES]
                found.append((key_id, nonce + wrapping.encrypt(nonce, key, key_id.to_bytes(8))))
        return found

    keys.database.write_anew(changed)
    if damaged and not opened:
        raise no_key_opens(damaged[0])
    return damaged


def remove_old_wrapping_keys(keys: SubjectKeys) -> None:
    """Also finishes what a crash after the commit left undone, so it may be called at any time."""
    for name in keys.folder.names("wrapping-"):
        number = name.removeprefix("wrapping-").removesuffix(".key")
        if number.isdecimal() and int(number) < keys.generation:
            keys.folder.destroy(name)


def back_up_keys(keys: SubjectKeys, path: Path) -> int:
    """The wrapped keys as one SQLite file, whatever holds them; returns the generation that wraps them.

    Each is opened once: a copy that opens nothing is refused, and what is damaged is named in ``keys.damaged`` and
    copied as it is.

    The wrapping key is copied elsewhere. An erasure waits meanwhile: half its keys under the old wrapping key and
    half under the new one would be a copy that nobody can open.
    """
    part = path.with_name(path.name + ".part")
    database = keys.database
    # Before the part is touched: another process may be making the same copy.
    database.begin()
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        copy = sqlite3.connect(part, isolation_level=None)
        try:
            held = _copy_rows(keys, copy)
        finally:
            copy.close()
        part.replace(path)
        sync_folder(path.parent)
    finally:
        database.rollback()
    return held


def _copy_rows(keys: SubjectKeys, copy: sqlite3.Connection) -> int:
    database = keys.database
    # Without a journal beside it: a part that a crash leaves is thrown away whole.
    copy.execute("PRAGMA journal_mode=MEMORY")
    copy.execute("PRAGMA synchronous=FULL")
    copy.execute("BEGIN")
    copy.execute("CREATE TABLE subject_key (id BIGINT PRIMARY KEY, wrapped BLOB) WITHOUT ROWID")
    copy.execute("CREATE TABLE wrapping (generation BIGINT NOT NULL)")
    [held] = database.execute("SELECT generation FROM wrapping")
    copy.execute("INSERT INTO wrapping VALUES (?)", held)
    if held[0] != keys.generation:
        keys.load_wrapping_key()
    opened, damaged = 0, []
    for rows in database.rows():
        for key_id, wrapped in rows:
            if wrapped is not None and keys.unwrap(key_id, wrapped) is None:
                damaged.append(key_id)
            else:
                opened += wrapped is not None
        copy.executemany("INSERT INTO subject_key VALUES (?, ?)", rows)
    if damaged and not opened:
        raise no_key_opens(damaged[0])
    keys.damaged.update(damaged)
    copy.execute("COMMIT")
    return held[0]
