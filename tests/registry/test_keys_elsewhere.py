"""A mission whose wrapped keys lie in a PostgreSQL of their own is backed up, lost and restored like any other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mithaq.errors import MissionNotReady
from mithaq.registry.close_epoch import close_epoch
from mithaq.registry.erase import erase
from mithaq.registry.receive import receive
from mithaq.registry.take_in import take_in
from registry.lost_and_found import HOUR, LATER, Lost, assert_whole, opened_values
from registry.missions import NOON, OFFICER, collected, received, tell_erasures
from registry.postgres_cluster import binaries, new_database, running_cluster

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def keys_cluster(cluster: str) -> Iterator[str]:
    """Another server than the one that may hold the record: ``cluster`` skips where there are no programs."""
    programs = binaries()
    assert programs is not None
    with running_cluster(programs) as url:
        yield url


@pytest.fixture
def lost(
    database: str,
    keys_cluster: str,
    tmp_path: Path,
    elsewhere: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Lost]:
    with new_database(keys_cluster, "keys_before") as before, new_database(keys_cluster, "keys_after") as after:
        monkeypatch.setenv("MITHAQ_KEYS_URL", before)

        def moved() -> None:
            elsewhere()
            monkeypatch.setenv("MITHAQ_KEYS_URL", after)

        made = Lost(tmp_path, moved)
        yield made
        made.mission.close()


def test_it_comes_back_with_every_value_and_without_what_was_erased(lost: Lost) -> None:
    for number in range(5):
        receive(lost.mission, received(number), now=NOON)
    reports = close_epoch(lost.mission, now=NOON + HOUR).reports
    [public] = take_in(lost.mission, [collected(1)], now=NOON + HOUR).accepted
    lost.back_up(NOON + HOUR)
    erase(lost.mission, [reports[0]], ground="request", actor=OFFICER, now=NOON + HOUR)
    tell_erasures(lost.mission)
    assert not (lost.mission.path / "keys.db").exists()
    lost.publish()
    lost.lose()

    lost.restore(now=LATER + 240 * HOUR)
    mission = lost.reopen()

    assert not (mission.path / "keys.db").exists()
    assert opened_values(mission, reports[0]) is None
    assert all(opened_values(mission, report) for report in (*reports[1:], public))
    assert_whole(lost)


def test_a_restore_goes_over_no_keys_of_another_mission(lost: Lost, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    take_in(lost.mission, [collected(1)], now=NOON)
    lost.back_up()
    lost.publish()
    in_use = os.environ["MITHAQ_KEYS_URL"]
    lost.lose()
    monkeypatch.setenv("MITHAQ_KEYS_URL", in_use)

    with pytest.raises(MissionNotReady, match="MITHAQ_KEYS_URL"):
        lost.restore()
    assert lost.leftovers() == []
