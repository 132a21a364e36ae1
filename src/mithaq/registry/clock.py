"""The clock: time passes on the record only by its ticks."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from mithaq.mechanism.bulletin.statements import ClockTicked
from mithaq.mechanism.envelope import instant
from mithaq.registry.door import writing
from mithaq.registry.drafts import Actor, draft
from mithaq.store.queries.accounting import accounting

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission

__all__ = ["tick"]


def tick(mission: Mission, *, now: datetime, after_silence: bool = False) -> ClockTicked:
    """``after_silence``: a person has said that the record really was silent until ``now``."""
    with writing(mission, after_silence=after_silence) as door:
        counted = accounting(door.cursor, max(instant(now), door.last_at))
        body = ClockTicked(open=counted.open, overdue=counted.overdue, oldest_open=counted.oldest_open)
        door.enter([draft(mission, "clock.ticked", body, Actor("clock"))], now)
    return body
