"""Sealed statements that wait, complete and encrypted, for the day's batch; one table a sort, one rule for all.

What is sealed enters once a UTC day, in company or at its last call, sorted by report, in a transaction with
nothing else in it (design, section 3).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from mithaq.registry.waiting_rows import forget_rewritten, is_in_order, lock_waiting, rewrite_waiting
from mithaq.sealed.ciphertext import values_or_none
from mithaq.store.projections.text import json_text
from mithaq.store.queries.terms import limits_in_force

if TYPE_CHECKING:
    from mithaq.registry.door import Door
    from mithaq.registry.mission import Mission

__all__ = ["day_closing", "enter_day", "enterable", "keep_for_day", "last_entered"]

Riding = Callable[["Door", list[Any], set[str], datetime], list[Any]]
"""Of the rows that ride along, those that may; the set names the reports whose rows enter now for themselves."""


def _none_rides(_: Any) -> bool:
    return False


def _all_may(_door: Door, rows: list[Any], _entering: set[str], _now: datetime) -> list[Any]:
    return rows


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


def enter_day(
    mission: Mission,
    table: str,
    *,
    newest: str,
    now: datetime,
    rides: Callable[[Any], bool] = _none_rides,
    riding: Riding = _all_may,
) -> tuple[str, ...]:
    """Enters what waits in the table, or nothing where the rule says wait; ``newest`` asks when it last did.

    Rows that only ride along (``rides``) are no company: whoever makes them must not decide when the others enter.
    """
    with writing(mission) as door:
        midnight = instant(period_start(now, DAY_SECONDS))
        lock_waiting(door.cursor, table)
        door.cursor.execute(
            f'SELECT report, statement, kind, body, who, seals, "key", blob, day_ends FROM {table}'  # noqa: S608 - our own names
            " WHERE day_ends <= %s",
            (midnight,),
        )
        # Sorted here: the databases' own collations differ.
        ended = sorted(door.cursor.fetchall(), key=lambda row: str(row[0]))
        company = [row for row in ended if not rides(row)]
        last_batch = last_entered(door, newest)
        answer = day_closing(door, [row[8] for row in company], last_batch, now)
        entering = [] if answer is Closing.WAIT else company
        # After the others, which must stand together: the verifier asks for it.
        along = riding(door, [row for row in ended if rides(row)], {row[0] for row in entering}, now)
        drafts = _waiting(mission, entering + along)
        at = entering_at(now=now, last_at=door.last_at, last_batch=last_batch, period_seconds=DAY_SECONDS)
        drafts = enterable(door, drafts, at)
        door.enter(drafts, at)
        entered = {made.id for made in drafts}
        # Also where nothing enters: a row must not go on sharing the transaction of its incident.
        rewrite_waiting(door.cursor, table, "report", lambda row: row["statement"] not in entered)
        # Nor an incident that went unsaid the transaction, or the place, of the erasure that took it.
        rewrite_waiting(door.cursor, "unsaid_erasure", "statement", lambda _: True)
        # Nor a reading that of the incident opened after it. The log only grows: rewritten only where it grew.
        was_read = not is_in_order(door.cursor, "reading", "id")
        if was_read:
            rewrite_waiting(door.cursor, "reading", "id", lambda _: True)
    forget_rewritten(table)
    forget_rewritten("unsaid_erasure")
    if was_read:
        forget_rewritten("reading")
    if drafts:
        mission.keys.database.put_in_order()
    return tuple(each.id for each in drafts)


def last_entered(door: Door, newest: str) -> datetime | None:
    """The time of the newest batch of a sort, which the query ``newest`` asks for."""
    door.cursor.execute(newest)
    at = door.cursor.fetchone()[0]
    return None if at is None else parse_instant(at)


def day_closing(door: Door, day_ends: Sequence[str], last_batch: datetime | None, now: datetime) -> Closing:
    """Whether the statements that keep each other company may enter; ``day_ends`` is when each one's day ended."""
    limits = limits_in_force(door.cursor)
    return closing(
        now=now,
        ended=len(day_ends),
        last_call=last_call(parse_instant(min(day_ends)), limits.batch_days) if day_ends else None,
        last_batch=last_batch,
        period_seconds=DAY_SECONDS,
        minimum=limits.epoch_minimum,
    )


def enterable(door: Door, drafts: list[Draft], at: datetime) -> list[Draft]:
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
        elif key_id in mission.keys.damaged:
            made.key, made.blob = key_id, bytes(blob)
        drafts.append(made)
    return drafts
