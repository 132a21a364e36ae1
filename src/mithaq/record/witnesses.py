"""What a witness answers when a log asks it to cosign: a pure decision, and both ends of the exchange.

https://c2sp.org/tlog-witness, ``POST <prefix>/add-checkpoint``. The request:

    old 20852014
    PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=      (consistency path from the old size, 0 to 63 hashes)
    jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
                                                      (an empty line)
    example.com/behind-the-sofa                       (the signed head)
    …

A witness keeps one thing per log, the last head it cosigned, and cosigns only a head that adds to it:

    200  signed lines      400  malformed, or the old size exceeds the new      403  no trusted key signed it
    404  unknown log       409  the old size is not the witness's: it says which is
    422  the path does not hold, or one size has two roots
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mithaq.errors import MalformedRecord, MithaqError, VerificationFailed
from mithaq.record.cosignatures import Cosignature, cosign, verify_cosignature
from mithaq.record.heads import Head, parse_head
from mithaq.record.notes import (
    MAX_NOTE_BYTES,
    Signer,
    VerifierKey,
    open_note,
    parse_signature_lines,
    split_note,
)
from mithaq.record.spelling import base64_text, read_decimal, read_hash, read_utf8
from mithaq.record.tree import EMPTY_ROOT, verify_consistency

__all__ = [
    "Answer",
    "CosigningRequest",
    "WitnessState",
    "decide",
    "format_request",
    "parse_request",
    "read_answer",
    "read_conflict",
]

_OLD: Final = "old "
_MAX_PATH: Final = 63
_MAX_REQUEST_BYTES: Final = MAX_NOTE_BYTES + 4096
_TEXT: Final = "text/plain; charset=utf-8"
_SIZE: Final = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class CosigningRequest:
    old: int
    path: tuple[bytes, ...]
    head_note: str


@dataclass(frozen=True, slots=True)
class WitnessState:
    """The last head of one log that a witness cosigned."""

    size: int = 0
    root: bytes = EMPTY_ROOT


@dataclass(frozen=True, slots=True)
class Answer:
    """A witness's answer and what it must remember.

    If ``state`` is given it must be made durable, in place of exactly the state that was decided upon, before
    the answer is sent; if another request got there first, decide anew.
    """

    status: int
    body: str
    content_type: str = _TEXT
    origin: str = ""
    state: WitnessState | None = None


def format_request(request: CosigningRequest) -> str:
    lines = [f"{_OLD}{request.old}", *map(base64_text, request.path)]
    return "\n".join(lines) + "\n\n" + request.head_note


def parse_request(data: bytes | str) -> CosigningRequest:
    text = read_utf8(data, "The request", most_bytes=_MAX_REQUEST_BYTES)
    header, separator, head_note = text.partition("\n\n")
    first_line, *lines = header.split("\n")
    if not separator or not first_line.startswith(_OLD):
        raise MalformedRecord("The request does not begin with the old size, or has no signed head.")
    if len(lines) > _MAX_PATH:
        raise MalformedRecord(f"The request has more than {_MAX_PATH} hashes.")
    old = read_decimal(first_line.removeprefix(_OLD), "The old size")
    return CosigningRequest(old, tuple(read_hash(line, "A hash of the path") for line in lines), head_note)


def decide(
    body: bytes | str,
    *,
    log_keys: Mapping[str, Sequence[VerifierKey]],
    states: Mapping[str, WitnessState],
    signer: Signer,
    seconds: int,
) -> Answer:
    """What to answer at this time (POSIX seconds), given the logs trusted by origin and what is remembered."""
    try:
        request = parse_request(body)
        text, _ = split_note(request.head_note)
        head = parse_head(text)
    except MalformedRecord as error:
        return Answer(400, f"{error.problem}\n")
    if head.origin not in log_keys:
        return Answer(404, "unknown log\n")
    try:
        open_note(request.head_note, log_keys[head.origin])
    except MithaqError:
        return Answer(403, "no trusted key signed this head: invalid signature\n", origin=head.origin)
    if request.old > head.size:
        return Answer(400, "the old size exceeds the size of the head\n", origin=head.origin)
    state = states.get(head.origin, WitnessState())
    if request.old != state.size:
        return Answer(409, f"{state.size}\n", _SIZE, head.origin)
    try:
        _require_growth(state, head, request.path)
    except VerificationFailed as error:
        return Answer(422, f"consistency proof: {error.problem}\n", origin=head.origin)
    line = cosign(text, signer, seconds).line()
    return Answer(200, line, origin=head.origin, state=WitnessState(head.size, head.root))


def read_answer(body: bytes | str, head_text: str, witness_keys: Iterable[VerifierKey]) -> tuple[Cosignature, ...]:
    """The cosignatures in a witness's 200 answer, as far as its keys are known; a false one fails."""
    signatures = parse_signature_lines(read_utf8(body, "The witness's answer", most_bytes=MAX_NOTE_BYTES))
    return tuple(
        verify_cosignature(head_text, signature, key)
        for key in witness_keys
        for signature in signatures
        if key.made(signature)
    )


def read_conflict(body: bytes | str) -> int:
    """The size a witness names in its 409 answer: the one from which the next path must lead."""
    text = read_utf8(body, "The witness's answer", most_bytes=64)
    if not text.endswith("\n"):
        raise MalformedRecord("The witness's answer does not end with a newline.")
    return read_decimal(text[:-1], "The size the witness names")


def _require_growth(state: WitnessState, head: Head, path: Sequence[bytes]) -> None:
    if head.size == 0 and head.root != EMPTY_ROOT:
        raise VerificationFailed("A log without entries has the empty root.")
    if state.size == 0:
        # Everything begins with nothing: there is no path to check, and none must be sent.
        if path:
            raise VerificationFailed("From no entries the path must be empty.")
        return
    verify_consistency(state.size, head.size, path, state.root, head.root)
