"""Progress on long work: a bar on standard error when a person watches, nothing for a script or with --json."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

from mithaq.cli.app import context_of

__all__ = ["Progress", "bar", "stages"]

Progress = Callable[[int, int | None], None]
"""Called with how many are done, and of how many where that is known."""


def _is_watched(context: typer.Context) -> bool:
    return sys.stderr.isatty() and not context_of(context).as_json


@contextmanager
def bar(context: typer.Context, label: str) -> Iterator[Progress | None]:
    """``None`` where nobody watches: then nothing is counted either."""
    if not _is_watched(context):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress as RichProgress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(label, total=None)
        yield lambda done, of: shown.update(task, completed=done, total=of)


@contextmanager
def stages(context: typer.Context) -> Iterator[Callable[[str], None] | None]:
    """The stage work is in, beside a moving sign."""
    if not _is_watched(context):
        yield None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as shown:
        yield shown.update
