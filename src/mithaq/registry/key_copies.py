"""Copies of what opens sealed values, and the list of them that an erasure waits for.

Two things together open a value: its wrapped key (``keys.db``) and the wrapping key (``keys/``). Both turn over
with every erasure. A copy of either, made before an erasure, is *old* after it, and an erasure is confirmed only
when every old copy on the list is destroyed. So a copy is listed before it is made: a crash then leaves a listed
copy that does not exist, never one that exists and is on no list.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mithaq.errors import InvalidStatement, MissionNotReady, SourceUnavailable
from mithaq.registry.door import Door, writing
from mithaq.registry.sealed_values import erasure_grounds, waiting_erasures
from mithaq.sealed.erasure import back_up_keys
from mithaq.sealed.key_folder import sync_folder

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission

__all__ = [
    "KeyCopies",
    "LockedFolder",
    "PendingErasure",
    "WrappedKeys",
    "announce",
    "back_up_key_database",
    "copy_files",
    "is_own_copy",
    "key_copies",
    "list_copy",
    "note_copy",
    "retract",
]

_LONGEST: Final = 80
_OWN: Final = re.compile(r"keys-[0-9]+\.db")
_LIKE_OWN: Final = re.compile(r"keys-.*\.db", re.IGNORECASE | re.DOTALL)


def is_own_copy(name: str) -> bool:
    """Whether it names the one copy in ``backups/`` that every erasure makes, and replaces by itself."""
    return _OWN.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class PendingErasure:
    id: str
    at: str | None
    """``None`` while it waits for the day's batch."""
    ground: str | None
    """Sealed on the record; ``None`` where it no longer opens."""
    statements: int


@dataclass(frozen=True, slots=True)
class KeyCopies:
    """Where erasing stands: what is pending, which copies it waits for, and which are of today's keys."""

    pending: tuple[PendingErasure, ...]
    awaited: tuple[str, ...]
    current: tuple[str, ...]


def key_copies(mission: Mission) -> KeyCopies:
    from django.db import connection

    generation = mission.keys.stored_generation()
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT erasure.id, entry.at, statements FROM erasure JOIN entry ON entry."index" ='
            ' erasure."index" WHERE confirmed_index IS NULL ORDER BY erasure."index"'
        )
        waiting = cursor.fetchall()
        grounds = erasure_grounds(mission, [row[0] for row in waiting])
        pending = tuple(PendingErasure(row[0], row[1], grounds.get(row[0]), row[2]) for row in waiting)
        pending += tuple(
            PendingErasure(each.id, None, each.ground, len(each.statements))
            for each in waiting_erasures(mission, cursor)
        )
        cursor.execute("SELECT name, generation FROM key_copy WHERE destroyed = %s", (False,))
        rows = sorted(cursor.fetchall())
    return KeyCopies(
        pending,
        tuple(name for name, made in rows if made < generation),
        tuple(name for name, made in rows if made >= generation),
    )


def list_copy(door: Door, name: str, generation: int) -> None:
    door.cursor.execute(
        "INSERT INTO key_copy (name, generation, destroyed) VALUES (%s,%s,%s) ON CONFLICT (name) DO UPDATE"
        " SET generation = excluded.generation, destroyed = excluded.destroyed",
        (name, generation, False),
    )


def note_copy(mission: Mission, name: str) -> None:
    """A copy that this list does not know of: made by hand, or after the backup that was restored.

    What it holds is unknown, so every erasure waits for it, also the ones to come until it is destroyed.
    """
    with writing(mission) as door:
        _require_new(door, name)
        list_copy(door, name, -1)


def back_up_key_database(mission: Mission, name: str) -> None:
    """A further copy of the wrapped keys in the mission's own folder ``backups/``."""
    if "/" in name or not name.endswith(".db"):
        raise InvalidStatement(f"{name!r} cannot name a copy of the keys.", advice="Write it like offsite-2.db.")
    copy = WrappedKeys(mission.path / "backups", name)
    announce(mission, [copy])
    copy.make(mission)


@dataclass(frozen=True, slots=True)
class WrappedKeys:
    """The wrapped keys as one file in a folder of their own, away from the backup and from ``keys/``."""

    folder: Path
    name: str

    @property
    def path(self) -> Path:
        return self.folder / self.name

    def make(self, mission: Mission) -> Path:
        try:
            generation = back_up_keys(mission.keys, self.path)
        except (OSError, sqlite3.Error) as error:
            raise _unwritable(self.path, error) from error
        with writing(mission) as door:
            list_copy(door, self.name, generation)
        return self.path


@dataclass(frozen=True, slots=True)
class LockedFolder:
    """``keys/`` as it is: its files stay locked by the passphrase that locks them here."""

    folder: Path
    name: str

    @property
    def path(self) -> Path:
        return self.folder / self.name

    def make(self, mission: Mission) -> Path:
        part = self.folder / f".{self.name}.part"
        # No erasure turns the wrapping key over while its folder is read.
        mission.keys.database.begin()
        try:
            generation = mission.keys.stored_generation()
            shutil.rmtree(part, ignore_errors=True)
            copy_files(mission.folder.path, part)
            part.rename(self.path)
            sync_folder(self.folder)
        except OSError as error:
            raise _unwritable(self.path, error) from error
        finally:
            mission.keys.database.rollback()
        with writing(mission) as door:
            list_copy(door, self.name, generation)
        return self.path


def announce(mission: Mission, copies: Sequence[WrappedKeys | LockedFolder]) -> None:
    """Lists copies that are about to be made."""
    with writing(mission) as door:
        for copy in copies:
            if copy.path.exists():
                raise MissionNotReady("there is one of this name.", where=str(copy.path), advice="Choose another.")
            _require_new(door, copy.name)
            list_copy(door, copy.name, mission.keys.stored_generation())


def retract(mission: Mission, copies: Sequence[WrappedKeys | LockedFolder]) -> None:
    """Takes copies from the list that were not begun."""
    with writing(mission) as door:
        for copy in copies:
            door.cursor.execute("DELETE FROM key_copy WHERE name = %s", (copy.name,))


def copy_files(source: Path, target: Path) -> None:
    """The plain files of a folder of keys, durable, for their owner only."""
    target.mkdir(mode=0o700)
    for file in sorted(source.iterdir()):
        if file.name.endswith(".part") or not file.is_file() or file.is_symlink():
            continue
        descriptor = os.open(target / file.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as copy:
            copy.write(file.read_bytes())
            copy.flush()
            os.fsync(copy.fileno())
    sync_folder(target)


def _require_new(door: Door, name: str) -> None:
    if not 0 < len(name) <= _LONGEST:
        raise InvalidStatement(f"the name of a copy has 1 to {_LONGEST} characters; {name[:40]!r} has not.")
    if _LIKE_OWN.fullmatch(name.strip()):
        raise InvalidStatement(
            f"{name!r} is like the names of the mission's own copies, which every erasure replaces by itself.",
            advice="Call it otherwise, such as `laptop of the coordinator`.",
        )
    door.cursor.execute("SELECT destroyed FROM key_copy WHERE name = %s", (name,))
    if door.cursor.fetchone() is not None:
        raise InvalidStatement(
            f"a copy named {name!r} is listed already.",
            advice="Give each copy a name of its own: the list says which one was destroyed.",
        )


def _unwritable(path: Path, error: Exception) -> SourceUnavailable:
    return SourceUnavailable(
        f"the copy cannot be written: {error}.",
        where=str(path),
        advice="It stays on the list; once you made sure that nothing is there, confirm it destroyed.",
    )
