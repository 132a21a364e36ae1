from __future__ import annotations

import os
from collections.abc import Iterator

import django
import pytest
from pytest_django import DjangoDbBlocker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mithaq.store.settings")
django.setup()

from support.officer import Officer, new_officer  # noqa: E402 - after the setup


@pytest.fixture(scope="module")
def commands_here(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Commands may run in this process, on databases of their own and with no setting of the machine's."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        for name in [name for name in os.environ if name.startswith("MITHAQ_") and name != "MITHAQ_SHARED"]:
            patch.delenv(name)
        yield


@pytest.fixture
def desk(tmp_path, commands_here) -> Officer:
    return new_officer(tmp_path / "mission")


@pytest.fixture(scope="module")
def old_desk(tmp_path_factory, commands_here) -> Officer:
    """One mission for a whole table of cases, none of which may leave anything in it."""
    return new_officer(tmp_path_factory.mktemp("desk") / "mission")
