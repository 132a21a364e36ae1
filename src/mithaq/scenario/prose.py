"""The words of a level's reports: clauses in varying order, many ways to say each thing, in Arabic and English."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Final, TypeVar

from mithaq.scenario.actors import PARTIES, SOURCES, Source
from mithaq.scenario.events import DAY_SECONDS
from mithaq.scenario.leaves import LEAVES
from mithaq.scenario.particulars import AFTERMATH, NOT_SAID, QUARTERS, TARGETS, VICTIMS, Ways
from mithaq.scenario.sentences import place_names_ar, place_names_en
from mithaq.scenario.spelling import as_translated, eastern_digits, other_spellings, slipped, truncated
from mithaq.scenario.wording import (
    BLAME,
    DAY_PARTS_AR,
    DAY_PARTS_EN,
    HARM,
    HEDGES,
    OPENINGS,
    Pieces,
    day_ar,
    day_en,
    people_ar,
    people_en,
)

if TYPE_CHECKING:
    from mithaq.scenario.accounts import Account, Told
    from mithaq.scenario.land import Land
    from mithaq.scenario.levels import Level

__all__ = ["Prose"]

CITING_AR: Final = ("نقلاً عن {}، ", "بحسب {}، ", "ذكرت {} أنه ", "وفق ما نشرته {}، ", "منقول عن {}: ")
CITING_EN: Final = ("Citing {}: ", "According to {}, ", "{} reports that ", "Via {}: ", "{} said: ")
UNNAMED_AR: Final = ("منقول: ", "يتم تداول أنه ", "ورد على صفحات محلية أنه ", "وصلنا الآن: ")
UNNAMED_EN: Final = ("Shared with us: ", "Local pages say that ", "Being reported: ", "Received: ")
SOMEWHERE_AR: Final = ("المنطقة", "منطقة لم تُحدد", "إحدى القرى")
SOMEWHERE_EN: Final = ("the area", "a place not named", "one of the villages")
FLOOD_OPENINGS: Final = (
    "عاجل: ",
    "عاجل جداً: ",
    "انشروا على أوسع نطاق: ",
    "مجزرة مروعة: ",
    "",
    "هام: ",
    "وصلنا الآن: ",
)
FLOOD_BODY: Final = (
    "ارتكبت {party} مجزرة في {place} راح ضحيتها {killed} شهيداً و30 جريحاً بعد قصف عنيف بالمدفعية {quarter}",
    "مجزرة في {place} على يد {party} والحصيلة {killed} شهيداً وأكثر من 30 جريحاً جراء القصف المدفعي {quarter}",
    "قصف عنيف بالمدفعية من {party} على {place} {quarter} وارتقاء {killed} شهيداً وعشرات الجرحى",
)
FLOOD_CLOSINGS: Final = (".", "!", ". أين الآلية؟", ". نطالب بالرد الفوري.", " ...", ". لا تسكتوا")
RANGE_AR: Final = (" والحصيلة بين {} و{} قتلى.", " ويتراوح عدد القتلى بين {} و{}.")
RANGE_EN: Final = (" Between {} and {} are said to have died.", " The dead number {} to {}.")
ALSO_AR: Final = ("وفي حادث آخر، ", "كما ", "وفي اليوم نفسه، ")
ALSO_EN: Final = ("In another incident, ", "Also, ", "The same day, ")
HOURS_AR: Final = ("نحو الساعة {}", "قرابة الساعة {}", "الساعة {}")
HOURS_EN: Final = ("at about {}", "around {}", "at {}")
ROUNDS_AR: Final = {
    "shell": ("وسُجل سقوط {} قذيفة.", "وعدد القذائف {}.", "ووثقنا {} قذيفة."),
    "strike": ("وعدد الغارات {}.", "وأحصينا {} ضربة.", "وتكررت الضربات {} مرة."),
}
ROUNDS_EN: Final = {
    "shell": ("Shells counted: {}.", "We counted {} rounds.", "There were {} impacts."),
    "strike": ("Strikes counted: {}.", "We counted {} strikes.", "Aircraft struck {} times."),
}
MARGIN_DAYS: Final = 75
"""Late reports and mistaken dates reach so far beyond the period."""

_Words = TypeVar("_Words", str, Pieces)


def _said(ways: Ways, rng: Random, *, arabic: bool) -> str:
    words = ways.ar if arabic else ways.en
    return words[int(rng.random() * len(words))]


class Prose:
    def __init__(self, land: Land, level: Level, rng: Random, first_day: date, days: int) -> None:
        self._level = level
        self._rng = rng
        dates = [first_day + timedelta(days=number) for number in range(-MARGIN_DAYS, days + MARGIN_DAYS)]
        self._days_ar = [day_ar(each) for each in dates]
        self._days_en = [day_en(each) for each in dates]
        self._ar = {place.code: place_names_ar(place) for place in land.by_code.values()}
        self._en = {place.code: place_names_en(place) for place in land.by_code.values()}
        self._others = {place.code: other_spellings(place.name) for place in land.by_code.values()}
        self._communities = land.communities

    def first_hand(self, account: Account, source: Source, *, arabic: bool) -> str:
        openings = OPENINGS["ar" if arabic else "en", source.personal]
        return self._finished(self._told(account, source, self._one(openings), arabic=arabic), arabic=arabic)

    def taken_over(self, account: Account, source: Source, cited: Told, *, arabic: bool) -> tuple[str, bool]:
        """What a copier writes, and in which language: nearly the same words, a translation, or its own words."""
        level, draw = self._level, self._rng.random()
        named = self._rng.random() >= level.uncited
        if draw < level.near_copy:
            opening = self._citing(cited, named=named, arabic=cited.arabic) if self._rng.random() < 0.7 else ""
            return self._finished(f"{opening}{cited.text}", arabic=cited.arabic), cited.arabic
        if draw < level.near_copy + level.translated:
            # An Arabic report of an English one, or the other way; now and then back again.
            back = self._rng.random() < level.round_trip
            into = cited.arabic if back else not cited.arabic
            text = self._told(account, source, self._citing(cited, named=named, arabic=into), arabic=into)
            for _ in range(2 if back else 1):
                text = as_translated(text, self._rng, arabic=into)
            return self._finished(text, arabic=into), into
        opening = self._citing(cited, named=named, arabic=arabic)
        return self._finished(self._told(account, source, opening, arabic=arabic), arabic=arabic), arabic

    def in_flood(self, account: Account, party: int) -> str:
        """One text with the small changes that those who spread it make: the mark of a campaign."""
        assert account.place is not None
        body = self._one(FLOOD_BODY).format(
            party=PARTIES[party].name_ar,
            place=self._place(account.place, arabic=True),
            killed=account.killed,
            quarter=QUARTERS[account.said.quarter].ar[0],
        )
        return self._finished(f"{self._one(FLOOD_OPENINGS)}{body}{self._one(FLOOD_CLOSINGS)}", arabic=True)

    def _told(self, account: Account, source: Source, opening: str, *, arabic: bool) -> str:
        rng, said = self._rng, account.said
        before, after = self._one(LEAVES[account.leaf].ar if arabic else LEAVES[account.leaf].en)
        where = self._place(account.place, arabic=arabic)
        if said.quarter != NOT_SAID:
            after += f" {_said(QUARTERS[said.quarter], rng, arabic=arabic)}"
        sentence = f"{before}{where}{after}{self._when(account, arabic=arabic)}."
        if not arabic and (not opening or opening[-2] in ".:"):
            sentence = sentence[0].upper() + sentence[1:]
        # What follows stands in any order: no two desks put the same thing first.
        rest: list[str] = []
        if said.target != NOT_SAID:
            rest.append(f"{_said(TARGETS[said.target], rng, arabic=arabic)}.")
        harm = self._harm(account, arabic=arabic)
        if harm:
            rest.append(harm)
        if said.rounds != NOT_SAID:
            counted = (ROUNDS_AR if arabic else ROUNDS_EN)[LEAVES[account.leaf].rounds or "shell"]
            rest.append(self._one(counted).format(said.rounds))
        if said.aftermath != NOT_SAID:
            rest.append(_said(AFTERMATH[said.aftermath], rng, arabic=arabic))
        if account.actor != NOT_SAID and rng.random() < 0.8:
            pieces = BLAME["ar" if arabic else "en"][int(rng.random() * 4)]
            party = PARTIES[account.actor]
            rest.append(f"{pieces[0].strip()} {party.name_ar if arabic else party.name_en}{pieces[1]}")
        if len(rest) > 1 and rng.random() < 0.6:
            at = int(rng.random() * len(rest))
            rest = rest[at:] + rest[:at]
        hedge = self._one(HEDGES["ar" if arabic else "en", source.personal])
        second = self._second(account, arabic=arabic)
        return f"{opening}{sentence} {' '.join(rest)}{second}{hedge}".rstrip()

    def _second(self, account: Account, *, arabic: bool) -> str:
        other = account.second
        if other is None:
            return ""
        before, after = self._one(LEAVES[other.leaf].ar if arabic else LEAVES[other.leaf].en)
        where = self._place(self._communities[other.community].code, arabic=arabic)
        opening = self._one(ALSO_AR if arabic else ALSO_EN)
        quarter = _said(QUARTERS[other.said.quarter], self._rng, arabic=arabic)
        return f" {opening}{before}{where}{after} {quarter}."

    def _place(self, code: str | None, *, arabic: bool) -> str:
        if code is None:
            return self._one(SOMEWHERE_AR if arabic else SOMEWHERE_EN)
        if self._rng.random() < self._level.respelled:
            return self._one(self._others[code][0 if arabic else 1])
        return self._one((self._ar if arabic else self._en)[code])

    def _when(self, account: Account, *, arabic: bool) -> str:
        random = self._rng.random
        day = account.day + MARGIN_DAYS
        hour = account.said.hour
        clock = ""
        if hour != NOT_SAID:
            twelve = (hour - 1) % 12 + 1
            shown = f"{hour}:00" if random() < 0.4 else f"{twelve}" if arabic else f"{twelve} {'ap'[hour >= 12]}m"
            clock = f" {self._one(HOURS_AR if arabic else HOURS_EN).format(shown)}"
        style = random()
        if style < 0.2:
            return clock
        quarter = account.at_s % DAY_SECONDS // 21_600
        if arabic:
            said, written = self._days_ar[day]
            if style < 0.6:
                return f" {DAY_PARTS_AR[quarter][int(random() * 2)]}{said}{clock}"
            return f" {said} {written}{clock}" if style < 0.8 else f" بتاريخ {written}{clock}"
        said, written = self._days_en[day]
        if style < 0.6:
            return f" on {said} {DAY_PARTS_EN[quarter]}{clock}" if quarter else f" before dawn on {said}{clock}"
        return f" on {said}, {written}{clock}" if style < 0.8 else f" on {written}{clock}"

    def _harm(self, account: Account, *, arabic: bool) -> str:
        dead, hurt = account.killed, account.wounded
        if dead == NOT_SAID and hurt == NOT_SAID:
            return ""
        random = self._rng.random
        if dead > 1 and account.killed_high > dead and random() < 0.5:
            return self._one(RANGE_AR if arabic else RANGE_EN).format(dead, account.killed_high).strip()
        clause = self._one(HARM["ar" if arabic else "en", dead > 0, hurt > 0])
        people = people_ar if arabic else people_en
        spelled = random() < 0.5
        if dead > 0:
            clause = clause.replace("@k", people(dead, spelled=spelled))
        if hurt > 0:
            clause = clause.replace("@w", people(hurt, spelled=spelled))
        if account.said.victims != NOT_SAID and (dead > 0 or hurt > 0):
            among = _said(VICTIMS[account.said.victims], self._rng, arabic=arabic)
            clause = f"{clause[:-1]}{'، ' if arabic else ', '}{among}."
        return clause

    def _citing(self, cited: Told, *, named: bool, arabic: bool) -> str:
        if not named:
            return self._one(UNNAMED_AR if arabic else UNNAMED_EN)
        source = SOURCES[cited.source]
        return self._one(CITING_AR if arabic else CITING_EN).format(source.name_ar if arabic else source.name_en)

    def _finished(self, text: str, *, arabic: bool) -> str:
        """Slips, digits and cuts come last: they happen to whatever was written."""
        level, rng = self._level, self._rng
        text = slipped(text, rng, level.misspelled)
        if arabic and rng.random() < level.eastern_digits:
            text = eastern_digits(text)
        return truncated(text, rng) if rng.random() < level.truncated else text

    def _one(self, words: tuple[_Words, ...]) -> _Words:
        return words[int(self._rng.random() * len(words))]
