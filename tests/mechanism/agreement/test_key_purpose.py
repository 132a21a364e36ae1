from __future__ import annotations

import pytest
from tests.support.drafts import Draft

from mithaq.mechanism.agreement.statements import KeyListed

NAME = "example.org/mission"


def breaches_of(draft: Draft, *vkeys: tuple[str, str]) -> list[str]:
    for purpose, vkey in vkeys:
        draft.add("key.listed", KeyListed(purpose=purpose, vkey=vkey))
    return [breach.rule for breach in draft.ledger.breaches if breach.rule == "key-purpose"]


@pytest.mark.parametrize("end", ["+", "++", "+AA=", "a+b+"])
def test_two_keys_that_end_alike_after_a_plus_sign_are_two_keys(end):
    log, promise = f"{NAME}+aaaaaaaa+AXone{end}", f"{NAME}+bbbbbbbb+AXtwo{end}"
    assert breaches_of(Draft(), ("log", log), ("promise", promise)) == []


def test_one_key_under_another_name_is_one_key_still():
    key = "AX+one+"
    listed = [("log", f"{NAME}+aaaaaaaa+{key}"), ("promise", f"{NAME}/promise+bbbbbbbb+{key}")]
    assert breaches_of(Draft(), *listed) == ["key-purpose"]
