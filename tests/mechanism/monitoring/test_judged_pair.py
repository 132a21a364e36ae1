from __future__ import annotations

import pytest

from mithaq.mechanism.monitoring.judged_pair import pair_problem
from mithaq.mechanism.monitoring.statements import Judgement, LinkJudged

PAIR = ("r0000000000000000c", "r1000000000000000c")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (LinkJudged(), None),
        (LinkJudged(judgement=Judgement.SPLIT, reports=PAIR, reason="two"), None),
        (LinkJudged(reports=PAIR), "all or not at all"),
        (LinkJudged(judgement=Judgement.SPLIT), "all or not at all"),
        (LinkJudged(judgement=Judgement.SPLIT, reports=PAIR[::-1], reason="two"), "in their order"),
        (LinkJudged(judgement=Judgement.SPLIT, reports=PAIR[:1] * 2, reason="two"), "two different"),
    ],
)
def test_a_judgement_is_shown_whole_or_not_at_all(body: LinkJudged, told: str | None) -> None:
    problem = pair_problem(body)

    assert problem is None if told is None else told in str(problem)
