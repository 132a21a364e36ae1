"""How the mechanism itself counts: the rule behind each figure of its own, in words a reader can hold it to."""

from __future__ import annotations

from typing import Final

from mithaq.publish.views import CountingRuleView

__all__ = ["OWN_RULES"]


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
    _rule(
        "own/ways",
        ("How the reports came in", "كيف وردت البلاغات"),
        (
            (
                "The same accounting by way in, as far as the record shows it. For public material it is the channel "
                "of its source in the register. Material of which nothing may be shown, and reports told to the "
                "mechanism, are one way each: their source and door are sealed. Anyone can count all of them again."
            ),
            (
                "الحساب نفسه بحسب طريق الورود، بقدر ما يظهره السجل. فالمواد العلنية تُحسب على قناة مصدرها في سجل "
                "المصادر. أما المواد التي لا يجوز عرض شيء منها، والبلاغات التي قُدمت إلى الآلية، فكل منها طريق واحد لأن "
                "مصدرها أو بابها غير علني. ويستطيع أي شخص إعادة عدّها كلها."
            ),
        ),
    ),
    _rule(
        "own/doors",
        ("Told reports by door", "البلاغات المقدمة بحسب الباب"),
        (
            (
                "By which door a report was told is sealed. It is counted by whole weeks, Monday to Sunday, and each "
                "week is stated once and never again, so that no two bulletins can be subtracted. Where every door "
                "brought at least the least number the terms set, each is shown. Else the smallest doors are shown as "
                "one sum: at least two doors, at least that number together, and fewer together than any door shown "
                "alone. What is open by door is never stated. Nobody outside can count these numbers again."
            ),
            (
                "الباب الذي قُدم منه البلاغ غير علني. يُعدّ بأسابيع كاملة من الاثنين إلى الأحد، ويُذكر كل أسبوع مرة واحدة "
                "ولا يُعاد، كي لا تُطرح نشرة من أخرى. فإذا ورد من كل باب الحد الأدنى الذي تحدده الشروط أو أكثر ذُكر كل "
                "باب وحده، وإلا ذُكرت أقل الأبواب مجموعة: بابان على الأقل، ومجموعها لا يقل عن ذلك الحد، ويقل عن أي باب "
                "يُذكر وحده. ولا يُذكر ما بقي مفتوحاً بحسب الباب. ولا يستطيع أحد من الخارج إعادة عدّ هذه الأرقام."
            ),
        ),
    ),
    _rule(
        "own/coverage",
        ("What was heard of", "ما بلغنا خبره"),
        (
            (
                "A governorate or sub-district is told of when a counted public report of the period names it; a "
                "source is heard when a public report or a figure of it touches the period. The area is the one the "
                "mission adopted on the record. This measures what came to our ears. It does not measure how long a "
                "place was watched or whether anyone could look: silence is not absence."
            ),
            (
                "يُعدّ الخبر بالغاً عن محافظة أو ناحية إذا سمّاها بلاغ علني محسوب من بلاغات الفترة، ويُعدّ المصدر مسموعاً إذا "
                "مسّ الفترةَ بلاغ علني له أو رقم نشره. والنطاق هو ما اعتمدته البعثة في السجل. هذا قياس لما بلغنا، لا لمدة "
                "رصد المكان ولا لقدرة أحد على المعاينة: فالصمت ليس دليلاً على أن شيئاً لم يقع."
            ),
        ),
    ),
    _rule(
        "own/epochs",
        ("Reports entered in batches", "دخول البلاغات على دفعات"),
        (
            (
                "Told reports enter the record in batches, so that no batch points at a person. A batch is short when "
                "the promised limit came before the least number the terms set had gathered."
            ),
            (
                "تدخل البلاغات المقدمة السجل على دفعات كي لا تدل دفعة على شخص. وتُعدّ الدفعة ناقصة إذا حلّ الموعد الموعود "
                "قبل أن يجتمع الحد الأدنى الذي تحدده الشروط."
            ),
        ),
    ),
    _rule(
        "own/restrictions",
        ("Restrictions on the monitors' own movement", "القيود على حركة الراصدين أنفسهم"),
        (
            (
                "The period's incidents whose shown classes include VC-18, obstruction or reprisal against monitors or "
                "sources. They are counted among the incidents like any other; the list shows the day and the "
                "sub-district at most. Source: the practice of listing restrictions at the end of the report (OSCE "
                "Special Monitoring Mission); that obstruction is a class of its own is our proposal."
            ),
            (
                "حوادث الفترة التي تتضمن أصنافها المنشورة VC-18، أي عرقلة الراصدين أو المصادر أو الانتقام منهم. وهي "
                "محسوبة بين الحوادث كغيرها، ولا تعرض القائمة أكثر من اليوم والناحية. المصدر: عادة إدراج القيود في آخر "
                "التقرير (بعثة الرصد الخاصة لمنظمة الأمن والتعاون)؛ أما جعل العرقلة صنفًا قائمًا بذاته فاقتراح منا."
            ),
        ),
    ),
)
