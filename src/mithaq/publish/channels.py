"""Names of the ways in and of recorders' measures that the software itself knows; others stand by their code."""

from __future__ import annotations

from typing import Final

from mithaq.publish.views import Words

__all__ = ["CHANNELS", "MEASURES"]

CHANNELS: Final[dict[str, Words]] = {
    "told": {"en": "Told to the mechanism", "ar": "قُدمت إلى الآلية"},
    "unshown": {"en": "Collected, source not shown", "ar": "جُمعت ولا يُعرض مصدرها"},
    "other": {"en": "Other, or no longer known", "ar": "غير ذلك، أو لم يعد معروفًا"},
    "open-data": {"en": "Open data", "ar": "بيانات مفتوحة"},
    "bulletin": {"en": "Bulletins of guarantors", "ar": "نشرات الدول الضامنة"},
    "import": {"en": "Files taken in", "ar": "ملفات مستوردة"},
    "form": {"en": "Form", "ar": "استمارة"},
    "phone": {"en": "Telephone", "ar": "الهاتف"},
    "partner": {"en": "Partner organisation", "ar": "منظمة شريكة"},
    "web": {"en": "Web", "ar": "الشبكة"},
    "door": {"en": "Office door", "ar": "باب المكتب"},
}

MEASURES: Final[dict[str, Words]] = {
    "breaches": {"en": "breaches", "ar": "خروق"},
    "breaches/combat": {"en": "breaches by combat", "ar": "خروق قتالية"},
    "breaches/arrest": {"en": "breaches by arrest", "ar": "خروق بالاعتقال"},
    "breaches/by-regime": {"en": "breaches laid to the regime", "ar": "خروق منسوبة إلى النظام"},
    "breaches/by-russia": {"en": "breaches laid to Russia", "ar": "خروق منسوبة إلى روسيا"},
    "breaches/by-armed-opposition": {
        "en": "breaches laid to the armed opposition",
        "ar": "خروق منسوبة إلى المعارضة المسلحة",
    },
    "breaches/by-governorate": {"en": "breaches in a governorate", "ar": "خروق في محافظة"},
    "killed": {"en": "people killed", "ar": "قتلى"},
    "killed/civilians": {"en": "civilians killed", "ar": "قتلى مدنيون"},
    "deaths": {"en": "deaths registered", "ar": "وفيات مسجلة"},
    "deaths/chemical-weapon": {"en": "deaths by a chemical weapon", "ar": "وفيات بسلاح كيميائي"},
    "deaths/detention": {"en": "deaths in detention", "ar": "وفيات في الاحتجاز"},
    "deaths/execution": {"en": "deaths by execution", "ar": "وفيات بالإعدام"},
    "deaths/explosion": {"en": "deaths by an explosion", "ar": "وفيات بانفجار"},
    "deaths/lack-of-medical-access": {
        "en": "deaths for want of medical care",
        "ar": "وفيات لتعذّر الرعاية الطبية",
    },
    "deaths/shelling": {"en": "deaths by shelling", "ar": "وفيات بالقصف"},
    "deaths/shooting": {"en": "deaths by shooting", "ar": "وفيات بإطلاق النار"},
    "deaths/siege": {"en": "deaths under siege", "ar": "وفيات بسبب الحصار"},
    "deaths/cause-unknown": {"en": "deaths of unknown cause", "ar": "وفيات مجهولة السبب"},
    "conclusion": {"en": "its own conclusion on an allegation", "ar": "خلاصته هو بشأن ادعاء"},
    "statements": {"en": "statements it published on an allegation", "ar": "ما نشره من بيانات بشأن ادعاء"},
    "conceded/killed": {"en": "civilians it conceded to have killed", "ar": "من أقرّ بقتلهم من المدنيين"},
    "conceded/killed/low": {
        "en": "civilians it conceded to have killed, lowest number",
        "ar": "من أقرّ بقتلهم من المدنيين، العدد الأدنى",
    },
    "conceded/killed/high": {
        "en": "civilians it conceded to have killed, highest number",
        "ar": "من أقرّ بقتلهم من المدنيين، العدد الأعلى",
    },
    "conceded/wounded": {"en": "civilians it conceded to have wounded", "ar": "من أقرّ بجرحهم من المدنيين"},
    "conceded/wounded/low": {
        "en": "civilians it conceded to have wounded, lowest number",
        "ar": "من أقرّ بجرحهم من المدنيين، العدد الأدنى",
    },
    "conceded/wounded/high": {
        "en": "civilians it conceded to have wounded, highest number",
        "ar": "من أقرّ بجرحهم من المدنيين، العدد الأعلى",
    },
    "violations": {"en": "violations", "ar": "انتهاكات"},
    "other-side-confirmed": {
        "en": "violations of the other side's list confirmed",
        "ar": "ما أُكد من قائمة الجانب الآخر",
    },
    "other-side-excluded-target": {
        "en": "of the other side's list, fire on what the truce excludes",
        "ar": "ما عُدّ من قائمة الجانب الآخر نيرانًا على من تستثنيه الهدنة",
    },
}
