"""Sealed statements that wait, complete and encrypted, for the day's batch; one table a sort, one rule for all.

What is sealed enters once a UTC day, in company or at its last call, sorted by report, in a transaction with
nothing else in it (design, section 3).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from mithaq.errors import InvalidStatement
from mithaq.mechanism.envelope import Who, instant, parse_instant
from mithaq.mechanism.monitoring.batches import Closing, closing, entering_at, period_start
from mithaq.mechanism.monitoring.daily_batch import DAY_SECONDS, last_call
from mithaq.mechanism.monitoring.epochs import epoch_end
from mithaq.mechanism.statements import kind_of
from mithaq.registry.door import writing
from mithaq.registry.drafts import Draft
from mithaq.registry.waiting_rows import forget_rewritten, lock_waiting, rewrite_waiting
from mithaq.sealed.ciphertext import values_or_none
from mithaq.store.projections.text import json_text
from mithaq.store.queries.terms import limits_in_force

if TYPE_CHECKING:
    from mithaq.registry.door import Door
    from mithaq.registry.mission import Mission

__all__ = ["enter_day", "keep_for_day"]

Ready = Callable[["Door", list[Any], datetime], list[Any]]
"""Of the rows whose day has ended, those that may enter, in the order in which they stand on the record."""


def keep_for_day(door: Door, table: str, made: Draft, report: str, now: datetime) -> None:
    """Puts a sealed, complete statement aside for the daily batch."""
    door.cursor.execute(
        f'INSERT INTO {table} (report, statement, kind, body, who, seals, "key", blob, day_ends)'  # noqa: S608 - our own names
        " VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s)",
        (
            *(report, made.id, made.kind, json_text(made.body), json_text(made.who)),
            *(json_text(made.seals), made.key, made.blob, instant(epoch_end(now, DAY_SECONDS))),
        ),
    )


def enter_day(mission: Mission, table: str, *, newest: str, ready: Ready, now: datetime) -> tuple[str, ...]:
    """Enters what waits in the table, or nothing where the rule says wait; ``newest`` asks when it last did."""
    with writing(mission) as door:
        limits = limits_in_force(door.cursor)
        midnight = instant(period_start(now, DAY_SECONDS))
        lock_waiting(door.cursor, table)
        door.cursor.execute(
            f'SELECT report, statement, kind, body, who, seals, "key", blob, day_ends FROM {table}'  # noqa: S608 - our own names
            " WHERE day_ends <= %s",
            (midnight,),
        )
        rows = ready(door, door.cursor.fetchall(), now)
        oldest = min((row[8] for row in rows), default=None)
        door.cursor.execute(newest)
        last = door.cursor.fetchone()[0]
        last_batch = None if last is None else parse_instant(last)
        answer = closing(
            now=now,
            ended=len(rows),
            last_call=None if oldest is None else last_call(parse_instant(oldest), limits.batch_days),
            last_batch=last_batch,
            period_seconds=DAY_SECONDS,
            minimum=limits.epoch_minimum,
        )
        drafts = [] if answer is Closing.WAIT else _waiting(mission, rows)
        at = entering_at(now=now, last_at=door.last_at, last_batch=last_batch, period_seconds=DAY_SECONDS)
        drafts = _enterable(door, drafts, at)
        door.enter(drafts, at)
        entered = {made.id for made in drafts}
        # Also where nothing enters: a row must not go on sharing the transaction of its incident.
        rewrite_waiting(door.cursor, table, "report", lambda row: row["statement"] not in entered)
    forget_rewritten(table)
    return tuple(each.id for each in drafts)


def _enterable(door: Door, drafts: list[Draft], at: datetime) -> list[Draft]:
    """Those that keep the rules of the record: one that does not goes on waiting, and stops no other."""
    try:
        door.require_rules(drafts, at)
    except InvalidStatement:
        fit: list[Draft] = []
        for made in drafts:
            with suppress(InvalidStatement):
                door.require_rules([made], at)
                fit.append(made)
        return fit
    return drafts


def _waiting(mission: Mission, rows: list[Any]) -> list[Draft]:
    keys = mission.keys.keys([row[6] for row in rows])
    drafts = []
    for _, statement, kind, body, who, seals, key_id, blob, _ in rows:
        made = Draft(
            kind,
            1,
            statement,
            msgspec.json.decode(body, type=kind_of(kind, 1).body),
            msgspec.json.decode(who, type=Who),
            msgspec.json.decode(seals, type=dict[str, str]),
        )
        if key_id in keys:
            made.key, made.blob = key_id, bytes(blob)
            made.values = values_or_none(keys[key_id], made.blob, statement, kind)
        drafts.append(made)
    return drafts
