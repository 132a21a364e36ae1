from __future__ import annotations

import itertools
import json
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from mithaq.errors import MissionNotReady, RecordConflict, VerificationFailed
from mithaq.record.cosignatures import cosign
from mithaq.record.entries import encode_bundle, read_bundle
from mithaq.record.heads import open_head
from mithaq.record.notes import KeyType, Signature, Signer
from mithaq.record.tiles import RightEdge, TileTree, bundles_at, tiles_at
from mithaq.record.tree import leaf_hashes, root_of
from mithaq.signer.durable import FolderReader
from mithaq.signer.state import StateFile
from signer.log_room import KEY, LogRoom

WITNESS = Signer("witness.example/one", bytes(32), KeyType.COSIGNATURE)


def expected_files(entries: list[bytes], sizes: list[int]) -> dict[str, bytes]:
    """Every tile and bundle of every published size, made in one go from the entries."""
    leaves = leaf_hashes(entries)
    files: dict[str, bytes] = {}
    for size in sizes:
        _, tiles = RightEdge().extend(leaves[:size])
        files.update(tiles)
        for bundle in bundles_at(size):
            start = bundle.index * 256
            files[bundle.path] = encode_bundle(entries[start : start + bundle.width])
    return files


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 600), min_size=1, max_size=6))
def test_the_record_holds_exactly_the_files_of_every_published_size(growths: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = LogRoom(Path(folder))
        sizes = list(itertools.accumulate(growths))

        heads = [log.publish(growth) for growth in growths]

        files = log.files()
        files.pop("checkpoint")
        assert files == expected_files(log.entries.rows, sizes)
        assert [head.size for head in heads] == sizes
        assert [head.root for head in heads] == [root_of(leaf_hashes(log.entries.rows[:size])) for size in sizes]


def test_a_log_of_more_than_65536_entries_has_its_second_level(log: LogRoom) -> None:
    log.publish(65_000)
    head = log.publish(5_000)

    tree = TileTree(FolderReader(log.record), head.size, head.root)
    assert {tile.path for tile in tiles_at(70_000)} <= log.files().keys()
    assert tree.root_at(65_000) == root_of(leaf_hashes(log.entries.rows[:65_000]))
    assert read_bundle(FolderReader(log.record), 273, 112) == log.entries.rows[-112:]


def test_an_empty_log_has_a_head_too(log: LogRoom) -> None:
    assert log.publish().size == 0
    assert list(log.files()) == ["checkpoint"]


def test_nothing_new_changes_no_byte(log: LogRoom) -> None:
    log.publish(300)
    before = log.files()

    log.publish()

    assert log.files() == before


def test_full_tiles_are_written_once(log: LogRoom) -> None:
    log.publish(600)
    full = [path for path in log.record.rglob("*") if path.is_file() and ".p" not in path.as_posix()]
    before = {path: path.stat().st_mtime_ns for path in full if path.name != "checkpoint"}

    log.publish(600)

    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_tile_that_no_head_explains_is_not_overwritten(log: LogRoom) -> None:
    log.publish(300)
    (log.record / "tile" / "0" / "001").write_bytes(b"from elsewhere")

    with pytest.raises(RecordConflict, match="exists already"):
        log.publish(300)

    assert open_head(log.files()["checkpoint"], (KEY.key,)).size == 300


def test_a_second_signer_is_refused_while_the_first_runs(log: LogRoom) -> None:
    with log.publisher(), pytest.raises(MissionNotReady, match="Another signer"), log.publisher():
        pass

    assert log.publish(1).size == 1


def test_a_key_of_another_log_is_refused(log: LogRoom) -> None:
    log.publish(1)

    with (
        pytest.raises(RecordConflict, match="belongs to the log"),
        log.publisher(key=Signer("record.example/other", bytes(32))),
    ):
        pass


def test_witnesses_see_a_head_only_when_the_signer_can_no_longer_forget_it(log: LogRoom) -> None:
    seen = []

    def gather(head: bytes) -> list[str]:
        state = StateFile(log.state).read()
        assert state is not None
        seen.append((state.head.encode() == head, "checkpoint" in log.files()))
        text = open_head(head, (KEY.key,)).note.text
        return [cosign(text, WITNESS, 1_700_000_000).line()]

    log.publish(10, gather)

    published = open_head(log.files()["checkpoint"], (KEY.key,), (WITNESS.key,))
    assert seen == [(True, False)]
    assert published.witnessed_by(WITNESS.key)


def test_a_silent_witness_does_not_take_its_word_back(log: LogRoom) -> None:
    def gather(head: bytes) -> list[str]:
        return [cosign(open_head(head, (KEY.key,)).note.text, WITNESS, 1_700_000_000).line()]

    log.publish(10, gather)
    before = log.files()

    log.publish(0, lambda _: [])

    assert log.files() == before


def test_a_witness_that_fails_leaves_the_head_to_the_next_run(log: LogRoom) -> None:
    def gather(_: bytes) -> list[str]:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        log.publish(10, gather)
    assert "checkpoint" not in log.files()

    assert log.publish().size == 10


def test_a_witness_that_imitates_the_log_s_signature_spoils_nothing(log: LogRoom) -> None:
    log.publish(10)
    before = log.files()["checkpoint"]
    false = Signature(KEY.name, KEY.key.key_id, bytes(64)).line()

    with pytest.raises(VerificationFailed):
        log.publish(0, lambda _: [false])

    assert log.files()["checkpoint"] == before


def test_a_state_changed_by_somebody_else_is_noticed(log: LogRoom) -> None:
    log.publish(3)
    file = StateFile(log.state)
    read = file.read()
    assert read is not None
    log.publish(3)

    with pytest.raises(RecordConflict, match="changed from size 3"):
        file.compare_and_set(read, read)


def test_a_state_that_was_tampered_with_is_not_read(log: LogRoom) -> None:
    log.publish(3)
    state = json.loads(log.state.read_bytes())
    state["stack"] = state["stack"][::-1]
    log.state.write_text(json.dumps(state, sort_keys=True, separators=(",", ":")))

    with pytest.raises(Exception, match="Do not delete it"):
        log.publish(3)


@pytest.mark.slow
def test_a_hundred_thousand_entries_are_published_within_seconds(log: LogRoom) -> None:
    log.grow(100_000)
    started = time.perf_counter()

    log.publish()

    assert time.perf_counter() - started < 10
