"""What the signer needs to know of the database: how many entries there are, and their bytes in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from mithaq.errors import RecordConflict

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["EntryTable", "read_runs"]

# 64 bundles: large enough that a query costs nothing beside hashing, small enough to stay a few megabytes.
RUN: int = 64 * 256


class EntryTable(Protocol):
    """The committed entries, at the indices 0 to size - 1 without a gap.

    Only what is durably committed may be seen: what the signer once signed must never be rolled back.
    """

    def size(self) -> int: ...

    def read(self, start: int, stop: int) -> list[bytes]:
        """The entries with start <= index < stop, in order."""
        ...


def read_runs(entries: EntryTable, start: int, stop: int) -> Iterator[tuple[int, list[bytes]]]:
    """The entries of [start, stop) in runs that end where a bundle ends, each with the index of its first."""
    while start < stop:
        end = min(stop, (start // RUN + 1) * RUN)
        run = entries.read(start, end)
        if len(run) != end - start:
            raise RecordConflict(
                f"The database gives {len(run)} entries for the indices {start} to {end - 1}.",
                advice="Entries are missing from the table; restore the database and roll it forward.",
            )
        yield start, run
        start = end
