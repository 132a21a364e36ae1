"""Bringing a mission back: from a backup, its keys and what the world still sees, into a new folder.

Everything is made beside the new folder and checked there; the folder gets its name in the last step, or not at
all. The order is that of decision 4::

    backup and keys are whole and belong together  ->  the published record, under its signed head
    one transaction:  rows of the backup -> published entries -> erasures -> keys destroyed and turned over
                      -> what waited -> tables made -> erasures nobody told -> record.restored -> sealed.lost
    signer's state no older than anything the world saw  ->  the signer's own refusals  ->  the name

Nothing is signed here and nothing is shown to anybody.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from mithaq.errors import InvalidStatement, MalformedRecord, MissionNotReady, RecordConflict, SourceUnavailable
from mithaq.mechanism.envelope import instant
from mithaq.mechanism.sealing_statements import RecordRestored
from mithaq.mechanism.statements import read
from mithaq.record.heads import SignedHead, open_head
from mithaq.record.notes import Signer, VerifierKey
from mithaq.registry.backup import BACKED_UP_FILES, SIGNER_STATE, tables_form
from mithaq.registry.backup_stream import BackupHeader, StreamReader
from mithaq.registry.create_mission import open_with_tables
from mithaq.registry.door import Door, writing
from mithaq.registry.drafts import Actor, draft
from mithaq.registry.erase import enter_lost, unopenable
from mithaq.registry.key_copies import copy_files
from mithaq.registry.mission import BACKUP_KEY, LOG_SEED, RESTORING, key_database
from mithaq.registry.rebuild import rebuild
from mithaq.registry.record_entries import RecordEntries
from mithaq.registry.restored_keys import fill_key_database, open_copy, require_same_generation, turn_over
from mithaq.registry.restored_rows import (
    KeysHeld,
    carry_out_erasures,
    drop_overtaken,
    load_rows,
    referenced_keys,
    require_heads_of_entries,
    require_no_rows,
    roll_forward,
    settle_dispositions,
    settle_erasures,
    settle_inbox,
    without_ciphertext,
)
from mithaq.registry.untold_erasures import forget_destroyed_waiting, keep_untold_erasures
from mithaq.registry.withdrawn import keep_withdrawn
from mithaq.sealed.backup_file import read_encrypted
from mithaq.sealed.key_folder import KeyFolder, passphrase_from, sync_folder
from mithaq.signer.mirror import mirror_record
from mithaq.signer.publisher import opened_publisher
from mithaq.signer.roll_forward import adopt_published_head
from mithaq.signer.state import StateFile, lease
from mithaq.store import environment
from mithaq.store.settings import configure
from mithaq.verify.places import PublicPlace, Under

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission

__all__ = ["Restored", "restore"]

RESTORER: Final = Actor("registrar")
_TOP_NAMES: Final = frozenset(PurePosixPath(pattern).parts[0] for pattern in BACKED_UP_FILES) | {SIGNER_STATE}


@dataclass(frozen=True, slots=True)
class Restored:
    folder: Path
    origin: str
    taken_at: str
    backup_size: int
    size: int
    """Entries after rolling forward; ``record.restored`` stands behind them."""
    published: int
    moved: int
    """Reports and dispositions that had waited at the time of the backup and are on the record since."""
    waiting: int
    given_up: int
    dropped_dispositions: int
    lost: int
    """Statements on the record whose sealed values cannot be recovered; ``sealed.lost`` names them."""
    destroyed_keys: int
    damaged_keys: int
    """Came with the copy of the keys and do not open; what they sealed is among the lost."""
    log_key: str


def restore(
    backup: Path,
    target: Path,
    *,
    wrapped_keys: Path,
    key_folder: Path,
    public: PublicPlace | None,
    now: datetime,
    heads: Sequence[bytes] = (),
    keys_survived: bool = False,
    rehearse: bool = False,
    passphrase: str | None = None,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> Restored:
    """A mission in ``target``, which must not exist; or one sentence that says why not, and nothing at all.

    ``public`` is what the world sees; ``None`` says that nothing was ever published. ``heads`` are the newest heads
    that witnesses or anybody else hold. ``keys_survived`` says that keys are no copies but those the mission used
    to its last moment. A rehearsal does everything in files beside ``target`` and leaves none of them.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise MissionNotReady(
            "there is something of this name; a restore never goes over it.",
            where=str(target),
            advice="Name a new folder.",
        )
    passphrase = passphrase or passphrase_from(os.environ)
    given = KeyFolder.open(key_folder, passphrase=passphrase, random_bytes=random_bytes)
    with _staging(target) as folder:
        header = _unpack(backup, given.read(BACKUP_KEY), folder)
        log_key = Signer(header.origin, given.read(LOG_SEED)).key
        shown = None if public is None else _mirrored(public, folder, log_key)
        held_heads = [("witness", open_head(data, (log_key,))) for data in heads]
        copy = open_copy(wrapped_keys)
        try:
            require_same_generation(given, copy, header.generation, survived=keys_survived)
            copy_files(key_folder, folder / "keys")
            urls = (
                ("", "")
                if rehearse
                else (environment.text("MITHAQ_DATABASE_URL"), environment.text("MITHAQ_KEYS_URL"))
            )
            configure(folder, urls[0])
            locked = KeyFolder.open(folder / "keys", passphrase=passphrase, random_bytes=random_bytes)
            database = key_database(folder, urls[1])
            try:
                keys = fill_key_database(database, locked, copy)
            finally:
                database.close()
        finally:
            copy.connection.close()
        used = {_listed_name(path): copy.generation for path in (wrapped_keys, key_folder.resolve())}
        used[f"the lost folder, backed up {header.taken_at}"] = header.generation
        with open_with_tables(folder, passphrase, random_bytes, urls) as mission:
            restored = _fill(
                mission,
                backup,
                header,
                shown,
                held_heads,
                keys=keys,
                used=used,
                keep=keys_survived,
                now=now,
                target=target,
            )
            _settle_database()
        if not rehearse:
            _give_name(folder, target)
    return restored


