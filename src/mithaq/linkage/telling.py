"""What the texts of two reports say of one event beside what the columns say already.

Likeness of texts repeats the columns: reports of two events of one town and type share the town's name and the
type's words. So words are compared over pairs of reports that the columns make plausible: how often word a
stands in one and word b in the other where the columns hold the two to be of one event, less how often where
they hold them apart (no label is read). Place names and turns of phrase stand equally in both and cancel.
Particulars remain, and with them their other wordings and their translations, for nothing asks that a be b.
What sampling alone would give is taken off every entry (soft thresholding, Donoho 1995).

The pairs of a stretch of days are weighed by what other stretches taught, so that no pair is judged by itself. What
the sum, and likeness, are worth is counted on the same plausible pairs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numba import njit, prange

from mithaq.linkage.reports import Bools, Floats, Ints, Pairs
from mithaq.linkage.text import Texts, likeness, normalised, texts_of

__all__ = ["MOST_WEIGHT", "Reading", "Telling", "learn_telling", "reading_of", "weights_of"]

MOST_WORDS: Final = 1_500
"""The commonest are kept: a word of few reports has no partners to be learnt, and this bounds the work."""
LEAST_REPORTS: Final = 5
FOLDS: Final = 3
STRETCH_DAYS: Final = 10
LEAST_PAIRS: Final = 30.0
"""Expected pairs of one event, and of two, below which nothing is learnt of words."""
BINS: Final = 10
LIKE: Final = np.array([0.12, 0.22, 0.35, 0.6, 0.8])
"""Bounds of likeness; one more class stands for texts in different scripts."""
CLASSES: Final = len(LIKE) + 2
NEAR_COPY: Final = 0.6
"""Texts so alike are one text, edited: they teach nothing of words."""
SHRINK: Final = 3.0
"""Pairs of either kind that a cell is given for a start, in proportion to all."""
MOST_WEIGHT: Final = 4.0
TRUSTED: Final = 0.7
"""What is left of the worth of texts: pairs apart are mostly easy ones, and doubtful ones are more alike.
Chosen on seeds 11 and 12 of the hard level (docs/linkage.md)."""
IN_DOUBT: Final = (0.05, 0.95)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """Texts as they are compared: runs of characters, and the words of each text."""

    runs: Texts
    words: tuple[frozenset[str], ...]

    def take(self, rows: Ints) -> Reading:
        return Reading(self.runs.take(rows), tuple(self.words[row] for row in rows))


@dataclass(frozen=True, slots=True, eq=False)
class Telling:
    words: tuple[str, ...]
    unit: Floats
    """What brings each word's variance to one."""
    mean: Floats
    tables: Floats
    """By fold: how words of two texts of one event go together beyond those of near events."""
    bounds: Floats
    weights: Floats
    """By class of likeness and bin of the sum: natural log odds."""


def reading_of(texts: Sequence[str]) -> Reading:
    return Reading(texts_of(texts), tuple(_words(text) for text in texts))


def _words(text: str) -> frozenset[str]:
    """Words, and numbers once more with the word beside them: nine o'clock is not nine shells."""
    words = normalised(text).split()
    beside = {f"{one}_{other}" for one, other in pairwise(words) if one.isdigit() or other.isdigit()}
    return frozenset(beside | set(words))


def learn_telling(reading: Reading, day: Ints, pairs: Pairs, together: Floats) -> Telling | None:
    """``together`` is the probability that each plausible pair is of one event; None where too few were seen."""
    said = (reading.runs.script[pairs.first] >= 0) & (reading.runs.script[pairs.second] >= 0)
    pairs, together = Pairs(pairs.first[said], pairs.second[said]), together[said]
    if together.sum() < LEAST_PAIRS or (1.0 - together).sum() < LEAST_PAIRS:
        return None
    words = _vocabulary(reading)
    start, word = _coded(reading, words)
    share = np.bincount(word, minlength=len(words)) / max(len(reading.words), 1)
    unit = 1.0 / np.sqrt(np.maximum(share * (1.0 - share), 1e-6))
    kind = _class_of(reading, pairs)
    fold = _fold(day)
    tables = np.zeros((FOLDS, len(words), len(words)))
    for one in range(FOLDS):
        taught = (fold[pairs.first] != one) & (fold[pairs.second] != one) & ~_is_copy(kind)
        tables[one] = _beyond(start, word, unit, Pairs(pairs.first[taught], pairs.second[taught]), together[taught])
    silent = Telling(words, unit, unit * share, tables, np.zeros(BINS - 1), np.zeros((CLASSES, BINS)))
    total = _sums(silent, reading, day, pairs)
    doubtful = (together > IN_DOUBT[0]) & (together < IN_DOUBT[1])
    chosen = total[doubtful] if doubtful.sum() > 10 * BINS else total
    bounds = np.quantile(chosen, np.linspace(0, 1, BINS + 1)[1:-1])
    weights = _worth(kind, np.searchsorted(bounds, total), together)
    return Telling(words, unit, unit * share, tables, bounds, weights)


def weights_of(telling: Telling, reading: Reading, day: Ints, pairs: Pairs) -> Floats:
    """What the texts of each pair add to its log odds; nothing where one has no text."""
    kind = _class_of(reading, pairs)
    total = _sums(telling, reading, day, pairs)
    weight: Floats = telling.weights[kind, np.searchsorted(telling.bounds, total)]
    silent = (reading.runs.script[pairs.first] < 0) | (reading.runs.script[pairs.second] < 0)
    return np.where(silent, 0.0, weight)


