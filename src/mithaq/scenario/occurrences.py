"""What happens at a level, day by day, and what is only said to have happened.

True events fall on places of very unequal weight; some have sequels, and some a twin that must not be joined.

Everything invented has the same shape as what is true, so that whoever tells of it need not know the difference.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass, replace
from itertools import accumulate
from random import Random
from typing import Final

from mithaq.scenario.events import DAY_SECONDS, FIGHTER_BOUNDS, FIGHTERS, HOUR_WEIGHTS, PARTY_INDEX, EventKind
from mithaq.scenario.land import KM_PER_DEGREE, Land
from mithaq.scenario.leaves import LEAF_BOUNDS, LEAVES, UNRELATED_LEAF
from mithaq.scenario.levels import Level
from mithaq.scenario.margins import MARGINS
from mithaq.scenario.particulars import AFTERMATH, NOT_SAID, QUARTERS, TARGETS, VICTIMS, Particulars

__all__ = ["Occurrence", "Occurrences", "bell", "poisson"]

HOUR_BOUNDS: Final = tuple(accumulate(HOUR_WEIGHTS))
SEQUEL_DAYS: Final = 3
REMEMBERED: Final = 600
# GED's best estimates, given that somebody died.
KILLED_BOUNDS: Final = tuple(
    accumulate(MARGINS[f"ged_killed_{step}"].value for step in ("1", "2", "3", "4", "5_to_9", "10_or_more"))
)
KILLED_TAIL: Final = MARGINS["ged_killed_tail"].value
MOST_KILLED: Final = 120
FLYING: Final = {"air_strike": 0.78, "drone": 0.6, "barrel_bomb": 1.0}
"""Which air force it was: the first party's share, the rest is the foreign command's."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event, true or invented; ``at_s`` counts seconds from the first midnight."""

    number: int
    kind: EventKind
    at_s: int
    community: int
    lat: float
    lon: float
    leaf: int
    party: int
    killed: int
    wounded: int
    visible: float
    """How much every source sees of it beyond what distance and harm explain, in logits."""
    said: Particulars

    @property
    def id(self) -> str:
        return f"E{self.number:08d}"

    @property
    def day(self) -> int:
        return self.at_s // DAY_SECONDS

    @property
    def gravity(self) -> int:
        """As `mithaq.scenario.events.Event.gravity`, by harm alone."""
        return 4 if self.killed >= 5 else 3 if self.killed else 2 if self.wounded else 1


def bell(rng: Random) -> float:
    """A standard normal number (Box and Muller); `Random.gauss` keeps a second one back between calls."""
    return math.sqrt(-2 * math.log(1 - rng.random())) * math.cos(math.tau * rng.random())


def poisson(rng: Random, mean: float) -> int:
    """By Knuth's product: the means here are small."""
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


