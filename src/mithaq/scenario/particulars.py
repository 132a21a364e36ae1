"""Particulars of an event that stand in no column, only in words: where in the town, what was hit, what followed.

Each can be said in several ways in both languages. They are what tells two events of one place and day apart.
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["AFTERMATH", "NOTHING_SAID", "NOT_SAID", "QUARTERS", "TARGETS", "VICTIMS", "Particulars", "Ways"]

NOT_SAID: Final = -1


class Ways(NamedTuple):
    """The same thing said in several ways."""

    ar: tuple[str, ...]
    en: tuple[str, ...]


class Particulars(NamedTuple):
    """Numbers into the tables below, a count of rounds, and the hour of the day; -1 is not said."""

    quarter: int
    target: int
    victims: int
    aftermath: int
    rounds: int
    hour: int


NOTHING_SAID: Final = Particulars(*[NOT_SAID] * 6)
"""Nothing said."""

QUARTERS: Final = (
    Ways(
        ("في الحي الشرقي", "في الجهة الشرقية", "شرقي المنطقة"),
        ("in the eastern quarter", "on the eastern side", "in its east"),
    ),
    Ways(
        ("في الحي الغربي", "في الجهة الغربية", "غربي المنطقة"),
        ("in the western quarter", "on the western side", "in its west"),
    ),
    Ways(
        ("في الحي الشمالي", "في الجهة الشمالية", "عند الطرف الشمالي"),
        ("in the northern quarter", "on the northern side", "at the northern end"),
    ),
    Ways(
        ("في الحي الجنوبي", "في الجهة الجنوبية", "عند الطرف الجنوبي"),
        ("in the southern quarter", "on the southern side", "at the southern end"),
    ),
    Ways(("في الوسط", "قرب الساحة العامة", "في المركز"), ("downtown", "by the main square", "in the centre")),
    Ways(
        ("في الحي القديم", "بين البيوت القديمة", "في الحارة العتيقة"),
        ("in the old quarter", "among the old houses", "in the old lanes"),
    ),
    Ways(
        ("في المنطقة الصناعية", "قرب الورشات", "عند المعامل"),
        ("in the industrial area", "near the workshops", "by the factories"),
    ),
    Ways(
        ("بين البساتين", "في المزارع المحيطة", "في الأراضي الزراعية"),
        ("among the orchards", "on the farms around", "in the fields"),
    ),
    Ways(
        ("على الطريق العام", "عند المدخل", "قرب المفرق"),
        ("on the main road", "at the entrance", "near the crossroads"),
    ),
    Ways(("قرب النهر", "على الضفة", "عند الجسر"), ("by the river", "on the bank", "at the bridge")),
    Ways(
        ("في مخيم النازحين", "بين خيام النازحين", "في تجمع للمهجرين"),
        ("in the camp for the displaced", "among the tents", "at a site for displaced families"),
    ),
    Ways(("على التلة", "عند المرتفع", "في أعلى المنطقة"), ("on the hill", "on the height", "at the upper end")),
)

TARGETS: Final = (
    Ways(
        ("وأصاب ذلك السوق", "والمكان سوق شعبي", "حيث كان الناس يتسوقون"),
        ("The market was hit", "It was a market", "People were shopping there"),
    ),
    Ways(
        ("وتضرر مسجد", "قرب الجامع", "بعد الصلاة في المسجد"),
        ("A mosque was damaged", "It was close to the mosque", "People were leaving prayers"),
    ),
    Ways(
        ("وتضررت مدرسة", "قرب المدرسة الابتدائية", "وأصيب مبنى مدرسة"),
        ("A school was damaged", "It was near the primary school", "A school building was struck"),
    ),
    Ways(
        ("وأصيبت منازل", "ودُمرت بيوت للمدنيين", "وتهدمت دار سكنية"),
        ("Homes were hit", "Civilian houses were destroyed", "A family's house came down"),
    ),
    Ways(
        ("وأصيب الفرن", "وتوقف المخبز", "قرب طابور الخبز"),
        ("The bakery was hit", "The bread ovens stopped", "It was by the bread queue"),
    ),
    Ways(
        ("وتضرر مستوصف", "قرب النقطة الطبية", "وخرجت عيادة عن الخدمة"),
        ("A clinic was damaged", "It was near the medical point", "A dispensary went out of service"),
    ),
    Ways(
        ("والمكان حاجز عسكري", "قرب الحاجز", "عند نقطة تفتيش"),
        ("It was a roadblock", "Near the checkpoint", "At a post where cars are searched"),
    ),
    Ways(
        ("وأصيب مستودع وقود", "واحترق خزان مازوت", "قرب محطة المحروقات"),
        ("A fuel store was hit", "A diesel tank burned", "It was near the filling station"),
    ),
    Ways(
        ("وتضررت محطة مياه", "وأصيب خزان الماء", "قرب بئر الشرب"),
        ("A water station was damaged", "The water tower was struck", "It was beside the well"),
    ),
    Ways(
        ("وأصيبت حافلة ركاب", "وكانت في الباص عائلات", "واحترقت سيارة نقل"),
        ("A passenger bus was hit", "Families were on the coach", "A minibus burned"),
    ),
    Ways(
        ("واستُهدفت سيارة مدنية", "وأصيبت مركبة خاصة", "واحترقت سيارة"),
        ("A civilian car was targeted", "A private vehicle was struck", "One car burned out"),
    ),
    Ways(
        ("وانهار مبنى من طوابق", "وأصيبت عمارة سكنية", "وتصدع بناء كامل"),
        ("A block of flats collapsed", "An apartment building was hit", "A whole building cracked"),
    ),
    Ways(
        ("وتضرر معمل", "وأصيبت ورشة", "واحترق مصنع صغير"),
        ("A plant was damaged", "A workshop was struck", "A small factory burned"),
    ),
    Ways(
        ("وتضرر جسر", "وقُطعت العبارة", "وأصيب المعبر"),
        ("A bridge was damaged", "The crossing was cut", "The ford was hit"),
    ),
    Ways(
        ("وكان الناس في عزاء", "خلال تشييع", "قرب المقبرة"),
        ("People were at a wake", "It happened during a funeral", "It was near the cemetery"),
    ),
    Ways(
        ("ونفقت مواش", "وأصيبت حظيرة أغنام", "وخسر رعاة قطعانهم"),
        ("Livestock died", "A sheep pen was hit", "Herders lost their flock"),
    ),
)

VICTIMS: Final = (
    Ways(("بينهم طفل", "أحدهم طفل صغير"), ("one of them a child", "including a small boy")),
    Ways(("بينهم أطفال", "وفيهم عدد من الأطفال"), ("among them children", "including several minors")),
    Ways(("بينهم امرأة", "إحداهم سيدة"), ("one of them a woman", "including a mother")),
    Ways(("وهم من عائلة واحدة", "جميعهم أقرباء"), ("all of one family", "relatives of each other")),
    Ways(("بينهم مسعف", "أحدهم من فريق الإسعاف"), ("one of them a medic", "including an ambulance man")),
    Ways(("بينهم طالب", "أحدهم تلميذ مدرسة"), ("one of them a student", "including a pupil")),
    Ways(("وهم مزارعون", "كانوا يعملون في الأرض"), ("farm workers", "people at work in the fields")),
    Ways(("بينهم سائق", "أحدهم سائق شاحنة"), ("one of them a driver", "including a lorry driver")),
    Ways(("بينهم مسن", "أحدهم شيخ كبير"), ("one of them an elderly man", "including a man of great age")),
    Ways(("بينهم نازحون", "وفيهم مهجرون"), ("among them displaced people", "including people who had fled")),
)

AFTERMATH: Final = (
    Ways(
        ("واندلع حريق كبير.", "وشوهدت ألسنة اللهب.", "وامتدت النيران."),
        ("A large fire broke out.", "Flames could be seen.", "The fire spread."),
    ),
    Ways(
        ("وبقي أناس تحت الأنقاض.", "ويجري البحث تحت الركام.", "وعملت الفرق على رفع الردم."),
        ("People remained under the rubble.", "The search in the debris goes on.", "Crews dug through the ruins."),
    ),
    Ways(
        ("وتأخر وصول الإسعاف.", "ولم تصل سيارات الإسعاف فوراً.", "وتعذر إخلاء الجرحى."),
        ("Ambulances came late.", "No ambulance arrived at first.", "The injured could not be moved."),
    ),
    Ways(
        ("ونزحت عشرات العائلات.", "وغادر الأهالي بيوتهم.", "وبدأت حركة نزوح."),
        ("Dozens of families fled.", "Residents left their homes.", "People began to move away."),
    ),
    Ways(
        ("وانقطعت الكهرباء.", "وغرقت المنطقة في الظلام.", "وتعطلت الشبكة الكهربائية."),
        ("The power went out.", "The area lay in darkness.", "The grid failed."),
    ),
    Ways(
        ("وتكسر زجاج النوافذ.", "وتضررت واجهات المحال.", "وتناثر الزجاج."),
        ("Windows were broken.", "Shop fronts were damaged.", "Glass lay everywhere."),
    ),
    Ways(
        ("وتلته ضربة ثانية.", "وتكرر الاستهداف بعد دقائق.", "ثم عاد القصف على المكان نفسه."),
        ("A second blow followed.", "It was repeated minutes later.", "The same spot was hit again."),
    ),
    Ways(
        ("وأُغلق الطريق.", "وتوقفت حركة السير.", "ومُنع المرور."),
        ("The road was closed.", "Traffic stopped.", "Nobody was let through."),
    ),
    Ways(
        ("وعُلق الدوام في المدارس.", "وأُغلقت المدارس.", "وأُرسل التلاميذ إلى بيوتهم."),
        ("Classes were suspended.", "Schools closed.", "Pupils were sent home."),
    ),
    Ways(
        ("وظلت طائرة استطلاع تحلق.", "مع تحليق للاستطلاع.", "ولم تغادر الطائرات الأجواء."),
        ("A scout plane kept circling.", "Reconnaissance went on overhead.", "Aircraft stayed above."),
    ),
    Ways(
        ("وتلفت محاصيل.", "واحترق القمح.", "وخسر المزارعون موسمهم."),
        ("Crops were lost.", "The wheat burned.", "Farmers lost the season."),
    ),
    Ways(
        ("وانقطع الاتصال بالمنطقة.", "وتوقفت شبكة الهاتف.", "ولم يعد الاتصال ممكناً."),
        ("Contact was lost.", "The telephone network stopped.", "Calls no longer went through."),
    ),
    Ways(
        ("ووجه المشفى نداء للتبرع بالدم.", "وطُلب التبرع بالدم.", "وامتلأ المشفى."),
        ("The hospital asked for blood.", "Blood donors were called for.", "The wards were full."),
    ),
    Ways(
        ("ورُفع الأذان تحذيراً.", "ودوت صفارات الإنذار.", "وأُطلقت تحذيرات بالمكبرات."),
        ("Warnings were called from the minaret.", "Sirens sounded.", "Loudspeakers warned people."),
    ),
)
