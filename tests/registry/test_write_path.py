from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction

from mithaq.mechanism.monitoring.batches import Closing
from mithaq.mechanism.statements import read
from mithaq.record import canonical
from mithaq.registry.clock import tick
from mithaq.registry.close_epoch import close_epoch
from mithaq.registry.mission import Mission
from mithaq.registry.rebuild import rebuild, table_rows
from mithaq.registry.receive import receive
from mithaq.registry.take_in import take_in
from mithaq.store.models import Entry, InboxReport, Report
from registry.missions import NOON, collected, facts, received

HOUR = timedelta(hours=1)


def test_a_new_mission_says_who_it_is_by_what_terms_and_with_which_keys(mission: Mission) -> None:
    kinds = list(Entry.objects.order_by("index").values_list("kind", flat=True))

    assert kinds == ["mission.opened", "terms.adopted", "key.listed", "key.listed"]


def test_collected_material_enters_at_once_and_a_second_import_adds_nothing(with_source: Mission) -> None:
    reports = [collected(number) for number in range(20)]

    first = take_in(with_source, [*reports, reports[0]], now=NOON)
    second = take_in(with_source, reports, now=NOON + HOUR)

    assert (len(first.accepted), first.already_known) == (20, 1)
    assert (len(second.accepted), second.already_known) == (0, 20)
    assert Report.objects.count() == 20


def test_a_bad_row_is_listed_and_loses_no_good_one(with_source: Mission) -> None:
    taken = take_in(with_source, [collected(1), collected(2, source="NOBODY"), collected(3)], now=NOON)

    assert len(taken.accepted) == 2
    assert [(each.row, each.external_id) for each in taken.refused] == [(1, "G-2")]


def test_a_received_report_waits_for_an_hour_and_for_company(mission: Mission) -> None:
    for number in range(4):
        receive(mission, received(number), now=NOON)

    alone = close_epoch(mission, now=NOON + HOUR)
    receive(mission, received(5), now=NOON + HOUR)
    too_early = close_epoch(mission, now=NOON + HOUR + timedelta(minutes=59))
    together = close_epoch(mission, now=NOON + 2 * HOUR)

    assert alone.closing is too_early.closing is Closing.WAIT
    assert (together.closing, len(together.reports)) == (Closing.CLOSE, 5)
    assert InboxReport.objects.count() == 0


def test_no_hidden_counter_of_the_inbox_tells_the_order_of_arrival(mission: Mission) -> None:
    for number in range(3):
        receive(mission, received(number), now=NOON)

    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            pytest.skip("only SQLite numbers the rows of a table by itself")
        cursor.execute("SELECT rowid, number FROM inbox")
        places = cursor.fetchall()
    assert all(hidden == number for hidden, number in places)


def test_what_is_promised_cannot_hang_on_a_transaction_that_may_still_be_undone(mission: Mission) -> None:
    with pytest.raises(RuntimeError, match="of its own"), transaction.atomic():
        receive(mission, received(1), now=NOON)

    assert InboxReport.objects.count() == 0


def test_a_promise_is_kept_though_fewer_have_come(mission: Mission) -> None:
    receive(mission, received(1), now=NOON)

    closed = close_epoch(mission, now=NOON + timedelta(hours=24))

    assert (closed.closing, len(closed.reports)) == (Closing.CLOSE_SHORT, 1)


def test_an_epochs_reports_stand_in_the_order_of_their_commitments_and_look_alike(mission: Mission) -> None:
    for number in range(5):
        receive(mission, received(number, facts=None, text=None if number % 2 else "نص"), now=NOON)

    close_epoch(mission, now=NOON + HOUR)

    entries = [bytes(entry.bytes) for entry in Entry.objects.filter(kind="report.received").order_by("index")]
    seals = [read(entry).seals["report"] for entry in entries]
    assert seals == sorted(seals)
    assert len({len(entry) for entry in entries}) == 1
    assert len({read(entry).at for entry in entries}) == 1


def test_every_entry_is_canonical_and_time_never_runs_backwards(with_source: Mission) -> None:
    links = ("https://example.org/قرية?n=1234567890123456789",)
    shown = [collected(1), collected(2, facts=facts(links=links, parties=("A", "B")))]
    take_in(with_source, shown, now=NOON + HOUR)
    for number in range(5):
        receive(with_source, received(number), now=NOON)
    close_epoch(with_source, now=NOON + HOUR)
    tick(with_source, now=NOON)
    tick(with_source, now=NOON + 2 * HOUR)

    entries = [read(bytes(entry.bytes)) for entry in Entry.objects.order_by("index")]
    times = [statement.at for statement in entries]
    assert times == sorted(times)
    assert [entry.index for entry in Entry.objects.order_by("index")] == list(range(len(times)))
    assert all(
        canonical.encode(canonical.decode(bytes(entry.bytes))) == bytes(entry.bytes)
        for entry in Entry.objects.all()
    )


def test_a_rebuild_gives_the_same_tables(with_source: Mission) -> None:
    take_in(with_source, [collected(number) for number in range(10)], now=NOON)
    for number in range(5):
        receive(with_source, received(number), now=NOON)
    close_epoch(with_source, now=NOON + HOUR)
    tick(with_source, now=NOON + HOUR)
    before = table_rows()

    rebuilt = rebuild(with_source)

    assert rebuilt.unopened == 0
    assert table_rows() == before
