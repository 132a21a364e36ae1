"""Counts by day that can be asked for any period without reading every report again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from mithaq.mechanism.monitoring.facts import Facts

__all__ = ["DayTally", "Tally"]


@dataclass(slots=True)
class Tally:
    """A count with its breakdown; people killed as a range that is added up end by end."""

    count: int = 0
    by_governorate: Counter[str] = field(default_factory=Counter)
    by_class: Counter[str] = field(default_factory=Counter)
    by_subdistrict: Counter[str] = field(default_factory=Counter)
    with_number: int = 0
    """For how many a number of people killed is said: where it is for none, the sums are no zero."""
    low: int = 0
    best: int = 0
    high: int = 0

    def add(self, facts: Facts, sign: int) -> None:
        self.count += sign
        if facts.governorate:
            self.by_governorate[facts.governorate] += sign
        if facts.subdistrict:
            self.by_subdistrict[facts.subdistrict] += sign
        for code in facts.classes:
            self.by_class[code] += sign
        if facts.killed:
            self.with_number += sign
            self.low += sign * facts.killed.low
            self.best += sign * facts.killed.best
            self.high += sign * facts.killed.high

    def merge(self, other: Tally) -> None:
        self.count += other.count
        self.by_governorate.update(other.by_governorate)
        self.by_class.update(other.by_class)
        self.by_subdistrict.update(other.by_subdistrict)
        self.with_number += other.with_number
        self.low += other.low
        self.best += other.best
        self.high += other.high


@dataclass(slots=True)
class DayTally:
    """Tallies by interval of days: one bucket a day for what is known to the day, one an interval else."""

    _by_interval: dict[tuple[str, str], Tally] = field(default_factory=dict)

    def add(self, facts: Facts, sign: int = 1) -> None:
        self._bucket(facts.day_from, facts.day_to).add(facts, sign)

    def add_interval(self, day_from: str, day_to: str) -> None:
        self._bucket(day_from, day_to).count += 1

    def _bucket(self, day_from: str, day_to: str) -> Tally:
        bucket = self._by_interval.get((day_from, day_to))
        if bucket is None:
            bucket = self._by_interval[day_from, day_to] = Tally()
        return bucket

    def within(self, day_from: str, day_to: str) -> Tally:
        """Everything that lies wholly in the period."""
        total = Tally()
        for tally in self._select(day_from, day_to, whole=True):
            total.merge(tally)
        return total

    def overlapping(self, day_from: str, day_to: str) -> int:
        """How many touch the period without lying wholly in it: known too coarsely to be counted there."""
        return sum(tally.count for tally in self._select(day_from, day_to, whole=False))

    def _select(self, day_from: str, day_to: str, *, whole: bool) -> Iterator[Tally]:
        for (start, end), tally in self._by_interval.items():
            if start <= day_to and end >= day_from and (start >= day_from and end <= day_to) is whole:
                yield tally
