"""The one way an entry becomes public: tiles first, then the signature, then the head.

::

    1  intend      the state says which size is coming                      (state file, durable)
    2  tiles       entry bundles and tiles that are new for that size       (files, then folders, durable)
    3  sign        the head, and compare-and-set it in the state            (state file, durable)
    4  witnesses   are shown the head, which the signer can no longer forget
    5  publish     the file ``checkpoint``                                  (replaced in one step, durable)

A crash before 3 has signed nothing: the next run first finishes the intended size, so the same files come out.
A crash after 3 has signed one head, whose tiles all stand: the next run publishes it before anything else.
A published partial tile stays for ever, since some head was published with it.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from mithaq.errors import MissionNotReady, RecordConflict
from mithaq.record.entries import encode_bundle
from mithaq.record.heads import Head, SignedHead, open_head, sign_head
from mithaq.record.notes import add_signatures, parse_signature_lines
from mithaq.record.tiles import TILE_WIDTH, RightEdge, Tile, TileTree, bundles_between, tiles_between
from mithaq.record.tree import Frontier, leaf_hashes
from mithaq.signer.durable import FolderReader, create_files, replace_file, sync_folders
from mithaq.signer.entry_table import read_runs
from mithaq.signer.refusal import (
    HEAD_FILE,
    published_head,
    require_database,
    require_heads,
    require_whole_prefix,
    signed_tree,
)
from mithaq.signer.state import SignerState, StateFile, lease

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from mithaq.record.notes import Signer
    from mithaq.signer.entry_table import EntryTable

__all__ = ["GatherCosignatures", "Publisher", "opened_publisher"]

GatherCosignatures: TypeAlias = "Callable[[bytes], list[str]]"
"""Shows the signed head to the witnesses and returns their signature lines; what is enough is for it to say."""


@contextmanager
def opened_publisher(
    entries: EntryTable,
    *,
    record: Path,
    state: Path,
    signer: Signer,
    witness_heads: Sequence[SignedHead] = (),
    compared: SignedHead | None = None,
) -> Iterator[Publisher]:
    """The publisher of one log, for as long as it holds the lease on ``state``.

    Reads the whole signed prefix of the database once and compares it with the signed head, unless ``compared``
    is that head: one that this same process signed over the entries it had just read. ``witness_heads`` are the
    newest heads that witnesses or mirrors hold.
    """
    if not record.parent.is_dir():
        raise MissionNotReady(
            "The public folder does not exist.", where=str(record.parent), advice="Create the mission first."
        )
    with lease(state) as file:
        publisher = Publisher(entries, record, file, signer)
        publisher.require_agreement(witness_heads, compared)
        yield publisher


class Publisher:
    """Signs and publishes; made by ``opened_publisher``, which holds the lease."""

    def __init__(self, entries: EntryTable, record: Path, state_file: StateFile, signer: Signer) -> None:
        self._entries = entries
        self._record = record
        self._state_file = state_file
        self._signer = signer

    def require_agreement(self, witness_heads: Sequence[SignedHead], compared: SignedHead | None = None) -> None:
        state = self._state_file.read()
        if state is not None and state.origin != self._signer.name:
            raise RecordConflict(
                f"This state belongs to the log {state.origin}, the key to {self._signer.name}.",
                where=str(self._state_file.path),
                advice="Use the key this log was begun with; one folder is one mission and one log.",
            )
        tree = signed_tree(self._record, state) if state is not None else None
        require_heads(state, tree, published_head(self._record, self._signer.key), witness_heads)
        if state is not None and tree is not None:
            require_database(self._entries, state, tree)
            if compared is None or (compared.size, compared.root) != (state.size, state.root):
                require_whole_prefix(self._entries, state)

    def publish(self, gather_cosignatures: GatherCosignatures | None = None) -> SignedHead:
        """The head now public: of all entries the database held when this began.

        Finishes what an earlier run left open, with a head of its own. Where nothing is new, the same head is
        shown to the witnesses again, so that their times stay fresh.
        """
        state = self._state_file.read()
        published = published_head(self._record, self._signer.key)
        tree = signed_tree(self._record, state) if state is not None else None
        require_heads(state, tree, published, ())
        if state is None or tree is None:
            state, tree = self._begin()
        size = require_database(self._entries, state, tree)

        head = published
        if state.head and (published is None or published.size < state.size):
            head = self._show(state, gather_cosignatures)
        if state.is_finishing or not state.head:
            state = self._advance(state, state.intended, finishing=True)
            head = self._show(state, gather_cosignatures)
        if size > state.size:
            state = self._advance(self._intend(state, size), size, finishing=False)
            head = self._show(state, gather_cosignatures)
        return self._show(state, gather_cosignatures) if head is None or head is published else head

    def _begin(self) -> tuple[SignerState, TileTree]:
        if (self._record / "tile").exists():
            raise RecordConflict(
                "Tiles are published, but there is neither a head nor a signer's state that could explain them.",
                where=str(self._record),
                advice="Nothing was signed. Restore the state or the head; a new log needs an empty folder.",
            )
        state = SignerState(self._signer.name, Frontier(), intended=self._entries.size())
        self._record.mkdir(exist_ok=True)
        sync_folders(self._record.parent, (f"{self._record.name}/{HEAD_FILE}",))
        self._state_file.compare_and_set(None, state)
        return state, signed_tree(self._record, state)

    def _intend(self, state: SignerState, size: int) -> SignerState:
        intending = state.intend(size)
        self._state_file.compare_and_set(state, intending)
        return intending

    def _advance(self, state: SignerState, size: int, *, finishing: bool) -> SignerState:
        try:
            edge = self._write_tiles(state, size, finishing=finishing)
        except FileExistsError as error:
            raise RecordConflict(
                f"{error.filename} exists already, though no head of more than {state.size} entries was signed.",
                advice="Nothing was signed. If a backup was restored, drop the unsigned files"
                " (roll_forward.drop_unsigned) and go on.",
            ) from error
        frontier = _frontier_of(edge)
        head = sign_head(Head(state.origin, size, frontier.root()), self._signer)
        signed = state.signed(frontier, head)
        self._state_file.compare_and_set(state, signed)
        return signed

    def _write_tiles(self, state: SignerState, size: int, *, finishing: bool) -> RightEdge:
        """Writes what a head of this size needs beyond the signed one, and makes all of it durable."""
        edge = RightEdge.read(FolderReader(self._record), state.size)
        names = [tile.path for tile in (*bundles_between(state.size, size), *tiles_between(state.size, size))]
        begun = state.size // TILE_WIDTH * TILE_WIDTH
        for start, run in read_runs(self._entries, begun, size):
            known = max(state.size - start, 0)
            edge, grown = edge.extend(leaf_hashes(run[known:]))
            files = [
                (
                    Tile(-1, (start + offset) // TILE_WIDTH, min(TILE_WIDTH, len(run) - offset)).path,
                    encode_bundle(run[offset : offset + TILE_WIDTH]),
                )
                for offset in range(0, len(run), TILE_WIDTH)
            ]
            # A partial tile in the middle of a long run belongs to no head; the edge's own are written below.
            files += [(path, row) for path, row in grown if ".p/" not in path]
            create_files(self._record, files, finishing=finishing)
        wanted = set(names)
        partial = [
            (Tile(level, (size >> 8 * level) // TILE_WIDTH, len(row) // 32).path, row)
            for level, row in enumerate(edge.rows)
            if row
        ]
        create_files(self._record, [file for file in partial if file[0] in wanted], finishing=finishing)
        if names:
            sync_folders(self._record, names)
        return edge

    def _show(self, state: SignerState, gather: GatherCosignatures | None) -> SignedHead:
        """Publishes the state's head, with what the witnesses say to it."""
        lines = gather(state.head.encode()) if gather is not None else []
        cosignatures = [signature for line in lines for signature in parse_signature_lines(line)]
        note = add_signatures(state.head, cosignatures).encode()
        # A witness's line could pretend to be the log's own and so spoil the note: read before it is shown.
        offered = open_head(note, (self._signer.key,))
        shown = published_head(self._record, self._signer.key)
        # Old cosignatures are worth more than none: a silent witness does not take its word back.
        if shown is not None and shown.size == state.size and not cosignatures:
            return shown
        replace_file(self._record / HEAD_FILE, note)
        return offered


def _frontier_of(edge: RightEdge) -> Frontier:
    """The complete subtrees of a log from the partial tiles of its edge, largest first."""
    stack: tuple[bytes, ...] = ()
    for row in edge.rows:
        hashes = (row[start : start + 32] for start in range(0, len(row), 32))
        stack = (*Frontier().extend(hashes).stack, *stack)
    return Frontier(edge.size, stack)
