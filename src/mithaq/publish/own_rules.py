"""How the mechanism itself counts: the rule behind each figure of its own, in words a reader can hold it to."""

from __future__ import annotations

from typing import Final

from mithaq.publish.views import CountingRuleView

__all__ = ["COVERAGE_NOT_MEASURED", "OWN_RULES"]


def _rule(code: str, titles: tuple[str, str], texts: tuple[str, str]) -> CountingRuleView:
    english, arabic = titles
    return CountingRuleView(code, {"en": english, "ar": arabic}, {"en": texts[0], "ar": texts[1]})


OWN_RULES: Final = (
    _rule(
        "own/accounting",
        ("Every report accounted for", "كل بلاغ محسوب"),
        (
            (
                "Every report that entered the record before the cut-off is counted once. It has one current "
                "disposition or stands as open. It is overdue when the limit set in the terms passed before the last "
                "tick of the record's clock."
            ),
            (
                "يُحسب مرة واحدة كل بلاغ دخل السجل قبل وقت الإقفال. ولكل بلاغ مآل واحد حالي أو هو مفتوح. ويُعدّ متأخراً "
                "إذا انقضت المهلة المحددة في الشروط قبل آخر تسجيل للوقت في السجل."
            ),
        ),
    ),
    _rule(
        "own/reports",
        ("Reports about the period", "بلاغات عن الفترة"),
        (
            (
                "Public reports whose days all lie in the period. Reports disposed as duplicate, out of scope or "
                "withdrawn are not counted. A report says what its source says; nothing here is a finding."
            ),
            (
                "البلاغات العلنية التي تقع أيامها كلها داخل الفترة. ولا تُحسب البلاغات المكررة أو الخارجة عن النطاق أو "
                "المسحوبة. والبلاغ ينقل قول مصدره، ولا شيء هنا استنتاج."
            ),
        ),
    ),
    _rule(
        "own/undated",
        ("Known too coarsely", "معروف على نحو تقريبي"),
        (
            (
                "Public reports whose days touch the period but do not all lie in it. They are named here so that "
                "nobody takes them for missing, and counted nowhere else."
            ),
            (
                "البلاغات العلنية التي تمس أيامها الفترة ولا تقع كلها داخلها. تُذكر هنا كي لا تُظن ناقصة، ولا تُحسب في "
                "موضع آخر."
            ),
        ),
    ),
    _rule(
        "own/incidents",
        ("Incidents of the period", "حوادث الفترة"),
        (
            (
                "Incidents whose shown facts lie wholly in the period, by governorate and by class. One incident may "
                "carry several classes, so classes may add up to more than the incidents."
            ),
            (
                "الحوادث التي تقع وقائعها المنشورة كلها داخل الفترة، بحسب المحافظة والفئة. وقد تحمل الحادثة الواحدة عدة "
                "فئات، فقد يزيد مجموع الفئات على عدد الحوادث."
            ),
        ),
    ),
    _rule(
        "own/killed",
        ("People killed, as reported", "القتلى بحسب البلاغات"),
        (
            (
                "The sum over the period's incidents of the lowest, the best and the highest number reported. "
                "Incidents for which nobody gave a number add nothing, which is not zero."
            ),
            (
                "مجموع أدنى عدد وأرجح عدد وأعلى عدد مُبلَّغ عنه في حوادث الفترة. والحوادث التي لم يذكر أحد عدداً لها لا "
                "تضيف شيئاً، وليس ذلك صفراً."
            ),
        ),
    ),
    _rule(
        "own/claims",
        ("Figures of other recorders", "أرقام جهات أخرى"),
        (
            (
                "How many figures other recorders published for the period. They stand side by side, each with its own "
                "rule; they are added neither to each other nor to ours."
            ),
            (
                "عدد الأرقام التي نشرتها جهات أخرى عن الفترة. تُعرض جنباً إلى جنب، كل منها بقاعدته، ولا تُجمع بعضها مع بعض "
                "ولا مع أرقامنا."
            ),
        ),
    ),
)

COVERAGE_NOT_MEASURED: Final = {
    "en": "How long each place was watched was not measured for this bulletin: few "
    "reports may mean little happened, "
    "or that nobody could see.",
    "ar": "لم تُقَس في هذه النشرة مدة رصد كل مكان: فقلة البلاغات قد تعني أن ما جرى قليل، أو أن أحداً لم يستطع أن يرى.",
}
