"""What public reports say about a period: claims of their sources, not findings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mithaq.mechanism.bulletin.figures import DayCounts

if TYPE_CHECKING:
    from mithaq.store.projections.batch import Cursor

__all__ = ["claims_of_period", "day_counts", "short_epochs"]

UNKNOWN = "unknown"


def day_counts(cursor: Cursor, day_from: str, day_to: str) -> DayCounts:
    """A report counts if its whole interval lies in the period, and once in every class it names."""
    span = (day_from, day_to)
    cursor.execute(
        "SELECT governorate, classes, count(*), coalesce(sum(killed_low), 0), coalesce(sum(killed_best), 0),"
        " coalesce(sum(killed_high), 0) FROM report WHERE day_from >= %s AND day_to <= %s GROUP BY governorate, classes",
        span,
    )
    governorates: Counter[str] = Counter()
    classes: Counter[str] = Counter()
    reports = low = best = high = 0
    for governorate, named, count, its_low, its_best, its_high in cursor.fetchall():
        reports += count
        governorates[governorate or UNKNOWN] += count
        for each in dict.fromkeys(named.split(",") if named else ()):
            classes[each] += count
        low, best, high = low + int(its_low), best + int(its_best), high + int(its_high)
    cursor.execute("SELECT count(*) FROM report WHERE day_from <= %s AND day_to >= %s", (day_to, day_from))
    overlapping: int = cursor.fetchone()[0]
    cursor.execute("SELECT count(*) FROM incident WHERE day_from >= %s AND day_to <= %s", span)
    return DayCounts(
        reports=reports,
        incidents=cursor.fetchone()[0],
        undated=overlapping - reports,
        by_governorate=dict(sorted(governorates.items())),
        by_class=dict(sorted(classes.items())),
        killed_low=low,
        killed_best=best,
        killed_high=high,
    )


def claims_of_period(cursor: Cursor, day_from: str, day_to: str) -> int:
    """Figures whose own period lies in ours."""
    cursor.execute("SELECT count(*) FROM claim WHERE day_from >= %s AND day_to <= %s", (day_from, day_to))
    count: int = cursor.fetchone()[0]
    return count


def short_epochs(cursor: Cursor, day_from: str, day_to: str) -> int:
    cursor.execute(
        "SELECT count(*) FROM epoch WHERE short AND at >= %s AND at <= %s",
        (f"{day_from}T00:00:00Z", f"{day_to}T23:59:59Z"),
    )
    count: int = cursor.fetchone()[0]
    return count
