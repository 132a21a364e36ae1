from mithaq.mechanism.monitoring.changed_disposition import words_problem


def test_words_of_reason_stand_in_clear_for_public_reports_only() -> None:
    assert words_problem(is_public=True, words="seen again") is None
    assert words_problem(is_public=False, words=None) is None
    assert words_problem(is_public=True, words=None) is not None
    assert words_problem(is_public=False, words="his cousin called") is not None
