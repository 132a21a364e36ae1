"""Which pictures a bulletin has: its days, the people killed, the classes most alleged, each recorder's numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup

from mithaq.publish.charts import Bar, bars, ranges
from mithaq.publish.language import Language
from mithaq.publish.views import BulletinView, ClaimView, DayView, Quantity, Words

__all__ = ["ClaimPanel", "ClassPanel", "claim_panels", "class_panels", "incidents_chart", "killed_chart", "most_of"]

CLASSES: Final = 6
"""Small multiples for the classes most alleged; the table has all."""
RECORDERS: Final = 12
"""Panels of other recorders' numbers, in the order of the record; the table has all."""

ClaimKey = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class ClassPanel:
    code: str
    count: int
    picture: Markup


@dataclass(frozen=True, slots=True)
class ClaimPanel:
    """One recorder's numbers of one measure by its own rule, on a scale of its own."""

    recorder: str
    rule_key: str
    measure: Words
    by: str | None
    picture: Markup


def incidents_chart(bulletin: BulletinView, lang: Language) -> Markup:
    shown = [
        Bar(Quantity.exact(day.incidents) if day.told else None, day.verified, label)
        for day, label in _labelled(bulletin, lang)
    ]
    return bars(shown, said=lang.plain("chart.incidents_said"), digits=lang.digits, rtl=_rtl(lang))


def killed_chart(bulletin: BulletinView, lang: Language) -> Markup:
    shown = [Bar(day.killed if day.told else None, None, label) for day, label in _labelled(bulletin, lang)]
    return ranges(shown, said=lang.plain("chart.killed_said"), digits=lang.digits, rtl=_rtl(lang))


def class_panels(bulletin: BulletinView, lang: Language) -> list[ClassPanel]:
    """One scale for all, so that their heights can be compared."""
    counts: Counter[str] = Counter()
    for day in bulletin.days:
        counts.update(dict(day.classes))
    codes = [code for code, _ in sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:CLASSES]]
    top = max((count for day in bulletin.days for code, count in day.classes if code in codes), default=0)
    made = []
    for code in codes:
        shown = [
            Bar(Quantity.exact(dict(day.classes).get(code, 0)) if day.told else None, None, label)
            for day, label in _labelled(bulletin, lang)
        ]
        said = lang.plain("chart.class_said", code=code)
        made.append(
            ClassPanel(code, counts[code], bars(shown, said=said, digits=lang.digits, rtl=_rtl(lang), top=top))
        )
    return made


def claim_panels(bulletin: BulletinView, lang: Language) -> list[ClaimPanel]:
    """Of a longer period: numbers of a day and of the whole land. The newest of a day stands for it.

    A guarantor's day runs over midnight, so a number of two days stands at the second.
    """
    if bulletin.day_from == bulletin.day_to:
        return []
    series: dict[ClaimKey, dict[str, ClaimView]] = {}
    for claim in bulletin.claims:
        length = date.fromisoformat(claim.day_to) - date.fromisoformat(claim.day_from)
        if length.days <= 1 and claim.place is None and claim.place_as_printed is None:
            key = (claim.recorder, claim.rule, lang.plain_name(claim.measure), claim.by or "")
            series.setdefault(key, {})[claim.day_to] = claim
    made = []
    for (recorder, _, measure, _), by_day in list(series.items())[:RECORDERS]:
        one = next(iter(by_day.values()))
        shown = [
            Bar(by_day[day.day].count if day.day in by_day else None, None, label)
            for day, label in _labelled(bulletin, lang)
        ]
        said = lang.plain("chart.claim_said", recorder=recorder, measure=measure)
        picture = bars(shown, said=said, digits=lang.digits, rtl=_rtl(lang))
        made.append(ClaimPanel(recorder, one.rule_key, one.measure, one.by, picture))
    return made


def most_of(bulletin: BulletinView) -> DayView | None:
    """The first of the days with the most incidents, where there is any."""
    most = max(bulletin.days, key=lambda day: day.incidents, default=None)
    return most if most is not None and most.incidents else None


def _labelled(bulletin: BulletinView, lang: Language) -> list[tuple[DayView, str]]:
    """Each day with its digits, or none where they would not fit."""
    every = 1 if len(bulletin.days) <= 14 else 5 if len(bulletin.days) <= 31 else 14
    return [
        (day, lang.digits(int(day.day[8:])) if place % every == 0 else "")
        for place, day in enumerate(bulletin.days)
    ]


def _rtl(lang: Language) -> bool:
    return lang.direction == "rtl"
