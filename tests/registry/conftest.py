from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import django
import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

# Models may be imported by the tests only when Django knows its settings.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mithaq.store.settings")
django.setup()

from mithaq.registry.mission import Mission  # noqa: E402 - after the setup
from registry.missions import new_mission, new_source, replayed  # noqa: E402 - as above
from registry.postgres_cluster import binaries, new_database, running_cluster  # noqa: E402 - as above

_NUMBERS = count()


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    programs = binaries()
    if programs is None:
        reason = "no PostgreSQL programs (initdb) on this machine: the same tests ran on SQLite only"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        print(reason)
        pytest.skip(reason)
    with running_cluster(programs) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """The main database's URL; empty for SQLite. Missions bring their own databases, so none is faked."""
    with django_db_blocker.unblock():
        yield from _database(request, monkeypatch)


def _database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("MITHAQ_PASSPHRASE", "MITHAQ_PASSPHRASE_FILE", "MITHAQ_KEYS_URL", "MITHAQ_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    if request.param == "sqlite":
        yield ""
        return
    with new_database(request.getfixturevalue("cluster"), f"test_{os.getpid()}_{next(_NUMBERS)}") as url:
        monkeypatch.setenv("MITHAQ_DATABASE_URL", url)
        yield url


@pytest.fixture
def elsewhere(
    request: pytest.FixtureRequest, database: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], None]]:
    """Calling it points the environment at another, empty database of the same sort: a new server to restore on."""
    with ExitStack() as made:

        def another() -> None:
            if database:
                name = f"test_{os.getpid()}_{next(_NUMBERS)}"
                url = made.enter_context(new_database(request.getfixturevalue("cluster"), name))
                monkeypatch.setenv("MITHAQ_DATABASE_URL", url)

        yield another
        connections["default"].close()


@pytest.fixture
def mission(database: str, tmp_path: Path) -> Iterator[Mission]:
    """A mission whose record, whatever a test did to it, must keep every rule that an outsider replays."""
    with new_mission(tmp_path / "mission") as opened:
        yield opened
        assert replayed().breaches == []


@pytest.fixture
def with_source(mission: Mission) -> Mission:
    new_source(mission)
    return mission
