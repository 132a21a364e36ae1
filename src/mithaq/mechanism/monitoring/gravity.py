"""How grave an incident is, G1 to G4: what must be proved rises with it.

Source: monitoring_practice.md, section 4, "Gravity (PROPOSAL)". Our own: the number of dead is the highest that
was said by anyone whose word is not in its own interest, so that a doubt raises what must be proved; and people
whose standing nobody knows are presumed civilian (ICRC customary rule 6; AP I art. 50(1)).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from mithaq.mechanism.monitoring.conduct import Conduct, Effect, Means, Target

__all__ = ["MASS_CASUALTY", "Gravity", "gravity_of"]


class Gravity(StrEnum):
    G1 = "G1"
    """Technical: no harm, no effect."""
    G2 = "G2"
    """Serious: injury, damage, or a blocked convoy."""
    G3 = "G3"
    """Grave: a civilian dead, medical care or aid the target, a siege."""
    G4 = "G4"
    """Exceptional: five or more civilians dead in one event, chemical, systematic, deliberate starvation."""


MASS_CASUALTY: Final = 5

_PROTECTED: Final = frozenset({Target.MEDICAL, Target.AID, Target.RESCUE})
_EXCEPTIONAL: Final = frozenset({Effect.SYSTEMATIC, Effect.STARVATION})


def gravity_of(conduct: Conduct, *, civilians_dead: int, wounded: int) -> Gravity:
    """``civilians_dead`` counts those presumed civilian; both numbers are the highest said."""
    means, targets, effects = set(conduct.means), set(conduct.targets), set(conduct.effects)
    if civilians_dead >= MASS_CASUALTY or Means.CHEMICAL in means or effects & _EXCEPTIONAL:
        return Gravity.G4
    if civilians_dead or targets & _PROTECTED or Means.SIEGE in means:
        return Gravity.G3
    if wounded or effects:
        return Gravity.G2
    return Gravity.G1
