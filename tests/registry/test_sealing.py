"""What is sealed stays sealed, what is erased is gone, and the record stays valid without it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from mithaq.errors import KeyUnavailable, NotPermitted
from mithaq.mechanism.statements import read
from mithaq.record.commitments import opens
from mithaq.record.promises import parse_promise, verify_promise
from mithaq.registry.close_epoch import close_epoch
from mithaq.registry.dispose import dispose_day
from mithaq.registry.erase import (
    confirm_erasure,
    erase,
    finish_erasures,
    list_lost,
    statements_about,
    withdraw_waiting,
)
from mithaq.registry.incidents import describe_report, open_incident, review_hold
from mithaq.registry.key_copies import back_up_key_database
from mithaq.registry.mission import Mission, open_folder
from mithaq.registry.open_seal import open_seal
from mithaq.registry.rebuild import rebuild, table_rows
from mithaq.registry.receive import receive, status_of
from mithaq.registry.take_in import take_in
from mithaq.registry.words import ARABIC, ENGLISH, draw_words
from mithaq.sealed.ciphertext import open_sealed, salt_of
from mithaq.store.models import Ciphertext, Entry, Erasure, Report
from registry.missions import CANARY, NOON, OFFICER, collected, facts, received, tell_erasures

HOUR = timedelta(hours=1)
BADLY_HIDDEN = (CANARY.encode(), OFFICER.staff.encode() if OFFICER.staff else b"")


def every_byte(mission: Mission) -> bytes:
    """The folder's databases with their logs of changes and backups; of PostgreSQL every row of every table."""
    data = b"".join(path.read_bytes() for path in sorted(mission.path.rglob("*")) if path.is_file())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names():
                cursor.execute(f'SELECT * FROM "{table}"')
                data += b"".join(
                    bytes(value) if isinstance(value, memoryview) else str(value).encode()
                    for row in cursor.fetchall()
                    for value in row
                )
    return data


def test_no_database_log_of_changes_or_backup_holds_a_sealed_value_in_clear(with_source: Mission) -> None:
    for number in range(5):
        receive(with_source, received(number), now=NOON, words=draw_words(with_source))
    assert not any(hidden in every_byte(with_source) for hidden in BADLY_HIDDEN)
    reports = close_epoch(with_source, now=NOON + HOUR).reports
    take_in(with_source, [collected(number) for number in range(5)], now=NOON + HOUR)
    open_incident(with_source, facts(), reports, actor=OFFICER, now=NOON + HOUR, reason=CANARY)
    describe_report(with_source, reports[0], facts(), actor=OFFICER, now=NOON + HOUR)
    back_up_key_database(with_source, "offsite.db")
    assert not any(hidden in every_byte(with_source) for hidden in BADLY_HIDDEN)
    dispose_day(with_source, now=NOON + 24 * HOUR)

    assert not any(hidden in every_byte(with_source) for hidden in BADLY_HIDDEN)


def test_every_commitment_of_a_stored_value_opens_and_none_twice_alike(with_source: Mission) -> None:
    [report] = take_in(with_source, [collected(1)], now=NOON).accepted
    entry = Entry.objects.get(id=report)
    statement = read(bytes(entry.bytes))
    stored = Ciphertext.objects.get(index=entry.index)
    key = with_source.keys.keys([stored.key])[stored.key]

    opened = open_sealed(key, bytes(stored.blob), statement_id=report, kind="report.collected", version=1)

    assert {"text", "origin", "other", "point", "report"} == set(opened)
    assert len(set(statement.seals.values())) == 16
    for field, (_, value) in opened.items():
        assert opens(
            statement.seals[field],
            salt_of(opened, field),
            statement_id=report,
            kind="report.collected",
            version=1,
            field=field,
            value=value,
        )


def test_a_promise_names_the_commitment_that_then_enters(mission: Mission) -> None:
    receipts = [receive(mission, received(number), now=NOON) for number in range(5)]

    close_epoch(mission, now=NOON + HOUR)

    entered = {read(bytes(entry.bytes)).seals["report"] for entry in Entry.objects.filter(kind="report.received")}
    assert {receipt.promise.split("\n")[0] for receipt in receipts} == entered
    for receipt in receipts:
        verify_promise(parse_promise(receipt.promise), mission.origin, mission.promise_signer.key)
        assert receipt.deadline == "2017-01-06T13:00:00Z"


def test_words_open_the_status_door_and_wrong_ones_look_like_no_news(mission: Mission) -> None:
    words = draw_words(mission, lang="en")
    receive(mission, received(1), now=NOON, words=words)
    close_epoch(mission, now=NOON + timedelta(hours=24))

    assert status_of(mission, words.words) is None
    assert status_of(mission, ("no", "such", "words", "at", "all")) is None
    assert len(set(ARABIC)) == len(set(ENGLISH)) == 256


def test_an_erased_report_leaves_the_record_valid_and_the_tables_as_a_rebuild_makes_them(
    with_source: Mission,
) -> None:
    for number in range(5):
        receive(with_source, received(number), now=NOON)
    reports = close_epoch(with_source, now=NOON + HOUR).reports
    open_incident(with_source, facts(), reports, actor=OFFICER, now=NOON + HOUR)
    dispose_day(with_source, now=NOON + 24 * HOUR)
    before = [bytes(entry.bytes) for entry in Entry.objects.order_by("index")]

    erasure = erase(
        with_source, statements_about(with_source, reports[0]), ground="request", actor=OFFICER, now=NOON + 2 * HOUR
    )

    tell_erasures(with_source)
    after = [bytes(entry.bytes) for entry in Entry.objects.order_by("index")]
    assert after[: len(before)] == before
    assert Report.objects.get(id=reports[0]).external_mark is None
    live = table_rows()
    assert rebuild(with_source).unopened == 0
    assert table_rows() == live
    index = Entry.objects.get(id=reports[0]).index
    with pytest.raises(KeyUnavailable, match="erased"):
        open_seal(with_source, index, "occurred", actor=OFFICER, now=NOON)
    assert Erasure.objects.get(id=erasure).confirmed_index is None


