"""Erasing, from the person's request to the confirmation that no copy is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from mithaq.errors import InvalidStatement, NotPermitted
from mithaq.mechanism.one_subject import check_one_report
from mithaq.mechanism.sealing_statements import ErasureConfirmed, SealedLost, SubjectErased
from mithaq.registry.destruction import NO_KEY, finish_erasures, has_unfinished, note_keys
from mithaq.registry.door import Door, writing
from mithaq.registry.drafts import Actor, draft
from mithaq.registry.erasure_scope import Scope, scope_of
from mithaq.registry.sealed_values import waiting_erasures
from mithaq.registry.waiting_erasures import keep_erasure
from mithaq.registry.withdrawn import keep_withdrawn
from mithaq.registry.words import mark_of_words

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission

__all__ = [
    "confirm_erasure",
    "drop_working",
    "enter_lost",
    "erase",
    "erased_by",
    "finish_erasures",
    "forget_working",
    "list_lost",
    "statements_about",
    "unopenable",
    "withdraw_waiting",
]

Ground = Literal["request", "consent_withdrawn", "safety", "retention"]
BLOCK: Final = 2_500


def statements_about(mission: Mission, report: str) -> tuple[str, ...]:
    """What an erasure of the report names on the record: itself and every disposition it had, the replaced too."""
    from django.db import connection

    with connection.cursor() as cursor:
        return tuple(sorted(scope_of(mission, cursor, [report]).named))


def erased_by(erasure: str) -> tuple[str, ...]:
    """The statements that an erasure names, on the record or waiting for its batch."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM pending_erasure WHERE statement = %s", (erasure,))
        row = cursor.fetchone()
        if row is not None:
            return tuple(sorted(msgspec.json.decode(row[0], type=SubjectErased).statements))
        cursor.execute("SELECT statement FROM erased_statement WHERE erasure = %s", (erasure,))
        return tuple(sorted(row[0] for row in cursor.fetchall()))


def erase(mission: Mission, statements: Sequence[str], *, ground: Ground, actor: Actor, now: datetime) -> str:
    """Destroys the keys, and keeps ``subject.erased`` for the day's batch. Pending until ``confirm_erasure``.

    A report takes with it all that `erasure_scope` finds. Two reports need two erasures: one statement that names
    both would say that they are one person's. What is to be destroyed is noted with the statement: should the
    machine stop in between, ``finish_erasures`` goes on.
    """
    if not 0 < len(statements) <= BLOCK or len(set(statements)) != len(statements):
        raise InvalidStatement(f"an erasure names 1 to {BLOCK} statements, none twice.")
    check_one_report(statements)
    with writing(mission) as door:
        ids = sorted(statements)
        missing = set(ids) - _among(door, "SELECT id FROM entry WHERE id", ids)
        if missing:
            raise InvalidStatement(f"the record has no statement {min(missing)}.")
        scope = scope_of(mission, door.cursor, ids)
        erased = _among(door, "SELECT statement FROM erased_statement WHERE statement", sorted(scope.named))
        for waiting in waiting_erasures(mission, door.cursor):
            erased.update(waiting.statements)
        named = sorted(scope.named - erased)
        if not named:
            raise NotPermitted(f"statement {ids[0]} is erased already.")
        body = SubjectErased(statements=tuple(named))
        made = draft(mission, "subject.erased", body, actor, values={"ground": ground})
        keep_erasure(door, made, now)
        note_keys(door, scope.keys)
        forget_working(door, scope)
    finish_erasures(mission)
    return made.id


def _among(door: Door, query: str, ids: Sequence[str]) -> set[str]:
    if not ids:
        return set()
    door.cursor.execute(f"{query} IN ({','.join(['%s'] * len(ids))})", ids)
    return {row[0] for row in door.cursor.fetchall()}


def forget_working(door: Door, scope: Scope) -> None:
    """What the working tables keep of it goes; a disposition that waits stays, and can never be opened."""
    door.cursor.executemany(
        "INSERT INTO unsaid_erasure (statement) VALUES (%s) ON CONFLICT DO NOTHING",
        [(statement,) for statement in sorted(scope.unsaid)],
    )
    door.cursor.executemany(
        'UPDATE pending_disposition SET "key" = %s, blob = %s WHERE report = %s',
        [(NO_KEY, b"", report) for report in sorted(scope.waiting)],
    )
    drop_working(door, sorted(scope.named | scope.unsaid))


