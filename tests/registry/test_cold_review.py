"""Faults that a reviewer who had not seen the code showed in it, by scripts; each is held here from now on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from mithaq.errors import MissionNotReady, NotPermitted
from mithaq.mechanism.agreement.mode import Mode
from mithaq.mechanism.agreement.statements import Limits, TermsAdopted
from mithaq.mechanism.bulletin.recompute import figures
from mithaq.mechanism.envelope import Text, parse_instant
from mithaq.mechanism.monitoring.facts import Count, PlacePrecision, Point
from mithaq.mechanism.monitoring.statements import Disposition
from mithaq.registry.clock import tick
from mithaq.registry.close_epoch import close_epoch
from mithaq.registry.create_mission import create_mission
from mithaq.registry.dispose import dispose, dispose_day, redispose
from mithaq.registry.erase import erase, withdraw_waiting
from mithaq.registry.incidents import describe_incident, describe_report, open_incident
from mithaq.registry.mission import Mission
from mithaq.registry.parties import adopt_terms
from mithaq.registry.receive import receive
from mithaq.registry.take_in import take_in
from mithaq.registry.words import draw_words
from mithaq.store.models import DispositionRow, Entry, LinkBatch
from mithaq.store.queries.period import day_counts
from registry.missions import NOON, OFFICER, collected, facts, new_mission, received, replayed

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def link_days(mission: Mission, *, withdrawn: int) -> list[str]:
    """When one sealed link enters, beside so many reports of its epoch that were withdrawn in the inbox."""
    words = [draw_words(mission) for _ in range(withdrawn)]
    for number in range(6):
        receive(mission, received(number), now=NOON, words=words[number] if number < withdrawn else None)
    for each in words:
        assert withdraw_waiting(mission, each.words)
    reports = close_epoch(mission, now=NOON + HOUR).reports
    waiting = set(DispositionRow.objects.values_list("report", flat=True))
    told = [report for report in reports if report not in waiting]
    incident = open_incident(mission, facts(), [], actor=OFFICER, now=NOON + HOUR)
    linked = False
    for report in told:
        try:
            how = Disposition.OUT_OF_SCOPE if linked else Disposition.LINKED
            dispose(
                mission,
                report,
                how,
                incident=None if linked else incident,
                actor=OFFICER,
                now=NOON + HOUR,
                reason="-",
            )
        except NotPermitted:
            continue  # withdrawn
        linked = True
    for day in range(6):
        dispose_day(mission, now=NOON + HOUR + day * DAY)
    return list(LinkBatch.objects.values_list("at", flat=True))


@pytest.mark.parametrize("withdrawn", [0, 4])
def test_whoever_withdraws_reports_does_not_decide_when_a_sealed_link_enters(
    mission: Mission, withdrawn: int
) -> None:
    assert link_days(mission, withdrawn=withdrawn) == ["2017-01-09T00:00:00Z"]


def test_terms_that_would_break_a_promise_wait_until_it_is_kept(mission: Mission) -> None:
    receive(mission, received(1), now=NOON)
    weeks = TermsAdopted(version="2", limits=Limits(epoch_seconds=604_800, promise_seconds=1_209_600))
    with pytest.raises(NotPermitted, match="later than promised"):
        adopt_terms(mission, weeks, actor=OFFICER, now=NOON)

    assert len(close_epoch(mission, now=NOON + DAY).reports) == 1
    adopt_terms(mission, weeks, actor=OFFICER, now=NOON + DAY)


def test_terms_below_the_floor_cannot_open_a_mission(tmp_path: Path) -> None:
    with pytest.raises(NotPermitted, match="single a reporter out"):
        new_mission(tmp_path / "mission", limits=Limits(epoch_minimum=1))
    assert not (tmp_path / "mission").exists()


def test_a_promise_is_reckoned_by_the_record_where_its_time_ran_ahead(mission: Mission) -> None:
    tick(mission, now=NOON + 2 * DAY)
    receipt = receive(mission, received(1), now=NOON)
    deadline = parse_instant(receipt.deadline)
    close_epoch(mission, now=deadline - HOUR)

    entered = Entry.objects.get(kind="report.received").at
    assert parse_instant(entered) <= deadline


def test_a_clock_that_leaps_past_a_promise_is_not_believed_without_a_person(tmp_path: Path, database: str) -> None:
    name = Text(lang="en", original="x")
    with create_mission(
        tmp_path / "m", origin="test.example/log", name=name, mode=Mode.MISSION, now=NOON, passphrase="p" * 20
    ) as mission:
        receive(mission, received(1), now=NOON)
        with pytest.raises(MissionNotReady, match="was promised by"):
            tick(mission, now=NOON + 2 * DAY)
        tick(mission, now=NOON + 2 * DAY, after_silence=True)


def test_a_page_beside_one_public_report_shows_no_more_than_that_report(with_source: Mission) -> None:
    for number in range(5):
        receive(with_source, received(number), now=NOON)
    told = close_epoch(with_source, now=NOON + HOUR).reports
    shown = facts(classes=("VC-06",), killed=None, place="ALM01", place_precision=PlacePrecision.SUBDISTRICT)
    [public] = take_in(with_source, [collected(1, facts=shown)], now=NOON + HOUR).accepted
    incident = open_incident(with_source, shown, [public, told[0]], actor=OFFICER, now=NOON + HOUR)

    more = facts(classes=("VC-06", "VC-09"), killed=Count(low=3, best=3, high=3), parties=("GOV",))
    held = describe_incident(with_source, incident, more, actor=OFFICER, now=NOON + 30 * DAY)
    entered = describe_incident(with_source, incident, shown, actor=OFFICER, now=NOON + 30 * DAY)

    assert held.statement is None
    assert entered.statement is not None
    assert replayed().breaches == []


def test_nothing_of_an_erased_report_is_described(with_source: Mission) -> None:
    for number in range(5):
        receive(with_source, received(number), now=NOON)
    report, *others = close_epoch(with_source, now=NOON + HOUR).reports
    erase(with_source, [report], ground="asked", actor=OFFICER, now=NOON + HOUR)
    with pytest.raises(NotPermitted, match="was erased"):
        describe_report(with_source, report, facts(), actor=OFFICER, now=NOON + 30 * DAY)
    assert others


def test_erasing_a_reporter_does_not_open_the_page(with_source: Mission) -> None:
    for number in range(5):
        receive(with_source, received(number), now=NOON)
    told = close_epoch(with_source, now=NOON + HOUR).reports
    coarse = facts(place=None, place_precision=PlacePrecision.GOVERNORATE, subdistrict=None, killed=None)
    [public] = take_in(with_source, [collected(1, facts=coarse)], now=NOON + HOUR).accepted
    incident = open_incident(with_source, facts(), [public, told[0]], actor=OFFICER, now=NOON + HOUR)
    held = describe_incident(with_source, incident, facts(), actor=OFFICER, now=NOON + 30 * DAY)

    erase(with_source, [told[0]], ground="safety", actor=OFFICER, now=NOON + 30 * DAY)
    after = describe_incident(with_source, incident, facts(), actor=OFFICER, now=NOON + 30 * DAY)

    assert (held.statement, after.statement) == (None, None)


def test_a_public_point_allows_no_other_point(with_source: Mission) -> None:
    near, far = Point(lat_e5=3_510_000, lon_e5=3_700_000), Point(lat_e5=3_580_000, lon_e5=3_640_000)
    [public] = take_in(with_source, [collected(1, facts=facts(point=near))], now=NOON + 30 * DAY).accepted
    incident = open_incident(with_source, facts(), [public], actor=OFFICER, now=NOON + 30 * DAY)
    other = describe_incident(with_source, incident, facts(point=far), actor=OFFICER, now=NOON + 30 * DAY)
    same = describe_incident(with_source, incident, facts(point=near), actor=OFFICER, now=NOON + 30 * DAY)

    assert other.statement is None
    assert same.statement is not None


def test_an_incident_whose_reports_have_left_is_counted_no_more(with_source: Mission) -> None:
    reports = take_in(with_source, [collected(number) for number in range(2)], now=NOON).accepted
    shown = facts(killed=None)
    incidents = [open_incident(with_source, shown, [report], actor=OFFICER, now=NOON) for report in reports]
    for incident in incidents:
        describe_incident(with_source, incident, shown, actor=OFFICER, now=NOON + 30 * DAY)
    statement = DispositionRow.objects.get(report=reports[1]).statement
    redispose(
        with_source,
        reports[1],
        Disposition.LINKED,
        incident=incidents[0],
        replaces=statement,
        reason="one event",
        actor=OFFICER,
        now=NOON + 31 * DAY,
    )
    with connection.cursor() as cursor:
        stated = day_counts(cursor, "2017-01-01", "2017-01-31")
    ledger = replayed()

    assert stated.incidents == figures(ledger, "2017-01-01", "2017-01-31").period.incidents == 1
    assert not ledger.incidents[incidents[1]].stands
    assert ledger.breaches == []
