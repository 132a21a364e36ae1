"""What a verification found: what held, what did not and where, and what could not be checked at all."""

from __future__ import annotations

from dataclasses import dataclass, field

from mithaq.mechanism.ledger import Ledger

__all__ = ["UNPROVABLE", "Outcome", "Problem"]

UNPROVABLE = (
    "whether somebody inside leaked what is sealed",
    "whether a member has a tie that nobody declared",
    "whether a report was refused or lost before it was given a promise",
    "whether the whole record was rewritten in a way that fits every rule and every head given here",
)
"""What no record can prove, said by the verifier itself (design, section 1)."""

_ENTRIES = frozenset({"root", "entries"})
"""Checks after which it is not known what the signed entries are."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not hold. ``where`` is a file, an entry or a statement; ``check`` names the rule."""

    check: str
    where: str
    what: str


@dataclass(slots=True)
class Outcome:
    """The result, filled while the check goes on, so that it also tells how far a broken record could be read."""

    place: str
    origin: str = ""
    size: int = 0
    root: str = ""
    witnessed_at: str | None = None
    """When a witness the reader trusts last saw the head; the record's own times are its operator's word."""
    problems: list[Problem] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    trusted: list[str] = field(default_factory=list)
    unknown_kinds: dict[str, int] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)

    def add(self, check: str, where: str, what: str) -> None:
        self.problems.append(Problem(check, where, what))

    @property
    def held(self) -> bool:
        return not self.problems

    @property
    def has_all_entries(self) -> bool:
        """Whether every entry under the head was read as it was signed, whatever else is wrong with the record."""
        return not any(problem.check in _ENTRIES for problem in self.problems)

    @property
    def exit_code(self) -> int:
        """0: all that could be checked held; 3: something did not; 11: it held, but with kinds unknown here."""
        if self.problems:
            return 3
        return 11 if self.unknown_kinds else 0
