from __future__ import annotations

from mithaq.verify.counted import counted


def test_one_stands_alone_and_every_other_number_in_the_plural():
    assert [counted(number, "day") for number in (0, 1, 2, 1_500)] == ["0 days", "1 day", "2 days", "1,500 days"]
    assert [counted(number, "entry", "entries") for number in (1, 21)] == ["1 entry", "21 entries"]
