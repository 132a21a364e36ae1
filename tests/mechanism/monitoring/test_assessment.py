from __future__ import annotations

from hypothesis import given, strategies as st

from mithaq.mechanism.monitoring.against_interest import Sponsorship
from mithaq.mechanism.monitoring.assessment import Assessment, LinkedReport, Standing, assess
from mithaq.mechanism.monitoring.bands import Band
from mithaq.mechanism.monitoring.conduct import Conduct, Means, Target
from mithaq.mechanism.monitoring.facts import Count
from mithaq.mechanism.monitoring.gravity import Gravity
from mithaq.mechanism.monitoring.minimums import Grade, Missing
from mithaq.mechanism.monitoring.origin import Evidence, Says, Step, StepKind, Trace

SHELLING = Conduct(means=(Means.SHELLING,), targets=(Target.CIVILIANS,))
TIES = (Sponsorship("XG", "XP"),)


def trace(kind: Evidence, *steps: tuple[StepKind, str], checked: bool = True, **more: object) -> Trace:
    made = tuple(Step(kind=step, name=name) for step, name in steps)
    return Trace(evidence=kind, checked=checked, steps=made, **more)  # type: ignore[arg-type]  # a bag of changes


def witness(name: str, **more: object) -> Trace:
    return trace(Evidence.WITNESS, (StepKind.WITNESS, name), **more)  # type: ignore[arg-type]  # as above


def medical(name: str = "lamp", **more: object) -> Trace:
    return trace(Evidence.MEDICAL, (StepKind.ORGANISATION, name), **more)  # type: ignore[arg-type]  # as above


def word(party: str, *authors: str, **more: object) -> Trace:
    return trace(Evidence.STATEMENT, (StepKind.COMMAND, party), authors=authors, **more)  # type: ignore[arg-type]


def assessed(
    traces: dict[str, Trace], *, linked: str = "", killed: int | None = None, by_door: str = ""
) -> Assessment:
    count = None if killed is None else Count(low=killed, best=killed, high=killed)
    doors = {each: traces[each].names(StepKind.COMMAND)[0] for each in by_door}
    reports = [LinkedReport(each, killed=count, door=doors.get(each)) for each in linked or sorted(traces)]
    return assess(reports, traces, TIES, SHELLING)


def test_a_witness_and_a_hospital_verify_an_event() -> None:
    found = assessed({"a": witness("w1"), "b": medical()}, killed=2)

    assert (found.grade, found.count, found.band, found.gravity) == (
        Grade.VERIFIED,
        2,
        Band.TWO_OR_THREE,
        Gravity.G3,
    )
    assert found.classes == ("VC-01", "VC-06")
    assert found.missing == ()


def test_an_enemys_door_does_not_make_an_admission() -> None:
    traces = {"p": word("XP", "XP")}

    by_enemy = assess([LinkedReport("p", door="XQ")], traces, TIES, SHELLING)
    by_party = assess([LinkedReport("p", door="XP")], traces, TIES, SHELLING)

    assert dict(by_enemy.reports) == {"p": Standing.NOT_BY_ITS_DOOR}
    assert dict(by_party.reports) == {"p": Standing.COUNTS}


def test_four_reports_that_repeat_each_other_are_one_origin() -> None:
    found = assessed(
        {
            "a": witness("w1"),
            "b": medical("reed", cites=("a",)),
            "c": trace(Evidence.IMAGERY, (StepKind.ORGANISATION, "odce"), cites=("b",)),
            "d": witness("w2", copies=("c",)),
        }
    )

    assert found.count == 1
    assert [root.root.reports for root in found.roots] == [("a", "b", "c", "d")]


def test_only_checked_roots_count() -> None:
    found = assessed({"a": witness("w1"), "b": medical(checked=False)})

    assert found.count == 1
    assert dict(found.reports) == {"a": Standing.COUNTS, "b": Standing.NOT_CHECKED}
    assert found.missing == (Missing.SECOND_ROOT,)
    assert found.grade is Grade.PLAUSIBLE


def test_a_report_that_nobody_traced_counts_for_nothing() -> None:
    found = assessed({"a": witness("w1")}, linked="ab")

    assert dict(found.reports)["b"] is Standing.NOT_TRACED
    assert found.count == 1


def test_a_party_alone_never_verifies_and_never_counts_in_its_own_interest() -> None:
    found = assessed({"a": witness("w1"), "p": word("XP", "XQ")}, by_door="p")

    assert dict(found.reports)["p"] is Standing.OWN_INTEREST
    assert found.count == 1


def test_an_admission_counts_through_its_own_door_only() -> None:
    traces = {"a": witness("w1"), "p": word("XP", "XP")}

    assert dict(assessed(traces).reports)["p"] is Standing.NOT_BY_ITS_DOOR
    assert assessed(traces, by_door="p").grade is Grade.VERIFIED


