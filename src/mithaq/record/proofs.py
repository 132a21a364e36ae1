"""A proof of logging in one file: index, inclusion path and the signed head it leads to.

https://c2sp.org/tlog-proof; files end in ``.tlog-proof``. Whoever holds the entry's bytes checks it offline:

    c2sp.org/tlog-proof@v1
    extra YWdl                                       (optional, vouched for by nobody)
    index 2
    gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=     (the leaf's neighbour first, up to below the root)
    B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=
                                                     (an empty line)
    record.example/ceasefire                         (the signed head, as it is)
    …

It shows that the entry is in the log, not that what the entry says is true.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from mithaq.errors import MalformedRecord
from mithaq.record.heads import SignedHead, open_head
from mithaq.record.notes import VerifierKey
from mithaq.record.policy import Policy, open_with_policy
from mithaq.record.spelling import (
    MAX_SIZE,
    base64_text,
    read_base64,
    read_decimal,
    read_hash,
    read_utf8,
)
from mithaq.record.tree import leaf_hash, verify_inclusion

__all__ = ["LoggedProof", "format_proof", "make_proof", "parse_proof", "verify_proof"]

_FIRST_LINE: Final = "c2sp.org/tlog-proof@v1"
_EXTRA: Final = "extra "
_INDEX: Final = "index "
# A tree of 2**63 entries is 63 high.
_MAX_PATH: Final = 63
_MAX_BYTES: Final = 2**20


@dataclass(frozen=True, slots=True)
class LoggedProof:
    """The parts of a proof, none of them checked; ``head_note`` is the signed head as text."""

    index: int
    path: tuple[bytes, ...]
    head_note: str
    extra: bytes | None = None


def make_proof(index: int, path: Iterable[bytes], head_note: str, extra: bytes | None = None) -> LoggedProof:
    """A proof for the entry at this index, with the path in the tree of exactly this head."""
    proof = LoggedProof(index, tuple(path), head_note, extra)
    if parse_proof(format_proof(proof)) != proof:
        raise MalformedRecord("These parts do not make a proof that can be read again.")
    return proof


def format_proof(proof: LoggedProof) -> str:
    lines = [_FIRST_LINE]
    if proof.extra is not None:
        lines.append(_EXTRA + base64_text(proof.extra))
    lines.append(f"{_INDEX}{proof.index}")
    lines += [base64_text(hash_) for hash_ in proof.path]
    return "\n".join(lines) + "\n\n" + proof.head_note


def parse_proof(data: bytes | str) -> LoggedProof:
    """The parts of a proof file; the signed head in it is taken verbatim and opened only by ``verify_proof``."""
    text = read_utf8(data, "The proof", most_bytes=_MAX_BYTES)
    header, separator, head_note = text.partition("\n\n")
    if not separator or not head_note:
        raise MalformedRecord("The proof ends before its signed head.")
    first_line, *lines = header.split("\n")
    if first_line != _FIRST_LINE:
        raise MalformedRecord(f"This is not a proof: it does not begin with {_FIRST_LINE}.")
    extra = None
    if lines and lines[0].startswith(_EXTRA):
        extra = read_base64(lines.pop(0).removeprefix(_EXTRA), "The extra data of the proof")
    if not lines or not lines[0].startswith(_INDEX):
        raise MalformedRecord("The proof does not say at which index the entry stands.")
    # The largest index is one less than the largest size.
    index = read_decimal(lines.pop(0).removeprefix(_INDEX), "The index of the proof", most=MAX_SIZE - 1)
    if len(lines) > _MAX_PATH:
        raise MalformedRecord(f"The proof has more than {_MAX_PATH} hashes.")
    return LoggedProof(index, tuple(read_hash(line, "A hash of the proof") for line in lines), head_note, extra)


def verify_proof(proof: LoggedProof, entry: bytes, trust: Policy | VerifierKey) -> SignedHead:
    """The head under which the entry stands, if it is signed as a policy (or the key of a log) asks."""
    if isinstance(trust, Policy):
        signed = open_with_policy(proof.head_note, trust)
    else:
        signed = open_head(proof.head_note, [trust])
    verify_inclusion(leaf_hash(entry), proof.index, signed.size, proof.path, signed.root)
    return signed
