"""``mithaq publish``: head, pages, manifest and pages in place."""

from __future__ import annotations

from typing import Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.bars import stages
from mithaq.cli.missions import now, opened

__all__ = ["register"]

_HELP = """Make public what is new: sign the head, render the pages that changed, move them in place.

Examples:

  mithaq -C truce publish

  mithaq -C truce publish --head-only

Run it again after a crash: it finishes what was begun and signs nothing twice."""


def register() -> None:
    app.command("publish", help=_HELP)(publish)


def publish(
    context: typer.Context,
    head_only: Annotated[bool, typer.Option("--head-only", help="Publish the record, not the pages.")] = False,
) -> None:
    from mithaq.cli.site import publish_head, publish_site

    as_json = context_of(context).as_json
    with opened(context) as mission:
        if head_only:
            head = publish_head(mission)
            if as_json:
                say_json({"size": head.size, "head": head.note})
            else:
                say(f"Published the head of {head.size:,} entries.")
            return
        with stages(context) as told:
            done = publish_site(mission, now=now(), progress=told)
    if as_json:
        say_json({"size": done.size, "pages": done.pages, "rendered": done.rendered, "moved": done.moved})
    else:
        say(f"Published {done.size:,} entries and {done.pages:,} pages; {done.moved:,} files changed.")
