"""The figures of bulletins, counted from the tables; the record is replayed after each test (see conftest)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mithaq.errors import InvalidStatement
from mithaq.mechanism.bulletin.doors import OTHER
from mithaq.mechanism.bulletin.statements import BulletinPublished
from mithaq.mechanism.envelope import Text
from mithaq.mechanism.monitoring.facts import Republish
from mithaq.mechanism.monitoring.statements import Disposition, SourceRegistered
from mithaq.mechanism.statements import read
from mithaq.registry.area import adopt_area
from mithaq.registry.bulletins import publish_bulletin
from mithaq.registry.clock import tick
from mithaq.registry.close_epoch import close_epoch
from mithaq.registry.dispose import dispose
from mithaq.registry.erase import erase
from mithaq.registry.mission import Mission
from mithaq.registry.rebuild import rebuild, table_rows
from mithaq.registry.receive import receive
from mithaq.registry.sources import register_source
from mithaq.registry.take_in import take_in
from registry.missions import CANARY, NOON, OFFICER, collected, facts, new_source, received, tell_erasures

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


def open_door(mission: Mission, code: str, channel: str) -> None:
    door = SourceRegistered(
        code=code,
        name=Text(lang="en", original=code),
        republish=Republish.NONE,
        channel=channel,
        standing="door",
        terms="sealed",
        verified=True,
    )
    register_source(mission, door, actor=OFFICER, now=NOON)


def told(mission: Mission, counts: dict[str, int], first: int = 0, now=NOON) -> tuple[str, ...]:  # type: ignore[no-untyped-def]  # a datetime
    """Reports of one epoch by door; the ids they got on the record."""
    number = first
    for channel, reports in counts.items():
        for _ in range(reports):
            receive(mission, received(number, channel=channel, external_id=f"{CANARY}-{number}"), now=now)
            number += 1
    return close_epoch(mission, now=now + 2 * HOUR).reports


def bulletin(mission: Mission, now, **changes: object) -> BulletinPublished:  # type: ignore[no-untyped-def]  # as above
    from mithaq.store.models import Entry

    day = date(2017, 1, 2)
    publish_bulletin(mission, day_from=day, day_to=day, actor=OFFICER, now=now, **changes)  # type: ignore[arg-type]
    last = Entry.objects.order_by("-index").first()
    assert last is not None
    body = read(bytes(last.bytes)).body
    assert isinstance(body, BulletinPublished)
    return body


def test_a_week_over_is_stated_by_door_with_its_small_doors_as_one_sum(mission: Mission) -> None:
    open_door(mission, "door-line", "line")
    open_door(mission, "door-form", "form")
    told(mission, {"line": 4, "form": 12, "a door no register names": 2})

    stated = bulletin(mission, NOON + WEEK).doors

    assert [(week.week, week.reports, week.apart, week.together) for week in stated] == [
        ("2017-01-02", 18, {"form": 12}, ("line", OTHER))
    ]


def test_a_week_is_stated_once_so_no_erasure_can_be_subtracted_from_it(mission: Mission) -> None:
    open_door(mission, "door-line", "line")
    open_door(mission, "door-form", "form")
    reports = told(mission, {"line": 8, "form": 20})
    first = bulletin(mission, NOON + WEEK).doors

    erase(mission, [reports[0]], ground="request", actor=OFFICER, now=NOON + WEEK)
    second = bulletin(mission, NOON + 2 * WEEK).doors

    assert len(first) == 1
    assert second == ()


def test_the_running_week_is_not_stated_by_door(mission: Mission) -> None:
    open_door(mission, "door-line", "line")
    told(mission, {"line": 40})

    assert bulletin(mission, NOON + DAY).doors == ()


def test_a_report_erased_before_its_week_is_stated_is_left_out_of_it(mission: Mission) -> None:
    open_door(mission, "door-line", "line")
    reports = told(mission, {"line": 8})
    erase(mission, [reports[0]], ground="request", actor=OFFICER, now=NOON + DAY)
    tell_erasures(mission, days=6)

    stated = bulletin(mission, NOON + WEEK).doors

    assert [week.reports for week in stated] == [7]


def test_a_week_stated_while_an_erasure_waits_does_not_tell_of_it(mission: Mission) -> None:
    open_door(mission, "door-line", "line")
    reports = told(mission, {"line": 8})
    erase(mission, [reports[0]], ground="request", actor=OFFICER, now=NOON + WEEK - DAY)

    [week] = bulletin(mission, NOON + WEEK).doors

    assert week.reports == 8


def test_ways_in_say_what_is_open_and_overdue_and_the_oldest(with_source: Mission) -> None:
    mission = with_source
    new_source(mission, "HIDDEN", Republish.NONE)
    taken = take_in(mission, [collected(1), collected(2), collected(3, source="HIDDEN")], now=NOON)
    told(mission, {"door": 5})
    dispose(mission, taken.accepted[0], Disposition.INSUFFICIENT, actor=OFFICER, now=NOON + 3 * HOUR)
    tick(mission, now=NOON + 2 * WEEK)

    ways = bulletin(mission, NOON + 2 * WEEK).figures.ways

    shown = {"told": ways.told, "unshown": ways.unshown, **ways.collected}
    assert {name: (way.received, way.open, way.overdue) for name, way in shown.items()} == {
        "told": (5, 5, 5),
        "unshown": (1, 1, 1),
        "web": (2, 1, 1),
    }
    assert ways.collected["web"].oldest_open == "2017-01-05T12:00:00Z"


def test_coverage_names_the_silent_source_and_the_governorate_nobody_told_of(with_source: Mission) -> None:
    mission = with_source
    new_source(mission, "ECHO")
    adopt_area(mission, {"ALM": ["ALM01", "ALM02"], "FIG": ["FIG01"]}, actor=OFFICER, now=NOON)
    far = facts(governorate="FAR", subdistrict="FAR01", place="FAR01")
    nowhere = facts(governorate=None, subdistrict=None, place=None)
    take_in(mission, [collected(1), collected(2, facts=far), collected(3, facts=nowhere)], now=NOON)
    told(mission, {"door": 5})

    said = bulletin(mission, NOON + DAY).figures.coverage

    assert (said.heard, said.silent) == (("GAZETTE",), ("ECHO",))
    assert said.governorates is not None
    assert {code: (area.reports, area.told) for code, area in said.governorates.items()} == {
        "ALM": (1, 1),
        "FIG": (0, 0),
    }
    assert (said.outside, said.unplaced) == (1, 1)


def test_the_same_area_is_adopted_once_and_a_code_twice_is_refused(mission: Mission) -> None:
    area = {"ALM": ["ALM02", "ALM01"]}

    assert adopt_area(mission, area, actor=OFFICER, now=NOON) is not None
    assert adopt_area(mission, {"ALM": ["ALM01", "ALM02"]}, actor=OFFICER, now=NOON) is None
    with pytest.raises(InvalidStatement, match="lies in one"):
        adopt_area(mission, {"ALM": ["ALM01"], "FIG": ["ALM01"]}, actor=OFFICER, now=NOON)


def test_a_correction_is_of_the_same_period_and_says_what_was_wrong(mission: Mission) -> None:
    day = date(2017, 1, 2)
    wrong = publish_bulletin(mission, day_from=day, day_to=day, actor=OFFICER, now=NOON)
    said = Text(lang="en", original="One event was counted twice.")

    with pytest.raises(InvalidStatement, match="what was wrong"):
        bulletin(mission, NOON, corrects=wrong)
    with pytest.raises(InvalidStatement, match="not of 2017-01-03"):
        publish_bulletin(
            mission,
            day_from=day + DAY,
            day_to=day + DAY,
            actor=OFFICER,
            now=NOON,
            corrects=wrong,
            correction=said,
        )
    assert bulletin(mission, NOON, corrects=wrong, correction=said).corrects == wrong


def test_a_rebuild_remembers_the_area_and_the_weeks_that_were_stated(mission: Mission) -> None:
    open_door(mission, "door-line", "line")
    adopt_area(mission, {"ALM": ["ALM01"]}, actor=OFFICER, now=NOON)
    told(mission, {"line": 8})
    bulletin(mission, NOON + WEEK)
    before = table_rows()

    rebuild(mission)

    assert table_rows() == before
    assert before["door_week"]
    assert bulletin(mission, NOON + 2 * WEEK).doors == ()
