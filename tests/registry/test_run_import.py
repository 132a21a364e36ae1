from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from mithaq.errors import ImportRejected, InvalidStatement
from mithaq.mechanism.monitoring.facts import Republish
from mithaq.mechanism.monitoring.report import CollectedReport
from mithaq.registry import run_import as importing
from mithaq.registry.mission import Mission
from mithaq.registry.rebuild import rebuild, table_rows
from mithaq.registry.run_import import ImportResult, run_import
from mithaq.registry.sealer import Sealer, parted
from mithaq.sealed.ciphertext import open_sealed
from mithaq.sealed.keys import DrawnKey
from mithaq.store.models import Report
from registry.missions import NOON, OFFICER, collected, facts

KEYS = [DrawnKey(number, secrets.token_bytes(32)) for number in range(8)]
BATCH = [parted(collected(key.id), "o00000000000000000", Republish.OPEN, facts(), key) for key in KEYS]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 8)


def imported(mission: Mission, reports: Iterator[CollectedReport] | list[CollectedReport]) -> ImportResult:
    return run_import(mission, reports, reader="table", actor=OFFICER, now=NOON)


def test_batches_sealed_in_the_second_process_open_and_rebuild(with_source: Mission) -> None:
    result = imported(with_source, [collected(number) for number in range(30)])

    before = table_rows()
    assert (result.rows, result.accepted, result.refused) == (30, 30, 0)
    assert rebuild(with_source).unopened == 0
    assert table_rows() == before


def test_a_row_that_stands_in_two_batches_enters_once(with_source: Mission) -> None:
    result = imported(with_source, [collected(number % 9) for number in range(30)])

    assert (result.rows, result.accepted, result.already_known) == (30, 9, 21)
    assert Report.objects.count() == 9


def test_a_file_that_breaks_loses_no_batch_that_was_read_before(with_source: Mission) -> None:
    def broken() -> Iterator[CollectedReport]:
        yield from (collected(number) for number in range(16))
        raise ImportRejected("the file ends in the middle of a row.")

    with pytest.raises(ImportRejected):
        imported(with_source, broken())

    assert Report.objects.count() == 16


def test_what_a_killed_sealer_was_given_is_sealed_here() -> None:
    with Sealer(secrets.token_bytes, full_batch=8) as sealer:
        first = sealer.begin(BATCH)()
        process = sealer._process
        assert process is not None
        pending = sealer.begin(BATCH)
        process.kill()
        process.join()

        second, third = pending(), sealer.begin(BATCH)()

    assert [len(first), len(second), len(third)] == [8, 8, 8]
    for made, key in zip((*second, *third), (*KEYS, *KEYS), strict=True):
        assert made.blob is not None
        opened = open_sealed(key.key, made.blob, statement_id=made.id, kind=made.kind, version=1)
        assert made.values is not None
        assert {name: opened[name][1] for name in made.values} == made.values


def test_batches_larger_than_a_pipe_do_not_wait_for_each_other() -> None:
    long = [each._replace(values={"text": "x" * 60_000}) for each in BATCH]
    with Sealer(secrets.token_bytes, full_batch=8) as sealer:
        begun = [sealer.begin(long) for _ in range(4)]

        assert [len(drafts()) for drafts in begun] == [8, 8, 8, 8]


def test_a_value_without_canonical_form_is_named_and_the_next_batch_is_sealed() -> None:
    with Sealer(secrets.token_bytes, full_batch=8) as sealer:
        sealer.begin(BATCH)()
        for value in ("half of a pair: \ud800", 2**70, 2**53):
            with pytest.raises(InvalidStatement):
                sealer.begin([BATCH[0], BATCH[1]._replace(values={"text": value})])()

        assert sealer._process is not None
        assert len(sealer.begin(BATCH)()) == 8


def test_a_mission_with_randomness_of_its_own_seals_in_its_own_process() -> None:
    with Sealer(lambda count: b"\x01" * count, full_batch=8) as sealer:
        drafts = sealer.begin(BATCH)()

        assert sealer._process is None
    assert len(drafts) == 8
