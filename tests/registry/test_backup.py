"""A backup is one moment of the mission, holds nothing that opens it, and is there whole or not at all."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.db import connection

from mithaq.errors import MalformedRecord, MissionNotReady, SourceUnavailable
from mithaq.mechanism.monitoring.statements import Disposition
from mithaq.registry import backup as backup_module
from mithaq.registry.backup import back_up, backed_up_tables
from mithaq.registry.backup_stream import BackupHeader, StreamReader, StreamWriter
from mithaq.registry.close_epoch import close_epoch
from mithaq.registry.dispose import dispose
from mithaq.registry.erase import erase
from mithaq.registry.key_copies import key_copies
from mithaq.registry.receive import receive
from mithaq.registry.take_in import take_in
from mithaq.registry.words import draw_words
from mithaq.store.models import KeyCopy
from mithaq.store.projections import PROJECTED
from registry.lost_and_found import HOUR, Lost, assert_whole, entries, opened_values
from registry.missions import CANARY, NOON, OFFICER, collected, received


@pytest.fixture
def lost(database: str, tmp_path: Path, elsewhere: Callable[[], None]) -> Iterator[Lost]:
    made = Lost(tmp_path, elsewhere)
    yield made
    made.mission.close()


def stream_of(lost: Lost) -> bytes:
    identity = pyrage.x25519.Identity.from_str(lost.mission.folder.read("backup.key").decode())
    return pyrage.decrypt(lost.backup.file.read_bytes(), [identity])


def contents(stream: bytes) -> dict[str, list[list[Any]]]:
    found: dict[str, list[list[Any]]] = {}
    reader = StreamReader(
        lambda _: None, lambda table, _, rows: found.setdefault(table, []).extend(rows), lambda *_: None
    )
    reader.feed(stream)
    reader.finish()
    return found


def test_a_backup_holds_entries_ciphertext_and_working_tables_and_no_other(lost: Lost) -> None:
    receive(lost.mission, received(1), now=NOON, words=draw_words(lost.mission))
    take_in(lost.mission, [collected(1)], now=NOON)
    lost.back_up()

    found = contents(stream_of(lost))

    assert set(found) == {"entry", "ciphertext", "inbox", "key_copy"}
    assert set(found) <= set(backed_up_tables())
    assert not set(backed_up_tables()) & set(PROJECTED)
    assert [row[4] for row in found["entry"]] == entries()


def test_nothing_of_the_keys_lies_in_a_backup_and_no_sealed_value_in_clear(lost: Lost) -> None:
    receive(lost.mission, received(1), now=NOON, words=draw_words(lost.mission))
    [report] = take_in(lost.mission, [collected(1)], now=NOON).accepted
    lost.back_up()

    stream = stream_of(lost)

    wrapped = lost.mission.keys.database.execute("SELECT id, wrapped FROM subject_key")
    assert not any(bytes(row[1]) in stream for row in wrapped)
    assert not any(key in stream for key in lost.mission.keys.keys([row[0] for row in wrapped]).values())
    for secret in (lost.mission.path / "keys").iterdir():
        assert secret.read_bytes() not in stream
    assert CANARY.encode() not in stream
    assert opened_values(lost.mission, report) is not None


def test_the_file_shows_nothing_of_the_mission_to_whoever_carries_it(lost: Lost) -> None:
    take_in(lost.mission, [collected(1)], now=NOON)

    done = lost.back_up()

    data = done.file.read_bytes()
    assert data.startswith(b"age-encryption.org/v1\n")
    assert lost.mission.origin.encode() not in data
    assert stat.S_IMODE(done.file.stat().st_mode) == 0o600
    assert done.wrapped_keys is not None
    assert stat.S_IMODE(done.wrapped_keys.stat().st_mode) == 0o600
    assert sorted(path.name for path in (lost.top / "a").iterdir()) == [done.file.name]


def test_writers_go_on_while_a_backup_is_made_and_it_holds_one_moment(
    lost: Lost, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(lost.mission, [collected(1)], now=NOON)
    receive(lost.mission, received(1), now=NOON)
    before = entries()
    rows = backup_module._rows

    def busy(writer: StreamWriter, cursor: Any, name: str, table: Any) -> Iterator[bytes]:
        # After the snapshot began, between any two tables.
        take_in(lost.mission, [collected(hash(name))], now=NOON)
        close_epoch(lost.mission, now=NOON + 24 * HOUR)
        yield from rows(writer, cursor, name, table)

    monkeypatch.setattr(backup_module, "_rows", busy)
    lost.back_up()
    found = contents(stream_of(lost))

    assert [row[4] for row in found["entry"]] == before
    assert len(found["inbox"]) == 1
    assert len(entries()) > len(before)


def test_every_ciphertext_of_a_backup_finds_its_key_in_the_copy_made_with_it(
    lost: Lost, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = backup_module._rows

    def busy(writer: StreamWriter, cursor: Any, name: str, table: Any) -> Iterator[bytes]:
        lost.mission.keys._pool.clear()
        take_in(lost.mission, [collected(hash(name))], now=NOON)
        yield from rows(writer, cursor, name, table)

    take_in(lost.mission, [collected(1)], now=NOON)
    monkeypatch.setattr(backup_module, "_rows", busy)
    lost.back_up()

    keys = {row[1] for row in contents(stream_of(lost))["ciphertext"]}
    assert lost.backup.wrapped_keys is not None
    copy = sqlite3.connect(lost.backup.wrapped_keys)
    held = {row[0] for row in copy.execute("SELECT id FROM subject_key")}
    copy.close()
    assert keys <= held


def test_a_mission_moves_from_one_database_to_the_other(
    lost: Lost, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    from mithaq.store.models import KeyCopy as Copies
    from registry.postgres_cluster import binaries, new_database

    if binaries() is None:
        pytest.skip("no PostgreSQL programs on this machine")
    reports = take_in(lost.mission, [collected(number) for number in range(5)], now=NOON).accepted
    receive(lost.mission, received(1), now=NOON, words=draw_words(lost.mission))
    dispose(lost.mission, reports[0], Disposition.OUT_OF_SCOPE, actor=OFFICER, now=NOON, reason="elsewhere")
    lost.publish()
    lost.back_up()
    was = connection.vendor
    lost.mission.close()
    if was == "postgresql":
        monkeypatch.delenv("MITHAQ_DATABASE_URL")
        _moves(lost, reports, "sqlite")
        assert all(isinstance(copy.destroyed, bool) for copy in Copies.objects.all())
        return
    with new_database(request.getfixturevalue("cluster"), "moved") as url:
        monkeypatch.setenv("MITHAQ_DATABASE_URL", url)
        _moves(lost, reports, "postgresql")
        lost.mission.close()


def _moves(lost: Lost, reports: tuple[str, ...], vendor: str) -> None:
    lost.restore(**lost.survivors())
    mission = lost.reopen()
    assert connection.vendor == vendor
    assert all(opened_values(mission, report) for report in reports)
    assert_whole(lost)


@pytest.mark.parametrize(("keys_to", "folder_to"), [("a", "c"), ("b", "b"), ("b", "a/inside"), ("mission", "c")])
def test_the_three_do_not_lie_in_one_place(lost: Lost, keys_to: str, folder_to: str) -> None:
    (lost.top / "a" / "inside").mkdir()

    with pytest.raises(MissionNotReady):
        back_up(
            lost.mission,
            lost.top / "a",
            now=NOON,
            keys_to=lost.top / keys_to,
            key_folder_to=lost.top / folder_to,
        )

    assert list((lost.top / "a").glob("*.age")) == []
    assert KeyCopy.objects.count() == 0


def test_a_backup_goes_over_nothing_and_a_failed_one_leaves_nothing(lost: Lost) -> None:
    done = lost.back_up()
    with pytest.raises(MissionNotReady):
        lost.back_up()
    data = done.file.read_bytes()

    with pytest.raises(MissionNotReady):
        back_up(lost.mission, done.file, now=NOON + HOUR)

    assert done.file.read_bytes() == data
    assert sorted(path.name for path in (lost.top / "a").iterdir()) == [done.file.name]
    assert {copy.name for copy in KeyCopy.objects.all()} == {done.wrapped_keys.name, done.key_folder.name}


def test_a_backup_that_stops_half_way_leaves_no_file_and_lists_no_copy(
    lost: Lost, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Iterator[bytes]:
        raise SourceUnavailable("the disk is gone.")
        yield b""

    monkeypatch.setattr(backup_module, "_rows", broken)

    with pytest.raises(SourceUnavailable, match="the disk is gone"):
        lost.back_up()

    assert [list((lost.top / name).iterdir()) for name in ("a", "b", "c")] == [[], [], []]
    assert KeyCopy.objects.count() == 0


def test_copies_made_with_a_backup_are_awaited_by_the_next_erasure(lost: Lost) -> None:
    [report] = take_in(lost.mission, [collected(1)], now=NOON).accepted
    first = lost.back_up()
    assert key_copies(lost.mission).awaited == ()
    erase(lost.mission, [report], ground="request", actor=OFFICER, now=NOON)

    second = lost.back_up(NOON + HOUR)
    found = key_copies(lost.mission)

    assert set(found.awaited) == {first.wrapped_keys.name, first.key_folder.name}
    assert {second.wrapped_keys.name, second.key_folder.name} <= set(found.current)
    assert second.generation == first.generation + 1


def test_a_withdrawal_makes_old_copies_too_though_no_erasure_is_pending(lost: Lost) -> None:
    from mithaq.registry.erase import withdraw_waiting

    words = draw_words(lost.mission)
    receive(lost.mission, received(1), now=NOON, words=words)
    done = lost.back_up()

    withdraw_waiting(lost.mission, words.words)

    found = key_copies(lost.mission)
    assert found.pending == ()
    assert set(found.awaited) == {done.wrapped_keys.name, done.key_folder.name}


HEADER = BackupHeader(
    origin="o", mission="m", release="0", tables=("0001",), taken_at="2017-01-05T12:00:00Z", size=1, generation=0
)


def written() -> bytes:
    writer = StreamWriter()
    pieces = [*writer.header(HEADER), writer.rows("entry", ["a"], [[1], [b"x"]]), writer.file("f", 0, b"data")]
    return b"".join([*pieces, writer.end()])


def read_back(stream: bytes) -> None:
    reader = StreamReader(lambda _: None, lambda *_: None, lambda *_: None)
    for start in range(0, len(stream), 7):
        reader.feed(stream[start : start + 7])
    reader.finish()


def test_a_stream_is_read_in_pieces_of_any_length() -> None:
    read_back(written())


def test_any_changed_byte_of_a_decrypted_stream_is_noticed_without_age() -> None:
    stream = written()

    for place in range(len(stream)):
        with pytest.raises((MalformedRecord, MissionNotReady)):
            read_back(stream[:place] + bytes([stream[place] ^ 1]) + stream[place + 1 :])


def test_any_cut_or_lengthened_stream_is_noticed() -> None:
    stream = written()

    for length in range(len(stream)):
        with pytest.raises((MalformedRecord, MissionNotReady)):
            read_back(stream[:length])
    with pytest.raises(MalformedRecord):
        read_back(stream + b"\0")


def test_a_file_outside_the_mission_is_not_written(lost: Lost) -> None:
    from mithaq.sealed.backup_file import write_encrypted

    lost.back_up()
    identity = lost.mission.folder.read("backup.key")
    lost.lose()
    for number, path in enumerate(("../evil", "/tmp/evil", "keys/lock.json", "blobs/../../evil", "blobs//x", "")):
        writer = StreamWriter()
        pieces = [*writer.header(HEADER), writer.file(path, 0, b"evil"), writer.end()]
        lost.backup.file.unlink()
        write_encrypted(lost.backup.file, iter(pieces), identity)

        with pytest.raises(MalformedRecord, match="that none may hold"):
            lost.restore(f"again{number}")

    assert lost.leftovers() == []
