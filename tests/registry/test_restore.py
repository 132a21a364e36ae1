"""A mission that was lost comes back: the record wins over the backup, and safety over completeness."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from mithaq.errors import (
    InvalidStatement,
    KeyUnavailable,
    MalformedRecord,
    MissionNotReady,
    MithaqError,
    RecordConflict,
)
from mithaq.mechanism.agreement.mode import Mode
from mithaq.mechanism.monitoring.origin import Evidence, Step, StepKind, Trace
from mithaq.mechanism.monitoring.statements import Disposition
from mithaq.mechanism.statements import read
from mithaq.record.heads import open_head
from mithaq.registry.close_epoch import close_epoch
from mithaq.registry.dispose import dispose, dispose_day, redispose
from mithaq.registry.erase import confirm_erasure, erase, list_lost, statements_about, withdraw_waiting
from mithaq.registry.incidents import open_incident
from mithaq.registry.key_copies import key_copies, note_copy
from mithaq.registry.mission import RESTORING, open_folder
from mithaq.registry.rebuild import table_rows
from mithaq.registry.receive import receive, status_of
from mithaq.registry.record_entries import RecordEntries
from mithaq.registry.take_in import take_in
from mithaq.registry.trace import trace_day, trace_report
from mithaq.registry.waiting_erasures import enter_erasures
from mithaq.registry.words import draw_words
from mithaq.signer.publisher import opened_publisher
from mithaq.store.models import (
    Ciphertext,
    DispositionRow,
    Entry,
    InboxReport,
    KeyCopy,
    PendingDisposition,
    PendingTrace,
    StatusDoor,
)
from mithaq.verify import Folder, Trust, open_place, verify_record
from registry.lost_and_found import (
    HOUR,
    LATER,
    Lost,
    assert_whole,
    entries,
    kinds,
    lost_statements,
    opened_values,
)
from registry.missions import CANARY, NOON, OFFICER, collected, facts, received, tell_erasures

DAY = 24 * HOUR


@pytest.fixture
def lost(database: str, tmp_path: Path, elsewhere: Callable[[], None]) -> Iterator[Lost]:
    made = Lost(tmp_path, elsewhere)
    yield made
    made.mission.close()


def wait_for(lost: Lost, numbers: range, **changes: Any) -> None:
    for number in numbers:
        receive(lost.mission, received(number), now=NOON, **changes)


def test_what_was_backed_up_comes_back_with_every_sealed_value(lost: Lost) -> None:
    reports = take_in(lost.mission, [collected(number) for number in range(3)], now=NOON).accepted
    wait_for(lost, range(5))
    waited = close_epoch(lost.mission, now=NOON + HOUR).reports
    open_incident(lost.mission, facts(), [*reports, *waited], actor=OFFICER, now=NOON + HOUR)
    before, rows = entries(), table_rows()
    head = lost.publish()
    lost.back_up()
    lost.lose()

    restored = lost.restore()
    mission = lost.reopen()

    assert (restored.backup_size, restored.size, restored.lost) == (len(before), len(before), 0)
    assert entries()[:-1] == before
    assert table_rows() == rows
    for report in (*reports, *waited):
        assert CANARY in str(opened_values(mission, report))
    assert_whole(lost, earlier=head)


def test_an_old_backup_and_the_published_record_give_the_whole_record_back(lost: Lost) -> None:
    kept = take_in(lost.mission, [collected(1)], now=NOON).accepted
    lost.publish()
    lost.back_up()
    missing = take_in(lost.mission, [collected(number) for number in range(2, 600)], now=NOON).accepted
    open_incident(lost.mission, facts(), [missing[0]], actor=OFFICER, now=NOON)
    before, rows = entries(), table_rows()
    head = lost.publish()
    lost.lose()

    restored = lost.restore()
    mission = lost.reopen()

    assert entries()[: len(before)] == before
    assert kinds(len(before)) == ["record.restored", "sealed.lost"]
    said = read(entries()[len(before)]).body
    assert (said.backup_size, said.size, said.waiting_kept) == (restored.backup_size, len(before), False)
    assert lost_statements() >= set(missing)
    assert opened_values(mission, kept[0]) is not None
    assert {name: found for name, found in table_rows().items() if name != "lost_statement"} == {
        name: found for name, found in rows.items() if name != "lost_statement"
    }
    assert_whole(lost, earlier=head)


def test_the_verifier_says_what_a_restore_may_have_lost(lost: Lost) -> None:
    lost.publish()
    lost.back_up()
    take_in(lost.mission, [collected(1)], now=NOON)
    lost.publish()
    lost.lose()
    lost.restore()
    lost.reopen()
    lost.publish()

    outcome = verify_record(Folder(lost.public), Trust.of_key(lost.key))

    assert outcome.held
    [restored] = [sentence for sentence in outcome.unchecked if "restored" in sentence and "entry" in sentence]
    assert "between 2017-01-05T12:00:00Z and 2017-01-06T12:00:00Z" in restored
    assert "given up" in restored
    assert any("sealed values of 1 statement, lost" in sentence for sentence in outcome.unchecked)


def test_a_report_withdrawn_before_the_backup_is_never_named_as_lost(lost: Lost) -> None:
    words = draw_words(lost.mission)
    wait_for(lost, range(1), words=words)
    wait_for(lost, range(1, 5))
    withdraw_waiting(lost.mission, words.words)
    first = close_epoch(lost.mission, now=NOON + HOUR).reports
    lost.publish()
    lost.back_up(NOON + HOUR)
    lost.lose()

    restored = lost.restore()

    lost.reopen()
    assert restored.lost == 0
    assert len(first) == 5
    assert_whole(lost)


def test_lost_and_withdrawn_reports_of_the_time_after_the_backup_look_alike(lost: Lost) -> None:
    lost.publish()
    lost.back_up()
    words = draw_words(lost.mission)
    wait_for(lost, range(1), words=words)
    wait_for(lost, range(1, 5))
    withdraw_waiting(lost.mission, words.words)
    reports = close_epoch(lost.mission, now=NOON + HOUR).reports
    lost.publish()
    lost.lose()

    lost.restore()

    lost.reopen()
    assert lost_statements() == set(reports)
    assert_whole(lost)


def test_what_waited_at_the_backup_and_entered_since_goes_to_its_entry_when_the_keys_survived(lost: Lost) -> None:
    words = draw_words(lost.mission)
    lost.publish()
    wait_for(lost, range(1), words=words)
    wait_for(lost, range(1, 5))
    lost.back_up()
    reports = close_epoch(lost.mission, now=NOON + HOUR).reports
    rows = table_rows()
    lost.publish()
    lost.lose()

    restored = lost.restore(**lost.survivors())
    mission = lost.reopen()

    assert (restored.moved, restored.given_up, restored.lost) == (5, 0, 0)
    assert InboxReport.objects.count() == 0
    assert table_rows()["report"] == rows["report"]
    for report in reports:
        assert CANARY in str(opened_values(mission, report))
    [door] = StatusDoor.objects.all()
    dispose(mission, door.report, Disposition.INSUFFICIENT, actor=OFFICER, now=LATER)
    assert status_of(mission, words.words) is Disposition.INSUFFICIENT
    assert_whole(lost)


def test_a_report_withdrawn_after_the_backup_stays_withdrawn_when_the_keys_survived(lost: Lost) -> None:
    words = draw_words(lost.mission)
    lost.publish()
    wait_for(lost, range(1), words=words)
    wait_for(lost, range(1, 5))
    lost.back_up()
    withdraw_waiting(lost.mission, words.words)
    reports = close_epoch(lost.mission, now=NOON + HOUR).reports
    lost.publish()
    lost.lose()

    restored = lost.restore(**lost.survivors())
    mission = lost.reopen()

    # Not listed as lost either: the only one of its epoch to be named would be the one that was withdrawn.
    assert (restored.moved, restored.given_up, restored.lost) == (4, 1, 0)
    assert sum(opened_values(mission, report) is None for report in reports) == 1
    assert_whole(lost)


@pytest.mark.parametrize("has_entered", [True, False])
def test_copies_of_keys_bring_no_waiting_report_back_since_one_may_have_been_withdrawn(
    lost: Lost, has_entered: bool
) -> None:
    words = draw_words(lost.mission)
    lost.publish()
    wait_for(lost, range(1), words=words)
    wait_for(lost, range(1, 5))
    keys = list(InboxReport.objects.values_list("key", flat=True))
    lost.back_up()
    withdraw_waiting(lost.mission, words.words)
    if has_entered:
        close_epoch(lost.mission, now=NOON + HOUR)
        lost.publish()
    lost.lose()

    restored = lost.restore()
    mission = lost.reopen()
    close_epoch(mission, now=LATER)

    assert (restored.moved, restored.given_up) == (0, 5)
    assert restored.lost == (5 if has_entered else 0)
    reports = [entry.id for entry in Entry.objects.filter(kind="report.received")]
    assert len(reports) == 5
    assert [opened_values(mission, report) for report in reports] == [None] * 5
    assert mission.keys.present(keys) == set()
    assert StatusDoor.objects.count() == 1
    assert_whole(lost)


def test_a_report_withdrawn_before_the_backup_is_named_with_the_others_that_were_given_up(lost: Lost) -> None:
    words = draw_words(lost.mission)
    lost.publish()
    wait_for(lost, range(1), words=words)
    wait_for(lost, range(1, 5))
    withdraw_waiting(lost.mission, words.words)
    lost.back_up()
    reports = close_epoch(lost.mission, now=NOON + HOUR).reports
    lost.publish()
    lost.lose()

    lost.restore()

    lost.reopen()
    assert lost_statements() == set(reports)


def test_waiting_reports_that_never_entered_still_wait_and_then_enter(lost: Lost) -> None:
    lost.publish()
    wait_for(lost, range(5))
    lost.back_up()
    lost.lose()

    restored = lost.restore(**lost.survivors())
    mission = lost.reopen()
    reports = close_epoch(mission, now=LATER).reports

    assert (restored.waiting, restored.given_up, len(reports)) == (5, 0, 5)
    assert all(opened_values(mission, report) for report in reports)
    assert_whole(lost)


def test_waiting_dispositions_that_entered_since_go_to_their_entries(lost: Lost) -> None:
    wait_for(lost, range(5))
    reports = close_epoch(lost.mission, now=NOON + HOUR).reports
    open_incident(lost.mission, facts(), reports, actor=OFFICER, now=NOON + HOUR)
    lost.publish()
    lost.back_up(NOON + HOUR)
    entered = dispose_day(lost.mission, now=NOON + 24 * HOUR)
    rows = table_rows()
    lost.publish()
    lost.lose()

    restored = lost.restore()
    mission = lost.reopen()

    assert (restored.moved, restored.lost, restored.dropped_dispositions) == (5, 0, 0)
    assert PendingDisposition.objects.count() == 0
    assert table_rows()["disposition"] == rows["disposition"]
    assert all(opened_values(mission, statement) for statement in entered)
    assert_whole(lost)


def traced(lost: Lost) -> tuple[str, ...]:
    """Five told reports whose origins wait for the day's batch."""
    wait_for(lost, range(5))
    reports = close_epoch(lost.mission, now=NOON + HOUR).reports
    for number, report in enumerate(reports):
        steps = (Step(kind=StepKind.WITNESS, name=f"w{number}"),)
        trace = Trace(evidence=Evidence.WITNESS, checked=True, steps=steps)
        trace_report(lost.mission, report, trace, actor=OFFICER, now=NOON + HOUR)
    lost.publish()
    lost.back_up(NOON + HOUR)
    return reports


