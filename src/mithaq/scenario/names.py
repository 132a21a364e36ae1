"""Place names that exist nowhere: invented stems and endings, in Arabic and in English letter for letter.

A stem and an ending make a word (قصم + ارة = قصمارة, Qasmara); a village may add an ordinary word for a hill or a
spring. The tables are hand-written so that both scripts read naturally. A test compares every result with the
real gazetteers of the region; a stem that produced a real name was taken out.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

__all__ = ["PlaceName", "invented_words", "village_name"]


@dataclass(frozen=True, slots=True)
class PlaceName:
    en: str
    ar: str
    variants: tuple[str, ...] = ()
    """Other Latin spellings in use; reporters disagree about them, as they do everywhere."""


STEMS: Final = (
    ("قصم", "Qasm"),
    ("ورش", "Warsh"),
    ("هدر", "Hadr"),
    ("زفق", "Zafq"),
    ("دلق", "Dalq"),
    ("طرن", "Tarn"),
    ("برغ", "Bargh"),
    ("سنق", "Sanq"),
    ("مرط", "Mart"),
    ("عكف", "Akf"),
    ("لهن", "Lahn"),
    ("غدق", "Ghadq"),
    ("نبغ", "Nabgh"),
    ("كرث", "Karth"),
    ("زبق", "Zabq"),
    ("شكب", "Shakb"),
    ("صدن", "Sadn"),
    ("ظعن", "Zaan"),
    ("قنف", "Qanf"),
    ("لفح", "Lafh"),
    ("وسن", "Wasn"),
    ("ثرو", "Tharw"),
    ("دغل", "Daghl"),
    ("رغد", "Raghd"),
    ("زهن", "Zahn"),
    ("سجف", "Sajf"),
    ("شذب", "Shadhb"),
    ("طلس", "Tals"),
    ("عبق", "Abq"),
    ("غرن", "Gharn"),
    ("فلن", "Faln"),
    ("قرط", "Qart"),
    ("لبد", "Labd"),
    ("هلق", "Halq"),
    ("وذر", "Wadhr"),
    ("وقس", "Waqs"),
    ("رند", "Rand"),
    ("شعن", "Shaan"),
    ("خرد", "Khard"),
    ("ربق", "Rabq"),
    ("دمث", "Damth"),
    ("زمع", "Zama"),
    ("فتخ", "Fatkh"),
    ("نعف", "Naaf"),
    ("نوس", "Naws"),
    ("شرغ", "Shargh"),
    ("مزن", "Mazn"),
    ("جفل", "Jafl"),
)

ENDINGS: Final = (
    ("ان", "an"),
    ("ون", "un"),
    ("ين", "in"),
    ("ارة", "ara"),
    ("ية", "iyya"),
    ("ور", "ur"),
    ("يل", "il"),
    ("وب", "ub"),
    ("اس", "as"),
    ("ايا", "aya"),
    ("انة", "ana"),
    ("وش", "ush"),
    ("ات", "at"),
    ("يت", "it"),
)

LANDMARKS: Final = (
    ("تل", "Tal"),
    ("كفر", "Kafr"),
    ("عين", "Ayn"),
    ("خربة", "Khirbat"),
    ("بيت", "Bayt"),
    ("وادي", "Wadi"),
    ("رأس", "Ras"),
    ("حوش", "Hawsh"),
    ("جسر", "Jisr"),
    ("بركة", "Birkat"),
    ("روضة", "Rawdat"),
    ("مرج", "Marj"),
)

SIDES: Final = (
    ("الشرقية", "East"),
    ("الغربية", "West"),
    ("العليا", "Upper"),
    ("السفلى", "Lower"),
)

# Words that the tables would form but that name a real place, or are ordinary words and would read as a joke.
SPOKEN_FOR: Final = frozenset({"قصمين", "رغدان", "قرطاس", "ورشات"})

# Spellings that correspondents really confuse; applied to the invented words.
RESPELLINGS: Final = (
    ("Q", "K"),
    ("q", "k"),
    ("iyya", "iyeh"),
    ("un", "oun"),
    ("ush", "oush"),
    ("ur", "our"),
    ("ub", "oub"),
    ("Tal ", "Tell "),
    ("Ayn ", "Ein "),
    ("Bayt ", "Beit "),
    ("dh", "z"),
    ("ay", "ai"),
)


def _named(en: str, ar: str) -> PlaceName:
    variants: list[str] = []
    for sound, spelling in RESPELLINGS:
        variant = en.replace(sound, spelling)
        if variant != en and variant not in variants:
            variants.append(variant)
    return PlaceName(en, ar, tuple(variants[:3]))


def invented_words(rng: Random) -> list[PlaceName]:
    """Every stem with every ending, in an order drawn once; nothing here is ever used twice by chance."""
    words = [
        _named(stem_en + ending_en, stem_ar + ending_ar)
        for stem_ar, stem_en in STEMS
        for ending_ar, ending_en in ENDINGS
        # Two vowels would meet in English where Arabic writes one letter.
        if not (stem_en.endswith("a") and ending_en.startswith("a")) and stem_ar + ending_ar not in SPOKEN_FOR
    ]
    # Random.shuffle's use of its bits may change between Python versions; sorting by random() does not.
    return [word for _, word in sorted(((rng.random(), word) for word in words), key=lambda pair: pair[0])]


def village_name(word: PlaceName, rng: Random) -> PlaceName:
    """A word alone, after a landmark, or with the side on which the village lies."""
    draw = rng.random()
    if draw < 0.45:
        return word
    if draw < 0.85:
        mark_ar, mark_en = LANDMARKS[int(rng.random() * len(LANDMARKS))]
        return _named(f"{mark_en} {word.en}", f"{mark_ar} {word.ar}")
    side_ar, side_en = SIDES[int(rng.random() * len(SIDES))]
    return _named(f"{side_en} {word.en}", f"{word.ar} {side_ar}")
