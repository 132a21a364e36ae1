"""The VDC's daily counts on invented days: what the real files do not hold."""

from __future__ import annotations

import pytest

from mithaq.intake.rows import Accepted, Rejected
from mithaq.intake.vdc_daily import CAUSES, read_vdc_causes

HEADER = ",".join(("day", *CAUSES))
GOOD = "2017-01-05,0.0,0.0,0.0,2.0,0.0,3.0,0.0,0.0,0.0"


def causes(folder, *rows):
    file = folder / "causes.csv"
    file.write_text("\n".join([HEADER, *rows, ""]), "utf-8")
    return list(read_vdc_causes(file))


def test_a_0_is_no_claim_and_a_number_stands_as_it_was_before_a_float_column(tmp_path):
    [row] = causes(tmp_path, GOOD)

    assert isinstance(row, Accepted)
    assert [(each.measure, each.count, each.as_printed) for each in row.values] == [
        ("deaths/explosion", 2, "2"),
        ("deaths/shelling", 3, "3"),
    ]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("2017-01-06" + ",0.0" * 9, "day"),
        ("," + GOOD.split(",", 1)[1], "day"),
        ("2017-01-06,2.5" + ",0" * 8, "Chemical Weapon"),
        ("2017-01-06,-1" + ",0" * 8, "Chemical Weapon"),
        ("2017-01-06,1000000" + ",0" * 8, "Chemical Weapon"),
        (GOOD, "day"),
        ("2017-01-06,1", "row"),
    ],
)
def test_a_bad_day_is_named_and_its_neighbours_stay_good(tmp_path, row, field):
    first, bad, last = causes(tmp_path, GOOD, row, GOOD.replace("01-05", "01-07"))

    assert isinstance(first, Accepted)
    assert isinstance(last, Accepted)
    assert isinstance(bad, Rejected)
    assert (bad.row_number, bad.field) == (3, field)
