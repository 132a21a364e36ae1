from mithaq.mechanism.monitoring.due import due_at, is_overdue


def test_a_report_is_due_so_many_days_after_it_entered_the_record() -> None:
    assert due_at("2016-02-27T12:00:00Z", 10) == "2016-03-08T12:00:00Z"


def test_the_last_second_is_still_in_time() -> None:
    assert not is_overdue("2016-03-08T12:00:00Z", as_of="2016-03-08T12:00:00Z")
    assert is_overdue("2016-03-08T12:00:00Z", as_of="2016-03-08T12:00:01Z")
