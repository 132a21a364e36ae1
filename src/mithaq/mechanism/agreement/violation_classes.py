"""The closed list of what a report can be about: 22 violation classes in two languages.

A class says what a report alleges, never that it happened or that it broke anything: whether an act
breached an adopted clause is found by a panel. Source: reference/monitoring_practice.md, section 4. The law
is cited from general knowledge of the ICRC customary law study and the treaties, so `verified` is false until
a lawyer has read it.

``R`` is a rule of the ICRC study on customary international humanitarian law; ``AP II`` Additional Protocol
II; ``CA3`` common article 3 of the Geneva Conventions; ``RS`` the Rome Statute; ``CWC`` and ``ICPPED`` the
conventions on chemical weapons and on enforced disappearance.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from mithaq.errors import InvalidStatement

__all__ = ["BY_CODE", "VIOLATION_CLASSES", "ViolationClass", "violation_class"]


@dataclass(frozen=True, slots=True)
class ViolationClass:
    """One class; ``clauses`` are the ids of instrument clauses it usually concerns, a hint and not a link."""

    code: str
    name_en: str
    name_ar: str
    definition_en: str
    definition_ar: str
    law: tuple[str, ...]
    clauses: tuple[str, ...]
    confidence: Literal["V", "H", "M", "L"] = "H"
    proposal: bool = False
    """True where the class is the mechanism's own proposal and no instrument's or treaty's."""

    @property
    def verified(self) -> bool:
        return self.confidence == "V"


