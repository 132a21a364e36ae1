"""How each recorder counts: the sentence that must stand beside every number of theirs.

Numbers counted by different rules stand side by side and are never added or averaged. ``source`` is where the rule
is known from; `confidence` is V where it was read in the recorder's own words, else how far it can be relied on.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

__all__ = [
    "BRITISH_ANSWER",
    "COALITION_ANSWER",
    "COUNTING_RULES",
    "JOINT_BULLETIN",
    "RUSSIAN_BULLETIN",
    "SNHR_BREACHES",
    "TURKISH_BULLETIN",
    "UNITED_STATES_ANSWER",
    "VDC_BY_CAUSE",
    "VDC_BY_GOVERNORATE",
    "CountingRule",
]


@dataclass(frozen=True, slots=True)
class CountingRule:
    code: str
    recorder: str
    text_en: str
    text_ar: str
    confidence: Literal["V", "H", "M", "L"]
    source: str = "reference: monitoring practice, sections 1 and 2"

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

_AIRWARS: Final = "the answers of militaries as Airwars lists them beside its incidents"
_VDC: Final = "description of the daily series taken from the register in August 2018"


def _answer(code: str, english: str, arabic: str) -> CountingRule:
    return CountingRule(
        f"military-{code}-answers",
        f"military-{code}",
        f"What {english} concluded of an allegation against itself, and the civilians it conceded to have killed "
        "or wounded, as Airwars carries it. 'Credible' means that it holds its own strike more likely than not to "
        "have done the harm; 'non_credible' that it does not, or could not tell. It judges its own conduct, on "
        "material of its own that it does not publish. One claim for an incident of Airwars', not for a strike.",
        f"ما خلص إليه {arabic} بشأن ادعاء موجّه إليه، ومن أقرّ بقتلهم أو جرحهم من المدنيين، كما تنقله منظمة إيروورز. "
        "وكلمة credible تعني أنه يرجّح أن ضربته أوقعت الضرر، وnon_credible أنه لا يرجّح ذلك أو لم يتمكن من الجزم. "
        "وهو يحكم على سلوكه بنفسه وبمواده التي لا ينشرها. وكل بيان عن حادثة لدى إيروورز لا عن ضربة.",
        "M",
        _AIRWARS,
    )


COALITION_ANSWER: Final = _answer("coalition", "the U.S.-led Coalition", "التحالف الذي تقوده الولايات المتحدة")
UNITED_STATES_ANSWER: Final = _answer("us", "the armed forces of the United States", "الجيش الأمريكي")
BRITISH_ANSWER: Final = _answer("uk", "the armed forces of the United Kingdom", "الجيش البريطاني")
VDC_BY_GOVERNORATE: Final = CountingRule(
    "vdc-deaths-by-governorate",
    "vdc",
    "Deaths in the register of the Violations Documentation Center, by day and governorate: civilians and "
    "combatants together. The series was taken from the register by a third person, who says that records are "
    "missing; days without a death are not in it. The same deaths stand in the series by cause: never add the two.",
    "الوفيات في سجل مركز توثيق الانتهاكات بحسب اليوم والمحافظة، من المدنيين والمقاتلين معاً. أخذ السلسلةَ من السجل "
    "شخص ثالث يقول إن سجلات ناقصة، وليس فيها يوم بلا وفاة. والوفيات ذاتها في السلسلة بحسب السبب، "
    "فلا تُجمع السلسلتان.",
    "M",
    _VDC,
)
VDC_BY_CAUSE: Final = CountingRule(
    "vdc-deaths-by-cause",
    "vdc",
    "Deaths in the register of the Violations Documentation Center, by day and cause, for the whole country: "
    "civilians and combatants together. Air strikes are no cause of their own: they stand under shelling or "
    "explosion. "
    "The series was taken from the register by a third person, who says that records are missing. The same deaths "
    "stand in the series by governorate: never add the two.",
    "الوفيات في سجل مركز توثيق الانتهاكات بحسب اليوم والسبب في البلد كله، من المدنيين والمقاتلين معاً. ولا سبب فيها "
    "للغارات الجوية، فهي تحت القصف أو الانفجار. أخذ السلسلةَ من السجل شخص ثالث يقول إن سجلات ناقصة. "
    "والوفيات ذاتها في السلسلة بحسب المحافظة، فلا تُجمع السلسلتان.",
    "M",
    _VDC,
)

COUNTING_RULES: Final = MappingProxyType(
    {
        rule.code: rule
        for rule in (
            RUSSIAN_BULLETIN,
            TURKISH_BULLETIN,
            JOINT_BULLETIN,
            SNHR_BREACHES,
            COALITION_ANSWER,
            UNITED_STATES_ANSWER,
            BRITISH_ANSWER,
            VDC_BY_GOVERNORATE,
            VDC_BY_CAUSE,
        )
    }
)
