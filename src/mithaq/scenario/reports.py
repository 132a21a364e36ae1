"""From what happened to what was said: each source's report with its own errors, words, origin and citations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from mithaq.mechanism.monitoring.facts import Count, DayPrecision, Facts, PlacePrecision, Point
from mithaq.mechanism.monitoring.report import CollectedReport, ReceivedReport
from mithaq.scenario.actors import PARTIES, SOURCES, Source
from mithaq.scenario.events import FIGHTERS, Event, EventKind
from mithaq.scenario.hearing import Pending
from mithaq.scenario.land import Land
from mithaq.scenario.sentences import MARGIN_DAYS, Sentences

__all__ = ["Report", "Teller", "Told"]

Report = CollectedReport | ReceivedReport

SOURCE_INDEX: Final = {source.code: number for number, source in enumerate(SOURCES)}
ANONYMOUS_SHARE: Final = 0.4
ORIGIN_KNOWN: Final = 0.72
"""How often a person's account comes with a stated origin; else the mechanism must treat it as unknown."""
SAME_WITNESS: Final = 0.15
"""How often an office's account rests on a person who also told us: two reports, one root."""
UNRESOLVED: Final = 0.012
WORDS_ONLY: Final = 0.04
"""Calls that leave no structured field, only words."""


@dataclass(frozen=True, slots=True)
class Told:
    """A report that is out, with what somebody who repeats it takes over."""

    index: int
    report: Report
    facts: Facts
    root: str
    source: int
    external_id: str | None
    depth: int


