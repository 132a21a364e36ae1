"""What truly happens: events with a day's rhythm, clusters, classes in proportion and heavy-tailed harm.

Things that never happened but are reported (`EventKind.INVENTED`, `CAMPAIGN`) and things that happened and are no
part of the truce (`UNRELATED`) have the same shape, so that whoever tells of them need not know the difference.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from random import Random
from typing import Final

from mithaq.scenario.actors import PARTIES
from mithaq.scenario.acts import ACTS, UNRELATED, Act
from mithaq.scenario.land import Land

__all__ = [
    "DAY_SECONDS",
    "FIGHTERS",
    "FIGHTER_BOUNDS",
    "HOUR_WEIGHTS",
    "PARTY_INDEX",
    "Event",
    "EventKind",
    "EventMaker",
]

DAY_SECONDS: Final = 86_400
HOUR_WEIGHTS: Final = (
    *(0.5, 0.35, 0.3, 0.35, 0.6, 0.9),
    *(1.2, 1.4, 1.5, 1.5, 1.4, 1.3),
    *(1.2, 1.1, 1.2, 1.3, 1.4, 1.5),
    *(1.4, 1.2, 1.0, 0.8, 0.7, 0.6),
)
"""How much happens in each local hour: two waves, after sunrise and before dusk, and quiet nights."""

CLUSTER_SHARE: Final = 0.32
"""Part of the events that answer or continue an earlier one of the same sub-district within hours."""
REMEMBERED: Final = 24
PARTY_INDEX: Final = {party.code: number for number, party in enumerate(PARTIES)}
FIGHTERS: Final = tuple(number for number, party in enumerate(PARTIES) if party.share > 0)
FIGHTER_BOUNDS: Final = tuple(accumulate(PARTIES[number].share for number in FIGHTERS))
ACT_BOUNDS: Final = tuple(accumulate(act.share for act in ACTS))
# Only one party flies, and one foreign air force beside it: everybody else fights on the ground.
FLYING: Final = {"air_strike": 0.78, "barrel_bomb": 1.0}


class EventKind(StrEnum):
    TRUE = "true"
    INVENTED = "invented"
    CAMPAIGN = "campaign"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True)
class Event:
    """One event as it truly was; ``at_s`` counts seconds from local midnight of the first day."""

    number: int
    kind: EventKind
    at_s: int
    community: int
    act: Act
    classes: tuple[str, ...]
    killed: int
    wounded: int
    party: int
    """Index in `PARTIES`; for an invented event, the party it is invented against."""
    gravity: int
    """1 technical, 2 serious, 3 grave, 4 exceptional (monitoring_practice.md, section 4)."""
    rounds: int
    """Shells, bursts or sorties: what a recorder counts who does not count events."""

    @property
    def id(self) -> str:
        return f"E{self.number:07d}"

    @property
    def day_index(self) -> int:
        return self.at_s // DAY_SECONDS


class EventMaker:
    """Draws events one after another; it keeps only the last few, so memory does not grow with the period."""

    def __init__(self, land: Land, rng: Random) -> None:
        self._random = rng.random
        self._bounds = list(accumulate(place.weight for place in land.communities))
        self._subdistrict = [place.subdistrict for place in land.communities]
        self._inside: dict[str, list[int]] = {}
        for place in land.communities:
            self._inside.setdefault(place.subdistrict, []).append(place.index)
        self._recent: list[int] = []
        self._made = 0

    def true(self, at_s: int) -> Event:
        random = self._random
        act = ACTS[min(bisect_right(ACT_BOUNDS, random() * ACT_BOUNDS[-1]), len(ACTS) - 1)]
        return self._event(EventKind.TRUE, at_s, act, self._author(act))

    def invented(self, at_s: int, party: int) -> Event:
        act = ACTS[min(bisect_right(ACT_BOUNDS, self._random() * 0.55), len(ACTS) - 1)]
        return self._event(EventKind.INVENTED, at_s, act, party)

    def unrelated(self, at_s: int) -> Event:
        return self._event(EventKind.UNRELATED, at_s, UNRELATED, FIGHTERS[0])

    def campaign(self, at_s: int, party: int) -> Event:
        """A massacre that never was: shelling of one community with many dead."""
        event = self._event(EventKind.CAMPAIGN, at_s, ACTS[0], party)
        return Event(
            event.number,
            event.kind,
            at_s,
            event.community,
            ACTS[0],
            ("VC-06", "VC-01"),
            killed=14,
            wounded=30,
            party=party,
            gravity=4,
            rounds=9,
        )

    def _event(self, kind: EventKind, at_s: int, act: Act, party: int) -> Event:
        random = self._random
        classes = act.classes
        for code, share in act.also:
            if random() < share:
                classes = (*classes, code)
        killed = wounded = 0
        if random() < act.deadly:
            killed = min(60, int((1 - random()) ** -0.62))
        if random() < act.wounding or (killed and random() < 0.6):
            wounded = min(99, int(1.5 * (1 - random()) ** -0.6))
        self._made += 1
        return Event(
            self._made,
            kind,
            at_s,
            self._place(),
            act,
            classes,
            killed,
            wounded,
            party,
            _gravity(classes, killed, wounded),
            1 + int((1 - random()) ** -0.7) if act.share > 0.03 else 1,
        )

    def _place(self) -> int:
        random = self._random
        recent = self._recent
        if recent and random() < CLUSTER_SHARE:
            near = self._inside[self._subdistrict[recent[int(random() * len(recent))]]]
            community = near[int(random() * len(near))]
        else:
            community = bisect_right(self._bounds, random() * self._bounds[-1])
        recent.append(community)
        if len(recent) > REMEMBERED:
            del recent[0]
        return community

    def _author(self, act: Act) -> int:
        flying = FLYING.get(act.key)
        if flying is not None:
            return PARTY_INDEX["XP-AUT" if self._random() < flying else "XM-TAR"]
        return FIGHTERS[bisect_right(FIGHTER_BOUNDS, self._random() * FIGHTER_BOUNDS[-1])]


def _gravity(classes: tuple[str, ...], killed: int, wounded: int) -> int:
    if killed >= 5 or "VC-08" in classes:
        return 4
    if killed or "VC-10" in classes or "VC-11" in classes or "VC-12" in classes:
        return 3
    return 2 if wounded or "VC-13" in classes else 1
