"""Every file of the record equals the bytes its entries give, or it should not be there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from mithaq.errors import MithaqError
from mithaq.record.entries import encode_bundle, read_bundle
from mithaq.record.notes import Note, VerifierKey
from mithaq.record.tiles import ENTRIES, TILE_WIDTH, Tile, bundles_at, parse_tile_path, tiles_at
from mithaq.record.tree import root_of
from mithaq.verify.outcome import Outcome
from mithaq.verify.places import PublicPlace, Under

__all__ = ["RecordFiles", "Rows", "check_signature_lines"]

_HASH = 32


@dataclass(slots=True)
class Rows:
    """The hashes of every level of tiles, and the digest of every bundle, as the entries give them."""

    levels: list[bytearray] = field(default_factory=lambda: [bytearray()])
    bundles: list[bytes] = field(default_factory=list)

    def extend(self, leaves: list[bytes], entries: list[bytes]) -> None:
        """Takes the next bundle, which is full unless it is the last."""
        self.levels[0] += b"".join(leaves)
        self.bundles.append(hashlib.sha256(encode_bundle(entries)).digest())
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
            for path in needed:
                self._check_file(path)
            self.outcome.checked.append("the tiles that the head needs are those the entries give")
            self.outcome.unchecked.append("whether other files lie beside the record: a web site cannot be listed")
            return
        listed = {path.removeprefix(self.prefix) for path in paths}
        for path, tile in needed.items():
            if path not in listed and _full(tile).path not in listed:
                self._problem("missing-file", path, "the head needs it, and it is not there.")
        for path in sorted(listed - {"checkpoint"}):
            self._check_file(path)
        self.outcome.checked.append(f"all {len(listed)} files of the record are those the entries give")

    def _problem(self, check: str, path: str, what: str) -> None:
        self.outcome.add(check, self.prefix + path, what)

    def _check_file(self, path: str) -> None:
        try:
            tile = parse_tile_path(path)
        except MithaqError:
            self._problem("unlisted-file", path, "no such file belongs to a record.")
            return
        try:
            found = self.place.read(self.prefix + path)
            wanted = (
                self._bundle(tile) if tile.level == ENTRIES else self.rows.tile(tile.level, tile.index, tile.width)
            )
        except MithaqError as error:
            self._problem("missing-file", path, str(error))
            return
        if wanted is None and self._goes_beyond(tile):
            self._problem(
                "file",
                path,
                "it goes beyond the head: an older head was put back, or a newer one is not shown yet.",
            )
        elif found != wanted:
            self._problem("file", path, "its bytes are not those the entries under the head give.")

    def _goes_beyond(self, tile: Tile) -> bool:
        """Whether only a larger record has this file."""
        level = max(tile.level, 0)
        return (tile.index * TILE_WIDTH + tile.width) << 8 * level > self.outcome.size

    def _bundle(self, tile: Tile) -> bytes | None:
        """What the bundle must be: a prefix of the one whose entries gave the head's root."""
        width = min(TILE_WIDTH, self.outcome.size - tile.index * TILE_WIDTH)
        if tile.width > width:
            return None
        whole = read_bundle(Under(self.place, self.prefix), tile.index, width)
        data = encode_bundle(whole)
        if hashlib.sha256(data).digest() != self.rows.bundles[tile.index]:
            return None
        return data if tile.width == width else encode_bundle(whole[: tile.width])


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
