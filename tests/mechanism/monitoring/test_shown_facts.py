from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given, strategies as st

from mithaq.mechanism.monitoring.facts import Facts, PlacePrecision, Point
from mithaq.mechanism.monitoring.shown_facts import PROTECTED_CLASSES, problem_of_shown, shown_facts
from support.drafts import facts

TODAY = date(2017, 2, 1)
EXACT = msgspec.structs.replace(
    facts("2017-01-05"),
    point=Point(lat_e5=3_512_345, lon_e5=3_698_765),
    place="XA0102007",
    place_precision=PlacePrecision.COMMUNITY,
)
HOSPITAL = msgspec.structs.replace(EXACT, classes=("VC-06", "VC-10"))


def shown(given_facts: Facts, today: date = TODAY) -> Facts:
    return shown_facts(given_facts, today=today, delay_days=3)


def test_a_point_is_shown_on_the_grid_of_a_twentieth_of_a_degree() -> None:
    assert shown(EXACT).point == Point(lat_e5=3_510_000, lon_e5=3_700_000)
    assert shown(EXACT).place == "XA0102007"


def test_a_young_point_is_not_shown_and_an_impossible_day_is_young() -> None:
    assert shown(EXACT, date(2017, 1, 7)).point is None
    assert shown(EXACT, date(2017, 1, 8)).point is not None
    assert shown(msgspec.structs.replace(EXACT, day_to="2017-99-99")).point is None


def test_a_protected_class_shows_no_point_and_no_place_below_the_sub_district() -> None:
    assert shown(HOSPITAL).point is None
    assert (shown(HOSPITAL).place, shown(HOSPITAL).place_precision) == ("XA0102", PlacePrecision.SUBDISTRICT)


@pytest.mark.parametrize(
    ("fine", "said"),
    [
        (EXACT, "off the public grid"),
        (msgspec.structs.replace(EXACT, point=Point(lat_e5=0, lon_e5=0), day_to="2017-01-30"), "younger"),
        (HOSPITAL, "a point of a protected class"),
        (msgspec.structs.replace(HOSPITAL, point=None), "below the sub-district"),
        (
            # A community's code under the name of a sub-district.
            msgspec.structs.replace(HOSPITAL, point=None, place_precision=PlacePrecision.SUBDISTRICT),
            "below the sub-district",
        ),
    ],
)
def test_whatever_shows_too_much_of_its_place_is_found(fine: Facts, said: str) -> None:
    problem = problem_of_shown(fine, today=TODAY, delay_days=3)

    assert problem is not None
    assert said in problem


@given(
    lat=st.integers(-9_000_000, 9_000_000),
    lon=st.integers(-18_000_000, 18_000_000),
    day=st.integers(1, 31),
    code=st.sampled_from(["VC-06", *sorted(PROTECTED_CLASSES)]),
    precision=st.sampled_from(list(PlacePrecision)),
)
def test_what_is_cut_to_what_may_be_shown_is_never_found_to_show_too_much(
    lat: int, lon: int, day: int, code: str, precision: PlacePrecision
) -> None:
    given_facts = msgspec.structs.replace(
        EXACT,
        point=Point(lat_e5=lat, lon_e5=lon),
        day_to=f"2017-01-{day:02}",
        classes=(code,),
        place_precision=precision,
    )

    assert problem_of_shown(shown(given_facts), today=TODAY, delay_days=3) is None
