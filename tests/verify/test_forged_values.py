"""A record whose values are absurd is refused or reported; no signed absurdity crashes the reader."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st

from mithaq.errors import MithaqError
from mithaq.record import canonical
from mithaq.verify import Folder, Trust, verify_record
from support.drafts import Draft, a_day, signer
from verify import forged_origins
from verify.forgeries import FORGERIES, forged

assert forged_origins.__doc__, "its forgeries are on the list once it is read"

ABSURD = [
    *("", "x", "2017-99-99", "9999-12-31", "0000-00-00", "2017-01-05T99:99:99Z", "2017-02-30T00:00:00Z"),
    *("A" * 44, "A" * 43 + "=", "r" + "0" * 17, "é", "\u0000", "none", "open"),
    *(0, 1, -1, 2**53 - 1, -(2**53) + 1, True, False, None),
    *([], [[]], {}, {"a": 1}, ["x", "x"]),
]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in pairs:
        found += places(inner, (*path, name))
    return found


def rich_record(data: st.DataObject) -> Draft:
    """An honest day with one more statement of some kind, so that every kind comes under attack."""
    _, make = data.draw(st.sampled_from(FORGERIES))
    return forged(make)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_value_in_a_signed_statement_crashes_the_reader(tmp_path_factory, data) -> None:
    draft = rich_record(data) if data.draw(st.booleans()) else a_day()
    index = data.draw(st.integers(0, len(draft.entries) - 1))
    index = len(draft.entries) - 1 if data.draw(st.booleans()) else index
    statement = json.loads(draft.entries[index])
    for _ in range(data.draw(st.integers(1, 2))):
        path = data.draw(st.sampled_from(places(statement)))
        at = statement
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = copy.deepcopy(data.draw(st.sampled_from(ABSURD)))
        if not places(statement):
            break
    draft.entries[index] = canonical.encode(statement)
    folder = tmp_path_factory.mktemp("record")
    draft.write(folder)

    try:
        outcome = verify_record(Folder(folder), Trust.of_key(signer().key.text()))
    except MithaqError:
        return
    assert all(problem.where for problem in outcome.problems)
