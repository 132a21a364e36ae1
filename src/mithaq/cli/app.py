"""The command line's frame: options that hold for every command, and one way to fail."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from mithaq import __version__
from mithaq.errors import MissionNotReady, MithaqError

__all__ = ["Context", "app", "context_of", "main", "named", "one_line", "plain", "say", "say_json"]

app = typer.Typer(
    name="mithaq",
    help="A ceasefire mechanism whose record anyone can check.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


_CONTROLS = (*range(0x0A), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F))
_TURNS = (0x061C, 0x200E, 0x200F, *range(0x2066, 0x206A))
_HALVES = range(0xD800, 0xE000)
"""Bytes of a file's name that are not UTF-8: no terminal and no JSON may be asked to write them."""
_SPELLED_OUT = {
    sign: f"\\x{sign:02x}" if sign < 0x100 else f"\\u{sign:04x}" for sign in (*_CONTROLS, *_TURNS, *_HALVES)
}


@dataclass(frozen=True, slots=True)
class Context:
    """What every command knows: the mission's folder, and whether a script is reading."""

    mission: Path
    as_json: bool


@app.callback(invoke_without_command=True)
def _frame(
    context: typer.Context,
    mission: Annotated[Path, typer.Option("-C", help="The mission's folder.", metavar="DIR")] = Path(),
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    context.obj = Context(mission, as_json)
    if version:
        print(f"mithaq {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit


def context_of(context: typer.Context) -> Context:
    found = context.obj
    assert isinstance(found, Context)
    return found


def say(text: str = "") -> None:
    print(plain(text))


def plain(text: str) -> str:
    """The text with every sign spelled out that could move a terminal's cursor or turn the reading direction.

    What is printed may come from a hostile record or file: a name must not be able to write a verdict.
    """
    return text.translate(_SPELLED_OUT)


def one_line(text: str) -> str:
    """Words from outside, such as a file's name, as a part of one line: no name begins a line of its own."""
    return text.replace("\n", "\\n")


def say_json(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    print(text.encode("utf-8", "backslashreplace").decode())


def fail(error: MithaqError, *, as_json: bool) -> NoReturn:
    if as_json:
        say_json({"error": error.code, "where": error.where, "problem": error.problem, "advice": error.advice})
    else:
        print(plain(one_line(f"mithaq: {error} [{error.code}]")), file=sys.stderr)
    sys.exit(error.exit_code)


def named(error: Exception) -> MithaqError:
    """The error as a person reads it. What has no name is a fault of ours, and raised as it is."""
    from mithaq.store.failures import storage_failure

    ours = error if isinstance(error, MithaqError) else storage_failure(error)
    if ours is None:
        raise error
    return ours


def main() -> None:
    """Runs a command; every error of ours becomes one sentence and its exit code (docs/errors.md)."""
    from mithaq.cli import commands

    commands.register()
    try:
        app()
    except MithaqError as error:
        fail(error, as_json="--json" in sys.argv)
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("mithaq"):
            raise
        needed = MissionNotReady(
            f"this command needs the package {missing.name}, which is not installed.",
            advice='Install it with: pip install "mithaq[server]"',
        )
        fail(needed, as_json="--json" in sys.argv)
    except KeyboardInterrupt:
        print("mithaq: stopped. What was acknowledged is kept.", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    except Exception as error:  # noqa: BLE001 - `named` raises again what it has no name for
        fail(named(error), as_json="--json" in sys.argv)
