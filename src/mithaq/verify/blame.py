"""Which entries were changed, where the entries do not give the head's root.

Tiles and entries carry the same tree twice. Where the tiles still lead to the signed root, they say of every
entry which hash was signed, so the changed one can be named; without them only "something differs" could be said.
"""

from __future__ import annotations

from dataclasses import dataclass

from mithaq.errors import MithaqError
from mithaq.record.tiles import TILE_WIDTH, Tile, TileTree
from mithaq.verify.places import Under
from mithaq.verify.rows import Rows

__all__ = ["Changed", "signed_rows"]

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Changed:
    """A bundle whose entries are not all those that were signed."""

    path: str
    entries: tuple[int, ...]

    def __str__(self) -> str:
        named = ", ".join(str(index) for index in self.entries[:_NAMED])
        more = f" and {len(self.entries) - _NAMED} more" if len(self.entries) > _NAMED else ""
        one = len(self.entries) == 1
        return f"{'entry' if one else 'entries'} {named}{more} {'is' if one else 'are'} not what was signed."


def signed_rows(reader: Under, size: int, root: bytes, found: Rows) -> tuple[Rows, list[Changed]] | None:
    """The rows that were signed, and the bundles that differ; None where the tiles do not lead to the root either.

    A tile that was changed itself proves nothing, so there the entries' own hashes are tried in its place.
    """
    try:
        tree = TileTree(reader, size, root)
    except MithaqError:
        return None
    signed, changed = Rows(), []
    for bundle in range((size + TILE_WIDTH - 1) // TILE_WIDTH):
        width = min(TILE_WIDTH, size - bundle * TILE_WIDTH)
        mine = found.leaves(bundle, width)
        try:
            leaves = tree.leaf_hashes(bundle)
        except MithaqError:
            leaves = mine
        signed.extend(leaves)
        if leaves != mine:
            first = bundle * TILE_WIDTH
            places = (first + at for at, pair in enumerate(zip(leaves, mine, strict=True)) if pair[0] != pair[1])
            changed.append(Changed(Tile(-1, bundle, width).path, tuple(places)))
    return (signed, changed) if signed.root() == root else None
