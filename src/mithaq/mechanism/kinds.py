"""What a kind of statement is: its schema, its identifier letter, its seals and its streams."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from mithaq.mechanism.identifiers import Letter

if TYPE_CHECKING:
    from mithaq.mechanism.envelope import Struct

__all__ = ["ACTOR_SEAL", "Kind"]

ACTOR_SEAL: Final = "who"
"""The seal that holds a staff member's id where ``who.actor`` is a fresh commitment."""


@dataclass(frozen=True)
class Kind:
    """One (kind, version) with its frozen schema. A schema never changes; a new need is a new version."""

    name: str
    version: int
    body: type[Struct]
    letter: Letter = Letter.STATEMENT
    """The letter of the statement's own id; a statement that creates a subject carries the subject's id."""
    seals: tuple[str, ...] = ()
    """The fields that may be sealed."""
    every_seal: bool = False
    """Whether all of them are always present, so that presence tells nothing."""
    streams: tuple[Letter, ...] = ()
    """Which kinds of public subject the statement may be linked to; () means it must carry no links."""
    sealed_actor: bool = True
    """Whether ``who.actor`` is a fresh commitment to a staff member, random where nobody is named; else null."""

    @cached_property
    def seal_names(self) -> frozenset[str]:
        return frozenset((*self.seals, ACTOR_SEAL) if self.sealed_actor else self.seals)