class Occurrences:
    """One land's events, a day at a time; it remembers only what a sequel may follow."""

    def __init__(self, land: Land, level: Level, rng: Random, numbers: int) -> None:
        self._land = land
        self._level = level
        self._rng = rng
        self._made = numbers
        ranked = sorted(land.communities, key=lambda place: (-place.weight, place.index))
        self._ranked = [place.index for place in ranked]
        self._bounds = list(
            accumulate((rank + level.place_shift) ** -level.place_exponent for rank in range(1, len(ranked) + 1))
        )
        self._recent: deque[Occurrence] = deque(maxlen=REMEMBERED)
        # Sequels and twins come on top of what begins by itself.
        self._begin_a_day = level.events_a_day * (1 - level.followed) * (1 - level.twins)

    def day(self, day: int) -> list[Occurrence]:
        """Everything that happens, and everything that is invented, on one day, in the order of the hours."""
        level, rng = self._level, self._rng
        mood = self._mood()
        mean = level.events_a_day
        today = [self.true(day) for _ in range(poisson(rng, self._begin_a_day * mood))]
        today += [self._sequel(day) for _ in range(poisson(rng, mean * level.followed * mood))]
        today += [self._twin(first) for first in today if rng.random() < level.twins]
        self._recent.extend(today)
        today += [replace(self.true(day), kind=EventKind.INVENTED) for _ in range(poisson(rng, mean * level.lies))]
        today += [self._unrelated(day) for _ in range(poisson(rng, mean * level.unrelated))]
        return sorted(today, key=lambda each: (each.at_s, each.number))

    def flood(self, day: int) -> Occurrence:
        """A massacre that never was."""
        return replace(self.true(day), kind=EventKind.CAMPAIGN, leaf=0, killed=14, wounded=30)

    def true(self, day: int) -> Occurrence:
        rng = self._rng
        community = self._ranked[bisect_right(self._bounds, rng.random() * self._bounds[-1])]
        leaf = bisect_right(LEAF_BOUNDS, rng.random() * LEAF_BOUNDS[-1])
        return self._made_at(day, community, leaf, self._author(leaf))

    def _unrelated(self, day: int) -> Occurrence:
        event = self.true(day)
        said = Particulars(event.said.quarter, NOT_SAID, NOT_SAID, NOT_SAID, NOT_SAID, event.said.hour)
        return replace(event, kind=EventKind.UNRELATED, leaf=UNRELATED_LEAF, killed=0, wounded=0, said=said)

    def _mood(self) -> float:
        """Some days are worse than others."""
        wave = math.sqrt(self._level.daily_overdispersion)
        return max(0.2, 1 + wave * bell(self._rng))

    def _sequel(self, day: int) -> Occurrence:
        """The same place, often the same type and side, one to three days after."""
        rng = self._rng
        earlier = [each for each in self._recent if 1 <= day - each.day <= SEQUEL_DAYS]
        if not earlier:
            return self.true(day)
        first = earlier[int(rng.random() * len(earlier))]
        alike = rng.random() < 0.5
        leaf = first.leaf if alike else bisect_right(LEAF_BOUNDS, rng.random() * LEAF_BOUNDS[-1])
        return self._made_at(day, first.community, leaf, first.party if alike else self._author(leaf))

    def _twin(self, first: Occurrence) -> Occurrence:
        """Another event of the same type, place and day: what must not be joined."""
        return self._made_at(first.day, first.community, first.leaf, first.party)

    def _made_at(self, day: int, community: int, leaf: int, party: int) -> Occurrence:
        level, rng = self._level, self._rng
        random = rng.random
        place = self._land.communities[community]
        lon, lat = place.position
        lat_deg = lat / 1e5 + bell(rng) * level.offset_km / KM_PER_DEGREE
        narrow = KM_PER_DEGREE * math.cos(math.radians(lat / 1e5))
        lon_deg = lon / 1e5 + bell(rng) * level.offset_km / narrow
        what = LEAVES[leaf]
        killed = wounded = 0
        if what.is_fire:
            if random() < level.lethal:
                killed = self._killed()
            if random() < 0.35 or (killed and random() < 0.5):
                wounded = min(99, int(1.5 * (1 - random()) ** -0.6))
        hour = bisect_right(HOUR_BOUNDS, random() * HOUR_BOUNDS[-1])
        self._made += 1
        return Occurrence(
            number=self._made,
            kind=EventKind.TRUE,
            at_s=day * DAY_SECONDS + hour * 3600 + int(random() * 3600),
            community=community,
            lat=lat_deg,
            lon=lon_deg,
            leaf=leaf,
            party=party,
            killed=killed,
            wounded=wounded,
            visible=level.visibility * bell(rng),
            said=Particulars(
                int(random() * len(QUARTERS)),
                int(random() * len(TARGETS)) if what.is_fire else NOT_SAID,
                int(random() * len(VICTIMS)) if killed or wounded else NOT_SAID,
                int(random() * len(AFTERMATH)),
                2 + min(28, int((1 - random()) ** -0.9)) if what.rounds else NOT_SAID,
                hour,
            ),
        )

    def _killed(self) -> int:
        random = self._rng.random
        step = bisect_right(KILLED_BOUNDS, random() * KILLED_BOUNDS[-1])
        if step < 4:
            return step + 1
        if step == 4:
            # GED's fives and sixes outnumber its eights and nines two to one.
            return 5 + int(5 * random() ** 1.5)
        return min(MOST_KILLED, int(9.5 * (1 - random()) ** (-1 / KILLED_TAIL) + 0.5))

    def _author(self, leaf: int) -> int:
        random = self._rng.random
        flying = FLYING.get(LEAVES[leaf].key)
        if flying is not None:
            return PARTY_INDEX["XP-AUT" if random() < flying else "XM-TAR"]
        return FIGHTERS[bisect_right(FIGHTER_BOUNDS, random() * FIGHTER_BOUNDS[-1])]
