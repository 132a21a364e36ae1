"""Signed notes: a text and, under it, one line per signature. Heads of the log are written as signed notes.

https://c2sp.org/signed-note

    This is an example message.
                                                      (an empty line; the last one in the note counts)
    — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72Ine…

What is signed is the text with its final newline. A signature line names a key by name and by a four-byte
id; only the verifier's own list says which keys mean anything. Lines of keys not on it are ignored, whatever
their type: so a log can be signed and witnessed in newer ways without older readers noticing.

Two types are known here: 0x01, Ed25519 over the text, and 0x04, a witness's Ed25519 signature over the text
and the time at which it saw it (``cosignatures``). One seed must not serve two types under one name.

A verifier's key is written ``name+id+base64(type ‖ public key)``, a signer's, in Go's form,
``PRIVATE+KEY+name+id+base64(type ‖ seed)``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from mithaq.errors import MalformedRecord, VerificationFailed
from mithaq.record.spelling import base64_text, read_base64, read_utf8

__all__ = [
    "MAX_NOTE_BYTES",
    "MAX_SIGNATURES",
    "KeyType",
    "Note",
    "Signature",
    "Signer",
    "VerifierKey",
    "add_signatures",
    "cosigned_bytes",
    "is_key_name",
    "open_note",
    "parse_signature_lines",
    "sign_note",
    "split_note",
]

# Room for 64 post-quantum signatures of nearly 5 kB each, and a text.
MAX_NOTE_BYTES: Final = 512 * 1024
MAX_SIGNATURES: Final = 64
_DASH: Final = "— "
_KEY_ID_BYTES: Final = 4
_TIME_BYTES: Final = 8
_ED25519_BYTES: Final = 64
_SEED_BYTES: Final = 32
_PRIVATE: Final = "PRIVATE+KEY+"


class KeyType(IntEnum):
    """The signature types this house reads and writes; others are skipped as unknown keys are."""

    ED25519 = 0x01
    COSIGNATURE = 0x04


@lru_cache(maxsize=256)
def is_key_name(name: str) -> bool:
    """Not empty, no space of any script, no plus sign: else a signature line could be read in two ways."""
    return (
        name != ""
        and "+" not in name
        and not any(character.isspace() or character < " " for character in name)
        and not any("\ud800" <= character <= "\udfff" for character in name)
    )


def cosigned_bytes(text: str, seconds: int) -> bytes:
    """What a witness signs; it does not name the witness, so one key must serve one witness only."""
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line; ``payload`` is what follows the key id, in whatever form the key's type gives it."""

    name: str
    key_id: bytes
    payload: bytes

    def line(self) -> str:
        return f"{_DASH}{self.name} {base64_text(self.key_id + self.payload)}\n"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    name: str
    public_key: bytes
    type: KeyType = KeyType.ED25519
    key_id: bytes = field(init=False)
    _ed25519: Ed25519PublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not is_key_name(self.name):
            raise MalformedRecord(f"{self.name!r} cannot name a key: it is empty or holds a space or a plus sign.")
        try:
            loaded = Ed25519PublicKey.from_public_bytes(self.public_key)
        except ValueError:
            raise MalformedRecord(f"The public key of {self.name} is not an Ed25519 key.") from None
        named = self.name.encode() + b"\n" + bytes([self.type]) + self.public_key
        object.__setattr__(self, "key_id", sha256(named).digest()[:_KEY_ID_BYTES])
        object.__setattr__(self, "_ed25519", loaded)

    @classmethod
    def parse(cls, vkey: str) -> VerifierKey:
        name, written_id, type_, public_key = _split_key(vkey)
        key = cls(name, public_key, type_)
        if key.key_id.hex() != written_id:
            raise MalformedRecord(
                f"The id {written_id} in the key of {name} does not belong to it ({key.key_id.hex()})."
            )
        return key

    def text(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64_text(bytes([self.type]) + self.public_key)}"

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Whether this key made a bare Ed25519 signature of these bytes, whatever the key's type."""
        try:
            self._ed25519.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def made(self, signature: Signature) -> bool:
        """Whether a signature claims to be by this key: both name and id must agree."""
        return signature.name == self.name and signature.key_id == self.key_id

    def verify(self, text: str, signature: Signature) -> None:
        """Fails unless this key signed this text."""
        if self.made(signature):
            payload = signature.payload
            if self.type is KeyType.ED25519:
                message = text.encode()
            else:
                seconds, payload = int.from_bytes(payload[:_TIME_BYTES], "big"), payload[_TIME_BYTES:]
                message = cosigned_bytes(text, seconds)
            if len(payload) == _ED25519_BYTES and self.signed(message, payload):
                return
        raise VerificationFailed(f"The signature of {signature.name} does not fit the text above it.")


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key under a name; the seed never appears in a printed representation."""

    name: str
    seed: bytes = field(repr=False)
    type: KeyType = KeyType.ED25519
    key: VerifierKey = field(init=False, repr=False, compare=False)
    _ed25519: Ed25519PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.seed) != _SEED_BYTES:
            raise MalformedRecord(f"The seed of {self.name} has {len(self.seed)} bytes instead of {_SEED_BYTES}.")
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        object.__setattr__(self, "_ed25519", private)
        object.__setattr__(self, "key", VerifierKey(self.name, private.public_key().public_bytes_raw(), self.type))

    @classmethod
    def parse(cls, text: str) -> Signer:
        if not text.startswith(_PRIVATE):
            raise MalformedRecord("This is not a signer's key: it does not begin with PRIVATE+KEY+.")
        name, written_id, type_, seed = _split_key(text.removeprefix(_PRIVATE))
        signer = cls(name, seed, type_)
        if signer.key.key_id.hex() != written_id:
            raise MalformedRecord(f"The id {written_id} in the signer's key of {name} does not belong to it.")
        return signer

    def private_text(self) -> str:
        """Go's form of the key, to be written only to the file that keeps it."""
        secret = base64_text(bytes([self.type]) + self.seed)
        return f"{_PRIVATE}{self.name}+{self.key.key_id.hex()}+{secret}"

    def sign_bytes(self, message: bytes) -> bytes:
        """A bare Ed25519 signature, for messages that carry their own label (promises, votes)."""
        return self._ed25519.sign(message)

    def sign(self, text: str) -> Signature:
        if self.type is not KeyType.ED25519:
            raise VerificationFailed(
                f"The key of {self.name} signs with a time.", advice="Use cosignatures.cosign for it."
            )
        return Signature(self.name, self.key.key_id, self.sign_bytes(text.encode()))


