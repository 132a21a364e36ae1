from __future__ import annotations

import base64

import pytest
from hypothesis import given, strategies as st

from mithaq.errors import MalformedRecord
from mithaq.record.spelling import MAX_SIZE, base64_text, read_base64, read_decimal, read_hash, read_utf8


@given(st.integers(0, MAX_SIZE))
def test_a_number_is_read_as_it_is_written(number):
    assert read_decimal(str(number), "The size") == number


@given(st.text(max_size=25))
def test_a_text_is_a_number_only_in_its_one_spelling(text):
    try:
        number = read_decimal(text, "The size")
    except MalformedRecord:
        return

    assert str(number) == text


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", " 1", "1 ", "01", "00", "1_0", "١", "²", "1e3", str(2**63), "9" * 5000]
)
def test_another_spelling_of_a_number_is_refused(text):
    with pytest.raises(MalformedRecord):
        read_decimal(text, "The size")


@given(st.binary())
def test_bytes_are_read_as_they_are_written(data):
    assert base64_text(data) == base64.b64encode(data).decode()
    assert read_base64(base64_text(data), "The root") == data


@pytest.mark.parametrize(
    "text", ["A", "AA", "AB==", "AA==\n", " AA==", "A A==", "AA==AA==", "-_==", "AA=", "é", "AA\x00=="]
)
def test_another_spelling_of_bytes_is_refused(text):
    with pytest.raises(MalformedRecord):
        read_base64(text, "The root")


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_hash_has_32_bytes(length):
    with pytest.raises(MalformedRecord, match="32"):
        read_hash(base64_text(bytes(length)), "The root")


@pytest.mark.parametrize("data", [b"\xff", "\ud800", b"a\r\n", b"a\tb", b"\x00", b"x" * 11])
def test_text_that_is_not_plain_or_too_long_is_refused(data):
    with pytest.raises(MalformedRecord):
        read_utf8(data, "The note", most_bytes=10)
