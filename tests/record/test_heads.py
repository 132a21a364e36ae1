from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given, strategies as st

from mithaq.errors import MalformedRecord, VerificationFailed
from mithaq.record import (
    EMPTY_ROOT,
    Head,
    KeyType,
    Signer,
    VerifierKey,
    cosign,
    format_head,
    open_head,
    parse_head,
    sign_head,
    sign_note,
)

LOG = Signer("record.example/exercise", b"L" * 32)
WITNESS = Signer("university.example", b"W" * 32, KeyType.COSIGNATURE)
HEAD = Head(LOG.name, 3, b"R" * 32)
ROOT_TEXT = "UlJSUlJSUlJSUlJSUlJSUlJSUlJSUlJSUlJSUlJSUlI="

lines = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
heads = st.builds(
    Head,
    lines,
    st.integers(0, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
    st.lists(lines, max_size=3).map(tuple),
)


@given(heads)
def test_a_head_is_read_as_it_is_written(head):
    assert parse_head(format_head(head)) == head


def test_every_published_body_gets_its_verdict(vectors):
    published = json.loads((vectors / "checkpoint-parsing.json").read_text())
    checked = 0
    for body in published["valid"]:
        # The library these come from takes roots of any length; the specification's root is a SHA-256 hash.
        with pytest.raises(MalformedRecord, match="a SHA-256 hash has 32"):
            parse_head(body)
        origin, size, _, _ = body.split("\n")
        assert parse_head(f"{origin}\n{size}\n{ROOT_TEXT}\n") == Head(origin, int(size), b"R" * 32)
        checked += 1
    for body in published["invalid"]:
        with pytest.raises(MalformedRecord):
            parse_head(body)
        checked += 1

    assert checked == 2 + 7


@pytest.mark.parametrize(
    "body",
    [
        f"o\n03\n{ROOT_TEXT}\n",
        f"o\n+3\n{ROOT_TEXT}\n",
        f"o\n3 \n{ROOT_TEXT}\n",
        f"o\n{2**63}\n{ROOT_TEXT}\n",
        f"o\n3\n{ROOT_TEXT}\n\n",
        f"o\n3\n{ROOT_TEXT}\n\nextension\n",
        f"o\n3\n{ROOT_TEXT[:-2]}J=\n",
        f"o\r\n3\r\n{ROOT_TEXT}\r\n",
        f"o\n3\n{ROOT_TEXT}\n" + "x" * 70_000 + "\n",
    ],
)
def test_another_spelling_of_a_head_is_refused(body):
    with pytest.raises(MalformedRecord):
        parse_head(body)


@pytest.mark.parametrize(
    "head",
    [
        Head("", 3, b"R" * 32),
        Head("a\nb", 3, b"R" * 32),
        Head("o", -1, b"R" * 32),
        Head("o", 2**63, b"R" * 32),
        Head("o", 3, b"R" * 31),
        Head("o", 3, b"R" * 32, ("",)),
    ],
)
def test_a_head_that_could_not_be_read_again_is_not_written(head):
    with pytest.raises(MalformedRecord):
        format_head(head)


def test_a_signed_head_opens_with_the_key_of_its_log():
    signed = open_head(sign_head(HEAD, LOG), [LOG.key])

    assert (signed.head, signed.origin, signed.size, signed.root) == (HEAD, LOG.name, 3, b"R" * 32)
    assert signed.cosignatures == ()


def test_a_head_is_signed_only_under_the_name_of_its_log():
    with pytest.raises(MalformedRecord, match="signed by a key of that name"):
        sign_head(Head("another.example", 3, b"R" * 32), LOG)


def test_a_head_signed_by_a_witness_alone_is_no_signed_head():
    text = HEAD.text()

    with pytest.raises(VerificationFailed, match="not signed by a log key"):
        open_head(sign_note(text, [cosign(text, WITNESS, 7)]), [LOG.key], [WITNESS.key])


def test_a_log_cannot_sign_for_another_origin():
    text = Head("another.example", 3, b"R" * 32).text()

    with pytest.raises(VerificationFailed, match="not signed by a log key of that name"):
        open_head(sign_note(text, [LOG.sign(text)]), [LOG.key])


def test_a_signed_text_that_is_no_head_is_refused():
    with pytest.raises(MalformedRecord):
        open_head(sign_note("hello\n", [LOG.sign("hello\n")]), [LOG.key])


def test_a_plain_key_is_not_taken_for_a_witness():
    with pytest.raises(VerificationFailed, match="0x04"):
        open_head(sign_head(HEAD, LOG), [LOG.key], [Signer("w.example", b"W" * 32).key])


def test_the_witnesses_of_a_head_are_those_asked_about():
    signed = sign_head(HEAD, LOG, [cosign(HEAD.text(), WITNESS, 1_700_000_000)])

    alone = open_head(signed, [LOG.key])
    witnessed = open_head(signed, [LOG.key], [WITNESS.key])

    assert alone.cosignatures == ()
    assert [cosignature.seconds for cosignature in witnessed.cosignatures] == [1_700_000_000]
    assert witnessed.witnessed_by(WITNESS.key)
    assert not alone.witnessed_by(WITNESS.key)


def test_the_cross_checked_head_opens_and_is_made_again_byte_for_byte(cross_checked):
    log = Signer.parse(Signer("log.example/record", hashlib.sha256(b"log").digest()).private_text())
    witness = Signer("w1.example", hashlib.sha256(b"w1").digest(), KeyType.COSIGNATURE)
    assert (cross_checked["log_seed_sha256_of"], cross_checked["witness_seed_sha256_of"]) == ("log", "w1")
    assert log.key == VerifierKey.parse(cross_checked["vkey"])
    assert witness.key == VerifierKey.parse(cross_checked["witness_vkey_type4"])
    older_tools = VerifierKey.parse(cross_checked["witness_vkey_type1_for_older_tools"])
    assert older_tools == VerifierKey("w1.example", witness.key.public_key)

    signed = open_head(cross_checked["checkpoint"], [log.key], [witness.key])

    assert signed.size == 70_000
    cosignature = cosign(signed.head.text(), witness, signed.cosignatures[0].seconds)
    assert sign_head(signed.head, log, [cosignature]) == cross_checked["checkpoint"]


def test_a_log_without_entries_has_a_head_too():
    head = Head(LOG.name, 0, EMPTY_ROOT)

    assert open_head(sign_head(head, LOG), [LOG.key]).head == head
