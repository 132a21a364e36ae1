"""The promise a reporter may hold: "a report with this commitment will be on the record by this time".

It is the counterpart of Certificate Transparency's signed timestamp (RFC 6962 section 3): whoever holds it can
prove, against a witnessed head after the deadline, that the report was dropped. The file has three lines:

    3q2+7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=         the commitment of the report
    2026-11-24T09:00:00Z                                 the deadline, rounded up to the epoch by the caller
    k94IZ2+qwMDaLT6aQm0Kevgn92qwZyf4BWw7K9S5AqkywHY1…    key id and Ed25519 signature

Signed is more than is printed: the label of this format and the origin of the log stand before the first two
lines. A file found on a telephone at a road post names no mechanism, no place and no event; whoever checks it
must already know which log it is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mithaq.errors import MalformedRecord, VerificationFailed
from mithaq.record.notes import KeyType, Signer, VerifierKey, is_key_name
from mithaq.record.spelling import base64_text, read_base64, read_hash, read_utf8

__all__ = ["Promise", "make_promise", "parse_promise", "verify_promise"]

_LABEL: Final = "mithaq-promise/v1"
_KEY_ID_BYTES: Final = 4
_SIGNATURE_BYTES: Final = 64
_MAX_BYTES: Final = 512


@dataclass(frozen=True, slots=True)
class Promise:
    commitment: bytes
    deadline: str
    key_id: bytes
    signature: bytes

    def text(self) -> str:
        """The content of the file, or what is printed."""
        return f"{base64_text(self.commitment)}\n{self.deadline}\n{base64_text(self.key_id + self.signature)}\n"


def make_promise(commitment: bytes, deadline: str, origin: str, signer: Signer) -> Promise:
    """Signs with the promise key, which is not the log's: the web process holds this one only."""
    _require_type(signer.key)
    read_hash(base64_text(commitment), "The commitment of a promise")
    _require_deadline(deadline)
    signature = signer.sign_bytes(_signed_bytes(commitment, deadline, origin))
    return Promise(commitment, deadline, signer.key.key_id, signature)


def parse_promise(data: bytes | str) -> Promise:
    text = read_utf8(data, "The promise", most_bytes=_MAX_BYTES)
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise MalformedRecord(
            "A promise has exactly three lines, each ending with a newline.",
            advice="Use the file as it was given, or type all three lines.",
        )
    commitment = read_hash(lines[0], "The commitment of the promise")
    _require_deadline(lines[1])
    signed = read_base64(lines[2], "The signature of the promise")
    if len(signed) != _KEY_ID_BYTES + _SIGNATURE_BYTES:
        raise MalformedRecord(f"The signature of the promise has {len(signed)} bytes instead of 68.")
    return Promise(commitment, lines[1], signed[:_KEY_ID_BYTES], signed[_KEY_ID_BYTES:])


def verify_promise(promise: Promise, origin: str, key: VerifierKey) -> None:
    """Fails unless this key promised exactly this for the log of this origin."""
    _require_type(key)
    if promise.key_id != key.key_id:
        raise VerificationFailed(
            f"The promise was made with key {promise.key_id.hex()}, not with {key.key_id.hex()}.",
            advice="Take the promise key that the record named when the promise was given.",
        )
    if not key.signed(_signed_bytes(promise.commitment, promise.deadline, origin), promise.signature):
        raise VerificationFailed("The promise was altered, or belongs to another log.")


def _signed_bytes(commitment: bytes, deadline: str, origin: str) -> bytes:
    # A newline in the origin would let one signature be read as two different promises.
    if not is_key_name(origin):
        raise MalformedRecord(f"{origin!r} cannot be the origin of a log.")
    return f"{_LABEL}\n{origin}\n{base64_text(commitment)}\n{deadline}\n".encode()


def _require_deadline(text: str) -> None:
    try:
        moment = datetime.fromisoformat(text[:-1])
    except ValueError:
        moment = None
    # Other spellings are read as well, fractions and zones among them; of this length isoformat writes one.
    if moment is None or len(text) != 20 or moment.isoformat() + "Z" != text:
        raise MalformedRecord(f"The deadline is not written as 2026-11-24T09:00:00Z: {text[:40]!r}.")


def _require_type(key: VerifierKey) -> None:
    if key.type is not KeyType.ED25519:
        raise VerificationFailed(f"The key of {key.name} is a witness key; promises are signed with type 0x01.")
