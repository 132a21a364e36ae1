"""Spelling keys for place names: two spellings of one Arabic or Latin name meet in one key.

`exact_key` only removes what is never part of a name (case, vowel signs, letter shapes, the article).
`sound_key` goes further: it keeps the consonants, so that Idlib, Idleb and إدلب meet, and Rif Dimashq meets
ريف دمشق. Many different places share a sound key, so a caller must have another reason to believe the match.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

__all__ = ["exact_key", "is_arabic", "place_words", "sound_key"]

_ARABIC: Final = re.compile(r"[\u0620-\u064a]")
_MARKS: Final = re.compile(
    r"[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640"  # vowel signs, Quranic signs, tatweel
    r"\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"  # invisible direction and joining marks
)
_LETTERS: Final = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ء": "", "ة": "ه", "ک": "ك", "ی": "ي",
})  # fmt: skip
_APOSTROPHES: Final = re.compile(r"['’‘`´ʿʾʼ\u02bb]")
_BREAKS: Final = re.compile(r"[\W_]+")
_ARTICLES: Final = frozenset(
    # before a sun letter the article takes its sound
    {"al", "el", "ul", "ar", "as", "ash", "at", "ath", "ad", "adh", "an", "az"}
    | {"er", "es", "esh", "et", "ed", "en", "ez"}
)
_GENERIC: Final = re.compile(
    r"\b(?:town|village|city|suburb|neighbou?rhood|governorate|province|district|sub-?district)\b"
    r"|^\s*(?:مدين[ةه]|بلد[ةه]|قري[ةه]|محافظ[ةه]|منطق[ةه]|ناحي[ةه]|حي)\s",
    re.IGNORECASE,
)
_UNITS: Final = re.compile(r"^(?:mintaqat|nahiyat|markaz)\s+", re.IGNORECASE)
_PAIRS: Final = re.compile(r"kh|gh|sh|ch|th|dh|[qpvaeiouwy]")
_SOUNDS: Final = {"kh": "x", "gh": "g", "sh": "c", "ch": "c", "th": "t", "dh": "d", "q": "k", "p": "b", "v": "f"}
_DOUBLED: Final = re.compile(r"(.)\1+")
_CONSONANTS: Final = str.maketrans({
    "ا": "", "و": "", "ي": "", "ع": "", "ب": "b", "پ": "b", "ت": "t", "ط": "t", "ث": "t", "ج": "j", "ح": "h",
    "ه": "h", "خ": "x", "د": "d", "ذ": "d", "ض": "d", "ر": "r", "ز": "z", "ظ": "z", "س": "s", "ص": "s", "ش": "c",
    "غ": "g", "ف": "f", "ق": "k", "ك": "k", "ل": "l", "م": "m", "ن": "n", " ": "",
})  # fmt: skip


def is_arabic(text: str) -> bool:
    return _ARABIC.search(text) is not None


@lru_cache(maxsize=65_536)
def place_words(text: str) -> str:
    """The name alone: "Al Bab town" and "Markaz Daraa district" without the word for the kind of place."""
    text = _GENERIC.sub(" ", text).strip(" ,;.")
    for _ in range(2):
        text = _UNITS.sub("", text).strip()
    return text


@lru_cache(maxsize=65_536)
def exact_key(text: str) -> str:
    """A name without case, accents, vowel signs, hyphens, spaces or articles.

    >>> exact_key("Deir-ez-Zor") == exact_key("Deir ez Zor") == exact_key("deir el zor")
    True
    """
    text = _MARKS.sub("", unicodedata.normalize("NFKC", text))
    if is_arabic(text):
        words = [_without_article(word) for word in _BREAKS.split(text.translate(_LETTERS)) if word]
        return " ".join(words)
    text = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    words = [word for word in _BREAKS.split(_APOSTROPHES.sub("", text).casefold()) if word]
    kept = [word for word in words if word not in _ARTICLES]
    return "".join(kept or words)


@lru_cache(maxsize=65_536)
def sound_key(text: str) -> str:
    """The consonants, the same for both scripts; empty when fewer than two are left, which is no key at all."""
    key = exact_key(text)
    if is_arabic(text):
        opens_with_vowel = key[:1] in "اعيو"
        key = key.removesuffix("ه").replace("ه ", " ").translate(_CONSONANTS)
    else:
        opens_with_vowel = key[:1] in "aeiou"
        # a final h only spells taa marbuta (Raqqah, Raqqa); elsewhere h is a letter of its own
        key = _PAIRS.sub(lambda found: _SOUNDS.get(found[0], ""), key.removesuffix("h"))
    key = _DOUBLED.sub(r"\1", key)
    if len(key) < 2:
        return ""
    # Iraq must not sound like Raqqa: an opening vowel counts, whichever it is
    return "'" + key if opens_with_vowel else key


def _without_article(word: str) -> str:
    """Takes ال from a word of five letters or more: in a shorter one it may be part of the root."""
    return word[2:] if word.startswith("ال") and len(word) >= 5 else word
