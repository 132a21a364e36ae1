"""``mithaq rebuild``: all projected tables once more, from the entries alone."""

from __future__ import annotations

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.bars import bar
from mithaq.cli.missions import opened

__all__ = ["register"]


def register() -> None:
    app.command(
        "rebuild",
        help="""Make the projected tables again from the entries.

Example:

  mithaq -C truce rebuild""",
    )(rebuild)


def rebuild(context: typer.Context) -> None:
    from mithaq.registry.rebuild import rebuild as rebuild_tables

    with opened(context) as mission, bar(context, "rebuilding") as progress:
        done = rebuild_tables(mission, progress=progress)
    if context_of(context).as_json:
        say_json({"entries": done.entries, "unopened": done.unopened, "damaged": list(done.damaged)})
        return
    say(f"Rebuilt the tables from {done.entries:,} entries.")
    for statement in done.damaged:
        say(f"Damaged: the sealed values of {statement} do not open with their own key.")
    if done.unopened:
        say(f"{done.unopened:,} statements hold sealed values that no key opens any more.")
