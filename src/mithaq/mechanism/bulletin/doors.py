"""Which door the reports told to the mechanism came by, so that no small figure can be had from what is printed.

The door of a report is sealed, while its entry, the moment of its epoch and its disposition are public. A running
count by door, however banded, would tell each day's arrivals by its steps. So:

* Counted are whole weeks (Monday to Sunday, by the epoch on the record), each stated once, in the first bulletin
  after it ends, and never stated again or corrected. A report belongs to one week: two bulletins never count the
  same report, and their difference tells nothing.
* Only arrivals are counted. What is open or overdue by door is not stated at all: dispositions are public report
  by report, and a count by door that moves with one of them would say which door that report came by.
* Doors are those the register names, whether used or not, and "other". Where each brought the least number or more,
  each stands alone. Else the smallest stand together, as many as it takes until they are at least two, together
  the least number or more, and together fewer than any door that stands alone.

The last rule holds against a reader who knows the rule and the week's total, which is public: whatever is printed,
each door that stands together with others may have brought any number from none up to one below the least number.
Proof: give such a door any small number and another of the group the rest. Every smaller group then has fewer
than the least number in it, so the rule prints the very same.

What remains possible: somebody who knows some of the reports (his own, say) can take them off a group's sum, and
flooding one door narrows what is known of the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Final

import msgspec

from mithaq.mechanism.envelope import Code, Day, Struct
from mithaq.mechanism.monitoring.facts import Republish

if TYPE_CHECKING:
    from mithaq.mechanism.ledger import Ledger
    from mithaq.mechanism.monitoring.statements import SourceRegistered

__all__ = [
    "OTHER",
    "DoorsOfWeek",
    "doors_of",
    "is_door",
    "registered_doors",
    "standing_apart",
    "week_of",
    "weeks_due",
    "wrong_in",
]

OTHER: Final = "other"
"""The door of a report whose door no register names, or nobody can read any more."""


class DoorsOfWeek(Struct, frozen=True):
    """Reports told in one week. The numbers in ``apart`` are of sealed values: nobody outside can count them."""

    week: Day
    """Its Monday."""
    reports: Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
    """All of the week's, without those erased or lost by then: anyone can count them."""
    apart: dict[Code, Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]]
    together: tuple[Code, ...]
    """Doors whose reports are stated as one sum: what is left of ``reports``."""


def standing_apart(counts: Mapping[str, int], least: int) -> dict[str, int]:
    """The doors whose numbers may be printed; the others stand together."""
    if len(counts) < 2:
        return {}
    ordered = sorted(counts, key=lambda door: (counts[door], door))
    if counts[ordered[0]] >= least:
        return dict(sorted(counts.items()))
    for size in range(2, len(ordered)):
        together = sum(counts[door] for door in ordered[:size])
        if together >= least and counts[ordered[size]] > together:
            return {door: counts[door] for door in sorted(ordered[size:])}
    return {}


def doors_of(week: str, counts: Mapping[str, int], least: int) -> DoorsOfWeek:
    apart = standing_apart(counts, least)
    together = tuple(sorted(counts.keys() - apart.keys()))
    return DoorsOfWeek(week=week, reports=sum(counts.values()), apart=apart, together=together)


def week_of(at: str) -> str:
    """The Monday of a moment or a day, in UTC."""
    day = date.fromisoformat(at[:10])
    return (day - timedelta(days=day.weekday())).isoformat()


def registered_doors(ledger: Ledger) -> set[str]:
    doors = {source.registered.channel for source in ledger.sources.values() if is_door(source.registered)}
    return doors | {OTHER}


def is_door(source: SourceRegistered) -> bool:
    """Whether reports may be told through it: a door of the mission, or a source of which nothing may be shown."""
    return source.standing == "door" or source.republish is Republish.NONE


def weeks_due(ledger: Ledger, cut_off: str) -> dict[str, int]:
    """Weeks that are over and not yet stated, with their reports."""
    this_week = week_of(cut_off)
    found: dict[str, int] = {}
    for at, (reports, _) in ledger.epochs.items():
        week = week_of(at)
        if week < this_week and week not in ledger.door_weeks:
            found[week] = found.get(week, 0) + reports
    for gone in ledger.erased.keys() | ledger.lost.keys():
        report = ledger.reports.get(gone)
        if report is not None and not report.collected and (week := week_of(report.at)) in found:
            found[week] -= 1
    return {week: reports for week, reports in sorted(found.items()) if reports}


def wrong_in(ledger: Ledger, cut_off: str, stated: tuple[DoorsOfWeek, ...]) -> str | None:
    """What of the statement the public record contradicts: totals, doors, and whether anything small shows."""
    due = weeks_due(ledger, cut_off)
    if [each.week for each in stated] != list(due):
        return f"it states the doors of {len(stated)} weeks; {len(due)} are over and not yet stated."
    least = ledger.limits.suppress_below if ledger.limits else 1
    doors = registered_doors(ledger)
    for each in stated:
        rest = each.reports - sum(each.apart.values())
        if each.reports != due[each.week]:
            return f"the week of {each.week} has {due[each.week]} told reports, not {each.reports}."
        if each.apart.keys() | set(each.together) != doors or len(each.apart) + len(each.together) != len(doors):
            return f"the week of {each.week} does not name every registered door once."
        smallest = min(each.apart.values(), default=least)
        hidden = rest >= least and smallest > rest and len(each.together) > 1
        if each.apart and not (hidden if each.together else rest == 0 and smallest >= least):
            return f"the week of {each.week} shows a door by which fewer than {least} reports may have come."
    return None
