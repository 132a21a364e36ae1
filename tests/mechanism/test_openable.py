from __future__ import annotations

import msgspec
import pytest

from mithaq.mechanism.kinds import ACTOR_SEAL
from mithaq.mechanism.monitoring.facts import Facts
from mithaq.mechanism.openable import OPENABLE, opening_problem
from mithaq.mechanism.statements import KINDS
from support.drafts import facts

DAY = {"day_from": "2017-01-05", "day_to": "2017-01-05", "day_precision": "day"}


def problem(field: str, value: object, shown: Facts | None, *, is_erased: bool = False) -> str | None:
    return opening_problem("report.received", field, value, shown=shown, is_erased=is_erased)


def test_what_is_described_may_be_proved_and_no_more() -> None:
    assert problem("occurred", DAY, facts()) is None
    assert "show more" in str(problem("occurred", DAY, facts("2017-01-06")))
    assert "described" in str(problem("occurred", DAY, None))


def test_nothing_erased_comes_back() -> None:
    assert "erased" in str(problem("occurred", DAY, facts(), is_erased=True))


def test_an_incidents_facts_open_only_as_its_page_shows_them() -> None:
    page = msgspec.to_builtins(facts())

    assert opening_problem("incident.opened", "facts", page, shown=facts(), is_erased=False) is None
    exact = page | {"point": {"lat_e5": 3_512_345, "lon_e5": 3_698_765}}
    assert opening_problem("incident.opened", "facts", exact, shown=facts(), is_erased=False) is not None


@pytest.mark.parametrize(
    "field",
    ["channel", "external_id", "lang", "links", "origin", "other", "parties", "place", "point", "report",
     "reporter", "source", "text", ACTOR_SEAL],
)  # fmt: skip
def test_what_names_people_or_leads_to_them_is_never_opened(field: str) -> None:
    assert "never opened" in str(problem(field, "x", facts()))


def test_every_seal_that_no_rule_allows_stays_closed() -> None:
    sealed = {(kind.name, field) for kind in KINDS.values() for field in kind.seal_names}

    assert sealed >= OPENABLE
    assert {
        pair for pair in sealed if pair[1] in {"reports", "reason", "incident", "pattern", "file", "counts"}
    } & (OPENABLE) == set()
