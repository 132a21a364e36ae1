from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from mithaq.errors import InvalidStatement, MalformedRecord, SourceUnavailable
from mithaq.record import MAX_ENTRY_BYTES, decode_bundle, encode_bundle, read_bundle

some_entries = st.lists(st.binary(max_size=300), min_size=1, max_size=256)


@given(some_entries)
def test_a_bundle_gives_back_its_entries(entries):
    assert decode_bundle(encode_bundle(entries), len(entries)) == entries


@given(some_entries, st.data())
def test_a_bundle_cut_anywhere_is_refused(entries, data):
    written = encode_bundle(entries)
    cut = data.draw(st.integers(0, len(written) - 1))

    with pytest.raises(MalformedRecord):
        decode_bundle(written[:cut], len(entries))


@given(st.binary(max_size=400), st.integers(1, 256))
def test_bytes_are_a_bundle_only_if_they_are_its_one_spelling(data, width):
    try:
        entries = decode_bundle(data, width)
    except MalformedRecord:
        return

    assert encode_bundle(entries) == data


def test_a_bundle_with_another_number_of_entries_is_refused():
    with pytest.raises(MalformedRecord, match="2 entries instead of 3"):
        decode_bundle(encode_bundle([b"one", b"two"]), 3)


def test_the_longest_entry_fits_and_a_longer_one_does_not():
    longest = bytes(MAX_ENTRY_BYTES)

    assert decode_bundle(encode_bundle([longest]), 1) == [longest]
    with pytest.raises(InvalidStatement):
        encode_bundle([longest + b"x"])


@pytest.mark.parametrize("count", [0, 257])
def test_a_bundle_is_neither_empty_nor_overfull(count):
    with pytest.raises(InvalidStatement):
        encode_bundle([b"x"] * count)


def test_a_partial_bundle_that_vanished_is_taken_from_the_full_one(seventy_thousand_shelf, seventy_thousand):
    assert read_bundle(seventy_thousand_shelf, 3, 12) == seventy_thousand[768:780]
    assert read_bundle(seventy_thousand_shelf, 273, 112) == seventy_thousand[-112:]


def test_a_missing_full_bundle_is_reported_as_missing(seventy_thousand_shelf):
    with pytest.raises(SourceUnavailable):
        read_bundle(seventy_thousand_shelf, 274)
