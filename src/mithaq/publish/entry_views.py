"""The record's entries as the explorer shows them, made only when a page of them is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, overload

from mithaq.mechanism.bulletin.statements import BulletinPublished
from mithaq.mechanism.envelope import Statement
from mithaq.mechanism.statements import read
from mithaq.publish.views import EntryView, HistoryView
from mithaq.record.tree import Frontier, leaf_hash, leaf_hashes

__all__ = ["ENTRIES_PER_PAGE", "EntryViews", "Prefix", "PrefixRead"]

ENTRIES_PER_PAGE: Final = 256


class EntryViews(Sequence[EntryView]):
    """Views over entries; a slice is as lazy, so that a page whose entries are known is not even read."""

    def __init__(self, entries: Sequence[bytes], within: range | None = None) -> None:
        self._entries = entries
        self._within = range(len(entries)) if within is None else within

    def __len__(self) -> int:
        return len(self._within)

    @overload
    def __getitem__(self, at: int) -> EntryView: ...
    @overload
    def __getitem__(self, at: slice) -> EntryViews: ...
    def __getitem__(self, at: int | slice) -> EntryView | EntryViews:
        if isinstance(at, slice):
            return EntryViews(self._entries, self._within[at])
        index = self._within[at]
        return _view(index, self._entries[index])

    def __iter__(self) -> Iterator[EntryView]:
        start, stop = self._within.start, self._within.stop
        return (_view(index, entry) for index, entry in enumerate(self._entries[start:stop], start))

    def digest(self) -> str:
        """Stands for everything the views are made from."""
        start, stop = self._within.start, self._within.stop
        if isinstance(self._entries, Prefix):
            known = self._entries.digest(start, stop)
            if known is not None:
                return known
        return _digest(leaf_hashes(self._entries[start:stop]))


def _view(index: int, entry: bytes) -> EntryView:
    statement = read(entry)
    return EntryView(
        index, statement.kind, statement.at, statement.id, entry.decode("utf-8"), leaf_hash(entry).hex()
    )


def _digest(leaves: Sequence[bytes]) -> str:
    # Leaf hashes have one length, so no two lists of entries give the same bytes.
    return hashlib.sha256(b"".join(leaves)).hexdigest()


@dataclass(frozen=True, slots=True)
class Prefix(Sequence[bytes]):
    """The first ``size`` entries of a record that may grow, read by ``between`` when asked for."""

    size: int
    between: Callable[[int, int], list[bytes]]
    digests: Sequence[str] = ()
    """Of each page of entries, the last one perhaps not full."""

    def __len__(self) -> int:
        return self.size

    @overload
    def __getitem__(self, at: int) -> bytes: ...
    @overload
    def __getitem__(self, at: slice) -> list[bytes]: ...
    def __getitem__(self, at: int | slice) -> bytes | list[bytes]:
        if isinstance(at, slice):
            start, stop, _ = at.indices(self.size)
            return self.between(start, stop)
        index = range(self.size)[at]
        [entry] = self.between(index, index + 1)
        return entry

    def digest(self, start: int, stop: int) -> str | None:
        """The digest of exactly one page, where it is known."""
        page, rest = divmod(start, ENTRIES_PER_PAGE)
        whole = stop == min(start + ENTRIES_PER_PAGE, self.size)
        return self.digests[page] if not rest and whole and page < len(self.digests) else None


@dataclass(slots=True)
class PrefixRead:
    """What the pages need of entries that were read once for the ledger, so that they are not read again."""

    history: dict[int, HistoryView] = field(default_factory=dict)
    """Each statement of a public subject."""
    digests: list[str] = field(default_factory=list)
    roots: dict[int, bytes] = field(default_factory=dict)
    """By the index of each bulletin: the root of the record that ends with it."""
    _frontier: Frontier = field(default_factory=Frontier)

    def take(self, first: int, entries: Sequence[bytes], statements: Sequence[Statement]) -> None:
        """The next entries: whole pages of them, unless they are the last."""
        leaves = leaf_hashes(entries)
        for start in range(0, len(leaves), ENTRIES_PER_PAGE):
            self.digests.append(_digest(leaves[start : start + ENTRIES_PER_PAGE]))
        done = 0
        for place, statement in enumerate(statements):
            index = first + place
            if statement.links:
                self.history[index] = HistoryView(index, statement.at, statement.kind)
            if isinstance(statement.body, BulletinPublished):
                self._frontier = self._frontier.extend(leaves[done : place + 1])
                self.roots[index] = self._frontier.root()
                done = place + 1
        self._frontier = self._frontier.extend(leaves[done:])
