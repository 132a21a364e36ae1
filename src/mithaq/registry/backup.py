"""Backing up a mission while its writers go on: three things for three places, none of which opens alone.

============== ============================================================== ==================
the backup     entries, ciphertext, working tables, settings, signer's state  encrypted, 0600
wrapped keys   a copy of ``keys.db``                                          ``--keys-to``
``keys/``      a copy of the folder, still locked by its passphrase           ``--keys-folder-to``
============== ============================================================== ==================

Projected tables are not in it: a restore makes them from the entries. All rows are read in one snapshot. The
snapshot comes before the copy of the keys, so every ciphertext in it finds its key there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mithaq import __version__
from mithaq.errors import MissionNotReady
from mithaq.mechanism.envelope import instant
from mithaq.registry.backup_stream import BackupHeader, StreamWriter
from mithaq.registry.key_copies import LockedFolder, WrappedKeys, announce, retract
from mithaq.registry.mission import BACKUP_KEY
from mithaq.sealed.backup_file import write_encrypted

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.utils import CursorWrapper

    from mithaq.registry.mission import Mission

__all__ = ["BACKED_UP_FILES", "SIGNER_STATE", "BackedUp", "back_up", "backed_up_tables", "tables_form"]

BLOCK: Final = 2_000
PIECE: Final = 2**20
SIGNER_STATE: Final = "signer-state"
BACKED_UP_FILES: Final = ("mission.toml", "places.json", "base-map.geojson", "places/*", "blobs/**/*", "linkage/*")
"""What of the folder goes in, with the signer's state; ``keys/`` and ``keys.db`` above all stay out."""


