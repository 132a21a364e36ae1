from __future__ import annotations

from mithaq.mechanism.monitoring.casualty_ranges import Harm, PeopleSaid
from mithaq.mechanism.monitoring.facts import Count
from mithaq.mechanism.monitoring.origin import Evidence, Step, StepKind, Trace, public_part, trace_problem


def steps(*named: tuple[StepKind, str]) -> tuple[Step, ...]:
    return tuple(Step(kind=kind, name=name) for kind, name in named)


def test_people_of_the_chain_and_reports_that_are_not_public_are_not_shown() -> None:
    trace = Trace(
        evidence=Evidence.WITNESS,
        checked=True,
        steps=steps((StepKind.WITNESS, "w1"), (StepKind.COLLECTOR, "c1"), (StepKind.ORGANISATION, "salt")),
        cites=("r1", "r2"),
        copies=("r3",),
    )

    shown = public_part(trace, frozenset({"r2"}))

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
    people = (PeopleSaid(harm=Harm.KILLED, count=Count(low=3, best=2, high=1)),)

    assert trace_problem("r1", Trace(evidence=Evidence.MEDICAL, checked=True, people=people))
