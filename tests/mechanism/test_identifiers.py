from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from mithaq.errors import InvalidStatement
from mithaq.mechanism.identifiers import ALPHABET, Letter, check_id, is_id, new_id, new_ids

letters = st.sampled_from(list(Letter))
entropy = st.binary(min_size=10, max_size=10)


@given(letters, entropy)
def test_every_identifier_is_recognised_and_names_its_kind(letter, random_bytes):
    identifier = new_id(letter, random_bytes)

    assert is_id(identifier)
    assert check_id(identifier, letter) == identifier
    assert len(identifier) == 18


@given(letters, entropy, st.integers(1, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_caught(letter, random_bytes, position, sign):
    identifier = new_id(letter, random_bytes)
    wrong = identifier[:position] + sign + identifier[position + 1 :]

    assert is_id(wrong) is (wrong == identifier)


@given(letters, entropy, st.integers(1, 16), st.integers(1, 16))
def test_two_characters_swapped_are_always_caught(letter, random_bytes, one, other):
    signs = list(new_id(letter, random_bytes))
    before = "".join(signs)
    signs[one], signs[other] = signs[other], signs[one]

    assert is_id("".join(signs)) is ("".join(signs) == before)


@given(st.text(max_size=20))
def test_any_text_is_answered_without_an_exception(text):
    assert is_id(text) in {True, False}


def test_another_kind_of_thing_is_refused_by_its_name():
    report = new_id(Letter.REPORT, b"\7" * 10)

    with pytest.raises(InvalidStatement, match=r"does not name an? incident"):
        check_id(report, Letter.INCIDENT)


def test_identifiers_made_together_are_each_of_its_own_randomness():
    pool = bytes(range(100))

    made = new_ids(Letter.REPORT, 10, lambda size: pool[:size])

    assert made == [new_id(Letter.REPORT, pool[start : start + 10]) for start in range(0, 100, 10)]


def test_randomness_of_another_length_is_refused():
    with pytest.raises(InvalidStatement):
        new_id(Letter.REPORT, b"short")
