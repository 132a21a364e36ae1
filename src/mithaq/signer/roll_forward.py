"""The way back after a restore: from what is published to the database, never the other way round.

An old backup of the database is brought forward with the entries of ``public/record``, each checked against the
signed head. A lost state is taken up again from the published head. Neither signs anything.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from mithaq.errors import MalformedRecord, RecordConflict, SourceUnavailable, VerificationFailed
from mithaq.record.entries import read_bundle
from mithaq.record.heads import SignedHead, open_head
from mithaq.record.notes import sign_note
from mithaq.record.tiles import ENTRIES, TILE_WIDTH, Tile, TileTree, bundles_at, parse_tile_path
from mithaq.record.tree import Frontier, leaf_hashes
from mithaq.signer.durable import FolderReader, sync_folders
from mithaq.signer.refusal import published_head, require_heads, signed_tree
from mithaq.signer.state import SignerState, StateFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mithaq.record.notes import VerifierKey
    from mithaq.signer.entry_table import EntryTable

__all__ = ["adopt_published_head", "drop_unsigned", "newest_signed_head", "published_entries"]


def newest_signed_head(record: Path, state_file: StateFile, log_key: VerifierKey) -> SignedHead:
    """The head to roll forward to: the state's, where a crash kept it from being published, else the public one."""
    published = published_head(record, log_key)
    state = state_file.read()
    if state is not None and state.head:
        require_heads(state, signed_tree(record, state), published, ())
        return open_head(state.head, (log_key,))
    if published is None:
        raise RecordConflict(
            "No head was ever signed here, so there is nothing to roll forward to.",
            where=str(record),
            advice="If this log was published before, restore public/record first.",
        )
    return published


def published_entries(record: Path, head: SignedHead, held: EntryTable) -> Iterator[tuple[int, list[bytes]]]:
    """The entries the database lacks, bundle by bundle, each run with the index of its first.

    What the database holds is compared with the head before the first run is given; every run is compared
    before it is given. A caller that stops half way has a shorter database, not a wrong one.
    """
    size = held.size()
    if size > head.size:
        raise RecordConflict(
            f"The database holds {size} entries, the newest signed head {head.size}: nothing is to be rolled"
            " forward.",
            advice="Start the signer; it compares the two and publishes the rest.",
        )
    reader = FolderReader(record)
    try:
        tree = TileTree(reader, head.size, head.root)
        for tile in bundles_at(size):
            start = tile.index * TILE_WIDTH
            found = leaf_hashes(held.read(start, start + tile.width))
            if found != tree.leaf_hashes(tile.index)[: tile.width]:
                raise RecordConflict(
                    f"The entries {start} to {start + tile.width - 1} of the database are not those under the"
                    f" signed head of {head.size} entries.",
                    advice="Restore another backup, or roll an empty database forward from index 0.",
                )
        for tile in bundles_at(head.size):
            start = tile.index * TILE_WIDTH
            if start + tile.width <= size:
                continue
            entries = read_bundle(reader, tile.index, tile.width)
            if leaf_hashes(entries) != tree.leaf_hashes(tile.index):
                raise RecordConflict(
                    f"The published entries {start} to {start + tile.width - 1} are not those that were signed.",
                    where=tile.path,
                    advice="Take this file from a mirror; the signed head says which bytes are right.",
                )
            known = max(size - start, 0)
            yield start + known, entries[known:]
    except (MalformedRecord, SourceUnavailable, VerificationFailed) as error:
        raise RecordConflict(
            f"The published record does not carry the signed head of {head.size} entries: {error}",
            where=str(record),
            advice="Take the missing or damaged files from a mirror; the signed head says which bytes are right.",
        ) from error


def adopt_published_head(
    record: Path, state_file: StateFile, log_key: VerifierKey, witness_heads: Sequence[SignedHead]
) -> SignerState:
    """Takes up a lost state from the published head, after recomputing its tree from the published entries.

    Dangerous where the published head is not the newest one signed; so every head that witnesses or mirrors
    hold should be given, and any that is ahead is a refusal. A state that exists may only be older.
    """
    published = published_head(record, log_key)
    if published is None:
        raise RecordConflict("There is no published head to adopt.", where=str(record))
    frontier = Frontier()
    for _, entries in published_entries(record, published, _NoEntries()):
        frontier = frontier.extend(leaf_hashes(entries))
    text = sign_note(published.note.text, [made for key, made in published.note.verified if key == log_key])
    adopted = SignerState(published.origin, frontier, text, published.size)
    tree = signed_tree(record, adopted)
    require_heads(adopted, tree, published, witness_heads)
    found = state_file.read()
    if found is not None and found.head:
        if found.size >= adopted.size:
            raise RecordConflict(
                f"The signer's state has {found.size} entries, the published head {adopted.size}: it is not older.",
                where=str(state_file.path),
                advice="Keep the state and start the signer; it publishes what it signed.",
            )
        require_heads(adopted, tree, open_head(found.head, (log_key,)), ())
    state_file.compare_and_set(found, adopted)
    drop_unsigned(record, state_file)
    return adopted


def drop_unsigned(record: Path, state_file: StateFile) -> list[str]:
    """Removes tiles and bundles that no signed head covers, and forgets the size that was intended.

    Needed only where the entries behind them are gone from the database for good (a restore); after a mere
    crash the signer finishes them itself.
    """
    state = state_file.read()
    if state is None:
        raise RecordConflict(
            "There is no signer's state to say which tiles are signed.", where=str(state_file.path)
        )
    dropped = []
    for folder, _, names in os.walk(record / "tile"):
        for name in names:
            path = (Path(folder) / name).relative_to(record).as_posix()
            if not _is_covered(parse_tile_path(path), state.size):
                (record / path).unlink()
                dropped.append(path)
    if dropped:
        sync_folders(record, dropped)
    if state.is_finishing:
        state_file.compare_and_set(state, state.intend(state.size))
    return sorted(dropped)


def _is_covered(tile: Tile, size: int) -> bool:
    """Whether every hash or entry of this file stands in the tree of this size."""
    held = size if tile.level == ENTRIES else size >> 8 * tile.level
    return tile.index * TILE_WIDTH + tile.width <= held


class _NoEntries:
    """An empty database: everything is to be read from what is published."""

    def size(self) -> int:
        return 0

    def read(self, start: int, stop: int) -> list[bytes]:
        raise RecordConflict(f"An empty database has no entries {start} to {stop - 1}.")
