"""The keys of a restored mission: checked against each other first, and turned over before anything is opened."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from mithaq.errors import KeyUnavailable, MissionNotReady, SourceUnavailable
from mithaq.registry.key_copies import is_own_copy, list_copy
from mithaq.registry.restored_rows import KeysHeld
from mithaq.sealed.erasure import destroy_keys
from mithaq.sealed.keys import SubjectKeys, no_key_opens

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from mithaq.registry.door import Door
    from mithaq.registry.mission import Mission
    from mithaq.sealed.key_folder import KeyFolder
    from mithaq.sealed.keys import KeyDatabase, WrappedRow

__all__ = ["WrappedCopy", "fill_key_database", "open_copy", "require_same_generation", "turn_over"]

BLOCK: Final = 20_000


@dataclass(frozen=True, slots=True)
class WrappedCopy:
    """A copy of the wrapped keys, or the ``keys.db`` of a mission that lost the rest."""

    path: Path
    connection: sqlite3.Connection
    generation: int

    def blocks(self) -> Iterator[list[WrappedRow]]:
        last = -1
        query = "SELECT id, wrapped FROM subject_key WHERE id > ? ORDER BY id LIMIT ?"
        while rows := self.connection.execute(query, (last, BLOCK)).fetchall():
            last = rows[-1][0]
            yield rows


def open_copy(path: Path) -> WrappedCopy:
    if not path.is_file():
        raise SourceUnavailable("there is no such copy of the wrapped keys.", where=str(path))
    connection = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True, isolation_level=None)
    try:
        connection.execute("BEGIN")
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("its pages are damaged")
        [(generation,)] = connection.execute("SELECT generation FROM wrapping").fetchall()
    except (sqlite3.Error, ValueError) as error:
        connection.close()
        raise KeyUnavailable(
            f"this is no whole copy of the wrapped keys: {error}.",
            where=str(path),
            advice="Nothing was restored. Take another copy, of the same generation as keys/.",
        ) from error
    return WrappedCopy(path, connection, generation)


def require_same_generation(
    folder: KeyFolder, copy: WrappedCopy, backup_generation: int, *, survived: bool
) -> None:
    """Two copies of different moments open nothing, or worse: what was erased between them."""
    held = _generations(folder)
    if copy.generation not in held:
        named = ", ".join(map(str, held)) or "none"
        raise KeyUnavailable(
            f"the wrapped keys are of generation {copy.generation}, keys/ opens {named}.",
            where=str(copy.path),
            advice="Nothing was restored. An erasure lies between the two: take wrapped keys and keys/ that were"
            " copied together, the newest you have.",
        )
    if survived and copy.generation < max(backup_generation, *held):
        raise KeyUnavailable(
            f"the wrapped keys are of generation {copy.generation}; there were keys of"
            f" {max(backup_generation, *held)}: these did not survive, they are a copy.",
            where=str(copy.path),
            advice="Leave out --keys-survived, or name the keys.db that belongs to this keys/.",
        )


def fill_key_database(database: KeyDatabase, folder: KeyFolder, copy: WrappedCopy) -> KeysHeld:
    """Puts the wrapped keys into the new, empty database, after opening each of them once.

    Those that do not open are left out and named; where none opens, copy and ``keys/`` do not belong together.
    """
    ids: list[int] = []
    destroyed: list[int] = []
    damaged: list[int] = []
    database.begin()
    try:
        _require_empty(database)
        database.execute("UPDATE wrapping SET generation = ?", (copy.generation,))
        keys = SubjectKeys(database, folder, folder.random_bytes)
        for rows in copy.blocks():
            whole = []
            for key_id, wrapped in rows:
                if wrapped is None:
                    destroyed.append(key_id)
                elif keys.unwrap(key_id, wrapped) is None:
                    damaged.append(key_id)
                    continue
                else:
                    ids.append(key_id)
                whole.append((key_id, wrapped))
            database.execute_many("INSERT INTO subject_key (id, wrapped) VALUES (?, ?)", whole)
        if damaged and not ids:
            raise no_key_opens(damaged[0])
    except BaseException:
        database.rollback()
        raise
    database.commit()
    return KeysHeld(frozenset(ids), frozenset(destroyed), frozenset(damaged))


def turn_over(
    mission: Mission, door: Door, keys: KeysHeld, wanted: Collection[int], *, used: dict[str, int], at_least: int
) -> int:
    """Destroys every key that nothing needs, under a new wrapping key; returns how many.

    All copies that there were, the ones used here among them, are old from now on: an erasure waits for them.
    """
    gone = sorted(keys.ids - set(wanted))
    # The number jumps over any that the lost mission may have reached.
    name = f"keys-{at_least}.db"
    generation = destroy_keys(mission.keys, gone, mission.path / "backups" / name, at_least=at_least)
    # Copies in the lost folder cannot be replaced from here: the folder itself is a copy now, of all its keys.
    door.cursor.execute("SELECT name FROM key_copy")
    own = [(row[0],) for row in door.cursor.fetchall() if is_own_copy(row[0])]
    door.cursor.executemany("DELETE FROM key_copy WHERE name = %s", own)
    for copy, made in used.items():
        list_copy(door, copy, made)
    list_copy(door, name, generation)
    return len(gone)


def _generations(folder: KeyFolder) -> list[int]:
    names = (name.removeprefix("wrapping-").removesuffix(".key") for name in folder.names("wrapping-"))
    return sorted(int(name) for name in names if name.isdecimal())


def _require_empty(database: KeyDatabase) -> None:
    [(generation,)] = database.connection.execute("SELECT generation FROM wrapping").fetchall()
    if generation or database.execute("SELECT id FROM subject_key LIMIT 1"):
        raise MissionNotReady(
            "the database of keys is not empty.",
            advice="Nothing was restored. Name an empty one in MITHAQ_KEYS_URL, or leave it out.",
        )
