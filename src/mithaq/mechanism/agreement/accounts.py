"""What the record says of one party: the ledger's small account."""

from __future__ import annotations

from dataclasses import dataclass, field

from mithaq.mechanism.agreement.statements import PartyEntered, PartyNamed

__all__ = ["PartyAccount"]


@dataclass(slots=True)
class PartyAccount:
    entered: PartyEntered
    names: list[PartyNamed] = field(default_factory=list)
