"""The numbers that recorders publish about the truce; each counts by its own rule, and so they disagree.

The three rules are `mithaq.scenario.actors.RULES`: a guarantor that counts every shell of the other side, another
that counts fire of one place and hour once, and documenters whose cumulative figures grow from the first day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from mithaq.mechanism.monitoring.claim import RecordedClaim
from mithaq.scenario.actors import PARTIES, SOURCES
from mithaq.scenario.events import DAY_SECONDS, FIGHTERS, Event
from mithaq.scenario.land import Land

__all__ = ["ClaimLedger", "Published"]

PUBLISHED_AT_HOUR: Final = 18
SEEN: Final = {"vel-daily": 0.55, "nor-daily": 0.6, "salt-cumulative": 0.5}
CUMULATIVE_EVERY_DAYS: Final = 7
VEL_BLAMES: Final = next(source.blames for source in SOURCES if source.code == "vel-bulletin")
NOR_BLAMES: Final = next(source.blames for source in SOURCES if source.code == "nor-bulletin")


@dataclass(frozen=True, slots=True)
class Published:
    """A claim with the second at which it came out, counted as events are."""

    at_s: int
    claim: RecordedClaim


class ClaimLedger:
    """Keeps one day's counts and the running totals; nothing else grows."""

    def __init__(self, land: Land, rng: Random, days: list[str]) -> None:
        self._random = rng.random
        self._governorates = land.governorates
        self._where = [place.governorate for place in land.communities]
        self._days = days
        self._day = 0
        self._shells = dict.fromkeys((place.code for place in land.governorates), 0)
        self._fire: set[tuple[int, int]] = set()
        self._total = dict.fromkeys((PARTIES[number].code for number in FIGHTERS), 0)

    def saw(self, event: Event) -> None:
        """Count a true event; the caller closes a day before it shows an event of the next."""
        party = PARTIES[event.party].code
        random = self._random
        if party in VEL_BLAMES and random() < SEEN["vel-daily"]:
            self._shells[self._where[event.community]] += event.rounds
        if party in NOR_BLAMES and random() < SEEN["nor-daily"]:
            self._fire.add((event.community, event.at_s // 3600))
        if party in self._total and random() < SEEN["salt-cumulative"]:
            self._total[party] += 1

    def close_day(self) -> Iterator[Published]:
        """The figures for the day that ended; they come out in the evening after it."""
        day, number = self._days[self._day], self._day + 1
        at_s = self._day * DAY_SECONDS + DAY_SECONDS + PUBLISHED_AT_HOUR * 3600
        for place in self._governorates:
            count = self._shells[place.code]
            yield Published(
                at_s,
                RecordedClaim(
                    recorder="vel-bulletin",
                    rule="vel-daily",
                    external_id=f"vel-daily-{number:03d}-{place.code}",
                    day_from=day,
                    day_to=day,
                    measure="breaches",
                    count=count,
                    as_printed=f"{place.name.en}: {count}",
                    place=place.code,
                    place_as_printed=place.name.en,
                    document=f"https://vel-bulletin.example/daily/{number}",
                ),
            )
            self._shells[place.code] = 0
        silent = self._random() < 0.06
        yield Published(
            at_s,
            RecordedClaim(
                recorder="nor-bulletin",
                rule="nor-daily",
                external_id=f"nor-daily-{number:03d}",
                day_from=day,
                day_to=day,
                measure="breaches",
                count=None if silent else len(self._fire),
                as_printed="several breaches" if silent else f"{len(self._fire)} breaches",
                document=f"https://nor-bulletin.example/daily/{number}",
                note="No figure was printed for this day." if silent else None,
            ),
        )
        self._fire.clear()
        if number % CUMULATIVE_EVERY_DAYS == 0 or number == len(self._days):
            yield from self._cumulative(at_s, number)
        self._day += 1

    def _cumulative(self, at_s: int, number: int) -> Iterator[Published]:
        for party, count in self._total.items():
            yield Published(
                at_s,
                RecordedClaim(
                    recorder="salt-docs",
                    rule="salt-cumulative",
                    external_id=f"salt-cumulative-{number:03d}-{party}",
                    day_from=self._days[0],
                    day_to=self._days[number - 1],
                    measure="breaches",
                    count=count,
                    as_printed=f"no fewer than {count}",
                    by=party,
                    document=f"https://salt-docs.example/totals/{number}",
                ),
            )
