"""Tiles: the tree as static files, 256 hashes to a file, so that any web server or memory stick can carry it.

https://c2sp.org/tlog-tiles. Level 0 holds leaf hashes; each hash at level l+1 is the root of one full tile at
level l. A log of 70,000 entries has

    tile/0/000 … tile/0/272         full, 8,192 bytes each        tile/entries/000 … tile/entries/272
    tile/0/273.p/112                the last 112 leaf hashes      tile/entries/273.p/112
    tile/1/000, tile/1/001.p/17     roots of the 273 full tiles above
    tile/2/000.p/1                  root of tile/1/000

Numbers are written in groups of three digits, all but the last marked with x: 1234067 is ``x001/x234/067``.
A partial tile is never empty, may vanish once the full one exists, and every reader falls back to that.

``RightEdge`` grows a log: the partial tiles are all it needs. ``TileTree`` reads one, and takes no hash from
any tile that does not chain up to the root it was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from mithaq.errors import MalformedRecord, SourceUnavailable, VerificationFailed
from mithaq.record.spelling import HASH_BYTES, MAX_SIZE
from mithaq.record.tree import EMPTY_ROOT, consistency_ranges, inclusion_ranges, node_hash, root_of

__all__ = [
    "ENTRIES",
    "TILE_WIDTH",
    "RightEdge",
    "Tile",
    "TileReader",
    "TileTree",
    "bundle_path",
    "bundles_at",
    "bundles_between",
    "parse_tile_path",
    "read_tile",
    "tile_path",
    "tiles_at",
    "tiles_between",
]

TILE_WIDTH: Final = 256
_TILE_BITS: Final = 8
_MAX_LEVEL: Final = 63
# Stands for a level in the coordinates of entry bundles, which lie beside the tiles.
ENTRIES: Final = -1

_PATH: Final = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([0-9]{1,3}))?")


class TileReader(Protocol):
    """Where files come from: a folder, a web site, an archive."""

    def read(self, path: str) -> bytes:
        """The bytes of a file named relative to the record's folder; ``SourceUnavailable`` if there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Tile:
    """The coordinates of one file; ``level`` is ``ENTRIES`` for a bundle, ``width`` 256 for a full one."""

    level: int
    index: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        if self.level == ENTRIES:
            return bundle_path(self.index, self.width)
        return tile_path(self.level, self.index, self.width)


def tile_path(level: int, index: int, width: int = TILE_WIDTH) -> str:
    return f"tile/{level}/{_index_path(index)}{_width_suffix(width)}"


def bundle_path(index: int, width: int = TILE_WIDTH) -> str:
    return f"tile/entries/{_index_path(index)}{_width_suffix(width)}"


def parse_tile_path(path: str) -> Tile:
    """The coordinates a path stands for; a second spelling of the same file is refused."""
    found = _PATH.fullmatch(path[:200])
    if found is None:
        raise MalformedRecord(f"This is not the path of a tile: {path[:80]!r}.")
    level = ENTRIES if found[1] == "entries" else int(found[1])
    index = int(found[2].replace("x", "").replace("/", ""))
    width = int(found[3]) if found[3] else TILE_WIDTH
    tile = Tile(level, index, width)
    if not 0 < width <= TILE_WIDTH or level > _MAX_LEVEL or index > MAX_SIZE or tile.path != path:
        raise MalformedRecord(f"This is not how the path of a tile is written: {path[:80]!r}.")
    return tile


def bundles_at(size: int) -> Iterator[Tile]:
    """Every bundle that a log of this size has, the partial one last; older partial ones are not among them."""
    return bundles_between(0, size)


def tiles_at(size: int) -> Iterator[Tile]:
    """Every tile that a log of this size has, level by level."""
    return tiles_between(0, size)


def bundles_between(old: int, new: int) -> Iterator[Tile]:
    """The bundles to write when a log grows, full or partial."""
    return _row_between(ENTRIES, old, new)