def confirm_erasure(
    mission: Mission, erasure: str, *, destroyed: Sequence[str], actor: Actor, now: datetime
) -> str | None:
    """``erasure.confirmed`` enters once no older copy of the keys is left; until then ``None``: pending."""
    with writing(mission) as door:
        door.cursor.execute("SELECT 1 FROM pending_erasure WHERE statement = %s", (erasure,))
        if door.cursor.fetchone() is not None:
            raise NotPermitted(
                f"erasure {erasure} waits for its daily batch; it is confirmed after it stands on the record.",
                advice="The keys are destroyed already. Let `mithaq tick` run; confirm in a few days.",
            )
        door.cursor.execute("SELECT confirmed_index FROM erasure WHERE id = %s", (erasure,))
        row = door.cursor.fetchone()
        if row is None or row[0] is not None:
            raise InvalidStatement(f"no erasure {erasure} is pending.")
        if has_unfinished() or _key_of_erased(mission, door, erasure):
            raise NotPermitted(
                f"erasure {erasure} is not carried out: a key it destroys, or a log of changes that held one, is"
                " still there.",
                advice="End the other programs that use this mission and see that the disk has room; then confirm"
                " again: every start finishes what is left.",
            )
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


def _key_of_erased(mission: Mission, door: Door, erasure: str) -> bool:
    door.cursor.execute(
        'SELECT ciphertext."key" FROM erased_statement JOIN entry ON entry.id = erased_statement.statement'
        ' JOIN ciphertext ON ciphertext."index" = entry."index" WHERE erasure = %s',
        (erasure,),
    )
    return bool(mission.keys.present([row[0] for row in door.cursor.fetchall()]))


def withdraw_waiting(mission: Mission, words: tuple[str, ...]) -> bool:
    """Takes back a report that still waits: its key is destroyed, and it enters empty with its epoch.

    Its disposition, ``withdrawn``, waits for the day when that singles it out no more.
    """
    mark = mark_of_words(mission, words)
    with writing(mission) as door:
        door.cursor.execute('SELECT number, "key", id FROM inbox WHERE words_mark = %s', (mark,))
        row = door.cursor.fetchone()
        if row is None:
            return False
        door.cursor.execute(
            'UPDATE inbox SET "key" = NULL, blob = NULL, external_mark = NULL WHERE number = %s', (row[0],)
        )
        if row[1] is not None:
            # Noted with the row: a full disk or a crash in between leaves a key that the next start destroys.
            note_keys(door, [row[1]])
        keep_withdrawn(door, row[2])
    finish_erasures(mission)
    return True


def list_lost(mission: Mission, *, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Where keys were lost without a restore: ``sealed.lost`` for every statement that no longer opens."""
    with writing(mission) as door:
        lost = sorted(unopenable(door, lambda ids: set(mission.keys.keys(ids))))
        enter_lost(door, lost, reason="key_lost", actor=actor, now=now)
    return tuple(lost)


def unopenable(door: Door, present: Callable[[Sequence[int]], set[int]]) -> set[str]:
    """Statements whose ciphertext is here and whose key is gone, with no erasure or loss that explains it."""
    door.cursor.execute(
        'SELECT entry.id, ciphertext."key" FROM ciphertext JOIN entry ON entry."index" = ciphertext."index"'
        " WHERE NOT EXISTS (SELECT 1 FROM erased_statement WHERE statement = entry.id)"
        " AND NOT EXISTS (SELECT 1 FROM lost_statement WHERE statement = entry.id)"
        " AND NOT EXISTS (SELECT 1 FROM unsaid_erasure WHERE statement = entry.id)"
    )
    rows: list[Any] = door.cursor.fetchall()
    held = present([row[1] for row in rows])
    return {row[0] for row in rows if row[1] not in held}


def enter_lost(
    door: Door,
    statements: Sequence[str],
    *,
    reason: Literal["old_backup", "key_lost"],
    actor: Actor,
    now: datetime,
) -> None:
    for start in range(0, len(statements), BLOCK):
        body = SealedLost(statements=tuple(statements[start : start + BLOCK]), reason=reason)
        door.enter([draft(door.mission, "sealed.lost", body, actor)], now)


def drop_working(door: Door, statements: Sequence[str]) -> None:
    """What the working tables know of erased statements goes with them."""
    rows = [(statement,) for statement in statements]
    door.cursor.executemany("DELETE FROM unresolved_place WHERE report = %s", rows)
    door.cursor.executemany("DELETE FROM held WHERE subject = %s", rows)
    # That it was read, by whom and when stays; why may say what the report said.
    door.cursor.executemany("UPDATE reading SET reason_key = NULL, reason_blob = NULL WHERE report = %s", rows)
    door.cursor.executemany("DELETE FROM pending_trace WHERE report = %s", rows)
    door.cursor.executemany("DELETE FROM status_door WHERE report = %s", rows)
