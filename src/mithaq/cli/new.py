"""``mithaq new``: a mission's folder with its keys and the first statements of its record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.missions import now, passphrase

__all__ = ["register"]

_HELP = """Make a mission in a new folder.

Examples:

  MITHAQ_PASSPHRASE_FILE=secret.txt mithaq new truce --origin truce.example.org/log

  mithaq new drill --origin drill.example/log --exercise

The keys are protected by the passphrase. Without one only an exercise can be made."""


def register() -> None:
    app.command("new", help=_HELP)(new)


def new(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The new folder.", metavar="DIR")],
    origin: Annotated[str, typer.Option(help="The name of the log: a host and path, never changed.")],
    name: Annotated[str, typer.Option(help="The mission's public name in English.")] = "ceasefire monitoring",
    name_ar: Annotated[str, typer.Option(help="The same in Arabic.")] = "وقف إطلاق النار",
    exercise: Annotated[bool, typer.Option("--exercise", help="Mark everything as an exercise.")] = False,
) -> None:
    from mithaq.mechanism.envelope import Text
    from mithaq.registry.create_mission import create_mission

    words = Text(lang="en", original=name, translations={"ar": name_ar})
    with create_mission(
        folder, origin=origin, name=words, exercise=exercise, now=now(), passphrase=passphrase()
    ) as mission:
        vkey = mission.log_signer.key.text()
    if context_of(context).as_json:
        say_json({"folder": str(folder), "origin": origin, "log_key": vkey})
        return
    say(f"Made the mission {origin} in {folder}.")
    say(f"The log's verifier key: {vkey}")
    say("Publish this key where you have no power over it: in print, with partner organisations.")
