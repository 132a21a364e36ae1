import pytest

from mithaq.errors import NotPermitted
from mithaq.mechanism.monitoring.one_disposition import check_change, check_first


def test_a_first_disposition_needs_a_report_without_one() -> None:
    check_first("r1", current=None, is_waiting=False)

    with pytest.raises(NotPermitted, match="disposed already"):
        check_first("r1", current="s1", is_waiting=False)
    with pytest.raises(NotPermitted, match="waits"):
        check_first("r1", current=None, is_waiting=True)


def test_a_change_names_the_disposition_in_force() -> None:
    check_change("r1", current="s2", replaces="s2", is_waiting=False)

    with pytest.raises(NotPermitted, match="no disposition"):
        check_change("r1", current=None, replaces="s1", is_waiting=False)
    with pytest.raises(NotPermitted, match="now disposed by s2"):
        check_change("r1", current="s2", replaces="s1", is_waiting=False)
    with pytest.raises(NotPermitted, match="waits"):
        check_change("r1", current="s2", replaces="s2", is_waiting=True)
