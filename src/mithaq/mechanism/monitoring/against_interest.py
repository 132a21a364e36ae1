"""A party's word counts only against its own interest, and only through its authenticated door.

Sources: monitoring_practice.md, section 6 ("Party statements corroborate only against interest. A guarantor is not
independent of the party it sponsors"); design, section 2 ("A party's word counts only against its own interest and
only through its authenticated door"). What a command broadcasts is public material: anyone may have put it out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Sponsorship", "is_against_interest", "own_side"]


@dataclass(frozen=True, slots=True)
class Sponsorship:
    """A guarantor or ally that stands behind a party, by their codes."""

    sponsor: str
    party: str


def own_side(speaker: str, ties: Iterable[Sponsorship]) -> frozenset[str]:
    """The speaker, whom it sponsors and who sponsors it; not the others its sponsor stands behind."""
    side = {speaker}
    for tie in ties:
        if tie.sponsor == speaker:
            side.add(tie.party)
        if tie.party == speaker:
            side.add(tie.sponsor)
    return frozenset(side)


def is_against_interest(speaker: str, authors: Iterable[str], ties: Iterable[Sponsorship]) -> bool:
    """Whether the speaker lays the act on its own side and on nobody else."""
    named = frozenset(authors)
    return bool(named) and named <= own_side(speaker, ties)
