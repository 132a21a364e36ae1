"""``mithaq dispose``: a report reaches its disposition, or a new one with a reason."""

from __future__ import annotations

from typing import Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.missions import now, opened
from mithaq.errors import InvalidStatement
from mithaq.mechanism.monitoring.changed_disposition import Ground
from mithaq.mechanism.monitoring.statements import Disposition

__all__ = ["register"]

_HELP = """Give a report its disposition. A later one replaces it and needs --replaces and --reason.

Dispositions: linked, duplicate, out_of_scope, insufficient, unobservable, withdrawn.

Examples:

  mithaq -C truce dispose r7z2k9m4qd1x8v0ntc insufficient --reason "no second source" --staff amal

  mithaq -C truce dispose r7z2k9m4qd1x8v0ntc duplicate --duplicate-of r0k3m9…

The first reason is sealed. Of a replacement the ground is published, and the reason where the report is public;
else it is sealed. Who acted enters as a commitment."""


def register() -> None:
    app.command("dispose", help=_HELP)(dispose)


def dispose(
    context: typer.Context,
    report: Annotated[str, typer.Argument(help="The report's id.")],
    disposition: Annotated[Disposition, typer.Argument(help="What became of it.")],
    reason: Annotated[str | None, typer.Option(help="Why.")] = None,
    incident: Annotated[str | None, typer.Option(help="For linked: the incident's id.")] = None,
    duplicate_of: Annotated[str | None, typer.Option(help="For duplicate: the other report's id.")] = None,
    replaces: Annotated[str | None, typer.Option(help="The statement it replaces.")] = None,
    ground: Annotated[Ground, typer.Option(help="For a replacement: why, by the public list.")] = Ground.REVIEW,
    staff: Annotated[str | None, typer.Option(help="Who decides, as your mission names staff.")] = None,
) -> None:
    from mithaq.registry.dispose import dispose as first, redispose
    from mithaq.registry.drafts import Actor

    actor, moment = Actor("analyst", staff), now()
    with opened(context) as mission:
        if replaces is None:
            done = first(
                mission,
                report,
                disposition,
                actor=actor,
                now=moment,
                reason=reason,
                incident=incident,
                duplicate_of=duplicate_of,
            )
        elif reason is None:
            raise InvalidStatement("a disposition is replaced only with a reason.", advice="Give --reason.")
        else:
            done = redispose(
                mission,
                report,
                disposition,
                replaces=replaces,
                reason=reason,
                ground=ground,
                actor=actor,
                now=moment,
                incident=incident,
                duplicate_of=duplicate_of,
            )
    if context_of(context).as_json:
        say_json({"statement": done.statement, "is_waiting": done.is_waiting})
    elif done.is_waiting:
        say("Kept for the day's batch: its link is sealed (mithaq tick enters it).")
    else:
        say(f"Entered as {done.statement}.")
