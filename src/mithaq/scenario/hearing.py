"""Who hears of an event, and when their word arrives: distance, gravity, silence, night.

Arrivals follow the phone: little comes between midnight and six, and what is held back then comes in the morning.
"""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

from mithaq.scenario.actors import PARTIES, SOURCES, Source
from mithaq.scenario.events import DAY_SECONDS, Event

if TYPE_CHECKING:
    from mithaq.scenario.land import Land
    from mithaq.scenario.reports import Told

__all__ = ["AWAKE", "DEEPEST", "DUPLICATE_SHARE", "GRAVITY_WEIGHT", "REPEATERS", "Hearing", "Pending", "chances"]

AWAKE: Final = (
    *(0.4, 0.28, 0.18, 0.15, 0.18, 0.3),
    *(0.5, 0.75, 0.9, 1.0, 1.0, 1.0),
    *(1.0, 0.95, 0.9, 0.9, 0.95, 1.0),
    *(1.0, 1.0, 1.0, 0.95, 0.8, 0.55),
)
"""Probability that a message ready at this local hour is sent now and not after sunrise."""
GRAVITY_WEIGHT: Final = (0.0, 0.6, 1.0, 1.45, 1.9)
LEAST_LAG_S: Final = 420
LONGEST_LAG_S: Final = 9 * DAY_SECONDS
DUPLICATE_SHARE: Final = {True: 0.07, False: 0.025}
"""How often a person (True) or an office (False) tells the same thing twice."""
DEEPEST: Final = 2
"""A repetition of a repetition is the last: later ones tell nothing new, and two media would echo for ever."""
PERSONAL: Final = tuple(number for number, source in enumerate(SOURCES) if source.personal)
REPEATERS: Final = {
    source.code: tuple(
        (number, share)
        for number, other in enumerate(SOURCES)
        for code, share in other.repeats
        if code == source.code
    )
    for source in SOURCES
}


class Pending(NamedTuple):
    """A report that is still on its way; ordered by arrival, then by the order in which it set out."""

    arrival_s: int
    order: int
    source: int
    event: Event
    person: int
    other: Event | None = None
    cited: Told | None = None
    duplicate: bool = False


class Hearing:
    """Turns events into pending reports. ``crowd`` scales how many people write about one event."""

    def __init__(self, land: Land, rng: Random, *, end_s: int, crowd: float) -> None:
        self._random = rng.random
        self._end_s = end_s
        self._crowd = crowd
        self._order = 0
        self._chances = [chances(source, land) for source in SOURCES]
        self._silences = [
            None if source.silent is None else (source.silent[0] * end_s, source.silent[1] * end_s)
            for source in SOURCES
        ]
        # More people see what happens in a larger place, but far from proportionally.
        self._crowds = [crowd * min(2.2, 0.5 + math.sqrt(place.population / 20_000)) for place in land.communities]

    def of_event(self, event: Event, other: Event | None) -> list[Pending]:
        """Everybody's first-hand reports of a true event; ``other`` is one that a round-up may add."""
        random = self._random
        weight = GRAVITY_WEIGHT[event.gravity]
        party = PARTIES[event.party].code
        pending: list[Pending] = []
        person = 0
        for number, source in enumerate(SOURCES):
            chance = self._chances[number][event.community] * weight
            if source.personal:
                people = self._how_many(source.reach * weight * self._crowds[event.community])
                for _ in range(people):
                    self._send(pending, number, event, person=person)
                    person += 1
                continue
            if random() >= chance:
                continue
            if source.harm_only and not (event.killed or event.wounded):
                continue
            if source.classes is not None and event.classes[0] not in source.classes:
                continue
            if source.blames and party not in source.blames:
                continue
            rounded = other if other is not None and random() < source.rounds_up else None
            self._send(pending, number, event, other=rounded)
        return pending

    def of_invention(self, event: Event, liar: int) -> list[Pending]:
        pending: list[Pending] = []
        self._send(pending, liar, event)
        if self._random() < 0.25:
            self._send(pending, PERSONAL[0], event)
        return pending

    def of_unrelated(self, event: Event) -> list[Pending]:
        pending: list[Pending] = []
        for person in range(1 + self._how_many(0.35 * self._crowd)):
            self._send(pending, PERSONAL[person % len(PERSONAL)], event, person=person)
        return pending

    def of_campaign(self, event: Event, size: int, hours: float) -> list[Pending]:
        """One flood: many accounts within a few hours, whatever the time of day."""
        pending = []
        for person in range(size):
            self._order += 1
            arrival_s = event.at_s + int(self._random() * hours * 3600)
            pending.append(Pending(arrival_s, self._order, PERSONAL[0], event, person))
        return pending

    def late_witness(self, event: Event, arrival_s: int) -> Pending:
        """Somebody who comes forward only now; the person's number cannot be one that already spoke."""
        self._order += 1
        return Pending(arrival_s, self._order, PERSONAL[0], event, 10_000 + self._order)

    def echoes(self, pending: Pending, told: Told) -> list[Pending]:
        """What a report sets off when it is out: its own repetition, and others who take it up."""
        source = SOURCES[pending.source]
        echoes: list[Pending] = []
        if not pending.duplicate and self._random() < DUPLICATE_SHARE[source.personal]:
            again = 1.0 + 20 * self._random()
            self._send(
                echoes,
                pending.source,
                pending.event,
                person=pending.person,
                cited=told,
                duplicate=True,
                sent_s=pending.arrival_s,
                lag_hours=again,
            )
        if not source.received and not pending.duplicate and told.depth < DEEPEST:
            for number, share in REPEATERS[source.code]:
                if self._random() < share:
                    self._send(echoes, number, pending.event, cited=told, sent_s=pending.arrival_s)
        return echoes

    def _send(
        self,
        pending: list[Pending],
        source: int,
        event: Event,
        *,
        person: int = 0,
        other: Event | None = None,
        cited: Told | None = None,
        duplicate: bool = False,
        sent_s: int | None = None,
        lag_hours: float | None = None,
    ) -> None:
        mean = SOURCES[source].lag_hours if lag_hours is None else lag_hours
        lag_s = min(LONGEST_LAG_S, int(-3600 * mean * math.log(1 - self._random())))
        arrival_s = (event.at_s if sent_s is None else sent_s) + LEAST_LAG_S + lag_s
        hour = arrival_s % DAY_SECONDS // 3600
        if self._random() > AWAKE[hour]:
            until_seven = (31 - hour) % 24 if hour != 7 else 1
            arrival_s += until_seven * 3600 + int(self._random() * 6 * 3600)
        silence = self._silences[source]
        if silence is not None and silence[0] <= arrival_s < silence[1]:
            return
        if arrival_s >= self._end_s:
            return
        self._order += 1
        pending.append(Pending(arrival_s, self._order, source, event, person, other, cited, duplicate))

    def _how_many(self, mean: float) -> int:
        """Poisson, by Knuth's product: the means here are small."""
        random = self._random
        limit, product, count = math.exp(-mean), random(), 0
        while product > limit:
            product *= random()
            count += 1
        return count


def chances(source: Source, land: Land) -> list[float]:
    """For every community how likely the source hears of an ordinary event there."""
    if not source.home:
        return [source.reach] * len(land.communities)
    homes = [place.index for place in land.communities if place.code[:6] in source.home and place.code[6:] == "01"]
    return [
        source.reach / (1 + min((land.distance_km(place.index, home) / source.range_km) ** 2 for home in homes))
        for place in land.communities
    ]