@dataclass(frozen=True, slots=True)
class Note:
    """A note of which at least one signature was checked and none of a known key failed."""

    text: str
    verified: tuple[tuple[VerifierKey, Signature], ...]
    ignored: tuple[Signature, ...] = ()

    def signed_by(self, key: VerifierKey) -> bool:
        return any(known == key for known, _ in self.verified)


def sign_note(text: str, signatures: Iterable[Signature]) -> str:
    """The note made of a text and its signatures."""
    if not text.endswith("\n"):
        raise MalformedRecord("The text of a note ends with a newline.")
    note = text + "\n" + "".join(signature.line() for signature in signatures)
    # One's own notes go through the same gate as others': what cannot be read again is never published.
    if split_note(note)[0] != text:
        raise MalformedRecord("This text cannot be told apart from the signatures under it.")
    return note


def add_signatures(note: str, signatures: Iterable[Signature]) -> str:
    text, present = split_note(note)
    return sign_note(text, (*present, *(new for new in signatures if new not in present)))


def split_note(data: bytes | str) -> tuple[str, tuple[Signature, ...]]:
    """The parts of a note, none of them checked: nothing may rest on the text before ``open_note``."""
    note = read_utf8(data, "The note", most_bytes=MAX_NOTE_BYTES)
    text, separator, lines = note.rpartition("\n\n")
    if not separator:
        raise MalformedRecord("The note has no empty line between its text and its signatures.")
    return text + "\n", parse_signature_lines(lines)


def parse_signature_lines(lines: str) -> tuple[Signature, ...]:
    if not lines.endswith("\n"):
        raise MalformedRecord("The signature lines do not end with a newline.")
    if lines.count("\n") > MAX_SIGNATURES:
        raise MalformedRecord(f"The note has more than {MAX_SIGNATURES} signatures.")
    return tuple(_parse_signature_line(line) for line in lines[:-1].split("\n"))


def open_note(data: bytes | str, keys: Iterable[VerifierKey]) -> Note:
    """The note, if at least one of these keys signed it and no signature that claims to be theirs is false."""
    text, signatures = split_note(data)
    known: dict[tuple[str, bytes], VerifierKey] = {}
    for key in keys:
        if known.setdefault((key.name, key.key_id), key) != key:
            raise VerificationFailed(f"Two different keys named {key.name} share the id {key.key_id.hex()}.")
    verified = []
    ignored = []
    for signature in signatures:
        signing_key = known.get((signature.name, signature.key_id))
        if signing_key is None:
            ignored.append(signature)
        else:
            signing_key.verify(text, signature)
            verified.append((signing_key, signature))
    if not verified:
        raise VerificationFailed(
            "No key you trust has signed this note.",
            advice="Compare the names in its last lines with the keys in your policy.",
        )
    return Note(text, tuple(verified), tuple(ignored))


def _parse_signature_line(line: str) -> Signature:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space or not is_key_name(name):
        raise MalformedRecord(f"This is not a signature line: {line[:60]!r}.")
    payload = read_base64(encoded, f"The signature of {name}")
    if len(payload) <= _KEY_ID_BYTES:
        raise MalformedRecord(f"The signature of {name} is empty.")
    return Signature(name, payload[:_KEY_ID_BYTES], payload[_KEY_ID_BYTES:])


def _split_key(text: str) -> tuple[str, str, KeyType, bytes]:
    # base64 has plus signs of its own: only the first two separate.
    name, first, rest = text.partition("+")
    written_id, second, encoded = rest.partition("+")
    if not (first and second):
        raise MalformedRecord("A key is written name+id+base64; a part is missing.")
    material = read_base64(encoded, f"The key of {name!r}")
    if len(material) != 1 + _SEED_BYTES:
        raise MalformedRecord(f"The key of {name!r} has {len(material)} bytes instead of {1 + _SEED_BYTES}.")
    if material[0] not in (KeyType.ED25519, KeyType.COSIGNATURE):
        raise MalformedRecord(
            f"The key of {name!r} is of type 0x{material[0]:02x}, which is not known here.",
            advice="Known are 0x01 (Ed25519) and 0x04 (witness cosignature).",
        )
    return name, written_id, KeyType(material[0]), material[1:]
