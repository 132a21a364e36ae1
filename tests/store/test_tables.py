from __future__ import annotations

import os
from pathlib import Path

import django
import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mithaq.store.settings")
django.setup()

from django.apps import apps  # noqa: E402 - models need Django set up
from django.db.migrations.autodetector import MigrationAutodetector  # noqa: E402 - as above
from django.db.migrations.loader import MigrationLoader  # noqa: E402 - as above
from django.db.migrations.state import ProjectState  # noqa: E402 - as above

from mithaq.errors import MissionNotReady  # noqa: E402 - as above
from mithaq.store import environment  # noqa: E402 - as above
from mithaq.store.models import TableClass  # noqa: E402 - as above
from mithaq.store.projections import PROJECTED  # noqa: E402 - as above


def test_every_table_declares_its_class() -> None:
    undeclared = [
        model.__name__
        for model in apps.get_app_config("store").get_models()
        if not isinstance(getattr(model, "table_class", None), TableClass)
    ]

    assert undeclared == []


def test_the_projected_tables_are_exactly_those_that_projections_fill() -> None:
    declared = {
        model._meta.db_table
        for model in apps.get_app_config("store").get_models()
        if getattr(model, "table_class", None) is TableClass.PROJECTED
    }

    assert declared == set(PROJECTED)


def test_the_migrations_make_the_tables_of_the_models() -> None:
    made = MigrationLoader(None).project_state()

    changes = MigrationAutodetector(made, ProjectState.from_apps(apps)).changes(MigrationLoader(None).graph)

    assert changes == {}


def test_a_wrong_setting_is_refused_with_the_values_expected() -> None:
    with pytest.raises(MissionNotReady, match="Expected: true or false"):
        environment.truth("MITHAQ_X", default=False, environment={"MITHAQ_X": "perhaps"})
    with pytest.raises(MissionNotReady, match="Expected: red or blue"):
        environment.choice("MITHAQ_X", ("red", "blue"), "red", environment={"MITHAQ_X": "green"})
    with pytest.raises(MissionNotReady, match="postgresql://"):
        environment.database_from_url("MITHAQ_DATABASE_URL", "mysql://host/name")


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("four words in a row\nand a note\n")

    assert environment.secret("MITHAQ_X", environment={"MITHAQ_X_FILE": str(file)}) == "four words in a row"
    assert environment.secret("MITHAQ_X", environment={"MITHAQ_X": "plain"}) == "plain"
    with pytest.raises(MissionNotReady, match="cannot be read"):
        environment.secret("MITHAQ_X", environment={"MITHAQ_X_FILE": str(tmp_path / "absent")})
