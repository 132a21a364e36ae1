"""From an occurrence to what a source says of it in columns: place, day, type, actor and dead, with its errors."""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

from mithaq.scenario.actors import SOURCES, Source
from mithaq.scenario.events import DAY_SECONDS, FIGHTERS, EventKind
from mithaq.scenario.land import KM_PER_DEGREE
from mithaq.scenario.leaves import LEAVES
from mithaq.scenario.occurrences import Occurrence, bell
from mithaq.scenario.particulars import AFTERMATH, NOT_SAID, QUARTERS, TARGETS, VICTIMS, Particulars

if TYPE_CHECKING:
    from mithaq.scenario.land import Land
    from mithaq.scenario.levels import Level
    from mithaq.scenario.lists import Due

__all__ = ["Account", "Accounts", "Told"]

POINT, SETTLEMENT, AREA, NOWHERE = range(4)
"""As `mithaq link` reads precision."""
OF_GROUP: Final = {
    leaf.group: [n for n, other in enumerate(LEAVES) if other.group == leaf.group] for leaf in LEAVES
}
GAZETTEER_KM: Final = 0.15
"""How far, each way, a source's own point of a settlement lies from the gazetteer's, where it has its own."""
OWN_GAZETTEER: Final = 0.5
MADE_UP_ACTOR: Final = 0.9
"""How often an invented story names the side it is invented against."""
TRUTH_TABLES: Final = (QUARTERS, TARGETS, VICTIMS, AFTERMATH)


class Account(NamedTuple):
    """What is said, in columns and in particulars; -1 or None is not said."""

    day: int
    width: int
    place: str | None
    """Code of the place named in the words."""
    precision: int
    lat: float
    lon: float
    leaf: int
    actor: int
    killed: int
    killed_high: int
    wounded: int
    at_s: int
    said: Particulars
    second: Occurrence | None = None
    """Another event told of in the same report."""


class Told(NamedTuple):
    """A report that is out, with what somebody who repeats it takes over."""

    report: str
    account: Account
    text: str
    arabic: bool
    root: str
    source: int
    first_source: int
    """Who told it first, of those that took it from each other."""
    depth: int


