from __future__ import annotations

import pytest

from mithaq.mechanism.monitoring.conduct import Conduct, Effect, Means, Target
from mithaq.mechanism.monitoring.gravity import Gravity, gravity_of

SHELLING = Conduct(means=(Means.SHELLING,))


@pytest.mark.parametrize(
    ("conduct", "dead", "wounded", "gravity"),
    [
        (SHELLING, 0, 0, Gravity.G1),
        (SHELLING, 0, 1, Gravity.G2),
        (Conduct(effects=(Effect.DAMAGE,)), 0, 0, Gravity.G2),
        (Conduct(means=(Means.OBSTRUCTION,), effects=(Effect.BLOCKED_CONVOY,)), 0, 0, Gravity.G2),
        (SHELLING, 1, 0, Gravity.G3),
        (SHELLING, 4, 20, Gravity.G3),
        (Conduct(targets=(Target.MEDICAL,)), 0, 0, Gravity.G3),
        (Conduct(targets=(Target.AID,)), 0, 0, Gravity.G3),
        (Conduct(means=(Means.SIEGE,)), 0, 0, Gravity.G3),
        (SHELLING, 5, 0, Gravity.G4),
        (Conduct(means=(Means.CHEMICAL,)), 0, 0, Gravity.G4),
        (Conduct(means=(Means.SIEGE,), effects=(Effect.STARVATION,)), 0, 0, Gravity.G4),
        (Conduct(means=(Means.DETENTION,), effects=(Effect.SYSTEMATIC,)), 0, 0, Gravity.G4),
    ],
)
def test_gravity_rises_with_harm_target_and_means(
    conduct: Conduct, dead: int, wounded: int, gravity: Gravity
) -> None:
    assert gravity_of(conduct, civilians_dead=dead, wounded=wounded) is gravity
