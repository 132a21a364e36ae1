from __future__ import annotations

import pytest

from mithaq.mechanism.bulletin.recompute import figures
from mithaq.mechanism.bulletin.statements import BulletinPublished
from mithaq.mechanism.envelope import Text
from support.drafts import Draft, a_day, text


def correct(draft: Draft, corrects: str | None, correction: Text | None, day: str = "2017-01-05") -> list[str]:
    draft.digest()
    body = BulletinPublished(
        number=2,
        day_from=day,
        day_to=day,
        cut_off=draft.at,
        as_of=draft.ledger.size,
        figures=figures(draft.ledger, day, day),
        corrects=corrects,
        correction=correction,
    )
    draft.add("bulletin.published", body, role="editor")
    return [breach.rule for breach in draft.ledger.breaches]


def test_a_correction_that_names_its_bulletin_and_says_what_was_wrong_keeps_the_rule() -> None:
    draft = a_day()

    assert correct(draft, draft.ledger.bulletins[0][1], text("One event was counted twice.")) == []


@pytest.mark.parametrize("wrong", ["unnamed", "unsaid", "unknown", "another period"])
def test_a_correction_without_its_parts_breaks_the_rule(wrong: str) -> None:
    draft = a_day()
    first = draft.ledger.bulletins[0][1]

    broken = {
        "unnamed": lambda: correct(draft, None, text("Something.")),
        "unsaid": lambda: correct(draft, first, None),
        "unknown": lambda: correct(draft, next(iter(draft.ledger.reports)), text("Something.")),
        "another period": lambda: correct(draft, first, text("Something."), day="2017-01-04"),
    }[wrong]()

    assert broken == ["correction"]