def test_a_guarantor_and_the_party_it_sponsors_are_one_origin() -> None:
    found = assessed({"g": word("XG", "XP"), "p": word("XP", "XP")}, by_door="gp")

    assert found.count == 1


def test_who_only_repeats_a_partys_word_counts_as_little_as_the_party() -> None:
    found = assessed({"p": word("XP", "XQ"), "r": medical("reed", cites=("p",))})

    assert dict(found.reports)["r"] is Standing.OWN_INTEREST
    assert found.grade is Grade.ALLEGED


def test_what_a_cited_report_that_is_not_linked_begins_with_still_joins() -> None:
    traces = {"a": medical("salt", cites=("x",)), "b": medical("reed", cites=("x",)), "x": witness("w1")}

    assert assessed(traces, linked="ab").count == 1


def test_searching_without_a_trace_and_not_being_able_to_look_do_not_contradict() -> None:
    found = assessed(
        {
            "a": witness("w1"),
            "b": medical(),
            "c": trace(Evidence.MONITOR, (StepKind.COLLECTOR, "m1"), says=Says.SEARCHED_AND_NOT_FOUND),
            "d": trace(Evidence.MONITOR, (StepKind.COLLECTOR, "m2"), says=Says.COULD_NOT_LOOK),
        }
    )

    assert found.grade is Grade.VERIFIED
    assert dict(found.reports)["c"] is Standing.SEARCHED_AND_NOT_FOUND
    assert dict(found.reports)["d"] is Standing.COULD_NOT_LOOK


def test_a_checked_report_that_it_did_not_happen_holds_it_at_alleged() -> None:
    traces = {"a": witness("w1"), "b": medical(), "c": witness("w3", says=Says.DID_NOT_HAPPEN)}

    assert assessed(traces).missing == (Missing.CONTRADICTION,)


def test_a_partys_denial_contradicts_nobody() -> None:
    traces = {"a": witness("w1"), "b": medical(), "p": word("XP", says=Says.DID_NOT_HAPPEN)}

    assert assessed(traces).grade is Grade.VERIFIED


def test_five_dead_ask_for_four_roots() -> None:
    found = assessed({"a": witness("w1"), "b": medical()}, killed=5)

    assert (found.gravity, found.missing) == (Gravity.G4, (Missing.FOUR_ROOTS,))


def test_a_partys_numbers_stay_out_of_the_range() -> None:
    reports = [
        LinkedReport("a", killed=Count(low=2, best=2, high=2)),
        LinkedReport("p", killed=Count(low=90, best=90, high=90)),
    ]

    found = assess(reports, {"a": witness("w1"), "p": word("XP", "XQ")}, TIES, SHELLING)

    assert found.casualties[0].count.high == 2


def test_what_names_one_author_is_prepared_for_the_panel() -> None:
    found = assessed(
        {"a": witness("w1", authors=("XP",)), "b": medical(authors=("XQ",)), "p": word("XP", "XP")}, by_door="p"
    )

    assert [(each.author, each.roots, each.missing) for each in found.attributions] == [
        ("XP", 2, ("roots",)),
        ("XQ", 1, ("roots", "technical_or_admission")),
    ]


KINDS = st.sampled_from(sorted(set(Evidence) - {Evidence.STATEMENT}))


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Trace]:
    return {
        name: trace(
            draw(KINDS),
            (StepKind.WITNESS, draw(st.sampled_from("uvwxyz"))),
            checked=draw(st.booleans()),
            cites=tuple(draw(st.sets(st.sampled_from("abcdef"), max_size=1)) - {name}),
        )
        for name in draw(st.sets(st.sampled_from("abcdef"), min_size=1))
    }


@given(worlds())
def test_origins_never_outnumber_checked_reports_or_witnesses(traces: dict[str, Trace]) -> None:
    found = assessed(traces)

    checked = [each for each in traces.values() if each.checked]
    assert found.count <= len(checked)
    assert found.count <= len({each.names(StepKind.WITNESS) for each in checked})


@given(worlds(), st.data())
def test_repeating_a_report_never_raises_the_count(traces: dict[str, Trace], data: st.DataObject) -> None:
    repeated = data.draw(st.sampled_from(sorted(traces)))
    copy = trace(Evidence.IMAGERY, (StepKind.ORGANISATION, "reed"), checked=True, cites=(repeated,))
    if traces[repeated].checked:
        assert assessed(traces | {"z": copy}).count <= assessed(traces).count


@given(worlds())
def test_the_same_reports_give_the_same_assessment_in_any_order(traces: dict[str, Trace]) -> None:
    reports = [LinkedReport(each) for each in sorted(traces)]

    assert assess(reports, traces, (), SHELLING) == assess(
        reports[::-1], dict(reversed(traces.items())), (), SHELLING
    )
