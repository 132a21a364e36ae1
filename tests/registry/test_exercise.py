"""The exercise shows what corroboration is for: an event that is verified, and many reports that are one."""

from __future__ import annotations

from pathlib import Path

from mithaq.mechanism.agreement.mode import Mode
from mithaq.mechanism.envelope import Text
from mithaq.mechanism.monitoring.assessment import Standing
from mithaq.mechanism.monitoring.minimums import Grade
from mithaq.mechanism.monitoring.origin import Evidence
from mithaq.registry.assess import explain_incident
from mithaq.registry.create_mission import create_mission
from mithaq.registry.exercise import EXERCISE_LIMITS, play
from mithaq.scenario.scenario import build
from registry.missions import replayed


def test_the_exercise_explains_a_verified_incident_and_one_whose_many_reports_are_one_root(
    database: str, tmp_path: Path
) -> None:
    scenario = build(7, 500, 12)
    mission = create_mission(
        tmp_path / "mission",
        origin="exercise.example/truce",
        name=Text(lang="en", original="ceasefire monitoring"),
        mode=Mode.EXERCISE,
        now=scenario.starts_at,
        limits=EXERCISE_LIMITS,
    )
    with mission:
        played = play(mission, scenario)
        ledger = replayed()
        searched = explain_incident(mission, played.searched).full
        admitted = explain_incident(mission, played.admitted).full

    newest = {name: each.assessed[-1] for name, each in ledger.incidents.items() if each.assessed}
    assert ledger.breaches == []
    assert any(each.said.grade is Grade.VERIFIED for each in newest.values())
    as_one = [each.shown for each in newest.values() if each.shown is not None and each.shown.count == 1]
    assert max(len(root.root.reports) for shown in as_one for root in shown.roots if root.counts) >= 4
    assert played.one_root in newest
    # A team searched where nothing had happened, and a party admitted what its own side did.
    assert Standing.SEARCHED_AND_NOT_FOUND in dict(searched.reports).values()
    assert [root.evidence for root in admitted.roots if Evidence.STATEMENT in root.evidence] == [
        (Evidence.STATEMENT,)
    ]
    assert played.answered > 0
