"""Every file of the record equals the bytes its entries give, or it should not be there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from mithaq.errors import MithaqError
from mithaq.record.entries import decode_bundle
from mithaq.record.notes import Note, VerifierKey
from mithaq.record.tiles import ENTRIES, TILE_WIDTH, Tile, bundles_at, parse_tile_path, tiles_at
from mithaq.record.tree import leaf_hashes, root_of
from mithaq.verify.outcome import Outcome
from mithaq.verify.places import PublicPlace, Under

__all__ = ["RecordFiles", "Rows", "check_signature_lines"]

_HASH = 32


@dataclass(slots=True)
class Rows:
    """The hashes of every level of tiles, as the entries give them, and the bundles they were read from."""

    levels: list[bytearray] = field(default_factory=lambda: [bytearray()])
    read_from: set[str] = field(default_factory=set)
    """Bundles that need no second look: a bundle has one spelling, and these were split into the entries."""

    def extend(self, leaves: list[bytes]) -> None:
        """Takes the next bundle's leaves; it is full unless it is the last."""
        self.levels[0] += b"".join(leaves)
        carry, level = leaves, 0
        while len(self.levels[level]) % (TILE_WIDTH * _HASH) == 0 and carry:
            tile = self.levels[level][-TILE_WIDTH * _HASH :]
            node = root_of([bytes(tile[at : at + _HASH]) for at in range(0, len(tile), _HASH)])
            level += 1
            if level == len(self.levels):
                self.levels.append(bytearray())
            self.levels[level] += node

    def root(self) -> bytes:
        root = b""
        for row in self.levels:
            whole = len(row) // (TILE_WIDTH * _HASH) * TILE_WIDTH * _HASH
            rest = [bytes(row[at : at + _HASH]) for at in range(whole, len(row), _HASH)]
            if root:
                rest.append(root)
            if rest:
                root = root_of(rest)
        return root or hashlib.sha256(b"").digest()

    def root_at(self, size: int) -> bytes:
        """The root the record had when it held so many entries."""
        leaves = self.levels[0]
        return root_of([bytes(leaves[at : at + _HASH]) for at in range(0, size * _HASH, _HASH)])

    def tile(self, level: int, index: int, width: int) -> bytes | None:
        """The bytes of a tile, or None where the record is not large enough to have it."""
        if level >= len(self.levels):
            return None
        start = index * TILE_WIDTH * _HASH
        data = bytes(self.levels[level][start : start + width * _HASH])
        return data if len(data) == width * _HASH else None


@dataclass(frozen=True, slots=True)
class RecordFiles:
    """The record's folder as found, held against the rows its own entries give."""

    outcome: Outcome
    place: PublicPlace
    prefix: str
    rows: Rows

    def check(self) -> None:
        """Compares what is there with what must be; where a place cannot list, only what must be is read."""
        needed = {tile.path: tile for tile in tiles_at(self.outcome.size)}
        needed |= {tile.path: tile for tile in bundles_at(self.outcome.size)}
        paths = self.place.paths(self.prefix)
        if paths is None:
            self._check_files(needed)
            self.outcome.checked.append("the tiles that the head needs are those the entries give")
            self.outcome.unchecked.append("whether other files lie beside the record: a web site cannot be listed")
            return
        listed = {path.removeprefix(self.prefix) for path in paths}
        for path, tile in needed.items():
            if path not in listed and _full(tile).path not in listed:
                self._problem("missing-file", path, "the head needs it, and it is not there.")
        self._check_files(sorted(listed - {"checkpoint"}))
        self.outcome.checked.append(f"all {len(listed)} files of the record are those the entries give")

    def _problem(self, check: str, path: str, what: str) -> None:
        self.outcome.add(check, self.prefix + path, what)

    def _check_files(self, paths: Iterable[str]) -> None:
        tiles: dict[str, Tile] = {}
        for path in paths:
            if path in self.rows.read_from:
                continue
            try:
                tiles[path] = parse_tile_path(path)
            except MithaqError:
                self._problem("unlisted-file", path, "no such file belongs to a record.")
        for path, found in Under(self.place, self.prefix).each(tiles):
            if isinstance(found, MithaqError):
                self._problem("missing-file", path, str(found))
            elif not self._is_right(tiles[path], found):
                self._problem("file", path, self._what_is_wrong(tiles[path]))

    def _is_right(self, tile: Tile, found: bytes) -> bool:
        if tile.level != ENTRIES:
            return found == self.rows.tile(tile.level, tile.index, tile.width)
        # A bundle of an older head, whose entries must be the first of the one that stands there now.
        try:
            leaves = leaf_hashes(decode_bundle(found, tile.width))
        except MithaqError:
            return False
        return b"".join(leaves) == self.rows.tile(0, tile.index, tile.width)

    def _what_is_wrong(self, tile: Tile) -> str:
        level = max(tile.level, 0)
        if (tile.index * TILE_WIDTH + tile.width) << 8 * level > self.outcome.size:
            return "it goes beyond the head: an older head was put back, or a newer one is not shown yet."
        return "its bytes are not those the entries under the head give."


def _full(tile: Tile) -> Tile:
    return Tile(tile.level, tile.index)


def check_signature_lines(outcome: Outcome, note: Note) -> None:
    """Every signature of the head is by a key the reader brought or one listed on the record."""
    known = set()
    for listed in outcome.ledger.keys:
        try:
            key = VerifierKey.parse(listed.vkey)
        except MithaqError as error:
            outcome.add("key", "key.listed", str(error))
            continue
        known.add((key.name, key.key_id))
    for signature in note.ignored:
        if (signature.name, signature.key_id) not in known:
            outcome.add("signature-line", "checkpoint", f"a signature of {signature.name} is on no list of keys.")
