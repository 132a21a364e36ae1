"""``mithaq bulletin``: a numbered bulletin, or one for each day of a period."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.missions import now, opened
from mithaq.errors import InvalidStatement

__all__ = ["register"]

_HELP = """Enter bulletins on the record; `mithaq publish` then shows them.

Examples:

  mithaq -C truce bulletin 2017-01-05

  mithaq -C truce bulletin 2016-12-30 2017-03-31 --daily

The figures are those of the record at this moment; anyone recomputes them."""


def register() -> None:
    app.command("bulletin", help=_HELP)(bulletin)


def bulletin(
    context: typer.Context,
    first: Annotated[str, typer.Argument(help="The first day.", metavar="DAY")],
    last: Annotated[str | None, typer.Argument(help="The last day; the same if left out.", metavar="DAY")] = None,
    daily: Annotated[bool, typer.Option("--daily", help="One bulletin for each day.")] = False,
) -> None:
    from mithaq.registry.bulletins import publish_bulletins
    from mithaq.registry.drafts import Actor

    start, end = _day(first), _day(last or first)
    if start > end:
        raise InvalidStatement(f"the period ends on {end}, before it begins on {start}.")
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    periods = [(day, day) for day in days] if daily else [(start, end)]
    with opened(context) as mission:
        ids = publish_bulletins(mission, periods, actor=Actor("editor"), now=now())
    if context_of(context).as_json:
        say_json({"bulletins": ids})
    else:
        say(f"Entered {len(ids)} bulletins. `mithaq publish` makes them public.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidStatement(f"{text!r} is not a day; write it as 2017-01-05.") from error
