from __future__ import annotations

from mithaq.mechanism.agreement.statements import AreaAdopted
from mithaq.mechanism.bulletin.figures import AreaTold
from mithaq.mechanism.bulletin.recompute import figures
from mithaq.mechanism.monitoring.facts import Republish
from mithaq.mechanism.monitoring.statements import Disposition
from support.drafts import Draft

DAY = ("2017-01-05", "2017-01-05")
AREA = {"XA01": ("XA0101", "XA0102"), "XB01": ("XB0101",)}


def test_a_governorate_nobody_told_of_stands_beside_those_that_were() -> None:
    draft = Draft().open()
    draft.add("area.adopted", AreaAdopted(governorates=AREA))
    draft.collected(draft.source(), "G-1")

    said = figures(draft.ledger, *DAY).coverage

    assert said.governorates == {
        "XA01": AreaTold(reports=1, subdistricts=2, told=1),
        "XB01": AreaTold(reports=0, subdistricts=1, told=0),
    }


def test_before_an_area_is_adopted_nothing_is_called_silent() -> None:
    draft = Draft().open()
    draft.collected(draft.source(), "G-1")

    said = figures(draft.ledger, *DAY).coverage

    assert said.governorates is None
    assert (said.outside, said.unplaced) == (0, 0)


def test_a_source_is_heard_by_a_report_that_touches_the_period_and_silent_without_one() -> None:
    draft = Draft().open()
    draft.collected(draft.source(code="gazette"), "G-1")
    draft.collected(draft.source(code="echo"), "E-1", day="2017-01-04")
    draft.source(Republish.NONE, code="hidden")

    said = figures(draft.ledger, *DAY).coverage

    assert (said.heard, said.silent, said.unshown) == (("gazette",), ("echo",), 1)


def test_a_report_withdrawn_from_the_counts_tells_of_no_place_but_its_source_was_heard() -> None:
    draft = Draft().open()
    draft.add("area.adopted", AreaAdopted(governorates=AREA))
    draft.dispose(draft.collected(draft.source(), "G-1"), Disposition.DUPLICATE)

    said = figures(draft.ledger, *DAY).coverage

    assert said.heard == ("gazette",)
    assert said.governorates is not None
    assert said.governorates["XA01"] == AreaTold(reports=0, subdistricts=2, told=0)


def test_a_batch_smaller_than_the_terms_minimum_is_short() -> None:
    draft = Draft().open()
    for at, reports in (("2017-01-05T09:00:00Z", 5), ("2017-01-05T10:00:00Z", 4), ("2017-01-06T10:00:00Z", 1)):
        draft.at = at
        draft.received(reports)

    said = figures(draft.ledger, *DAY).coverage

    assert (said.epochs, said.short_epochs) == (2, 1)


def test_the_ways_in_add_up_to_the_accounting() -> None:
    draft = Draft().open()
    source = draft.source()
    draft.at = "2017-01-05T09:00:00Z"
    reports = [draft.collected(source, "G-1"), draft.collected(source, "G-2"), *draft.received(2)]
    draft.dispose(reports[0], Disposition.INSUFFICIENT)
    draft.dispose(reports[2], Disposition.INSUFFICIENT)
    draft.at = "2017-03-05T09:00:00Z"
    draft.tick()

    said = figures(draft.ledger, *DAY)

    ways = [said.ways.told, said.ways.unshown, *said.ways.collected.values()]
    totals = said.accounting
    assert sum(way.received for way in ways) == totals.received == 4
    assert sum(way.open for way in ways) == totals.open == 2
    assert sum(way.overdue for way in ways) == totals.overdue == 2
    assert said.ways.collected["open-data"].oldest_open == "2017-01-05T09:00:00Z"
