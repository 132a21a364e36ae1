"""The reports of a level as one stream, and the truth about each; only what is on its way is kept.

A land brings what its density brings. More reports than it has in its longest period come from further lands: the
same map laid elsewhere in the empty ocean, with other events.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from datetime import date, timedelta
from heapq import heappop, heappush
from typing import Final, NamedTuple

from mithaq.errors import MithaqError
from mithaq.scenario.accounts import Accounts, Told
from mithaq.scenario.actors import PARTIES, SOURCES
from mithaq.scenario.course import stream
from mithaq.scenario.events import DAY_SECONDS, EventKind
from mithaq.scenario.land import EXERCISE, survey
from mithaq.scenario.leaves import LEAVES
from mithaq.scenario.levels import Level
from mithaq.scenario.lists import Due, Lists
from mithaq.scenario.occurrences import Occurrence, Occurrences
from mithaq.scenario.particulars import NOT_SAID
from mithaq.scenario.prose import Prose
from mithaq.scenario.truth import KIND_OF_EVENT, StoryTruth, TruthKind

__all__ = ["FEWEST", "MOST", "Row", "flow"]

FEWEST: Final = 100
MOST: Final = 10_000_000
LONGEST_DAYS: Final = 3_652
"""Ten years; then the next land."""
LAND_STEP: Final = (5.0, 3.2)
"""Degrees of longitude and latitude from one land to the next: wider than a land, so that none meets another."""
LANDS: Final = sorted(
    ((column, row) for column in range(-9, 8) for row in range(-4, 4)),
    key=lambda at: (at[0] ** 2 + at[1] ** 2, at),
)
START: Final = date(2024, 3, 1)
ID_COUNT: Final = 100_000_000
ID_FACTOR: Final = 61_803_399
"""Coprime to the count of ids: multiplying is then one to one, and an id tells nothing of the order."""
SAME_WITNESS: Final = 0.15
SMALLEST_FLOOD: Final = 5


class Row(NamedTuple):
    """A report as `mithaq link` reads it, with its words; blank is not said."""

    unique_id: str
    source: str
    date: str
    day_width: int
    lat: str
    lon: str
    prec: int
    leaf: str
    grp: str
    actor: str
    cas: str
    lang: str
    arrived: str
    text: str
    marking: str = EXERCISE


def flow(level: Level, reports: int, seed: int) -> Iterator[tuple[Row, StoryTruth]]:
    """``reports`` reports with the truth about each: land by land, in each by arrival."""
    if not FEWEST <= reports <= MOST:
        raise MithaqError(
            f"A scenario of {reports} reports cannot be made.", advice=f"Ask for {FEWEST} to {MOST:,} reports."
        )
    made = 0
    for number, place in enumerate(LANDS):
        for each in _Course(level, seed, number, place, made).run():
            yield each
            made += 1
            if made == reports:
                return
    raise AssertionError("all lands together bring more reports than may be asked for")


class _Course:
    """One land's period."""

    def __init__(self, level: Level, seed: int, number: int, at: tuple[int, int], made: int) -> None:
        land = survey()
        self._level = level
        self._shift = at[1] * LAND_STEP[1], at[0] * LAND_STEP[0]
        purpose = f"{level.name} land {number}"
        self._rng = stream(seed, f"{purpose} course")
        self._id_start = int(stream(seed, f"{level.name} ids").random() * ID_COUNT)
        self._made = made
        self._where = [place.subdistrict for place in land.communities]
        self._occurrences = Occurrences(land, level, stream(seed, f"{purpose} events"), number * 1_000_000)
        self._lists = Lists(land, level, stream(seed, f"{purpose} lists"))
        self._accounts = Accounts(land, level, stream(seed, f"{purpose} accounts"))
        self._prose = Prose(land, level, stream(seed, f"{purpose} words"), START, LONGEST_DAYS)
        self._dates = [(START + timedelta(days=day)).isoformat() for day in range(-10, LONGEST_DAYS + 80)]
        self._latest: dict[str, deque[Occurrence]] = {}
        self._told_a_day = 0.0

    def run(self) -> Iterator[tuple[Row, StoryTruth]]:
        under_way: list[Due] = []
        for day in range(LONGEST_DAYS):
            for event in self._occurrences.day(day):
                if event.kind is EventKind.TRUE:
                    self._remember(event)
                for due in self._lists.of(event):
                    heappush(under_way, due)
            for due in self._flood(day):
                heappush(under_way, due)
            until_s, told_before = (day + 1) * DAY_SECONDS, self._made
            while under_way and under_way[0].arrival_s < until_s:
                due = heappop(under_way)
                told, row, truth = self._tell(due)
                yield row, truth
                for echo in self._lists.echoes(due, told):
                    heappush(under_way, echo)
            self._told_a_day += (self._made - told_before - self._told_a_day) / min(day + 1, 30)

    def _remember(self, event: Occurrence) -> None:
        self._latest.setdefault(self._where[event.community], deque(maxlen=4)).append(event)

    def _flood(self, day: int) -> list[Due]:
        """Floods come so often that they make their share of what came so far."""
        level, rng = self._level, self._rng
        expected = level.floods * self._told_a_day / level.flood_size
        if rng.random() >= min(expected, 1.0):
            return []
        size = SMALLEST_FLOOD + int(-math.log(1 - rng.random()) * (level.flood_size - SMALLEST_FLOOD))
        return self._lists.flood(self._occurrences.flood(day), size)

    def _tell(self, due: Due) -> tuple[Told, Row, StoryTruth]:
        rng, level, event, cited = self._rng, self._level, due.event, due.cited
        source = SOURCES[due.source]
        report = self._next_id()
        arabic = rng.random() < source.arabic
        root, depth, first = self._root(due), 0, due.source
        second: Occurrence | None = None
        if event.kind is EventKind.CAMPAIGN:
            account = self._accounts.in_flood(event)
            arabic, text, root = True, self._prose.in_flood(account, event.party), f"flood-{event.id}"
        elif cited is None:
            if not source.personal and event.kind is EventKind.TRUE and not due.part:
                second = self._second(event) if rng.random() < level.merged else None
            account = self._accounts.first_hand(due, second)
            text = self._prose.first_hand(account, source, arabic=arabic)
        elif due.duplicate:
            account, root, depth, first = (
                self._accounts.once_more(cited.account, event), cited.root, cited.depth, due.source,
            )  # fmt: skip
            text = self._prose.first_hand(account, source, arabic=arabic)
        else:
            account, root, depth, first = (
                self._accounts.taken_over(cited.account), cited.root, cited.depth + 1, cited.first_source,
            )  # fmt: skip
            text, arabic = self._prose.taken_over(account, source, cited, arabic=arabic)
        told = Told(report, account, text, arabic, root, due.source, first, depth)
        return told, self._row(due, told), self._truth(due, told)

    def _next_id(self) -> str:
        self._made += 1
        return f"R{(self._id_start + self._made * ID_FACTOR) % ID_COUNT:08d}"

    def _second(self, event: Occurrence) -> Occurrence | None:
        """The latest other event of the same sub-district and day."""
        near = self._latest.get(self._where[event.community], ())
        for other in reversed(near):
            if other.number != event.number and other.day == event.day:
                return other
        return None

    def _root(self, due: Due) -> str:
        event, source = due.event, SOURCES[due.source]
        if source.personal:
            return f"w{event.number}-{due.person}"
        if event.kind is EventKind.TRUE and self._rng.random() < SAME_WITNESS:
            return f"w{event.number}-0"
        return f"{source.code}-{event.number}"

    def _row(self, due: Due, told: Told) -> Row:
        account = told.account
        placed = account.precision < 3
        north, east = self._shift
        day = due.arrival_s // DAY_SECONDS
        return Row(
            told.report,
            SOURCES[due.source].code,
            self._dates[account.day + 10],
            account.width,
            f"{account.lat + north:.5f}" if placed else "",
            f"{account.lon + east:.5f}" if placed else "",
            account.precision,
            LEAVES[account.leaf].key,
            LEAVES[account.leaf].group,
            PARTIES[account.actor].code if account.actor != NOT_SAID else "",
            str(account.killed) if account.killed != NOT_SAID else "",
            "ar" if told.arabic else "en",
            self._dates[day + 10],
            told.text,
        )

    def _truth(self, due: Due, told: Told) -> StoryTruth:
        event, cited, second = due.event, due.cited, told.account.second
        kind = KIND_OF_EVENT[event.kind]
        events: tuple[str, ...] = ()
        if kind is TruthKind.TRUE:
            events = (event.id,) if second is None else (event.id, second.id)
        return StoryTruth(
            report=told.report,
            kind=kind,
            story=event.id,
            events=events,
            root=told.root,
            copy_of=cited.report if cited is not None and not due.duplicate else None,
            duplicate_of=cited.report if cited is not None and due.duplicate else None,
            part=bool(due.part),
        )
