import pytest

from mithaq.errors import InvalidStatement
from mithaq.mechanism.monitoring.collectable import check_collectable


@pytest.mark.parametrize("standing", ["door", "party"])
def test_what_comes_through_a_door_or_from_a_party_is_received_never_collected(standing: str) -> None:
    with pytest.raises(InvalidStatement, match="received, never collected"):
        check_collectable("office-a", standing)


@pytest.mark.parametrize("standing", ["recorder", "guarantor"])
def test_what_a_recorder_or_a_guarantor_published_is_collected(standing: str) -> None:
    check_collectable("gazette", standing)