def _listed_name(path: Path) -> str:
    # Names like keys-3.db are the mission's own, which every erasure replaces by itself.
    return f"copy of {path.name}"[:80] if path.name.startswith("keys-") and path.suffix == ".db" else path.name[:80]


@contextmanager
def _staging(target: Path) -> Iterator[Path]:
    """A folder beside the target, marked as unfinished; whatever happens, it is gone afterwards."""
    parent = target.resolve().parent
    if not parent.is_dir():
        raise MissionNotReady(
            "the folder it would lie in does not exist.", where=str(parent), advice="Make it first."
        )
    folder = parent / f".{target.resolve().name}.restoring"
    if folder.exists():
        _clear(folder)
    folder.mkdir(mode=0o700)
    try:
        with lease(folder / RESTORING):
            (folder / RESTORING).touch()
            for part in ("blobs", "public", "backups"):
                (folder / part).mkdir(mode=0o755 if part == "public" else 0o700)
            yield folder
    finally:
        from django.db import connections

        connections["default"].close()
        shutil.rmtree(folder, ignore_errors=True)


def _clear(folder: Path) -> None:
    """Throws away what a restore left that was stopped; one that is at work, or came to its end, is let be."""
    if not (folder / RESTORING).exists() and any(folder.iterdir()):
        raise MissionNotReady(
            "a restore came to its end here and was stopped before the folder got its name.",
            where=str(folder),
            advice="Rename it as you wished to call it, or remove it and restore again.",
        )
    try:
        with lease(folder / RESTORING):
            pass
    except MissionNotReady as error:
        raise MissionNotReady(
            "another restore into this place is running.", where=str(folder), advice="Let it end, or stop it."
        ) from error
    shutil.rmtree(folder)


def _unpack(backup: Path, identity: bytes, folder: Path) -> BackupHeader:
    """Reads the whole backup once, so that a damaged one is refused before anything is made of it."""
    if not backup.is_file():
        raise SourceUnavailable("there is no such backup.", where=str(backup))
    headers: list[BackupHeader] = []

    def file(path: str, offset: int, data: bytes) -> None:
        parts = PurePosixPath(path).parts
        if not parts or parts[0] not in _TOP_NAMES or ".." in parts or PurePosixPath(path).as_posix() != path:
            raise MalformedRecord(f"the backup holds a file {path!r} that none may hold.", where=str(backup))
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("ab" if offset else "xb") as made:
            made.write(data)

    read_encrypted(backup, StreamReader(headers.append, lambda *_: None, file), identity)
    if not (folder / "mission.toml").exists() or not headers:
        raise MalformedRecord("the backup holds no mission.toml.", where=str(backup))
    return headers[0]


def _mirrored(public: PublicPlace, folder: Path, log_key: VerifierKey) -> SignedHead:
    prefix = "record/"
    try:
        public.read("record/checkpoint")
    except SourceUnavailable:
        prefix = ""
    try:
        public.read(f"{prefix}checkpoint")
    except SourceUnavailable as error:
        raise RecordConflict(
            "no signed head is published there.",
            where=public.name,
            advice="Name the public folder or address that the world sees; say --never-published only if there was"
            " none.",
        ) from error
    listed = [path.removeprefix(prefix) for path in public.paths(prefix) or ()]
    return mirror_record(Under(public, prefix), folder / "public" / "record", log_key, listed=listed)


