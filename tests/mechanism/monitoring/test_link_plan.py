from __future__ import annotations

from hypothesis import given, strategies as st

from mithaq.mechanism.monitoring.judgements import Judgements
from mithaq.mechanism.monitoring.link_plan import Join, Move, Question, StandingLink, plan_links
from mithaq.mechanism.monitoring.statements import Judgement

NOBODY = Judgements()
REPORTS = [f"r{number}" for number in range(8)]


def public(incident: str | None = None, *, free: bool = True) -> StandingLink:
    return StandingLink(True, free and incident is None, incident)


def sealed(incident: str | None = None) -> StandingLink:
    return StandingLink(False, incident is None, incident)


def test_a_sealed_report_goes_with_the_incident_that_public_ones_open() -> None:
    plan = plan_links(
        [("a", "b")], [("a", "b", "s")], {"a": public(), "b": public(), "s": sealed()}, NOBODY, NOBODY
    )

    assert plan.public == [Join(None, ("a", "b"))]
    assert plan.with_public == [(0, ("s",))]


def test_a_public_report_alone_with_a_sealed_one_is_asked_about() -> None:
    plan = plan_links([], [("a", "s")], {"a": public(), "s": sealed()}, NOBODY, NOBODY)

    assert plan.asked == {("a", "s"): Question.RESTS_ON_SEALED}
    assert (plan.public, plan.sealed) == ([], [])


def test_a_report_that_has_another_disposition_is_left_alone() -> None:
    plan = plan_links([("a", "b")], [], {"a": public(free=False), "b": public()}, NOBODY, NOBODY)

    assert plan.public == []


def test_what_was_judged_of_a_sealed_report_moves_no_public_one() -> None:
    judged = Judgements.of([(Judgement.MERGE, "a", "s")])
    plan = plan_links([], [], {"a": public("i1"), "s": sealed("i2")}, judged, NOBODY)

    assert plan.moves == []
    assert plan.sealed_moves == [Move("i2", "i1", ("s",))]


@given(
    cores=st.lists(st.sets(st.sampled_from(REPORTS), min_size=2), max_size=4),
    standing=st.fixed_dictionaries(
        {
            report: st.builds(StandingLink, st.booleans(), st.booleans(), st.sampled_from([None, None, "i1", "i2"]))
            for report in REPORTS
        }
    ),
    judged=st.lists(
        st.tuples(st.sampled_from(Judgement), st.sampled_from(REPORTS[:4]), st.sampled_from(REPORTS[4:]))
    ),
)
def test_what_the_public_sees_never_rests_on_a_sealed_report(
    cores: list[set[str]],
    standing: dict[str, StandingLink],
    judged: list[tuple[Judgement, str, str]],
) -> None:
    shown = {report: link for report, link in standing.items() if link.is_public}
    public_cores = [sorted(core & shown.keys()) for core in cores if len(core & shown.keys()) > 1]
    public_judged = Judgements.of(each for each in judged if {each[1], each[2]} <= shown.keys())

    full = plan_links(public_cores, cores, standing, Judgements.of(judged), public_judged)
    seen = plan_links(public_cores, public_cores, shown, public_judged, public_judged)

    assert (full.public, full.moves) == (seen.public, seen.moves)
    assert all(standing[report].is_public for join in full.public for report in join.reports)
    assert not any(standing[report].is_public for join in full.sealed for report in join.reports)
    assert not any(standing[report].is_public for _, reports in full.with_public for report in reports)
