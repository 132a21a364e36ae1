"""Names of the ways in that the software itself knows; a mission's own names go before them."""

from __future__ import annotations

from typing import Final

from mithaq.publish.views import Words

__all__ = ["CHANNELS"]

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