def _fill(
    mission: Mission,
    backup: Path,
    header: BackupHeader,
    shown: SignedHead | None,
    heads: list[tuple[str, SignedHead]],
    *,
    keys: KeysHeld,
    used: dict[str, int],
    keep: bool,
    now: datetime,
    target: Path,
) -> Restored:
    from django.db import connection

    if tables_form(connection) != header.tables:
        raise MissionNotReady(
            f"the backup was made by release {header.release}, whose tables had another form.",
            where=str(backup),
            advice="Restore it with that release; then start this one, which brings the tables forward.",
        )
    with writing(mission) as empty:
        require_no_rows(empty)
        reader = StreamReader(
            lambda _: None, lambda name, columns, rows: load_rows(empty, name, columns, rows), lambda *_: None
        )
        read_encrypted(backup, reader, mission.folder.read(BACKUP_KEY))
        _require_mission(mission, header, shown is not None or bool(heads))
        if shown is not None:
            roll_forward(empty, mission.path / "public" / "record", shown)
        known = heads if shown is None else [*heads, ("published", shown)]
        signed = _state_head(mission)
        require_heads_of_entries([*known, *signed])
        door = Door(mission, empty.cursor)
        erased = carry_out_erasures(door)
        settled = settle_inbox(door, keys, erased, keep=keep)
        for report in sorted(settled.withdrawn):
            keep_withdrawn(door, report)
        judgements = forget_destroyed_waiting(door, keys.destroyed)
        moved = settled.moved + settle_dispositions(door, keys, erased)
        settle_erasures(door, keys)
        highest = max(header.generation, mission.keys.generation, _highest(mission))
        destroyed = turn_over(mission, door, keys, referenced_keys(door, erased), used=used, at_least=highest + 1)
        rebuild(mission)
        dropped = drop_overtaken(door)
        explained = keep_untold_erasures(door, keys.destroyed, actor=RESTORER, now=now)
        lost = unopenable(door, mission.keys.present) | without_ciphertext(door, header.size)
        lost -= settled.withdrawn | judgements | explained
        size = door.size
        body = RecordRestored(backup_at=header.taken_at, backup_size=header.size, size=size, waiting_kept=keep)
        if header.taken_at > max(instant(now), door.last_at):
            raise InvalidStatement(
                f"the backup is of {header.taken_at}; this machine's clock is behind it.",
                advice="Nothing was restored. Set the clock right.",
            )
        door.enter([draft(mission, "record.restored", body, RESTORER)], now)
        enter_lost(door, sorted(lost), reason="old_backup", actor=RESTORER, now=now)
        # Inside the transaction: what the signer would refuse is not written either.
        _take_up_state(mission, shown, heads)
        _require_signable(mission, shown)
    return Restored(
        folder=target,
        origin=header.origin,
        taken_at=header.taken_at,
        backup_size=header.size,
        size=size,
        published=0 if shown is None else shown.size,
        moved=moved,
        waiting=settled.waiting,
        given_up=settled.given_up,
        dropped_dispositions=dropped,
        lost=len(lost),
        destroyed_keys=destroyed,
        damaged_keys=len(keys.damaged),
        log_key=mission.log_signer.key.text(),
    )


def _require_mission(mission: Mission, header: BackupHeader, is_published: bool) -> None:
    entries = RecordEntries()
    first = read(entries[0]) if entries.size() == header.size else None
    if first is None or first.id != header.mission or mission.origin != header.origin:
        raise MalformedRecord("the backup's rows are not those its header tells of.")
    if _state_head(mission) and not is_published:
        raise RecordConflict(
            "this log has signed a head, so there is a published record.",
            advice="Nothing was restored. Name it: the folder or address that the world sees.",
        )


def _state_head(mission: Mission) -> list[tuple[str, SignedHead]]:
    """The head the signer had signed when the backup was taken."""
    state = StateFile(mission.path / SIGNER_STATE).read()
    if state is None or not state.head:
        return []
    return [("signer's", open_head(state.head, (mission.log_signer.key,)))]


def _highest(mission: Mission) -> int:
    names = [name.removeprefix("wrapping-").removesuffix(".key") for name in mission.folder.names("wrapping-")]
    return max((int(name) for name in names if name.isdecimal()), default=0)


def _take_up_state(mission: Mission, shown: SignedHead | None, heads: list[tuple[str, SignedHead]]) -> None:
    """The signer goes on from the newest head anybody has: it first signs that size again, then what is new.

    All these heads are of the entries now here (`require_heads_of_entries`), and a signature by Ed25519 comes out
    the same a second time; so no other head of any of these sizes can come about.
    """
    largest = max((head.size for _, head in [*heads, *_state_head(mission)]), default=0)
    path = mission.path / SIGNER_STATE
    path.unlink(missing_ok=True)
    if shown is None:
        return
    state_file = StateFile(path)
    log_key = mission.log_signer.key
    adopted = adopt_published_head(mission.path / "public" / "record", state_file, log_key, ())
    if largest > adopted.size:
        state_file.compare_and_set(adopted, adopted.intend(largest))


def _require_signable(mission: Mission, shown: SignedHead | None) -> None:
    """The signer's own refusals, asked before the folder gets its name."""
    if shown is None:
        return
    record = mission.path / "public" / "record"
    with opened_publisher(
        RecordEntries(), record=record, state=mission.path / SIGNER_STATE, signer=mission.log_signer
    ):
        pass


def _settle_database() -> None:
    """Nothing of the database may lie beside it when its folder is renamed."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _give_name(folder: Path, target: Path) -> None:
    for top, _, names in os.walk(folder):
        for name in names:
            _sync_file(Path(top) / name)
        sync_folder(Path(top))
    for name in (RESTORING, f"{RESTORING}.lock"):
        (folder / name).unlink()
    sync_folder(folder)
    folder.rename(target.resolve())
    sync_folder(target.resolve().parent)


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