def test_an_erasure_is_pending_until_every_older_copy_is_confirmed_destroyed(with_source: Mission) -> None:
    [report, _] = take_in(with_source, [collected(1), collected(2)], now=NOON).accepted
    back_up_key_database(with_source, "offsite.db")
    erasure = erase(with_source, [report], ground="safety", actor=OFFICER, now=NOON)
    tell_erasures(with_source)

    pending = confirm_erasure(with_source, erasure, destroyed=[], actor=OFFICER, now=NOON)
    confirmed = confirm_erasure(with_source, erasure, destroyed=["offsite.db"], actor=OFFICER, now=NOON)

    assert pending is None
    assert confirmed is not None
    assert [path.name for path in sorted(with_source.path.glob("keys/wrapping-*"))] == ["wrapping-1.key"]
    assert (with_source.path / "backups" / "keys-1.db").exists()


def test_an_erasure_cut_short_is_finished_at_the_next_start(
    with_source: Mission, monkeypatch: pytest.MonkeyPatch
) -> None:
    [report] = take_in(with_source, [collected(1)], now=NOON).accepted

    def power_cut(_: Mission) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("mithaq.registry.erase.finish_erasures", power_cut)
        with pytest.raises(KeyboardInterrupt):
            erase(with_source, [report], ground="request", actor=OFFICER, now=NOON)

    assert finish_erasures(with_source) == 1
    assert finish_erasures(with_source) == 0


def test_a_report_withdrawn_while_it_waits_still_enters_keyless(mission: Mission) -> None:
    words = draw_words(mission)
    receive(mission, received(0), now=NOON, words=words)
    for number in range(1, 5):
        receive(mission, received(number), now=NOON)

    assert withdraw_waiting(mission, words.words)
    closed = close_epoch(mission, now=NOON + HOUR)

    assert len(closed.reports) == 5
    assert Ciphertext.objects.filter(key__isnull=False).count() == 4
    assert rebuild(mission).unopened == 0


def test_an_old_backup_of_the_keys_lists_what_is_lost(with_source: Mission) -> None:
    reports = take_in(with_source, [collected(number) for number in range(3)], now=NOON).accepted
    index = Entry.objects.get(id=reports[1]).index
    lost_key = Ciphertext.objects.get(index=index).key
    with_source.keys.database.execute("DELETE FROM subject_key WHERE id = ?", (lost_key,))
    assert rebuild(with_source).unopened == 1

    lost = list_lost(with_source, actor=OFFICER, now=NOON)

    assert lost == (reports[1],)
    assert rebuild(with_source).unopened == 0


def described_report(mission: Mission) -> str:
    """A received report whose description a person released."""
    for number in range(5):
        receive(mission, received(number), now=NOON)
    report = close_epoch(mission, now=NOON + HOUR).reports[0]
    held = describe_report(mission, report, facts(), actor=OFFICER, now=NOON + HOUR)
    assert held.hold is not None
    review_hold(mission, held.hold, release=True, actor=OFFICER, now=NOON + HOUR)
    return report


def test_an_opened_seal_shows_salt_and_value_and_what_names_people_is_never_opened(
    with_source: Mission,
) -> None:
    report = described_report(with_source)
    index = Entry.objects.get(id=report).index

    opened = open_seal(with_source, index, "occurred", actor=OFFICER, now=NOON + HOUR)

    body = read(bytes(Entry.objects.get(id=opened).bytes)).body
    assert body.value["day_from"] == "2017-01-02"
    for field in ("reporter", "source", "text", "place", "point", "external_id", "origin", "report"):
        with pytest.raises(NotPermitted, match="never opened"):
            open_seal(with_source, index, field, actor=OFFICER, now=NOON + HOUR)


def test_a_seal_that_would_show_more_than_the_description_or_sooner_stays_closed(with_source: Mission) -> None:
    report = described_report(with_source)
    other = next(entry for entry in Entry.objects.filter(kind="report.received") if entry.id != report)
    incident = open_incident(with_source, facts(), [report], actor=OFFICER, now=NOON + HOUR)
    index = Entry.objects.get(id=incident).index

    with pytest.raises(NotPermitted, match="described"):
        open_seal(with_source, other.index, "occurred", actor=OFFICER, now=NOON + HOUR)
    with pytest.raises(NotPermitted, match="described"):
        open_seal(with_source, index, "facts", actor=OFFICER, now=NOON + HOUR)
    with pytest.raises(NotPermitted, match="never opened"):
        open_seal(with_source, index, "reports", actor=OFFICER, now=NOON + HOUR)
    with pytest.raises(NotPermitted, match="younger than the delay"):
        open_seal(with_source, Entry.objects.get(id=report).index, "occurred", actor=OFFICER, now=NOON - 48 * HOUR)


def test_a_mission_opens_again_with_what_it_had(with_source: Mission, tmp_path: Path) -> None:
    take_in(with_source, [collected(1)], now=NOON)
    with_source.close()

    again = open_folder(tmp_path / "mission")

    assert take_in(again, [collected(1)], now=NOON).already_known == 1
    again.close()
