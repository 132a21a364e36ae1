"""The course of a truce, hour by hour, steered so that it brings the number of reports asked for.

What has arrived or is under way is compared with what was asked for, and the next hour brings as many events as
the rest of the period needs. Nothing is kept but what is still on its way.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from datetime import date, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Final

from mithaq.scenario.actors import PARTIES, SOURCES
from mithaq.scenario.claims import ClaimLedger, Published
from mithaq.scenario.events import HOUR_WEIGHTS, Event, EventMaker
from mithaq.scenario.hearing import Hearing, Pending
from mithaq.scenario.land import Land
from mithaq.scenario.reports import Teller, Told

__all__ = ["CAMPAIGN_HOURS", "CAMPAIGN_STARTS", "Course", "Happening", "campaign_size", "stream"]

Happening = Event | Published | tuple[Pending, Told]

CAMPAIGN_SHARE: Final = 0.03
CAMPAIGN_STARTS: Final = 0.6
CAMPAIGN_HOURS: Final = 5.0
INVENTED_SHARE: Final = 0.09
UNRELATED_SHARE: Final = 0.1
TYPICAL_YIELD: Final = 4.0
TYPICAL_LAG_HOURS: Final = 14.0
STEADY: Final = 2.0
"""No hour brings more than so many times its due: what is then missing comes from late witnesses."""
LIARS: Final = tuple((number, source.lies) for number, source in enumerate(SOURCES) if source.lies)


def stream(seed: int, purpose: str) -> Random:
    """One stream of chance for one purpose: a change in one leaves the others as they were.

    A text seed is hashed by SHA-512, so streams are independent and the same on every Python.
    """
    return Random(f"mithaq scenario {seed} {purpose}")  # noqa: S311  must be reproducible; guards nothing


def campaign_size(reports: int) -> int:
    return max(5, round(reports * CAMPAIGN_SHARE))


class Course:
    """One run of the truce. ``under_way`` holds about a day's reports, whatever the length of the period."""

    def __init__(self, land: Land, seed: int, *, reports: int, days: int, start: date) -> None:
        self.wanted = reports
        self.hours = days * 24
        self.random = stream(seed, "course").random
        self.maker = EventMaker(land, stream(seed, "events"))
        crowd = 1.0 + 1.6 * max(0.0, math.log10(reports / 3000))
        self.hearing = Hearing(land, stream(seed, "hearing"), end_s=self.hours * 3600, crowd=crowd)
        self.teller = Teller(land, stream(seed, "telling"), start, days)
        written = [(start + timedelta(days=number)).isoformat() for number in range(days)]
        self.ledger = ClaimLedger(land, stream(seed, "claims"), written)
        self.campaign_hour = int(self.hours * CAMPAIGN_STARTS)
        self.campaign_left = campaign_size(reports)
        self.where = [place.governorate for place in land.communities]
        self.latest: dict[str, Event] = {}
        self.recent: deque[Event] = deque(maxlen=200)
        self.under_way: list[Pending] = []
        self.arrived = 0
        self.sent = 0
        # Per event, reports that come before the end: a guess at first, then what this run itself shows.
        self.weighed_events = 15.0
        self.yielded = 15.0 * TYPICAL_YIELD * crowd

    def run(self) -> Iterator[Happening]:
        in_time = [1 - math.exp(-(self.hours - hour) / TYPICAL_LAG_HOURS) for hour in range(self.hours)]
        due = [HOUR_WEIGHTS[hour % 24] * in_time[hour] for hour in range(self.hours)]
        still_due = sum(due)
        for hour in range(self.hours):
            missing = self.wanted - self.sent - self.campaign_left
            per_event = self.yielded / self.weighed_events
            mean = max(0.0, missing / per_event * HOUR_WEIGHTS[hour % 24] / still_due)
            most = STEADY * self.wanted / per_event * HOUR_WEIGHTS[hour % 24] / self.hours
            still_due = max(still_due - due[hour], 1e-9)
            yield from self._events(hour, min(mean, most), in_time[hour])
            late = max(0.0, mean - most) * per_event * in_time[hour]
            if hour == self.hours - 1:
                late = float(self.wanted - self.sent)
            self._late_witnesses(hour, int(late + self.random()))
            if hour % 24 == 23:
                yield from self.ledger.close_day()
            yield from self._arrivals((hour + 1) * 3600)

    def _events(self, hour: int, mean: float, in_time: float) -> Iterator[Event]:
        random = self.random
        moments = sorted(
            hour * 3600 + int(random() * 3600) for _ in range(int(mean * (0.4 + 1.2 * random()) + random()))
        )
        for at_s in moments:
            event = self.maker.true(at_s)
            yield event
            self.ledger.saw(event)
            governorate = self.where[event.community]
            other = self.latest.get(governorate)
            if other is not None and other.day_index != event.day_index:
                other = None
            self.latest[governorate] = event
            self.recent.append(event)
            self._send(self.hearing.of_event(event, other))
            if random() < INVENTED_SHARE:
                liar = self._liar()
                self._send(self.hearing.of_invention(self.maker.invented(at_s, self._victim(liar)), liar))
            if random() < UNRELATED_SHARE:
                self._send(self.hearing.of_unrelated(self.maker.unrelated(at_s)))
            self.weighed_events += in_time
        if hour == self.campaign_hour:
            event = self.maker.campaign(hour * 3600, self._victim(LIARS[-1][0]))
            self._send(self.hearing.of_campaign(event, self.campaign_left, CAMPAIGN_HOURS), counted=False)
            self.campaign_left = 0

    def _arrivals(self, until_s: int) -> Iterator[tuple[Pending, Told]]:
        under_way = self.under_way
        while under_way and under_way[0].arrival_s < until_s and self.arrived < self.wanted:
            pending = heappop(under_way)
            told = self.teller.tell(pending, self.arrived)
            self.arrived += 1
            yield pending, told
            self._send(self.hearing.echoes(pending, told))

    def _late_witnesses(self, hour: int, count: int) -> None:
        for _ in range(count if self.recent else 0):
            event = self.recent[int(self.random() * len(self.recent))]
            arrival_s = max(event.at_s, hour * 3600 + int(self.random() * 3600))
            self._send([self.hearing.late_witness(event, arrival_s)], counted=False)

    def _send(self, pending: list[Pending], *, counted: bool = True) -> None:
        for each in pending:
            heappush(self.under_way, each)
        self.sent += len(pending)
        if counted:
            self.yielded += len(pending)

    def _liar(self) -> int:
        draw = self.random() * sum(share for _, share in LIARS)
        for number, share in LIARS:
            draw -= share
            if draw < 0:
                return number
        return LIARS[-1][0]

    def _victim(self, liar: int) -> int:
        """The party an invention is told against: one that its teller blames, or any that fights."""
        codes = SOURCES[liar].blames or ("XP-AUT", "XP-FWR", "XP-HDR")
        code = codes[int(self.random() * len(codes))]
        return next(number for number, party in enumerate(PARTIES) if party.code == code)
