"""The tree of a record as its own entries give it, level by level, to hold every tile against."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from mithaq.record.tiles import TILE_WIDTH
from mithaq.record.tree import root_of

__all__ = ["Rows"]

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

    def leaves(self, bundle: int, width: int) -> list[bytes]:
        start = bundle * TILE_WIDTH * _HASH
        row = self.levels[0]
        return [bytes(row[at : at + _HASH]) for at in range(start, start + width * _HASH, _HASH)]

    def tile(self, level: int, index: int, width: int) -> bytes | None:
        """The bytes of a tile, or None where the record is not large enough to have it."""
        if level >= len(self.levels):
            return None
        start = index * TILE_WIDTH * _HASH
        data = bytes(self.levels[level][start : start + width * _HASH])
        return data if len(data) == width * _HASH else None
