"""Reading a sealed report: noted first, by whom and why; what is erased or withdrawn is never read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from mithaq.errors import InvalidStatement, KeyUnavailable, NotPermitted, VerificationFailed
from mithaq.mechanism.identifiers import Letter, new_id
from mithaq.mechanism.monitoring.facts import Republish
from mithaq.mechanism.monitoring.statements import Disposition
from mithaq.registry import reading as reading_module
from mithaq.registry.close_epoch import close_epoch
from mithaq.registry.dispose import dispose, dispose_day
from mithaq.registry.drafts import Actor
from mithaq.registry.erase import erase, withdraw_waiting
from mithaq.registry.mission import Mission
from mithaq.registry.reading import read_report, readings
from mithaq.registry.rebuild import rebuild
from mithaq.registry.receive import receive
from mithaq.registry.take_in import take_in
from mithaq.registry.words import draw_words
from mithaq.store.models import Ciphertext, Entry, InboxReport, Reading
from registry.lost_and_found import Lost
from registry.missions import CANARY, NOON, OFFICER, collected, new_source, received, tell_erasures

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
WHY = f"to weigh it against {CANARY}"
READER = Actor("analyst", staff="Samar, desk 4")


def told(mission: Mission, count: int = 5) -> tuple[str, ...]:
    for number in range(count):
        receive(mission, received(number), now=NOON)
    return close_epoch(mission, now=NOON + 30 * HOUR).reports


def read(mission: Mission, report: str, now=NOON + 2 * DAY, **changes: object):  # type: ignore[no-untyped-def]  # a moment
    said: dict[str, object] = {"reason": WHY, "actor": READER}
    return read_report(mission, report, now=now, **(said | changes))  # type: ignore[arg-type]  # one bag of changes


def test_a_reading_gives_every_sealed_value_and_stands_in_the_log(mission: Mission) -> None:
    report, *_ = told(mission)
    before = Entry.objects.count()

    done = read(mission, report)

    assert done.values["reporter"] == f"{CANARY}-reporter"
    assert CANARY in done.values["text"]
    assert done.values["occurred"]["day_from"] == "2017-01-02"
    [noted] = readings(mission, limit=9)
    assert (noted.id, noted.report, noted.role, noted.staff, noted.reason) == (
        *(done.reading, report, "analyst"),
        *(READER.staff, WHY),
    )
    assert (noted.day, noted.read_at) == ("2017-01-07", "2017-01-07T12:00:00Z")
    assert Entry.objects.count() == before


def test_material_that_shows_nothing_is_read_the_same_way(mission: Mission) -> None:
    new_source(mission, republish=Republish.NONE)
    [report] = take_in(mission, [collected(1, Republish.NONE)], now=NOON).accepted

    assert read(mission, report).values["external_id"] == "G-1"


def test_the_note_is_durable_before_anything_is_opened(mission: Mission, monkeypatch: pytest.MonkeyPatch) -> None:
    report, *_ = told(mission)

    def power_cut(*_: object) -> dict[str, object]:
        assert not connection.in_atomic_block
        raise KeyboardInterrupt

    monkeypatch.setattr(reading_module, "report_values", power_cut)
    with pytest.raises(KeyboardInterrupt):
        read(mission, report)

    assert [each.report for each in readings(mission, limit=9)] == [report]


def test_a_reading_that_cannot_be_noted_reads_nothing(mission: Mission, monkeypatch: pytest.MonkeyPatch) -> None:
    report, *_ = told(mission)

    def full_disk(*_: object) -> str:
        raise OSError(28, "No space left on device")

    def opened(*_: object) -> dict[str, object]:
        raise AssertionError("it was opened without a note")

    monkeypatch.setattr(reading_module, "_note", full_disk)
    monkeypatch.setattr(reading_module, "report_values", opened)
    with pytest.raises(OSError, match="No space"):
        read(mission, report)


def test_neither_name_nor_reason_nor_value_lies_in_clear(mission: Mission) -> None:
    report, *_ = told(mission)
    read(mission, report)

    for row in Reading.objects.values_list():
        kept = b"|".join(
            bytes(each) if isinstance(each, memoryview | bytes) else str(each).encode() for each in row
        )
        assert CANARY.encode() not in kept
        assert b"Samar" not in kept


def test_neither_moment_nor_order_of_a_reading_stands_beside_the_incident_it_led_to(mission: Mission) -> None:
    reports = told(mission)
    for minute in range(40):
        read(mission, reports[minute % len(reports)], now=NOON + 2 * DAY + minute * MINUTE)
    dispose_day(mission, now=NOON + 2 * DAY + HOUR)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM reading")
        assert not any("T1" in each for row in cursor.fetchall() for each in row if isinstance(each, str))
        is_postgres = connection.vendor == "postgresql"
        cursor.execute("SELECT id FROM reading ORDER BY " + ("ctid" if is_postgres else "rowid"))
        stored = [row[0] for row in cursor.fetchall()]
        if is_postgres:
            cursor.execute("SELECT count(DISTINCT xmin::text) FROM reading")
            assert cursor.fetchone() == (1,)
    assert stored == sorted(stored)
    moments = {each.read_at for each in readings(mission, limit=50)}
    assert len(moments) == 40


def test_one_damaged_row_does_not_stop_the_list(mission: Mission) -> None:
    report, *_ = told(mission)
    done = [read(mission, report).reading for _ in range(3)]
    row = Reading.objects.get(id=done[0])
    spoilt = bytearray(row.blob)
    spoilt[30] ^= 1
    Reading.objects.filter(id=done[0]).update(blob=bytes(spoilt))

    found = {each.id: each for each in readings(mission, limit=9)}

    assert (found[done[0]].staff, found[done[0]].read_at, found[done[0]].reason) == (None, None, WHY)
    assert [found[each].staff for each in done[1:]] == [READER.staff] * 2


def test_nobody_reads_without_a_name_and_a_reason(mission: Mission) -> None:
    report, *_ = told(mission)

    with pytest.raises(InvalidStatement, match="who reads and why"):
        read(mission, report, actor=Actor("analyst"))
    with pytest.raises(InvalidStatement, match="who reads and why"):
        read(mission, report, reason="  ")
    with pytest.raises(InvalidStatement, match="1001 characters"):
        read(mission, report, reason="x" * 1001)
    with pytest.raises(InvalidStatement, match="on the record"):
        read(mission, new_id(Letter.REPORT, b"no report!"))

    assert readings(mission, limit=9) == ()


def test_what_is_erased_is_neither_read_nor_noted_and_its_reasons_go_with_it(mission: Mission) -> None:
    report, other, *_ = told(mission)
    for each in (report, other):
        read(mission, each)
    kept = list(Reading.objects.filter(report=report).values_list("reason_key", flat=True))

    erase(mission, [report], ground="request", actor=OFFICER, now=NOON + 3 * DAY)

    with pytest.raises(KeyUnavailable):
        read(mission, report)
    [of_erased] = readings(mission, limit=9, report=report)
    [of_other] = readings(mission, limit=9, report=other)
    assert (of_erased.staff, of_erased.reason) == (READER.staff, None)
    assert (of_other.staff, of_other.reason) == (READER.staff, WHY)
    assert mission.keys.present(kept) == set()
    assert Reading.objects.get(report=report).reason_blob is None


@pytest.mark.parametrize("is_public", [True, False])
def test_what_is_withdrawn_is_not_read_though_its_key_is_there(mission: Mission, is_public: bool) -> None:
    if is_public:
        new_source(mission)
        [report] = take_in(mission, [collected(1)], now=NOON).accepted
    else:
        report, *_ = told(mission)
    dispose(mission, report, Disposition.WITHDRAWN, actor=OFFICER, now=NOON + 2 * DAY)

    with pytest.raises(NotPermitted, match="was withdrawn"):
        read(mission, report)

    assert readings(mission, limit=9) == ()


def test_what_was_withdrawn_in_the_inbox_is_not_read_while_its_disposition_waits(mission: Mission) -> None:
    words = draw_words(mission)
    receive(mission, received(0), now=NOON, words=words)
    for number in range(1, 5):
        receive(mission, received(number), now=NOON)
    withdrawn = InboxReport.objects.exclude(words_mark=None).get().id
    withdraw_waiting(mission, words.words)
    close_epoch(mission, now=NOON + HOUR)

    with pytest.raises((NotPermitted, KeyUnavailable)):
        read(mission, withdrawn)
    assert dispose_day(mission, now=NOON + HOUR) == ()


def test_a_stored_value_that_is_not_what_was_committed_to_is_not_shown(mission: Mission) -> None:
    first, second, *_ = told(mission)
    places = [Entry.objects.get(id=report).index for report in (first, second)]
    one, two = (Ciphertext.objects.get(index=place) for place in places)
    Ciphertext.objects.filter(index=one.index).update(key=two.key, blob=bytes(two.blob))

    with pytest.raises((VerificationFailed, KeyUnavailable)):
        read(mission, first)


def test_the_newest_stands_first_and_the_log_is_read_in_pages(mission: Mission) -> None:
    reports = told(mission)
    made = [read(mission, report, now=NOON + (2 + hour) * DAY).reading for hour, report in enumerate(reports)]

    first = readings(mission, limit=2)
    rest = readings(mission, limit=9, after=first[-1].id)

    assert [each.id for each in (*first, *rest)] == made[::-1]
    with pytest.raises(InvalidStatement, match="no reading"):
        readings(mission, limit=2, after="s000")


def test_a_rebuild_leaves_the_log_as_it_is(mission: Mission) -> None:
    report, *_ = told(mission)
    read(mission, report)
    before = readings(mission, limit=9)

    rebuild(mission)

    assert readings(mission, limit=9) == before


def test_the_log_comes_back_with_a_restore_without_the_reasons_of_what_was_erased_since(
    database: str, tmp_path: Path, elsewhere: Callable[[], None]
) -> None:
    lost = Lost(tmp_path, elsewhere)
    report, other, *_ = told(lost.mission)
    for each in (report, other):
        read(lost.mission, each)
    lost.back_up(NOON + 2 * DAY)
    erase(lost.mission, [report], ground="safety", actor=OFFICER, now=NOON + 3 * DAY)
    tell_erasures(lost.mission)
    lost.publish()
    lost.lose()

    lost.restore(now=NOON + 10 * DAY)
    mission = lost.reopen()

    found = {each.report: (each.staff, each.reason) for each in readings(mission, limit=9)}
    assert found == {report: (READER.staff, None), other: (READER.staff, WHY)}
    mission.close()
