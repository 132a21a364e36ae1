"""A mission's folder: made once, opened by every process that works with it.

::

    DIR/mission.toml  mithaq.db  keys.db  blobs/  keys/  public/

One folder is one mission and one log origin. What a process may not hold, it does not read: the promise key
and the key of the words are loaded when first used, the log key only by the signer.
"""

from __future__ import annotations

import json
import os
import secrets
import tomllib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from mithaq.errors import MissionNotReady
from mithaq.mechanism.agreement.mode import Mode
from mithaq.record.notes import Signer, is_key_name
from mithaq.sealed.backup_file import new_identity
from mithaq.sealed.blind import BlindIndex
from mithaq.sealed.key_folder import KeyFolder, passphrase_from, sync_folder, write_durably
from mithaq.sealed.keys import SubjectKeys, open_postgres, open_sqlite, wrapping_file
from mithaq.store import environment
from mithaq.store.settings import configure, database_pointed_at

if TYPE_CHECKING:
    from mithaq.sealed.keys import KeyDatabase

__all__ = [
    "BACKUP_KEY",
    "FORMAT",
    "LOG_SEED",
    "PARTITIONS",
    "RESTORING",
    "Mission",
    "key_database",
    "make_folder",
    "open_folder",
]

FORMAT: Final = 1
RESTORING: Final = "RESTORING"
"""Marks a folder in which a restore has not ended; nothing else opens it."""
BACKUP_KEY: Final = "backup.key"
BLIND_KEY: Final = "blind.key"
LOG_SEED: Final = "log.seed"
PARTITIONS: Final = "linkage"
"""The public files of runs of linkage, by their hash, from which the newest is published."""
PROMISE_SEED: Final = "promise.seed"
WORDS_KEY: Final = "words.key"
SEED_BYTES: Final = 32


