from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from mithaq.mechanism.monitoring.casualty_ranges import Harm, PeopleSaid, Sex
from mithaq.mechanism.monitoring.facts import Count
from mithaq.mechanism.monitoring.origin import (
    Evidence,
    Step,
    StepKind,
    Trace,
    is_few_wounded,
    may_be_shown,
    public_part,
    trace_problem,
)


def steps(*named: tuple[StepKind, str]) -> tuple[Step, ...]:
    return tuple(Step(kind=kind, name=name) for kind, name in named)


def said(harm: Harm, low: int, best: int, high: int) -> PeopleSaid:
    return PeopleSaid(harm=harm, count=Count(low=low, best=best, high=high), sex=Sex.FEMALE)


@pytest.mark.parametrize(
    ("kind", "name", "shown"),
    [
        (StepKind.ORGANISATION, "salt-docs", True),
        (StepKind.ORGANISATION, "surgeon of the cave hospital", False),
        (StepKind.COMMAND, "XP", True),
        (StepKind.CHANNEL, "phone", True),
        (StepKind.CHANNEL, "phoned from the mill", False),
        (StepKind.UPSTREAM, "https://t.me/x/1", True),
        (StepKind.UPSTREAM, "https://news.example/خبر?id=1", True),
        (StepKind.UPSTREAM, "telephoned from the mill", False),
        (StepKind.UPSTREAM, "https://a.example/x and the mill", False),
        (StepKind.UPSTREAM, "https://a.example/\u202ex", False),
        (StepKind.UPSTREAM, "ftp://a.example/x", False),
        (StepKind.WITNESS, "w1", False),
        (StepKind.COLLECTOR, "c1", False),
    ],
)
def test_only_codes_and_full_addresses_are_shown(kind: StepKind, name: str, shown: bool) -> None:
    assert may_be_shown(Step(kind=kind, name=name)) is shown


def test_a_name_that_is_no_code_is_refused() -> None:
    trace = Trace(evidence=Evidence.WITNESS, checked=True, steps=steps((StepKind.ORGANISATION, "the office")))

    assert "not a code" in (trace_problem("r1", trace) or "")


def test_few_wounded_are_not_shown_and_the_dead_are() -> None:
    killed, few, many, none = (
        said(Harm.KILLED, 1, 1, 1),
        said(Harm.WOUNDED, 1, 1, 1),
        said(Harm.WOUNDED, 5, 6, 9),
        said(Harm.WOUNDED, 0, 0, 0),
    )
    trace = Trace(evidence=Evidence.MEDICAL, checked=True, people=(killed, few, many, none))

    assert public_part(trace, frozenset(), is_open=True, suppress_below=5).people == (killed, many, none)
    assert public_part(trace, frozenset(), is_open=False, suppress_below=5).people == ()


@given(
    st.lists(st.builds(Step, kind=st.sampled_from(StepKind), name=st.text(min_size=1, max_size=30)), max_size=4),
    st.lists(st.builds(said, st.sampled_from(Harm), *[st.integers(0, 9)] * 3), max_size=3),
    st.booleans(),
)
def test_what_is_shown_is_fit_to_be_shown(shown: list[Step], people: list[PeopleSaid], is_open: bool) -> None:
    trace = Trace(
        evidence=Evidence.WITNESS, checked=False, steps=tuple(shown), people=tuple(people), authors=("XP",)
    )

    part = public_part(trace, frozenset(), is_open=is_open, suppress_below=5)

    assert all(may_be_shown(step) for step in part.steps)
    assert not any(is_few_wounded(each, 5) for each in part.people)
    assert is_open or not (part.people or part.authors or part.names(StepKind.UPSTREAM))
    assert public_part(part, frozenset(), is_open=is_open, suppress_below=5) == part


def test_people_of_the_chain_and_reports_that_are_not_public_are_not_shown() -> None:
    trace = Trace(
        evidence=Evidence.WITNESS,
        checked=True,
        steps=steps((StepKind.WITNESS, "w1"), (StepKind.COLLECTOR, "c1"), (StepKind.ORGANISATION, "salt")),
        cites=("r1", "r2"),
        copies=("r3",),
    )

    shown = public_part(trace, frozenset({"r2"}), is_open=True, suppress_below=5)

    assert shown.steps == steps((StepKind.ORGANISATION, "salt"))
    assert (shown.cites, shown.copies) == (("r2",), ())


def test_a_trace_to_itself_is_refused() -> None:
    assert trace_problem("r1", Trace(evidence=Evidence.WITNESS, checked=True, cites=("r1",)))


def test_nobody_can_have_checked_what_nothing_leads_to() -> None:
    assert trace_problem("r1", Trace(evidence=Evidence.UNKNOWN, checked=True))
    assert trace_problem("r1", Trace(evidence=Evidence.UNKNOWN, checked=False)) is None


def test_a_partys_word_names_its_command_and_nothing_else_does() -> None:
    command = steps((StepKind.COMMAND, "XP"))

    assert trace_problem("r1", Trace(evidence=Evidence.STATEMENT, checked=True))
    assert trace_problem("r1", Trace(evidence=Evidence.WITNESS, checked=True, steps=command))
    assert trace_problem("r1", Trace(evidence=Evidence.STATEMENT, checked=True, steps=command)) is None


def test_counts_of_people_do_not_fall() -> None:
    people = (said(Harm.KILLED, 3, 2, 1),)

    assert trace_problem("r1", Trace(evidence=Evidence.MEDICAL, checked=True, people=people))