def test_waiting_traces_that_entered_since_go_to_their_entries(lost: Lost) -> None:
    traced(lost)
    entered = trace_day(lost.mission, now=NOON + 24 * HOUR)
    rows = table_rows()
    lost.publish()
    lost.lose()

    restored = lost.restore()
    mission = lost.reopen()

    assert (len(entered), restored.moved, restored.lost) == (5, 5, 0)
    assert PendingTrace.objects.count() == 0
    assert table_rows()["report_trace"] == rows["report_trace"]
    assert all(opened_values(mission, statement) for statement in entered)
    assert_whole(lost)


def test_waiting_traces_still_wait_after_a_restore_but_those_of_an_erased_report(lost: Lost) -> None:
    reports = traced(lost)
    erase(lost.mission, [reports[0]], ground="request", actor=OFFICER, now=NOON + 2 * HOUR)
    enter_erasures(lost.mission, now=NOON + 4 * DAY)
    lost.publish()
    lost.lose()

    lost.restore(now=NOON + 5 * DAY)
    mission = lost.reopen()

    assert set(PendingTrace.objects.values_list("report", flat=True)) == set(reports[1:])
    assert len(trace_day(mission, now=NOON + 6 * DAY)) == 4
    assert_whole(lost)


@pytest.mark.parametrize("is_waiting", [True, False])
def test_what_an_erasure_took_unsaid_does_not_come_back_through_old_copies(lost: Lost, is_waiting: bool) -> None:
    wait_for(lost, range(5))
    report, other, third, *_ = close_epoch(lost.mission, now=NOON + HOUR).reports
    incident = open_incident(lost.mission, facts(), [report], actor=OFFICER, now=NOON + HOUR)
    kept = open_incident(lost.mission, facts(), [other, third], actor=OFFICER, now=NOON + HOUR)
    if not is_waiting:
        dispose_day(lost.mission, now=NOON + HOUR)
    lost.back_up(NOON + HOUR)
    for each in (report, other):
        erase(lost.mission, [each], ground="safety", actor=OFFICER, now=NOON + 2 * HOUR)
    tell_erasures(lost.mission)
    lost.publish()
    lost.lose()

    lost.restore()
    mission = lost.reopen()

    assert opened_values(mission, incident) is None
    assert opened_values(mission, kept) is not None
    assert incident not in lost_statements()
    assert_whole(lost)


