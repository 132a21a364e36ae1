from __future__ import annotations

from mithaq.mechanism.monitoring.against_interest import Sponsorship, is_against_interest, own_side

TIES = (Sponsorship("XG", "XP"), Sponsorship("XG", "XQ"))


def test_a_party_that_lays_the_act_on_itself_speaks_against_its_interest() -> None:
    assert is_against_interest("XP", ["XP"], TIES)


def test_a_party_that_accuses_its_opponent_does_not() -> None:
    assert not is_against_interest("XP", ["XR"], TIES)


def test_a_party_that_accuses_itself_and_its_opponent_does_not() -> None:
    assert not is_against_interest("XP", ["XP", "XR"], TIES)


def test_a_party_that_names_nobody_does_not() -> None:
    assert not is_against_interest("XP", [], TIES)


def test_a_guarantor_speaks_against_its_interest_of_the_party_it_sponsors() -> None:
    assert is_against_interest("XG", ["XP"], TIES)
    assert is_against_interest("XP", ["XG"], TIES)


def test_two_parties_of_one_guarantor_are_not_each_others_side() -> None:
    assert own_side("XP", TIES) == {"XP", "XG"}
    assert not is_against_interest("XP", ["XQ"], TIES)
