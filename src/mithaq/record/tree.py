r"""The Merkle tree of RFC 6962 section 2.1: what a root stands for, and the two proofs about it.

https://www.rfc-editor.org/rfc/rfc6962#section-2.1, checks as in RFC 9162 sections 2.1.3.2 and 2.1.4.2,
subtrees as in https://datatracker.ietf.org/doc/draft-ietf-plants-merkle-tree-certs/ section 4.

    leaf = SHA-256(00 ‖ entry)      node = SHA-256(01 ‖ left ‖ right)      no entries: SHA-256 of nothing

              root(5)
             /       \            A tree is split at the largest power of two smaller than its size.
          n(0-3)      e4          The way to e2 in a tree of five: e3, n(0-1), e4.
         /      \                 From four entries to five: n(0-3) is the old root itself, so only e4.
      n(0-1)   n(2-3)
      /  \      /  \
    e0   e1   e2   e3

Inclusion says "this entry stands at this index"; consistency says "the larger tree only added to the smaller
one". Both are lists of hashes; which hashes is told by the indices alone (``inclusion_ranges``,
``consistency_ranges``), so that the same lists can be taken from memory or from published tiles.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from mithaq.errors import MalformedRecord, VerificationFailed
from mithaq.record.spelling import HASH_BYTES

__all__ = [
    "EMPTY_ROOT",
    "Frontier",
    "consistency_path",
    "consistency_ranges",
    "inclusion_path",
    "inclusion_ranges",
    "is_subtree",
    "leaf_hash",
    "leaf_hashes",
    "node_hash",
    "root_of",
    "verify_consistency",
    "verify_inclusion",
    "verify_subtree_consistency",
    "verify_subtree_inclusion",
]

EMPTY_ROOT: Final = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    return [sha256(b"\x00" + entry).digest() for entry in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes; joining level by level, with an odd last one carried up, gives RFC 6962's."""
    if not leaves:
        return EMPTY_ROOT
    level = list(leaves)
    while len(level) > 1:
        joined = [
            sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)
        ]
        if len(level) % 2:
            joined.append(level[-1])
        level = joined
    return level[0]


@dataclass(frozen=True, slots=True)
class Frontier:
    """All one needs to go on appending: the roots of the complete subtrees, largest first, one per set bit."""

    size: int = 0
    stack: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.stack) != self.size.bit_count():
            raise MalformedRecord(f"{len(self.stack)} subtree hashes do not make a tree of {self.size} entries.")

    def append(self, leaf: bytes) -> Frontier:
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> Frontier:
        size = self.size
        stack = list(self.stack)
        for leaf in leaves:
            combined = leaf
            finished = size
            # Each trailing one of the index is a complete left neighbour of the same height.
            while finished & 1:
                combined = sha256(b"\x01" + stack.pop() + combined).digest()
                finished >>= 1
            stack.append(combined)
            size += 1
        return Frontier(size, tuple(stack))

    def root(self) -> bytes:
        return _fold_from_the_right(self.stack)


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The entries [start, end) under each hash of an inclusion path, the leaf's neighbour first."""
    if not 0 <= index < size:
        raise VerificationFailed(f"There is no entry {index} in a tree of {size} entries.")
    ranges = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(old: int, new: int) -> list[tuple[int, int]]:
    """The entries [start, end) under each hash of a consistency path between two sizes."""
    if not 0 < old <= new:
        raise VerificationFailed(f"No consistency path leads from {old} to {new} entries.")
    ranges = []
    start, end = 0, new
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    # A reader has the old root already, unless the old tree was no complete subtree of the new one.
    if start > 0:
        ranges.append((start, end))
    return ranges[::-1]


def inclusion_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    return [root_of(leaves[start:end]) for start, end in inclusion_ranges(index, len(leaves))]


