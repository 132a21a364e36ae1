"""Destroying keys so that a crash, a full disk or another process leaves none behind.

What is to be destroyed is noted in the same transaction that decides it. The note goes only when the key is gone,
a fresh copy of the survivors lies in ``backups/`` and no log of changes holds what was there before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from mithaq.registry.door import Door, writing
from mithaq.registry.key_copies import is_own_copy, list_copy
from mithaq.sealed.erasure import back_up_keys, destroy_keys, remove_old_wrapping_keys
from mithaq.sealed.key_folder import sync_folder

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission

__all__ = ["NO_KEY", "finish_erasures", "has_unfinished", "note_keys"]

NO_KEY: Final = 0
"""No key has this number: what carries it enters the record without ciphertext."""
TRIES: Final = 3


def note_keys(door: Door, keys: Iterable[int]) -> None:
    """From the commit on these keys are to be destroyed, whatever happens to this process."""
    door.cursor.executemany(
        'INSERT INTO doomed_key ("key") VALUES (%s) ON CONFLICT DO NOTHING', [(key,) for key in sorted(set(keys))]
    )


def has_unfinished() -> bool:
    """Whether a key that was to go may still exist, here or in a log of changes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM doomed_key LIMIT 1")
        return cursor.fetchone() is not None


def finish_erasures(mission: Mission) -> int:
    """Destroys every key that is noted, or of what was erased, said or unsaid; returns how many there were."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute('SELECT "key" FROM doomed_key')
        noted = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            'SELECT ciphertext."key" FROM (SELECT statement FROM erased_statement UNION'
            " SELECT statement FROM unsaid_erasure) AS gone JOIN entry ON entry.id = gone.statement"
            ' JOIN ciphertext ON ciphertext."index" = entry."index"'
        )
        named = [row[0] for row in cursor.fetchall()]
    remaining = sorted(mission.keys.present([*{*noted, *named}]))
    if remaining:
        _destroy(mission, remaining)
    else:
        # The copy before the old wrapping key goes: until then the older copy is the only one that opens.
        _renew_copy(mission)
        remove_old_wrapping_keys(mission.keys)
    if (remaining or noted) and _empty_logs_of_changes(mission):
        _forget_notes(mission, noted)
    return len(remaining)


def _forget_notes(mission: Mission, noted: Sequence[int]) -> None:
    present = mission.keys.present(noted)
    with writing(mission) as door:
        gone = [(key,) for key in noted if key not in present]
        door.cursor.executemany('DELETE FROM doomed_key WHERE "key" = %s', gone)


def _destroy(mission: Mission, key_ids: Sequence[int]) -> None:
    name = f"keys-{mission.keys.stored_generation() + 1}.db"
    destroy_keys(mission.keys, key_ids, mission.path / "backups" / name)
    _renew_copy(mission)


def _empty_logs_of_changes(mission: Mission) -> bool:
    """What the tables forgot must not stay in SQLite's logs either. False where another process reads there."""
    return mission.keys.database.forget() and _empty_main_log()


def _empty_main_log() -> bool:
    from django.db import connection

    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        for _ in range(TRIES):
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if not cursor.fetchone()[0]:
                return True
    return False


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
        door.cursor.execute("SELECT name FROM key_copy WHERE generation < %s", (generation,))
        gone = [(True, row[0]) for row in door.cursor.fetchall() if is_own_copy(row[0])]
        door.cursor.executemany("UPDATE key_copy SET destroyed = %s WHERE name = %s", gone)
        list_copy(door, name, generation)


def _generation_of(name: str) -> int:
    number = name.removeprefix("keys-").removesuffix(".db")
    return int(number) if number.isdecimal() else -1
