"""Closing an epoch: the waiting reports enter the record together, sorted by commitment, in one shape."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mithaq.mechanism.envelope import parse_instant
from mithaq.mechanism.monitoring.epochs import Closing, closing
from mithaq.mechanism.monitoring.report_binding import BINDING_SEAL
from mithaq.mechanism.monitoring.statements import ReportReceived
from mithaq.registry.door import writing
from mithaq.registry.drafts import Draft
from mithaq.registry.receive import KIND, WHO, unpacked
from mithaq.sealed.ciphertext import open_sealed, values_of
from mithaq.store.queries.terms import limits_in_force

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission

__all__ = ["ClosedEpoch", "close_epoch"]


@dataclass(frozen=True, slots=True)
class ClosedEpoch:
    closing: Closing
    reports: tuple[str, ...]
    """Empty where the epoch stays open."""


def close_epoch(mission: Mission, *, now: datetime) -> ClosedEpoch:
    """Does nothing where the rule says wait; may be called as often as one likes."""
    with writing(mission) as door:
        door.cursor.execute("SELECT count(*), min(epoch), min(deadline) FROM inbox")
        waiting, oldest, deadline = door.cursor.fetchone()
        if not waiting:
            return ClosedEpoch(Closing.WAIT, ())
        limits = limits_in_force(door.cursor)
        answer = closing(
            now=now,
            waiting=waiting,
            oldest_epoch=parse_instant(oldest),
            earliest_deadline=parse_instant(deadline),
            epoch_seconds=limits.epoch_seconds,
            epoch_minimum=limits.epoch_minimum,
        )
        if answer is Closing.WAIT:
            return ClosedEpoch(answer, ())
        door.cursor.execute('SELECT id, seals, "key", blob, words_mark, number FROM inbox')
        rows = door.cursor.fetchall()
        keys = mission.keys.keys([row[2] for row in rows if row[2] is not None])
        drafts = [_draft(row[0], unpacked(bytes(row[1])), row[2], row[3], keys) for row in rows]
        drafts.sort(key=lambda made: made.seals[BINDING_SEAL])
        door.enter(drafts, now)
        door.cursor.executemany(
            "INSERT INTO status_door (mark, report) VALUES (%s,%s)",
            [(row[4], row[0]) for row in rows if row[4] is not None],
        )
        # These and no others: on PostgreSQL a report may have come in since they were read.
        door.cursor.executemany("DELETE FROM inbox WHERE number = %s", [(row[5],) for row in rows])
    return ClosedEpoch(answer, tuple(each.id for each in drafts))


def _draft(report: str, seals: dict[str, str], key_id: int | None, blob: Any, keys: dict[int, bytes]) -> Draft:
    made = Draft(KIND, 1, report, ReportReceived(), WHO, seals)
    # Withdrawn or erased while it waited: it still enters, keyless, and looks like every other.
    if key_id is not None and blob is not None and key_id in keys:
        made.key, made.blob = key_id, bytes(blob)
        made.values = values_of(open_sealed(keys[key_id], made.blob, statement_id=report, kind=KIND, version=1))
    return made
