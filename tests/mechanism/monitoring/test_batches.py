from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from mithaq.mechanism.envelope import instant
from mithaq.mechanism.monitoring.batches import Closing, closing, entering_at, is_boundary
from mithaq.mechanism.monitoring.epochs import epoch_end, last_call, promise_deadline

NOON = datetime(2017, 1, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("hours", "ended", "expected"),
    [
        (1, 4, Closing.WAIT),
        (1, 5, Closing.CLOSE),
        (23.9, 4, Closing.WAIT),
        (24, 4, Closing.CLOSE_SHORT),
        (24.7, 4, Closing.CLOSE_SHORT),
        (24, 0, Closing.WAIT),
    ],
)
def test_company_or_the_last_call_at_a_boundary(hours: float, ended: int, expected: Closing) -> None:
    answer = closing(
        now=NOON + hours * HOUR,
        ended=ended,
        last_call=NOON + 24 * HOUR,
        last_batch=None,
        period_seconds=3_600,
        minimum=5,
    )

    assert answer is expected


def test_a_second_batch_waits_for_the_next_boundary() -> None:
    def answer(now: datetime) -> Closing:
        return closing(
            now=now, ended=9, last_call=NOON + HOUR, last_batch=NOON + HOUR, period_seconds=3_600, minimum=5
        )

    assert answer(NOON + HOUR + 59 * MINUTE) is Closing.WAIT
    assert answer(NOON + 2 * HOUR) is Closing.CLOSE


def test_a_batch_is_dated_by_its_boundary_or_by_the_entry_before_it() -> None:
    def at(last_at: datetime, last_batch: datetime | None = None) -> datetime:
        return entering_at(
            now=NOON + 7 * MINUTE, last_at=instant(last_at), last_batch=last_batch, period_seconds=3_600
        )

    assert at(NOON - HOUR) == NOON
    assert at(NOON + 3 * MINUTE) == NOON + 3 * MINUTE


def test_where_the_records_clock_ran_ahead_batches_move_it_on_by_whole_periods() -> None:
    ahead = NOON + timedelta(days=400, seconds=11)

    at = entering_at(now=NOON, last_at=instant(ahead), last_batch=ahead, period_seconds=3_600)

    assert (
        closing(now=NOON, ended=5, last_call=NOON, last_batch=ahead, period_seconds=3_600, minimum=5)
        is Closing.CLOSE
    )
    assert at > ahead
    assert is_boundary(instant(at), 3_600)


def entries(arrivals: list[datetime], ticks: list[datetime]) -> list[tuple[str, int]]:
    """Times and sizes of the batches that a clock's ticks let in, by the rules and nothing else."""
    inbox: list[tuple[datetime, datetime]] = []
    coming, batches, last_batch = sorted(arrivals), [], None
    for now in ticks:
        while coming and coming[0] <= now:
            arrival = coming.pop(0)
            deadline = promise_deadline(arrival, promise_seconds=6 * 3_600, epoch_seconds=3_600)
            inbox.append((epoch_end(arrival, 3_600), deadline))
        ended = [each for each in inbox if each[0] <= now.replace(minute=0, second=0)]
        call = min((last_call(deadline, 3_600) for _, deadline in ended), default=None)
        answer = closing(
            now=now, ended=len(ended), last_call=call, last_batch=last_batch, period_seconds=3_600, minimum=5
        )
        if answer is not Closing.WAIT:
            last_batch = entering_at(now=now, last_at="", last_batch=last_batch, period_seconds=3_600)
            assert all(last_batch <= deadline for _, deadline in ended)
            batches.append((instant(last_batch), len(ended)))
            inbox = [each for each in inbox if each not in ended]
    return batches


within = st.integers(0, 3_599)
histories = st.lists(st.tuples(st.integers(0, 11), within, within), max_size=25)


@given(history=histories, offset=st.integers(0, 59))
def test_histories_that_differ_only_inside_their_epochs_give_the_same_public_entries(
    history: list[tuple[int, int, int]], offset: int
) -> None:
    ticks = [NOON + minutes * MINUTE + timedelta(seconds=offset) for minutes in range(0, 24 * 60, 7)]

    one = entries([NOON + hour * HOUR + timedelta(seconds=first) for hour, first, _ in history], ticks)
    other = entries([NOON + hour * HOUR + timedelta(seconds=second) for hour, _, second in history], ticks)

    assert one == other
    assert sum(Counter(dict(one)).values()) == len(history)