def _vocabulary(reading: Reading) -> tuple[str, ...]:
    times = Counter(word for words in reading.words for word in words)
    common = sorted((-count, word) for word, count in times.items() if count >= LEAST_REPORTS)
    return tuple(sorted(word for _, word in common[:MOST_WORDS]))


def _coded(reading: Reading, words: Sequence[str]) -> tuple[Ints, Ints]:
    number = {word: at for at, word in enumerate(words)}
    rows = [sorted(number[word] for word in each if word in number) for each in reading.words]
    start = np.zeros(len(rows) + 1, np.int64)
    np.cumsum([len(row) for row in rows], out=start[1:])
    return start, np.array([one for row in rows for one in row], np.int64)


def _fold(day: Ints) -> Ints:
    return day // STRETCH_DAYS % FOLDS


def _class_of(reading: Reading, pairs: Pairs) -> Ints:
    one, other = reading.runs.script[pairs.first], reading.runs.script[pairs.second]
    like = np.searchsorted(LIKE, likeness(reading.runs, pairs), side="right")
    return np.where(one == other, like, CLASSES - 1).astype(np.int64)


def _is_copy(kind: Ints) -> Bools:
    return (kind >= np.searchsorted(LIKE, NEAR_COPY) + 1) & (kind < CLASSES - 1)


def _beyond(start: Ints, word: Ints, unit: Floats, pairs: Pairs, together: Floats) -> Floats:
    one = _across_mean(start, word, unit, pairs, together)
    other = _across_mean(start, word, unit, pairs, 1.0 - together)
    table = one - other
    by_chance = 1.0 / np.sqrt(max(2.0 * float(together.sum()), 1.0))
    out: Floats = np.sign(table) * np.maximum(np.abs(table) - by_chance, 0.0)
    return out


def _across_mean(start: Ints, word: Ints, unit: Floats, pairs: Pairs, weight: Floats) -> Floats:
    """The covariance of words of one text with words of the other."""
    n = len(unit)
    table, mean = np.zeros((n, n)), np.zeros(n)
    _across(start, word, unit, pairs.first, pairs.second, weight, table, mean)
    total = max(2.0 * float(weight.sum()), 1e-9)
    both: Floats = (table + table.T) / total - np.outer(mean, mean) / total**2
    return both


def _sums(telling: Telling, reading: Reading, day: Ints, pairs: Pairs) -> Floats:
    start, word = _coded(reading, telling.words)
    fold = _fold(day)
    # What each text has in common with the mean text, and that with itself, centre the sum.
    with_mean = telling.tables @ telling.mean
    own = np.zeros((FOLDS, len(start) - 1))
    row = np.repeat(np.arange(len(start) - 1), np.diff(start))
    for one in range(FOLDS):
        own[one] = np.bincount(row, (with_mean[one] * telling.unit)[word], len(start) - 1)
    out = np.zeros(len(pairs.first))
    _sum(start, word, telling.unit, telling.tables, fold, pairs.first, pairs.second, out)
    of = fold[pairs.first]
    out += (with_mean @ telling.mean)[of] - own[of, pairs.first] - own[of, pairs.second]
    return out


def _worth(kind: Ints, place: Ints, together: Floats) -> Floats:
    """Log odds by cell: its part of the pairs of one event over its part of those of two."""
    cell = kind * BINS + place
    cells = CLASSES * BINS
    one, two = np.bincount(cell, together, cells), np.bincount(cell, 1.0 - together, cells)
    prior = one.sum() / (one.sum() + two.sum())
    # Cells of copies are too few each: what likeness says there is said for all bins.
    for copied in range(int(np.searchsorted(LIKE, NEAR_COPY)) + 1, CLASSES - 1):
        rows = slice(copied * BINS, (copied + 1) * BINS)
        one[rows], two[rows] = one[rows].sum(), two[rows].sum()
    odds = np.log(one + SHRINK * prior) - np.log(two + SHRINK * (1 - prior)) - np.log(prior / (1 - prior))
    worth: Floats = np.clip(TRUSTED * odds, -MOST_WEIGHT, MOST_WEIGHT).reshape(CLASSES, BINS)
    return worth


@njit(cache=True)
def _across(start, word, unit, first, second, weight, table, mean):  # type: ignore[no-untyped-def]
    for e in range(len(first)):
        i, j, w = first[e], second[e], weight[e]
        for b in range(start[j], start[j + 1]):
            mean[word[b]] += w * unit[word[b]]
        for a in range(start[i], start[i + 1]):
            mean[word[a]] += w * unit[word[a]]
            for b in range(start[j], start[j + 1]):
                table[word[a], word[b]] += w * unit[word[a]] * unit[word[b]]


@njit(cache=True, parallel=True)
def _sum(start, word, unit, tables, fold, first, second, out):  # type: ignore[no-untyped-def]
    for e in prange(len(first)):
        i, j, total = first[e], second[e], 0.0
        for a in range(start[i], start[i + 1]):
            for b in range(start[j], start[j + 1]):
                total += tables[fold[i], word[a], word[b]] * unit[word[a]] * unit[word[b]]
        out[e] = total