@pytest.mark.parametrize("moves", ["before the erasure", "while it waits", "in after the erasure"])
def test_only_links_in_force_at_an_erasure_keep_an_incident_in_a_restore(lost: Lost, moves: str) -> None:
    """Another report was linked to the incident once, or is linked to it only since."""
    mission = lost.mission
    wait_for(lost, range(6))
    report, other, *rest = close_epoch(mission, now=NOON + HOUR).reports
    linked = [report] if moves == "in after the erasure" else [report, other]
    incident = open_incident(mission, facts(), linked, actor=OFFICER, now=NOON + HOUR)
    elsewhere = open_incident(
        mission, facts(), [each for each in (other, *rest) if each not in linked], actor=OFFICER, now=NOON + HOUR
    )
    assert len(dispose_day(mission, now=NOON + DAY)) == 6
    standing = DispositionRow.objects.get(report=other).statement

    def move(to: str) -> None:
        redispose(
            mission,
            other,
            Disposition.LINKED,
            replaces=standing,
            reason="another place",
            actor=OFFICER,
            now=NOON + DAY,
            incident=to,
        )

    if moves == "before the erasure":
        move(elsewhere)
        assert len(dispose_day(mission, now=NOON + 6 * DAY)) == 1
    elif moves == "while it waits":
        # The link in force and the one that waits both lead elsewhere than the one of another report.
        move(elsewhere)
    lost.back_up(NOON + 6 * DAY)
    erase(mission, [report], ground="safety", actor=OFFICER, now=NOON + 6 * DAY)
    live = opened_values(mission, incident)
    if moves == "in after the erasure":
        move(incident)
        assert len(dispose_day(mission, now=NOON + 8 * DAY)) == 1
    enter_erasures(mission, now=NOON + 10 * DAY)
    lost.publish()
    lost.lose()

    lost.restore(now=NOON + 11 * DAY)

    assert (live is None) == (moves != "while it waits")
    assert opened_values(lost.reopen(), incident) == live


