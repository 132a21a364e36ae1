"""What public reports say about a period: claims of their sources, not findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from mithaq.mechanism.bulletin.figures import DayCounts
from mithaq.mechanism.bulletin.tally import Tally
from mithaq.mechanism.monitoring.facts import Facts
from mithaq.mechanism.monitoring.fold import NOT_COUNTED
from mithaq.mechanism.monitoring.minimums import Grade

if TYPE_CHECKING:
    from mithaq.store.projections.batch import Cursor

__all__ = ["COUNTED", "claims_of_period", "day_counts", "left_out"]

_FACTS = msgspec.json.Decoder(Facts)
COUNTED = (
    "FROM report LEFT JOIN disposition ON disposition.report = report.id"
    " WHERE (disposition.disposition IS NULL OR disposition.disposition NOT IN (%s, %s, %s))"
)
"""Takes the three of `left_out` first."""

STANDS = (
    "(NOT incident.had_public"
    " OR EXISTS (SELECT 1 FROM incident_report WHERE incident_report.incident = incident.id))"
)
"""An incident whose public reports have all left is counted no more (`mechanism.monitoring.counted_incidents`)."""


def left_out() -> tuple[str, ...]:
    """The dispositions that a period's counts leave out."""
    return tuple(sorted(NOT_COUNTED))


def day_counts(cursor: Cursor, day_from: str, day_to: str) -> DayCounts:
    """As `mechanism.bulletin.recompute` counts: the verifier compares the two to the last number."""
    without = left_out()
    within, touching = (day_from, day_to), (day_to, day_from)
    cursor.execute(f"SELECT count(*) {COUNTED} AND day_from >= %s AND day_to <= %s", (*without, *within))
    reports: int = cursor.fetchone()[0]
    cursor.execute(f"SELECT count(*) {COUNTED} AND day_from <= %s AND day_to >= %s", (*without, *touching))
    overlapping: int = cursor.fetchone()[0]
    cursor.execute(f"SELECT facts FROM incident WHERE {STANDS} AND day_from >= %s AND day_to <= %s", within)  # noqa: S608 - above
    incidents = Tally()
    for (facts,) in cursor.fetchall():
        incidents.add(_FACTS.decode(facts), 1)
    cursor.execute(
        "SELECT count(*) FROM incident JOIN incident_assessment ON incident_assessment.incident = incident.id"  # noqa: S608 - above
        ' WHERE grade = %s AND day_from >= %s AND day_to <= %s AND incident_assessment."index" ='
        ' (SELECT max(newer."index") FROM incident_assessment AS newer WHERE newer.incident = incident.id)'
        f" AND {STANDS}",
        (Grade.VERIFIED.value, *within),
    )
    verified: int = cursor.fetchone()[0]
    return DayCounts(
        reports=reports,
        incidents=incidents.count,
        verified=verified,
        undated=overlapping - reports,
        by_governorate=dict(sorted(incidents.by_governorate.items())),
        by_class=dict(sorted(incidents.by_class.items())),
        killed_known=incidents.with_number,
        killed_low=incidents.low,
        killed_best=incidents.best,
        killed_high=incidents.high,
    )


def claims_of_period(cursor: Cursor, day_from: str, day_to: str) -> int:
    """Figures whose own period lies in ours."""
    cursor.execute("SELECT count(*) FROM claim WHERE day_from >= %s AND day_to <= %s", (day_from, day_to))
    count: int = cursor.fetchone()[0]
    return count
