"""How each recorder counts: the sentence that must stand beside every number of theirs.

Numbers counted by different rules stand side by side and are never added or averaged. Source:
reference/monitoring_practice.md, sections 1 and 2; `confidence` is that page's mark for the rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

__all__ = [
    "COUNTING_RULES",
    "JOINT_BULLETIN",
    "RUSSIAN_BULLETIN",
    "SNHR_BREACHES",
    "TURKISH_BULLETIN",
    "CountingRule",
]


@dataclass(frozen=True, slots=True)
class CountingRule:
    code: str
    recorder: str
    text_en: str
    text_ar: str
    confidence: Literal["V", "H", "M", "L"]

    @property
    def verified(self) -> bool:
        return self.confidence == "V"


RUSSIAN_BULLETIN: Final = CountingRule(
    "guarantor-ru-violations",
    "guarantor-ru",
    "Violations registered by the Russian side of the Russian-Turkish Joint Commission in the bulletin's "
    "period, by "
    "governorate. It says of the other side's cases which it confirmed, and which it holds to have been "
    "fire on an "
    "excluded group. What counts as one violation is not published. A guarantor is not independent.",
    "الخروق التي سجلها الجانب الروسي في اللجنة الروسية التركية المشتركة خلال مدة النشرة، بحسب المحافظة. "
    "ويذكر من "
    "حالات الجانب الآخر ما أكده وما عدّه رمياً على جماعة مستثناة. ولم يُنشر ما يُعدّ خرقاً واحداً. والضامن "
    "ليس جهة مستقلة.",
    "V",
)
TURKISH_BULLETIN: Final = CountingRule(
    "guarantor-tr-violations",
    "guarantor-tr",
    "Violations registered by the Turkish side of the Russian-Turkish Joint Commission, as carried in the "
    "Russian "
    "side's bulletin. What counts as one violation is not published. A guarantor is not independent.",
    "الخروق التي سجلها الجانب التركي في اللجنة الروسية التركية المشتركة، كما نقلتها نشرة الجانب الروسي. "
    "ولم يُنشر ما "
    "يُعدّ خرقاً واحداً. والضامن ليس جهة مستقلة.",
    "V",
)
JOINT_BULLETIN: Final = CountingRule(
    "guarantor-joint-violations",
    "guarantor-joint",
    "One figure given for the Joint Commission without saying which side registered what. How cases of "
    "both sides "
    "were joined is not published.",
    "رقم واحد أُعطي عن اللجنة المشتركة من غير بيان ما سجله كل جانب. ولم تُنشر طريقة جمع حالات الجانبين.",
    "M",
)
SNHR_BREACHES: Final = CountingRule(
    "snhr-breaches-cumulative",
    "snhr",
    "Breaches counted since the truce began: one for each combat operation and one for each arrest "
    "operation, by "
    "perpetrator and governorate. Areas held by ISIL are left out; areas held jointly by armed opposition "
    "groups and "
    "Fateh al-Sham are counted. The figures are cumulative and must not be added up.",
    "خروق محسوبة منذ بدء الهدنة: خرق عن كل عملية قتالية وخرق عن كل عملية اعتقال، بحسب الفاعل والمحافظة. "
    "وتُستبعد مناطق "
    "تنظيم داعش، وتُحسب المناطق المشتركة بين فصائل المعارضة المسلحة وفتح الشام. والأرقام تراكمية فلا يجوز "
    "جمعها.",
    "V",
)

COUNTING_RULES: Final = MappingProxyType(
    {rule.code: rule for rule in (RUSSIAN_BULLETIN, TURKISH_BULLETIN, JOINT_BULLETIN, SNHR_BREACHES)}
)