def test_an_erased_subject_does_not_come_back_through_old_copies_of_everything(lost: Lost) -> None:
    words = draw_words(lost.mission)
    wait_for(lost, range(1), words=words)
    wait_for(lost, range(1, 5))
    close_epoch(lost.mission, now=NOON + HOUR)
    erased = StatusDoor.objects.get().report
    lost.back_up(NOON + HOUR)
    key = Ciphertext.objects.get(index=Entry.objects.get(id=erased).index).key
    erasure = erase(
        lost.mission, statements_about(lost.mission, erased), ground="safety", actor=OFFICER, now=NOON + 2 * HOUR
    )
    tell_erasures(lost.mission)
    lost.publish()
    lost.lose()

    # The worst case: the main backup, the wrapped keys and keys/ are all of the time before the erasure.
    restored = lost.restore()
    mission = lost.reopen()

    assert opened_values(mission, erased) is None
    assert mission.keys.present([key]) == set()
    assert StatusDoor.objects.count() == 0
    # What is lost is who entered the erasure; the erased themselves are not named a second time.
    assert (restored.lost, lost_statements()) == (1, {erasure})
    assert [path.name for path in (mission.path / "keys").glob("wrapping-*")] == [
        f"wrapping-{mission.keys.generation}.key"
    ]
    copied = sqlite3.connect(mission.path / "backups" / f"keys-{mission.keys.generation}.db")
    assert (key, None) in copied.execute("SELECT id, wrapped FROM subject_key").fetchall()
    copied.close()
    assert_whole(lost)


def test_old_wrapped_keys_do_not_open_with_todays_keys_folder(lost: Lost) -> None:
    [report, _] = take_in(lost.mission, [collected(1), collected(2)], now=NOON).accepted
    lost.publish()
    old = lost.back_up()
    erase(lost.mission, [report], ground="request", actor=OFFICER, now=NOON)
    lost.publish()
    lost.lose()

    with pytest.raises(KeyUnavailable, match="generation 0, keys/ opens 1"):
        lost.restore(wrapped_keys=old.wrapped_keys, key_folder=lost.mission.path / "keys")
    with pytest.raises(KeyUnavailable, match="generation 1, keys/ opens 0"):
        lost.restore(wrapped_keys=lost.mission.path / "keys.db", key_folder=old.key_folder)
    assert lost.leftovers() == []


def test_copies_cannot_be_passed_off_as_keys_that_survived(lost: Lost) -> None:
    [report, _] = take_in(lost.mission, [collected(1), collected(2)], now=NOON).accepted
    old = lost.back_up()
    erase(lost.mission, [report], ground="request", actor=OFFICER, now=NOON)
    lost.publish()
    lost.back_up(NOON + HOUR)
    lost.lose()

    with pytest.raises(KeyUnavailable, match="they are a copy"):
        lost.restore(wrapped_keys=old.wrapped_keys, key_folder=old.key_folder, keys_survived=True)


def test_keys_made_after_their_copy_are_lost_and_listed(lost: Lost) -> None:
    [first] = take_in(lost.mission, [collected(1)], now=NOON).accepted
    lost.publish()
    older = lost.back_up()
    # The next keys get numbers that the copy does not know of.
    lost.mission.keys._pool.clear()
    [second] = take_in(lost.mission, [collected(2)], now=NOON).accepted
    wait_for(lost, range(5))
    lost.back_up(NOON + HOUR)
    waited = close_epoch(lost.mission, now=NOON + HOUR).reports
    lost.publish()
    lost.lose()

    restored = lost.restore(wrapped_keys=older.wrapped_keys, key_folder=older.key_folder, keys_survived=True)

    mission = lost.reopen()
    # Nobody withdrew them: their keys were never in this copy.
    assert lost_statements() == {second, *waited}
    assert (restored.moved, restored.given_up) == (0, 5)
    assert opened_values(mission, first) is not None
    assert_whole(lost)


def test_a_head_that_goes_beyond_what_is_published_is_a_refusal(lost: Lost, tmp_path: Path) -> None:
    lost.publish()
    lost.back_up()
    shutil.copytree(lost.public, tmp_path / "a" / "stale")
    take_in(lost.mission, [collected(1)], now=NOON)
    newest = lost.publish()
    lost.lose()

    with pytest.raises(RecordConflict, match="make a second history"):
        lost.restore(public=Folder(tmp_path / "a" / "stale"), heads=[newest])

    assert lost.leftovers() == []
    assert lost.restore(heads=[newest]).published == open_head(newest, (lost.mission.log_signer.key,)).size


