from __future__ import annotations

from hypothesis import given, strategies as st

from mithaq.mechanism.monitoring.bands import band_of


@given(st.integers(0, 50))
def test_a_band_holds_the_number(roots: int) -> None:
    band = band_of(roots)

    assert band.low <= roots
    assert band.high is None or roots <= band.high


def test_the_edges_are_those_the_minimums_ask_for() -> None:
    assert [band_of(number).value for number in range(6)] == ["0-1", "0-1", "2-3", "2-3", "4+", "4+"]
