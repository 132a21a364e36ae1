from __future__ import annotations

from datetime import date

import msgspec
import pytest

from mithaq.mechanism.monitoring.facts import DayPrecision, Facts, PlacePrecision, Point
from mithaq.sealed.exposure import Nature, Verdict, check_exposure, page_facts

TODAY = date(2017, 2, 1)
POINT = Point(lat_e5=3_512_345, lon_e5=3_698_765)
COARSE = Facts(
    day_from="2017-01-02",
    day_to="2017-01-02",
    day_precision=DayPrecision.DAY,
    place="ALM01",
    place_precision=PlacePrecision.SUBDISTRICT,
    subdistrict="ALM01",
    governorate="ALM",
    classes=("VC-06",),
    killed=None,
    wounded=None,
)


def verdict(facts: Facts, nature: Nature = Nature.EVENT, reports_in_cell: int | None = None) -> Verdict:
    return check_exposure(facts, today=TODAY, delay_days=3, nature=nature, reports_in_cell=reports_in_cell).verdict


def with_changes(**changes: object) -> Facts:
    return msgspec.structs.replace(COARSE, **changes)


def test_an_old_event_in_a_sub_district_may_be_shown() -> None:
    assert verdict(COARSE) is Verdict.ALLOWED


@pytest.mark.parametrize("nature", [Nature.MOVEMENT_PLANNED, Nature.EVACUATION])
def test_planned_movements_are_never_shown_however_coarse(nature: Nature) -> None:
    assert verdict(COARSE, nature) is Verdict.NEVER


@pytest.mark.parametrize("nature", [Nature.SHELTER, Nature.MEDICAL_SITE])
def test_shelters_and_hospitals_are_never_shown_by_place(nature: Nature) -> None:
    assert verdict(with_changes(point=POINT), nature) is Verdict.NEVER
    assert verdict(with_changes(place_precision=PlacePrecision.COMMUNITY), nature) is Verdict.NEVER


def test_what_is_young_is_held() -> None:
    assert verdict(with_changes(day_from="2017-01-31", day_to="2017-01-31")) is Verdict.HELD


def test_an_attack_on_medical_care_is_held_with_any_finer_place() -> None:
    assert verdict(with_changes(classes=("VC-10",), place_precision=PlacePrecision.COMMUNITY)) is Verdict.HELD


@pytest.mark.parametrize("precision", list(DayPrecision))
def test_an_exact_point_is_held_however_exact_the_day(precision: DayPrecision) -> None:
    assert verdict(with_changes(point=POINT, day_precision=precision)) is Verdict.HELD


def test_a_report_alone_in_its_place_and_time_is_held() -> None:
    assert verdict(COARSE, reports_in_cell=4) is Verdict.HELD
    assert verdict(COARSE, reports_in_cell=5) is Verdict.ALLOWED


def test_a_page_shows_as_much_as_derived_material_and_an_areas_point() -> None:
    shown = page_facts(with_changes(point=POINT, parties=("A",), links=("https://example.org/1",)))

    assert (shown.parties, shown.links) == (None, ())
    assert shown.point == Point(lat_e5=3_510_000, lon_e5=3_700_000)
    assert page_facts(with_changes(point=POINT, classes=("VC-10",))).point is None
