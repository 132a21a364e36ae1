"""Erasing, from the person's request to the confirmation that no copy is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from mithaq.errors import InvalidStatement, NotPermitted
from mithaq.mechanism.sealing_statements import ErasureConfirmed, SealedLost, SubjectErased
from mithaq.registry.door import Door, writing
from mithaq.registry.drafts import Actor, draft
from mithaq.registry.words import mark_of_words
from mithaq.sealed.erasure import back_up_keys, destroy_keys, remove_old_wrapping_keys
from mithaq.sealed.key_folder import sync_folder

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission

__all__ = [
    "back_up_key_database",
    "confirm_erasure",
    "erase",
    "finish_erasures",
    "list_lost",
    "statements_about",
    "withdraw_waiting",
]

Ground = Literal["request", "consent_withdrawn", "safety", "retention"]
BLOCK: Final = 2_500


def statements_about(report: str) -> tuple[str, ...]:
    """The report and the dispositions of it: what an erasure of its subject covers."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM disposition WHERE report = %s AND campaign IS NULL", (report,))
        return (report, *sorted(row[0] for row in cursor.fetchall()))


def erase(mission: Mission, statements: Sequence[str], *, ground: Ground, actor: Actor, now: datetime) -> str:
    """Enters ``subject.erased`` and destroys the keys. The erasure is pending until ``confirm_erasure``.

    The statement comes first: should the machine stop in between, ``finish_erasures`` destroys what it names.
    """
    if not 0 < len(statements) <= BLOCK or len(set(statements)) != len(statements):
        raise InvalidStatement(f"an erasure names 1 to {BLOCK} statements, none twice.")
    with writing(mission) as door:
        ids = sorted(statements)
        marks = ",".join(["%s"] * len(ids))
        door.cursor.execute(f"SELECT id FROM entry WHERE id IN ({marks})", ids)  # noqa: S608 - only marks
        missing = set(ids) - {row[0] for row in door.cursor.fetchall()}
        if missing:
            raise InvalidStatement(f"the record has no statement {min(missing)}.")
        door.cursor.execute(f"SELECT statement FROM erased_statement WHERE statement IN ({marks})", ids)  # noqa: S608 - only marks
        if erased := door.cursor.fetchone():
            raise NotPermitted(f"statement {erased[0]} is erased already.")
        made = draft(mission, "subject.erased", SubjectErased(statements=tuple(ids), ground=ground), actor)
        door.enter([made], now)
        _drop_working(door, ids)
    finish_erasures(mission)
    return made.id


def finish_erasures(mission: Mission) -> int:
    """Destroys every key that an erasure on the record names and that still exists; returns how many."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT ciphertext."key" FROM erased_statement JOIN entry ON entry.id = erased_statement.statement'
            ' JOIN ciphertext ON ciphertext."index" = entry."index"'
        )
        named = [row[0] for row in cursor.fetchall()]
    remaining = sorted(mission.keys.present(named))
    if remaining:
        _destroy(mission, remaining)
        _empty_log_of_changes()
    else:
        remove_old_wrapping_keys(mission.keys)
        _renew_copy(mission)
    return len(remaining)


def _destroy(mission: Mission, key_ids: Sequence[int]) -> None:
    name = f"keys-{mission.keys.stored_generation() + 1}.db"
    destroy_keys(mission.keys, key_ids, mission.path / "backups" / name)
    _renew_copy(mission)


def _empty_log_of_changes() -> None:
    """What the tables forgot must not stay in SQLite's log either."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _renew_copy(mission: Mission) -> None:
    """The copy of the keys that belongs to the wrapping key in force: made, listed, and the older ones removed.

    Also finishes what a crash after an erasure left undone, or what an erasure of another process overtook.
    """
    from django.db import connection

    generation = mission.keys.stored_generation()
    if not generation:
        return
    backups = mission.path / "backups"
    name = f"keys-{generation}.db"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM key_copy WHERE name = %s AND generation = %s AND NOT destroyed", (name, generation)
        )
        is_listed = cursor.fetchone() is not None
    if is_listed and (backups / name).exists():
        return
    if not (backups / name).exists():
        back_up_keys(mission.keys, backups / name)
    older = [path for path in backups.glob("keys-*.db") if _generation_of(path.name) < generation]
    for path in older:
        path.unlink(missing_ok=True)
    # Gone for good, before the table says so.
    sync_folder(backups)
    with writing(mission) as door:
        door.cursor.execute(
            "UPDATE key_copy SET destroyed = %s WHERE name LIKE %s AND generation < %s",
            (True, "keys-%.db", generation),
        )
        _list_copy(door, name, generation)


