from __future__ import annotations

from hypothesis import given, strategies as st

from mithaq.mechanism.monitoring.origin import Evidence, Step, StepKind, Trace, trace_problem
from mithaq.mechanism.monitoring.whose_word import by_its_source, says_whose

STEPS = st.builds(Step, kind=st.sampled_from(StepKind), name=st.sampled_from(("XP", "lamp")))
TRACES = st.builds(
    Trace,
    evidence=st.sampled_from(Evidence),
    checked=st.just(False),
    steps=st.lists(STEPS, max_size=3).map(tuple),
)


def told(evidence: Evidence) -> Trace:
    return Trace(evidence=evidence, checked=True, steps=(Step(kind=StepKind.WITNESS, name="w1"),))


def test_what_comes_through_a_partys_door_is_its_word() -> None:
    found = by_its_source(told(Evidence.MEDICAL), "XP", "party")

    assert found.evidence is Evidence.STATEMENT
    assert found.names(StepKind.COMMAND) == ("XP",)


def test_what_an_organisation_tells_begins_with_it_and_a_door_is_nobody() -> None:
    assert by_its_source(told(Evidence.MEDICAL), "lamp", "recorder").names(StepKind.ORGANISATION) == ("lamp",)
    assert by_its_source(told(Evidence.MEDICAL), "line", "door") == told(Evidence.MEDICAL)


@given(TRACES, st.sampled_from(("recorder", "door", "party", "guarantor")))
def test_a_person_who_says_whose_it_is_is_believed_and_the_rest_fits_its_rules(trace: Trace, standing: str) -> None:
    found = by_its_source(trace, "XP", standing)

    if says_whose(trace) or standing == "door":
        assert found == trace
    else:
        assert says_whose(found)
        assert found.evidence is trace.evidence or standing in {"party", "guarantor"}
        if trace.evidence not in {Evidence.UNKNOWN, Evidence.STATEMENT}:
            assert trace_problem("r", found) is None
