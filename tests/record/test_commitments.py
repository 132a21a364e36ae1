from __future__ import annotations

import base64
import hmac
from typing import Any

import pytest
import rfc8785
from hypothesis import given, strategies as st

from mithaq.errors import InvalidStatement
from mithaq.record import canonical
from mithaq.record.commitments import commit, committing, opens, random_commitment

strings = st.text(st.characters(exclude_categories=["Cs"]))
salts = st.binary(min_size=32, max_size=32)
values = strings | st.integers(-(2**53) + 1, 2**53 - 1) | st.booleans() | st.none() | st.lists(strings, max_size=3)
places = st.fixed_dictionaries({"statement_id": strings, "kind": strings, "version": st.integers(1, 9)})

SALT = bytes(range(32))
PLACE: dict[str, Any] = {"statement_id": "r7K3M", "kind": "report.received", "version": 1}


@given(salts, places, strings, values)
def test_a_commitment_is_hmac_over_rfc_8785(salt, place, field, value):
    message = rfc8785.dumps(
        ["mithaq-commitment/v1", place["statement_id"], place["kind"], place["version"], field, value]
    )
    expected = base64.b64encode(hmac.new(salt, message, "sha256").digest()).decode()

    assert commit(salt, field=field, value=value, **place) == expected


@given(places, st.lists(st.tuples(strings, values, salts), max_size=6))
def test_the_fast_path_makes_the_same_commitments(place, fields):
    one_by_one = [commit(salt, field=field, value=value, **place) for field, value, salt in fields]

    commit_encoded = committing(**place)
    assert [commit_encoded(field, canonical.encode(value), salt) for field, value, salt in fields] == one_by_one


@given(salts, strings, values)
def test_a_commitment_opens_with_what_it_was_made_of(salt, field, value):
    made = commit(salt, field=field, value=value, **PLACE)

    assert opens(made, salt, field=field, value=value, **PLACE)


@pytest.mark.parametrize(
    "changed",
    [
        {"statement_id": "r7K3N"},
        {"kind": "report.described"},
        {"version": 2},
        {"field": "time"},
        {"value": "East bridge"},
        {"value": None},
        {"value": 1.5},
        {"salt": bytes(32)},
        {"salt": bytes(31)},
        {"commitment": ""},
        {"commitment": "\ud800é"},
    ],
    ids=repr,
)
def test_a_commitment_opens_nowhere_else_and_to_nothing_else(changed):
    made = commit(SALT, field="place", value="West bridge", **PLACE)
    given_ = {"commitment": made, "salt": SALT, "field": "place", "value": "West bridge", **PLACE, **changed}

    assert not opens(given_.pop("commitment"), given_.pop("salt"), **given_)


def test_the_format_of_version_one_never_changes():
    assert commit(SALT, field="place", value="قرية", **PLACE) == "TmsivWnKBSEyPMaQ74Wjcuyxk5Jqsv4PVUWsyW59fKM="


def test_a_random_commitment_looks_like_any_other():
    first, second = random_commitment(), random_commitment()

    assert first != second
    assert len(base64.b64decode(first, validate=True)) == 32


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_salt_of_another_length_is_refused(length):
    with pytest.raises(InvalidStatement, match="32 bytes"):
        commit(bytes(length), field="place", value="x", **PLACE)
    with pytest.raises(InvalidStatement, match="32 bytes"):
        committing(**PLACE)("place", b'"x"', bytes(length))


def test_values_without_a_canonical_form_cannot_be_committed_to():
    with pytest.raises(InvalidStatement):
        commit(SALT, field="place", value="\ud800", **PLACE)
    with pytest.raises(InvalidStatement):
        commit(SALT, field="distance", value=1.5, **PLACE)