VIOLATION_CLASSES: Final = (
    ViolationClass(
        "VC-01",
        "Direct attack on civilians or civilian objects",
        "هجوم مباشر على مدنيين أو أعيان مدنية",
        "Civilians, or objects that serve no military purpose, were themselves what the attack was aimed at.",
        "كان المدنيون، أو أعيان لا غرض عسكرياً لها، هم المقصودين بالهجوم ذاته.",
        ("R1", "R7", "AP II 13", "RS 8(2)(e)(i)"),
        ("R2254/OP13",),
    ),
    ViolationClass(
        "VC-02",
        "Indiscriminate attack",
        "هجوم عشوائي",
        "The attack was aimed at no particular military objective, or used means that cannot be aimed or "
        "contained, "
        "or treated separate objectives in a populated area as one.",
        "لم يوجَّه الهجوم إلى هدف عسكري محدد، أو استُعملت فيه وسائل لا يمكن توجيهها أو حصر أثرها، "
        "أو عُدّت فيه أهداف متفرقة في منطقة مأهولة هدفاً واحداً.",
        ("R11", "R12", "R13"),
        ("R2139/OP3",),
    ),
    ViolationClass(
        "VC-03",
        "Disproportionate attack",
        "هجوم غير متناسب",
        "The harm to civilians that was to be expected was excessive beside the concrete military advantage.",
        "كان الأذى المتوقع للمدنيين مفرطاً قياساً إلى المكسب العسكري الملموس المنتظر.",
        ("R14", "R15"),
        ("R2254/OP13",),
    ),
    ViolationClass(
        "VC-04",
        "Air strike",
        "غارة جوية",
        "Any attack delivered from an aeroplane, helicopter or drone; the weapon is recorded where it is known.",
        "أي هجوم نُفّذ من طائرة أو مروحية أو طائرة مسيّرة؛ ويُسجَّل نوع السلاح حيث يُعرف.",
        (),
        ("COH/ANX.2.b", "AG1229/A1.b"),
    ),
    ViolationClass(
        "VC-05",
        "Barrel bomb or other improvised air-dropped munition",
        "برميل متفجر أو ذخيرة مرتجلة ملقاة من الجو",
        "An unguided, improvised munition dropped from an aircraft, usually a helicopter.",
        "ذخيرة مرتجلة غير موجهة أُلقيت من طائرة، ومن مروحية في الغالب.",
        ("R11", "R12", "R17"),
        ("R2139/OP3",),
    ),
    ViolationClass(
        "VC-06",
        "Ground shelling",
        "قصف أرضي",
        "Fire by artillery, mortar, rocket, tank or anti-tank missile from the ground.",
        "رمي من الأرض بالمدفعية أو الهاون أو الصواريخ أو الدبابات أو القذائف المضادة للدروع.",
        ("R11", "R12", "R13", "R14"),
        ("COH/ANX.1.b",),
    ),
    ViolationClass(
        "VC-07",
        "Small-arms or sniper fire",
        "نيران أسلحة خفيفة أو قنص",
        "Direct fire by rifles or machine guns; called sniping where it was aimed at one person.",
        "رمي مباشر بالبنادق أو الرشاشات؛ ويُسمى قنصاً حيث صُوّب على شخص بعينه.",
        ("R1", "R6"),
        ("COH/ANX.1.b",),
    ),
    ViolationClass(
        "VC-08",
        "Chemical agent",
        "استعمال مادة كيميائية سلاحاً",
        "A toxic chemical, chlorine included, was used as a weapon.",
        "استُعملت مادة كيميائية سامة، ومنها الكلور، سلاحاً.",
        ("R74", "CWC"),
        ("R2118/OP4", "R2118/OP5", "R2209"),
    ),
    ViolationClass(
        "VC-09",
        "Other prohibited or restricted weapon",
        "سلاح آخر محظور أو مقيَّد",
        "Cluster munitions (to which not every party is bound), incendiaries in a populated area, mines, "
        "booby traps.",
        "ذخائر عنقودية (ولا يلتزم بحظرها كل طرف)، أو أسلحة حارقة في منطقة مأهولة، أو ألغام، أو أشراك خداعية.",
        ("R71", "R80", "R81", "R82", "R83", "R84", "R85"),
        ("R2254/OP13",),
    ),
    ViolationClass(
        "VC-10",
        "Attack on medical care",
        "هجوم على الرعاية الطبية",
        "A medical facility, transport, worker or patient was attacked; a second strike on rescuers is flagged.",
        "هوجمت منشأة طبية أو وسيلة إسعاف أو عامل صحي أو جرحى؛ وتُعلَّم الضربة الثانية على المسعفين.",
        ("R25", "R26", "R28", "R29", "R30", "R35"),
        ("R2286", "R2139/OP8"),
    ),
    ViolationClass(
        "VC-11",
        "Attack on aid or rescue workers or a convoy",
        "هجوم على عاملين في الإغاثة أو الإنقاذ أو على قافلة",
        "People or goods of humanitarian relief or civil defence were attacked; journalists are flagged apart.",
        "هوجم أشخاص أو مواد للإغاثة الإنسانية أو للدفاع المدني؛ ويُعلَّم الصحفيون على حدة.",
        ("R31", "R32", "R33", "R34"),
        ("R2139/OP12",),
    ),
    ViolationClass(
        "VC-12",
        "Siege or starvation",
        "حصار أو تجويع",
        "Food, water or medicine was withheld as a method of war, or people were kept from leaving.",
        "حُرم الناس من الغذاء أو الماء أو الدواء أسلوباً من أساليب الحرب، أو مُنعوا من الخروج.",
        ("R53", "R54"),
        ("R2139/OP5",),
    ),
    ViolationClass(
        "VC-13",
        "Obstruction of aid",
        "عرقلة المساعدات",
        "Relief was refused, delayed, stripped of items or made to depend on conditions.",
        "رُفضت الإغاثة أو أُخّرت أو نُزعت منها مواد أو عُلّقت على شروط.",
        ("R55", "R56"),
        ("R2254/OP12.a",),
    ),
    ViolationClass(
        "VC-14",
        "Offensive movement or taking of territory",
        "تحرك هجومي أو استيلاء على أرض",
        "Forces advanced, reinforced, or tried to change the positions held when the truce began.",
        "تقدمت قوات أو عززت مواقعها أو حاولت تغيير خطوط السيطرة القائمة عند بدء الهدنة.",
        (),
        ("COH/ANX.c", "AG1229/A1.c"),
    ),
    ViolationClass(
        "VC-15",
        "Detention-related violation",
        "انتهاك متصل بالاحتجاز",
        "Arbitrary arrest, enforced disappearance, torture, killing in custody, or hostage-taking.",
        "اعتقال تعسفي أو إخفاء قسري أو تعذيب أو قتل في الاحتجاز أو أخذ رهائن.",
        ("R87-100", "CA3", "ICPPED"),
        ("R2139/OP11",),
    ),
    ViolationClass(
        "VC-16",
        "Forced displacement or coerced evacuation",
        "تهجير قسري أو إخلاء بالإكراه",
        "People were made to leave though neither their own safety nor an imperative military reason required it.",
        "أُجبر الناس على الرحيل من غير أن تقتضي ذلك سلامتهم ولا ضرورة عسكرية قاهرة.",
        ("R129", "R130", "R131"),
        ("R2328/OP5",),
    ),
    ViolationClass(
        "VC-17",
        "Sexual or gender-based violence",
        "عنف جنسي أو قائم على النوع الاجتماعي",
        "Rape or another act of violence against a person's sexual integrity or because of their gender.",
        "اغتصاب أو عنف آخر يمس السلامة الجنسية للشخص أو يقع عليه بسبب نوعه الاجتماعي.",
        ("R93",),
        ("R1325/OP10",),
    ),
    ViolationClass(
        "VC-18",
        "Obstruction of, or reprisal against, monitors or sources",
        "عرقلة المراقبين أو المصادر أو الانتقام منهم",
        "Monitors were denied access, fired upon, jammed or threatened, or somebody was punished for reporting.",
        "مُنع المراقبون من الوصول أو أُطلقت عليهم النار أو شُوّش عليهم أو هُدّدوا، أو عوقب شخص لأنه بلّغ.",
        ("R156",),
        ("R2254/OP7",),
        proposal=True,
    ),
    ViolationClass(
        "VC-19",
        "Misuse of protected status",
        "إساءة استعمال الصفة المحمية",
        "A hospital, school, emblem or the presence of civilians was used to shield or disguise military action.",
        "استُعمل مستشفى أو مدرسة أو شارة أو وجود مدنيين ستاراً لعمل عسكري.",
        ("R10", "R65", "R97"),
        ("R2139/OP10",),
    ),
    ViolationClass(
        "VC-20",
        "Essential services cut",
        "قطع خدمات أساسية",
        "Water, power or bread for civilians was deliberately interrupted.",
        "قُطع عن المدنيين عمداً الماء أو الكهرباء أو الخبز.",
        ("R54",),
        ("R2254/OP13",),
    ),
    ViolationClass(
        "VC-21",
        "Children in hostilities",
        "إشراك أطفال في الأعمال العدائية",
        "Children were recruited, or used in fighting or in its support.",
        "جُنّد أطفال أو استُعملوا في القتال أو في إسناده.",
        ("R136", "R137"),
        (),
    ),
    ViolationClass(
        "VC-22",
        "Failure to control associated forces, or to notify",
        "عدم ضبط القوات التابعة أو عدم الإبلاغ",
        "A party gave its forces no order to stop, or withheld the positions or the focal point it had promised.",
        "لم يأمر طرف قواته بالتوقف، أو حجب بيانات المواقع أو نقطة الاتصال التي تعهد بها.",
        ("R139", "R144"),
        ("COH/STM.data",),
    ),
)

BY_CODE: Final = MappingProxyType({each.code: each for each in VIOLATION_CLASSES})


def violation_class(code: str) -> ViolationClass:
    found = BY_CODE.get(code)
    if found is None:
        raise InvalidStatement(f"{code!r} is not a violation class.", advice="Use one of VC-01 to VC-22.")
    return found
