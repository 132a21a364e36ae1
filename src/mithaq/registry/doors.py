"""Which door the told reports of a finished week came by, read from their sealed values and kept nowhere.

No table holds a report's door, not even as a blind mark: few doors make such a mark as good as the word. The
week's reports are unsealed in memory, counted, and forgotten; once stated, a week is never read again.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from mithaq.mechanism.bulletin.doors import OTHER, DoorsOfWeek, doors_of, week_of
from mithaq.registry.receive import KIND
from mithaq.sealed.ciphertext import values_or_none
from mithaq.store.queries.doors import SealedReport, registered_doors, reports_of_week, weeks_to_state
from mithaq.store.queries.terms import limits_in_force

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission
    from mithaq.store.projections.batch import Cursor

__all__ = ["doors_to_state"]

AT_ONCE: Final = 2_000


def doors_to_state(mission: Mission, cursor: Cursor, cut_off: str) -> tuple[DoorsOfWeek, ...]:
    """Every week that is over by the cut-off and was not stated; a week whose reports are all erased is not."""
    least = limits_in_force(cursor).suppress_below
    doors = registered_doors(cursor)
    found = []
    for week in weeks_to_state(cursor, before=week_of(cut_off)):
        counts: Counter[str] = Counter(dict.fromkeys((*doors, OTHER), 0))
        reports = reports_of_week(cursor, week)
        for start in range(0, len(reports), AT_ONCE):
            for door in _doors(mission, reports[start : start + AT_ONCE]):
                counts[door if door in doors else OTHER] += 1
        if reports:
            found.append(doors_of(week, counts, least))
    return tuple(found)


def _doors(mission: Mission, reports: list[SealedReport]) -> list[str]:
    keys = mission.keys.keys([report.key for report in reports if report.key is not None])
    found = []
    for report in reports:
        # Withdrawn while it waited: it entered without a key, like every other. A damaged one is no door's either.
        key = None if report.key is None else keys.get(report.key)
        values = None if key is None or report.blob is None else values_or_none(key, report.blob, report.id, KIND)
        found.append(str((values or {}).get("channel", OTHER)))
    return found
