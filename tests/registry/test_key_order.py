"""What a seizer of both databases, without ``keys/``, could read from keys: who came when, what belongs together.

Numbers lie in clear beside ciphertext, and where a row lies in its file may tell when it was written.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest

from mithaq.registry.clock import tick
from mithaq.registry.close_epoch import close_epoch
from mithaq.registry.create_mission import open_mission
from mithaq.registry.dispose import dispose_day
from mithaq.registry.incidents import open_incident
from mithaq.registry.receive import receive
from mithaq.sealed.erasure import destroy_keys
from mithaq.sealed.key_folder import KeyFolder
from mithaq.sealed.keys import KeyDatabase, SubjectKeys, open_sqlite, wrapping_file
from mithaq.store.models import Ciphertext
from registry.missions import NOON, OFFICER, facts, new_mission, received
from registry.postgres_cluster import new_database

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
APART = 2**32
"""Two of 100 random numbers of 62 bits come closer once in some 200,000 tries; neighbours of a run always do."""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def new_keys(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], SubjectKeys]]:
    """Each call opens the same keys as a process of its own would."""
    folder = KeyFolder.create(tmp_path / "keys", passphrase=None, invented=True, random_bytes=os.urandom)
    folder.write(wrapping_file(0), os.urandom(32))
    if request.param == "sqlite":
        yield lambda: SubjectKeys(open_sqlite(tmp_path / "keys.db"), folder, os.urandom)
        return
    with new_database(request.getfixturevalue("cluster"), f"keys_{os.getpid()}") as url:

        def opened() -> SubjectKeys:
            return SubjectKeys(
                KeyDatabase(psycopg.connect(url, autocommit=True), is_sqlite=False), folder, os.urandom
            )

        yield opened


def order_on_disk(path: Path) -> list[int]:
    """The numbers of keys as their cells were put into the file: by page, and inside one from its end forward."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        ids = [row[0] for row in database.execute("SELECT id FROM subject_key")]
    database.close()
    data = path.read_bytes()
    size = int.from_bytes(data[16:18])
    found = []
    for start in range(0, len(data), size):
        page = data[start : start + size]
        placed = [(place, key) for key in ids if (place := page.find(key.to_bytes(8))) >= 0]
        found += [key for _, key in sorted(placed, reverse=True)]
    return found


def order_of_rows(keys: SubjectKeys, path: Path) -> list[int]:
    if keys.database.is_sqlite:
        return order_on_disk(path)
    return [row[0] for row in keys.database.execute("SELECT id FROM subject_key ORDER BY ctid")]


def test_numbers_of_keys_do_not_tell_which_were_drawn_by_one_process(
    new_keys: Callable[[], SubjectKeys], tmp_path: Path
) -> None:
    numbers = []
    for _ in range(10):
        keys = new_keys()
        numbers += [key.id for key in keys.draw(10)]
        keys.close()

    ordered = sorted(numbers)
    assert min(later - earlier for earlier, later in pairwise(ordered)) > APART
    keys = new_keys()
    names = (
        "SELECT name, 0 FROM sqlite_master WHERE type = 'table'"
        if keys.database.is_sqlite
        else "SELECT relname::text, 0 FROM pg_class WHERE relkind IN ('r', 'S') AND relnamespace ="
        " 'public'::regnamespace"
    )
    assert {row[0] for row in keys.database.execute(names)} == {"subject_key", "wrapping"}
    if keys.database.is_sqlite:
        with pytest.raises(sqlite3.OperationalError, match="no such column"):
            keys.database.execute("SELECT rowid, id FROM subject_key")
    keys.close()


def test_after_a_batch_keys_lie_by_their_numbers_and_not_by_their_making(
    new_keys: Callable[[], SubjectKeys], tmp_path: Path
) -> None:
    drawn = []
    for _ in range(20):
        keys = new_keys()
        keys.prepare(1)
        drawn += [key.id for key in keys.draw(1)]
        keys.close()
    keys = new_keys()
    if keys.database.is_sqlite:
        keys.database.forget()
    before = order_of_rows(keys, tmp_path / "keys.db")

    assert keys.database.put_in_order()

    assert before == drawn != sorted(drawn)
    assert order_of_rows(keys, tmp_path / "keys.db") == sorted(drawn)
    assert len(keys.keys(drawn)) == 20
    if not keys.database.is_sqlite:
        [(transactions, _)] = keys.database.execute("SELECT count(DISTINCT xmin::text), 0 FROM subject_key")
        assert transactions == 1
    keys.close()


def test_of_a_destroyed_key_its_number_stays_and_is_not_given_again(new_keys: Callable[[], SubjectKeys]) -> None:
    keys = new_keys()
    victim, survivor = keys.draw(2)
    destroy_keys(keys, [victim.id], None)
    reads = iter([(victim.id << 2).to_bytes(8) + os.urandom(44), os.urandom(52)])
    keys.random_bytes = lambda _: next(reads)
    keys._pool.clear()

    keys.prepare(1)

    [made] = keys.draw(1)
    assert made.id not in {victim.id, survivor.id}
    assert keys.present([victim.id, survivor.id, made.id]) == {survivor.id, made.id}
    assert keys.keys([victim.id, survivor.id]) == {survivor.id: survivor.key}
    keys.close()


def test_keys_do_not_tell_arrivals_nor_what_was_linked(database: str, tmp_path: Path) -> None:
    path = tmp_path / "mission"
    new_mission(path).close()
    for number in range(6):
        with open_mission(path) as mission:
            receive(mission, received(number), now=NOON + timedelta(minutes=5 * number))
    with open_mission(path) as mission:
        reports = sorted(close_epoch(mission, now=NOON + HOUR).reports)
        placed = order_on_disk(path / "keys.db")
        assert placed == sorted(placed)
    for number in range(2):
        with open_mission(path) as mission:
            open_incident(
                mission, facts(), reports[3 * number : 3 * number + 3], actor=OFFICER, now=NOON + 2 * HOUR
            )
    with open_mission(path) as mission:
        assert len(dispose_day(mission, now=(NOON + DAY).replace(hour=0))) == 6
        if not database:
            assert [(path / f"{name}-wal").stat().st_size for name in ("mithaq.db", "keys.db")] == [0, 0]
        tick(mission, now=NOON + DAY)

        numbers = sorted(Ciphertext.objects.values_list("key", flat=True))

    assert min(later - earlier for earlier, later in pairwise(numbers)) > APART
