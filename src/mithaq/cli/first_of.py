"""Lists that a file of any length cannot make grow without bound: the first are kept, all are counted."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["KEPT", "FirstLines", "FirstNames"]

KEPT = 1_000


@dataclass(slots=True)
class FirstLines:
    count: int = 0
    kept: list[str] = field(default_factory=list)

    def add(self, line: str) -> None:
        self.count += 1
        if len(self.kept) < KEPT:
            self.kept.append(line)


@dataclass(slots=True)
class FirstNames:
    """Mentions by name, of the first names that came up."""

    count: int = 0
    """All mentions, also of names that are not kept."""
    kept: dict[str, int] = field(default_factory=dict)

    def add(self, name: str) -> None:
        self.count += 1
        if name in self.kept:
            self.kept[name] += 1
        elif len(self.kept) < KEPT:
            self.kept[name] = 1
