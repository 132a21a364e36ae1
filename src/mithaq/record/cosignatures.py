"""A witness's word: "as of this time, this is the largest consistent tree I have seen of this log".

https://c2sp.org/tlog-cosignature, version cosignature/v1 (Ed25519, key type 0x04). The witness signs

    cosignature/v1
    time 1679315147
    example.com/behind-the-sofa
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

that is, two lines of its own and the whole text of the head with its final newline. Its signature line holds
the time (eight bytes, big-endian POSIX seconds) before the 64 bytes of the signature.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mithaq.errors import VerificationFailed
from mithaq.record.notes import KeyType, Note, Signature, Signer, VerifierKey, cosigned_bytes
from mithaq.record.spelling import MAX_SIZE

__all__ = ["Cosignature", "cosign", "cosignatures_of", "verify_cosignature"]

_TIME_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A checked cosignature: which witness, and the time it gives, in POSIX seconds."""

    witness: VerifierKey
    seconds: int
    signature: Signature


def cosign(text: str, signer: Signer, seconds: int) -> Signature:
    """The signature line of a witness under the text of a head.

    That the head is consistent with the last one it cosigned is for ``witnesses.decide`` to see.
    """
    if signer.type is not KeyType.COSIGNATURE:
        raise VerificationFailed(f"The key of {signer.name} is not a witness key (type 0x04).")
    if not 0 <= seconds <= MAX_SIZE:
        raise VerificationFailed(f"{seconds} cannot be the time of a cosignature.")
    made = signer.sign_bytes(cosigned_bytes(text, seconds))
    return Signature(signer.name, signer.key.key_id, seconds.to_bytes(_TIME_BYTES, "big") + made)


def verify_cosignature(text: str, signature: Signature, witness: VerifierKey) -> Cosignature:
    if witness.type is not KeyType.COSIGNATURE:
        raise VerificationFailed(f"The key of {witness.name} is not a witness key (type 0x04).")
    witness.verify(text, signature)
    return _timed(witness, signature)


def cosignatures_of(note: Note) -> tuple[Cosignature, ...]:
    """The witnesses' part of a note that was opened, and so was checked."""
    return tuple(_timed(key, signature) for key, signature in note.verified if key.type is KeyType.COSIGNATURE)


def _timed(witness: VerifierKey, signature: Signature) -> Cosignature:
    seconds = int.from_bytes(signature.payload[:_TIME_BYTES], "big")
    if seconds > MAX_SIZE:
        raise VerificationFailed(f"The cosignature of {witness.name} gives an impossible time.")
    return Cosignature(witness, seconds, signature)
