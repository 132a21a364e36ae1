from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st

from mithaq.mechanism.monitoring.batches import period_start
from mithaq.mechanism.monitoring.epochs import epoch_end, last_call, promise_deadline

moments = st.datetimes(datetime(2012, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
epochs = st.sampled_from([60, 3_600, 7_200])


@given(arrival=moments, promise_seconds=st.integers(1, 10**6), epoch_seconds=epochs)
def test_a_deadline_is_never_early_and_never_finer_than_the_epoch(
    arrival: datetime, promise_seconds: int, epoch_seconds: int
) -> None:
    deadline = promise_deadline(arrival, promise_seconds=promise_seconds, epoch_seconds=epoch_seconds)

    limit = arrival.replace(microsecond=0) + timedelta(seconds=promise_seconds)
    assert timedelta(0) <= deadline - limit < timedelta(seconds=2 * epoch_seconds)
    assert period_start(deadline, epoch_seconds) == deadline


@given(
    epoch=moments, offsets=st.tuples(st.integers(0, 3_599), st.integers(0, 3_599)), promise=st.integers(1, 10**6)
)
def test_all_reports_of_an_epoch_are_promised_one_deadline(
    epoch: datetime, offsets: tuple[int, int], promise: int
) -> None:
    start = period_start(epoch, 3_600)

    deadlines = {
        promise_deadline(start + timedelta(seconds=offset), promise_seconds=promise, epoch_seconds=3_600)
        for offset in offsets
    }

    assert len(deadlines) == 1


@given(arrival=moments, promise_seconds=st.integers(1, 10**6), epoch_seconds=epochs)
def test_the_last_boundary_at_which_a_report_may_enter_is_not_after_its_deadline(
    arrival: datetime, promise_seconds: int, epoch_seconds: int
) -> None:
    deadline = promise_deadline(arrival, promise_seconds=promise_seconds, epoch_seconds=epoch_seconds)

    assert max(epoch_end(arrival, epoch_seconds), last_call(deadline, epoch_seconds)) <= deadline
