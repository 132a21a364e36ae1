"""A few ordinary words to remember, which open the status door and nothing else.

Five words of 256 are 40 bits. Whoever seizes the database must also have the secret from ``keys/``, and then
pay a slow hash for every guess; at the door itself a wrong code looks like "no news". Nothing on the record
derives from the words (design, section 3, "Receipts at a road post").
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission

__all__ = ["ARABIC", "ENGLISH", "Words", "draw_words", "mark_of_words"]

COUNT: Final = 5
SCRYPT_N: Final = 2**14
SCRYPT_MEMORY: Final = 64 * 2**20

_ENGLISH: Final = (
    "apple arch arm autumn bag baker ball banana barn basket bath bean bear bed bee bell belt bench bird "
    "blanket blue board boat book boot bottle bow bowl box branch brass bread brick bridge broom brother "
    "brown brush bucket butter button cabin cake camel candle cap card carpet carrot cart cat cave chain "
    "chair chalk cheese cherry chess chicken child clay clock cloth cloud coal coat coffee coin comb cook "
    "copper corn cotton cousin cow cream cross crow crown cup curtain daisy dance date dawn deer desk "
    "dinner dish dog doll donkey door dove dream dress drum duck dust eagle ear egg elbow evening eye fan "
    "farm father feather fence fig finger fire fish flag flower flute forest fork fountain fox friend "
    "frog fruit garden garlic gate gift glass glove goat gold goose grape grass green guest hair hammer "
    "hand hat hay heart hen hill honey horn horse house ice ink iron island jacket jar jasmine juice "
    "kettle key kitchen kite knee knot ladder lake lamb lamp leaf leather lemon lentil letter light lily "
    "lion lock loom magnet map marble market meadow melon milk mill mint mirror moon morning mother "
    "mountain mouse mule music nail neck needle nest night nose nut oak ocean oil olive onion orange oven "
    "owl palm paper parrot peach pear pearl pen pencil pepper piano pigeon pillow pine pipe plate plum "
    "pocket pond potato quilt rabbit radio rain ribbon river road robin rock roof room rope rose sail "
    "salt sand scarf school sea seed sheep shell ship shirt shoe silver sister soap "
)
ENGLISH: Final = tuple(_ENGLISH.split())

_ARABIC: Final = (
    "تفاح قوس ذراع خريف حقيبة خباز كرة موز مخزن سلة حمام فول دب سرير نحلة جرس حزام مقعد عصفور بطانية أزرق "
    "لوح قارب كتاب حذاء زجاجة سهم وعاء صندوق غصن نحاس خبز طوب جسر مكنسة أخ بني فرشاة دلو زبدة زر كوخ كعك "
    "جمل شمعة قبعة بطاقة سجادة جزر عربة قط كهف سلسلة كرسي طبشور جبن كرز شطرنج دجاجة طفل طين ساعة قماش "
    "غيمة فحم معطف قهوة قطعة مشط طباخ معدن ذرة قطن قريب بقرة قشدة ورق غراب تاج كوب ستارة أقحوان رقص تمر "
    "فجر غزال مكتب عشاء صحن كلب دمية حمار باب حمامة حلم ثوب طبل بطة غبار نسر أذن بيضة مرفق مساء عين مروحة "
    "مزرعة أب ريشة سياج تين إصبع نار سمك علم زهرة ناي غابة شوكة نافورة ثعلب صديق ضفدع فاكهة حديقة ثوم "
    "بوابة هدية كأس قفاز ماعز ذهب إوزة عنب عشب أخضر ضيف شعر مطرقة يد طربوش قش قلب فرخ تل عسل بوق حصان بيت "
    "ثلج حبر حديد جزيرة سترة جرة ياسمين عصير إبريق مفتاح مطبخ طائرة ركبة عقدة سلم بحيرة خروف مصباح ورقة "
    "جلد ليمون عدس رسالة ضوء زنبق أسد قفل نول مغناطيس خريطة رخام سوق مرج بطيخ حليب طاحون نعناع مرآة قمر "
    "صباح أم جبل فأر بغل موسيقى مسمار عنق إبرة عش ليل أنف جوز بلوط محيط زيت زيتون بصل برتقال فرن بومة نخل "
    "دفتر ببغاء دراق إجاص لؤلؤ قلم رصاص فلفل لحن زاجل وسادة صنوبر أنبوب طبق برقوق جيب بركة بطاطا لحاف "
    "أرنب مذياع مطر شريط حرير فستق رمان سفينة شباك قنديل سنبلة صخر ميناء غيث ندى وادي شجرة سماء نجمة شمس "
    "هلال رمل موج شاطئ قصب حقل كرم "
)
ARABIC: Final = tuple(_ARABIC.split())


@dataclass(frozen=True, slots=True)
class Words:
    """Words with their mark; the slow hash is done beforehand, so that nobody waits for it at the door."""

    words: tuple[str, ...]
    mark: bytes
    lang: str = "ar"


def draw_words(mission: Mission, *, lang: str = "ar") -> Words:
    words_of = ENGLISH if lang == "en" else ARABIC
    words = tuple(words_of[byte] for byte in mission.random_bytes(COUNT))
    return Words(words, mark_of_words(mission, words), lang)


def mark_of_words(mission: Mission, words: tuple[str, ...]) -> bytes:
    said = " ".join(unicodedata.normalize("NFKC", word).strip().casefold() for word in words)
    secret = mission.words_key
    slow = hashlib.scrypt(
        said.encode("utf-8", "surrogatepass"), salt=secret[:16], n=SCRYPT_N, r=8, p=1, maxmem=SCRYPT_MEMORY
    )
    return hmac.digest(secret, slow, "sha256")
