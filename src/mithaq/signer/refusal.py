"""When the signer does not sign: if anything it can see contradicts the head it signed last.

Four things are held against each other: the signer's state, the database, the published record, and the heads
that witnesses hold. They may only differ in the one way a crash explains (the state is ahead of the published
head, and the database ahead of both). Everything else is a restored backup, a second signer or a rewritten
table; signing then would show two histories of one log, which no later act can heal. What leads back from
there is rolling the database forward from the published entries (``roll_forward``), never another signature.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mithaq.errors import MalformedRecord, RecordConflict, SourceUnavailable, VerificationFailed
from mithaq.record.heads import SignedHead, open_head
from mithaq.record.spelling import base64_text
from mithaq.record.tiles import TILE_WIDTH, TileTree
from mithaq.record.tree import Frontier, leaf_hashes
from mithaq.signer.durable import FolderReader
from mithaq.signer.entry_table import EntryTable, read_runs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from mithaq.record.notes import VerifierKey
    from mithaq.signer.state import SignerState

__all__ = [
    "HEAD_FILE",
    "published_head",
    "require_database",
    "require_heads",
    "require_whole_prefix",
    "signed_tree",
]

HEAD_FILE: Final = "checkpoint"

_ROLL_FORWARD: Final = "Nothing was signed. Roll the database forward from the published entries first."
_STATE_IS_OLD: Final = (
    "Nothing was signed. The signer's state is older than what the world has seen: restore the newest state, "
    "or adopt the published head (roll_forward.adopt_published_head)."
)
_EVIDENCE: Final = "Nothing was signed. Keep both as evidence and find out which of them was rewritten."


def published_head(record: Path, log_key: VerifierKey) -> SignedHead | None:
    """The head now public, or None where none was ever published."""
    path = record / HEAD_FILE
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        return open_head(data, (log_key,))
    except (MalformedRecord, VerificationFailed) as error:
        raise RecordConflict(
            f"The published head is not one this log's key signed: {error.problem}",
            where=str(path),
            advice=_EVIDENCE,
        ) from error


def signed_tree(record: Path, state: SignerState) -> TileTree:
    """The published tiles, as far as the state reaches, checked against its root."""
    try:
        return TileTree(FolderReader(record), state.size, state.root)
    except (MalformedRecord, SourceUnavailable, VerificationFailed) as error:
        raise RecordConflict(
            f"The published tiles do not make the tree of {_named(state.size, state.root)} that was signed:"
            f" {error.problem}",
            where=str(record),
            advice="Nothing was signed. Restore public/record from a mirror or a backup; do not delete the state.",
        ) from error


def require_heads(
    state: SignerState | None, tree: TileTree | None, published: SignedHead | None, witnessed: Iterable[SignedHead]
) -> None:
    """Refuses unless every head the world has seen is the state's own or an earlier one of the same tree."""
    shown = [("published", published)] if published is not None else []
    for name, head in (*shown, *(("witness", head) for head in witnessed)):
        described = f"The {name} head of {head.origin} has {_named(head.size, head.root)}"
        if state is None or not state.head or tree is None:
            raise RecordConflict(f"{described}, but the signer remembers none.", advice=_STATE_IS_OLD)
        mine = f"the signer's state {_named(state.size, state.root)}"
        if head.origin != state.origin:
            raise RecordConflict(f"{described}, but this signer's log is {state.origin}.", advice=_EVIDENCE)
        if head.size > state.size:
            raise RecordConflict(f"{described}, {mine}.", advice=_STATE_IS_OLD)
        root = _root_at(tree, head.size)
        if root != head.root:
            raise RecordConflict(
                f"{described}; at this size {mine} had the root {base64_text(root)}.", advice=_EVIDENCE
            )


def require_database(entries: EntryTable, state: SignerState, tree: TileTree) -> int:
    """The database's size, if it reaches as far as the state and ends, at the state's size, as the record does.

    Looks at the last signed bundle only; ``require_whole_prefix`` looks at all.
    """
    size = entries.size()
    if size < state.size:
        raise RecordConflict(
            f"The database holds {size} entries, the signed head {_named(state.size, state.root)}: it is behind.",
            advice=_ROLL_FORWARD,
        )
    if size < state.intended:
        raise RecordConflict(
            f"The database holds {size} entries, but {state.intended} were being published on top of the head of"
            f" {_named(state.size, state.root)}: entries once committed are gone.",
            advice="Nothing was signed. If a backup was restored, drop the unfinished tiles"
            " (roll_forward.drop_unsigned) and go on.",
        )
    if state.size:
        bundle = (state.size - 1) // TILE_WIDTH
        start = bundle * TILE_WIDTH
        _require_same(start, leaf_hashes(entries.read(start, state.size)), _leaves(tree, bundle), state)
    return size


def require_whole_prefix(entries: EntryTable, state: SignerState) -> None:
    """Refuses unless the entries of the database give the signed root; reads all of them."""
    frontier = Frontier()
    for _, run in read_runs(entries, 0, state.size):
        frontier = frontier.extend(leaf_hashes(run))
    if frontier != state.frontier:
        raise RecordConflict(
            f"The first {state.size} entries of the database have the root {base64_text(frontier.root())}, the"
            f" signed head {_named(state.size, state.root)}: entries were changed.",
            advice="Nothing was signed. Compare the table with the published entries; restore, then roll forward.",
        )


def _require_same(start: int, found: list[bytes], signed: list[bytes], state: SignerState) -> None:
    if len(found) == len(signed):
        for index, (mine, theirs) in enumerate(zip(found, signed, strict=True), start):
            if mine != theirs:
                raise RecordConflict(
                    f"Entry {index} of the database is not the one under the signed head of"
                    f" {_named(state.size, state.root)}.",
                    advice="Nothing was signed. Compare the table with the published entries; restore, then roll"
                    " forward.",
                )
        return
    raise RecordConflict(
        f"The database gives {len(found)} entries from index {start} where the signed head of"
        f" {_named(state.size, state.root)} has {len(signed)}.",
        advice=_ROLL_FORWARD,
    )


def _leaves(tree: TileTree, bundle: int) -> list[bytes]:
    try:
        return tree.leaf_hashes(bundle)
    except (MalformedRecord, SourceUnavailable, VerificationFailed) as error:
        raise _damaged(tree, error) from error


def _root_at(tree: TileTree, size: int) -> bytes:
    try:
        return tree.root_at(size)
    except (MalformedRecord, SourceUnavailable, VerificationFailed) as error:
        raise _damaged(tree, error) from error


def _damaged(tree: TileTree, error: MalformedRecord | SourceUnavailable | VerificationFailed) -> RecordConflict:
    return RecordConflict(
        f"A published tile under the signed head of {_named(tree.size, tree.root)} is damaged: {error.problem}",
        advice="Nothing was signed. Restore public/record from a mirror or a backup.",
    )


def _named(size: int, root: bytes) -> str:
    return f"{size} entries (root {base64_text(root)})"
