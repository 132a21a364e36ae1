"""``mithaq hold``: what the exposure check keeps back, until a person decides."""

from __future__ import annotations

from typing import Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.missions import now, opened
from mithaq.cli.paging import After, Limit, say_more

__all__ = ["register"]

holds = typer.Typer(
    help="What the exposure check holds. No hold ends by time.", no_args_is_help=True, rich_markup_mode=None
)

HoldId = Annotated[str, typer.Argument(help="The hold's id.", metavar="HOLD")]
Staff = Annotated[str | None, typer.Option(help="Who decides, as your mission names staff.")]


def register() -> None:
    app.add_typer(holds, name="hold")


@holds.command(
    "list",
    help="""List what is held, the oldest first, with why and what would be shown.

Example:

  mithaq -C truce hold list --limit 20""",
)
def list_holds(context: typer.Context, limit: Limit = 50, after: After = None) -> None:
    import msgspec

    from mithaq.registry.holds import waiting_holds

    with opened(context) as mission:
        found = waiting_holds(mission, limit=limit, after=after)
    last = found[-1].id if found else None
    if context_of(context).as_json:
        listed = [
            {
                "id": hold.id,
                "subject": hold.subject,
                "reason": hold.reason,
                "held_at": hold.held_at,
                "facts": msgspec.to_builtins(hold.facts),
            }
            for hold in found
        ]
        say_json({"holds": listed, "after": last if len(found) == limit else None})
        return
    for hold in found:
        say(f"{hold.id}  {hold.held_at[:10]}  of {hold.subject}")
        say(f"    held: {hold.reason}")
        if hold.facts is None:
            say("    what it held has been erased: it can only be kept")
        else:
            where = hold.facts.subdistrict or hold.facts.governorate or "no place"
            say(f"    would show: {hold.facts.day_from}, {where}, {', '.join(hold.facts.classes) or 'no class'}")
    if not found:
        say("Nothing is held.")
    say_more(found, limit, last)


@holds.command(
    "release",
    help="""Show what is held: the described facts enter the record and `mithaq publish` shows them for ever.

Example:

  mithaq -C truce hold release s7z2k9m4qd1x8v0ntc --staff amal

First ask: could this place, time and detail name a source, or guide fire onto rescuers?""",
)
def release(context: typer.Context, hold: HoldId, staff: Staff = None) -> None:
    _review(context, hold, staff, release=True)


@holds.command(
    "keep",
    help="""Keep it back: it is never shown by this hold. The subject may be described anew, coarser.

Example:

  mithaq -C truce hold keep s7z2k9m4qd1x8v0ntc --staff amal""",
)
def keep(context: typer.Context, hold: HoldId, staff: Staff = None) -> None:
    _review(context, hold, staff, release=False)


def _review(context: typer.Context, hold: str, staff: str | None, *, release: bool) -> None:
    from mithaq.registry.drafts import Actor
    from mithaq.registry.incidents import review_hold

    with opened(context) as mission:
        made = review_hold(mission, hold, release=release, actor=Actor("reviewer", staff), now=now())
    if context_of(context).as_json:
        say_json({"hold": hold, "outcome": "released" if release else "kept", "statement": made})
    elif made is None:
        say(f"Kept back: {hold} shows nothing.")
    else:
        say(f"Released by {made}; `mithaq publish` shows it.")
