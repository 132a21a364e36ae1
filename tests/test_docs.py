"""The documentation is a promise: what it must name, it names."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from mithaq import errors
from mithaq.mechanism.statements import UnknownKind

ROOT = Path(__file__).parent.parent
ERRORS = [getattr(errors, name) for name in errors.__all__] + [UnknownKind]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_every_error_code_is_documented_with_its_exit_status(error):
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")

    assert f"| `{error.code}` | {error.exit_code} |" in page


def test_every_kind_of_statement_is_documented_as_its_schema_is_now():
    spec = importlib.util.spec_from_file_location("statement_docs", ROOT / "scripts" / "statement_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    assert (ROOT / "docs" / "statements.md").read_text(encoding="utf-8") == module.page()


def test_every_command_is_documented():
    from mithaq.cli import commands
    from mithaq.cli.app import app

    commands.register()
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    named = [command.name for command in app.registered_commands]
    for group in app.registered_groups:
        assert group.typer_instance is not None
        named += [f"{group.name} {command.name}" for command in group.typer_instance.registered_commands]

    assert [name for name in named if f"## mithaq {name}" not in page] == []


def test_every_setting_is_documented():
    from mithaq.store.environment import SETTINGS

    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")

    assert [name for name in SETTINGS if f"| `{name}` |" not in page] == []


def test_every_command_shows_an_example():
    from mithaq.cli import commands
    from mithaq.cli.app import app

    commands.register()
    helps = {command.name: command.help for command in app.registered_commands}
    for group in app.registered_groups:
        assert group.typer_instance is not None
        helps |= {f"{group.name} {each.name}": each.help for each in group.typer_instance.registered_commands}

    assert [name for name, text in helps.items() if "Example" not in (text or "")] == []


def test_every_file_that_a_message_sends_the_reader_to_exists():
    named = {
        page
        for file in (ROOT / "src").rglob("*.py")
        for page in re.findall(r"docs/[a-z_]+\.md", file.read_text("utf-8"))
    }

    assert {page for page in named if not (ROOT / page).exists()} == set()


def test_no_page_names_a_path_of_the_makers_machine():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]

    assert [
        page.name for page in pages if re.search(r"(?<![\w.])/(work|root|home)/", page.read_text("utf-8"))
    ] == []
