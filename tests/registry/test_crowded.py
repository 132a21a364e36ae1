"""Many processes on one mission at once: importing, receiving, closing, erasing, rebuilding, publishing."""

from __future__ import annotations

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest

from mithaq.cli.site import publish_head
from mithaq.errors import StorageFailed
from mithaq.registry.clock import tick
from mithaq.registry.close_epoch import close_epoch
from mithaq.registry.create_mission import open_mission
from mithaq.registry.door import writing
from mithaq.registry.erase import erase, finish_erasures, withdraw_waiting
from mithaq.registry.mission import Mission
from mithaq.registry.rebuild import rebuild, table_rows
from mithaq.registry.receive import receive
from mithaq.registry.take_in import take_in
from mithaq.registry.words import draw_words
from mithaq.store.failures import storage_failure
from mithaq.store.models import InboxReport, Report, UnsaidErasure
from mithaq.verify import Folder, Trust, verify_record
from registry.crowd import Crowd, assert_whole
from registry.missions import NOON, OFFICER, collected, received

HOUR = timedelta(hours=1)
RECEIVES = (
    "for n in range({first}, {first} + 30):",
    "    print(receive(mission, received(n), now=NOON).promise, end='')",
)
IMPORTS = (
    "for n in range({first}, {first} + 400, 20):",
    "    take_in(mission, [collected(m) for m in range(n, n + 20)], now=NOON)",
)
DISPOSES = (
    "for _ in range(40):",
    "    for report in undisposed()[{part}::2][:2]:",
    "        try:",
    "            dispose(mission, report, Disposition.OUT_OF_SCOPE, actor=OFFICER, now=NOON)",
    "        except MithaqError as error:",
    "            assert error.code in {{'not-permitted', 'invalid-statement'}}, error",
    "    time.sleep(0.01)",
)
CLOSES = (
    "for _ in range(25):",
    "    close_epoch(mission, now=NOON + timedelta(hours=2))",
    "    dispose_day(mission, now=NOON)",
    "    tick(mission, now=NOON)",
    "    time.sleep(0.02)",
)
ERASES = (
    "for _ in range(12):",
    "    for report in undisposed()[{part}::2][:1]:",
    "        try:",
    "            erase(mission, statements_about(mission, report), ground='request', actor=OFFICER, now=NOON)",
    "        except MithaqError as error:",
    "            assert error.code == 'not-permitted', error",
    "    time.sleep(0.02)",
)
REBUILDS = ("for _ in range(8):", "    assert rebuild(mission).unopened == 0")
PUBLISHES = ("for _ in range(3):", "    publish_site(mission, now=NOON)")


def lines(work: tuple[str, ...], **values: int) -> list[str]:
    return [line.format(**values) for line in work]


def promises_in(told: list[str]) -> list[str]:
    """Each promise file has three lines."""
    rows = "".join(told).splitlines(keepends=True)
    return ["".join(rows[start : start + 3]) for start in range(0, len(rows), 3)]


def assert_rebuild_agrees(mission: Mission) -> None:
    before = table_rows()
    assert rebuild(mission).unopened == 0
    assert table_rows() == before


@pytest.mark.slow
def test_importing_receiving_disposing_and_closing_at_once_loses_nothing(with_source: Mission) -> None:
    crowd = Crowd(with_source)
    for first in (0, 1_000):
        crowd.start(*lines(RECEIVES, first=first))
    for first in (0, 200):
        crowd.start(*lines(IMPORTS, first=first))
    crowd.start(*lines(DISPOSES, part=0))
    crowd.start(*lines(CLOSES))

    told = crowd.finish()

    promises = promises_in(told)
    assert len(promises) == 60
    assert_whole(with_source, promises)
    assert Report.objects.filter(kind="collected").count() == 600
    assert Report.objects.filter(kind="received").count() + InboxReport.objects.count() == 60
    assert_rebuild_agrees(with_source)


@pytest.mark.slow
def test_erasing_while_others_hold_drawn_keys_destroys_only_what_was_named(with_source: Mission) -> None:
    take_in(with_source, [collected(n) for n in range(5_000, 5_060)], now=NOON)
    # This process holds a pool that is wrapped under a key about to be destroyed.
    with_source.keys.prepare(200)
    crowd = Crowd(with_source)
    crowd.start(*lines(IMPORTS, first=0))
    crowd.start(*lines(RECEIVES, first=0))
    crowd.start(*lines(ERASES, part=0))
    crowd.start(*lines(ERASES, part=1))
    crowd.start(*lines(REBUILDS))

    promises = promises_in(crowd.finish())

    late = take_in(with_source, [collected(n) for n in range(9_000, 9_100)], now=NOON).accepted
    assert len(late) == 100
    assert UnsaidErasure.objects.count() >= 12
    assert_whole(with_source, promises)
    assert_rebuild_agrees(with_source)


@pytest.mark.slow
def test_a_mission_opened_during_an_erasure_finds_its_keys(with_source: Mission) -> None:
    take_in(with_source, [collected(n) for n in range(60)], now=NOON)
    crowd = Crowd(with_source)
    crowd.start(*lines(ERASES, part=0))
    crowd.start(*lines(ERASES, part=1))

    while any(worker.poll() is None for worker in crowd.started):
        with_source.keys.keys(list(range(1, 60)))
        finish_erasures(with_source)

    crowd.finish()
    assert_whole(with_source)


@pytest.mark.slow
def test_publishing_during_an_import_publishes_a_prefix_that_verifies(with_source: Mission) -> None:
    crowd = Crowd(with_source)
    crowd.start(*lines(IMPORTS, first=0))
    crowd.start(*lines(PUBLISHES))

    crowd.finish()

    outcome = verify_record(Folder(with_source.path / "public"), Trust.of_key(with_source.log_signer.key.text()))
    assert outcome.problems == []
    assert_whole(with_source)


