from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from mithaq.errors import VerificationFailed
from mithaq.record import Head, KeyType, Signature, Signer, cosign, verify_cosignature
from mithaq.record.notes import cosigned_bytes

WITNESS = Signer("university.example", b"W" * 32, KeyType.COSIGNATURE)
TEXT = Head("record.example/exercise", 3, b"R" * 32).text()


@given(st.integers(0, 2**63 - 1))
def test_a_cosignature_gives_the_time_it_was_made_with(seconds):
    assert verify_cosignature(TEXT, cosign(TEXT, WITNESS, seconds), WITNESS.key).seconds == seconds


@given(st.integers(0, 71), st.integers(1, 255))
def test_time_and_signature_are_covered(position, change):
    made = cosign(TEXT, WITNESS, 1_700_000_000)
    payload = bytearray(made.payload)
    payload[position] ^= change

    with pytest.raises(VerificationFailed):
        verify_cosignature(TEXT, Signature(made.name, made.key_id, bytes(payload)), WITNESS.key)


def test_a_cosignature_does_not_fit_another_head():
    made = cosign(TEXT, WITNESS, 1_700_000_000)

    with pytest.raises(VerificationFailed):
        verify_cosignature(TEXT.replace("3", "4"), made, WITNESS.key)


@pytest.mark.parametrize("length", [1, 8, 64, 71, 73])
def test_a_cosignature_of_another_length_is_refused(length):
    made = cosign(TEXT, WITNESS, 1_700_000_000)
    payload = (made.payload + bytes(8))[:length]

    with pytest.raises(VerificationFailed):
        verify_cosignature(TEXT, Signature(made.name, made.key_id, payload), WITNESS.key)


@pytest.mark.parametrize("seconds", [-1, 2**63])
def test_an_impossible_time_is_not_signed(seconds):
    with pytest.raises(VerificationFailed):
        cosign(TEXT, WITNESS, seconds)


def test_a_signed_but_impossible_time_is_refused():
    seconds = 2**64 - 1
    payload = seconds.to_bytes(8, "big") + WITNESS.sign_bytes(cosigned_bytes(TEXT, seconds))

    with pytest.raises(VerificationFailed, match="impossible time"):
        verify_cosignature(TEXT, Signature(WITNESS.name, WITNESS.key.key_id, payload), WITNESS.key)


def test_a_plain_key_neither_cosigns_nor_verifies_cosignatures():
    plain = Signer("university.example", b"W" * 32)

    with pytest.raises(VerificationFailed, match="0x04"):
        cosign(TEXT, plain, 7)
    with pytest.raises(VerificationFailed, match="0x04"):
        verify_cosignature(TEXT, plain.sign(TEXT), plain.key)


def test_the_cosignature_of_another_witness_is_refused():
    other = Signer("observatory.example", b"O" * 32, KeyType.COSIGNATURE)

    with pytest.raises(VerificationFailed):
        verify_cosignature(TEXT, cosign(TEXT, other, 7), WITNESS.key)
