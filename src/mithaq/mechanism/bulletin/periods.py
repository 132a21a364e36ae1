"""The periods that bulletins are of: a day, a week from Monday to Sunday, a month of the calendar, another span.

All of them share one series of numbers and one rule of counting; which sort a bulletin is of follows from its days.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum

__all__ = ["Sort", "days_of", "month_of", "previous", "sort_of", "week_of_day"]

Days = tuple[date, date]
"""First and last."""


class Sort(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SPAN = "span"


def week_of_day(day: date) -> Days:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def month_of(day: date) -> Days:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def sort_of(first: date, last: date) -> Sort:
    if first == last:
        return Sort.DAY
    if (first, last) == week_of_day(first):
        return Sort.WEEK
    return Sort.MONTH if (first, last) == month_of(first) else Sort.SPAN


def previous(first: date, last: date) -> Days | None:
    """What a period is compared with: the calendar month before a month, else as many days just before it.

    None where the calendar does not reach so far back.
    """
    try:
        end = first - timedelta(days=1)
        return month_of(end) if sort_of(first, last) is Sort.MONTH else (end - (last - first), end)
    except OverflowError:
        return None


def days_of(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
