"""Erasing is whole: nothing of a report opens any more, wherever it was written, and the record stays valid."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from mithaq.errors import InvalidStatement, KeyUnavailable, MithaqError, NotPermitted
from mithaq.mechanism.identifiers import Letter, new_id
from mithaq.mechanism.monitoring.facts import Republish
from mithaq.mechanism.monitoring.statements import Disposition
from mithaq.mechanism.sealing_statements import SubjectErased
from mithaq.mechanism.statements import read
from mithaq.registry.close_epoch import close_epoch
from mithaq.registry.create_mission import open_mission
from mithaq.registry.destruction import has_unfinished
from mithaq.registry.dispose import dispose, dispose_day, redispose
from mithaq.registry.door import writing
from mithaq.registry.drafts import draft
from mithaq.registry.erase import confirm_erasure, erase, erased_by, finish_erasures, list_lost, withdraw_waiting
from mithaq.registry.holds import waiting_holds
from mithaq.registry.incidents import describe_incident, describe_report, open_incident
from mithaq.registry.key_copies import back_up_key_database, key_copies
from mithaq.registry.mission import Mission
from mithaq.registry.rebuild import rebuild, table_rows
from mithaq.registry.receive import receive
from mithaq.registry.sealed_values import erasure_grounds, incident_facts
from mithaq.registry.take_in import take_in
from mithaq.registry.waiting_erasures import enter_erasures, keep_erasure
from mithaq.registry.words import draw_words
from mithaq.sealed.ciphertext import open_sealed
from mithaq.store.models import (
    Ciphertext,
    Entry,
    Held,
    InboxReport,
    LinkageRun,
    PendingDisposition,
    PendingErasure,
    UnsaidErasure,
)
from registry.missions import NOON, OFFICER, collected, facts, received, replayed, tell_erasures

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
REASON = "as the reporter said on the telephone"


def told(mission: Mission, count: int = 5) -> tuple[str, ...]:
    for number in range(count):
        receive(mission, received(number), now=NOON)
    return close_epoch(mission, now=NOON + 30 * HOUR).reports


def statements_of(report: str) -> list[str]:
    """Every disposition of the report that is on the record, by a look at each entry."""
    kinds = ("report.disposed", "report.redisposed")
    statements = [read(bytes(entry.bytes)) for entry in Entry.objects.filter(kind__in=kinds).order_by("index")]
    return [statement.id for statement in statements if statement.body.report == report]


def opened(mission: Mission, statement: str) -> dict[str, object] | None:
    entry = Entry.objects.get(id=statement)
    sealed = Ciphertext.objects.filter(index=entry.index).first()
    key = None if sealed is None else mission.keys.keys([sealed.key]).get(sealed.key)
    if sealed is None or key is None:
        return None
    found = open_sealed(key, bytes(sealed.blob), statement_id=statement, kind=entry.kind, version=1)
    return {name: value for name, (_, value) in found.items()}


def assert_as_rebuilt(mission: Mission) -> None:
    live = table_rows()
    assert rebuild(mission).unopened == 0
    assert table_rows() == live
    assert list_lost(mission, actor=OFFICER, now=NOON + 9 * DAY) == ()


def erase_one(mission: Mission, report: str) -> str:
    return erase(mission, [report], ground="request", actor=OFFICER, now=NOON + 3 * DAY)


def test_a_disposition_that_was_replaced_is_erased_with_its_report(mission: Mission) -> None:
    report, other, *_ = told(mission)
    incident = open_incident(mission, facts(), [report, other], actor=OFFICER, now=NOON + DAY, reason=REASON)
    dispose_day(mission, now=NOON + 5 * DAY)
    [first] = statements_of(report)
    redispose(
        mission,
        report,
        Disposition.INSUFFICIENT,
        replaces=first,
        reason="x",
        actor=OFFICER,
        now=NOON + 5 * DAY,
    )
    assert opened(mission, first) == {"incident": incident, "reason": REASON, "who": OFFICER.staff}

    erase_one(mission, report)

    assert [opened(mission, each) for each in (report, *statements_of(report))] == [None, None, None]
    assert_as_rebuilt(mission)


def test_a_disposition_that_waits_enters_on_its_day_and_never_opens(mission: Mission) -> None:
    report, other, *_ = told(mission)
    open_incident(mission, facts(), [report, other], actor=OFFICER, now=NOON + DAY, reason=REASON)
    waiting = PendingDisposition.objects.get(report=report)

    erase_one(mission, report)
    dispose_day(mission, now=NOON + 6 * DAY)

    assert mission.keys.present([waiting.key]) == set()
    assert statements_of(report) == [waiting.statement]
    assert opened(mission, waiting.statement) is None
    assert opened(mission, statements_of(other)[0]) is not None
    assert replayed().reports[report].disposition is Disposition.LINKED
    assert_as_rebuilt(mission)


def test_what_the_exposure_check_holds_of_an_erased_report_goes(mission: Mission) -> None:
    report, *_ = told(mission)
    assert describe_report(mission, report, facts(), actor=OFFICER, now=NOON).hold is not None
    [key] = Held.objects.values_list("key", flat=True)

    erase_one(mission, report)

    assert waiting_holds(mission, limit=9) == ()
    assert mission.keys.present([key]) == set()


@pytest.mark.parametrize("is_waiting", [True, False])
def test_an_incident_that_rests_on_the_report_alone_loses_what_it_copied_and_the_record_is_silent(
    mission: Mission, is_waiting: bool
) -> None:
    report, *_ = told(mission)
    incident = open_incident(mission, facts(), [report], actor=OFFICER, now=NOON + DAY)
    held = describe_incident(mission, incident, facts(), actor=OFFICER, now=NOON - 2 * DAY)
    assert held.hold is not None
    if not is_waiting:
        dispose_day(mission, now=NOON + 2 * DAY)

    erase_one(mission, report)

    with pytest.raises(KeyUnavailable):
        incident_facts(mission, incident)
    assert waiting_holds(mission, limit=9) == ()
    assert incident not in replayed().erased
    assert_as_rebuilt(mission)


def test_an_incident_whose_link_is_public_is_named_with_its_only_report(with_source: Mission) -> None:
    [report] = take_in(with_source, [collected(1)], now=NOON).accepted
    incident = open_incident(with_source, facts(), [report], actor=OFFICER, now=NOON)

    erase_one(with_source, report)
    assert replayed().erased == {}
    tell_erasures(with_source)

    assert {report, incident, *statements_of(report)} == set(replayed().erased)
    assert_as_rebuilt(with_source)


@pytest.mark.parametrize("is_waiting", [True, False])
def test_an_incident_that_others_reported_keeps_its_facts_until_the_last_of_them_is_erased(
    mission: Mission, is_waiting: bool
) -> None:
    first, last, *_ = told(mission)
    incident = open_incident(mission, facts(), [first, last], actor=OFFICER, now=NOON + DAY)
    if not is_waiting:
        dispose_day(mission, now=NOON + 2 * DAY)

    erase_one(mission, first)
    kept = incident_facts(mission, incident)
    erase_one(mission, last)

    assert kept == facts()
    with pytest.raises(KeyUnavailable):
        incident_facts(mission, incident)
    assert_as_rebuilt(mission)


def test_an_incident_linked_to_a_report_shown_later_keeps_its_facts(with_source: Mission) -> None:
    report, *_ = told(with_source)
    incident = open_incident(with_source, facts(), [report], actor=OFFICER, now=NOON + DAY)
    [public] = take_in(with_source, [collected(1, Republish.OPEN)], now=NOON + DAY).accepted
    dispose(with_source, public, Disposition.LINKED, incident=incident, actor=OFFICER, now=NOON + DAY)

    erase_one(with_source, report)

    assert incident_facts(with_source, incident) == facts()


def test_a_disposition_made_after_the_erasure_can_be_erased_too(mission: Mission) -> None:
    report, *_ = told(mission)
    erase_one(mission, report)
    dispose(mission, report, Disposition.INSUFFICIENT, reason=REASON, actor=OFFICER, now=NOON + 3 * DAY)

    erase_one(mission, report)

    [made] = statements_of(report)
    assert opened(mission, made) is None
    with pytest.raises(NotPermitted, match="erased already"):
        erase_one(mission, report)


def test_no_statement_says_that_two_reports_are_one_persons_or_why(mission: Mission) -> None:
    first, second, *_ = told(mission)

    with pytest.raises(InvalidStatement, match="two reports"):
        erase(mission, [first, second], ground="request", actor=OFFICER, now=NOON)
    erasure = erase(mission, [first], ground="safety", actor=OFFICER, now=NOON)
    assert [(each.at, each.ground) for each in key_copies(mission).pending] == [(None, "safety")]
    tell_erasures(mission)

    assert b"safety" not in bytes(Entry.objects.get(id=erasure).bytes)
    assert [each.ground for each in key_copies(mission).pending] == ["safety"]


def test_an_old_copy_of_the_keys_put_back_by_hand_lets_no_two_subjects_share_a_number(
    with_source: Mission, tmp_path: Path
) -> None:
    path = with_source.path
    with_source.close()
    shutil.copy(path / "keys.db", tmp_path / "old.db")
    with open_mission(path) as mission:
        before = set(take_in(mission, [collected(number) for number in range(5)], now=NOON).accepted)
    for file in path.glob("keys.db*"):
        file.unlink()
    shutil.copy(tmp_path / "old.db", path / "keys.db")

    with open_mission(path) as mission:
        after = take_in(mission, [collected(number) for number in range(100, 1_500)], now=NOON).accepted
        lost = set(list_lost(mission, actor=OFFICER, now=NOON))
        erase_one(mission, min(before))

        numbers = Ciphertext.objects.values_list("key", flat=True)
        assert len(set(numbers)) == len(numbers)
        assert before <= lost
        assert not lost & set(after)
        assert all(opened(mission, report) for report in after[:50])


def test_an_erasure_whose_key_is_still_there_cannot_be_confirmed(
    with_source: Mission, monkeypatch: pytest.MonkeyPatch
) -> None:
    [report] = take_in(with_source, [collected(1)], now=NOON).accepted

    def full_disk(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("mithaq.registry.destruction.destroy_keys", full_disk)
        with pytest.raises(OSError, match="No space"):
            erase_one(with_source, report)
    [erasure] = [each.id for each in key_copies(with_source).pending]
    tell_erasures(with_source)

    with pytest.raises(NotPermitted, match="not carried out"):
        confirm_erasure(with_source, erasure, destroyed=[], actor=OFFICER, now=NOON)
    assert finish_erasures(with_source) == 1
    assert confirm_erasure(with_source, erasure, destroyed=[], actor=OFFICER, now=NOON) is not None


def test_a_withdrawal_on_a_full_disk_leaves_no_key_after_the_next_start(
    mission: Mission, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = draw_words(mission)
    receive(mission, received(0), now=NOON, words=words)
    [key] = InboxReport.objects.values_list("key", flat=True)

    def full_disk(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("mithaq.registry.destruction.destroy_keys", full_disk)
        with pytest.raises(OSError, match="No space"):
            withdraw_waiting(mission, words.words)
    assert mission.keys.present([key]) == {key}
    with open_mission(mission.path) as again:
        assert again.keys.present([key]) == set()

    assert not has_unfinished()
    assert InboxReport.objects.get().key is None


def test_the_old_wrapping_key_stays_until_a_fresh_copy_of_the_keys_lies_safe(
    with_source: Mission, monkeypatch: pytest.MonkeyPatch
) -> None:
    [first, second, _] = take_in(with_source, [collected(number) for number in range(3)], now=NOON).accepted
    erase_one(with_source, first)

    def power_cut(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("mithaq.sealed.erasure.back_up_keys", power_cut)
        patched.setattr("mithaq.registry.destruction.back_up_keys", power_cut)
        with pytest.raises(KeyboardInterrupt):
            erase_one(with_source, second)
        with pytest.raises(KeyboardInterrupt):
            finish_erasures(with_source)
    before = with_source.folder.names("wrapping-")
    finish_erasures(with_source)

    assert before == ["wrapping-1.key", "wrapping-2.key"]
    assert with_source.folder.names("wrapping-") == ["wrapping-2.key"]
    assert [path.name for path in (with_source.path / "backups").iterdir()] == ["keys-2.db"]


def test_an_erasure_waits_while_another_program_keeps_the_log_of_changes(with_source: Mission) -> None:
    [report, _] = take_in(with_source, [collected(1), collected(2)], now=NOON).accepted
    with_source.keys.database.execute("PRAGMA busy_timeout = 0")
    reader = sqlite3.connect(with_source.path / "keys.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM subject_key").fetchone()

    erasure = erase_one(with_source, report)

    assert has_unfinished()
    tell_erasures(with_source)
    with pytest.raises(NotPermitted, match="log of changes"):
        confirm_erasure(with_source, erasure, destroyed=[], actor=OFFICER, now=NOON)
    reader.execute("COMMIT")
    reader.close()
    finish_erasures(with_source)
    assert not has_unfinished()
    assert confirm_erasure(with_source, erasure, destroyed=[], actor=OFFICER, now=NOON) is not None


def test_an_erasure_waits_while_another_program_keeps_the_records_log_of_changes(
    with_source: Mission, database: str
) -> None:
    if database:
        pytest.skip("PostgreSQL has no such log beside its tables; its own copies are noted by hand")
    from django.db import connection

    [report] = take_in(with_source, [collected(1)], now=NOON).accepted
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")
    reader = sqlite3.connect(with_source.path / "mithaq.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM entry").fetchone()

    erase_one(with_source, report)

    assert has_unfinished()
    reader.execute("COMMIT")
    reader.close()
    finish_erasures(with_source)
    assert not has_unfinished()


def test_a_report_withdrawn_in_the_inbox_is_disposed_once_the_others_of_its_epoch_are(mission: Mission) -> None:
    words = draw_words(mission)
    receive(mission, received(0), now=NOON, words=words)
    for number in range(1, 5):
        receive(mission, received(number), now=NOON)
    withdrawn = InboxReport.objects.exclude(words_mark=None).get().id
    withdraw_waiting(mission, words.words)
    assert dispose_day(mission, now=NOON) == ()
    others = set(close_epoch(mission, now=NOON + HOUR).reports) - {withdrawn}
    last = others.pop()
    for report in others:
        dispose(mission, report, Disposition.INSUFFICIENT, reason=REASON, actor=OFFICER, now=NOON + HOUR)

    early = dispose_day(mission, now=NOON + DAY)
    open_incident(mission, facts(), [last], actor=OFFICER, now=NOON + DAY)
    late = dispose_day(mission, now=NOON + 6 * DAY)

    assert early == ()
    assert set(late) == {*statements_of(last), *statements_of(withdrawn)}
    assert replayed().reports[withdrawn].disposition is Disposition.WITHDRAWN
    assert_as_rebuilt(mission)


def test_a_report_withdrawn_in_the_inbox_is_disposed_before_its_limit_though_others_are_open(
    mission: Mission,
) -> None:
    words = draw_words(mission)
    receive(mission, received(0), now=NOON, words=words)
    receive(mission, received(1), now=NOON)
    withdrawn = InboxReport.objects.exclude(words_mark=None).get().id
    withdraw_waiting(mission, words.words)
    close_epoch(mission, now=NOON + 30 * HOUR)

    [made] = dispose_day(mission, now=NOON + 30 * DAY)

    assert statements_of(withdrawn) == [made]


def test_copies_older_than_an_erasure_are_awaited(with_source: Mission) -> None:
    report, *_ = told(with_source)
    back_up_key_database(with_source, "offsite.db")

    erasure = erase_one(with_source, report)
    with pytest.raises(NotPermitted, match="waits for its daily batch"):
        confirm_erasure(with_source, erasure, destroyed=[], actor=OFFICER, now=NOON)
    tell_erasures(with_source)

    assert confirm_erasure(with_source, erasure, destroyed=[], actor=OFFICER, now=NOON) is None
    assert key_copies(with_source).awaited == ("offsite.db",)


def erasures_told() -> list[tuple[str, str]]:
    return [(entry.at, entry.id) for entry in Entry.objects.filter(kind="subject.erased").order_by("index")]


def test_an_erasure_is_done_at_once_and_told_at_midnight_with_others(mission: Mission) -> None:
    reports = told(mission)
    key = Ciphertext.objects.get(index=Entry.objects.get(id=reports[0]).index).key
    before = Entry.objects.count()
    made = []
    for minute, report in enumerate(reports):
        now = NOON + 3 * DAY + timedelta(minutes=7 * minute)
        made.append(erase(mission, [report], ground="request", actor=OFFICER, now=now))

    assert mission.keys.present([key]) == set()
    assert enter_erasures(mission, now=NOON + 3 * DAY + HOUR) == ()
    assert Entry.objects.count() == before
    assert set(enter_erasures(mission, now=NOON + 4 * DAY)) == set(made)
    assert erasures_told() == [("2017-01-09T00:00:00Z", each) for each in sorted(made)]
    assert enter_erasures(mission, now=NOON + 4 * DAY) == ()
    assert not UnsaidErasure.objects.exists()
    assert_as_rebuilt(mission)


def test_a_lone_erasure_waits_for_company_and_enters_at_its_last_call(mission: Mission) -> None:
    report, other, *_ = told(mission)
    erasure = erase_one(mission, report)

    early = [enter_erasures(mission, now=NOON + days * DAY) for days in (4, 5, 6)]
    late = enter_erasures(mission, now=NOON + 7 * DAY)
    erase(mission, [other], ground="request", actor=OFFICER, now=NOON + 7 * DAY)

    assert early == [(), (), ()]
    assert late == (erasure,)
    assert erasures_told() == [("2017-01-12T00:00:00Z", erasure)]
    assert enter_erasures(mission, now=NOON + 7 * DAY + HOUR) == ()


def test_while_it_waits_the_tables_are_as_rebuilt_and_it_cannot_be_asked_for_twice(mission: Mission) -> None:
    report, *_ = told(mission)
    erasure = erase_one(mission, report)

    assert erased_by(erasure) == (report,)
    with pytest.raises(NotPermitted, match="erased already"):
        erase_one(mission, report)
    assert_as_rebuilt(mission)
    tell_erasures(mission)
    assert erased_by(erasure) == (report,)
    assert_as_rebuilt(mission)


def test_the_table_of_waiting_erasures_tells_the_day_and_not_the_ground(mission: Mission) -> None:
    report, *_ = told(mission)
    erase_one(mission, report)

    [row] = PendingErasure.objects.values()

    assert row["day_ends"] == "2017-01-09T00:00:00Z"
    assert "request" not in repr(row)
    assert b"request" not in bytes(row["blob"])


def test_a_key_of_a_waiting_erasure_that_comes_back_is_destroyed_again(
    with_source: Mission, tmp_path: Path
) -> None:
    reports = take_in(with_source, [collected(number) for number in range(3)], now=NOON).accepted
    path = with_source.path
    with_source.close()
    shutil.copy(path / "keys.db", tmp_path / "old.db")
    shutil.copy(path / "keys" / "wrapping-0.key", tmp_path / "wrapping-0.key")
    with open_mission(path) as mission:
        erase_one(mission, reports[0])
    for file in path.glob("keys.db*"):
        file.unlink()
    shutil.copy(tmp_path / "old.db", path / "keys.db")
    shutil.copy(tmp_path / "wrapping-0.key", path / "keys" / "wrapping-0.key")

    with open_mission(path) as mission:
        assert opened(mission, reports[0]) is None
        assert opened(mission, reports[1]) is not None


def test_an_erasure_after_thousands_of_runs_of_linkage_names_none_of_them_and_is_told(mission: Mission) -> None:
    report, *_ = told(mission)
    size = Entry.objects.count()
    # More runs than one statement can name; no command makes so many in a test's time.
    LinkageRun.objects.bulk_create(
        LinkageRun(id=new_id(Letter.STATEMENT, number.to_bytes(10)), index=size + number, at="", as_of=size)
        for number in range(2_600)
    )

    erasure = erase(mission, [report], ground="request", actor=OFFICER, now=NOON + 2 * DAY)

    assert erased_by(erasure) == (report,)
    assert tell_erasures(mission) == (erasure,)


def test_an_erasure_that_no_entry_could_hold_is_refused_before_anything_is_destroyed(mission: Mission) -> None:
    report, *_ = told(mission)
    names = tuple(new_id(Letter.STATEMENT, number.to_bytes(10)) for number in range(2_501))
    made = draft(mission, "subject.erased", SubjectErased(statements=names), OFFICER, values={"ground": "request"})

    with pytest.raises(MithaqError), writing(mission) as door:
        keep_erasure(door, made, NOON)

    assert not PendingErasure.objects.exists()
    assert opened(mission, report) is not None


def test_a_damaged_ground_does_not_stop_the_list_of_erasures(mission: Mission) -> None:
    reports = told(mission)[:2]
    erasures = [erase(mission, [each], ground="request", actor=OFFICER, now=NOON + 2 * DAY) for each in reports]
    tell_erasures(mission)
    row = Ciphertext.objects.get(index=Entry.objects.get(id=erasures[0]).index)
    spoilt = bytearray(row.blob)
    spoilt[30] ^= 1
    Ciphertext.objects.filter(index=row.index).update(blob=bytes(spoilt))

    assert erasure_grounds(mission, erasures) == {erasures[1]: "request"}
