from __future__ import annotations

import pytest

from mithaq.errors import NotPermitted
from mithaq.mechanism.monitoring.judgements import Judgements
from mithaq.mechanism.monitoring.statements import Judgement


def test_the_newest_word_on_a_pair_holds_whatever_its_order() -> None:
    judged = Judgements.of(
        [(Judgement.CONFIRM, "b", "a"), (Judgement.SPLIT, "a", "b"), (Judgement.MERGE, "c", "a")]
    )

    assert judged.apart == (("a", "b"),)
    assert judged.together == (("a", "c"),)


def test_a_judgement_that_joins_what_was_split_is_refused() -> None:
    judged = Judgements.of([(Judgement.SPLIT, "a", "c"), (Judgement.CONFIRM, "a", "b")])

    with pytest.raises(NotPermitted):
        judged.require_room(Judgement.CONFIRM, "b", "c")
    judged.require_room(Judgement.SPLIT, "b", "c")
    judged.require_room(Judgement.SPLIT, "a", "b")
