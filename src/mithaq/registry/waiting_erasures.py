"""Erasures that are done and not yet told: ``subject.erased`` enters once a UTC day, in company.

The key is destroyed when the erasure is asked for. The statement, complete and sealed, waits like a sealed link
does: entered at once, its moment would tell who telephoned or was at the door that hour (design, section 3).
Until it enters, what it names counts as an unsaid erasure, so that nothing takes it for lost.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from mithaq.mechanism.envelope import Who, instant
from mithaq.mechanism.monitoring.batches import Closing, entering_at, period_start
from mithaq.mechanism.monitoring.daily_batch import DAY_SECONDS
from mithaq.mechanism.monitoring.epochs import epoch_end
from mithaq.mechanism.sealing_statements import SubjectErased
from mithaq.registry.day_batch import day_closing, enterable, last_entered
from mithaq.registry.destruction import NO_KEY
from mithaq.registry.door import writing
from mithaq.registry.drafts import Draft
from mithaq.registry.waiting_rows import forget_rewritten, lock_waiting, rewrite_waiting
from mithaq.store.projections.sealing import forget
from mithaq.store.projections.text import json_text

if TYPE_CHECKING:
    from mithaq.registry.door import Door
    from mithaq.registry.mission import Mission

__all__ = ["enter_erasures", "keep_erasure"]

KIND = "subject.erased"
NEWEST_ERASURE = 'SELECT max(entry.at) FROM erasure JOIN entry ON entry."index" = erasure."index"'


def keep_erasure(door: Door, made: Draft, now: datetime) -> None:
    """Puts the statement aside, and leaves the tables as a rebuild without the keys makes them."""
    assert isinstance(made.body, SubjectErased)
    # Before anything is destroyed: a row that cannot be read again would stop every later erasure.
    door.require_form([made])
    door.cursor.execute(
        'INSERT INTO pending_erasure (statement, body, who, seals, "key", blob, day_ends)'
        " VALUES (%s,%s,%s,%s,%s,%s,%s)",
        (
            *(made.id, json_text(made.body), json_text(made.who), json_text(made.seals)),
            *(made.key, made.blob, instant(epoch_end(now, DAY_SECONDS))),
        ),
    )
    door.cursor.executemany(
        "INSERT INTO unsaid_erasure (statement) VALUES (%s) ON CONFLICT DO NOTHING",
        [(statement,) for statement in made.body.statements],
    )
    forget(door.cursor, made.body.statements)


def enter_erasures(mission: Mission, *, now: datetime) -> tuple[str, ...]:
    """Enters the waiting erasures together, sorted by their own random ids, in a transaction of their own.

    Does nothing where the rule of the daily batch says wait; may be called as often as one likes.
    """
    with writing(mission) as door:
        lock_waiting(door.cursor, "pending_erasure")
        door.cursor.execute(
            'SELECT statement, body, who, seals, "key", blob, day_ends FROM pending_erasure WHERE day_ends <= %s',
            (instant(period_start(now, DAY_SECONDS)),),
        )
        # Sorted here: the databases' own collations differ.
        ready: list[Any] = sorted(door.cursor.fetchall())
        last_batch = last_entered(door, NEWEST_ERASURE)
        answer = day_closing(door, [row[6] for row in ready], last_batch, now)
        drafts = [] if answer is Closing.WAIT else [_drafted(row) for row in ready]
        at = entering_at(now=now, last_at=door.last_at, last_batch=last_batch, period_seconds=DAY_SECONDS)
        drafts = enterable(door, drafts, at)
        door.enter(drafts, at)
        entered = {made.id for made in drafts}
        said = [(name,) for row in ready if row[0] in entered for name in _named(row[1])]
        door.cursor.executemany("DELETE FROM unsaid_erasure WHERE statement = %s", said)
        rewrite_waiting(door.cursor, "pending_erasure", "statement", lambda row: row["statement"] not in entered)
    forget_rewritten("pending_erasure")
    return tuple(made.id for made in drafts)


def _named(body: str) -> tuple[str, ...]:
    return msgspec.json.decode(body, type=SubjectErased).statements


def _drafted(row: Any) -> Draft:
    statement, body, who, seals, key, blob, _ = row
    return Draft(
        KIND,
        1,
        statement,
        msgspec.json.decode(body, type=SubjectErased),
        msgspec.json.decode(who, type=Who),
        msgspec.json.decode(seals, type=dict[str, str]),
        # Without a key: an erasure found again after a restore, whose ground nobody knows any more.
        key=None if key == NO_KEY else key,
        blob=None if key == NO_KEY else bytes(blob),
    )
