"""What a reader yields: one result for every row of the file, accepted or rejected, none silently.

A row is numbered as a spreadsheet shows it: the header is row 1. A reader never raises for a bad row, so a bad
row cannot lose a good one; it raises `ImportRejected` only when the file itself cannot be read any further.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mithaq.mechanism.monitoring.claim import RecordedClaim
    from mithaq.mechanism.monitoring.report import CollectedReport

__all__ = ["Accepted", "BadField", "Rejected", "Row", "Tally", "tally"]

SHOWN_CHARACTERS = 200
"""How much of an offending value is repeated: enough to find it, not enough to fill a log with it."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A row that became a report, or one or more claims; ``further`` holds those after the first.

    ``notes`` say what was done to the row on the way in (a control character taken out, a figure left out),
    so that a person can check it; they are not part of the report.
    """

    row_number: int
    value: CollectedReport | RecordedClaim
    further: tuple[RecordedClaim, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[CollectedReport | RecordedClaim, ...]:
        return (self.value, *self.further)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken in: which field, what stood there, and what would have been accepted."""

    row_number: int
    field: str
    value: str
    expected: str

    def __str__(self) -> str:
        return f"row {self.row_number}, {self.field}: {self.value!r}; expected {self.expected}"


Row = Accepted | Rejected


class BadField(Exception):
    """One field of one row cannot be used; the reader turns it into a `Rejected` row."""

    def __init__(self, field: str, value: str, expected: str) -> None:
        super().__init__(field)
        self.field = field
        self.value = value
        self.expected = expected

    def at(self, row_number: int) -> Rejected:
        shown = self.value if len(self.value) <= SHOWN_CHARACTERS else self.value[:SHOWN_CHARACTERS] + "…"
        return Rejected(row_number, self.field, shown, self.expected)


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of a file, for the person who imported it; ``unresolved`` counts places by their text."""

    accepted: int
    rejected: tuple[Rejected, ...]
    unresolved: dict[str, int]
    noted: tuple[tuple[int, str], ...]


def tally(rows: Iterable[Row]) -> Tally:
    """Reads a reader to its end. It keeps the rejected rows and the notes, so it is for files read by people."""
    accepted = 0
    rejected: list[Rejected] = []
    unresolved: dict[str, int] = {}
    noted: list[tuple[int, str]] = []
    for row in rows:
        if isinstance(row, Rejected):
            rejected.append(row)
            continue
        accepted += 1
        noted.extend((row.row_number, note) for note in row.notes)
        for value in row.values:
            place = getattr(value, "unresolved_place", None)
            if place is not None:
                unresolved[place] = unresolved.get(place, 0) + 1
    return Tally(accepted, tuple(rejected), unresolved, tuple(noted))
