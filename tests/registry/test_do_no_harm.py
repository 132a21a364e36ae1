"""What may hurt a reporter or a place: the rules of design, section 3, through the door and past it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from mithaq.errors import NotPermitted
from mithaq.mechanism.envelope import Statement, Text
from mithaq.mechanism.monitoring.batches import Closing
from mithaq.mechanism.monitoring.changed_disposition import Ground
from mithaq.mechanism.monitoring.facts import DayPrecision, PlacePrecision, Point, Republish
from mithaq.mechanism.monitoring.statements import Disposition, SourceRegistered
from mithaq.mechanism.statements import read
from mithaq.registry.clock import tick
from mithaq.registry.close_epoch import close_epoch
from mithaq.registry.dispose import dispose, dispose_day, redispose
from mithaq.registry.drafts import Actor
from mithaq.registry.incidents import describe_incident, describe_report, open_incident, review_hold
from mithaq.registry.mission import Mission
from mithaq.registry.rebuild import rebuild, table_rows
from mithaq.registry.receive import receive
from mithaq.registry.run_import import run_import
from mithaq.registry.sources import register_source
from mithaq.registry.take_in import take_in
from mithaq.sealed.ciphertext import open_sealed
from mithaq.store.models import Ciphertext, Entry, InboxReport
from registry.missions import NOON, OFFICER, collected, facts, new_source, received

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
LATER = NOON + 30 * DAY
EXACT = Point(lat_e5=3_512_345, lon_e5=3_698_765)
OLD = {"day_from": "2016-12-01", "day_to": "2016-12-01"}


def entered(*kinds: str) -> list[Statement]:
    return [read(bytes(each.bytes)) for each in Entry.objects.filter(kind__in=kinds).order_by("index")]


def epoch_of(mission: Mission, count: int = 5, at: datetime = NOON) -> tuple[str, ...]:
    for number in range(count):
        receive(mission, received(number), now=at)
    return close_epoch(mission, now=at + HOUR).reports


def door_source(mission: Mission, code: str = "OFFICE", standing: str = "door") -> None:
    source = SourceRegistered(
        code=code,
        name=Text(lang="en", original="Office"),
        republish=Republish.NONE,
        channel="office",
        standing=standing,  # type: ignore[arg-type]  # the test's own closed list
        terms="",
        verified=False,
    )
    register_source(mission, source, actor=OFFICER, now=NOON)


def test_the_arrival_that_made_up_the_number_cannot_be_read_from_the_record(mission: Mission) -> None:
    for minutes in (1, 95, 130, 200):
        receive(mission, received(minutes), now=NOON + minutes * MINUTE)
    fifth = NOON + 5 * HOUR + timedelta(minutes=37, seconds=12)
    receive(mission, received(5), now=fifth)

    during = [close_epoch(mission, now=fifth + minutes * MINUTE).closing for minutes in range(22)]
    closed = close_epoch(mission, now=NOON + 6 * HOUR + 4 * MINUTE)

    assert set(during) == {Closing.WAIT}
    assert len(closed.reports) == 5
    assert {statement.at for statement in entered("report.received")} == {"2017-01-05T18:00:00Z"}


def test_a_report_of_the_running_epoch_does_not_enter_with_the_ended_one(mission: Mission) -> None:
    for number in range(5):
        receive(mission, received(number), now=NOON)
    receive(mission, received(6), now=NOON + HOUR + MINUTE)

    first = close_epoch(mission, now=NOON + HOUR + 2 * MINUTE)
    kept = InboxReport.objects.count()
    second = close_epoch(mission, now=NOON + 25 * HOUR)

    assert (len(first.reports), kept, len(second.reports)) == (5, 1, 1)


def test_a_batch_of_sealed_links_waits_for_its_day_and_for_company(mission: Mission) -> None:
    reports = epoch_of(mission, 6)
    decided = NOON + 2 * HOUR
    open_incident(mission, facts(), reports[:4], actor=OFFICER, now=decided)

    same_day = dispose_day(mission, now=decided + MINUTE)
    alone = dispose_day(mission, now=NOON + DAY)
    incident = open_incident(mission, facts(), [reports[4]], actor=OFFICER, now=NOON + DAY)
    dispose(
        mission, reports[5], Disposition.DUPLICATE, duplicate_of=reports[0], actor=OFFICER, now=NOON + DAY + HOUR
    )
    together = dispose_day(mission, now=NOON + 2 * DAY)
    again = dispose_day(mission, now=NOON + 2 * DAY + HOUR)

    assert (same_day, alone, again) == ((), (), ())
    assert len(together) == 6
    batch = entered("report.disposed")
    assert [each.body.report for each in batch] == sorted(reports)
    assert len({each.at for each in batch}) == 1
    assert incident
    before = table_rows()
    rebuild(mission)
    assert table_rows() == before


def test_sealed_links_enter_though_fewer_after_as_many_days_as_the_terms_say(mission: Mission) -> None:
    reports = epoch_of(mission)
    open_incident(mission, facts(), reports[:1], actor=OFFICER, now=NOON + HOUR)

    early = [dispose_day(mission, now=NOON + days * DAY) for days in (1, 2, 3)]
    late = dispose_day(mission, now=NOON + 4 * DAY)

    assert early == [(), (), ()]
    assert len(late) == 1


def test_an_incident_that_rests_on_too_few_sealed_reports_is_held(mission: Mission) -> None:
    reports = epoch_of(mission, 12)
    alone = open_incident(mission, facts(), reports[:1], actor=OFFICER, now=NOON + HOUR)
    four = open_incident(mission, facts(), reports[1:5], actor=OFFICER, now=NOON + HOUR)
    five = open_incident(mission, facts(), reports[5:10], actor=OFFICER, now=NOON + HOUR)

    held = [describe_incident(mission, each, facts(), actor=OFFICER, now=LATER) for each in (alone, four)]
    shown = describe_incident(mission, five, facts(parties=("X",)), actor=OFFICER, now=LATER)
    dispose_day(mission, now=NOON + DAY)
    still_held = describe_incident(mission, alone, facts(), actor=OFFICER, now=LATER)

    assert [each.statement for each in (*held, still_held)] == [None] * 3
    assert "fewer than 5 received reports" in held[0].reason
    assert shown.statement is not None
    [page] = entered("incident.described")
    assert (page.body.facts.place, page.body.facts.parties) == ("ALM01", None)


def test_a_public_report_tells_of_the_incident_anyway(with_source: Mission) -> None:
    [public] = take_in(with_source, [collected(1)], now=NOON).accepted
    incident = open_incident(with_source, facts(), [public], actor=OFFICER, now=NOON)

    assert describe_incident(with_source, incident, facts(), actor=OFFICER, now=LATER).statement is not None


def test_news_does_not_hide_a_reporter(with_source: Mission) -> None:
    vague = facts(day_from="2016-01-01", day_to="2017-12-31", day_precision=DayPrecision.YEAR)
    take_in(with_source, [collected(n, facts=vague) for n in range(9)], now=NOON)
    take_in(with_source, [collected(n) for n in range(10, 19)], now=NOON)
    report = epoch_of(with_source)[0]

    assert describe_report(with_source, report, facts(), actor=OFFICER, now=LATER).statement is None


def test_material_that_its_source_does_not_let_show_is_not_described_either(mission: Mission) -> None:
    new_source(mission, "QUIET", Republish.NONE)
    [report] = take_in(mission, [collected(1, Republish.NONE, source="QUIET")], now=NOON).accepted

    with pytest.raises(NotPermitted, match="as its source allows"):
        describe_report(mission, report, facts(), actor=OFFICER, now=LATER)


@pytest.mark.parametrize("precision", [DayPrecision.DAY, DayPrecision.WEEK])
def test_no_exact_point_leaves_not_even_by_a_released_hold(with_source: Mission, precision: DayPrecision) -> None:
    exact = facts(**OLD, point=EXACT, day_precision=precision)
    [public, hospital] = take_in(
        with_source,
        [collected(1, facts=exact), collected(2, facts=facts(**OLD, point=EXACT, classes=("VC-10",)))],
        now=NOON,
    ).accepted
    incident = open_incident(with_source, exact, [public], actor=OFFICER, now=NOON)
    clinic = open_incident(with_source, exact, [hospital], actor=OFFICER, now=NOON)

    holds = [
        describe_incident(with_source, incident, exact, actor=OFFICER, now=LATER),
        describe_incident(
            with_source, clinic, facts(**OLD, point=EXACT, classes=("VC-10",)), actor=OFFICER, now=LATER
        ),
    ]
    for held in holds:
        assert held.hold is not None
        review_hold(with_source, held.hold, release=True, actor=OFFICER, now=LATER)

    [page, clinics] = entered("incident.described")
    assert page.body.facts.point == Point(lat_e5=3_510_000, lon_e5=3_700_000)
    assert (clinics.body.facts.point, clinics.body.facts.place) == (None, "ALM01")


def test_collected_material_shows_points_late_and_coarse_and_protected_places_by_sub_district(
    with_source: Mission,
) -> None:
    old = facts(**OLD, point=EXACT)
    young = facts(point=EXACT, day_to="2017-01-04")
    hospital = facts(classes=("VC-10",), point=EXACT)
    take_in(with_source, [collected(n, facts=each) for n, each in enumerate((old, young, hospital))], now=NOON)

    shown = [each.body.facts for each in entered("report.collected")]
    assert [each.point for each in shown] == [Point(lat_e5=3_510_000, lon_e5=3_700_000), None, None]
    assert [each.place for each in shown] == ["ALM0101", "ALM0101", "ALM01"]
    assert shown[2].place_precision is PlacePrecision.SUBDISTRICT


@pytest.mark.parametrize("standing", ["door", "party"])
def test_a_table_of_a_door_or_a_party_is_received_row_by_row_and_only_once(
    with_source: Mission, standing: str
) -> None:
    door_source(with_source, standing=standing)
    rows = [collected(n, source="OFFICE", facts=facts()) for n in range(6)] + [collected(7)]

    refused = take_in(with_source, rows[:6], now=NOON).refused
    first = run_import(with_source, iter(rows), reader="table", actor=OFFICER, now=NOON)
    waiting = InboxReport.objects.count()
    again = run_import(with_source, iter(rows), reader="table", actor=OFFICER, now=NOON)
    closed = close_epoch(with_source, now=NOON + HOUR)
    after = run_import(with_source, iter(rows), reader="table", actor=OFFICER, now=NOON + HOUR)

    assert len(refused) == 6
    assert f"standing {standing}" in refused[0].problem
    assert (first.accepted, waiting, len(closed.reports)) == (7, 6, 6)
    assert [(each.accepted, each.already_known) for each in (again, after)] == [(0, 7), (0, 7)]


def test_no_run_is_told_of_a_table_that_came_through_a_door(with_source: Mission) -> None:
    door_source(with_source)

    run_import(
        with_source,
        (collected(n, source="OFFICE", facts=facts()) for n in range(3)),
        reader="table",
        actor=OFFICER,
        now=NOON,
    )

    assert entered("import.ran") == []


def test_material_that_is_not_shown_stands_in_no_order_of_its_file_and_its_import_tells_nothing(
    mission: Mission,
) -> None:
    new_source(mission, "QUIET", Republish.NONE)
    rows = [collected(n, Republish.NONE, source="QUIET", facts=facts()) for n in range(40)]

    taken = run_import(mission, iter(rows), reader="acled", actor=OFFICER, now=NOON, file_sha256="0" * 64)

    statements = entered("report.collected")
    commitments = [each.seals["report"] for each in statements]
    assert taken.accepted == 40
    assert commitments == sorted(commitments)
    assert row_order(mission) != sorted(row_order(mission))
    [run] = entered("import.ran")
    body = run.body
    assert (body.reader, body.rows, body.accepted, body.already_known, body.refused) == (None,) * 5
    assert run.seals.keys() == {"counts", "file", "who"}


def row_order(mission: Mission) -> list[int]:
    order = []
    for entry in Entry.objects.filter(kind="report.collected").order_by("index"):
        stored = Ciphertext.objects.get(index=entry.index)
        key = mission.keys.keys([stored.key])[stored.key]
        opened = open_sealed(key, bytes(stored.blob), statement_id=entry.id, kind=entry.kind, version=1)
        order.append(int(opened["external_id"][1].removeprefix("G-")))
    return order


def test_the_words_of_a_change_are_sealed_unless_the_report_is_public(with_source: Mission) -> None:
    [public] = take_in(with_source, [collected(1)], now=NOON).accepted
    hidden = epoch_of(with_source)[0]

    for report, reason in ((public, "seen again"), (hidden, "his cousin called")):
        first = dispose(with_source, report, Disposition.INSUFFICIENT, actor=OFFICER, now=NOON)
        redispose(
            with_source,
            report,
            Disposition.OUT_OF_SCOPE,
            replaces=first.statement,
            ground=Ground.ERROR,
            reason=reason,
            actor=OFFICER,
            now=NOON,
        )

    bodies = [each.body for each in entered("report.redisposed")]
    assert [(body.ground, body.reason) for body in bodies] == [(Ground.ERROR, "seen again"), (Ground.ERROR, None)]
    index = Entry.objects.filter(kind="report.redisposed").order_by("index").last()
    assert index is not None
    stored = Ciphertext.objects.get(index=index.index)
    key = with_source.keys.keys([stored.key])[stored.key]
    opened = open_sealed(key, bytes(stored.blob), statement_id=index.id, kind=index.kind, version=1)
    assert opened["reason"][1] == "his cousin called"


def test_no_presence_of_a_seal_or_an_actor_tells_anything(with_source: Mission) -> None:
    [one, other] = take_in(with_source, [collected(1), collected(2)], now=NOON).accepted
    unseen = epoch_of(with_source)
    nobody = Actor("officer")
    open_incident(with_source, facts(), [one], actor=nobody, now=NOON + HOUR)
    open_incident(with_source, facts(), [other, unseen[0]], actor=OFFICER, now=NOON + HOUR, reason="words")
    tick(with_source, now=NOON + HOUR)

    shapes: dict[str, set[tuple[object, ...]]] = {}
    for statement in entered(*Entry.objects.values_list("kind", flat=True).distinct()):
        shape = (tuple(sorted(statement.seals)), statement.who.actor is None)
        shapes.setdefault(statement.kind, set()).add(shape)
    assert {kind: len(found) for kind, found in shapes.items()} == dict.fromkeys(shapes, 1)


def test_the_length_of_a_waiting_report_tells_nothing_of_its_words(mission: Mission) -> None:
    receive(mission, received(1, text=None, facts=None), now=NOON)
    receive(mission, received(2, text="قصف " * 300), now=NOON)

    assert len({len(bytes(row.blob)) for row in InboxReport.objects.all()}) == 1


def test_the_database_does_not_tell_which_waiting_report_came_first(mission: Mission) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("of SQLite, see the inbox's own key: it has no transaction numbers and its rows stand by key")
    for number in range(5):
        receive(mission, received(number), now=NOON)
    blobs = [bytes(row.blob)[:24] for row in InboxReport.objects.all()]
    for number in range(5, 8):
        receive(mission, received(number), now=NOON + HOUR)

    close_epoch(mission, now=NOON + HOUR)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text), count(*) FROM inbox")
        assert cursor.fetchone() == (1, 3)
        cursor.execute("SELECT number FROM inbox ORDER BY ctid")
        numbers = [row[0] for row in cursor.fetchall()]
        assert numbers == sorted(numbers)
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath('inbox'))")
        heap = bytes(cursor.fetchone()[0])
    assert not any(blob in heap for blob in blobs)


def test_a_waiting_sealed_disposition_does_not_lie_beside_its_incident(mission: Mission) -> None:
    reports = sorted(epoch_of(mission, 6), reverse=True)
    for report in reports:
        open_incident(mission, facts(), [report], actor=OFFICER, now=NOON + HOUR)

    dispose_day(mission, now=NOON + HOUR)

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT count(*) FROM pending_disposition"
                " JOIN entry ON entry.xmin::text = pending_disposition.xmin::text"
            )
            assert cursor.fetchone() == (0,)
        place = "ctid" if connection.vendor == "postgresql" else "rowid"
        cursor.execute(f"SELECT report FROM pending_disposition ORDER BY {place}")
        assert [row[0] for row in cursor.fetchall()] == sorted(reports)


def test_a_promise_of_the_last_minute_of_an_epoch_is_kept(mission: Mission) -> None:
    receipt = receive(mission, received(1), now=NOON + 59 * MINUTE)

    closed = close_epoch(mission, now=NOON + DAY)

    assert len(closed.reports) == 1
    assert entered("report.received")[0].at <= receipt.deadline
    with pytest.raises(NotPermitted, match="received before"):
        receive(mission, received(1), now=NOON + DAY)
