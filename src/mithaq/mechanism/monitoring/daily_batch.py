"""Dispositions whose link is sealed enter once a UTC day, in company, apart from their incident (design, 3).

A sealed disposition that entered minutes after an incident was opened would tell which reports stand behind it.
So it waits for the end of its day and for as many as an epoch needs, at most so many days as the terms set
(``batch_days``); then it enters though they are fewer.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from mithaq.mechanism.monitoring.batches import period_start

__all__ = ["DAY_SECONDS", "last_call"]

DAY_SECONDS: Final = 86_400


def last_call(oldest: datetime, batch_days: int) -> datetime:
    """The midnight at which the oldest that waits has waited for as many whole days as the terms allow."""
    return period_start(oldest, DAY_SECONDS) + timedelta(days=batch_days)
