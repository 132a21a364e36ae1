"""Counts by day as the record stood at each bulletin, so that an old bulletin's series never changes.

One walk over everything that ever moved an incident, in the order of the record; bulletins are asked in that order.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from mithaq.mechanism.bulletin.figures import DayCounts
from mithaq.mechanism.bulletin.periods import Sort, days_of, previous, sort_of
from mithaq.mechanism.bulletin.statements import BulletinPublished
from mithaq.mechanism.bulletin.tally import DayTally, Tally
from mithaq.mechanism.ledger import Ledger
from mithaq.mechanism.monitoring.facts import Count, Facts
from mithaq.mechanism.monitoring.minimums import Grade
from mithaq.publish.views import UNKNOWN, DayView, Quantity, TrendView

__all__ = ["DaysSoFar", "killed_of", "killed_said", "range_of"]

BEFORE_A_DAY: Final = 13
"""A daily bulletin shows its day at the end of a fortnight."""
MOST: Final = 92
"""Days drawn at most: the last of a longer span."""

Move = tuple[int, str, Facts | bool]
"""At an index: an incident's facts as shown from there, or whether its event is verified from there."""


def range_of(count: Count | None) -> Quantity:
    if count is None:
        return UNKNOWN
    if count.low == count.high:
        return Quantity.exact(count.best)
    return Quantity.between(count.low, count.high, best=count.best)


class DaysSoFar:
    def __init__(self, ledger: Ledger) -> None:
        self._moves = sorted(_moves(ledger), key=lambda move: (move[0], move[1]))
        self._done = self._index = 0
        self._incidents, self._verified = DayTally(), DayTally()
        self._shown: dict[str, Facts] = {}
        self._established: set[str] = set()
        self._told = _first_told(ledger)

    def at(self, index: int) -> None:
        """Moves on to just before entry ``index``, never back."""
        self._index = index
        while self._done < len(self._moves) and self._moves[self._done][0] < index:
            _, incident, moved = self._moves[self._done]
            self._done += 1
            self._take(incident, moved)

    def _take(self, incident: str, moved: Facts | bool) -> None:
        shown, was = self._shown.get(incident), incident in self._established
        facts = shown if isinstance(moved, bool) else moved
        now = moved if isinstance(moved, bool) else was
        for tally, counted, counts in ((self._incidents, True, True), (self._verified, was, now)):
            if shown is not None and counted:
                tally.add(shown, -1)
            if facts is not None and counts:
                tally.add(facts, 1)
        if facts is not None:
            self._shown[incident] = facts
        (self._established.add if now else self._established.discard)(incident)

    def of(self, first: date, last: date) -> tuple[Tally, int]:
        """Incidents of a period as a tally, and how many of them are verified, as it stands here."""
        span = (first.isoformat(), last.isoformat())
        return self._incidents.within(*span), self._verified.within(*span).count

    def series(self, body: BulletinPublished) -> tuple[DayView, ...]:
        first, last = date.fromisoformat(body.day_from), date.fromisoformat(body.day_to)
        if first == last:
            first = max(date.min + timedelta(days=BEFORE_A_DAY), first) - timedelta(days=BEFORE_A_DAY)
        return tuple(self._day(day) for day in days_of(first, last)[-MOST:])

    def _day(self, day: date) -> DayView:
        tally, verified = self.of(day, day)
        return DayView(
            day=day.isoformat(),
            told=tally.count > 0 or self._told.get(day.isoformat(), self._index) < self._index,
            incidents=tally.count,
            verified=verified,
            killed=killed_of(tally),
            classes=tuple(sorted((code, count) for code, count in tally.by_class.items() if count)),
        )

    def trends(self, body: BulletinPublished) -> tuple[TrendView, ...]:
        """The period beside the one before it, both counted at this bulletin's cut-off by the same rules."""
        first, last = date.fromisoformat(body.day_from), date.fromisoformat(body.day_to)
        if first > last or (before := previous(first, last)) is None:
            return ()
        (now, verified), (then, verified_then) = self.of(first, last), self.of(*before)
        exact = Quantity.exact
        rows = [
            TrendView("incidents", "own/incidents", exact(now.count), exact(then.count)),
            TrendView("verified", "own/minimums", exact(verified), exact(verified_then)),
            TrendView("killed", "own/killed", killed_of(now), killed_of(then)),
        ]
        if sort_of(first, last) is not Sort.DAY:
            codes = sorted({code for tally in (now, then) for code, count in tally.by_class.items() if count})
            rows += [
                TrendView(code, "own/incidents", exact(now.by_class[code]), exact(then.by_class[code]))
                for code in codes
            ]
        return tuple(rows)


def killed_of(tally: Tally) -> Quantity:
    return _killed(tally.count, tally.with_number, Count(low=tally.low, best=tally.best, high=tally.high))


def killed_said(period: DayCounts) -> Quantity:
    said = Count(low=period.killed_low, best=period.killed_best, high=period.killed_high)
    return _killed(period.incidents, period.killed_known, said)


def _killed(incidents: int, with_number: int, said: Count) -> Quantity:
    """Incidents without a number are not zero: where there is none with one, the sum is unknown."""
    return UNKNOWN if incidents and not with_number else range_of(said)


def _moves(ledger: Ledger) -> Iterator[Move]:
    for identifier, incident in ledger.incidents.items():
        for index, facts in incident.described:
            yield index, identifier, facts
        for assessed in incident.assessed:
            yield assessed.index, identifier, assessed.said.grade is Grade.VERIFIED


def _first_told(ledger: Ledger) -> dict[str, int]:
    """By day, the first entry of a public report that tells of it alone."""
    found: dict[str, int] = {}
    for report in ledger.reports.values():
        facts = report.facts
        if report.is_public and facts is not None and facts.day_from == facts.day_to:
            found.setdefault(facts.day_from, report.index)
    return found
