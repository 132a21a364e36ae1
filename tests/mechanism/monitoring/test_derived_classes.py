from __future__ import annotations

import itertools

import pytest

from mithaq.mechanism.agreement.violation_classes import BY_CODE
from mithaq.mechanism.monitoring.conduct import Conduct, Means, Target
from mithaq.mechanism.monitoring.derived_classes import NEVER_DERIVED, derived_classes


@pytest.mark.parametrize(
    ("means", "targets", "classes"),
    [
        ((), (), ()),
        ((), (Target.CIVILIANS,), ()),
        ((Means.AIRSTRIKE,), (Target.MILITARY,), ("VC-04",)),
        ((Means.BARREL_BOMB,), (Target.CIVILIANS,), ("VC-01", "VC-04", "VC-05")),
        ((Means.SHELLING,), (Target.MEDICAL,), ("VC-06", "VC-10")),
        ((Means.SNIPER,), (Target.RESCUE,), ("VC-07", "VC-11")),
        ((Means.OBSTRUCTION,), (Target.AID,), ("VC-13",)),
        ((Means.OBSTRUCTION,), (Target.MONITOR,), ("VC-18",)),
        ((Means.SMALL_ARMS,), (Target.MONITOR,), ("VC-07", "VC-18")),
        ((Means.AIRSTRIKE,), (Target.EXCLUDED_GROUP,), ("VC-04",)),
        ((Means.SIEGE, Means.CUTTING_OFF), (Target.CIVILIANS,), ("VC-12", "VC-20")),
    ],
)
def test_the_class_follows_from_means_and_target(
    means: tuple[Means, ...], targets: tuple[Target, ...], classes: tuple[str, ...]
) -> None:
    assert derived_classes(Conduct(means=means, targets=targets)) == classes


def test_what_weighs_circumstances_is_never_derived() -> None:
    found = {
        code
        for means, target in itertools.product(Means, Target)
        for code in derived_classes(Conduct(means=(means,), targets=(target,)))
    }

    assert not found & NEVER_DERIVED
    assert found | NEVER_DERIVED == set(BY_CODE)
