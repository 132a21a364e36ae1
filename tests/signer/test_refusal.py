from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from mithaq.errors import RecordConflict
from mithaq.record.spelling import base64_text
from mithaq.signer.publisher import opened_publisher
from mithaq.signer.state import StateFile
from signer.log_room import KEY, LogRoom, head_of


def refused(log: LogRoom, match: str) -> None:
    """Refused, and neither state nor record changed by a byte."""
    before = (log.state.read_bytes() if log.state.exists() else b"", log.files())
    with pytest.raises(RecordConflict, match=match):
        log.publish()
    assert (log.state.read_bytes() if log.state.exists() else b"", log.files()) == before


def test_a_database_behind_the_signed_head_is_refused_with_both_sizes(log: LogRoom) -> None:
    head = log.publish(300)
    del log.entries.rows[250:]

    refused(log, rf"holds 250 entries, the signed head 300 entries \(root {base64_text(head.root)[:5]}")


@settings(max_examples=30, deadline=None)
@given(size=st.integers(1, 700), data=st.data())
def test_any_changed_entry_of_the_database_is_refused(size: int, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = LogRoom(Path(folder))
        log.publish(size)
        index = data.draw(st.integers(0, size - 1))
        log.entries.rows[index] += b"!"
        log.grow(data.draw(st.integers(0, 3)))

        refused(log, "is not the one under|entries were changed")


def test_a_change_of_the_last_bundle_is_refused_without_opening_again(log: LogRoom) -> None:
    log.grow(300)
    with log.publisher() as publisher:
        publisher.publish()
        log.entries.rows[299] = b"rewritten"
        log.grow(1)

        with pytest.raises(RecordConflict, match="Entry 299"):
            publisher.publish()


def test_only_the_very_head_that_was_compared_spares_reading_the_prefix_again(log: LogRoom) -> None:
    earlier = log.publish(300)
    newest = log.publish(1)
    log.entries.rows[0] = b"rewritten"
    log.grow(1)
    folders = {"record": log.record, "state": log.state, "signer": KEY}

    with (
        pytest.raises(RecordConflict, match="entries were changed"),
        opened_publisher(log.entries, **folders, compared=earlier),
    ):
        pass
    with opened_publisher(log.entries, **folders, compared=newest) as publisher:
        assert publisher.publish().size == 302


def test_a_state_older_than_the_published_head_is_refused(log: LogRoom) -> None:
    log.publish(10)
    old = log.state.read_bytes()
    log.publish(10)
    log.state.write_bytes(old)

    refused(log, "published head of .* has 20 entries .* the signer's state 10 entries")


def test_a_lost_state_is_not_taken_for_a_new_log(log: LogRoom) -> None:
    log.publish(10)
    log.state.unlink()

    refused(log, "but the signer remembers none")


def test_tiles_without_head_and_state_are_not_taken_for_a_new_log(log: LogRoom) -> None:
    log.publish(10)
    log.state.unlink()
    (log.record / "checkpoint").unlink()

    refused(log, "neither a head nor a signer's state")


def test_a_published_head_of_another_root_is_refused(log: LogRoom) -> None:
    log.publish(10)
    other = head_of([b"another %d" % index for index in range(7)])
    (log.record / "checkpoint").write_text(
        other.note.text + "\n" + "".join(made.line() for _, made in other.note.verified)
    )

    refused(log, "published head of .* has 7 entries")


def test_a_published_head_that_the_key_did_not_sign_is_refused(log: LogRoom) -> None:
    log.publish(10)
    forged = (log.record / "checkpoint").read_text().replace("\n10\n", "\n11\n")
    (log.record / "checkpoint").write_text(forged)

    refused(log, "not one this log's key signed")


def test_damaged_tiles_are_refused(log: LogRoom) -> None:
    log.publish(300)
    tile = log.record / "tile" / "1" / "000.p" / "1"
    tile.write_bytes(bytes(32))
    log.grow(1)

    refused(log, "published tiles do not make the tree")


def test_missing_tiles_are_refused(log: LogRoom) -> None:
    log.publish(300)
    shutil.rmtree(log.record / "tile" / "0")

    refused(log, "published tiles do not make the tree")


def test_a_witness_that_saw_more_than_the_signer_remembers_stops_it(log: LogRoom) -> None:
    log.publish(10)
    log.grow(5)

    with (
        pytest.raises(RecordConflict, match=r"witness head .* has 15 entries"),
        log.publisher(head_of(log.entries.rows)),
    ):
        pass


def test_a_witness_that_saw_another_history_stops_the_signer(log: LogRoom) -> None:
    log.publish(300)
    rewritten = [*log.entries.rows[:4], b"other", *log.entries.rows[5:200]]

    with pytest.raises(RecordConflict, match="had the root"), log.publisher(head_of(rewritten)):
        pass


def test_witnesses_that_saw_earlier_heads_do_not_stop_it(log: LogRoom) -> None:
    log.publish(300)
    log.grow(10)

    with log.publisher(head_of(log.entries.rows[:7]), head_of(log.entries.rows[:300])) as publisher:
        assert publisher.publish().size == 310


def test_a_witness_head_for_a_signer_without_memory_stops_it(log: LogRoom) -> None:
    log.grow(3)

    with pytest.raises(RecordConflict, match="remembers none"), log.publisher(head_of(log.entries.rows)):
        pass


def test_entries_that_vanished_while_being_published_are_noticed(log: LogRoom) -> None:
    log.publish(10)
    file = StateFile(log.state)
    state = file.read()
    assert state is not None
    file.compare_and_set(state, state.intend(20))
    log.grow(5)

    refused(log, "holds 15 entries, but 20 were being published")


def test_the_state_remembers_the_last_signed_head(log: LogRoom) -> None:
    head = log.publish(3)

    state = StateFile(log.state).read()

    assert state is not None
    assert (state.origin, state.size, state.root, state.is_finishing) == (KEY.name, 3, head.root, False)
