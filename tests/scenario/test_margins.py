"""What the code says of the real sets is what the sets say."""

from __future__ import annotations

import pytest

from mithaq.scenario.margins import MARGINS
from scenario.real_margins import real_margins


def test_every_stated_margin_is_what_the_sets_give(shared_data):
    real = real_margins(shared_data)

    assert real.keys() == MARGINS.keys()
    assert {name: margin.value for name, margin in MARGINS.items()} == {
        name: pytest.approx(value, rel=0.002, abs=0.0002) for name, value in real.items()
    }
