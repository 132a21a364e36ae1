"""The pair's own weight, and which candidates are worth carrying on: most are the same place on another matter."""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit, prange

from mithaq.linkage.likelihood import Beliefs, Seen, group_score
from mithaq.linkage.partition import Neighbours, neighbours_of
from mithaq.linkage.reports import Floats, Pairs

__all__ = ["LEAST_LOG_ODDS", "pair_log_odds", "plausible", "plausible_pairs"]

LEAST_LOG_ODDS: Final = -5.0
"""A pair this improbable by itself (1 to 150) is carried no further; its reports may still meet through others."""


def plausible(seen: Seen, beliefs: Beliefs, pairs: Pairs, weight: Floats) -> Neighbours:
    kept, weight = plausible_pairs(seen, beliefs, pairs, weight)
    return neighbours_of(len(seen.day), kept.first, kept.second, weight)


def plausible_pairs(seen: Seen, beliefs: Beliefs, pairs: Pairs, weight: Floats) -> tuple[Pairs, Floats]:
    keep = pair_log_odds(seen, beliefs, pairs) + weight > LEAST_LOG_ODDS
    return Pairs(pairs.first[keep], pairs.second[keep]), weight[keep]


def pair_log_odds(seen: Seen, beliefs: Beliefs, pairs: Pairs) -> Floats:
    """Of one event against two, from the two reports alone (natural logarithm)."""
    out = np.zeros(len(pairs.first))
    _score(seen, beliefs, pairs.first, pairs.second, out)
    return out


@njit(cache=True, parallel=True)
def _score(seen, beliefs, first, second, out):  # type: ignore[no-untyped-def]
    chunks = 64
    for chunk in prange(chunks):
        members, work = np.zeros(2, np.int64), np.zeros(512)
        for e in range(chunk * len(first) // chunks, (chunk + 1) * len(first) // chunks):
            members[0] = first[e]
            alone = group_score(seen, beliefs, members, 1, work)
            members[0] = second[e]
            alone += group_score(seen, beliefs, members, 1, work)
            members[0], members[1] = first[e], second[e]
            out[e] = group_score(seen, beliefs, members, 2, work) - alone
