from __future__ import annotations

import pytest

from mithaq.mechanism.monitoring.gravity import Gravity
from mithaq.mechanism.monitoring.minimums import (
    FAMILY,
    Family,
    Grade,
    Missing,
    attribution_missing,
    event_grade,
    event_missing,
)
from mithaq.mechanism.monitoring.origin import Evidence

W, M, I = {Family.WITNESS}, {Family.MEDICAL}, {Family.IMAGERY}  # noqa: E741 - three types, side by side


def missing(
    *roots: set[Family], gravity: Gravity = Gravity.G2, observed: bool = False, no: bool = False
) -> list[str]:
    return [each.value for each in event_missing(roots, gravity, observed=observed, contradicted=no)]


@pytest.mark.parametrize(
    ("roots", "gravity", "lacks"),
    [
        ((), Gravity.G2, ["checked_root"]),
        ((W,), Gravity.G2, ["second_root"]),
        ((W, W), Gravity.G2, ["other_type"]),
        ((W, W, W), Gravity.G3, ["other_type"]),
        ((W, set()), Gravity.G2, ["other_type"]),
        ((W, M), Gravity.G3, []),
        ((W, M, W), Gravity.G4, ["four_roots"]),
        ((W, W, W, W), Gravity.G4, ["other_type"]),
        ((W, M, W, I), Gravity.G4, []),
    ],
)
def test_what_is_missing_follows_from_roots_types_and_gravity(
    roots: tuple[set[Family], ...], gravity: Gravity, lacks: list[str]
) -> None:
    assert missing(*roots, gravity=gravity) == lacks


def test_one_direct_observation_with_media_is_enough_but_not_for_the_gravest() -> None:
    assert missing({Family.MONITOR}, observed=True) == []
    assert missing({Family.MONITOR}, gravity=Gravity.G4, observed=True) == ["four_roots", "other_type"]


def test_a_root_of_two_types_differs_from_a_root_of_one_of_them() -> None:
    assert missing(W, W | M) == []


def test_a_checked_denial_keeps_an_event_alleged() -> None:
    assert missing(W, M, no=True) == ["contradiction"]
    assert event_grade([Missing.CONTRADICTION]) is Grade.ALLEGED


def test_the_grade_follows_from_what_is_missing() -> None:
    assert event_grade([]) is Grade.VERIFIED
    assert event_grade([Missing.SECOND_ROOT]) is Grade.PLAUSIBLE
    assert event_grade([Missing.CHECKED_ROOT]) is Grade.ALLEGED


def test_an_attribution_asks_for_three_roots_one_of_them_technical_or_an_admission() -> None:
    witness, remnant, word = (Evidence.WITNESS,), (Evidence.WEAPON_REMNANT,), (Evidence.STATEMENT,)

    assert attribution_missing([witness, witness], Gravity.G3) == ("roots", "technical_or_admission")
    assert attribution_missing([witness, witness, witness], Gravity.G3) == ("technical_or_admission",)
    assert attribution_missing([witness, witness, remnant], Gravity.G3) == ()
    assert attribution_missing([witness, witness, word], Gravity.G3) == ()
    assert attribution_missing([witness, witness, remnant], Gravity.G4) == ("roots",)


def test_every_kind_of_evidence_but_the_unknown_has_a_type() -> None:
    assert set(FAMILY) == set(Evidence) - {Evidence.UNKNOWN}
