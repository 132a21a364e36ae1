"""The digest of all public streams: an RFC 6962 tree with one leaf a stream, in order of first index.

A leaf is the canonical JSON of ``[stream, last index, count]``. Standard library only, since the core may not
import the record; a test holds it equal to the record's own tree.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

__all__ = ["StreamTree", "stream_leaf"]


def stream_leaf(subject: str, last: int, count: int) -> bytes:
    """The leaf hash of one stream (RFC 6962 2.1)."""
    return hashlib.sha256(b'\x00["%s",%d,%d]' % (subject.encode(), last, count)).digest()


@dataclass(slots=True)
class StreamTree:
    """A Merkle tree whose leaves may change: only the paths above changed leaves are hashed again.

    Promoting the odd node at the right edge unchanged gives RFC 6962's tree of any size.
    """

    _levels: list[list[bytes]] = field(default_factory=lambda: [[]])
    _dirty: set[int] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self._levels[0])

    def set(self, position: int, leaf: bytes) -> None:
        """Changes a leaf, or appends where ``position`` is one past the last."""
        leaves = self._levels[0]
        if position == len(leaves):
            leaves.append(leaf)
        else:
            leaves[position] = leaf
        self._dirty.add(position)

    def root(self) -> str:
        """The root in hex; the empty tree's is the hash of nothing."""
        if not self._levels[0]:
            return hashlib.sha256(b"").hexdigest()
        dirty, level = self._dirty, 0
        while len(self._levels[level]) > 1:
            below = self._levels[level]
            if level + 1 == len(self._levels):
                self._levels.append([])
            above = self._levels[level + 1]
            dirty = {position // 2 for position in dirty}
            above.extend(b"" for _ in range(len(above), (len(below) + 1) // 2))
            for position in dirty:
                pair = below[2 * position : 2 * position + 2]
                above[position] = (
                    pair[0] if len(pair) == 1 else hashlib.sha256(b"\x01" + pair[0] + pair[1]).digest()
                )
            level += 1
        self._dirty = set()
        return self._levels[level][0].hex()
