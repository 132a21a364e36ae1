from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from mithaq.errors import MalformedRecord, MithaqError, VerificationFailed
from mithaq.record import KeyType, Promise, Signer, make_promise, parse_promise, verify_promise

KEY = Signer("promises.example", b"P" * 32)
ORIGIN = "record.example/exercise"
DEADLINE = "2026-11-24T09:00:00Z"
PROMISE = make_promise(b"C" * 32, DEADLINE, ORIGIN, KEY)

deadlines = st.datetimes(datetime(1000, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ")
)


@given(st.binary(min_size=32, max_size=32), deadlines, st.binary(min_size=32, max_size=32))
def test_a_promise_is_read_as_it_is_written_and_holds(commitment, deadline, seed):
    signer = Signer("promises.example", seed)

    promise = parse_promise(make_promise(commitment, deadline, ORIGIN, signer).text())

    assert (promise.commitment, promise.deadline) == (commitment, deadline)
    verify_promise(promise, ORIGIN, signer.key)


@given(st.data())
def test_a_changed_character_of_the_file_is_noticed(data):
    text = PROMISE.text()
    position = data.draw(st.integers(0, len(text) - 1))
    signs = st.sampled_from("ABZaz0129+/=-:TZ\n ") | st.characters(exclude_categories=["Cs"])
    other = data.draw(signs.filter(lambda sign: sign != text[position]))
    changed = text[:position] + other + text[position + 1 :]

    with pytest.raises((MalformedRecord, VerificationFailed)):
        verify_promise(parse_promise(changed), ORIGIN, KEY.key)


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_arbitrary_text_is_refused_with_our_own_error(data):
    with pytest.raises(MithaqError):
        verify_promise(parse_promise(data), ORIGIN, KEY.key)


def test_the_file_has_three_lines_and_names_nobody():
    text = PROMISE.text()

    assert text.split("\n")[0] == "Q0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0M="
    assert text.split("\n")[1] == DEADLINE
    assert len(text.split("\n")[2]) == 92
    assert text.count("\n") == 3
    assert not any(word in text for word in ("mithaq", "promise", "record", "example", ORIGIN))


def test_label_and_origin_are_signed_though_not_printed():
    lines = PROMISE.text().split("\n")
    message = f"mithaq-promise/v1\n{ORIGIN}\n{lines[0]}\n{lines[1]}\n".encode()

    assert KEY.key.signed(message, PROMISE.signature)
    with pytest.raises(VerificationFailed, match="another log"):
        verify_promise(PROMISE, "another.example/log", KEY.key)


def test_a_promise_of_another_key_is_refused():
    with pytest.raises(VerificationFailed, match="made with key"):
        verify_promise(PROMISE, ORIGIN, Signer("promises.example", b"Q" * 32).key)


def test_a_false_signature_under_the_right_key_id_is_refused():
    forged = Promise(PROMISE.commitment, PROMISE.deadline, PROMISE.key_id, bytes(64))

    with pytest.raises(VerificationFailed, match="altered"):
        verify_promise(forged, ORIGIN, KEY.key)


@pytest.mark.parametrize(
    "deadline",
    [
        "",
        "2026-11-24",
        "2026-11-24T09:00:00",
        "2026-11-24T09:00:00+00:00",
        "2026-11-24T9:00:00Z",
        "2026-11-24T09:00:00.5Z",
        "2026-11-24T09:00:00.500000Z",
        "2026-11-24T09:00:00+00:00Z",
        "2026-11-24 09:00:00Z",
        "20261124T09:00:0000Z",
        "2026-11-24t09:00:00z",
        "2026-02-30T09:00:00Z",
        "2026-11-24T24:00:00Z",
        "2026-11-24T09:00:60Z",
        "٢٠٢٦-11-24T09:00:00Z",
        "2026-11-24T09:00:00Z\n",
    ],
)
def test_a_deadline_has_one_spelling(deadline):
    with pytest.raises(MalformedRecord):
        make_promise(b"C" * 32, deadline, ORIGIN, KEY)
    with pytest.raises(MalformedRecord):
        parse_promise(PROMISE.text().replace(DEADLINE, deadline))


@pytest.mark.parametrize(
    "text",
    [
        "",
        PROMISE.text()[:-1],
        PROMISE.text() + "\n",
        PROMISE.text() + "more\n",
        "\n" + PROMISE.text(),
        PROMISE.text().replace("\n", "\r\n"),
        PROMISE.text().replace("Q0ND", "Q0N"),
        "x" * 513,
    ],
)
def test_another_spelling_of_a_promise_is_refused(text):
    with pytest.raises(MalformedRecord):
        parse_promise(text)


@pytest.mark.parametrize("origin", ["", "two words", "a\nb", "a+b"])
def test_an_origin_that_could_be_read_in_two_ways_is_refused(origin):
    with pytest.raises(MalformedRecord):
        make_promise(b"C" * 32, DEADLINE, origin, KEY)


def test_a_commitment_of_another_length_is_not_promised():
    with pytest.raises(MalformedRecord):
        make_promise(b"C" * 31, DEADLINE, ORIGIN, KEY)


def test_a_witness_key_neither_makes_nor_verifies_promises():
    witness = Signer("promises.example", b"P" * 32, KeyType.COSIGNATURE)

    with pytest.raises(VerificationFailed):
        make_promise(b"C" * 32, DEADLINE, ORIGIN, witness)
    with pytest.raises(VerificationFailed):
        verify_promise(PROMISE, ORIGIN, witness.key)
