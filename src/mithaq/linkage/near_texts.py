"""Which texts are one text sent many times over, with names, numbers and a few words changed.

Minwise hashing of words and word pairs (Broder 1997) with bands (Leskovec, Rajaraman, Ullman, "Mining of Massive
Datasets", chapter 3); all numbers count as one word. A text joins the leader it is most like, if near enough; it is
compared with leaders only, never with members, so that no chain of small changes joins what is far apart. Texts may
be added one batch after another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from mithaq.linkage.text import normalised

__all__ = ["NearTexts"]

HASHES: Final = 60
ROWS: Final = 3
"""Twenty bands of three: texts that share half of what they say meet in a band with probability .93."""
LOOKED_AT: Final = 4
"""Leaders compared in full, those met in most bands first."""
FULL: Final = 32
"""Leaders kept to a band: texts made to meet in one must not make each later one slower."""
LIKE_ENOUGH: Final = 0.45
LEAST_WORDS: Final = 8
"""Shorter texts are alike by chance: many people say "shelling on the town, three killed" of many events."""

_NUMBER: Final = re.compile(r"\b\d+\b")
_PRIME: Final = np.uint64(0x9E3779B97F4A7C15)
Signatures = npt.NDArray[np.uint32]


class NearTexts:
    """Groups of near-copies; `add` returns each text's group, the number of its leader, or -1 for a short text."""

    def __init__(self) -> None:
        seeds = np.random.default_rng(20170105).integers(1, 2**63, size=(2, HASHES), dtype=np.uint64)
        self._by, self._plus = seeds[0] | np.uint64(1), seeds[1]
        self._leaders: list[Signatures] = []
        self._bands: dict[bytes, list[int]] = {}

    def add(self, texts: Sequence[str | None]) -> list[int]:
        words = [[] if text is None else _NUMBER.sub("0", normalised(text)).split() for text in texts]
        signed = [at for at, each in enumerate(words) if len(each) >= LEAST_WORDS]
        groups = [-1] * len(texts)
        if signed:
            signatures = self._signatures([_said(words[at]) for at in signed])
            for at, signature in zip(signed, signatures, strict=True):
                groups[at] = self._group(signature)
        return groups

    def _signatures(self, said: Sequence[Sequence[int]]) -> Signatures:
        starts = np.zeros(len(said), np.int64)
        np.cumsum([len(each) for each in said[:-1]], out=starts[1:])
        flat = np.fromiter((one for each in said for one in each), np.uint64)
        found = np.empty((len(said), HASHES), np.uint32)
        for place in range(HASHES):
            mixed = (flat * self._by[place] + self._plus[place]) * _PRIME
            found[:, place] = np.minimum.reduceat((mixed >> np.uint64(32)).astype(np.uint32), starts)
        return found

    def _group(self, signature: Signatures) -> int:
        bands = [bytes([band // ROWS]) + signature[band : band + ROWS].tobytes() for band in range(0, HASHES, ROWS)]
        met = Counter(leader for band in bands for leader in self._bands.get(band, ()))
        # Of leaders met equally often the first met: groups do not depend on how the texts came in batches.
        likeliest = [leader for leader, _ in met.most_common(LOOKED_AT)]
        alike = [(float(np.mean(self._leaders[leader] == signature)), -leader) for leader in likeliest]
        if alike and max(alike)[0] >= LIKE_ENOUGH:
            return -max(alike)[1]
        number = len(self._leaders)
        self._leaders.append(signature)
        for band in bands:
            met_here = self._bands.setdefault(band, [])
            if len(met_here) < FULL:
                met_here.append(number)
        return number


def _said(words: Sequence[str]) -> list[int]:
    said = {*words, *(f"{one} {other}" for one, other in pairwise(words))}
    return [crc32(each.encode()) for each in said]
