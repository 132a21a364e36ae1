"""Oracle: the rfc8785 package, and json with every shortcut of ours written out the slow way."""

from __future__ import annotations

import enum
import json
from typing import Any

import msgspec
import pytest
import rfc8785
from hypothesis import example, given, strategies as st

from mithaq.errors import InvalidStatement, MalformedRecord
from mithaq.record import canonical

LARGEST = 2**53 - 1

strings = st.text(st.characters(exclude_categories=["Cs"]))
ascii_keys = st.text(st.characters(max_codepoint=127))
scalars = strings | st.integers(-LARGEST, LARGEST) | st.booleans() | st.none()
plain_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(ascii_keys, inner, max_size=5),
    max_leaves=25,
)
# What other writers of JSON produce: floats, large numbers, keys in any script.
loose_values = st.recursive(
    scalars | st.integers() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(strings, inner, max_size=4),
    max_leaves=15,
)


def is_plain(value: Any) -> bool:
    match value:
        case bool() | None | str():
            return True
        case int():
            return -LARGEST <= value <= LARGEST
        case list():
            return all(map(is_plain, value))
        case dict():
            return all(key.isascii() for key in value) and all(map(is_plain, value.values()))
        case _:
            return False


def is_canonical(data: bytes) -> bool:
    try:
        value = json.loads(data.decode())
        return is_plain(value) and rfc8785.dumps(value) == data
    except (ValueError, RecursionError):
        return False


def is_accepted(data: bytes) -> bool:
    try:
        canonical.decode(data)
    except MalformedRecord:
        return False
    return True


class Weather(enum.StrEnum):
    CLEAR = "clear"


class Numbered(enum.IntEnum):
    ONE = 1


class Place(msgspec.Struct, omit_defaults=True):
    name: str
    district: str = ""
    count: int = 0


class Tagged(msgspec.Struct, tag="tagged", tag_field="zz"):
    b: int
    a: tuple[Place, ...]


class ForeignKey(msgspec.Struct, rename={"name": "اسم"}):
    name: str


class Unchecked(msgspec.Struct):
    value: object


@given(plain_values)
@example({"": {"\x7f": '\u2028/é😀\x00\x1f\b\t\n\f\r"\\'}})
@example({"b": LARGEST, "B": -LARGEST, "a.b": [[], {}, ""], "a": None})
def test_encoding_equals_rfc_8785(value):
    assert canonical.encode(value) == rfc8785.dumps(value)


@given(plain_values)
def test_decoding_returns_what_was_encoded(value):
    assert canonical.decode(canonical.encode(value)) == value


@given(loose_values, st.booleans(), st.booleans(), st.sampled_from([(",", ":"), (", ", ": "), (",", ": ")]))
def test_json_of_other_writers_is_accepted_only_if_canonical(value, sort, ascii_only, separators):
    data = json.dumps(value, sort_keys=sort, ensure_ascii=ascii_only, separators=separators).encode()

    assert is_accepted(data) == is_canonical(data)


@given(plain_values | loose_values.filter(is_plain), st.data())
def test_a_changed_byte_is_accepted_only_if_the_result_is_canonical(value, data):
    written = bytearray(canonical.encode(value))
    position = data.draw(st.integers(0, len(written) - 1))
    replaced = data.draw(st.integers(0, 1))
    written[position : position + replaced] = data.draw(st.binary(max_size=2))

    assert is_accepted(bytes(written)) == is_canonical(bytes(written))


@given(st.binary())
def test_arbitrary_bytes_are_accepted_only_if_canonical(data):
    assert is_accepted(data) == is_canonical(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" 1",
        b"1\n",
        b"\xef\xbb\xbf1",
        b"1.0",
        b"1.5",
        b"1e3",
        b"-0",
        b"01",
        b"NaN",
        b"[1,]",
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a": 1}',
        b'"\\u0041"',
        b'"\\/"',
        b'"\\u00e9"',
        b'"\\ud800"',
        b'"\xed\xa0\x80"',
        b'"\xff"',
        b'"\x01"',
        b'"\\u001F"',
        b"9007199254740992",
        b"[-9007199254740992]",
        b"18446744073709551616",
        b"1" * 5000,
        '{"é":1}'.encode(),
        '{"a":{"x":"y","\\"é":1}}'.encode(),
        '{"é\\"x":1}'.encode(),
        '["é",{"aéb":1}]'.encode(),
        b"[" * 100_000,
        b"[" * 101 + b"]" * 101,
        b'{"a":' * 101 + b"1" + b"}" * 101,
    ],
    ids=lambda data: repr(data[:24]),
)
def test_another_spelling_is_refused(data):
    with pytest.raises(MalformedRecord):
        canonical.decode(data)


@pytest.mark.parametrize(
    "data",
    [
        b"9007199254740991",
        b"[-9007199254740991]",
        b'"9007199254740992"',
        '{"a":"é\\":","b":"\\":é"}'.encode(),
        '{"a":"é","b":{"c":["ق"]}}'.encode(),
        b"[" * 100 + b"]" * 100,
        b"[" + b",".join([b"[]"] * 500) + b"]",
    ],
    ids=lambda data: repr(data[:24]),
)
def test_what_only_looks_suspicious_is_accepted(data):
    assert rfc8785.dumps(canonical.decode(data)) == data


def test_the_size_is_checked_before_the_content():
    with pytest.raises(MalformedRecord, match="the limit is"):
        canonical.decode(b" " * (canonical.MAX_BYTES + 1))


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        2**53,
        -(2**53),
        {"é": 1},
        {1: 2},
        "\ud800",
        ["\udfff"],
        b"bytes",
        {1, 2},
        Numbered.ONE,
        ForeignKey(name="x"),
        [Unchecked(value=0.5)],
        {"deep": [Unchecked(value=b"")]},
        json.loads("[" * 101 + "]" * 101),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_values_without_a_canonical_form_are_refused(value):
    with pytest.raises(InvalidStatement):
        canonical.encode(value)


def test_a_struct_is_written_as_the_object_it_stands_for():
    place = Place(name="قرية", count=3)

    written = canonical.encode(Tagged(b=1, a=(place, Place(name="x"))))

    assert written == rfc8785.dumps({"zz": "tagged", "b": 1, "a": [{"name": "قرية", "count": 3}, {"name": "x"}]})


def test_a_member_of_a_closed_list_is_written_as_its_published_value():
    assert canonical.encode({"weather": Weather.CLEAR}) == b'{"weather":"clear"}'


def test_an_unset_field_is_left_out():
    assert canonical.encode(Unchecked(value=msgspec.UNSET)) == b"{}"
