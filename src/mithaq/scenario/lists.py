"""Who tells of an occurrence and when: lists that depend on each other, late lists, repetition in both directions.

A source's chance falls with distance and rises with harm. What one hidden quality of an event and of a network
adds, it adds to several sources at once, so that lists overlap more than independent ones would.
"""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

from mithaq.scenario.actors import PARTIES, SOURCES
from mithaq.scenario.events import DAY_SECONDS, EventKind
from mithaq.scenario.hearing import AWAKE, DEEPEST, DUPLICATE_SHARE, GRAVITY_WEIGHT, REPEATERS, chances
from mithaq.scenario.margins import MARGINS
from mithaq.scenario.occurrences import Occurrence, bell, poisson

if TYPE_CHECKING:
    from mithaq.scenario.accounts import Told
    from mithaq.scenario.land import Land
    from mithaq.scenario.levels import Level

__all__ = ["DOOR", "LIARS", "Due", "Lists"]

NETWORKS: Final = {
    "salt-docs": 0,
    "ridge-docs": 0,
    "reed-media": 0,
    "lamp-hospitals": 0,
    "vel-bulletin": 1,
    "aut-media": 1,
    "tar-command": 1,
}
DOOR: Final = next(number for number, source in enumerate(SOURCES) if source.personal)
LIARS: Final = tuple((number, source.lies) for number, source in enumerate(SOURCES) if source.lies)
WEEK_SHARE: Final = MARGINS["ged_lag_2_to_7"].value
LATE_SHARE: Final = MARGINS["ged_lag_8_or_more"].value
LATEST_DAYS: Final = 60
ORDINARY_LAG_HOURS: Final = 12.0
"""A source with this mean lag has GED's late shares; a slower one more, a faster one less."""
CIRCULAR_HOURS: Final = 30.0
FLOOD_HOURS: Final = 6.0
NEVER: Final = 1e-9


class Due(NamedTuple):
    """A report on its way; ordered by arrival, then by the order in which it set out."""

    arrival_s: int
    order: int
    source: int
    event: Occurrence
    person: int = 0
    cited: Told | None = None
    duplicate: bool = False
    part: int = 0
    """0 the whole event; 1 and 2 the parts of one that its source split."""


class Lists:
    def __init__(self, land: Land, level: Level, rng: Random) -> None:
        self._level = level
        self._rng = rng
        self._order = 0
        self._chances = [chances(source, land) for source in SOURCES]

    def of(self, event: Occurrence) -> list[Due]:
        """Everybody's first-hand reports."""
        if event.kind is EventKind.INVENTED:
            return self._lie(event)
        random, level = self._rng.random, self._level
        weight = GRAVITY_WEIGHT[event.gravity] * level.reach
        network = [event.visible + level.networks * bell(self._rng) for _ in range(2)]
        due: list[Due] = []
        for number, source in enumerate(SOURCES):
            if event.kind is EventKind.UNRELATED and not source.personal:
                continue
            if source.personal:
                mean = source.reach * weight * math.exp(0.7 * event.visible)
                for person in range(min(level.most_persons, poisson(self._rng, min(mean, 3.0)))):
                    self._send(due, number, event, person=person + 100 * number)
                continue
            if source.harm_only and not (event.killed or event.wounded):
                continue
            if source.blames and PARTIES[event.party].code not in source.blames:
                continue
            chance = min(0.97, max(NEVER, self._chances[number][event.community] * weight))
            logit = math.log(chance / (1 - chance)) + network[NETWORKS.get(source.code, 0)]
            if random() * (1 + math.exp(-logit)) >= 1:
                continue
            if event.killed > 1 and random() < level.split:
                self._send(due, number, event, part=1)
                self._send(due, number, event, part=2)
            else:
                self._send(due, number, event)
        return due

    def flood(self, event: Occurrence, size: int) -> list[Due]:
        """Many accounts of what never was, within hours, whatever the time of day."""
        due = []
        for person in range(size):
            self._order += 1
            arrival_s = event.at_s + int(self._rng.random() * FLOOD_HOURS * 3600)
            due.append(Due(arrival_s, self._order, DOOR, event, 10_000 + person))
        return due

    def echoes(self, due: Due, told: Told) -> list[Due]:
        """What a report sets off when it is out: itself once more, others who take it up, and the way back."""
        random, level = self._rng.random, self._level
        source = SOURCES[due.source]
        echoes: list[Due] = []
        if due.duplicate:
            return echoes
        if not due.part and random() < DUPLICATE_SHARE[source.personal] * level.duplicates:
            self._send(echoes, due.source, due.event, person=due.person, cited=told, duplicate=True,
                       sent_s=due.arrival_s)  # fmt: skip
        if source.received or told.depth >= DEEPEST + 1:
            return echoes
        if told.depth < DEEPEST:
            for number, share in REPEATERS[source.code]:
                if random() < share * level.repeats:
                    self._send(echoes, number, due.event, cited=told, sent_s=due.arrival_s)
        if told.depth == 1 and told.first_source != due.source and random() < level.circular:
            self._send(echoes, told.first_source, due.event, cited=told, sent_s=due.arrival_s,
                       lag_hours=CIRCULAR_HOURS)  # fmt: skip
        return echoes

    def _lie(self, event: Occurrence) -> list[Due]:
        draw = self._rng.random() * sum(share for _, share in LIARS)
        due: list[Due] = []
        for number, share in LIARS:
            draw -= share
            if draw < 0:
                self._send(due, number, event)
                break
        if self._rng.random() < 0.25:
            self._send(due, DOOR, event)
        return due

    def _send(
        self,
        due: list[Due],
        source: int,
        event: Occurrence,
        *,
        person: int = 0,
        cited: Told | None = None,
        duplicate: bool = False,
        part: int = 0,
        sent_s: int | None = None,
        lag_hours: float | None = None,
    ) -> None:
        random = self._rng.random
        mean = SOURCES[source].lag_hours if lag_hours is None else lag_hours
        slow = min(3.0, mean / ORDINARY_LAG_HOURS)
        draw = random()
        if cited is None and draw < LATE_SHARE * slow:
            lag_s = (8 + (LATEST_DAYS - 8) * random() ** 2) * DAY_SECONDS
        elif cited is None and draw < (LATE_SHARE + WEEK_SHARE) * slow:
            lag_s = (2 + 6 * random()) * DAY_SECONDS
        else:
            lag_s = -3600 * min(mean, 24.0) * math.log(1 - random())
        arrival_s = (event.at_s if sent_s is None else sent_s) + 420 + int(lag_s)
        hour = arrival_s % DAY_SECONDS // 3600
        if random() > AWAKE[hour]:
            arrival_s += ((31 - hour) % 24 or 1) * 3600 + int(random() * 6 * 3600)
        self._order += 1
        due.append(Due(arrival_s, self._order, source, event, person, cited, duplicate, part))
