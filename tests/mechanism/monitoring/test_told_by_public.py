from __future__ import annotations

import msgspec
import pytest

from mithaq.mechanism.monitoring.facts import Count, Point
from mithaq.mechanism.monitoring.told_by_public import is_told_by_public
from support.drafts import facts

REPLACE = msgspec.structs.replace
PUBLIC = REPLACE(facts(), killed=Count(low=1, best=2, high=4), parties=("GOV",), links=("https://example.org/1",))
OTHER = REPLACE(facts("2017-01-06"), classes=("VC-04",), killed=Count(low=3, best=3, high=3))


def test_what_public_reports_say_together_may_stand_on_the_page():
    page = REPLACE(
        PUBLIC, day_to="2017-01-06", classes=("VC-04", "VC-06"), killed=Count(low=1, best=3, high=4), wounded=None
    )
    assert is_told_by_public(PUBLIC, [PUBLIC])
    assert is_told_by_public(page, [PUBLIC, OTHER])
    assert is_told_by_public(REPLACE(PUBLIC, killed=None, parties=None, links=()), [PUBLIC])


@pytest.mark.parametrize(
    "finer",
    [
        {"place": "XA0102001"},
        {"classes": ("VC-06", "VC-09")},
        {"killed": Count(low=3, best=3, high=3)},
        {"wounded": Count(low=0, best=0, high=0)},
        {"parties": ("OPP",)},
        {"links": ("https://example.org/2",)},
        {"point": Point(lat_e5=3_500_000, lon_e5=3_700_000)},
        {"day_from": "2017-01-04", "day_to": "2017-01-04"},
        {"governorate": "XA02"},
    ],
)
def test_what_only_a_sealed_report_said_is_not_told_by_public_material(finer):
    assert not is_told_by_public(REPLACE(PUBLIC, **finer), [PUBLIC])


def test_nothing_public_tells_nothing():
    assert not is_told_by_public(facts(), [])