def test_a_head_of_another_history_is_a_refusal(lost: Lost, tmp_path: Path) -> None:
    lost.publish()
    lost.back_up()
    shutil.copytree(lost.mission.path, tmp_path / "a" / "twin")
    take_in(lost.mission, [collected(1)], now=NOON)
    head = lost.publish()
    lost.lose()
    lost.restore("one", public=Folder(tmp_path / "a" / "twin" / "public"))
    lost.reopen("one")
    lost.publish()
    lost.lose()

    with pytest.raises(RecordConflict, match="two histories"):
        lost.restore("two", public=Folder(lost.public), heads=[head])


def test_a_mirror_older_than_the_backup_makes_the_signer_sign_the_same_head_again(
    lost: Lost, tmp_path: Path
) -> None:
    lost.publish()
    shutil.copytree(lost.public, tmp_path / "a" / "stale")
    take_in(lost.mission, [collected(number) for number in range(300)], now=NOON)
    newest = lost.publish()
    lost.back_up()
    lost.lose()

    lost.restore(public=Folder(tmp_path / "a" / "stale"))

    lost.reopen()
    assert_whole(lost, earlier=newest)


def test_the_signer_refuses_an_old_database_that_was_not_rolled_forward(lost: Lost) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a PostgreSQL database is put back by other means; the signer reads both alike")
    lost.publish()
    lost.lose()
    old = (lost.mission.path / "mithaq.db").read_bytes()
    lost.reopen("mission")
    take_in(lost.mission, [collected(1)], now=NOON)
    lost.publish()
    lost.lose()
    (lost.mission.path / "mithaq.db").write_bytes(old)
    lost.reopen("mission")

    with pytest.raises(RecordConflict, match="it is behind"):
        lost.publish()


def test_two_restores_of_one_backup_cannot_both_be_signed_where_heads_are_shared(lost: Lost) -> None:
    lost.publish()
    lost.back_up()
    lost.lose()
    public = Folder(lost.public)
    lost.restore("one", public=public)
    lost.elsewhere()
    lost.restore("two", public=public, now=LATER + HOUR)
    lost.elsewhere()
    if connection.vendor == "postgresql":
        pytest.skip("the environment names one PostgreSQL at a time; the heads do not depend on it")
    two = lost.reopen("two")
    second = lost.publish()
    two.close()
    one = lost.reopen("one")
    head = open_head(second, (one.log_signer.key,))

    with (
        pytest.raises(RecordConflict),
        opened_publisher(
            RecordEntries(),
            record=one.path / "public" / "record",
            state=one.path / "signer-state",
            signer=one.log_signer,
            witness_heads=(head,),
        ),
    ):
        pass

    lost.publish()
    assert not verify_record(Folder(lost.public), Trust.of_key(lost.key), earlier_head=second).held


def test_a_second_restore_from_what_the_first_published_is_a_continuation(lost: Lost) -> None:
    take_in(lost.mission, [collected(1)], now=NOON)
    lost.publish()
    lost.back_up()
    lost.lose()
    lost.restore("one")
    lost.reopen("one")
    head = lost.publish()
    lost.lose()

    restored = lost.restore("two", now=LATER + HOUR, public=Folder(lost.public))

    lost.reopen("two")
    assert restored.size == restored.backup_size + 1
    # Of what the backup did not hold nobody can say whether its seals held anything.
    assert kinds(restored.backup_size) == ["record.restored", "record.restored", "sealed.lost"]
    assert_whole(lost, earlier=head)


def test_a_restore_goes_over_nothing(lost: Lost) -> None:
    lost.publish()
    lost.back_up()
    lost.lose()
    lost.restore()

    with pytest.raises(MissionNotReady, match="never goes over it"):
        lost.restore()
    with pytest.raises(MissionNotReady, match="never goes over it"):
        lost.restore("mission")
    if connection.vendor == "postgresql":
        with pytest.raises(RecordConflict, match="not empty"):
            lost.restore("third")
        assert lost.leftovers() == ["again"]


def test_a_rehearsal_says_what_would_come_and_leaves_nothing(lost: Lost) -> None:
    take_in(lost.mission, [collected(1)], now=NOON)
    lost.publish()
    lost.back_up()
    before = {
        path: path.read_bytes() for path in lost.top.rglob("*") if path.is_file() and "mission/" not in str(path)
    }

    rehearsed = lost.restore(rehearse=True)

    assert rehearsed.size == rehearsed.backup_size
    assert lost.leftovers() == []
    after = {
        path: path.read_bytes() for path in lost.top.rglob("*") if path.is_file() and "mission/" not in str(path)
    }
    assert after == before
    lost.reopen("mission")
    assert take_in(lost.mission, [collected(1)], now=NOON).already_known == 1


def test_a_backup_of_another_mission_does_not_open(lost: Lost, tmp_path: Path) -> None:
    lost.publish()
    mine = lost.back_up()
    (tmp_path / "other").mkdir()
    lost.lose()
    other = Lost(tmp_path / "other", lost.elsewhere)
    theirs = other.back_up()
    other.lose()

    with pytest.raises(KeyUnavailable, match="does not open with this mission's key"):
        lost.restore(key_folder=theirs.key_folder, wrapped_keys=theirs.wrapped_keys)
    with pytest.raises(KeyUnavailable, match="does not open"):
        lost.restore(wrapped_keys=theirs.wrapped_keys)
    assert mine.file.exists()
    assert not (tmp_path / "again").exists()


