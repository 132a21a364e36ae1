"""What sort of bulletin its days make it, and what it is compared with."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from mithaq.mechanism.bulletin.periods import Sort, days_of, month_of, previous, sort_of, week_of_day

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("first", "last", "sort"),
    [
        ("2017-01-05", "2017-01-05", Sort.DAY),
        ("2017-01-02", "2017-01-08", Sort.WEEK),
        ("2017-01-03", "2017-01-09", Sort.SPAN),
        ("2017-02-01", "2017-02-28", Sort.MONTH),
        ("2016-02-01", "2016-02-28", Sort.SPAN),
        ("2016-12-30", "2017-03-31", Sort.SPAN),
    ],
)
def test_the_days_say_what_sort_of_bulletin_it_is(first: str, last: str, sort: Sort) -> None:
    assert sort_of(date.fromisoformat(first), date.fromisoformat(last)) is sort


def test_a_month_is_compared_with_the_calendar_month_before_and_a_span_with_as_many_days() -> None:
    assert previous(date(2017, 3, 1), date(2017, 3, 31)) == (date(2017, 2, 1), date(2017, 2, 28))
    assert previous(date(2017, 1, 4), date(2017, 1, 6)) == (date(2017, 1, 1), date(2017, 1, 3))


def test_the_first_day_of_the_calendar_is_compared_with_nothing() -> None:
    assert previous(date.min, date.min) is None


@given(day=DAYS)
def test_every_day_lies_in_one_week_and_one_month_and_the_one_before_ends_just_before(day: date) -> None:
    for period, sort in ((week_of_day(day), Sort.WEEK), (month_of(day), Sort.MONTH)):
        first, last = period
        before = previous(first, last)

        assert first <= day <= last
        assert sort_of(first, last) is sort
        assert before is not None
        assert before[1] == first - timedelta(days=1)
        assert sort_of(*before) is sort
        assert days_of(first, last)[0] == first
        assert len(days_of(first, last)) == (last - first).days + 1
