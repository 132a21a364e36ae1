from __future__ import annotations

import msgspec

from mithaq.mechanism.monitoring.company import company_of_incident, shares_cell
from mithaq.mechanism.monitoring.facts import DayPrecision
from support.drafts import facts


def test_a_report_hides_another_of_the_same_sub_district_day_and_precision() -> None:
    assert shares_cell(facts(), facts())
    assert not shares_cell(facts(), facts(governorate="XA02"))
    assert not shares_cell(facts(), facts("2017-01-06"))


def test_a_report_known_to_the_year_hides_none_known_to_the_day() -> None:
    coarse = msgspec.structs.replace(
        facts(), day_from="2016-01-01", day_to="2017-12-31", day_precision=DayPrecision.YEAR
    )

    assert not shares_cell(facts(), coarse)


def test_reports_without_a_sub_district_hide_nobody() -> None:
    nowhere = msgspec.structs.replace(facts(), subdistrict=None)

    assert not shares_cell(nowhere, nowhere)


def test_an_incident_that_public_material_tells_of_needs_no_company() -> None:
    assert company_of_incident(told_by_public=True, sealed_reports=1) is None
    assert company_of_incident(told_by_public=False, sealed_reports=4) == 4
    assert company_of_incident(told_by_public=False, sealed_reports=0) == 0
