"""How words get changed on the way: names in other spellings, slips of the hand, digits, cuts, and translation.

Translation is imitated by what gives it away: calques put word for word, articles lost or doubled, names carried
over letter by letter.
"""

from __future__ import annotations

from random import Random
from typing import Final

from mithaq.scenario.names import PlaceName

__all__ = ["as_translated", "eastern_digits", "other_spellings", "slipped", "truncated"]

LATIN_RULES: Final = (
    ("q", "k"),
    ("Q", "K"),
    ("q", "gh"),
    ("gh", "g"),
    ("kh", "h"),
    ("Kh", "H"),
    ("dh", "z"),
    ("iyya", "iya"),
    ("iyya", "iyeh"),
    ("ara", "arah"),
    ("ana", "aneh"),
    ("un", "oun"),
    ("ur", "our"),
    ("ub", "oub"),
    ("ush", "ouch"),
    ("il", "eel"),
    ("in", "een"),
    ("an", "aan"),
    ("aya", "aia"),
    ("Tal ", "Tell "),
    ("Ayn ", "Ein "),
    ("Bayt ", "Beit "),
    ("Khirbat ", "Khirbet "),
    ("Wadi ", "Ouadi "),
    ("Jisr ", "Jisir "),
    ("sh", "ch"),
    ("w", "ou"),
)
ARABIC_RULES: Final = (
    ("ة", "ه"),
    ("ي", "ى"),
    ("أ", "ا"),
    ("ظ", "ض"),
    ("ذ", "ز"),
    ("ث", "س"),
    ("ق", "ك"),
    ("ا", "آ"),
)
TATWEEL: Final = "ـ"
SPOKEN_FOR: Final = frozenset({"كرسان", "Hardan", "Sanghara"})
"""Spellings that the rules would form and that real places bear."""

# What a machine or a hurried translator writes in the place of what is usually said.
ENGLISH_CALQUES: Final = (
    ("came under", "was exposed to"),
    ("was hit by", "was subjected to"),
    ("It killed", "This led to the martyrdom of"),
    ("At least", "No less than"),
    ("people", "persons"),
    ("wounded", "injured with wounds"),
    ("air strike", "air raid"),
    ("warplanes", "military aviation"),
    ("residents", "the people of the area"),
    ("Residents", "The people of the area"),
    ("outskirts", "surroundings"),
    ("the town of", "the city"),
    ("according to", "as per"),
    ("This was attributed to", "And the responsibility returns to"),
    ("artillery", "cannon"),
    ("mortar rounds", "shells of the mortar"),
    ("in the ", "in "),
    (" a ", " "),
    (" the ", " "),
)
ARABIC_CALQUES: Final = (
    ("تعرضت", "تم تعرض"),
    ("استهدف", "قام باستهداف"),
    ("سقطت", "تم سقوط"),
    ("قصفت", "قامت بقصف"),
    ("وأسفر ذلك عن مقتل", "مما تسبب بقتل"),
    ("مقتل", "وفاة"),
    ("وإصابة", "وجرح"),
    ("غارة جوية", "ضربة من الجو"),
    ("طائرات حربية", "طائرات مقاتلة"),
    ("قذائف هاون", "جولات هاون"),
    ("الأحياء السكنية", "المناطق السكنية"),
    ("أفاد سكان بأنه", "قال السكان إنه"),
    ("بحسب", "وفقاً إلى"),
    ("محيط", "المنطقة حول"),
    ("واندلع", "وقد كسر"),
)
_EASTERN: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
SHORTEST: Final = 60


def other_spellings(name: PlaceName) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Spellings in use beside the gazetteer's, Arabic and Latin; never empty."""
    latin = [*name.variants, f"al-{name.en}", name.en.replace(" ", "-"), name.en.upper()]
    latin += [name.en.replace(sound, other) for sound, other in LATIN_RULES if sound in name.en]
    arabic = [name.ar.replace(letter, other) for letter, other in ARABIC_RULES if letter in name.ar]
    arabic.append(name.ar[:-1] + TATWEEL + name.ar[-1])
    arabic.append(f"ال{name.ar}" if " " not in name.ar else name.ar.replace(" ", ""))
    taken = {name.ar, name.en, *SPOKEN_FOR}
    return (
        tuple(dict.fromkeys(each for each in arabic if each not in taken)),
        tuple(dict.fromkeys(each for each in latin if each not in taken)),
    )


def slipped(text: str, rng: Random, share: float) -> str:
    """A share of the words with one letter lost, doubled or changed places with the next."""
    slips = int(share * (text.count(" ") + 1) + rng.random())
    for _ in range(slips):
        at = int(rng.random() * (len(text) - 1))
        one, other = text[at], text[at + 1]
        if not (one.isalpha() and other.isalpha()):
            continue
        kind = rng.random()
        if kind < 0.4:
            text = text[:at] + other + one + text[at + 2 :]
        elif kind < 0.7:
            text = text[:at] + text[at + 1 :]
        else:
            text = text[:at] + one + text[at:]
    return text


def eastern_digits(text: str) -> str:
    return text.translate(_EASTERN)


def truncated(text: str, rng: Random) -> str:
    """Cut as a feed cuts: somewhere after the first words, in the middle of one if it falls so."""
    end = SHORTEST + int(rng.random() * 120)
    return text if len(text) <= end else f"{text[:end].rstrip()}…"


def as_translated(text: str, rng: Random, *, arabic: bool) -> str:
    """``text`` in the language it is in, as a translation into it would read: each calque half the time."""
    for said, calque in ARABIC_CALQUES if arabic else ENGLISH_CALQUES:
        if rng.random() < 0.5 and said in text:
            text = text.replace(said, calque)
    return text
