from datetime import UTC, datetime

from mithaq.mechanism.monitoring.daily_batch import last_call


def test_a_disposition_waits_for_company_at_most_as_many_whole_days_as_the_terms_allow() -> None:
    end_of_its_day = datetime(2017, 1, 6, tzinfo=UTC)

    assert last_call(end_of_its_day, 3) == datetime(2017, 1, 9, tzinfo=UTC)
