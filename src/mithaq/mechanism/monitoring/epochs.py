"""When an epoch may close: an hour and at least five reports, or the promised limit (design, section 3).

Exact times make most reporters uniquely identifiable to someone who sees telephones upload; hourly batches of
at least five make none so. Only reports whose own epoch has ended enter, and only they are counted. A promise
once given is kept: where its deadline comes first, the reports enter though they are fewer, and the bulletin
says so.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from mithaq.mechanism.monitoring.batches import period_start

__all__ = ["can_be_kept", "epoch_end", "last_call", "promise_deadline"]

FOR_THE_HEAD: Final = timedelta(hours=1)


def epoch_end(arrival: datetime, epoch_seconds: int) -> datetime:
    """The end of the epoch a report arrived in: the finest time that is kept of its arrival."""
    return period_start(arrival, epoch_seconds) + timedelta(seconds=epoch_seconds)


def promise_deadline(arrival: datetime, *, promise_seconds: int, epoch_seconds: int) -> datetime:
    """One deadline for a whole epoch, by its last second, so that the promise tells nothing finer of the arrival.

    Never before the promised time has passed, and less than two epochs after it.
    """
    limit = epoch_end(arrival, epoch_seconds) + timedelta(seconds=promise_seconds - 1)
    start = period_start(limit, epoch_seconds)
    return start if start == limit else start + timedelta(seconds=epoch_seconds)


def can_be_kept(deadline: datetime, epoch_ends: datetime, epoch_seconds: int) -> bool:
    """Whether a report promised by the deadline still enters in time where epochs take so long from now on.

    It enters at the last boundary before its deadline at the latest; an hour is left for the head that covers it.
    """
    last = period_start(deadline - timedelta(seconds=1), epoch_seconds)
    return last >= epoch_ends and last + FOR_THE_HEAD <= deadline


def last_call(deadline: datetime, epoch_seconds: int) -> datetime:
    """The last boundary before the deadline: the head must still be signed and witnessed in time."""
    return deadline - timedelta(seconds=epoch_seconds)