def test_the_record_of_another_mission_is_not_taken_over(lost: Lost, tmp_path: Path) -> None:
    lost.publish()
    lost.back_up()
    lost.lose()
    (tmp_path / "other").mkdir()
    other = Lost(tmp_path / "other", lost.elsewhere)
    other.publish()
    other.lose()

    with pytest.raises(RecordConflict, match="cannot be taken over"):
        lost.restore(public=Folder(other.public))

    assert not (tmp_path / "again").exists()


def test_a_published_log_is_not_restored_without_its_record(lost: Lost, tmp_path: Path) -> None:
    lost.publish()
    lost.back_up()
    lost.lose()

    with pytest.raises(RecordConflict, match="there is a published record"):
        lost.restore(public=None)
    with pytest.raises(RecordConflict, match="no signed head"):
        lost.restore(public=Folder(tmp_path / "b"))
    assert lost.leftovers() == []


def test_a_mission_that_never_published_comes_back_and_publishes(lost: Lost) -> None:
    take_in(lost.mission, [collected(1)], now=NOON)
    lost.back_up()
    lost.lose()

    restored = lost.restore(public=None)

    lost.reopen()
    assert restored.published == 0
    assert_whole(lost)


def test_entries_that_were_never_published_are_kept_where_the_backup_has_them(lost: Lost) -> None:
    lost.publish()
    [report] = take_in(lost.mission, [collected(1)], now=NOON).accepted
    lost.back_up()
    lost.lose()

    restored = lost.restore()

    mission = lost.reopen()
    assert restored.size == restored.backup_size > restored.published
    assert opened_values(mission, report) is not None
    assert_whole(lost)


def test_a_changed_published_entry_is_not_rolled_forward(lost: Lost) -> None:
    lost.publish()
    lost.back_up()
    take_in(lost.mission, [collected(1)], now=NOON)
    lost.publish()
    lost.lose()
    bundles = sorted((lost.public / "record" / "tile" / "entries").rglob("*"))
    newest = max((path for path in bundles if path.is_file()), key=lambda path: int(path.name))
    data = newest.read_bytes()
    newest.write_bytes(data[:-5] + bytes([data[-5] ^ 1]) + data[-4:])

    with pytest.raises(RecordConflict, match="do not give the root"):
        lost.restore()
    assert lost.leftovers() == []


def test_the_published_record_is_taken_over_from_an_address_too(lost: Lost) -> None:
    lost.publish()
    lost.back_up()
    take_in(lost.mission, [collected(number) for number in range(300)], now=NOON)
    head = lost.publish()
    lost.lose()
    handler = partial(SimpleHTTPRequestHandler, directory=str(lost.public))
    handler.func.log_message = lambda *_: None  # type: ignore[attr-defined]  # the standard library's own class
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        restored = lost.restore(public=open_place(f"http://127.0.0.1:{server.server_port}"))
    finally:
        server.shutdown()
        server.server_close()

    lost.reopen()
    assert restored.size == restored.published
    assert_whole(lost, earlier=head)


def test_tiles_of_earlier_heads_are_kept_and_what_else_lies_there_is_not(lost: Lost) -> None:
    lost.publish()
    take_in(lost.mission, [collected(number) for number in range(300)], now=NOON)
    lost.publish()
    lost.back_up()
    lost.lose()
    record = lost.public / "record"
    before = {path.relative_to(record).as_posix() for path in record.rglob("*") if path.is_file()}
    (record / "tile" / "0" / "000.p" / "7").write_bytes(b"\0" * 7 * 32)
    (record / "stray").write_bytes(b"stray")

    lost.restore()

    again = lost.top / "again" / "public" / "record"
    after = {path.relative_to(again).as_posix() for path in again.rglob("*") if path.is_file()}
    assert after == before | {"tile/0/000.p/7"}
    assert (again / "tile/0/000.p/7").read_bytes() == (record / "tile/0/000").read_bytes()[: 7 * 32]
    lost.reopen()
    assert_whole(lost)


@pytest.mark.parametrize("place", range(8))
def test_a_backup_with_one_changed_byte_is_refused_whole(lost: Lost, place: int) -> None:
    take_in(lost.mission, [collected(number) for number in range(40)], now=NOON)
    lost.publish()
    lost.back_up()
    lost.lose()
    data = lost.backup.file.read_bytes()
    at = (len(data) - 1) * place // 7
    lost.backup.file.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])

    with pytest.raises(MithaqError) as caught:
        lost.restore()

    assert isinstance(caught.value, KeyUnavailable | MalformedRecord)
    assert lost.leftovers() == []


