"""Means, target and effect of an incident: three separate fields, each a closed list.

Source: monitoring_practice.md, section 4, coding note (b). What was used, on what, with what effect are asked and
answered apart; the violation class is derived from them (`derived_classes`).
"""

from __future__ import annotations

from enum import StrEnum

from mithaq.mechanism.envelope import Struct

__all__ = ["Conduct", "Effect", "Means", "Target"]


class Means(StrEnum):
    AIRSTRIKE = "airstrike"
    BARREL_BOMB = "barrel_bomb"
    """Improvised and dropped from the air."""
    SHELLING = "shelling"
    """Artillery, mortar, rocket, tank or guided missile from the ground."""
    SMALL_ARMS = "small_arms"
    SNIPER = "sniper"
    CHEMICAL = "chemical"
    RESTRICTED_WEAPON = "restricted_weapon"
    """Cluster, incendiary, mine or booby trap."""
    SIEGE = "siege"
    OBSTRUCTION = "obstruction"
    """Refusal, delay, threat or conditions."""
    ADVANCE = "advance"
    DETENTION = "detention"
    EXPULSION = "expulsion"
    SEXUAL_VIOLENCE = "sexual_violence"
    CUTTING_OFF = "cutting_off"
    """Water, power or bread deliberately interrupted."""
    RECRUITMENT = "recruitment"


class Target(StrEnum):
    """What was aimed at or hit, as far as it is established; several may be."""

    CIVILIANS = "civilians"
    CIVILIAN_OBJECT = "civilian_object"
    MEDICAL = "medical"
    AID = "aid"
    RESCUE = "rescue"
    JOURNALIST = "journalist"
    MONITOR = "monitor"
    MILITARY = "military"
    EXCLUDED_GROUP = "excluded_group"
    """Of a group that the truce's text leaves out; harm to civilians is tested all the same."""


class Effect(StrEnum):
    """Beside the people killed and wounded, who are counted."""

    DAMAGE = "damage"
    BLOCKED_CONVOY = "blocked_convoy"
    DISPLACEMENT = "displacement"
    SERVICES_LOST = "services_lost"
    TERRITORY = "territory"
    STARVATION = "starvation"
    SYSTEMATIC = "systematic"
    """One of a pattern; a person says so, and the pattern is named in the assessment's sealed reason."""


class Conduct(Struct, frozen=True):
    """Empty where it is not established: nothing is guessed from the class a source gave."""

    means: tuple[Means, ...] = ()
    targets: tuple[Target, ...] = ()
    effects: tuple[Effect, ...] = ()
