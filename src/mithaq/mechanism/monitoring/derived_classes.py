"""Violation classes, derived from means and target: an allegation's name, never a finding.

Source: monitoring_practice.md, section 4 (VC-01 to VC-22) and coding notes (a) to (c). VC-02 and VC-03
(indiscriminate, disproportionate), VC-19 (misuse of protected status) and VC-22 (failure to control or notify)
weigh circumstances that no field holds: they are never derived, a panel names them.
"""

from __future__ import annotations

from typing import Final

from mithaq.mechanism.monitoring.conduct import Conduct, Means, Target

__all__ = ["NEVER_DERIVED", "derived_classes"]

NEVER_DERIVED: Final = frozenset({"VC-02", "VC-03", "VC-19", "VC-22"})

_ATTACKS: Final = frozenset(
    {
        Means.AIRSTRIKE,
        Means.BARREL_BOMB,
        Means.SHELLING,
        Means.SMALL_ARMS,
        Means.SNIPER,
        Means.CHEMICAL,
        Means.RESTRICTED_WEAPON,
    }
)
_BY_MEANS: Final = {
    Means.AIRSTRIKE: ("VC-04",),
    Means.BARREL_BOMB: ("VC-04", "VC-05"),
    Means.SHELLING: ("VC-06",),
    Means.SMALL_ARMS: ("VC-07",),
    Means.SNIPER: ("VC-07",),
    Means.CHEMICAL: ("VC-08",),
    Means.RESTRICTED_WEAPON: ("VC-09",),
    Means.SIEGE: ("VC-12",),
    Means.ADVANCE: ("VC-14",),
    Means.DETENTION: ("VC-15",),
    Means.EXPULSION: ("VC-16",),
    Means.SEXUAL_VIOLENCE: ("VC-17",),
    Means.CUTTING_OFF: ("VC-20",),
    Means.RECRUITMENT: ("VC-21",),
}
_ATTACKED: Final = {
    Target.CIVILIANS: "VC-01",
    Target.CIVILIAN_OBJECT: "VC-01",
    Target.MEDICAL: "VC-10",
    Target.AID: "VC-11",
    Target.RESCUE: "VC-11",
    Target.JOURNALIST: "VC-11",
    Target.MONITOR: "VC-18",
}
_OBSTRUCTED: Final = {Target.AID: "VC-13", Target.MONITOR: "VC-18", Target.MEDICAL: "VC-13"}


def derived_classes(conduct: Conduct) -> tuple[str, ...]:
    """The codes, sorted. One incident may carry several; fire on an excluded group still carries its means."""
    found = {code for means in conduct.means for code in _BY_MEANS.get(means, ())}
    if _ATTACKS.intersection(conduct.means):
        found |= {_ATTACKED[target] for target in conduct.targets if target in _ATTACKED}
    if Means.OBSTRUCTION in conduct.means:
        found |= {_OBSTRUCTED[target] for target in conduct.targets if target in _OBSTRUCTED}
    return tuple(sorted(found))
