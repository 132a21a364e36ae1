"""What texts say beside the columns: particulars count, in any language; what is said of every event does not."""

from __future__ import annotations

import numpy as np
import pytest

from mithaq.linkage.reports import Pairs
from mithaq.linkage.telling import MOST_WEIGHT, learn_telling, reading_of, weights_of

PLACES = (("orphan school", "مدرسة الايتام"), ("north mill", "طاحونة الشمال"), ("old bridge", "جسر قديم"))
TOWNS = ("Talma", "Rusafa")


@pytest.fixture(scope="module")
def told():
    """Each event is told once in English and once in Arabic, and the columns know which two are one."""
    rng = np.random.default_rng(3)
    texts, day, event, particular = [], [], [], []
    for number in range(240):
        town, at = TOWNS[int(rng.integers(2))], int(rng.integers(3))
        texts += [f"shelling in {town} by the {PLACES[at][0]}", f"قصف على {town} عند {PLACES[at][1]}"]
        day += [number, number]
        event += [number, number]
        particular += [at, at]
    first, second = np.triu_indices(len(texts), 1)
    near = np.abs(np.array(day)[first] - np.array(day)[second]) <= 1
    pairs = Pairs(first[near], second[near])
    together = np.where(np.array(event)[pairs.first] == np.array(event)[pairs.second], 0.9, 0.1)
    return reading_of(texts), np.array(day), pairs, together, np.array(particular), texts


def _weights(told):
    reading, day, pairs, together, _, _ = told
    telling = learn_telling(reading, day, pairs, together)
    assert telling is not None
    return weights_of(telling, reading, day, pairs)


def test_the_same_particular_in_two_languages_speaks_for_one_event_and_another_against(told):
    reading, _, pairs, _, particular, _ = told
    weight = _weights(told)
    script = reading.runs.script
    across = script[pairs.first] != script[pairs.second]
    same = particular[pairs.first] == particular[pairs.second]

    assert weight[across & same].mean() > 0.3
    assert weight[across & ~same].mean() < -0.3


def test_no_text_says_nothing_and_no_text_says_more_than_the_bound(told):
    _, day, pairs, together, _, texts = told
    reading = reading_of(["", *texts[1:]])
    telling = learn_telling(reading, day, pairs, together)
    weight = weights_of(telling, reading, day, pairs)

    assert not weight[(pairs.first == 0) | (pairs.second == 0)].any()
    assert np.abs(weight).max() <= MOST_WEIGHT


def test_texts_of_chance_teach_next_to_nothing(told):
    _, day, pairs, together, _, _ = told
    rng = np.random.default_rng(4)
    texts = [" ".join(rng.choice(["ab", "cd", "ef", "gh", "ij", "kl", "mn"], 4)) for _ in day]
    reading = reading_of(texts)
    weight = weights_of(learn_telling(reading, day, pairs, together), reading, day, pairs)

    assert abs(weight[together > 0.5].mean() - weight[together < 0.5].mean()) < 0.15


def test_from_too_few_pairs_nothing_is_learnt(told):
    reading, day, pairs, together, _, _ = told
    few = Pairs(pairs.first[:20], pairs.second[:20])

    assert learn_telling(reading, day, few, together[:20]) is None
