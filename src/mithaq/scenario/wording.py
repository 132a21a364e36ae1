"""Arabic and English wording shared by every kind of report: numbers of people, days, hedges, openings.

Arabic numbers of people stand after a noun of action (مقتل ثلاثة أشخاص), so they are in the genitive and the
counted noun follows the number's own rule: dual for two, plural for three to ten, singular accusative beyond.
"""

from __future__ import annotations

from datetime import date
from typing import Final

__all__ = [
    "BLAME",
    "DAY_PARTS_AR",
    "DAY_PARTS_EN",
    "HARM",
    "HEDGES",
    "OPENINGS",
    "TOLL_MAY_RISE",
    "Pieces",
    "day_ar",
    "day_en",
    "people_ar",
    "people_en",
]

Pieces = tuple[str, str]
"""A clause cut at its one gap, so that filling it is a mere concatenation (tens of thousands a second)."""

_UNITS_AR: Final = ("", "واحد", "اثنين", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة")
_TENS_AR: Final = ("", "", "عشرين", "ثلاثين", "أربعين", "خمسين", "ستين", "سبعين", "ثمانين", "تسعين")
_UNITS_EN: Final = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def _spelled_ar(number: int) -> str:
    if number == 1:
        return "شخص واحد"
    if number == 2:
        return "شخصين"
    if number <= 10:
        return f"{_UNITS_AR[number]} أشخاص"
    if number < 20:
        unit = {11: "أحد", 12: "اثني"}.get(number, _UNITS_AR[number - 10])
        return f"{unit} عشر شخصاً"
    tens, unit_number = divmod(number, 10)
    unit = f"{_UNITS_AR[unit_number]} و" if unit_number else ""
    return f"{unit}{_TENS_AR[tens]} شخصاً"


def _figures_ar(number: int) -> str:
    if number <= 2:
        return _spelled_ar(number)
    return f"{number} أشخاص" if number <= 10 else f"{number} شخصاً"


def _spelled_en(number: int) -> str:
    if number == 1:
        return "one person"
    return f"{_UNITS_EN[number]} people" if number < len(_UNITS_EN) else f"{number} people"


SPELLED_AR: Final = ("", *(_spelled_ar(number) for number in range(1, 100)))
FIGURES_AR: Final = ("", *(_figures_ar(number) for number in range(1, 100)))
SPELLED_EN: Final = ("", *(_spelled_en(number) for number in range(1, 100)))
FIGURES_EN: Final = ("", "1 person", *(f"{number} people" for number in range(2, 100)))


def people_ar(number: int, *, spelled: bool) -> str:
    """How many people, in the genitive; a hundred and more is told as such, for nobody counts them exactly."""
    if number > 99:
        return "أكثر من مئة شخص"
    return SPELLED_AR[number] if spelled else FIGURES_AR[number]


def people_en(number: int, *, spelled: bool) -> str:
    if number > 99:
        return "more than a hundred people"
    return SPELLED_EN[number] if spelled else FIGURES_EN[number]


_WEEKDAYS_AR: Final = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
_WEEKDAYS_EN: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_AR: Final = (
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيو",
    "تموز/يوليو",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)
_MONTHS_EN: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day_ar(day: date) -> tuple[str, str]:
    """The day as people say it and as an office writes it: يوم الثلاثاء and 4 آذار/مارس."""
    return f"يوم {_WEEKDAYS_AR[day.weekday()]}", f"{day.day} {_MONTHS_AR[day.month - 1]}"


def day_en(day: date) -> tuple[str, str]:
    return _WEEKDAYS_EN[day.weekday()], f"{day.day} {_MONTHS_EN[day.month - 1]}"


# By quarter of the day: night, morning, afternoon, evening.
DAY_PARTS_AR: Final = (("فجر ", "قبيل فجر "), ("صباح ", "ضحى "), ("ظهر ", "بعد ظهر "), ("مساء ", "ليل "))
DAY_PARTS_EN: Final = ("before dawn", "morning", "afternoon", "evening")

# What a person says who was there or knows somebody who was, and what an office writes: True is a person.
OPENINGS: Final[dict[tuple[str, bool], tuple[str, ...]]] = {
    ("ar", True): (
        "",
        "",
        "أبلغكم بأنه ",
        "أكد لنا أحد الأهالي أنه ",
        "حسب ما وصلنا من الأهالي، ",
        "شاهدت بنفسي ما جرى: ",
        "اتصل بنا أقارب لنا وقالوا إنه ",
        "أنا من سكان المنطقة: ",
        "سمعت من الجيران أنه ",
    ),
    ("ar", False): (
        "",
        "",
        "أفاد سكان بأنه ",
        "بحسب شهود، ",
        "وفق مصادر محلية، ",
        "وردنا أنه ",
        "وثق فريقنا ما يلي: ",
        "أفاد مراسلنا بأنه ",
    ),
    ("en", True): (
        "",
        "",
        "I saw this myself. ",
        "A relative called and said: ",
        "As far as we could learn, ",
        "I live nearby. ",
        "My neighbours told me that ",
        "For your attention: ",
    ),
    ("en", False): (
        "",
        "",
        "Residents say that ",
        "According to witnesses, ",
        "Local sources report that ",
        "We were told the following. ",
        "From the field: ",
        "Our team documented that ",
    ),
}
TOLL_MAY_RISE: Final = {"ar": " وقد ترتفع الحصيلة.", "en": " The toll may rise."}
HEDGES: Final[dict[tuple[str, bool], tuple[str, ...]]] = {
    ("ar", True): (
        "",
        "",
        "",
        "",
        " ولا أعرف تفاصيل أكثر.",
        " ونرجو عدم نشر أي تفاصيل تدل على المصدر.",
        " وسأرسل ما يستجد.",
        " ولدي صور أحتفظ بها.",
    ),
    ("ar", False): (
        "",
        "",
        "",
        "",
        " ولم نتمكن من التحقق من ذلك بعد.",
        " ولا تزال التفاصيل غير واضحة.",
        " والمعلومات أولية.",
        " ولم يصدر أي تعليق من الأطراف المعنية.",
    ),
    ("en", True): (
        "",
        "",
        "",
        "",
        " I know no more than this.",
        " Please publish nothing that points to the source.",
        " I will send what I learn.",
        " I keep pictures of it.",
    ),
    ("en", False): (
        "",
        "",
        "",
        "",
        " We could not verify this yet.",
        " Details remain unclear.",
        " This is first information.",
        " No party has commented.",
    ),
}
BLAME: Final[dict[str, tuple[Pieces, ...]]] = {
    "ar": (
        (" ونُسب ذلك إلى ", "."),
        (" والجهة المسؤولة بحسب المصدر هي ", "."),
        (" وأشار شهود إلى مسؤولية ", "."),
        (" ويُعتقد أن المسؤولية تقع على ", "."),
    ),
    "en": (
        (" This was attributed to the ", "."),
        (" The source holds the ", " responsible."),
        (" Witnesses point to the ", "."),
        (" It is believed to be the work of the ", "."),
    ),
}

# Keyed by what was said of killed and wounded: (killed?, wounded?). ``@k`` and ``@w`` stand for numbers of people.
HARM: Final[dict[tuple[str, bool, bool], tuple[str, ...]]] = {
    ("ar", True, True): (
        "وأسفر ذلك عن مقتل @k وإصابة @w.",
        "ما أدى إلى مقتل @k وجرح @w.",
        "والحصيلة حتى الآن مقتل @k وإصابة @w بجروح.",
        "وتسبب في وفاة @k وإصابة @w.",
    ),
    ("ar", True, False): (
        "وأسفر ذلك عن مقتل @k.",
        "ما أدى إلى مقتل @k.",
        "وتأكد مقتل @k.",
        "ووثقنا وفاة @k.",
    ),
    ("ar", False, True): (
        "وأسفر ذلك عن إصابة @w.",
        "ما أدى إلى إصابة @w بجروح.",
        "ونُقل المصابون إلى أقرب مشفى، والحديث عن إصابة @w.",
        "وأصيب جراء ذلك مدنيون، ويجري الحديث عن إصابة @w.",
    ),
    ("ar", False, False): (
        "ولم تقع إصابات.",
        "دون تسجيل إصابات.",
        "واقتصرت الأضرار على الماديات.",
        "ولم ترد أنباء عن ضحايا.",
    ),
    ("en", True, True): (
        "It killed @k and wounded @w.",
        "The toll so far: @k killed, @w injured.",
        "At least @k died; wounded: @w.",
        "We count @k dead and @w wounded.",
    ),
    ("en", True, False): (
        "It killed @k.",
        "The reported toll: @k killed.",
        "At least @k died.",
        "We documented the death of @k.",
    ),
    ("en", False, True): (
        "It wounded @w.",
        "Taken to the nearest hospital with injuries: @w.",
        "At least @w had to be treated.",
        "Nobody died; the injuries concern @w.",
    ),
    ("en", False, False): (
        "Nobody was hurt.",
        "No casualties were reported.",
        "There was damage only.",
        "We know of no victims.",
    ),
}
