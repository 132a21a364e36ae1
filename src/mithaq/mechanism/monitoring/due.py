"""When a report must have reached a disposition: so many days, as the terms set, after it entered the record.

Source: the mission's adopted terms (``terms.adopted``, ``disposition_days``). Counted from the time on the
record, not from the arrival, which no one outside may know (design, section 3).
"""

from __future__ import annotations

from datetime import timedelta

from mithaq.mechanism.envelope import instant, parse_instant

__all__ = ["due_at", "is_overdue"]


def due_at(entered_at: str, disposition_days: int) -> str:
    return instant(parse_instant(entered_at) + timedelta(days=disposition_days))


def is_overdue(due: str, as_of: str) -> bool:
    """Due within its last second is still in time; both are moments as the record writes them."""
    return due < as_of
