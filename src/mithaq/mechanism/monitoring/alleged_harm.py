"""How grave the harm would be if the report were true: what decides who is listened to first, and nothing else.

Source: reference "monitoring practice", section 4, gravity G1 to G4. It is not a grade of the event: that is given
to incidents, by what stands behind them (`gravity`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from mithaq.mechanism.monitoring.gravity import MASS_CASUALTY

__all__ = ["LEAST_HARM", "alleged_harm"]

LEAST_HARM: Final = 1
_EXCEPTIONAL: Final = frozenset({"VC-08"})
_GRAVE: Final = frozenset({"VC-10", "VC-11", "VC-12", "VC-17"})
_SERIOUS: Final = frozenset({"VC-13", "VC-15", "VC-16", "VC-20", "VC-21"})


def alleged_harm(classes: Collection[str], *, killed: int | None, wounded: int | None) -> int:
    """1 technical, 2 serious, 3 grave, 4 exceptional; numbers nobody gave count as none told of."""
    if _EXCEPTIONAL.intersection(classes) or (killed or 0) >= MASS_CASUALTY:
        return 4
    if _GRAVE.intersection(classes) or killed:
        return 3
    if _SERIOUS.intersection(classes) or wounded:
        return 2
    return LEAST_HARM
