"""Every file of the record equals the bytes its entries give, or it should not be there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mithaq.errors import MithaqError
from mithaq.record.entries import decode_bundle
from mithaq.record.tiles import ENTRIES, TILE_WIDTH, Tile, bundles_at, parse_tile_path, tiles_at
from mithaq.record.tree import leaf_hashes
from mithaq.verify.counted import counted
from mithaq.verify.outcome import Outcome
from mithaq.verify.places import PublicPlace, Under
from mithaq.verify.rows import Rows

__all__ = ["RecordFiles"]


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
            before = len(self.outcome.problems)
            self._check_files(needed)
            if len(self.outcome.problems) == before:
                self.outcome.checked.append("the tiles that the head needs are those the entries give")
            self.outcome.unchecked.append("whether other files lie beside the record: a web site cannot be listed")
            return
        before = len(self.outcome.problems)
        listed = {path.removeprefix(self.prefix) for path in paths}
        for path, tile in needed.items():
            if path not in listed and _full(tile).path not in listed:
                self._problem("missing-file", path, "the head needs it, and it is not there.")
        self._check_files(sorted(listed - {"checkpoint"}))
        if len(self.outcome.problems) == before:
            self.outcome.checked.append(
                counted(len(listed), "file of the record is what", "files of the record are those")
                + " the entries give"
            )

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