class Teller:
    def __init__(self, land: Land, rng: Random, first_day: date, days: int) -> None:
        self._random = rng.random
        self._sentences = Sentences(land, rng, first_day, days)
        span = range(-MARGIN_DAYS, days + MARGIN_DAYS)
        self._days = [(first_day + timedelta(days=number)).isoformat() for number in span]
        self._places = land.communities
        self._neighbours = land.neighbours
        self._counts: dict[tuple[int, int, int], Count] = {}
        self._numbers = [0] * len(SOURCES)

    def tell(self, pending: Pending, index: int) -> Told:
        source = SOURCES[pending.source]
        event, cited = pending.event, pending.cited
        self._numbers[pending.source] += 1
        external_id: str | None = f"{source.code}-{self._numbers[pending.source]:06d}"
        if source.channel == "phone":
            external_id = None
        unresolved: str | None = None
        if cited is None:
            day = self._day(event, source)
            party = self._party(event, source)
            facts = self._facts(event, pending.other, source, day, party)
            root = self._root(event, source, pending.person)
            if source.personal and self._random() < UNRESOLVED:
                facts, unresolved = self._unplaced(event, facts)
        else:
            day, party = event.day_index, _party_index(cited.facts)
            root = cited.root
            facts = cited.facts if pending.duplicate else self._retold(cited.facts, source)
        lang = "ar" if self._random() < source.arabic else "en"
        if event.kind is EventKind.CAMPAIGN and source.personal:
            lang, text = "ar", self._sentences.campaign(self._places[event.community].code, event.party)
        else:
            text = self._sentences.report(
                lang,
                source,
                event.act,
                place=facts.place,
                day=day,
                at_s=event.at_s,
                killed=facts.killed,
                wounded=facts.wounded,
                party=party,
                cited=SOURCES[cited.source] if cited is not None and not pending.duplicate else None,
            )
            if pending.other is not None and cited is None:
                text = f"{text} {self._second(lang, source, pending.other)}"
        report = self._report(
            pending, facts, text, external_id=external_id, lang=lang, root=root, unresolved=unresolved
        )
        depth = 0 if cited is None else cited.depth + 1
        return Told(index, report, facts, root, pending.source, external_id, depth)

    def _report(
        self,
        pending: Pending,
        facts: Facts,
        text: str,
        *,
        external_id: str | None,
        lang: str,
        root: str,
        unresolved: str | None,
    ) -> Report:
        random = self._random
        source, cited = SOURCES[pending.source], pending.cited
        sealed: dict[str, str] = {"lang": lang}
        if cited is not None and not pending.duplicate:
            sealed["cites"] = cited.external_id or ""
        if source.received:
            named = source.personal and random() >= ANONYMOUS_SHARE
            return ReceivedReport(
                channel=source.channel,
                facts=None if source.channel == "phone" and random() < WORDS_ONLY else facts,
                text=text,
                lang=lang,
                source=source.code,
                external_id=external_id,
                origin=root if not source.personal or random() < ORIGIN_KNOWN else None,
                reporter=f"reporter-{root}" if named else None,
                unresolved_place=unresolved,
                sealed={},
            )
        assert external_id is not None
        return CollectedReport(
            source=source.code,
            external_id=external_id,
            republish=source.republish,
            facts=facts,
            text=text,
            origin=root if random() < ORIGIN_KNOWN else None,
            unresolved_place=unresolved,
            sealed=sealed,
        )

    def _facts(
        self,
        event: Event,
        other: Event | None,
        source: Source,
        day: int,
        party: int | None,
    ) -> Facts:
        random = self._random
        place = self._places[event.community]
        if random() < source.place_error:
            near = self._neighbours[event.community]
            place = self._places[near[int(random() * len(near))]]
        precise = random()
        point: Point | None = None
        code: str | None
        subdistrict: str | None = place.subdistrict
        if precise < source.community_share:
            code, level = place.code, PlacePrecision.COMMUNITY
            if source.point_share and random() < source.point_share:
                level = PlacePrecision.POINT
                lon, lat = place.position
                point = Point(
                    lat_e5=lat + int((random() - 0.5) * 2400),
                    lon_e5=lon + int((random() - 0.5) * 3600),
                )
        else:
            rest = (precise - source.community_share) / (1 - source.community_share)
            if rest < 0.75:
                code, level = subdistrict, PlacePrecision.SUBDISTRICT
            elif rest < 0.88:
                code, level, subdistrict = place.code[:4], PlacePrecision.DISTRICT, None
            else:
                code, level, subdistrict = place.governorate, PlacePrecision.GOVERNORATE, None
        classes = event.classes
        # People see the shell, not the clause: a second class is left out, one kind of fire taken for another.
        if len(classes) > 1 and random() < 0.45:
            classes = classes[:1]
        elif random() < 0.03 and classes and classes[0] in {"VC-04", "VC-06"}:
            classes = ("VC-06" if classes[0] == "VC-04" else "VC-04",)
        killed, wounded = event.killed, event.wounded
        if other is not None:
            classes = classes + tuple(each for each in other.classes if each not in classes)
            killed, wounded = killed + other.killed, wounded + other.wounded
        day_from = day_to = self._days[day + MARGIN_DAYS]
        precision = DayPrecision.DAY
        if random() < 0.025:
            precision = DayPrecision.WEEK
            day_from, day_to = self._days[day + MARGIN_DAYS - 3], self._days[day + MARGIN_DAYS + 3]
        return Facts(
            day_from=day_from,
            day_to=day_to,
            day_precision=precision,
            place=code,
            place_precision=level,
            subdistrict=subdistrict,
            governorate=place.governorate,
            classes=classes,
            killed=self._said(killed, source) if killed or event.act.is_fire else None,
            wounded=self._said(wounded, source) if wounded or event.act.is_fire else None,
            parties=None if party is None else (PARTIES[party].code,),
            point=point,
            links=self._links(source),
        )

    def _said(self, true: int, source: Source) -> Count | None:
        """The number a source gives: nothing, the number, its own bias, and a range where it is not sure."""
        random = self._random
        if random() < (0.25 if true else 0.6):
            return None
        best = true
        if true and (source.killed_bias != 1.0 or random() < 0.2):
            best = int(true * source.killed_bias * (0.8 + 0.5 * random()) + 0.5)
        low = high = best
        if best > 1 and random() < 0.3:
            low, high = best - 1 - int(random() * best / 3), best + int(random() * best / 2)
        key = (low, best, high)
        count = self._counts.get(key)
        if count is None:
            count = self._counts[key] = Count(low=low, best=best, high=high)
        return count

    def _retold(self, facts: Facts, source: Source) -> Facts:
        """A repeated account: no point, its own link, and now and then a rounder number."""
        killed = facts.killed
        if killed is not None and killed.best and self._random() < 0.2:
            killed = Count(low=killed.low, best=killed.best, high=killed.high + 1 + killed.best // 4)
        return Facts(
            day_from=facts.day_from,
            day_to=facts.day_to,
            day_precision=facts.day_precision,
            place=facts.place,
            place_precision=(
                PlacePrecision.COMMUNITY if facts.place_precision is PlacePrecision.POINT else facts.place_precision
            ),
            subdistrict=facts.subdistrict,
            governorate=facts.governorate,
            classes=facts.classes,
            killed=killed,
            wounded=facts.wounded,
            parties=facts.parties,
            links=self._links(source),
        )

    def _unplaced(self, event: Event, facts: Facts) -> tuple[Facts, str]:
        """The reporter names a place as the gazetteer does not write it: kept as written, never guessed."""
        name = self._places[event.community].name
        written = f"{name.en.swapcase()}?" if self._random() < 0.3 else f"حارة {name.ar} القديمة"
        return (
            Facts(
                day_from=facts.day_from,
                day_to=facts.day_to,
                day_precision=facts.day_precision,
                place=None,
                place_precision=PlacePrecision.UNKNOWN,
                subdistrict=None,
                governorate=None,
                classes=facts.classes,
                killed=facts.killed,
                wounded=facts.wounded,
                parties=facts.parties,
            ),
            written,
        )

    def _day(self, event: Event, source: Source) -> int:
        if self._random() >= source.date_error:
            return event.day_index
        return event.day_index + (1 if self._random() < 0.6 else -1)

    def _party(self, event: Event, source: Source) -> int | None:
        if event.kind is EventKind.UNRELATED or self._random() >= source.names_party:
            return None
        if source.blames or event.kind is not EventKind.TRUE or self._random() < 0.94:
            return event.party
        return FIGHTERS[int(self._random() * len(FIGHTERS))]

    def _root(self, event: Event, source: Source, person: int) -> str:
        if source.personal:
            return f"w{event.number}-{person}"
        if self._random() < SAME_WITNESS:
            return f"w{event.number}-0"
        return f"{source.code}/{self._places[event.community].subdistrict}"

    def _links(self, source: Source) -> tuple[str, ...]:
        if source.received:
            return ()
        number = self._numbers[SOURCE_INDEX[source.code]]
        return (f"https://{source.code}.example/{number:06d}",)

    def _second(self, lang: str, source: Source, other: Event) -> str:
        text = self._sentences.report(
            lang,
            source,
            other.act,
            place=self._places[other.community].code,
            day=other.day_index,
            at_s=other.at_s,
            killed=None,
            wounded=None,
            party=None,
            cited=None,
        )
        return f"وفي تقرير آخر: {text}" if lang == "ar" else f"In addition: {text}"


def _party_index(facts: Facts) -> int | None:
    if not facts.parties:
        return None
    return next(number for number, party in enumerate(PARTIES) if party.code == facts.parties[0])
