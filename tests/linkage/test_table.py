"""A table is read whole or refused with file, row and field; what is not a column of ours is never read."""

from __future__ import annotations

import numpy as np
import pytest

from mithaq.errors import ImportRejected
from mithaq.linkage.table import read_columns, read_csv

HEADER = "unique_id,source,day,lat,lon,prec,leaf,grp,actor,cas\n"
GOOD = "r1,s0,10,36.1,37.2,0,mortar,shelling,A1,2\n"


def _file(tmp_path, text):
    path = tmp_path / "reports.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_come_in_the_order_of_their_ids_whatever_their_order_in_the_file(tmp_path):
    other = "r0,s1,11,36.2,37.3,1,rocket,shelling,,\n"

    one = read_csv(_file(tmp_path, HEADER + GOOD + other))
    turned = read_csv(_file(tmp_path, HEADER + other + GOOD))

    assert list(one.ids) == list(turned.ids) == ["r0", "r1"]
    assert np.array_equal(one.day, turned.day)
    assert one.sources == ("s0", "s1")


def test_what_is_blank_is_missing_and_not_a_value(tmp_path):
    reports = read_csv(_file(tmp_path, HEADER + GOOD + "r2,s0,10,36.1,37.2,0,mortar,shelling,,\n"))

    assert reports.actor.tolist() == [0, -1]
    assert np.isnan(reports.casualties[1])


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("r2,s0,10,91,37.2,0,mortar,shelling,A1,2", "lat"),
        ("r2,s0,10,36.1,x,0,mortar,shelling,A1,2", "lon"),
        ("r2,s0,10,36.1,nan,0,mortar,shelling,A1,2", "lon"),
        ("r2,s0,1e3,36.1,37.2,0,mortar,shelling,A1,2", "day"),
        ("r2,s0,,36.1,37.2,0,mortar,shelling,A1,2", "day"),
        ("r2,s0,10,36.1,37.2,7,mortar,shelling,A1,2", "prec"),
        ("r2,s0,10,36.1,37.2,0,mortar,shelling,A1,-2", "cas"),
        ("r2,s0,10,36.1,37.2,0,mortar,shelling,A1,inf", "cas"),
        ("r2,,10,36.1,37.2,0,mortar,shelling,A1,2", "source"),
        (",s0,10,36.1,37.2,0,mortar,shelling,A1,2", "unique_id"),
        ("r1,s0,10,36.1,37.2,0,mortar,shelling,A1,2", "unique_id"),
        ("r2,s0,10,36.1,37.2,0,mortar,air,A1,2", "grp"),
    ],
)
def test_a_bad_value_is_refused_with_file_row_and_field(tmp_path, row, field):
    with pytest.raises(ImportRejected) as caught:
        read_csv(_file(tmp_path, HEADER + GOOD + row + "\n"))

    assert caught.value.where == f"reports.csv, row 3, {field}"


def test_a_table_without_a_needed_column_says_which(tmp_path):
    with pytest.raises(ImportRejected, match="'prec'"):
        read_csv(_file(tmp_path, "unique_id,source,day,lat,lon\nr1,s0,1,2,3\n"))


def test_a_file_that_is_no_table_is_refused(tmp_path):
    path = tmp_path / "reports.csv"
    path.write_bytes(b"\x00\xff\xfe\x00" * 50)

    with pytest.raises(ImportRejected):
        read_csv(path)


def test_columns_read_as_the_file_does(tmp_path):
    columns = {
        "unique_id": ["r1", "r2"], "source": ["s0", "s1"], "day": [10, 11], "lat": [36.1, None],
        "lon": [37.2, float("nan")], "prec": [0, 3], "cas": [2.0, None], "other": ["x", "y"],
    }  # fmt: skip

    reports = read_columns(columns)
    from_file = read_csv(
        _file(tmp_path, "unique_id,source,day,lat,lon,prec,cas\nr1,s0,10,36.1,37.2,0,2\nr2,s1,11,,,3,\n")
    )

    assert np.array_equal(reports.latitude, from_file.latitude, equal_nan=True)
    assert np.array_equal(reports.casualties, from_file.casualties, equal_nan=True)
    assert reports.precision.tolist() == [0, 3]


def test_a_date_stands_for_a_day_where_there_is_none(tmp_path):
    reports = read_csv(_file(tmp_path, "unique_id,source,date,lat,lon,prec\nr1,s0,2017-01-02,1,2,0\n"))

    assert reports.day.tolist() == [17168]


def test_a_date_that_no_calendar_has_is_refused(tmp_path):
    with pytest.raises(ImportRejected, match="2017-02-30"):
        read_csv(_file(tmp_path, "unique_id,source,date,lat,lon,prec\nr1,s0,2017-02-30,1,2,0\n"))
