from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from mithaq.errors import KeyUnavailable
from mithaq.sealed.blind import BlindIndex
from mithaq.sealed.ciphertext import open_sealed, seal

KEY, NONCE = bytes(range(32)), bytes(12)
values = st.dictionaries(st.sampled_from(["text", "place"]), st.tuples(st.text("ab"), st.text()))


@given(values=values)
def test_what_was_sealed_opens_again(values: dict[str, tuple[str, object]]) -> None:
    blob = seal(KEY, NONCE, values, statement_id="r1", kind="report.received", version=1)

    assert open_sealed(KEY, blob, statement_id="r1", kind="report.received", version=1) == values


@pytest.mark.parametrize(
    ("statement_id", "kind", "version"),
    [("r2", "report.received", 1), ("r1", "report.collected", 1), ("r1", "report.received", 2)],
)
def test_a_ciphertext_moved_to_another_statement_does_not_open(statement_id: str, kind: str, version: int) -> None:
    blob = seal(KEY, NONCE, {"text": ("", "x")}, statement_id="r1", kind="report.received", version=1)

    with pytest.raises(KeyUnavailable):
        open_sealed(KEY, blob, statement_id=statement_id, kind=kind, version=version)


@given(place=st.integers(0, 200), bit=st.integers(0, 7))
def test_one_changed_bit_is_noticed(place: int, bit: int) -> None:
    blob = bytearray(seal(KEY, NONCE, {"text": ("", "x")}, statement_id="r1", kind="k", version=1))
    blob[place % len(blob)] ^= 1 << bit

    with pytest.raises(KeyUnavailable):
        open_sealed(KEY, bytes(blob), statement_id="r1", kind="k", version=1)


@given(first=st.lists(st.text()), second=st.lists(st.text()))
def test_marks_are_equal_exactly_for_equal_parts(first: list[str], second: list[str]) -> None:
    blind = BlindIndex(KEY)

    assert (blind.mark("p", *first) == blind.mark("p", *second)) == (first == second)
    assert blind.mark("p", *first) != blind.mark("q", *first)