def tiles_between(old: int, new: int) -> Iterator[Tile]:
    """The tiles to write when a log grows: those whose width differs, and the new ones."""
    for level, hashes in enumerate(_level_sizes(new)):
        yield from _row_between(level, old >> _TILE_BITS * level, hashes)


def _row_between(level: int, old: int, new: int) -> Iterator[Tile]:
    if old >= new:
        return
    full, partial = divmod(new, TILE_WIDTH)
    for index in range(old // TILE_WIDTH, full):
        yield Tile(level, index)
    if partial:
        yield Tile(level, full, partial)


def _level_sizes(size: int) -> Iterator[int]:
    """How many hashes each level holds, from the leaves up, while there are any."""
    while size > 0:
        yield size
        size >>= _TILE_BITS


def _index_path(index: int) -> str:
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups))


def _width_suffix(width: int) -> str:
    return "" if width == TILE_WIDTH else f".p/{width}"


@dataclass(frozen=True, slots=True)
class RightEdge:
    """The partial tile of every level: what a log must remember, besides its files, in order to grow."""

    size: int = 0
    rows: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        expected = tuple(hashes % TILE_WIDTH * HASH_BYTES for hashes in _level_sizes(self.size))
        if tuple(map(len, self.rows)) != expected:
            raise MalformedRecord(f"These partial tiles do not make the edge of a log of {self.size} entries.")

    @classmethod
    def read(cls, reader: TileReader, size: int) -> RightEdge:
        """The edge of a published log. Compare its ``root`` with a signed head before trusting it."""
        rows = []
        for level, hashes in enumerate(_level_sizes(size)):
            full, partial = divmod(hashes, TILE_WIDTH)
            rows.append(read_tile(reader, Tile(level, full, partial)) if partial else b"")
        return cls(size, tuple(rows))

    def root(self) -> bytes:
        """The root of the whole log: each row closes on the right what the rows above begin."""
        root = b""
        for row in self.rows:
            hashes = _hashes_of(row)
            if root:
                hashes.append(root)
            if hashes:
                root = root_of(hashes)
        return root or EMPTY_ROOT

    def extend(self, leaves: Sequence[bytes]) -> tuple[RightEdge, list[tuple[str, bytes]]]:
        """The edge after these leaf hashes, and the tiles to write: each path with its bytes, leaves first."""
        rows = []
        files = []
        added = b"".join(leaves)
        old = self.size
        level = 0
        while added or level < len(self.rows):
            row = (self.rows[level] if level < len(self.rows) else b"") + added
            full = len(row) // (TILE_WIDTH * HASH_BYTES)
            first = old // TILE_WIDTH
            parents = []
            for number in range(full):
                tile = row[number * TILE_WIDTH * HASH_BYTES : (number + 1) * TILE_WIDTH * HASH_BYTES]
                files.append((tile_path(level, first + number), tile))
                parents.append(root_of(_hashes_of(tile)))
            rest = row[full * TILE_WIDTH * HASH_BYTES :]
            if rest and added:
                files.append((tile_path(level, first + full, len(rest) // HASH_BYTES), rest))
            rows.append(rest)
            added = b"".join(parents)
            old >>= _TILE_BITS
            level += 1
        return RightEdge(self.size + len(leaves), tuple(rows)), files


class TileTree:
    """A published log read through its tiles, every one of them checked against the root of a signed head.

    The tiles at the right edge give the root; each full tile must give the hash that stands for it one level
    up. Checked tiles are kept in memory (8 kB each, one for 256 entries looked at).
    """

    def __init__(self, reader: TileReader, size: int, root: bytes | None = None) -> None:
        """With ``root=None`` the root is taken from the tiles: compare it, or nothing is proved by them."""
        self._reader = reader
        self._checked: dict[tuple[int, int], bytes] = {}
        self.size = size
        edge = RightEdge.read(reader, size)
        self.root = edge.root()
        if root is not None and self.root != root:
            raise VerificationFailed(
                f"The tiles of {size} entries do not lead to the root of the signed head.",
                advice="Fetch head and tiles again; if they still disagree, keep both and tell the witnesses.",
            )
        for level, row in enumerate(edge.rows):
            self._checked[level, (size >> _TILE_BITS * level) // TILE_WIDTH] = row

    def leaf_hash(self, index: int) -> bytes:
        if not 0 <= index < self.size:
            raise VerificationFailed(f"There is no entry {index} in a log of {self.size} entries.")
        return self._node(0, index)

    def leaf_hashes(self, bundle: int) -> list[bytes]:
        """The leaf hashes of the entries of one bundle."""
        if not 0 <= bundle * TILE_WIDTH < self.size:
            raise VerificationFailed(f"There is no bundle {bundle} in a log of {self.size} entries.")
        return _hashes_of(self._tile(0, bundle))

    def root_at(self, size: int) -> bytes:
        """The root the log had at an earlier size."""
        if not 0 <= size <= self.size:
            raise VerificationFailed(f"The log has {self.size} entries, not {size}.")
        return self._range_root(0, size)

    def inclusion_path(self, index: int, size: int | None = None) -> list[bytes]:
        """The path for an entry, in the tree of this size or of an earlier one."""
        size = self._required_size(size)
        return [self._range_root(start, end) for start, end in inclusion_ranges(index, size)]

    def consistency_path(self, old: int, size: int | None = None) -> list[bytes]:
        size = self._required_size(size)
        return [self._range_root(start, end) for start, end in consistency_ranges(old, size)]

    def _required_size(self, size: int | None) -> int:
        if size is not None and size > self.size:
            raise VerificationFailed(f"The log has {self.size} entries, not {size}.")
        return self.size if size is None else size

    def _range_root(self, start: int, end: int) -> bytes:
        """The root over [start, end): complete subtrees from the left, folded from the right."""
        parts = []
        while start < end:
            height = (end - start).bit_length() - 1
            parts.append(self._node(height, start >> height))
            start += 1 << height
        if not parts:
            return EMPTY_ROOT
        root = parts[-1]
        for left in parts[-2::-1]:
            root = node_hash(left, root)
        return root

    def _node(self, height: int, index: int) -> bytes:
        """The root of the complete subtree of 2**height entries with this number among its equals."""
        level, inside = divmod(height, _TILE_BITS)
        first = index << inside
        tile, offset = divmod(first, TILE_WIDTH)
        row = self._tile(level, tile)
        return root_of(_hashes_of(row[offset * HASH_BYTES : (offset + (1 << inside)) * HASH_BYTES]))

    def _tile(self, level: int, index: int) -> bytes:
        row = self._checked.get((level, index))
        if row is None:
            row = read_tile(self._reader, Tile(level, index))
            if root_of(_hashes_of(row)) != self._node(_TILE_BITS * (level + 1), index):
                raise VerificationFailed(f"{tile_path(level, index)} does not belong under the signed root.")
            self._checked[level, index] = row
        return row


def read_tile(reader: TileReader, tile: Tile) -> bytes:
    """The hashes of a tile; a partial one may have been replaced by the full one since."""
    try:
        row = reader.read(tile.path)
    except SourceUnavailable:
        if tile.width == TILE_WIDTH:
            raise
        full = reader.read(tile_path(tile.level, tile.index))
        _require_width(full, TILE_WIDTH, tile)
        return full[: tile.width * HASH_BYTES]
    _require_width(row, tile.width, tile)
    return row


def _require_width(row: bytes, width: int, tile: Tile) -> None:
    if len(row) != width * HASH_BYTES:
        raise MalformedRecord(f"{tile.path} has {len(row)} bytes instead of {width * HASH_BYTES}.")


def _hashes_of(row: bytes) -> list[bytes]:
    return [row[start : start + HASH_BYTES] for start in range(0, len(row), HASH_BYTES)]