def consistency_path(old: int, leaves: Sequence[bytes]) -> list[bytes]:
    return [root_of(leaves[start:end]) for start, end in consistency_ranges(old, len(leaves))]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Fails unless the leaf stands at this index of the tree with this size and root (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        raise VerificationFailed(f"There is no entry {index} in a tree of {size} entries.")
    _require_hashes((leaf, root, *path))
    position, last = index, size - 1
    computed = leaf
    for hash_ in path:
        if last == 0:
            raise VerificationFailed("The inclusion path is longer than the tree is high.")
        if position & 1 or position == last:
            computed = node_hash(hash_, computed)
            while position and not position & 1:
                position >>= 1
                last >>= 1
        else:
            computed = node_hash(computed, hash_)
        position >>= 1
        last >>= 1
    if last != 0:
        raise VerificationFailed("The inclusion path is shorter than the tree is high.")
    if computed != root:
        raise VerificationFailed(f"Entry {index} is not under this root of {size} entries.")


def verify_consistency(old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Fails unless the larger tree begins with the whole smaller one (RFC 9162 2.1.4.2).

    An empty old tree is a prefix of everything, which no path can show: such a question is refused here.
    """
    if not 0 < old <= new:
        raise VerificationFailed(f"No consistency path leads from {old} to {new} entries.")
    if old == new and old_root != new_root:
        raise VerificationFailed(f"Two different roots are claimed for {old} entries.")
    verify_subtree_consistency(range(old), new, path, old_root, new_root)


def is_subtree(start: int, end: int) -> bool:
    """Whether [start, end) can stand as a tree of its own inside a larger one.

    It can if it begins at a multiple of the smallest power of two that is not less than its length.
    """
    return 0 <= start < end and start % (1 << (end - start - 1).bit_length()) == 0


def verify_subtree_inclusion(leaf: bytes, index: int, entries: range, path: Sequence[bytes], root: bytes) -> None:
    """Fails unless the leaf stands at this index (counted in the whole tree) of the subtree of these entries."""
    start, end = entries.start, entries.stop
    if not is_subtree(start, end):
        raise VerificationFailed(f"Entries {start} to {end} do not form a subtree.")
    if index < start:
        raise VerificationFailed(f"There is no entry {index} in the subtree from {start} to {end}.")
    verify_inclusion(leaf, index - start, end - start, path, root)


def verify_subtree_consistency(
    entries: range, size: int, path: Sequence[bytes], subtree_root: bytes, root: bytes
) -> None:
    """Fails unless the subtree of these entries stands in the tree with this size and root.

    An empty range asks nothing of the tree, only that nothing is claimed to be nothing (mirrors send these).
    """
    start, end = entries.start, entries.stop
    if start == end and 0 <= start <= size:
        if path or subtree_root != EMPTY_ROOT:
            raise VerificationFailed("An empty subtree has the empty root and an empty path.")
        return
    if not is_subtree(start, end) or end > size:
        raise VerificationFailed(f"Entries {start} to {end} do not form a subtree of {size} entries.")
    left, right, last = start, end - 1, size - 1
    # Climb to the highest subtree that these entries and the whole tree have in common.
    while left != right and (right & 1 or right == last):
        left >>= 1
        right >>= 1
        last >>= 1
    remaining = list(path)
    if left == right:
        small = large = subtree_root
    elif remaining:
        small = large = remaining.pop(0)
    else:
        raise VerificationFailed("The consistency path is empty.")
    if path:
        _require_hashes((subtree_root, root, *path))
    for hash_ in remaining:
        if last == 0:
            raise VerificationFailed("The consistency path is longer than the tree is high.")
        if right & 1 or right == last:
            if left < right:
                small = node_hash(hash_, small)
            large = node_hash(hash_, large)
            while right and not right & 1:
                left >>= 1
                right >>= 1
                last >>= 1
        else:
            large = node_hash(large, hash_)
        left >>= 1
        right >>= 1
        last >>= 1
    if last != 0:
        raise VerificationFailed("The consistency path is shorter than the tree is high.")
    if small != subtree_root:
        raise VerificationFailed(f"The path does not lead to the root of entries {start} to {end}.")
    if large != root:
        raise VerificationFailed(
            f"The tree of {size} entries does not contain entries {start} to {end} as claimed: one was rewritten."
        )


def _split(size: int) -> int:
    """The largest power of two smaller than ``size``."""
    return 1 << (size - 1).bit_length() - 1


def _fold_from_the_right(roots: Sequence[bytes]) -> bytes:
    if not roots:
        return EMPTY_ROOT
    combined = roots[-1]
    for left in roots[-2::-1]:
        combined = node_hash(left, combined)
    return combined


def _require_hashes(values: Iterable[bytes]) -> None:
    # A shorter or longer "hash" would let a proof re-cut the bytes under a node at another place.
    for value in values:
        if len(value) != HASH_BYTES:
            raise VerificationFailed(f"A hash of the proof has {len(value)} bytes instead of {HASH_BYTES}.")
