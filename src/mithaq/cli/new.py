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

  mithaq new rehearsal --origin truce.example.org/dry-run --dry-run --name "Code name Olive"

An exercise plays in an invented land. A dry run tries the rules on real incidents: use code names, since nothing
of it is ever published as a finding. Both say what they are on every page, picture, row and file name.
The keys are protected by the passphrase. Only an exercise can be made without one."""


def register() -> None:
    app.command("new", help=_HELP)(new)


def new(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The new folder.", metavar="DIR")],
    origin: Annotated[str, typer.Option(help="The name of the log: a host and path, never changed.")],
    name: Annotated[str, typer.Option(help="The mission's public name in English.")] = "ceasefire monitoring",
    name_ar: Annotated[str, typer.Option(help="The same in Arabic.")] = "وقف إطلاق النار",
    exercise: Annotated[bool, typer.Option("--exercise", help="Mark everything as an exercise.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Mark everything as a dry run.")] = False,
) -> None:
    from mithaq.errors import MissionNotReady
    from mithaq.mechanism.agreement.mode import Mode
    from mithaq.mechanism.envelope import Text
    from mithaq.registry.create_mission import create_mission

    if exercise and dry_run:
        raise MissionNotReady(
            "a record is an exercise or a dry run, not both.",
            advice="An exercise is invented; a dry run works on real incidents.",
        )
    mode = Mode.EXERCISE if exercise else Mode.DRY_RUN if dry_run else Mode.MISSION
    words = Text(lang="en", original=name, translations={"ar": name_ar})
    with create_mission(
        folder, origin=origin, name=words, mode=mode, now=now(), passphrase=passphrase()
    ) as mission:
        vkey = mission.log_signer.key.text()
    if context_of(context).as_json:
        say_json({"folder": str(folder), "origin": origin, "mode": mode.value, "log_key": vkey})
        return
    say(f"Made the mission {origin} in {folder}.")
    say(f"The log's verifier key: {vkey}")
    say("Publish this key where you have no power over it: in print, with partner organisations.")
