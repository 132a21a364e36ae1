"""``mithaq erase``: the key of a report's sealed values is destroyed; its commitments stay.

An erasure ends only when every copy that could still open the values is gone: ``list`` says which, ``confirm``
takes the officer's word for it, ``note`` puts a copy on the list that the software did not make.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.missions import now, opened

__all__ = ["register"]

_HELP = """Erase what a report holds sealed: destroy its key and turn over the wrapping key.

Examples:

  mithaq -C truce erase r7z2k9m4qd1x8v0ntc --ground request

  mithaq -C truce erase list

  mithaq -C truce erase confirm e7z2k9m4qd1x8v0ntc --destroyed wrapped-keys-20170105T120000Z.db

It cannot be undone. The keys are destroyed at once. The record tells of it at the end of a day or some days later,
with others where there are any: the moment would point at whoever asked. Until then only a new backup knows of it:
make one, and destroy the old copies of the keys. The erasure stands as pending until every listed copy of the keys
is confirmed destroyed."""


class Ground(StrEnum):
    REQUEST = "request"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    SAFETY = "safety"
    RETENTION = "retention"


class _ReportFirst(TyperGroup):
    """``erase REPORT`` is ``erase report REPORT``: what is no command's name is a report's id."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["report", *args]
        return super().parse_args(ctx, args)


erasures = typer.Typer(cls=_ReportFirst, help=_HELP, no_args_is_help=True, rich_markup_mode=None)


def register() -> None:
    app.add_typer(erasures, name="erase")


@erasures.command("report", help=_HELP)
def erase(
    context: typer.Context,
    report: Annotated[str, typer.Argument(help="The report's id.")],
    ground: Annotated[Ground, typer.Option(help="Why it is erased.")],
) -> None:
    from mithaq.registry.destruction import has_unfinished
    from mithaq.registry.drafts import Actor
    from mithaq.registry.erase import erase as erase_values, erased_by
    from mithaq.registry.key_copies import key_copies

    with opened(context) as mission:
        erasure = erase_values(mission, [report], ground=ground.value, actor=Actor("registrar"), now=now())
        statements = erased_by(erasure)
        awaited = key_copies(mission).awaited
        unfinished = has_unfinished()
    if context_of(context).as_json:
        said = {"erasure": erasure, "statements": list(statements), "awaited": list(awaited)}
        say_json(said | {"unfinished": unfinished})
        return
    say(f"Erased the sealed values of {len(statements)} statements ({erasure}).")
    say("The record tells of it with a daily batch; make a new backup now.")
    if unfinished:
        say("Another program is reading the databases: what was erased may still lie in their log of changes.")
        say("The erasure stays pending. End the other programs; the next command finishes it.")
    _tell_awaited(awaited, erasure)


@erasures.command(
    "list",
    help="""Say which erasures are pending and which copies of the keys they wait for.

Example:

  mithaq -C truce erase list""",
)
def listed(context: typer.Context) -> None:
    from mithaq.registry.key_copies import key_copies

    with opened(context) as mission:
        found = key_copies(mission)
    if context_of(context).as_json:
        say_json(
            {
                "pending": [
                    {"erasure": each.id, "at": each.at, "ground": each.ground, "statements": each.statements}
                    for each in found.pending
                ],
                "awaited": list(found.awaited),
                "current": list(found.current),
            }
        )
        return
    for each in found.pending:
        when, ground = each.at or "waits for its batch", each.ground or "ground no longer opens"
        say(f"PENDING {each.id}  {when}  {ground}, {each.statements} statements")
    if not found.pending:
        say("No erasure is pending.")
    for name in found.awaited:
        say(f"  OLD, to be destroyed: {name}")
    for name in found.current:
        say(f"  of today's keys, keep: {name}")
    if found.awaited:
        say("Say it when one is destroyed: mithaq erase confirm ERASURE --destroyed NAME")
        say("A copy of the mission's whole folder, or a disk's snapshot, counts too: mithaq erase note NAME")


@erasures.command(
    "confirm",
    help="""Say that copies of the keys are destroyed; the last one ends the erasure.

Example:

  mithaq -C truce erase confirm e7z2k9m4qd1x8v0ntc --destroyed offsite.db --destroyed keys-20170105T120000Z

Without --destroyed it only asks whether any copy is still awaited.""",
)
def confirm(
    context: typer.Context,
    erasure: Annotated[str, typer.Argument(help="The erasure's id.")],
    destroyed: Annotated[
        list[str] | None, typer.Option("--destroyed", help="A copy that is gone; may be repeated.", metavar="NAME")
    ] = None,
) -> None:
    from mithaq.registry.drafts import Actor
    from mithaq.registry.erase import confirm_erasure
    from mithaq.registry.key_copies import key_copies

    with opened(context) as mission:
        confirmed = confirm_erasure(
            mission, erasure, destroyed=destroyed or (), actor=Actor("registrar"), now=now()
        )
        awaited = key_copies(mission).awaited
    if context_of(context).as_json:
        say_json({"erasure": erasure, "confirmed": confirmed, "awaited": list(awaited)})
    elif confirmed is None:
        _tell_awaited(awaited, erasure)
    else:
        say(f"The erasure {erasure} is confirmed ({confirmed}): no listed copy opens what it erased.")


@erasures.command(
    "note",
    help="""Put a copy on the list that was made without `mithaq backup`, or after the backup that was restored.

Example:

  mithaq -C truce erase note "disk snapshot of 5 January"

Every erasure waits for it until it is confirmed destroyed.""",
)
def note(context: typer.Context, name: Annotated[str, typer.Argument(help="What you call the copy.")]) -> None:
    from mithaq.registry.key_copies import note_copy

    with opened(context) as mission:
        note_copy(mission, name)
    if context_of(context).as_json:
        say_json({"noted": name})
    else:
        say(f"Noted: every erasure waits until {name} is confirmed destroyed.")


def _tell_awaited(awaited: tuple[str, ...], erasure: str) -> None:
    say("It is pending until these copies are destroyed:" if awaited else "No older copy of the keys is listed.")
    for name in awaited:
        say(f"  {name}")
    say(f"Then: mithaq erase confirm {erasure}" + "".join(f" --destroyed {name!r}" for name in awaited))