@pytest.mark.parametrize("length", [0, 10, 150, 3_000, -1])
def test_a_backup_that_breaks_off_is_refused_whole(lost: Lost, length: int) -> None:
    take_in(lost.mission, [collected(number) for number in range(40)], now=NOON)
    lost.publish()
    lost.back_up()
    lost.lose()
    lost.backup.file.write_bytes(lost.backup.file.read_bytes()[:length])

    with pytest.raises((KeyUnavailable, MalformedRecord)):
        lost.restore()

    assert lost.leftovers() == []


def damage_keys(path: Path, *keys: int) -> None:
    """Flips one bit in each of these wrapped keys; in all where none is named."""
    database = sqlite3.connect(path)
    for key, wrapped in database.execute(
        "SELECT id, wrapped FROM subject_key WHERE wrapped IS NOT NULL"
    ).fetchall():
        if not keys or key in keys:
            changed = wrapped[:-1] + bytes([wrapped[-1] ^ 1])
            database.execute("UPDATE subject_key SET wrapped = ? WHERE id = ?", (changed, key))
    database.commit()
    database.close()


def test_a_copy_of_the_keys_of_which_none_opens_is_refused(lost: Lost) -> None:
    take_in(lost.mission, [collected(number) for number in range(40)], now=NOON)
    lost.publish()
    lost.back_up()
    lost.lose()
    assert lost.backup.wrapped_keys is not None
    damage_keys(lost.backup.wrapped_keys)

    with pytest.raises(KeyUnavailable, match="does not open"):
        lost.restore()
    assert lost.leftovers() == []


