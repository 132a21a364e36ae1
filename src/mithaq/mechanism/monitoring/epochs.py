"""When an epoch may close: an hour and at least five reports, or the promised limit (design, section 3).

Exact times make most reporters uniquely identifiable to someone who sees telephones upload; hourly batches of
at least five make none so. A promise once given is kept: where its deadline comes first, the reports enter
though they are fewer, and the bulletin says so.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum

__all__ = ["Closing", "closing", "epoch_start", "promise_deadline"]


class Closing(StrEnum):
    """Whether the waiting reports may enter now."""

    WAIT = "wait"
    CLOSE = "close"
    CLOSE_SHORT = "close_short"
    """Fewer than the minimum, because a promise falls due."""


def epoch_start(moment: datetime, epoch_seconds: int) -> datetime:
    """The moment rounded down to its epoch: the finest time that is kept of an arrival."""
    seconds = int(moment.timestamp())
    return datetime.fromtimestamp(seconds - seconds % epoch_seconds, UTC)


def promise_deadline(arrival: datetime, *, promise_seconds: int, epoch_seconds: int) -> datetime:
    """Rounded up to the epoch, so that the promise does not tell the time of arrival."""
    limit = arrival + timedelta(seconds=promise_seconds)
    start = epoch_start(limit, epoch_seconds)
    return start if start == limit else start + timedelta(seconds=epoch_seconds)


def closing(
    *,
    now: datetime,
    waiting: int,
    oldest_epoch: datetime,
    earliest_deadline: datetime,
    epoch_seconds: int,
    epoch_minimum: int,
) -> Closing:
    """An epoch before the earliest deadline is the last chance: the head must still be signed and witnessed."""
    if waiting == 0:
        return Closing.WAIT
    if waiting >= epoch_minimum and now >= oldest_epoch + timedelta(seconds=epoch_seconds):
        return Closing.CLOSE
    if now >= earliest_deadline - timedelta(seconds=epoch_seconds):
        return Closing.CLOSE_SHORT if waiting < epoch_minimum else Closing.CLOSE
    return Closing.WAIT
