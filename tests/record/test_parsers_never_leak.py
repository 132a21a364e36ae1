"""Whatever the bytes, a parser answers with a value or with one of our errors."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from mithaq.errors import MithaqError
from mithaq.record import (
    Head,
    KeyType,
    LoggedProof,
    Signer,
    VerifierKey,
    canonical,
    cosign,
    decide,
    decode_bundle,
    encode_bundle,
    format_proof,
    make_promise,
    open_head,
    parse_head,
    parse_policy,
    parse_promise,
    parse_proof,
    parse_request,
    parse_tile_path,
    read_answer,
    sign_head,
    split_note,
    verify_proof,
)

LOG = Signer("record.example/exercise", b"L" * 32)
WITNESS = Signer("university.example", b"W" * 32, KeyType.COSIGNATURE)
HEAD = Head(LOG.name, 1, b"R" * 32)
SIGNED = sign_head(HEAD, LOG, [cosign(HEAD.text(), WITNESS, 7)])
PROOF = format_proof(LoggedProof(0, (b"H" * 32,), SIGNED, b"extra"))
POLICY = f"log {LOG.key.text()}\nwitness w {WITNESS.key.text()}\ngroup g any w\nquorum g\n"


def ask_witness(data: bytes) -> None:
    decide(data, log_keys={LOG.name: [LOG.key]}, states={}, signer=WITNESS, seconds=7)


def as_text(parse: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: parse(data.decode("utf-8", "surrogateescape"))


PARSERS: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "canonical": (canonical.decode, canonical.encode({"a": ["é", 1, None], "b": {}})),
    "bundle": (lambda data: decode_bundle(data, 2), encode_bundle([b"one", b"two"])),
    "note": (split_note, SIGNED.encode()),
    "head": (parse_head, HEAD.text().encode()),
    "signed head": (lambda data: open_head(data, [LOG.key], [WITNESS.key]), SIGNED.encode()),
    "proof": (lambda data: verify_proof(parse_proof(data), b"x", LOG.key), PROOF.encode()),
    "policy": (parse_policy, POLICY.encode()),
    "policy as text": (as_text(parse_policy), POLICY.encode()),
    "promise": (parse_promise, make_promise(b"C" * 32, "2026-11-24T09:00:00Z", LOG.name, LOG).text().encode()),
    "request": (parse_request, b"old 0\n\n" + SIGNED.encode()),
    "witness": (ask_witness, b"old 0\n\n" + SIGNED.encode()),
    "answer": (lambda data: read_answer(data, HEAD.text(), [WITNESS.key]), SIGNED.encode()),
    "verifier key": (as_text(VerifierKey.parse), LOG.key.text().encode()),
    "signer key": (as_text(Signer.parse), LOG.private_text().encode()),
    "tile path": (as_text(parse_tile_path), b"tile/0/x001/x234/067.p/12"),
}


@pytest.mark.parametrize("name", PARSERS)
@given(data=st.data())
def test_a_parser_answers_with_a_value_or_with_our_error(name, data):
    parse, valid = PARSERS[name]
    start = data.draw(st.integers(0, len(valid)))
    end = data.draw(st.integers(start, min(start + 8, len(valid))))
    replacement = data.draw(st.binary(max_size=6) | st.text(max_size=3).map(lambda text: text.encode()))

    with contextlib.suppress(MithaqError):
        parse(valid[:start] + replacement + valid[end:])


@pytest.mark.parametrize("name", PARSERS)
@given(data=st.binary(max_size=300) | st.text(max_size=100).map(lambda text: text.encode()))
def test_a_parser_answers_arbitrary_bytes_with_a_value_or_with_our_error(name, data):
    parse, _ = PARSERS[name]

    with contextlib.suppress(MithaqError):
        parse(data)
