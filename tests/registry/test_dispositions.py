from __future__ import annotations

from datetime import timedelta

import pytest

from mithaq.errors import NotPermitted
from mithaq.mechanism.envelope import Text
from mithaq.mechanism.monitoring.facts import Republish
from mithaq.mechanism.monitoring.statements import Disposition
from mithaq.mechanism.statements import read
from mithaq.registry.campaigns import recognise_campaign
from mithaq.registry.clock import tick
from mithaq.registry.close_epoch import close_epoch
from mithaq.registry.dispose import dispose, dispose_day, redispose
from mithaq.registry.incidents import describe_incident, describe_report, open_incident, review_hold
from mithaq.registry.mission import Mission
from mithaq.registry.rebuild import rebuild, table_rows
from mithaq.registry.receive import receive
from mithaq.registry.take_in import take_in
from mithaq.store.models import DispositionRow, Entry, Held, IncidentReport, PendingDisposition, Stream
from registry.missions import NOON, OFFICER, collected, facts, received

HOUR = timedelta(hours=1)
LATER = NOON + timedelta(days=30)


def entered_reports(mission: Mission, count: int = 5) -> tuple[str, ...]:
    for number in range(count):
        receive(mission, received(number), now=NOON)
    return close_epoch(mission, now=NOON + HOUR).reports


def test_a_report_is_disposed_once_and_changed_only_by_naming_what_is_replaced(with_source: Mission) -> None:
    [report] = take_in(with_source, [collected(1)], now=NOON).accepted
    first = dispose(with_source, report, Disposition.OUT_OF_SCOPE, actor=OFFICER, now=NOON, reason="a film")

    with pytest.raises(NotPermitted, match="disposed already"):
        dispose(with_source, report, Disposition.INSUFFICIENT, actor=OFFICER, now=NOON)
    second = redispose(
        with_source,
        report,
        Disposition.INSUFFICIENT,
        replaces=first.statement,
        reason="seen again",
        actor=OFFICER,
        now=NOON,
    )
    with pytest.raises(NotPermitted, match="now disposed by"):
        redispose(
            with_source,
            report,
            Disposition.WITHDRAWN,
            replaces=first.statement,
            reason="again",
            actor=OFFICER,
            now=NOON,
        )

    assert DispositionRow.objects.get(report=report).statement == second.statement


def test_a_link_of_an_unseen_report_is_sealed_and_waits_for_the_daily_batch(with_source: Mission) -> None:
    unseen = entered_reports(with_source)
    [public] = take_in(with_source, [collected(1)], now=NOON + HOUR).accepted

    incident = open_incident(with_source, facts(), [public, *unseen], actor=OFFICER, now=NOON + HOUR)

    assert PendingDisposition.objects.count() == 5
    assert list(IncidentReport.objects.values_list("report", flat=True)) == [public]
    assert DispositionRow.objects.count() == 1
    assert not any(
        report.encode() in bytes(entry.bytes)
        for entry in Entry.objects.filter(kind__startswith="incident.")
        for report in unseen
    )

    dispose_day(with_source, now=NOON + 24 * HOUR)

    entered = [
        read(bytes(entry.bytes)) for entry in Entry.objects.filter(kind="report.disposed").order_by("index")
    ][1:]
    assert [statement.body.report for statement in entered] == sorted(unseen)
    assert all(statement.body.incident is None for statement in entered)
    mark = with_source.blind.mark("incident", incident)
    assert DispositionRow.objects.filter(incident_mark=mark).count() == 5
    before = table_rows()
    rebuild(with_source)
    assert table_rows() == before


def test_a_waiting_report_cannot_be_disposed_a_second_time(with_source: Mission) -> None:
    unseen = entered_reports(with_source)
    open_incident(with_source, facts(), unseen, actor=OFFICER, now=NOON + HOUR)

    with pytest.raises(NotPermitted, match="waits"):
        dispose(with_source, unseen[0], Disposition.WITHDRAWN, actor=OFFICER, now=NOON + HOUR)


def test_a_flood_is_answered_once_and_still_accounted_for(with_source: Mission) -> None:
    reports = take_in(with_source, [collected(number) for number in range(2_600)], now=NOON).accepted

    campaign = recognise_campaign(
        with_source,
        reports,
        Disposition.OUT_OF_SCOPE,
        reason=Text(lang="en", original="One text, 2,600 accounts"),
        pattern="the same misspelling",
        actor=OFFICER,
        now=NOON,
    )

    assert tick(with_source, now=LATER).open == 0
    assert DispositionRow.objects.filter(campaign=campaign).count() == 2_600
    assert Entry.objects.filter(kind="campaign.recognised").count() == 2
    before = table_rows()
    rebuild(with_source)
    assert table_rows() == before


def test_a_report_without_a_disposition_in_time_stands_as_overdue(with_source: Mission) -> None:
    take_in(with_source, [collected(number) for number in range(3)], now=NOON)

    in_time = tick(with_source, now=NOON + timedelta(days=10))
    late = tick(with_source, now=NOON + timedelta(days=10, seconds=1))

    assert (in_time.open, in_time.overdue) == (3, 0)
    assert (late.overdue, late.oldest_open) == (3, "2017-01-05T12:00:00Z")


def test_an_incidents_statements_form_one_chain(with_source: Mission) -> None:
    first, second = take_in(with_source, [collected(1), collected(2)], now=NOON).accepted
    incident = open_incident(with_source, facts(), [first], actor=OFFICER, now=NOON)
    dispose(with_source, second, Disposition.LINKED, actor=OFFICER, now=NOON, incident=incident)
    described = describe_incident(with_source, incident, facts(), actor=OFFICER, now=LATER)

    chain = [
        (entry.index, link.prev)
        for entry in Entry.objects.order_by("index")
        for link in read(bytes(entry.bytes)).links
    ]
    assert described.statement is not None
    assert [prev for _, prev in chain] == [-1, *(index for index, _ in chain[:-1])]
    stream = Stream.objects.get(subject=incident)
    assert (stream.count, stream.last_index) == (3, chain[-1][0])


def test_a_report_alone_in_its_place_is_held_and_no_time_releases_it(with_source: Mission) -> None:
    report = entered_reports(with_source)[0]

    described = describe_report(with_source, report, facts(), actor=OFFICER, now=LATER)
    tick(with_source, now=LATER + timedelta(days=3_000))

    assert described.statement is None
    assert described.hold is not None
    assert Held.objects.get(id=described.hold).outcome is None
    assert review_hold(with_source, described.hold, release=True, actor=OFFICER, now=LATER) is not None
    with pytest.raises(Exception, match="waits for review"):
        review_hold(with_source, described.hold, release=True, actor=OFFICER, now=LATER)


def test_a_source_that_allows_nothing_shows_nothing_whatever_the_row_says(mission: Mission) -> None:
    from registry.missions import new_source

    new_source(mission, republish=Republish.NONE)
    [report] = take_in(mission, [collected(1, Republish.OPEN)], now=NOON).accepted

    body = read(bytes(Entry.objects.get(id=report).bytes)).body
    assert (body.source, body.external_id, body.facts) == (None, None, None)
    assert take_in(mission, [collected(1)], now=NOON).already_known == 1