def test_an_interrupted_restore_is_no_mission_and_the_next_one_clears_it(
    lost: Lost, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost.publish()
    lost.back_up()
    lost.lose()
    left = lost.top / ".again.restoring"

    with monkeypatch.context() as patched:
        patched.setattr("mithaq.registry.restore.shutil.rmtree", lambda *_, **__: None)
        patched.setattr("mithaq.registry.restore._give_name", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            lost.restore()

    assert (left / RESTORING).exists()
    with pytest.raises(MissionNotReady, match="interrupted restore"):
        open_folder(left)
    lost.elsewhere()
    lost.restore()
    assert lost.leftovers() == ["again"]


def test_every_copy_from_before_a_restore_is_awaited_by_the_erasures_after_it(lost: Lost) -> None:
    [report, other] = take_in(lost.mission, [collected(1), collected(2)], now=NOON).accepted
    lost.publish()
    lost.back_up()
    lost.lose()
    lost.restore()
    mission = lost.reopen()
    note_copy(mission, "disk snapshot")
    folder = "the lost folder, backed up 2017-01-05T12:00:00Z"

    erasure = erase(mission, [report], ground="request", actor=OFFICER, now=LATER)
    tell_erasures(mission)
    found = key_copies(mission)
    half = confirm_erasure(mission, erasure, destroyed=found.awaited[:2], actor=OFFICER, now=LATER)
    whole = confirm_erasure(mission, erasure, destroyed=found.awaited[2:], actor=OFFICER, now=LATER)

    assert set(found.awaited) == {
        lost.backup.wrapped_keys.name,
        lost.backup.key_folder.name,
        folder,
        "disk snapshot",
    }
    assert found.current == (f"keys-{mission.keys.generation}.db",)
    assert [each.id for each in found.pending] == [erasure]
    assert (half, whole is None) == (None, False)
    assert key_copies(mission).pending == ()
    assert opened_values(mission, other) is not None
    assert_whole(lost)


def test_generations_jump_over_all_that_the_lost_mission_may_have_reached(lost: Lost) -> None:
    reports = take_in(lost.mission, [collected(number) for number in range(4)], now=NOON).accepted
    older = lost.back_up()
    for report in reports[:3]:
        erase(lost.mission, [report], ground="request", actor=OFFICER, now=NOON)
    tell_erasures(lost.mission)
    lost.publish()
    lost.back_up(NOON + HOUR)
    lost.lose()

    lost.restore(wrapped_keys=older.wrapped_keys, key_folder=older.key_folder)

    mission = lost.reopen()
    assert mission.keys.generation == 4
    assert [opened_values(mission, report) is None for report in reports] == [True, True, True, False]
    assert key_copies(mission).current == ("keys-4.db",)


def test_a_backup_cannot_be_restored_before_it_was_made(lost: Lost) -> None:
    lost.publish()
    lost.back_up(LATER)
    lost.lose()

    with pytest.raises(InvalidStatement, match="clock is behind"):
        lost.restore(now=NOON)
    assert lost.leftovers() == []


def test_settings_and_places_of_the_mission_come_back(lost: Lost) -> None:
    (lost.mission.path / "places").mkdir()
    (lost.mission.path / "places" / "pcodes.csv").write_text("code,name\nALM01,حلب\n", "utf-8")
    (lost.mission.path / "places.json").write_text(json.dumps([]), "utf-8")
    (lost.mission.path / "blobs" / "ab").mkdir()
    (lost.mission.path / "blobs" / "ab" / "cdef").write_bytes(bytes(range(256)) * 9_000)
    (lost.mission.path / "blobs" / "empty").write_bytes(b"")
    lost.publish()
    lost.back_up()
    lost.lose()

    lost.restore()

    for name in ("mission.toml", "places/pcodes.csv", "places.json", "blobs/ab/cdef", "blobs/empty"):
        assert (lost.top / "again" / name).read_bytes() == (lost.top / "mission" / name).read_bytes()


def test_a_copy_listed_twice_or_without_a_name_is_refused(lost: Lost) -> None:
    note_copy(lost.mission, "snapshot")

    for name in ("snapshot", "", "x" * 81):
        with pytest.raises(InvalidStatement):
            note_copy(lost.mission, name)
    assert KeyCopy.objects.count() == 1


def test_the_passphrase_of_the_lost_mission_is_needed(database: str, tmp_path: Path) -> None:
    from mithaq.mechanism.envelope import Text
    from mithaq.registry.backup import back_up
    from mithaq.registry.create_mission import create_mission
    from mithaq.registry.restore import restore

    if database:
        pytest.skip("keys/ knows nothing of the database")
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    with create_mission(
        tmp_path / "mission",
        origin="test.example/log",
        name=Text(lang="en", original="Test"),
        mode=Mode.MISSION,
        now=NOON,
        passphrase="four small words here",
    ) as mission:
        done = back_up(mission, tmp_path / "a", now=NOON, keys_to=tmp_path / "b", key_folder_to=tmp_path / "c")

    def again(passphrase: str | None) -> None:
        restore(
            done.file,
            tmp_path / "again",
            wrapped_keys=done.wrapped_keys,
            key_folder=done.key_folder,
            public=None,
            now=NOON + timedelta(days=1),
            passphrase=passphrase,
        )

    for wrong in (None, "four small words"):
        with pytest.raises(KeyUnavailable):
            again(wrong)
    assert not (tmp_path / "again").exists()
    again("four small words here")
    assert (tmp_path / "again" / "mission.toml").exists()


def test_an_erasure_that_waited_at_the_backup_is_kept_and_told_after_the_restore(lost: Lost) -> None:
    [report, other] = take_in(lost.mission, [collected(1), collected(2)], now=NOON).accepted
    lost.publish()
    erasure = erase(lost.mission, [report], ground="request", actor=OFFICER, now=NOON)
    lost.back_up(NOON + HOUR)
    lost.lose()

    restored = lost.restore()
    mission = lost.reopen()

    assert (restored.lost, lost_statements()) == (0, set())
    assert opened_values(mission, report) is None
    assert opened_values(mission, other) is not None
    assert tell_erasures(mission) == (erasure,)
    assert opened_values(mission, erasure)["ground"] == "request"
    assert_whole(lost)


def test_an_erasure_that_waited_at_the_backup_and_was_told_since_keeps_its_ground(lost: Lost) -> None:
    [report, _] = take_in(lost.mission, [collected(1), collected(2)], now=NOON).accepted
    erasure = erase(lost.mission, [report], ground="request", actor=OFFICER, now=NOON)
    lost.back_up(NOON + HOUR)
    tell_erasures(lost.mission)
    lost.publish()
    lost.lose()

    restored = lost.restore()
    mission = lost.reopen()

    assert restored.lost == 0
    assert opened_values(mission, erasure)["ground"] == "request"
    assert opened_values(mission, report) is None
    assert tell_erasures(mission, days=20) == ()
    assert_whole(lost)


@pytest.mark.parametrize("is_waiting", [True, False])
@pytest.mark.parametrize("is_told", [True, False])
def test_a_database_lost_while_an_erasure_waits_names_nothing_that_the_erasure_took_unsaid(
    lost: Lost, is_waiting: bool, is_told: bool
) -> None:
    """Its keys are gone and survive as gone; the database that knew why is not here."""
    wait_for(lost, range(6))
    report, other, *rest = close_epoch(lost.mission, now=NOON + HOUR).reports
    incident = open_incident(lost.mission, facts(), [report], actor=OFFICER, now=NOON + HOUR)
    kept = open_incident(lost.mission, facts(), [other, *rest], actor=OFFICER, now=NOON + HOUR)
    if not is_waiting:
        assert len(dispose_day(lost.mission, now=NOON + DAY)) == 6
    lost.publish()
    lost.back_up(NOON + DAY)
    erasure = erase(lost.mission, [report], ground="safety", actor=OFFICER, now=NOON + DAY)
    if is_told:
        tell_erasures(lost.mission)
        lost.publish()
    survivors = lost.survivors()
    lost.lose()

    restored = lost.restore(now=NOON + 20 * DAY, **survivors)
    mission = lost.reopen()

    assert (restored.lost, lost_statements()) == ((1, {erasure}) if is_told else (0, set()))
    assert opened_values(mission, report) is opened_values(mission, incident) is None
    assert opened_values(mission, kept) is not None
    dispose_day(mission, now=NOON + 22 * DAY)
    enter_erasures(mission, now=NOON + 30 * DAY)
    named = {
        name
        for entry in Entry.objects.filter(kind="subject.erased")
        for name in read(bytes(entry.bytes)).body.statements
    }
    assert report in named
    assert incident not in named
    assert len(named) == (1 if is_waiting else 2)
    assert Entry.objects.filter(kind="subject.erased").count() == 1
    assert list_lost(mission, actor=OFFICER, now=NOON + 31 * DAY) == ()
    assert_whole(lost)
