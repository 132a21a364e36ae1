"""The words of one report, in Arabic or in English, put together from clauses; no two witnesses write alike."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Final

from mithaq.mechanism.monitoring.facts import Count, PlacePrecision
from mithaq.scenario.actors import PARTIES, Source
from mithaq.scenario.acts import Act
from mithaq.scenario.events import DAY_SECONDS
from mithaq.scenario.land import Land, Place
from mithaq.scenario.wording import (
    BLAME,
    DAY_PARTS_AR,
    DAY_PARTS_EN,
    HARM,
    HEDGES,
    OPENINGS,
    TOLL_MAY_RISE,
    day_ar,
    day_en,
    people_ar,
    people_en,
)

__all__ = ["MARGIN_DAYS", "Sentences", "place_names_ar", "place_names_en"]

MARGIN_DAYS: Final = 45
"""Days before the first and after the last for which words are ready: dates are mistaken both ways."""

AREA_AR: Final = {
    PlacePrecision.SUBDISTRICT: "ناحية ",
    PlacePrecision.DISTRICT: "منطقة ",
    PlacePrecision.GOVERNORATE: "محافظة ",
}
AREA_EN: Final = {
    PlacePrecision.SUBDISTRICT: " sub-district",
    PlacePrecision.DISTRICT: " district",
    PlacePrecision.GOVERNORATE: " governorate",
}
SOMEWHERE: Final = {"ar": ("المنطقة", "منطقة لم تُحدد"), "en": ("the area", "a place not named")}

CAMPAIGN_OPENINGS: Final = (
    "عاجل: ",
    "عاجل جداً: ",
    "انشروا على أوسع نطاق: ",
    "مجزرة مروعة: ",
    "",
)
CAMPAIGN_BODY: Final = (
    "ارتكبت {party} مجزرة في {place} راح ضحيتها 14 شهيداً و30 جريحاً بعد قصف عنيف بالمدفعية",
    "ارتكبت {party} مجزرة في {place} راح ضحيتها 14 شهيداً وأكثر من 30 جريحاً بعد قصف عنيف بالمدفعية",
)
CAMPAIGN_CLOSINGS: Final = (".", "!", ". أين الآلية؟", ". نطالب بالرد الفوري.")


class Sentences:
    """Everything that depends on the land and the calendar is rendered once; a report only joins strings."""

    def __init__(self, land: Land, rng: Random, first_day: date, days: int) -> None:
        self._random = rng.random
        span = range(-MARGIN_DAYS, days + MARGIN_DAYS)
        dates = [first_day + timedelta(days=number) for number in span]
        self._days_ar = [day_ar(each) for each in dates]
        self._days_en = [day_en(each) for each in dates]
        self._places_ar = {place.code: place_names_ar(place) for place in land.by_code.values()}
        self._places_en = {place.code: place_names_en(place) for place in land.by_code.values()}
        self._within = {
            place.code: (
                f" في ناحية {land.by_code[place.subdistrict].name.ar}",
                f" in {land.by_code[place.subdistrict].name.en} sub-district",
            )
            for place in land.communities
        }
        self._parties = [
            [(name.en, name.ar, name.from_day, name.to_day) for name in party.aliases] for party in PARTIES
        ]

    def report(
        self,
        lang: str,
        source: Source,
        act: Act,
        *,
        place: str | None,
        day: int,
        at_s: int,
        killed: Count | None,
        wounded: Count | None,
        party: int | None,
        cited: Source | None,
    ) -> str:
        random = self._random
        arabic = lang == "ar"
        if cited is not None and cited is not source:
            opening = f"نقلاً عن {cited.name_ar}، " if arabic else f"Citing {cited.name_en}: "
        else:
            openings = OPENINGS[lang, source.personal]
            opening = openings[int(random() * len(openings))]
        clauses = act.ar if arabic else act.en
        before, after = clauses[int(random() * len(clauses))]
        if place is None:
            words = SOMEWHERE[lang]
            where = words[int(random() * 2)]
        else:
            names = (self._places_ar if arabic else self._places_en)[place]
            where = names[int(random() * len(names))]
            if len(place) == 8 and random() < 0.2:
                where += self._within[place][0 if arabic else 1]
        when = self._when(day, at_s, arabic=arabic)
        harm = self._harm(lang, killed, wounded)
        blame = ""
        if party is not None:
            pieces = BLAME[lang][int(random() * 4)]
            blame = f"{pieces[0]}{self.party(party, day, arabic=arabic)}{pieces[1]}"
        hedges = HEDGES[lang, source.personal]
        hedge = hedges[int(random() * len(hedges))]
        if not hedge and ((killed and killed.best) or (wounded and wounded.best)) and random() < 0.2:
            hedge = TOLL_MAY_RISE[lang]
        sentence = f"{before}{where}{after}{when}."
        if not arabic and (not opening or opening[-2] == "."):
            sentence = sentence[0].upper() + sentence[1:]
        return f"{opening}{sentence}{harm}{blame}{hedge}"

    def campaign(self, place: str, party: int) -> str:
        """One text with the small changes that those who spread it make: the mark of a campaign."""
        random = self._random
        body = CAMPAIGN_BODY[int(random() * len(CAMPAIGN_BODY))]
        opening = CAMPAIGN_OPENINGS[int(random() * len(CAMPAIGN_OPENINGS))]
        closing = CAMPAIGN_CLOSINGS[int(random() * len(CAMPAIGN_CLOSINGS))]
        filled = body.format(party=PARTIES[party].name_ar, place=self._places_ar[place][0])
        return f"{opening}{filled}{closing}"

    def party(self, number: int, day: int, *, arabic: bool) -> str:
        """The party's name or one of the names it bore on that day."""
        party = PARTIES[number]
        if self._random() < 0.4:
            for en, ar, first, last in self._parties[number]:
                if (first is None or day + 1 >= first) and (last is None or day + 1 <= last):
                    return ar if arabic else en
        return party.name_ar if arabic else party.name_en

    def _when(self, day: int, at_s: int, *, arabic: bool) -> str:
        random = self._random
        style = random()
        if style < 0.15:
            return ""
        quarter = at_s % DAY_SECONDS // 21_600
        if arabic:
            said, written = self._days_ar[day + MARGIN_DAYS]
            if style < 0.7:
                parts = DAY_PARTS_AR[quarter]
                return f" {parts[int(random() * 2)]}{said}"
            return f" {said} في {written}" if style < 0.85 else f" بتاريخ {written}"
        said, written = self._days_en[day + MARGIN_DAYS]
        if style < 0.7:
            return f" on {said} {DAY_PARTS_EN[quarter]}" if quarter else f" before dawn on {said}"
        return f" on {said}, {written}" if style < 0.85 else f" on {written}"

    def _harm(self, lang: str, killed: Count | None, wounded: Count | None) -> str:
        if killed is None and wounded is None:
            return ""
        random = self._random
        dead = killed.best if killed is not None else 0
        hurt = wounded.best if wounded is not None else 0
        clauses = HARM[lang, dead > 0, hurt > 0]
        clause = clauses[int(random() * len(clauses))]
        people = people_ar if lang == "ar" else people_en
        spelled = random() < 0.6
        if dead:
            clause = clause.replace("@k", people(dead, spelled=spelled))
        if hurt:
            clause = clause.replace("@w", people(hurt, spelled=spelled))
        return f" {clause}"


def place_names_ar(place: Place) -> tuple[str, ...]:
    if place.level is not PlacePrecision.COMMUNITY:
        return (f"{AREA_AR[place.level]}{place.name.ar}",)
    kind = "مدينة" if place.population > 40_000 else "بلدة" if place.population > 5_000 else "قرية"
    return (f"{kind} {place.name.ar}", f"{kind} {place.name.ar}", place.name.ar)


def place_names_en(place: Place) -> tuple[str, ...]:
    if place.level is not PlacePrecision.COMMUNITY:
        return (f"{place.name.en}{AREA_EN[place.level]}",)
    kind = "city" if place.population > 40_000 else "town" if place.population > 5_000 else "village"
    return (place.name.en, place.name.en, f"the {kind} of {place.name.en}", *place.name.variants[:1])
