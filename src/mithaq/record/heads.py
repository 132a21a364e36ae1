"""The signed head: how long the log is, and the one hash that stands for everything in it.

https://c2sp.org/tlog-checkpoint; published as the file ``checkpoint``. (The word means a road post in this
house, so nothing else is called by it.) The text of the signed note has three lines:

    record.example/ceasefire                        the origin, which never changes
    70000                                           the number of entries
    CqHdfcsd9cSrhxfP/UDIByOSyFAqnG8cUZCnscZeFz4=    the root over them (RFC 6962)

Further lines are allowed by the format, never written here, and not looked into.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from mithaq.errors import MalformedRecord, VerificationFailed
from mithaq.record.cosignatures import Cosignature, cosignatures_of
from mithaq.record.notes import KeyType, Note, Signature, Signer, VerifierKey, open_note, sign_note
from mithaq.record.spelling import (
    HASH_BYTES,
    MAX_SIZE,
    base64_text,
    read_decimal,
    read_hash,
    read_utf8,
)

__all__ = ["MAX_HEAD_BYTES", "Head", "SignedHead", "format_head", "open_head", "parse_head", "sign_head"]

MAX_HEAD_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Head:
    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        return format_head(self)


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head that the log's key signed; ``cosignatures`` are those of the witnesses one asked about."""

    head: Head
    note: Note
    cosignatures: tuple[Cosignature, ...]

    @property
    def origin(self) -> str:
        return self.head.origin

    @property
    def size(self) -> int:
        return self.head.size

    @property
    def root(self) -> bytes:
        return self.head.root

    def witnessed_by(self, witness: VerifierKey) -> bool:
        return any(cosignature.witness == witness for cosignature in self.cosignatures)


def format_head(head: Head) -> str:
    if len(head.root) != HASH_BYTES:
        raise MalformedRecord(f"The root of a head has {HASH_BYTES} bytes, not {len(head.root)}.")
    if not 0 <= head.size <= MAX_SIZE:
        raise MalformedRecord(f"{head.size} is not a size a head can have.")
    lines = (head.origin, str(head.size), base64_text(head.root), *head.extensions)
    if any(not line or "\n" in line for line in lines):
        raise MalformedRecord("A line of a head is empty or holds a newline.")
    return "\n".join(lines) + "\n"


def parse_head(data: bytes | str) -> Head:
    """The head a text states; says nothing about who signed it."""
    text = read_utf8(data, "The head", most_bytes=MAX_HEAD_BYTES)
    if not text.endswith("\n"):
        raise MalformedRecord("The head does not end with a newline.")
    lines = text[:-1].split("\n")
    if len(lines) < 3:
        raise MalformedRecord(f"The head has {len(lines)} lines instead of three (origin, size, root).")
    if not all(lines):
        raise MalformedRecord("The head has an empty line.")
    origin, size, root, *extensions = lines
    return Head(origin, read_decimal(size, "The size"), read_hash(root, "The root"), tuple(extensions))


def sign_head(head: Head, signer: Signer, cosignatures: Iterable[Signature] = ()) -> str:
    """The content of the file ``checkpoint``.

    Whether this head may be signed (that it only adds to the last one signed) is decided before, with the
    state the signer keeps.
    """
    if signer.name != head.origin:
        raise MalformedRecord(f"The log {head.origin!r} is signed by a key of that name, not of {signer.name!r}.")
    text = format_head(head)
    return sign_note(text, (signer.sign(text), *cosignatures))


def open_head(
    data: bytes | str, log_keys: Iterable[VerifierKey], witness_keys: Iterable[VerifierKey] = ()
) -> SignedHead:
    """The signed head, if one of the log's keys signed it under its own origin.

    Witness keys are looked at but none is required: how many are enough is for a policy to say.
    """
    logs = tuple(log_keys)
    witnesses = tuple(witness_keys)
    if any(key.type is not KeyType.COSIGNATURE for key in witnesses):
        raise VerificationFailed("A witness key must be of type 0x04, so that its signature carries a time.")
    note = open_note(data, (*logs, *witnesses))
    head = parse_head(note.text)
    if not any(note.signed_by(key) and key.name == head.origin for key in logs):
        raise VerificationFailed(
            f"The head of {head.origin!r} is not signed by a log key of that name.",
            advice="Check that your policy lists the key of this log.",
        )
    return SignedHead(head, note, cosignatures_of(note))
