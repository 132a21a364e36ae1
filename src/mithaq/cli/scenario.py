"""``mithaq scenario``: invented reports of a stated difficulty, with the truth in a file of its own."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.errors import SourceUnavailable

__all__ = ["register"]

_HELP = """Write invented reports of an invented land, for measuring a linker: nothing in them happened.

Example:

  mithaq scenario reports.csv --reports 10000 --level hard --seed 1 --truth truth.csv

The table is what `mithaq link` reads, with Arabic and English text. The truth goes to a file of its own."""


class LevelName(StrEnum):
    EASY = "easy"
    MIDDLE = "middle"
    HARD = "hard"


def register() -> None:
    app.command("scenario", help=_HELP)(write_scenario)


def write_scenario(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(help="Where the reports are written, as CSV.", metavar="OUT.csv")],
    reports: Annotated[int, typer.Option(help="How many reports.", min=100, max=10_000_000)] = 10_000,
    level: Annotated[LevelName, typer.Option(help="How hard they are to link.")] = LevelName.HARD,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    truth: Annotated[
        Path | None, typer.Option("--truth", help="Write the truth about every report there.", metavar="FILE")
    ] = None,
) -> None:
    from mithaq.scenario.flow import flow
    from mithaq.scenario.land import EXERCISE
    from mithaq.scenario.levels import LEVELS
    from mithaq.scenario.table import write_level

    if truth is not None and truth.resolve() == out.resolve():
        raise SourceUnavailable(
            "the truth would be written over the reports.", where=str(out), advice="Name another file."
        )
    written = write_level(flow(LEVELS[level.value], reports, seed), out, truth)
    if context_of(context).as_json:
        say_json({"reports": written, "level": level.value, "seed": seed, "marking": EXERCISE})
        return
    say(f"{EXERCISE}: {written:,} invented reports, level {level.value}, seed {seed}: {out}")
    if truth is not None:
        say(f"The truth about them: {truth}. Keep it from whoever links or judges them.")
