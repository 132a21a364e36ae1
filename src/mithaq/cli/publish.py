"""``mithaq publish``: head, pages, manifest and pages in place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.bars import stages
from mithaq.cli.lines import from_file
from mithaq.cli.missions import now, opened

__all__ = ["register"]

LARGEST_HEAD = 100_000
"""Bytes; a head with very many cosignatures has a few thousand."""

_HELP = """Make public what is new: sign the head, render the pages that changed, move them in place.

Examples:

  mithaq -C truce publish

  mithaq -C truce publish --head-only

  curl -o seen https://truce.example/record/checkpoint && mithaq -C truce publish --head seen

Before a copy of the folder publishes, show it the head that is public: it signs nothing beside or behind it.

Run it again after a crash: it finishes what was begun and signs nothing twice."""


def register() -> None:
    app.command("publish", help=_HELP)(publish)


def publish(
    context: typer.Context,
    head_only: Annotated[bool, typer.Option("--head-only", help="Publish the record, not the pages.")] = False,
    head: Annotated[
        list[Path] | None,
        typer.Option(
            "--head", help="A head kept elsewhere; nothing is signed that contradicts it.", metavar="FILE"
        ),
    ] = None,
) -> None:
    from mithaq.cli.site import publish_head, publish_site

    as_json = context_of(context).as_json
    kept = [from_file(file, what="the head", most=LARGEST_HEAD) for file in head or ()]
    with opened(context) as mission:
        if head_only:
            shown = publish_head(mission, kept=kept)
            if as_json:
                say_json({"size": shown.size, "head": shown.note})
            else:
                say(f"Published the head of {shown.size:,} entries.")
            return
        with stages(context) as told:
            done = publish_site(mission, now=now(), progress=told, kept=kept)
    if as_json:
        say_json({"size": done.size, "pages": done.pages, "rendered": done.rendered, "moved": done.moved})
    else:
        say(f"Published {done.size:,} entries and {done.pages:,} pages; {done.moved:,} files changed.")