def _generation_of(name: str) -> int:
    number = name.removeprefix("keys-").removesuffix(".db")
    return int(number) if number.isdecimal() else -1


def back_up_key_database(mission: Mission, name: str) -> None:
    """A further copy of the wrapped keys, listed: an erasure waits until it, too, is confirmed destroyed."""
    if "/" in name or not name.endswith(".db") or name.startswith("keys-"):
        raise InvalidStatement(f"{name!r} cannot name a copy of the keys.", advice="Write it like offsite-2.db.")
    back_up_keys(mission.keys, mission.path / "backups" / name)
    with writing(mission) as door:
        _list_copy(door, name, mission.keys.generation)


def _list_copy(door: Door, name: str, generation: int) -> None:
    door.cursor.execute(
        "INSERT INTO key_copy (name, generation, destroyed) VALUES (%s,%s,%s) ON CONFLICT (name) DO UPDATE"
        " SET generation = excluded.generation, destroyed = excluded.destroyed",
        (name, generation, False),
    )


def confirm_erasure(
    mission: Mission, erasure: str, *, destroyed: Sequence[str], actor: Actor, now: datetime
) -> str | None:
    """``erasure.confirmed`` enters once no older copy of the keys is left; until then ``None``: pending."""
    with writing(mission) as door:
        door.cursor.execute("SELECT confirmed_index FROM erasure WHERE id = %s", (erasure,))
        row = door.cursor.fetchone()
        if row is None or row[0] is not None:
            raise InvalidStatement(f"no erasure {erasure} is pending.")
        for name in destroyed:
            door.cursor.execute("SELECT 1 FROM key_copy WHERE name = %s", (name,))
            if door.cursor.fetchone() is None:
                raise InvalidStatement(f"no copy {name!r} of the keys is listed.")
            door.cursor.execute("UPDATE key_copy SET destroyed = %s WHERE name = %s", (True, name))
        generation = mission.keys.stored_generation()
        door.cursor.execute("SELECT count(*) FROM key_copy WHERE generation < %s AND NOT destroyed", (generation,))
        if door.cursor.fetchone()[0]:
            return None
        door.cursor.execute("SELECT count(*) FROM key_copy WHERE generation < %s", (generation,))
        body = ErasureConfirmed(erasure=erasure, copies=door.cursor.fetchone()[0])
        made = draft(mission, "erasure.confirmed", body, actor)
        door.enter([made], now)
    return made.id


def withdraw_waiting(mission: Mission, words: tuple[str, ...]) -> bool:
    """Takes back a report that still waits: its key is destroyed, and it enters empty with its epoch."""
    mark = mark_of_words(mission, words)
    with writing(mission) as door:
        door.cursor.execute('SELECT number, "key" FROM inbox WHERE words_mark = %s', (mark,))
        row = door.cursor.fetchone()
        if row is None:
            return False
        # The key goes first, while the epoch cannot close: a crash in between leaves a row that nothing opens.
        if row[1] is not None:
            _destroy(mission, [row[1]])
        door.cursor.execute(
            'UPDATE inbox SET "key" = NULL, blob = NULL, external_mark = NULL WHERE number = %s', (row[0],)
        )
    _empty_log_of_changes()
    return True


def list_lost(mission: Mission, *, actor: Actor, now: datetime) -> tuple[str, ...]:
    """After an old backup came back: ``sealed.lost`` for every statement that no longer opens."""
    with writing(mission) as door:
        door.cursor.execute(
            'SELECT entry.id, ciphertext."key" FROM ciphertext JOIN entry ON entry."index" = ciphertext."index"'
            " WHERE NOT EXISTS (SELECT 1 FROM erased_statement WHERE statement = entry.id)"
            " AND NOT EXISTS (SELECT 1 FROM lost_statement WHERE statement = entry.id)"
        )
        rows: list[Any] = door.cursor.fetchall()
        present = mission.keys.present([row[1] for row in rows])
        lost = sorted(row[0] for row in rows if row[1] not in present)
        _enter_lost(door, lost, actor=actor, now=now)
    return tuple(lost)


def _enter_lost(door: Door, statements: Sequence[str], *, actor: Actor, now: datetime) -> None:
    for start in range(0, len(statements), BLOCK):
        body = SealedLost(statements=tuple(statements[start : start + BLOCK]), reason="old_backup")
        door.enter([draft(door.mission, "sealed.lost", body, actor)], now)


def _drop_working(door: Door, statements: Sequence[str]) -> None:
    rows = [(statement,) for statement in statements]
    door.cursor.executemany("DELETE FROM unresolved_place WHERE report = %s", rows)
    door.cursor.executemany("DELETE FROM held WHERE subject = %s", rows)
    door.cursor.executemany("DELETE FROM status_door WHERE report = %s", rows)
