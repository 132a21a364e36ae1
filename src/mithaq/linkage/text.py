"""How alike two reports read: character runs of normalised text in any script, weighted by rarity.

Arabic is normalised as search engines do it (Larkey, Ballesteros, Connell 2002): marks and tatweel off, the forms
of alef, ya and ta marbuta as one. Runs of four characters bridge inflection and spelling in both scripts; they do
not translate: an Arabic report and an English one meet on numbers and on names that a translation left in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np
from numba import njit, prange

from mithaq.linkage.reports import Floats, Ints, Pairs

__all__ = ["LEVELS", "NO_TEXT", "Texts", "levels_of", "likeness", "normalised", "script_of", "texts_of"]

RUN: Final = 4
SLOTS: Final = 1 << 18
LEVELS: Final = np.array([0.02, 0.06, 0.12, 0.2, 0.3, 0.45, 0.7, 0.92])
"""Bounds of the levels of likeness; one more stands for texts in different scripts, one for no text."""
OTHER_SCRIPT: Final = len(LEVELS) + 1
NO_TEXT: Final = len(LEVELS) + 2

_MARKS: Final = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")
_SAME: Final = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ؤ": "و", "ئ": "ي"}
)
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_BETWEEN: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Sparse unit vectors, one a report: ``slot[start[i]:start[i + 1]]`` ascending, and the weights."""

    start: Ints
    slot: Ints
    weight: Floats
    script: Ints

    def take(self, rows: Ints) -> Texts:
        """A part of them, with the same weights."""
        lengths = np.diff(self.start)[rows]
        start = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
        at = np.arange(start[-1]) + np.repeat(self.start[rows] - start[:-1], lengths)
        return Texts(start, self.slot[at], self.weight[at], self.script[rows])


def normalised(text: str) -> str:
    """Marks, forms of one letter, case and punctuation off.

    >>> normalised("قُصِفَت  مدرسةٌ في إدلب!") == normalised("قصفت مدرسه فى ادلب")
    True
    """
    # Marks go before NFKC, which would join hamza to its alef.
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(_SAME).translate(_DIGITS)
    without = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    return _BETWEEN.sub(" ", without.casefold()).strip()


def script_of(text: str) -> int:
    """-1 without letters, 0 Latin or another, 1 mostly Arabic."""
    letters = [sign for sign in text if sign.isalpha()]
    if not letters:
        return -1
    return int(2 * sum("\u0600" <= sign <= "\u06ff" for sign in letters) >= len(letters))


def texts_of(texts: Sequence[str]) -> Texts:
    rows: list[dict[int, int]] = []
    scripts = np.empty(len(texts), np.int64)
    seen_in = np.zeros(SLOTS)
    memory: dict[str, list[int]] = {}
    for row, raw in enumerate(texts):
        text = normalised(raw)
        scripts[row] = script_of(text)
        counts: dict[int, int] = {}
        for word in text.split():
            slots = memory.get(word)
            if slots is None:
                slots = memory[word] = _slots(word)
            for slot in slots:
                counts[slot] = counts.get(slot, 0) + 1
        for slot in counts:
            seen_in[slot] += 1
        rows.append(counts)
    rarity = np.log((1.0 + len(texts)) / (1.0 + seen_in)) + 0.1
    starts = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(found) for found in rows], out=starts[1:])
    slots_of, weight = np.empty(starts[-1], np.int64), np.empty(starts[-1])
    for row, found in enumerate(rows):
        here = slice(int(starts[row]), int(starts[row + 1]))
        slots_of[here] = sorted(found)
        values = (1.0 + np.log([found[one] for one in slots_of[here].tolist()])) * rarity[slots_of[here]]
        weight[here] = values / max(float(np.sqrt((values**2).sum())), 1e-12)
    return Texts(starts, slots_of, weight, scripts)


def _slots(word: str) -> list[int]:
    padded = f" {word} "
    runs = {padded} | {padded[at : at + RUN] for at in range(max(len(padded) - RUN + 1, 1))}
    return sorted(int.from_bytes(blake2b(run.encode(), digest_size=4).digest(), "big") % SLOTS for run in runs)


def likeness(texts: Texts, pairs: Pairs) -> Floats:
    """The cosine of each pair's vectors."""
    out = np.zeros(len(pairs.first))
    _cosine(texts.start, texts.slot, texts.weight, pairs.first, pairs.second, out)
    return out


def levels_of(texts: Texts, pairs: Pairs) -> Ints:
    one, other = texts.script[pairs.first], texts.script[pairs.second]
    level = np.searchsorted(LEVELS, likeness(texts, pairs), side="right")
    level = np.where(one == other, level, OTHER_SCRIPT)
    return np.where((one < 0) | (other < 0), NO_TEXT, level).astype(np.int64)


@njit(cache=True, parallel=True)
def _cosine(starts, slot, weight, first, second, out):  # type: ignore[no-untyped-def]
    for e in prange(len(first)):
        a, a_end = starts[first[e]], starts[first[e] + 1]
        b, b_end = starts[second[e]], starts[second[e] + 1]
        total = 0.0
        while a < a_end and b < b_end:
            if slot[a] == slot[b]:
                total += weight[a] * weight[b]
                a += 1
                b += 1
            elif slot[a] < slot[b]:
                a += 1
            else:
                b += 1
        out[e] = total
