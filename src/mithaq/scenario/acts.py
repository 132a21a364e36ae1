"""What can happen in the truce: acts with their violation classes, their usual harm, and how people tell of them.

Shares follow the proportions seen in ceasefire bulletins: shelling and air strikes make most of it, the gravest
classes are rare. Every Arabic clause is a verbal sentence, so that any opening can stand before it, and its gap
takes a feminine noun (بلدة، قرية، مدينة) followed by the name. Clauses on sexual violence and on children stay
bare on purpose: a generator has no business in detail there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mithaq.scenario.wording import Pieces

__all__ = ["ACTS", "UNRELATED", "Act"]


FIRE: Final = 0.05
"""An act at least this deadly is fire; of others nobody adds that no one was hurt."""


@dataclass(frozen=True, slots=True)
class Act:
    key: str
    share: float
    classes: tuple[str, ...]
    also: tuple[tuple[str, float], ...]
    """Further classes with the probability that they apply: one event may carry several."""
    deadly: float
    """Probability that somebody is killed; how many follows a heavy tail."""
    wounding: float
    ar: tuple[Pieces, ...]
    en: tuple[Pieces, ...]

    @property
    def is_fire(self) -> bool:
        return self.deadly >= FIRE


def _cut(*clauses: str) -> tuple[Pieces, ...]:
    pieces = []
    for clause in clauses:
        before, gap, after = clause.partition("@")
        assert gap, clause
        pieces.append((before, after))
    return tuple(pieces)


_CIVILIANS: Final = (("VC-01", 0.12), ("VC-02", 0.22), ("VC-03", 0.02))

ACTS: Final = (
    Act(
        "shelling",
        0.335,
        ("VC-06",),
        _CIVILIANS,
        0.10,
        0.26,
        _cut(
            "استهدف قصف مدفعي @",
            "تعرضت @ لقصف مدفعي",
            "سقطت قذائف هاون على @",
            "قصفت مدفعية ثقيلة الأحياء السكنية في @",
            "سقطت عدة صواريخ أرضية على أطراف @",
            "طال القصف بقذائف الدبابات @",
            "تجدد القصف بقذائف الهاون على محيط @",
        ),
        _cut(
            "artillery fire hit @",
            "@ came under artillery fire",
            "mortar rounds fell on @",
            "shells struck houses in @",
            "several rockets landed on the outskirts of @",
            "tank shells hit @",
            "mortar fire resumed around @",
        ),
    ),
    Act(
        "air_strike",
        0.175,
        ("VC-04",),
        _CIVILIANS,
        0.19,
        0.34,
        _cut(
            "شنت طائرات حربية غارة على @",
            "تعرضت @ لغارة جوية",
            "استهدفت غارتان جويتان محيط @",
            "أغار الطيران الحربي على @",
            "قصفت طائرة مسيرة موقعاً في @",
            "نفذت طائرات حربية عدة غارات على @",
        ),
        _cut(
            "warplanes struck @",
            "@ was hit by an air strike",
            "two air strikes hit the surroundings of @",
            "jets bombed @",
            "a drone hit a site in @",
            "aircraft carried out several strikes on @",
        ),
    ),
    Act(
        "barrel_bomb",
        0.04,
        ("VC-05", "VC-04"),
        (("VC-02", 0.5), ("VC-01", 0.1)),
        0.2,
        0.36,
        _cut(
            "ألقت مروحية براميل متفجرة على @",
            "سقط برميل متفجر على @",
            "ألقى الطيران المروحي برميلين متفجرين على أطراف @",
        ),
        _cut(
            "a helicopter dropped barrel bombs on @",
            "a barrel bomb fell on @",
            "two barrel bombs landed at the edge of @",
        ),
    ),
    Act(
        "sniper",
        0.075,
        ("VC-07",),
        (("VC-01", 0.4),),
        0.28,
        0.42,
        _cut("أطلق قناص النار على مدنيين في @", "تعرض مارة في @ لنيران قناصة", "استهدف قناص طريقاً عند مدخل @"),
        _cut(
            "a sniper fired at civilians in @",
            "people on the road in @ came under sniper fire",
            "a sniper targeted the road into @",
        ),
    ),
    Act(
        "small_arms",
        0.12,
        ("VC-07",),
        (),
        0.06,
        0.14,
        _cut(
            "اندلعت اشتباكات بالأسلحة الخفيفة في محيط @",
            "أطلقت رشاشات ثقيلة النار باتجاه @",
            "سُمع تبادل لإطلاق النار قرب @",
            "تعرضت @ لنيران رشاشات",
        ),
        _cut(
            "clashes with small arms broke out around @",
            "heavy machine guns fired towards @",
            "an exchange of fire was heard near @",
            "@ came under machine-gun fire",
        ),
    ),
    Act(
        "chemical",
        0.003,
        ("VC-08",),
        (("VC-01", 0.3), ("VC-02", 0.5)),
        0.3,
        0.9,
        _cut("ظهرت أعراض اختناق على سكان في @ بعد سقوط قذائف", "استُهدفت @ بقذيفة انبعثت منها غازات"),
        _cut("residents of @ showed signs of suffocation after shells fell", "a shell that gave off gas hit @"),
    ),
    Act(
        "cluster_or_mine",
        0.025,
        ("VC-09",),
        (("VC-02", 0.3),),
        0.22,
        0.4,
        _cut("انفجر لغم أرضي في أرض زراعية قرب @", "سقطت قنابل عنقودية على @", "انفجر جسم من مخلفات القصف في @"),
        _cut(
            "a landmine went off on farmland near @",
            "cluster munitions fell on @",
            "an unexploded bomblet went off in @",
        ),
    ),
    Act(
        "medical",
        0.018,
        ("VC-10",),
        (("VC-04", 0.5), ("VC-06", 0.4)),
        0.18,
        0.35,
        _cut("أصاب القصف المركز الطبي في @", "خرج مشفى @ عن الخدمة بعد استهدافه", "استُهدفت سيارة إسعاف على طريق @"),
        _cut(
            "the medical centre in @ was hit",
            "the hospital of @ is out of service after a strike",
            "an ambulance was hit on the road to @",
        ),
    ),
    Act(
        "rescue",
        0.012,
        ("VC-11",),
        (("VC-04", 0.3), ("VC-06", 0.3)),
        0.2,
        0.35,
        _cut(
            "استُهدف فريق إنقاذ أثناء عمله في @",
            "أصاب القصف مركز الإنقاذ في @",
            "تعرض صحفي لإطلاق نار أثناء عمله في @",
        ),
        _cut(
            "a rescue team was hit while at work in @",
            "shelling hit the rescue centre in @",
            "a journalist was shot at while working in @",
        ),
    ),
    Act(
        "siege",
        0.02,
        ("VC-12",),
        (),
        0.02,
        0.02,
        _cut(
            "مُنع دخول الغذاء والدواء إلى @", "أُغلق الطريق الوحيد المؤدي إلى @", "نفد حليب الأطفال في @ بسبب الحصار"
        ),
        _cut(
            "food and medicine were kept from entering @",
            "the only road to @ was closed",
            "infant formula has run out in @ because of the siege",
        ),
    ),
    Act(
        "obstruction",
        0.03,
        ("VC-13",),
        (),
        0.0,
        0.0,
        _cut(
            "أُوقفت قافلة مساعدات عند حاجز قرب @",
            "أُعيدت قافلة كانت متجهة إلى @",
            "صودرت مواد طبية من قافلة متجهة إلى @",
        ),
        _cut(
            "an aid convoy was stopped at a roadblock near @",
            "a convoy bound for @ was turned back",
            "medical items were taken from a convoy to @",
        ),
    ),
    Act(
        "advance",
        0.055,
        ("VC-14",),
        (("VC-07", 0.3),),
        0.05,
        0.1,
        _cut(
            "حاولت قوات التقدم باتجاه @", "وصلت تعزيزات عسكرية إلى محيط @", "سيطرت مجموعة مسلحة على تلة مشرفة على @"
        ),
        _cut(
            "forces tried to advance towards @",
            "reinforcements arrived around @",
            "an armed group took a hill above @",
        ),
    ),
    Act(
        "detention",
        0.032,
        ("VC-15",),
        (),
        0.02,
        0.02,
        _cut(
            "اعتُقل عدد من الشبان عند حاجز في @",
            "داهمت مجموعة مسلحة منازل في @ واحتجزت مدنيين",
            "انقطع الاتصال بمدنيين بعد توقيفهم قرب @",
        ),
        _cut(
            "several young men were detained at a roadblock in @",
            "an armed group raided houses in @ and held civilians",
            "contact with civilians stopped after they were held near @",
        ),
    ),
    Act(
        "displacement",
        0.010,
        ("VC-16",),
        (),
        0.0,
        0.0,
        _cut("أُجبرت عائلات على مغادرة @", "طُلب من سكان @ إخلاء منازلهم"),
        _cut("families were forced to leave @", "the people of @ were told to leave their homes"),
    ),
    Act(
        "sexual_violence",
        0.002,
        ("VC-17",),
        (),
        0.0,
        0.0,
        _cut("وردت شهادة عن عنف جنسي في @", "وصلتنا إفادة عن انتهاك جنسي قرب @"),
        _cut(
            "a testimony of sexual violence was received from @",
            "we received a statement about sexual violence near @",
        ),
    ),
    Act(
        "monitors",
        0.012,
        ("VC-18",),
        (),
        0.01,
        0.03,
        _cut("مُنع مراقبون من دخول @", "هُدد موثقون محليون في @", "أُطلقت النار قرب دورية مراقبة في @"),
        _cut(
            "monitors were refused entry to @",
            "local documenters in @ were threatened",
            "shots were fired near a monitoring patrol in @",
        ),
    ),
    Act(
        "misuse",
        0.008,
        ("VC-19",),
        (),
        0.0,
        0.0,
        _cut("تمركز مسلحون داخل مدرسة في @", "نُصبت مدافع قرب مشفى في @"),
        _cut("armed men took up positions inside a school in @", "guns were set up beside a hospital in @"),
    ),
    Act(
        "services",
        0.018,
        ("VC-20",),
        (),
        0.0,
        0.01,
        _cut(
            "قُطعت المياه عمداً عن @",
            "توقفت محطة الكهرباء التي تغذي @ بعد استهدافها",
            "خرج الفرن الوحيد في @ عن العمل بعد قصفه",
        ),
        _cut(
            "water to @ was cut on purpose",
            "the power station that feeds @ stopped after it was hit",
            "the only bakery in @ stopped work after shelling",
        ),
    ),
    Act(
        "children",
        0.004,
        ("VC-21",),
        (),
        0.0,
        0.0,
        _cut("شوهد قاصرون يحملون السلاح عند حاجز في @", "جُنّد قاصرون في @"),
        _cut("minors with weapons were seen at a roadblock in @", "minors were recruited in @"),
    ),
    Act(
        "no_notice",
        0.006,
        ("VC-22",),
        (),
        0.0,
        0.0,
        _cut("تحركت قوات قرب @ دون إخطار مسبق", "لم يُبلّغ عن تغيير المواقع العسكرية قرب @"),
        _cut("forces moved near @ without notice", "a change of positions near @ was not notified"),
    ),
)

UNRELATED: Final = Act(
    "unrelated",
    0.0,
    (),
    (),
    0.0,
    0.0,
    _cut(
        "وقع حادث سير على طريق @",
        "أُطلقت أعيرة نارية في حفل زفاف في @",
        "اندلع حريق في مستودع في @",
        "ارتفعت أسعار الخبز في @",
        "فاض النهر قرب @",
    ),
    _cut(
        "there was a road accident on the way to @",
        "shots were fired in the air at a wedding in @",
        "a fire broke out in a store in @",
        "bread prices went up in @",
        "the river flooded near @",
    ),
)
"""Things that happen in a truce too and are no part of it; people report them all the same."""
