"""When what waits may enter together: at the boundary of a period, by company or by its last call.

The same rule for epochs of reports and for the day's sealed links (design, section 3). It looks at periods that
have ended and at nothing finer, so that neither the moment nor the number of the last arrivals can be read from
when a batch enters: two histories that differ only inside a period give the same entries at the same times.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from mithaq.mechanism.envelope import instant, parse_instant

__all__ = ["Closing", "closing", "entering_at", "is_boundary", "period_start"]


class Closing(StrEnum):
    """Whether what waits may enter now."""

    WAIT = "wait"
    CLOSE = "close"
    CLOSE_SHORT = "close_short"
    """Fewer than the minimum, because the last call has come."""


def period_start(moment: datetime, period_seconds: int) -> datetime:
    """The moment rounded down to its period, counted from 1970 in UTC: the finest time that is kept of it."""
    seconds = int(moment.timestamp())
    return datetime.fromtimestamp(seconds - seconds % period_seconds, UTC)


def is_boundary(at: str, period_seconds: int) -> bool:
    moment = parse_instant(at)
    return period_start(moment, period_seconds) == moment


def closing(
    *,
    now: datetime,
    ended: int,
    last_call: datetime | None,
    last_batch: datetime | None,
    period_seconds: int,
    minimum: int,
) -> Closing:
    """``ended`` counts what came in periods that have ended; ``last_call`` is when it enters though it is fewer.

    One batch a period: what became durable a moment too late for the last one waits for the next boundary.
    """
    boundary = period_start(now, period_seconds)
    if ended == 0 or last_call is None:
        return Closing.WAIT
    if last_batch is not None and boundary <= last_batch <= now:
        return Closing.WAIT
    if ended >= minimum:
        return Closing.CLOSE
    return Closing.CLOSE_SHORT if boundary >= last_call else Closing.WAIT


def entering_at(*, now: datetime, last_at: str, last_batch: datetime | None, period_seconds: int) -> datetime:
    """The time written beside a batch: its boundary, or that of the entry before it where this is later.

    Where a clock once ran ahead, the record's time stands still; batches then move it on by a period each.
    """
    at = period_start(now, period_seconds)
    if last_at > instant(at):
        at = parse_instant(last_at)
    if last_batch is not None and period_start(at, period_seconds) <= last_batch:
        at = period_start(max(at, last_batch), period_seconds) + timedelta(seconds=period_seconds)
    return at
