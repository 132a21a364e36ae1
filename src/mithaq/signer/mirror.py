"""A published record taken over from where the world sees it, every byte of it under the signed head.

A restore begins so. Nothing is believed but the head's signature: tiles are made anew from the entries, and only
if they give the head's root is the head written beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mithaq.errors import MalformedRecord, RecordConflict, SourceUnavailable, VerificationFailed
from mithaq.record.entries import encode_bundle, read_bundle
from mithaq.record.heads import SignedHead, open_head
from mithaq.record.tiles import ENTRIES, TILE_WIDTH, RightEdge, Tile, bundles_at, parse_tile_path
from mithaq.record.tree import leaf_hashes
from mithaq.signer.durable import FolderReader, create_files, replace_file, sync_folders
from mithaq.signer.refusal import HEAD_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from mithaq.record.notes import VerifierKey
    from mithaq.record.tiles import TileReader

__all__ = ["mirror_record"]

_FROM_ELSEWHERE = (
    "Nothing was restored. Take the public files from another mirror; the signed head says which are right."
)


def mirror_record(
    reader: TileReader, record: Path, log_key: VerifierKey, *, listed: Iterable[str] = ()
) -> SignedHead:
    """Writes the whole record of the head that ``reader`` shows into ``record``, a new folder.

    ``listed`` are the files that lie there, where a place can list them: partial tiles of earlier heads are kept.
    """
    try:
        data = reader.read(HEAD_FILE)
        head = open_head(data, (log_key,))
        names = _write_tiles(reader, record, head)
        names += _keep_earlier_tiles(record, head, listed)
    except (MalformedRecord, SourceUnavailable, VerificationFailed) as error:
        raise RecordConflict(
            f"The published record cannot be taken over: {error}", where=error.where, advice=_FROM_ELSEWHERE
        ) from error
    sync_folders(record, names)
    replace_file(record / HEAD_FILE, data)
    return head


def _write_tiles(reader: TileReader, record: Path, head: SignedHead) -> list[str]:
    record.mkdir(parents=True, exist_ok=True)
    edge, names = RightEdge(), []
    for bundle in bundles_at(head.size):
        entries = read_bundle(reader, bundle.index, bundle.width)
        edge, grown = edge.extend(leaf_hashes(entries))
        files = [(bundle.path, encode_bundle(entries))]
        # A partial tile on the way belongs to no head; those of this one are written below.
        files += [(path, row) for path, row in grown if ".p/" not in path]
        create_files(record, files, finishing=False)
        names += [path for path, _ in files]
    if edge.root() != head.root:
        raise VerificationFailed(f"its entries do not give the root of the signed head of {head.size} entries.")
    files = [
        (Tile(level, (head.size >> 8 * level) // TILE_WIDTH, len(row) // 32).path, row)
        for level, row in enumerate(edge.rows)
        if row
    ]
    create_files(record, files, finishing=False)
    return names + [path for path, _ in files]


def _keep_earlier_tiles(record: Path, head: SignedHead, listed: Iterable[str]) -> list[str]:
    """Partial tiles that earlier heads were published with, each the beginning of one that was just written."""
    kept = []
    for path in listed:
        if ".p/" not in path or (record / path).exists():
            continue
        try:
            tile = parse_tile_path(path)
        except MalformedRecord:
            continue
        held = head.size if tile.level == ENTRIES else head.size >> 8 * tile.level
        width = min(TILE_WIDTH, held - tile.index * TILE_WIDTH)
        if tile.width >= width:
            continue
        whole = Tile(tile.level, tile.index, width)
        written = FolderReader(record)
        if tile.level == ENTRIES:
            data = encode_bundle(read_bundle(written, tile.index, width)[: tile.width])
        else:
            data = written.read(whole.path)[: 32 * tile.width]
        # Made from what is proved, not copied: what lies there under this name may be anything.
        create_files(record, [(path, data)], finishing=False)
        kept.append(path)
    return kept
