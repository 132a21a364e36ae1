"""A number a recorder published, with the rule it counted by; never merged with another recorder's."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["RecordedClaim"]


@dataclass(frozen=True, slots=True)
class RecordedClaim:
    """One published figure. ``recorder`` and ``rule`` are codes of a registered source and counting rule.

    ``by`` is the party code the recorder holds responsible (``None``: not said); ``count`` is ``None`` where the
    recorder printed no plain number, and then ``as_printed`` is all there is.
    """

    recorder: str
    rule: str
    external_id: str
    day_from: str
    day_to: str
    measure: str
    count: int | None
    as_printed: str
    place: str | None = None
    place_as_printed: str | None = None
    by: str | None = None
    document: str | None = None
    note: str | None = None
    verified: bool = False
