"""The signer's own memory: the last head it signed, and the size it is about to sign.

It lies outside the database, so that an old backup of the database cannot make the signer forget what it has
signed. Three things happen in it, each durable before the next step:

    intend     before the first tile of a larger log is written: which size is coming
    set        when all its tiles are durable: the signed head, before anyone is shown it
    (publish   the file ``checkpoint`` is written from here, again after a crash)

Ed25519 gives the same signature for the same text, so a repeated step repeats the same bytes.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import msgspec

from mithaq.errors import MalformedRecord, MissionNotReady, RecordConflict
from mithaq.record import canonical
from mithaq.record.spelling import base64_text, read_hash
from mithaq.record.tree import Frontier
from mithaq.signer.durable import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["SignerState", "StateFile", "lease"]

_VERSION: Final = 1
_UNREADABLE: Final = (
    "Do not delete it: restore it, or set it aside and adopt the published head"
    " (roll_forward.adopt_published_head)."
)


@dataclass(frozen=True, slots=True)
class SignerState:
    origin: str
    frontier: Frontier
    head: str = ""
    """The head as the log's key signed it, without cosignatures; empty before the first."""
    intended: int = 0
    """The size whose tiles may have been begun; equal to ``size`` when nothing is under way."""

    @property
    def size(self) -> int:
        return self.frontier.size

    @property
    def root(self) -> bytes:
        return self.frontier.root()

    @property
    def is_finishing(self) -> bool:
        return self.intended > self.size

    def intend(self, size: int) -> SignerState:
        return replace(self, intended=size)

    def signed(self, frontier: Frontier, head: str) -> SignerState:
        return SignerState(self.origin, frontier, head, frontier.size)


class _Written(msgspec.Struct, forbid_unknown_fields=True):
    head: str
    intended: int
    origin: str
    root: str
    size: int
    stack: list[str]
    v: int


class StateFile:
    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> SignerState | None:
        """The state, or None if the signer never ran here."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return None
        try:
            written = msgspec.convert(canonical.decode(data), _Written)
            stack = tuple(read_hash(text, "A subtree hash") for text in written.stack)
            state = SignerState(
                written.origin, Frontier(written.size, stack), written.head, max(written.intended, written.size)
            )
        except (MalformedRecord, msgspec.ValidationError) as error:
            raise MalformedRecord(
                f"The signer's state cannot be read: {error}",
                where=str(self.path),
                advice=_UNREADABLE,
            ) from None
        if written.v != _VERSION or read_hash(written.root, "The root") != state.root:
            raise MalformedRecord(
                f"The signer's state is of version {written.v}, or its hashes do not make its root.",
                where=str(self.path),
                advice=_UNREADABLE,
            )
        return state

    def compare_and_set(self, expected: SignerState | None, new: SignerState) -> None:
        """Replaces the state if it is still the one the decision was made on; a log only ever grows."""
        found = self.read()
        if found != expected:
            raise RecordConflict(
                f"The signer's state changed from {_described(expected)} to {_described(found)} meanwhile.",
                where=str(self.path),
                advice="Another signer is at work with this state; stop it and start one only.",
            )
        if found is not None and new.size < found.size:
            raise RecordConflict(f"A head of {found.size} entries was signed; one of {new.size} never follows it.")
        written = {
            "head": new.head,
            "intended": new.intended,
            "origin": new.origin,
            "root": base64_text(new.root),
            "size": new.size,
            "stack": [base64_text(hash_) for hash_ in new.frontier.stack],
            "v": _VERSION,
        }
        replace_file(self.path, canonical.encode(written))


@contextmanager
def lease(path: Path) -> Iterator[StateFile]:
    """Holds the state for one signer; a second one on this machine is refused at once.

    The lock is the kernel's (flock), so it ends with the process, however that ends. Its file stays: removing
    it would let two processes lock two different files of one name.
    """
    if not path.parent.is_dir():
        raise MissionNotReady(
            "The folder of the signer's state does not exist.",
            where=str(path.parent),
            advice="Create the mission with `mithaq init` first.",
        )
    lock = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise MissionNotReady(
                "Another signer is running with this state; two signers could sign two histories.",
                where=str(path),
                advice="Stop it, or leave the signing to it.",
            ) from None
        yield StateFile(path)
    finally:
        os.close(lock)


def _described(state: SignerState | None) -> str:
    return "none" if state is None else f"size {state.size} (root {base64_text(state.root)})"
