"""What a benchmark hands over: a value, what it was to reach, and the peer it stands beside."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Bound", "Figure", "Peer", "Target", "at_least", "at_most"]


class Bound(StrEnum):
    AT_LEAST = "at least"
    AT_MOST = "at most"


@dataclass(frozen=True, slots=True)
class Target:
    bound: Bound
    value: float

    def is_met_by(self, value: float) -> bool:
        return value >= self.value if self.bound is Bound.AT_LEAST else value <= self.value


@dataclass(frozen=True, slots=True)
class Peer:
    """Somebody else's figure in the same unit; ``source`` says where it comes from if not from this run."""

    name: str
    value: float
    source: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: float
    unit: str
    target: Target | None = None
    peer: Peer | None = None
    note: str = ""

    @property
    def is_missed(self) -> bool:
        return self.target is not None and not self.target.is_met_by(self.value)


def at_least(value: float) -> Target:
    return Target(Bound.AT_LEAST, value)


def at_most(value: float) -> Target:
    return Target(Bound.AT_MOST, value)
