from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from mithaq.errors import RecordConflict
from mithaq.signer.roll_forward import (
    adopt_published_head,
    drop_unsigned,
    newest_signed_head,
    published_entries,
)
from mithaq.signer.state import StateFile
from signer.log_room import KEY, LogRoom, head_of


def roll_forward(log: LogRoom) -> None:
    head = newest_signed_head(log.record, StateFile(log.state), KEY.key)
    for first, run in published_entries(log.record, head, log.entries):
        assert first == log.entries.size()
        log.entries.rows += run


@settings(max_examples=30, deadline=None)
@given(size=st.integers(1, 800), data=st.data())
def test_a_restored_backup_of_any_age_gets_all_published_entries_back(size: int, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = LogRoom(Path(folder))
        log.publish(size)
        everything = list(log.entries.rows)
        del log.entries.rows[data.draw(st.integers(0, size)) :]

        roll_forward(log)

        assert log.entries.rows == everything
        assert log.publish(1).size == size + 1


def test_a_backup_of_another_history_is_not_rolled_forward(log: LogRoom) -> None:
    log.publish(600)
    del log.entries.rows[400:]
    log.entries.rows[123] = b"rewritten"

    with pytest.raises(RecordConflict, match="entries 0 to 255 of the database are not those"):
        roll_forward(log)

    assert log.entries.size() == 400


def test_a_changed_published_entry_is_not_taken(log: LogRoom) -> None:
    log.publish(600)
    del log.entries.rows[100:]
    bundle = log.record / "tile" / "entries" / "001"
    bundle.write_bytes(bundle.read_bytes().replace(b"entry 300", b"entry 3OO"))

    with pytest.raises(RecordConflict, match="published entries 256 to 511 are not those that were signed"):
        roll_forward(log)

    assert log.entries.size() == 256


def test_a_missing_published_bundle_is_named(log: LogRoom) -> None:
    log.publish(600)
    log.entries.rows.clear()
    (log.record / "tile" / "entries" / "001").unlink()

    with pytest.raises(RecordConflict, match="tile/entries/001 cannot be read"):
        roll_forward(log)


def test_a_database_ahead_of_the_head_needs_the_signer_instead(log: LogRoom) -> None:
    log.publish(10)
    log.grow(1)

    with pytest.raises(RecordConflict, match="holds 11 entries, the newest signed head 10"):
        roll_forward(log)


def test_a_head_signed_but_not_yet_public_is_rolled_forward_to(log: LogRoom) -> None:
    def dies(_: bytes) -> list[str]:
        raise ConnectionError

    log.publish(10)
    with pytest.raises(ConnectionError):
        log.publish(10, dies)
    del log.entries.rows[5:]

    roll_forward(log)

    assert log.entries.size() == 20


def test_where_nothing_was_signed_nothing_is_rolled_forward(log: LogRoom) -> None:
    with pytest.raises(RecordConflict, match="No head was ever signed"):
        roll_forward(log)


def test_a_lost_state_is_adopted_from_the_published_head_and_signing_goes_on(log: LogRoom) -> None:
    log.publish(300)
    before = log.state.read_bytes()
    log.state.unlink()

    adopted = adopt_published_head(log.record, StateFile(log.state), KEY.key, [head_of(log.entries.rows[:9])])

    assert adopted.size == 300
    assert log.state.read_bytes() == before
    assert log.publish(5).size == 305


def test_a_published_head_behind_a_witness_is_not_adopted(log: LogRoom) -> None:
    log.publish(300)
    log.state.unlink()
    log.grow(1)

    with pytest.raises(RecordConflict, match=r"witness head .* has 301 entries"):
        adopt_published_head(log.record, StateFile(log.state), KEY.key, [head_of(log.entries.rows)])

    assert not log.state.exists()


def test_a_newer_state_is_never_replaced_by_an_older_head(log: LogRoom) -> None:
    log.publish(10)
    shutil.copytree(log.record, log.folder / "old")
    log.publish(10)

    with pytest.raises(RecordConflict, match="has 20 entries, the published head 10: it is not older"):
        adopt_published_head(log.folder / "old", StateFile(log.state), KEY.key, [])


def test_unsigned_tiles_of_vanished_entries_are_dropped_and_nothing_else(log: LogRoom) -> None:
    log.publish(300)
    published = log.files()
    file = StateFile(log.state)
    state = file.read()
    assert state is not None
    file.compare_and_set(state, state.intend(600))
    for path in ("tile/entries/001", "tile/0/001", "tile/1/000.p/2", "tile/0/002.p/88"):
        (log.record / path).parent.mkdir(exist_ok=True)
        (log.record / path).write_bytes(b"torn")

    dropped = drop_unsigned(log.record, file)

    assert dropped == ["tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/001"]
    assert log.files() == published
    assert log.publish(300).size == 600
