from __future__ import annotations

import json
from base64 import b64decode

import pytest
from hypothesis import given, strategies as st

from mithaq.errors import MalformedRecord, VerificationFailed
from mithaq.record import (
    Head,
    LoggedProof,
    Signer,
    TileTree,
    VerifierKey,
    format_proof,
    inclusion_path,
    leaf_hashes,
    make_proof,
    parse_policy,
    parse_proof,
    root_of,
    sign_head,
    verify_proof,
)

LOG = Signer("record.example/exercise", b"L" * 32)
ENTRIES = [b"one", b"two", b"three", b"four", b"five"]
LEAVES = leaf_hashes(ENTRIES)
SIGNED = sign_head(Head(LOG.name, 5, root_of(LEAVES)), LOG)

hashes = st.lists(st.binary(min_size=32, max_size=32), max_size=63).map(tuple)


def proof_of(index: int) -> LoggedProof:
    return make_proof(index, inclusion_path(index, LEAVES), SIGNED)


@given(st.integers(0, 2**63 - 2), hashes, st.none() | st.binary())
def test_a_proof_is_read_as_it_is_written(index, path, extra):
    proof = LoggedProof(index, path, SIGNED, extra)

    assert parse_proof(format_proof(proof)) == proof


@given(st.integers(0, 4))
def test_a_proof_holds_for_its_entry_and_no_other(index):
    proof = parse_proof(format_proof(proof_of(index)))

    assert verify_proof(proof, ENTRIES[index], LOG.key).size == 5
    with pytest.raises(VerificationFailed):
        verify_proof(proof, ENTRIES[index - 1], LOG.key)


def test_every_published_proof_file_gets_its_verdict(vectors):
    published = json.loads((vectors / "tlog-proof-parsing.json").read_text())
    checked = 0
    for case in published["marshal"]:
        path = tuple(b64decode(hash_) for hash_ in case["hashes_b64"])
        extra = case["extra_utf8"].encode() if "extra_utf8" in case else None
        proof = LoggedProof(case["index"], path, case["checkpoint"], extra)
        assert format_proof(proof) == case["want"]
        assert parse_proof(case["want"]) == proof
        checked += 1
    for text in published["invalid"]:
        with pytest.raises(MalformedRecord):
            parse_proof(text)
        checked += 1

    assert checked == 3 + 7


def test_the_cross_checked_proofs_hold_and_are_made_again(cross_checked, seventy_thousand, seventy_thousand_shelf):
    key = VerifierKey.parse(cross_checked["vkey"])
    policy = parse_policy(
        f"log {cross_checked['vkey']}\nwitness w1 {cross_checked['witness_vkey_type4']}\nquorum w1\n"
    )
    published = {12_345: cross_checked["tlog_proof_index_12345"], 69_999: cross_checked["tlog_proof_index_69999"]}
    for index, text in published.items():
        proof = parse_proof(text)
        assert proof.index == index
        signed = verify_proof(proof, seventy_thousand[index], key)
        assert verify_proof(proof, seventy_thousand[index], policy).cosignatures
        path = TileTree(seventy_thousand_shelf, 70_000, signed.root).inclusion_path(index)
        assert format_proof(make_proof(index, path, cross_checked["checkpoint"])) == text


def test_the_extra_data_is_not_vouched_for():
    proof = LoggedProof(2, tuple(inclusion_path(2, LEAVES)), SIGNED, b"anything at all")

    assert verify_proof(proof, ENTRIES[2], LOG.key).size == 5


def test_a_proof_under_another_log_key_fails():
    with pytest.raises(VerificationFailed, match="No key you trust"):
        verify_proof(proof_of(2), ENTRIES[2], Signer(LOG.name, b"M" * 32).key)


def test_a_proof_with_the_path_of_another_size_fails():
    proof = make_proof(2, inclusion_path(2, LEAVES[:4]), SIGNED)

    with pytest.raises(VerificationFailed):
        verify_proof(proof, ENTRIES[2], LOG.key)


FIRST = "c2sp.org/tlog-proof@v1\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        FIRST,
        FIRST + "index 0\n",
        FIRST + "index 0\n\n",
        FIRST + "index 00\n\nhead\n",
        FIRST + f"index {2**63 - 1}\n\nhead\n",
        FIRST + "index  0\n\nhead\n",
        FIRST + "Index 0\n\nhead\n",
        FIRST + "index 0\nextra AA==\n\nhead\n",
        FIRST + "extra AA==\nextra AA==\nindex 0\n\nhead\n",
        FIRST + "index 0\n" + "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=\n" * 64 + "\nhead\n",
        FIRST.replace("\n", "\r\n") + "index 0\r\n\r\nhead\r\n",
        FIRST + "index 0\n\n" + "x" * 2**20,
    ],
    ids=lambda text: repr(text[22:60]),
)
def test_what_is_not_a_proof_is_refused(text):
    with pytest.raises(MalformedRecord):
        parse_proof(text)


def test_a_proof_that_could_not_be_read_again_is_not_made():
    with pytest.raises(MalformedRecord):
        make_proof(-1, [], SIGNED)
    with pytest.raises(MalformedRecord):
        make_proof(0, [b"short"], SIGNED)
