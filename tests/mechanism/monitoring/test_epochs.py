from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from mithaq.mechanism.monitoring.epochs import Closing, closing, epoch_start, promise_deadline

NOON = datetime(2017, 1, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
moments = st.datetimes(datetime(2012, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("hours", "waiting", "expected"),
    [
        (0.5, 50, Closing.WAIT),
        (1, 4, Closing.WAIT),
        (1, 5, Closing.CLOSE),
        (22, 4, Closing.WAIT),
        (23, 4, Closing.CLOSE_SHORT),
        (23, 0, Closing.WAIT),
    ],
)
def test_an_hour_and_five_reports_or_the_promised_limit(hours: float, waiting: int, expected: Closing) -> None:
    answer = closing(
        now=NOON + hours * HOUR,
        waiting=waiting,
        oldest_epoch=NOON,
        earliest_deadline=NOON + 24 * HOUR,
        epoch_seconds=3_600,
        epoch_minimum=5,
    )

    assert answer is expected


@given(arrival=moments, promise_seconds=st.integers(1, 10**6), epoch_seconds=st.sampled_from([60, 3_600, 7_200]))
def test_a_deadline_is_never_early_and_never_finer_than_the_epoch(
    arrival: datetime, promise_seconds: int, epoch_seconds: int
) -> None:
    deadline = promise_deadline(arrival, promise_seconds=promise_seconds, epoch_seconds=epoch_seconds)

    limit = arrival + timedelta(seconds=promise_seconds)
    assert timedelta(0) <= deadline - limit < timedelta(seconds=epoch_seconds)
    assert epoch_start(deadline, epoch_seconds) == deadline