@pytest.mark.slow
def test_rebuilding_during_an_import_ends_with_equal_tables(with_source: Mission) -> None:
    crowd = Crowd(with_source)
    crowd.start(*lines(IMPORTS, first=0))
    crowd.start(*lines(REBUILDS))

    crowd.finish()

    assert Report.objects.count() == 400
    assert_whole(with_source)
    assert_rebuild_agrees(with_source)


@pytest.mark.slow
def test_of_two_signers_one_signs_and_the_other_is_refused_by_name(with_source: Mission) -> None:
    work = (
        "for _ in range(30):",
        "    tick(mission, now=NOON)",
        "    try:",
        "        publish_head(mission)",
        "        print('signed')",
        "    except MithaqError as error:",
        "        assert error.code == 'mission-not-ready', error",
        "        print('refused')",
    )
    crowd = Crowd(with_source)
    crowd.start(*work)
    crowd.start(*work)

    told = crowd.finish()

    assert "signed" in told[0]
    publish_head(with_source)
    outcome = verify_record(Folder(with_source.path / "public"), Trust.of_key(with_source.log_signer.key.text()))
    assert outcome.problems == []


def test_a_withdrawal_cut_short_leaves_no_key_that_opens_the_report(
    mission: Mission, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = draw_words(mission)
    receive(mission, received(0), now=NOON, words=words)
    [key] = InboxReport.objects.values_list("key", flat=True)

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("mithaq.registry.destruction._renew_copy", power_cut)
        with pytest.raises(KeyboardInterrupt):
            withdraw_waiting(mission, words.words)

    assert mission.keys.keys([key]) == {}
    assert withdraw_waiting(mission, words.words)
    closed = close_epoch(mission, now=NOON + 30 * HOUR)
    assert len(closed.reports) == 1
    assert rebuild(mission).unopened == 0


def test_an_erasure_cut_short_before_its_backup_makes_it_at_the_next_start(
    with_source: Mission, monkeypatch: pytest.MonkeyPatch
) -> None:
    [report, _] = take_in(with_source, [collected(1), collected(2)], now=NOON).accepted

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("mithaq.sealed.erasure.back_up_keys", power_cut)
        with pytest.raises(KeyboardInterrupt):
            erase(with_source, [report], ground="request", actor=OFFICER, now=NOON)
    assert not list((with_source.path / "backups").glob("keys-*.db"))

    assert finish_erasures(with_source) == 0

    assert_whole(with_source)


def test_a_mission_whose_database_is_gone_does_not_begin_a_new_record(
    with_source: Mission, database: str, tmp_path: Path
) -> None:
    if database:
        pytest.skip("the record lies in a server here; there is no file to lose")
    from mithaq.errors import MissionNotReady

    kept = tmp_path / "elsewhere.db"
    with_source.close()
    for name in ("mithaq.db", "mithaq.db-wal", "mithaq.db-shm"):
        file = with_source.path / name
        if file.exists():
            file.rename(kept.with_name(name))

    with pytest.raises(MissionNotReady, match="holds no record"):
        open_mission(with_source.path)

    for name in ("mithaq.db", "mithaq.db-wal", "mithaq.db-shm"):
        (with_source.path / name).unlink(missing_ok=True)
        if kept.with_name(name).exists():
            kept.with_name(name).rename(with_source.path / name)
    open_mission(with_source.path).close()


def test_a_backend_killed_in_a_transaction_loses_nothing_and_has_a_name(
    with_source: Mission, database: str
) -> None:
    if not database:
        pytest.skip("SQLite has no server to kill; tests/faults kills the process itself")
    from django.db import DatabaseError, connection

    promise = receive(with_source, received(1), now=NOON).promise
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()

    def killed_inside() -> None:
        with writing(with_source) as door:
            door.cursor.execute("DELETE FROM inbox")
            os.kill(backend, signal.SIGKILL)
            time.sleep(0.3)
            door.cursor.execute("SELECT 1")

    with pytest.raises(DatabaseError) as raised:
        killed_inside()

    failure = storage_failure(raised.value)
    assert isinstance(failure, StorageFailed)
    assert "the database server did not answer or broke off" in str(failure)
    connection.close()
    _wait_for_the_server()
    assert_whole(with_source, [promise])
    assert tick(with_source, now=NOON).open == 0


def _wait_for_the_server() -> None:
    """A killed backend makes the server restart all others (crash recovery)."""
    from django.db import DatabaseError, connection

    for _ in range(100):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            connection.close()
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not come back")


def test_a_told_report_and_a_collected_one_of_the_same_number_both_enter(with_source: Mission) -> None:
    from mithaq.store.models import Source

    [source] = Source.objects.values_list("id", flat=True)
    receive(with_source, received(1, source=source, external_id="G-1"), now=NOON)
    take_in(with_source, [collected(1)], now=NOON)

    closed = close_epoch(with_source, now=NOON + 30 * HOUR)

    assert len(closed.reports) == 1
    assert Report.objects.count() == 2


@pytest.mark.slow
def test_one_report_sent_by_several_at_once_is_received_once(mission: Mission) -> None:
    work = (
        "for n in range(25):",
        "    try:",
        "        print(receive(mission, received(n), now=NOON).promise, end='')",
        "    except MithaqError as error:",
        "        assert error.code == 'not-permitted', error",
    )
    crowd = Crowd(mission)
    for _ in range(3):
        crowd.start(*work)

    promises = promises_in(crowd.finish())

    assert len(promises) == 25
    assert InboxReport.objects.count() == 25
    assert_whole(mission, promises)
