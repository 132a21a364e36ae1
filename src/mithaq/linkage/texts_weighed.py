"""What the texts of a pair add to its log odds under a model: as learnt, or by likeness if set so."""

from __future__ import annotations

import numpy as np

from mithaq.linkage.likelihood import Seen
from mithaq.linkage.model import Model
from mithaq.linkage.pairs import LEAST_LOG_ODDS, pair_log_odds
from mithaq.linkage.reports import Floats, Pairs
from mithaq.linkage.telling import MOST_WEIGHT, Reading, weights_of
from mithaq.linkage.text import levels_of

__all__ = ["text_weights"]


def text_weights(model: Model, seen: Seen, reading: Reading | None, pairs: Pairs) -> Floats:
    """Natural logarithms, by pair."""
    weight = np.zeros(len(pairs.first))
    if reading is None:
        return weight
    if model.telling is None:
        return model.text_weights[levels_of(reading.runs, pairs)] if model.text_weights.any() else weight
    # A pair that no text could make plausible is not read.
    read = pair_log_odds(seen, model.beliefs(), pairs) + MOST_WEIGHT > LEAST_LOG_ODDS
    weight[read] = weights_of(model.telling, reading, seen.day, Pairs(pairs.first[read], pairs.second[read]))
    return weight