class Accounts:
    def __init__(self, land: Land, level: Level, rng: Random) -> None:
        self._land = land
        self._level = level
        self._rng = rng
        self._own_points: dict[tuple[int, int], tuple[float, float]] = {}

    def first_hand(self, due: Due, second: Occurrence | None) -> Account:
        rng, level, event = self._rng, self._level, due.event
        random = rng.random
        source = SOURCES[due.source]
        community = event.community
        wrong = random() < source.place_error * level.wrong_place
        if wrong:
            near = self._land.neighbours[community]
            community = near[int(random() * len(near))]
        place, precision, lat, lon = self._where(due.source, event, community, wrong=wrong)
        day, width = event.day, 1
        draw = random()
        if draw < level.week:
            day, width = event.day - int(7 * random()), 7
        elif draw < level.week + level.day_error:
            # What happened at night is told of the day before or after.
            day += 1 if random() < 0.6 else -1
        elif draw < level.week + level.day_error + level.dated_by_publication:
            day = min(due.arrival_s // DAY_SECONDS, event.day + 3)
        killed, high, wounded = self._tolls(due, source, second)
        return Account(
            day,
            width,
            place,
            precision,
            lat,
            lon,
            self._leaf(event),
            self._actor(event, source),
            killed,
            high,
            wounded,
            event.at_s,
            self._particulars(event),
            second,
        )

    def once_more(self, account: Account, event: Occurrence) -> Account:
        """The same source again: what has become known meanwhile, now and then another number."""
        killed = account.killed
        if killed >= 0 and self._rng.random() < 0.2:
            killed = event.killed
        return account._replace(killed=killed, killed_high=max(killed, account.killed_high))

    def taken_over(self, account: Account) -> Account:
        """Another source's account: mostly as it was, else with one field changed or left out."""
        rng, level = self._rng, self._level
        if rng.random() >= level.edited_copy:
            return account
        draw = int(rng.random() * 5)
        if draw == 0:
            return account._replace(actor=NOT_SAID)
        if draw == 1:
            killed = account.killed
            return account if killed < 1 else account._replace(killed=killed + 1 + killed // 4)
        if draw == 2 and account.precision == POINT:
            lat, lon = self._moved(account.lat, account.lon, level.exact_error_km)
            return account._replace(lat=lat, lon=lon)
        if draw == 3:
            return account._replace(day=account.day + 1)
        near = OF_GROUP[LEAVES[account.leaf].group]
        return account._replace(leaf=near[int(rng.random() * len(near))])

    def in_flood(self, event: Occurrence) -> Account:
        """What a flood's writers were told to write; each may change a thing."""
        random = self._rng.random
        place = self._land.communities[event.community]
        lon, lat = place.position
        killed = event.killed if random() < 0.8 else event.killed + int(random() * 6)
        return Account(
            event.day, 1, place.code, SETTLEMENT, lat / 1e5, lon / 1e5, event.leaf,
            event.party if random() < MADE_UP_ACTOR else NOT_SAID, killed, killed, event.wounded, event.at_s,
            event.said if random() < 0.6 else event.said._replace(aftermath=NOT_SAID),
        )  # fmt: skip

    def _where(
        self, source: int, event: Occurrence, community: int, *, wrong: bool
    ) -> tuple[str | None, int, float, float]:
        random, level = self._rng.random, self._level
        place = self._land.communities[community]
        draw = random()
        # A source with points of its own places more exactly; wrong places take from the mean what this adds.
        habit = SOURCES[source]
        tilt = 1.02 + 0.4 * habit.point_share
        exact = min(0.95, level.exact * tilt)
        if draw < exact and not wrong:
            lat, lon = self._moved(event.lat, event.lon, level.exact_error_km)
            return place.code, POINT, lat, lon
        rest = (draw - exact) / (1 - exact) if draw >= exact else 0.0
        coarse = level.settlement + level.district + level.governorate + level.nowhere
        rest *= coarse
        if rest < level.settlement:
            lat, lon = self._gazetteer(source, community)
            return place.code, SETTLEMENT, lat, lon
        rest -= level.settlement
        if rest < level.district:
            area = self._land.by_code[place.code[:4] if random() < 0.5 else place.subdistrict]
        elif rest < level.district + level.governorate:
            area = self._land.by_code[place.governorate]
        else:
            return None, NOWHERE, 0.0, 0.0
        lon_e5, lat_e5 = area.position
        return area.code, AREA, lat_e5 / 1e5, lon_e5 / 1e5

    def _gazetteer(self, source: int, community: int) -> tuple[float, float]:
        """The point by which a source knows a settlement: the gazetteer's, or always the same own one."""
        known = self._own_points.get((source, community))
        if known is None:
            lon, lat = self._land.communities[community].position
            known = lat / 1e5, lon / 1e5
            if self._rng.random() < OWN_GAZETTEER:
                known = self._moved(*known, GAZETTEER_KM)
            self._own_points[source, community] = known
        return known

    def _moved(self, lat: float, lon: float, km: float) -> tuple[float, float]:
        narrow = KM_PER_DEGREE * math.cos(math.radians(lat))
        return lat + bell(self._rng) * km / KM_PER_DEGREE, lon + bell(self._rng) * km / narrow

    def _leaf(self, event: Occurrence) -> int:
        random, level = self._rng.random, self._level
        draw = random()
        if event.kind is EventKind.UNRELATED or draw >= level.type_near + level.type_far:
            return event.leaf
        if draw < level.type_near:
            near = OF_GROUP[LEAVES[event.leaf].group]
            return near[int(random() * len(near))]
        return int(random() * (len(LEAVES) - 1))

    def _actor(self, event: Occurrence, source: Source) -> int:
        random, level = self._rng.random, self._level
        if event.kind is EventKind.UNRELATED:
            return NOT_SAID
        if event.kind is EventKind.INVENTED:
            return event.party if random() < MADE_UP_ACTOR else NOT_SAID
        # Sources that always blame somebody seldom leave the actor out.
        if random() < level.actor_missing * 2 * (1.05 - source.names_party):
            return NOT_SAID
        if random() < level.actor_wrong:
            return FIGHTERS[int(random() * len(FIGHTERS))]
        return event.party

    def _tolls(self, due: Due, source: Source, second: Occurrence | None) -> tuple[int, int, int]:
        random, level, event = self._rng.random, self._level, due.event
        killed, wounded = event.killed, event.wounded
        if due.part:
            half = killed // 2
            killed = half if due.part == 1 else killed - half
        if second is not None:
            killed, wounded = killed + second.killed, wounded + second.wounded
        if random() < level.toll_missing or not LEAVES[event.leaf].is_fire:
            return NOT_SAID, NOT_SAID, wounded if random() < level.detail and wounded else NOT_SAID
        if random() < level.toll_wrong:
            bias = 0.5 + source.killed_bias / 2
            killed = int(killed * bias * math.exp(0.5 * bell(self._rng)) + random())
        high = killed
        if killed > 1 and random() < 0.3:
            high += 1 + int(random() * killed / 2)
        said = wounded if random() < 0.5 + level.detail / 2 else NOT_SAID
        return killed, high, said

    def _particulars(self, event: Occurrence) -> Particulars:
        random, level = self._rng.random, self._level
        told = []
        for number, true in enumerate(event.said):
            if true == NOT_SAID or random() >= level.detail:
                told.append(NOT_SAID)
            elif random() < level.detail_wrong:
                told.append(int(random() * len(TRUTH_TABLES[number])) if number < 4 else max(0, true - 1))
            else:
                told.append(true)
        return Particulars(*told)
