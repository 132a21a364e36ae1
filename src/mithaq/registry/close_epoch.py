"""Closing an epoch: the waiting reports enter the record together, sorted by commitment, in one shape."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mithaq.mechanism.envelope import instant, parse_instant
from mithaq.mechanism.monitoring.batches import Closing, closing, entering_at, period_start
from mithaq.mechanism.monitoring.epochs import last_call
from mithaq.mechanism.monitoring.report_binding import BINDING_SEAL
from mithaq.mechanism.monitoring.statements import ReportReceived
from mithaq.registry.door import writing
from mithaq.registry.drafts import Draft
from mithaq.registry.receive import KIND, WHO, unpacked
from mithaq.registry.waiting_rows import forget_rewritten, lock_waiting, rewrite_waiting
from mithaq.sealed.ciphertext import values_or_none
from mithaq.store.queries.terms import limits_in_force

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission

__all__ = ["ClosedEpoch", "close_epoch"]


@dataclass(frozen=True, slots=True)
class ClosedEpoch:
    closing: Closing
    reports: tuple[str, ...]
    """Empty where the epoch stays open."""
    damaged: tuple[str, ...] = ()
    """Those whose ciphertext or key does not open: they entered, and a person must look for a copy that does."""


def close_epoch(mission: Mission, *, now: datetime) -> ClosedEpoch:
    """Does nothing where the rule says wait; may be called as often as one likes."""
    with writing(mission) as door:
        limits = limits_in_force(door.cursor)
        boundary = instant(period_start(now, limits.epoch_seconds))
        door.cursor.execute("SELECT count(*), min(deadline) FROM inbox WHERE epoch_ends <= %s", (boundary,))
        ended, deadline = door.cursor.fetchone()
        door.cursor.execute("SELECT max(at) FROM epoch")
        last = door.cursor.fetchone()[0]
        last_batch = None if last is None else parse_instant(last)
        answer = closing(
            now=now,
            ended=ended,
            last_call=None if deadline is None else last_call(parse_instant(deadline), limits.epoch_seconds),
            last_batch=last_batch,
            period_seconds=limits.epoch_seconds,
            minimum=limits.epoch_minimum,
        )
        if answer is Closing.WAIT:
            return ClosedEpoch(answer, ())
        lock_waiting(door.cursor, "inbox")
        door.cursor.execute(
            'SELECT id, seals, "key", blob, words_mark FROM inbox WHERE epoch_ends <= %s', (boundary,)
        )
        rows = door.cursor.fetchall()
        keys = mission.keys.keys([row[2] for row in rows if row[2] is not None])
        damaged_keys = mission.keys.damaged
        drafts = [
            _draft(row[0], unpacked(bytes(row[1])), row[2], row[3], keys, damaged_keys=damaged_keys) for row in rows
        ]
        drafts.sort(key=lambda made: made.seals[BINDING_SEAL])
        at = entering_at(now=now, last_at=door.last_at, last_batch=last_batch, period_seconds=limits.epoch_seconds)
        door.enter(drafts, at)
        opened = [(bytes(row[4]), row[0]) for row in rows if row[4] is not None]
        # By their marks: the order of the inbox is not to live on in another table.
        door.cursor.executemany(
            # A mark is taken only once (`receive`); yet no row may keep an epoch from closing.
            "INSERT INTO status_door (mark, report) VALUES (%s,%s) ON CONFLICT (mark) DO NOTHING",
            sorted(opened),
        )
        rewrite_waiting(door.cursor, "inbox", "number", lambda row: bool(row["epoch_ends"] > boundary))
    forget_rewritten("inbox")
    mission.keys.database.put_in_order()
    damaged = tuple(each.id for each in drafts if each.blob is not None and each.values is None)
    return ClosedEpoch(answer, tuple(each.id for each in drafts), damaged)


def _draft(
    report: str,
    seals: dict[str, str],
    key_id: int | None,
    blob: Any,
    keys: dict[int, bytes],
    *,
    damaged_keys: set[int],
) -> Draft:
    made = Draft(KIND, 1, report, ReportReceived(), WHO, seals)
    # Withdrawn or erased while it waited: it still enters, keyless, and looks like every other.
    if key_id is not None and blob is not None and key_id in keys:
        made.key, made.blob = key_id, bytes(blob)
        made.values = values_or_none(keys[key_id], made.blob, report, KIND)
    elif key_id in damaged_keys and blob is not None:
        # Kept: a copy of the key may open it yet.
        made.key, made.blob = key_id, bytes(blob)
    return made
