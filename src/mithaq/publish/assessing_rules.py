"""How origins are counted and incidents assessed: each rule in words, with its source and whose idea it is."""

from __future__ import annotations

from typing import Final

from mithaq.publish.views import CountingRuleView

__all__ = ["ASSESSING_RULES"]


def _rule(code: str, titles: tuple[str, str], texts: tuple[str, str]) -> CountingRuleView:
    english, arabic = titles
    return CountingRuleView(code, {"en": english, "ar": arabic}, {"en": texts[0], "ar": texts[1]})


ASSESSING_RULES: Final = (
    _rule(
        "own/roots",
        ("Origins", "الأصول"),
        (
            (
                "Two reports are one origin if they share the witness, the collector, the post or film "
                "they took it from, the organisation or a party's command, or if one cites or nearly "
                "copies the other; a guarantor and the party it stands behind are one. What is joined "
                "through a third report is joined. All reports of which nobody knows where they begin "
                "are at most one origin together. A common donor or a letter signed together joins "
                "nobody."
                "\n\nA machine looks for repetitions: a report that names the other's code or source, "
                "a common address, nearly the same words or measured facts. What it finds is no fact. "
                "Until a person has answered it the two are one origin, and the page says so; the "
                "answer may be that they are independent. Equal public addresses anyone can compare; "
                "the other signs may rest on texts that are not shown."
                "\n\nSource: our own proposal, from the practice of fact-finding missions on circular "
                "reporting (Admiralty scale, independence of sources)."
            ),
            (
                "البلاغان أصل واحد إذا اشتركا في الشاهد أو في جامع المعلومة أو في المنشور أو التسجيل "
                "المأخوذ عنه أو في الجهة أو في قيادة طرف، أو إذا نقل أحدهما عن الآخر أو كاد يكون نسخة "
                "منه؛ والدولة الضامنة والطرف الذي تسانده أصل واحد. وما اتصل عبر بلاغ ثالث فهو متصل. "
                "وكل البلاغات التي لا يُعرف من أين تبدأ تُعد معًا أصلًا واحدًا على الأكثر. ولا يصل بين "
                "اثنين ممول مشترك ولا توقيع على رسالة واحدة."
                "\n\nوتبحث الآلة عن التكرار: بلاغ يسمي رمز الآخر أو مصدره، أو عنوان واحد، أو ألفاظ "
                "أو وقائع مقيسة واحدة تقريبًا. وما تجده ليس حقيقة. وإلى أن يجيب عنه شخص يُعد البلاغان "
                "أصلًا واحدًا وتقول الصفحة ذلك؛ وقد يكون الجواب أنهما مستقلان. والعناوين العلنية "
                "المتساوية يستطيع أي أحد مقارنتها؛ أما العلامات الأخرى فقد تقوم على نصوص لا تُعرض."
                "\n\nالمصدر: اقتراح منا، من ممارسة بعثات تقصي الحقائق في كشف تناقل الخبر الواحد."
            ),
        ),
    ),
    _rule(
        "own/checked",
        ("Only checked origins count", "لا يُحسب إلا الأصل الذي تُحقق منه"),
        (
            (
                "An origin counts when a person of the mechanism went back to where the account "
                "begins. A report that nobody has traced counts for nothing yet; it stays on the page."
                "\n\nSource: our own proposal."
            ),
            (
                "يُحسب الأصل إذا رجع شخص من الآلية إلى حيث تبدأ الرواية. والبلاغ الذي لم يتتبع أحد "
                "أصله لا يُحسب بعد، ويبقى في الصفحة."
                "\n\nالمصدر: اقتراح منا."
            ),
        ),
    ),
    _rule(
        "own/interest",
        ("A party's word", "قول الطرف"),
        (
            (
                "The word of a party, a guarantor or a body that speaks for one counts only where it "
                "lays the act on its own side and on nobody else, and only where it came through its "
                "own authenticated door. Who merely repeats such a word adds nothing. Numbers said in "
                "one's own interest stay out of the ranges."
                "\n\nSource: the rule of evidence on statements against interest; applied so by our "
                "own proposal."
            ),
            (
                "لا يُحسب قول طرف أو دولة ضامنة أو جهة تتكلم باسمه إلا إذا نسب الفعل إلى جانبه هو دون "
                "غيره، وورد من بابه الموثق. ومن يكرر هذا القول لا يضيف شيئًا. ولا تدخل في النطاقات "
                "أعداد قيلت لمصلحة قائلها."
                "\n\nالمصدر: قاعدة الإثبات في الإقرار على النفس، وتطبيقها هنا اقتراح منا."
            ),
        ),
    ),
    _rule(
        "own/minimums",
        ("When an event is verified", "متى يُعد الحدث متحققًا منه"),
        (
            (
                "Alleged: somebody says so. Plausible: at least one checked origin, and no checked "
                "report that it did not happen. Verified: two independent checked origins of different "
                "type (witness, medical, imagery, physical, technical, a party's admission), or one "
                "direct observation by a monitor with media. An incident of gravity G4 needs four "
                "origins. A person confirms the grade or holds it lower with a reason; never higher. A "
                "grade is of the event: who did it is a panel's question and asks for three origins, "
                "one of them technical or an admission."
                "\n\nSource: our own proposal; that a direct observation is not enough for G4, and "
                "that a checked denial holds the grade down, are ours too."
            ),
            (
                "مزعوم: قاله أحد. مرجَّح: أصل واحد على الأقل تُحقق منه، ولا بلاغ مُتحقق منه يقول إنه "
                "لم يقع. متحقق منه: أصلان مستقلان تُحقق منهما ومن نوعين مختلفين (شاهد، طبي، صور، مادي، "
                "تقني، إقرار طرف)، أو معاينة مباشرة من مراقب ومعها تسجيل. والحادث من الدرجة G4 يحتاج "
                "إلى أربعة أصول. ويؤكد الدرجةَ شخص أو يُبقيها أدنى مع بيان السبب، ولا يرفعها أبدًا. "
                "والدرجة للحدث وحده: أما الفاعل فسؤال للهيئة، ويحتاج إلى ثلاثة أصول أحدها تقني أو "
                "إقرار."
                "\n\nالمصدر: اقتراح منا؛ ومنا أيضًا أن المعاينة المباشرة وحدها لا تكفي في G4 وأن النفي "
                "المتحقق منه يُبقي الدرجة دنيا."
            ),
        ),
    ),
    _rule(
        "own/gravity",
        ("Gravity", "الجسامة"),
        (
            (
                "G1 technical: no harm. G2 serious: injury, damage or a blocked convoy. G3 grave: a "
                "civilian dead, medical care or aid the target, a siege. G4 exceptional: five or more "
                "civilians dead in one event, chemical, systematic, or deliberate starvation. The "
                "highest number said counts, so that a doubt raises what must be proved; people whose "
                "standing nobody knows are presumed civilian."
                "\n\nSource: our own proposal; the presumption is that of Additional Protocol I, "
                "article 50 (1), and rule 6 of the ICRC's study of customary law."
            ),
            (
                "G1 تقنية: لا أذى. G2 خطيرة: إصابة أو ضرر أو قافلة أُوقفت. G3 جسيمة: مقتل مدني، أو "
                "استهداف رعاية طبية أو إغاثة، أو حصار. G4 استثنائية: خمسة قتلى مدنيين فأكثر في حدث "
                "واحد، أو مادة كيميائية، أو فعل منهجي، أو تجويع متعمد. ويؤخذ بأعلى عدد قيل كي يزيد "
                "الشكُّ ما يجب إثباته؛ ومن لا تُعرف صفته يُفترض أنه مدني."
                "\n\nالمصدر: اقتراح منا؛ أما الافتراض فمن المادة 50 (1) من البروتوكول الإضافي الأول "
                "والقاعدة 6 من دراسة اللجنة الدولية للصليب الأحمر في القانون العرفي."
            ),
        ),
    ),
    _rule(
        "own/classes",
        ("Means, target and effect", "الوسيلة والهدف والأثر"),
        (
            (
                "What was used, on what, and with what effect are recorded apart, and the class is "
                "derived from the first two. It is the name of an allegation. Indiscriminate or "
                "disproportionate attack, misuse of protected status and failure to control forces "
                "weigh circumstances and are never derived."
                "\n\nSource: our own table of violation classes, with the law each rests on."
            ),
            (
                "يُسجَّل كل من الوسيلة والهدف والأثر على حدة، ويُشتق الصنف من الأولين. وهو اسم ادعاء "
                "لا غير. أما الهجوم العشوائي أو غير المتناسب، وإساءة استعمال الصفة المحمية، وعدم ضبط "
                "القوات، فتزن ظروفًا ولا تُشتق أبدًا."
                "\n\nالمصدر: جدولنا لأصناف الانتهاكات مع القانون الذي يستند إليه كل منها."
            ),
        ),
    ),
    _rule(
        "own/casualties",
        ("People killed and wounded in one incident", "القتلى والجرحى في حادث واحد"),
        (
            (
                "The lowest and the highest number said are kept; nothing is averaged. The best value "
                "is the one that most origins give; of equals, the lowest. Groups by sex, age and "
                "standing are shown as reports tell them apart and are not added up. Unknown standing "
                "stays unknown in the counts. Numbers come from public reports, or from the incident's "
                "page where none of them gives one."
                "\n\nSource: the Every Casualty standards (2016, revised 2020) for ranges with "
                "reasons; how the best value is chosen is our own proposal."
            ),
            (
                "يُحفظ أدنى عدد قيل وأعلى عدد، ولا يؤخذ متوسط. والعدد الأرجح هو ما تقوله أكثر الأصول، "
                "فإن تساوت فأدناها. وتُعرض الفئات بحسب الجنس والعمر والصفة كما تميزها البلاغات ولا "
                "تُجمع. ومن لا تُعرف صفته يبقى غير معروف في العدّ. والأعداد من البلاغات العلنية، أو من "
                "صفحة الحادث حيث لا يذكر أي منها عددًا."
                "\n\nالمصدر: معايير Every Casualty (2016 والمراجعة 2020) في النطاقات المعللة؛ أما "
                "اختيار العدد الأرجح فاقتراح منا."
            ),
        ),
    ),
    _rule(
        "own/negative",
        ("Searched, could not look, did not happen", "بُحث عنه، تعذرت المعاينة، لم يقع"),
        (
            (
                "A report that somebody searched and found nothing, that nobody could look, or that it "
                "did not happen is kept like any other, and each says something else. Only the last, "
                "from a checked origin that is not a party's word, holds the grade down; the others "
                "stand beside it."
                "\n\nSource: that absence is evidence and is stored is practice; what each does to a "
                "grade is our own proposal."
            ),
            (
                "البلاغ بأن أحدًا بحث فلم يجد، أو بأن المعاينة تعذرت، أو بأن الأمر لم يقع، يُحفظ "
                "كغيره، ولكل منها معنى مختلف. ولا يُبقي الدرجةَ دنيا إلا الأخير إذا جاء من أصل تُحقق "
                "منه وليس قول طرف؛ أما غيره فيُذكر إلى جانبها."
                "\n\nالمصدر: حفظ ما لم يُعثر عليه ممارسة معروفة؛ أما أثر كل منها في الدرجة فاقتراح منا."
            ),
        ),
    ),
    _rule(
        "own/bands",
        ("Origins that are not shown", "أصول لا تُعرض"),
        (
            (
                "Where reports that are not shown count, the number of all origins is given in bands "
                "(fewer than two, two or three, four or more), and a grade or band that rests on them "
                "moves only when the origins of enough such reports were entered since, so that no "
                "change points at a person. From outside this part cannot be recomputed: the verifier "
                "says so. Everything from public reports is recomputed."
                "\n\nSource: our own proposal."
            ),
            (
                "حيث تُحسب بلاغات لا تُعرض، يُذكر عدد الأصول كلها بحدود (أقل من اثنين، اثنان أو ثلاثة، "
                "أربعة فأكثر)، ولا تتغير درجة أو حدود تستند إليها إلا بعد دخول أصول عدد كافٍ من هذه "
                "البلاغات، كي لا يدل تغيير على شخص. ولا يمكن إعادة حساب هذا الجزء من الخارج، ويذكر "
                "برنامج التحقق ذلك. أما ما جاء من البلاغات العلنية فيُعاد حسابه كله."
                "\n\nالمصدر: اقتراح منا."
            ),
        ),
    ),
)