@dataclass(slots=True)
class Mission:
    """An opened mission; used by one thread at a time."""

    path: Path
    origin: str
    name: str
    mode: Mode
    folder: KeyFolder = field(repr=False)
    keys: SubjectKeys = field(repr=False)
    blind: BlindIndex = field(repr=False)
    random_bytes: Callable[[int], bytes] = field(repr=False)
    database: tuple[str, ...] = ()
    """Which database holds it: every write asks that the process still points there."""
    unfinished: str = ""
    """Why an erasure that was cut short could not be finished at opening; empty where none is left."""
    _promise_signer: Signer | None = field(default=None, repr=False)
    _words_key: bytes | None = field(default=None, repr=False)

    @property
    def promise_signer(self) -> Signer:
        if self._promise_signer is None:
            self._promise_signer = Signer(f"{self.origin}/promise", self.folder.read(PROMISE_SEED))
        return self._promise_signer

    @property
    def log_signer(self) -> Signer:
        """For the signer process alone; the key's name is the origin (tlog-checkpoint)."""
        return Signer(self.origin, self.folder.read(LOG_SEED))

    @property
    def words_key(self) -> bytes:
        if self._words_key is None:
            self._words_key = self.folder.read(WORDS_KEY)
        return self._words_key

    def require_its_database(self) -> None:
        """Refuses where another mission was opened in this process since: its record would take our statement."""
        if self.database != database_pointed_at():
            raise MissionNotReady(
                "another mission was opened in this process; nothing was written.",
                where=str(self.path),
                advice="Close one mission before you open the next, or give each a process of its own.",
            )

    def close(self) -> None:
        from django.db import connections

        self.keys.close()
        connections["default"].close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def make_folder(
    path: Path,
    *,
    origin: str,
    name: str,
    mode: Mode,
    passphrase: str | None = None,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> None:
    """Makes the folder with its secrets; nothing is on the record yet.

    The passphrase is taken from the environment where it is not given.
    """
    if not is_key_name(origin):
        raise MissionNotReady(
            f"{origin!r} cannot be the origin of a log.",
            advice="Write it like mission.example/log, without spaces.",
        )
    if path.exists() and any(path.iterdir()):
        _refuse_half_made(path)
        raise MissionNotReady(
            "the mission's folder is not empty.",
            where=str(path),
            advice="Choose a new folder; `mithaq -C DIR status` says what this one is.",
        )
    made = [path, *(folder for folder in path.absolute().parents if not folder.exists())]
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    passphrase = passphrase or passphrase_from(os.environ)
    folder = KeyFolder.create(
        path / "keys", passphrase=passphrase, invented=not mode.needs_passphrase, random_bytes=random_bytes
    )
    for file in (wrapping_file(0), BLIND_KEY, LOG_SEED, PROMISE_SEED, WORDS_KEY):
        folder.write(file, random_bytes(SEED_BYTES))
    folder.write(BACKUP_KEY, new_identity())
    for part in ("blobs", "public", "backups"):
        (path / part).mkdir(mode=0o755 if part == "public" else 0o700)
    # Last, and whole or not at all: a folder without it is no mission yet.
    write_durably(
        path / "mission.toml",
        # A JSON string is a TOML string.
        f"format = {FORMAT}\norigin = {json.dumps(origin)}\nname = {json.dumps(name, ensure_ascii=False)}\n"
        f"mode = {json.dumps(mode.value)}\n".encode(),
    )
    for folder_made in made:
        sync_folder(folder_made.absolute().parent)


def _refuse_half_made(path: Path) -> None:
    """A folder with keys and nothing that says whose: an interrupted `mithaq new` left it and told nobody of it."""
    if (path / "keys").is_dir() and not (path / "mission.toml").exists():
        raise MissionNotReady(
            "`mithaq new` was interrupted here before the mission began.",
            where=str(path),
            advice="If it was, nothing was acknowledged: delete the folder and run `mithaq new` again. If this"
            " mission has worked before, bring its mission.toml back.",
        )


def open_folder(
    path: Path,
    *,
    passphrase: str | None = None,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
    databases: tuple[str, str] | None = None,
) -> Mission:
    """Opens a mission: points Django at it and unlocks its keys.

    The passphrase is taken from the environment where it is not given. ``databases`` are the URLs of the main
    database and of the keys, empty for the folder's own files; where it is not given the environment says. Only a
    restore gives it, and so may open what it is about to finish.
    """
    if (path / RESTORING).exists() and databases is None:
        raise MissionNotReady(
            "this folder is what an interrupted restore left; it is no mission.",
            where=str(path),
            advice="Remove it and restore again.",
        )
    try:
        settings = tomllib.loads((path / "mission.toml").read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        _refuse_half_made(path)
        raise MissionNotReady(
            f"mission.toml cannot be read: {error}.", advice="Name the folder of a mission, or make one."
        ) from error
    if settings.get("format") != FORMAT:
        raise MissionNotReady(
            f"mission.toml says format {settings.get('format')!r}; this release knows {FORMAT}.",
            where="mission.toml",
            advice="Use the release that made the mission, or a newer one.",
        )
    folder = KeyFolder.open(
        path / "keys", passphrase=passphrase or passphrase_from(os.environ), random_bytes=random_bytes
    )
    main_url, keys_url = databases or (
        environment.text("MITHAQ_DATABASE_URL"),
        environment.text("MITHAQ_KEYS_URL"),
    )
    configure(path, main_url)
    _close_to_others(path, is_own_file=not main_url)
    keys = SubjectKeys(key_database(path, keys_url), folder, random_bytes)
    return Mission(
        path=path,
        origin=str(settings["origin"]),
        name=str(settings["name"]),
        mode=_mode(settings),
        folder=folder,
        keys=keys,
        blind=BlindIndex(folder.read(BLIND_KEY)),
        random_bytes=random_bytes,
        database=database_pointed_at(),
    )


def _close_to_others(path: Path, *, is_own_file: bool) -> None:
    """The owner alone reads what is not public; SQLite gives its journals the mode of the database."""
    if is_own_file:
        os.close(os.open(path / "mithaq.db", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    for name in ("mithaq.db", "mithaq.db-wal", "mithaq.db-shm", "signer-state", "public.index"):
        _narrow(path / name, 0o600)
    _narrow(path / "backups", 0o700)


def _narrow(path: Path, mode: int) -> None:
    with suppress(FileNotFoundError):
        if path.stat().st_mode & 0o077:
            path.chmod(mode)


def _mode(settings: dict[str, object]) -> Mode:
    try:
        return Mode(str(settings.get("mode")))
    except ValueError as error:
        raise MissionNotReady(
            f"mission.toml says mode {settings.get('mode')!r}.",
            where="mission.toml",
            advice=f"Write what the record's first statement says: {', '.join(Mode)}.",
        ) from error


def key_database(path: Path, url: str) -> KeyDatabase:
    """Where the wrapped keys lie. The main database is known already, since the two must not share a cluster."""
    if not url:
        return open_sqlite(path / "keys.db")
    from django.db import connection

    cluster = None
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT system_identifier::text FROM pg_control_system()")
            cluster = cursor.fetchone()[0]
    return open_postgres(url, main_cluster=cluster)