@dataclass(frozen=True, slots=True)
class BackedUpTable:
    columns: list[str]
    key: str
    truths: list[bool]
    """Which columns are booleans: SQLite gives them as numbers."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    file: Path
    size: int
    entries: int
    generation: int
    wrapped_keys: Path | None
    key_folder: Path | None
    one_disk: bool
    """Two of the three lie on one disk: fine for a rehearsal, not for a mission."""


def back_up(
    mission: Mission,
    place: Path,
    *,
    now: datetime,
    keys_to: Path | None = None,
    key_folder_to: Path | None = None,
) -> BackedUp:
    """``place`` is the new file, or a folder in which it gets a name of the moment."""
    stamp = instant(now).replace("-", "").replace(":", "")
    file = place / f"backup-{stamp}.age" if place.is_dir() else place
    _require_apart(mission, file, keys_to, key_folder_to)
    taken: list[BackupHeader] = []
    identity = mission.folder.read(BACKUP_KEY)
    copies = [
        copy
        for copy in (
            None if keys_to is None else WrappedKeys(keys_to, f"wrapped-keys-{stamp}.db"),
            None if key_folder_to is None else LockedFolder(key_folder_to, f"keys-{stamp}"),
        )
        if copy is not None
    ]
    # On the list before the snapshot, so that the backup itself knows of the copies that belong to it.
    announce(mission, copies)
    try:
        size = write_encrypted(file, _pieces(mission, now, taken), identity)
    except BaseException:
        retract(mission, copies)
        raise
    made = {type(copy): copy.make(mission) for copy in copies}
    wrapped, folder = made.get(WrappedKeys), made.get(LockedFolder)
    places = [file, *(path for path in (wrapped, folder) if path is not None)]
    return BackedUp(
        file=file,
        size=size,
        entries=taken[0].size,
        generation=taken[0].generation,
        wrapped_keys=wrapped,
        key_folder=folder,
        one_disk=len({path.stat().st_dev for path in places}) < len(places),
    )


def backed_up_tables() -> dict[str, BackedUpTable]:
    """The tables that a restore cannot make anew, by name."""
    from django.apps import apps
    from django.db.models import BooleanField

    from mithaq.store.models import TableClass

    found = {}
    for model in apps.get_app_config("store").get_models():
        if model.table_class in {TableClass.RECORD, TableClass.WORKING}:  # type: ignore[attr-defined]  # ours have it
            meta = model._meta  # noqa: SLF001 - Django's own public name
            assert meta.pk is not None
            found[meta.db_table] = BackedUpTable(
                columns=[str(field.column) for field in meta.concrete_fields],
                key=str(meta.pk.column),
                truths=[isinstance(field, BooleanField) for field in meta.concrete_fields],
            )
    return found


def tables_form(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    """The migrations these tables went through."""
    from django.db.migrations.recorder import MigrationRecorder

    return tuple(sorted(name for app, name in MigrationRecorder(connection).applied_migrations() if app == "store"))


def _require_apart(mission: Mission, file: Path, keys_to: Path | None, key_folder_to: Path | None) -> None:
    named = {"--keys-to": keys_to, "--keys-folder-to": key_folder_to}
    places = {"the backup": file.parent} | {name: path for name, path in named.items() if path is not None}
    for name, path in places.items():
        if not path.is_dir():
            raise MissionNotReady(f"the place of {name} is no folder.", where=str(path), advice="Make it first.")
    resolved = {name: path.resolve() for name, path in places.items()}
    home = mission.path.resolve()
    for name, path in resolved.items():
        if path == home or home in path.parents:
            raise MissionNotReady(
                f"{name} would lie in the mission's own folder and be lost with it.",
                where=str(path),
                advice="Name a place on another disk or machine.",
            )
    for (first, one), (second, other) in combinations(resolved.items(), 2):
        if one == other or one in other.parents or other in one.parents:
            raise MissionNotReady(
                f"{first} and {second} would lie in one place: whoever has both could open what was erased.",
                where=str(one),
                advice="Give each a place of its own, kept by different hands if you can.",
            )


def _pieces(mission: Mission, now: datetime, taken: list[BackupHeader]) -> Iterator[bytes]:
    state_file = mission.path / SIGNER_STATE
    # Read first: the signer may go on meanwhile, and its state must not be ahead of the entries in the backup.
    state = state_file.read_bytes() if state_file.exists() else None
    with _snapshot() as connection, connection.cursor() as cursor:
        cursor.execute('SELECT count(*), max("index") FROM entry')
        size, last = cursor.fetchone()
        if not size or last != size - 1:
            raise MissionNotReady("the database holds no whole record.", advice="Roll it forward before a backup.")
        cursor.execute('SELECT id FROM entry WHERE "index" = 0')
        header = BackupHeader(
            origin=mission.origin,
            mission=cursor.fetchone()[0],
            release=__version__,
            tables=tables_form(connection),
            taken_at=instant(now),
            size=size,
            generation=mission.keys.stored_generation(),
        )
        taken.append(header)
        writer = StreamWriter()
        yield from writer.header(header)
        for name, table in backed_up_tables().items():
            yield from _rows(writer, cursor, name, table)
        for path in _files(mission.path):
            yield from _file(writer, mission.path, path)
        if state is not None:
            yield writer.file(SIGNER_STATE, 0, state)
        yield writer.end()


@contextmanager
def _snapshot() -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own that sees one moment and keeps no writer waiting."""
    from django.db import connections

    connection = connections["default"].copy()
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            else:
                # Deferred: a read snapshot of the write-ahead log, without the write lock that ours take.
                cursor.execute("BEGIN DEFERRED")
        yield connection
    finally:
        connection.close()


def _rows(writer: StreamWriter, cursor: CursorWrapper, name: str, table: BackedUpTable) -> Iterator[bytes]:
    names = ",".join(f'"{column}"' for column in table.columns)
    place = table.columns.index(table.key)
    last: Any = None
    while True:
        after, values = (f'WHERE "{table.key}" > %s', [last]) if last is not None else ("", [])
        cursor.execute(f'SELECT {names} FROM "{name}" {after} ORDER BY "{table.key}" LIMIT {BLOCK}', values)  # noqa: S608 - our own names
        rows = [
            [bytes(value) if isinstance(value, memoryview) else value for value in row] for row in cursor.fetchall()
        ]
        if not rows:
            return
        last = rows[-1][place]
        yield writer.rows(name, table.columns, rows)


def _files(folder: Path) -> list[str]:
    found = {
        path.relative_to(folder).as_posix()
        for pattern in BACKED_UP_FILES
        for path in folder.glob(pattern)
        if path.is_file() and not path.is_symlink()
    }
    return sorted(found)


def _file(writer: StreamWriter, folder: Path, path: str) -> Iterator[bytes]:
    with (folder / path).open("rb") as file:
        offset = 0
        while (data := file.read(PIECE)) or not offset:
            yield writer.file(path, offset, data)
            offset += len(data)
            if not data:
                return
