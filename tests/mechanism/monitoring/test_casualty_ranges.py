from __future__ import annotations

from hypothesis import given, strategies as st

from mithaq.mechanism.monitoring.casualty_ranges import (
    Age,
    Harm,
    PeopleSaid,
    Reason,
    SaidBy,
    Sex,
    Status,
    casualty_ranges,
    presumed_civilians_dead,
)
from mithaq.mechanism.monitoring.facts import Count


def count(best: int, low: int | None = None, high: int | None = None) -> Count:
    return Count(low=best if low is None else low, best=best, high=best if high is None else high)


def dead(report: str, root: int, killed: Count | None, *people: PeopleSaid) -> SaidBy:
    return SaidBy(report, root, killed, None, people)


def test_lowest_and_highest_are_kept_and_nothing_is_averaged() -> None:
    [killed] = casualty_ranges([dead("a", 0, count(2)), dead("b", 1, count(9, 7, 12))])

    assert killed.count == Count(low=2, best=2, high=12)
    assert killed.reason is Reason.LOWEST_OF_EQUALS
    assert killed.reports == 2


def test_the_best_value_is_that_of_most_roots_not_of_most_reports() -> None:
    said = [dead("a", 0, count(9)), dead("b", 0, count(9)), dead("c", 0, count(9))]

    [killed] = casualty_ranges([*said, dead("d", 1, count(3)), dead("e", 2, count(3))])

    assert (killed.count.best, killed.reason) == (3, Reason.MOST_ROOTS)


def test_one_report_and_agreeing_reports_are_told_apart() -> None:
    assert [each.reason for each in casualty_ranges([dead("a", 0, count(3))])] == [Reason.ONE_REPORT]
    agreeing = [dead("a", 0, count(3)), dead("b", 1, count(3))]
    assert [each.reason for each in casualty_ranges(agreeing)] == [Reason.AGREE]


def test_nobody_gave_a_number_is_no_line_and_zero_is_one() -> None:
    assert casualty_ranges([dead("a", 0, None)]) == ()
    assert casualty_ranges([dead("a", 0, count(0))])[0].count.high == 0


def test_groups_stand_apart_and_are_not_added_up() -> None:
    women = PeopleSaid(harm=Harm.KILLED, count=count(2), sex=Sex.FEMALE)
    children = PeopleSaid(harm=Harm.KILLED, count=count(1), age=Age.CHILD, status=Status.CIVILIAN)

    found = casualty_ranges([dead("a", 0, count(3), women), dead("b", 1, count(3), children)])

    assert [(each.sex, each.age, each.status, each.count.best) for each in found] == [
        (None, None, None, 3),
        (Sex.FEMALE, Age.UNKNOWN, Status.UNKNOWN, 2),
        (Sex.UNKNOWN, Age.CHILD, Status.CIVILIAN, 1),
    ]


def test_people_of_unknown_standing_are_presumed_civilian() -> None:
    fighters = PeopleSaid(harm=Harm.KILLED, count=count(2), status=Status.COMBATANT)

    assert presumed_civilians_dead([dead("a", 0, count(6))]) == 6
    assert presumed_civilians_dead([dead("a", 0, count(6), fighters)]) == 4
    assert presumed_civilians_dead([]) == 0


COUNTS = st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20)).map(
    lambda each: Count(**dict(zip(("low", "best", "high"), sorted(each), strict=True)))
)


@given(st.lists(st.tuples(st.integers(0, 3), COUNTS), min_size=1))
def test_the_range_holds_every_number_and_the_best_was_said(said: list[tuple[int, Count]]) -> None:
    [killed] = casualty_ranges([dead(str(at), root, each) for at, (root, each) in enumerate(said)])

    assert killed.count.low == min(each.low for _, each in said)
    assert killed.count.high == max(each.high for _, each in said)
    assert killed.count.best in {each.best for _, each in said}
