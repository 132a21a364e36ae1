"""Chance that depends on ids alone, so that a run repeats on any machine and in any order of rows."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numba import njit

from mithaq.linkage.reports import Objects, Words

__all__ = ["hashed", "mixed", "mixed_all"]


def hashed(ids: Objects) -> Words:
    """64 bits of each id."""
    return np.fromiter(
        (int.from_bytes(blake2b(str(one).encode(), digest_size=8).digest(), "big") for one in ids),
        dtype=np.uint64,
        count=len(ids),
    )


@njit(cache=True)
def mixed(word):  # type: ignore[no-untyped-def]
    """One step of splitmix64 (Steele, Lea, Flood 2014): a well-spread word from any word."""
    word = np.uint64(word + np.uint64(0x9E3779B97F4A7C15))
    word = np.uint64((word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9))
    word = np.uint64((word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB))
    return word ^ (word >> np.uint64(31))


@njit(cache=True)
def mixed_all(words):  # type: ignore[no-untyped-def]
    out = np.empty_like(words)
    for row in range(len(words)):
        out[row] = mixed(words[row])
    return out
