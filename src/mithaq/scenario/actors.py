"""Who fights, who guarantees and who reports in the invented land, with what each sees and how each errs.

Nobody here exists. Numbers describe behaviour, not peoples: each kind of source errs the way its kind is known
to err (reference/monitoring_practice.md, sections 6 and 7): a guarantor sees the other side's breaches, a
foreign military denies its own, a hospital sees the wounded but not the place, a data set comes late and repeats.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from mithaq.mechanism.monitoring.facts import Republish

__all__ = ["PARTIES", "RULES", "SOURCES", "Alias", "CountingRule", "Party", "Source", "Standing"]

Standing = Literal["recorder", "door", "party", "guarantor"]


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name; ``from_day`` and ``to_day`` are days of the truce (1 is the first), None means unbounded."""

    en: str
    ar: str
    from_day: int | None = None
    to_day: int | None = None


@dataclass(frozen=True, slots=True)
class Party:
    code: str
    role: Literal["party", "guarantor", "body", "excluded"]
    name_en: str
    name_ar: str
    aliases: tuple[Alias, ...] = ()
    guarantor: str | None = None
    share: float = 0.0
    """Its part in what truly happens."""


PARTIES: Final = (
    Party(
        "XP-AUT",
        "party",
        "Authority of Wahdara",
        "سلطة وهدارة",
        (Alias("Authority Forces", "قوات السلطة"), Alias("Capital troops", "قوات العاصمة", None, 12)),
        "XG-VEL",
        0.46,
    ),
    Party(
        "XP-RED",
        "party",
        "Riders of the Salt Plain",
        "فرسان سهل الملح",
        (Alias("Salt Riders", "فرسان الملح"),),
        "XG-VEL",
        0.14,
    ),
    Party(
        "XP-FWR",
        "party",
        "Front of the Western Ridge",
        "جبهة الحافة الغربية",
        (
            Alias("Ridge Front", "جبهة الحافة"),
            Alias("Gathering of the Two Ridges", "تجمع الحافتين", 16, None),
        ),
        "XG-NOR",
        0.2,
    ),
    Party(
        "XP-HDR",
        "party",
        "Hadrun Companies",
        "كتائب هدرون",
        (Alias("Companies of the East", "كتائب الشرق", None, 20),),
        "XG-NOR",
        0.12,
    ),
    Party(
        "XP-NIN",
        "excluded",
        "Band of the Ninth Well",
        "جماعة البئر التاسعة",
        (Alias("Well", "جماعة البئر"),),
        None,
        0.08,
    ),
    Party("XM-TAR", "body", "Tarvenian air command", "القيادة الجوية التارفينية"),
    Party("XG-VEL", "guarantor", "Kingdom of Velmarra", "مملكة فلمارة"),
    Party("XG-NOR", "guarantor", "Republic of Norrunda", "جمهورية نوروندة"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """A source and its habits. Shares are probabilities, lags are in hours, areas are governorate codes."""

    code: str
    name_en: str
    name_ar: str
    standing: Standing
    republish: Republish
    channel: str
    reach: float
    """Probability of hearing of an ordinary event at the source's own door step."""
    range_km: float
    home: tuple[str, ...] = ()
    """Sub-districts it works from; empty: it sees the whole land alike."""
    classes: frozenset[str] | None = None
    harm_only: bool = False
    blames: tuple[str, ...] = ()
    """Parties whose acts it reports; empty: anybody's."""
    names_party: float = 0.5
    lag_hours: float = 8.0
    arabic: float = 1.0
    date_error: float = 0.03
    place_error: float = 0.03
    community_share: float = 0.7
    """How often it names the community; otherwise the sub-district, seldom the district or governorate."""
    point_share: float = 0.0
    killed_bias: float = 1.0
    repeats: tuple[tuple[str, float], ...] = ()
    lies: float = 0.0
    """Its part in the invented events of the scenario; 0 means it invents nothing of its own."""
    silent: tuple[float, float] | None = None
    """Shares of the period between which nothing comes from it."""
    personal: bool = False
    """Whether every report is a different person's, so that its origin is that person."""
    received: bool = False
    """Whether it is told to the mechanism (True) or was public before (False)."""
    rounds_up: float = 0.0
    """How often one report tells of two events."""


SOURCES: Final = (
    Source(
        "door-form",
        "Web form of the exercise",
        "استمارة التمرين",
        "door",
        Republish.NONE,
        "form",
        reach=0.34,
        range_km=0.0,
        names_party=0.35,
        lag_hours=5,
        arabic=0.9,
        date_error=0.05,
        place_error=0.04,
        community_share=0.8,
        point_share=0.15,
        personal=True,
        received=True,
    ),
    Source(
        "door-line",
        "Telephone line of the exercise",
        "خط هاتف التمرين",
        "door",
        Republish.NONE,
        "phone",
        reach=0.26,
        range_km=0.0,
        names_party=0.3,
        lag_hours=3,
        arabic=1.0,
        date_error=0.06,
        place_error=0.06,
        community_share=0.75,
        killed_bias=1.15,
        personal=True,
        received=True,
    ),
    Source(
        "salt-docs",
        "Salt Plain Documentation Circle",
        "حلقة توثيق سهل الملح",
        "recorder",
        Republish.DERIVED,
        "import",
        reach=0.62,
        range_km=110,
        home=("XA0202", "XB0301", "XD0103"),
        names_party=0.7,
        lag_hours=14,
        arabic=0.85,
        point_share=0.2,
        repeats=(("reed-media", 0.05),),
        rounds_up=0.05,
    ),
    Source(
        "ridge-docs",
        "Two Ridges Recorders",
        "موثقو الحافتين",
        "recorder",
        Republish.NONE,
        "import",
        reach=0.58,
        range_km=95,
        home=("XC0202", "XE0302", "XF0102"),
        names_party=0.7,
        lag_hours=16,
        arabic=0.8,
        silent=(0.4, 0.64),
        rounds_up=0.04,
    ),
    Source(
        "reed-media",
        "The Reed, a media collector",
        "منصة القصبة",
        "recorder",
        Republish.OPEN,
        "import",
        reach=0.3,
        range_km=400,
        names_party=0.6,
        lag_hours=4,
        arabic=0.6,
        date_error=0.06,
        place_error=0.07,
        killed_bias=1.3,
        repeats=(("salt-docs", 0.28), ("ridge-docs", 0.22), ("vel-bulletin", 0.12), ("aut-media", 0.15)),
        lies=0.15,
        rounds_up=0.06,
    ),
    Source(
        "lamp-hospitals",
        "Lamp Hospital Network",
        "شبكة مشافي السراج",
        "recorder",
        Republish.NONE,
        "partner",
        reach=0.75,
        range_km=260,
        home=("XB0102", "XE0202"),
        harm_only=True,
        names_party=0.02,
        lag_hours=20,
        arabic=0.7,
        community_share=0.35,
        place_error=0.05,
        killed_bias=0.9,
        received=True,
    ),
    Source(
        "vel-bulletin",
        "Bulletin of the Velmarra truce centre",
        "نشرة مركز الهدنة الفلماري",
        "guarantor",
        Republish.OPEN,
        "import",
        reach=0.3,
        range_km=300,
        classes=frozenset({"VC-04", "VC-06", "VC-07", "VC-14"}),
        blames=("XP-FWR", "XP-HDR", "XP-NIN"),
        names_party=0.95,
        lag_hours=18,
        arabic=0.3,
        community_share=0.75,
        killed_bias=0.6,
        lies=0.25,
    ),
    Source(
        "nor-bulletin",
        "Bulletin of the Norrunda truce centre",
        "نشرة مركز الهدنة النوروندي",
        "guarantor",
        Republish.OPEN,
        "import",
        reach=0.28,
        range_km=300,
        classes=frozenset({"VC-04", "VC-05", "VC-06", "VC-07", "VC-14"}),
        blames=("XP-AUT", "XP-RED"),
        names_party=0.95,
        lag_hours=18,
        arabic=0.3,
        community_share=0.7,
        killed_bias=0.7,
        lies=0.12,
    ),
    # What a party's command or media broadcast is public material, recorded; a party's word has a door of its own.
    Source(
        "tar-command",
        "Statements of the Tarvenian air command",
        "بيانات القيادة الجوية التارفينية",
        "recorder",
        Republish.OPEN,
        "import",
        reach=0.2,
        range_km=500,
        classes=frozenset({"VC-04"}),
        blames=("XM-TAR",),
        names_party=0.1,
        lag_hours=30,
        arabic=0.0,
        point_share=0.5,
        killed_bias=0.0,
        lies=0.08,
    ),
    Source(
        "aut-media",
        "Voice of the Capital",
        "صوت العاصمة",
        "recorder",
        Republish.OPEN,
        "import",
        reach=0.2,
        range_km=300,
        blames=("XP-FWR", "XP-HDR", "XP-NIN"),
        names_party=1.0,
        lag_hours=7,
        arabic=0.95,
        killed_bias=1.2,
        repeats=(("vel-bulletin", 0.2),),
        lies=0.4,
    ),
    Source(
        "odce",
        "Open Data on Clashes and Events",
        "البيانات المفتوحة للاشتباكات",
        "recorder",
        Republish.OPEN,
        "import",
        reach=0.06,
        range_km=500,
        harm_only=True,
        names_party=0.9,
        lag_hours=60,
        arabic=0.0,
        date_error=0.02,
        point_share=0.6,
        repeats=(("reed-media", 0.16), ("salt-docs", 0.16), ("ridge-docs", 0.1)),
    ),
)


@dataclass(frozen=True, slots=True)
class CountingRule:
    """How a recorder counts; two rules applied to the same days give figures that must not be merged."""

    code: str
    recorder: str
    text_en: str
    text_ar: str


RULES: Final = (
    CountingRule(
        "vel-daily",
        "vel-bulletin",
        "Breaches by the parties not under Velmarra's guarantee, per day and governorate; every burst or shell"
        " counts for itself.",
        "خروق الأطراف غير المشمولة بضمانة فلمارة في اليوم والمحافظة؛ ويُحسب كل رشق وكل قذيفة على حدة.",
    ),
    CountingRule(
        "nor-daily",
        "nor-bulletin",
        "Breaches by the parties not under Norrunda's guarantee, per day, whole land; fire of one place and hour"
        " counts once.",
        "خروق الأطراف غير المشمولة بضمانة نوروندة في اليوم لكامل البلاد؛"
        " وتُحسب النيران في مكان واحد وساعة واحدة مرة واحدة.",
    ),
    CountingRule(
        "salt-cumulative",
        "salt-docs",
        "Documented breaches since the first day of the truce, by responsible party; only what two of our own"
        " documenters confirm.",
        "الخروق الموثقة منذ اليوم الأول للهدنة بحسب الطرف المسؤول؛ ولا يُحسب إلا ما أكده اثنان من موثقينا.",
    ),
)
