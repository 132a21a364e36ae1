"""``mithaq withdraw``: a reporter takes back a report that still waits in the inbox."""

from __future__ import annotations

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.lines import secret_words
from mithaq.cli.missions import opened

__all__ = ["register"]

_HELP = """Take back a report that still waits in the inbox.

It is the report that the reporter's words belong to.

Examples:

  mithaq -C truce withdraw

  mithaq -C truce withdraw < words.txt

The words are asked for, or read from standard input, and never written as arguments. What the report said is
destroyed; an empty commitment enters the record in its place, so that nobody sees that it was withdrawn. The
answer is the same whatever was typed: wrong words cannot be told from right ones. A report that is on the record
already is not touched: an officer erases it later, apart from the visit (mithaq erase)."""


def register() -> None:
    app.command("withdraw", help=_HELP)(withdraw)


def withdraw(context: typer.Context) -> None:
    from mithaq.registry.erase import withdraw_waiting

    words = secret_words()
    with opened(context) as mission:
        withdraw_waiting(mission, words)
    if context_of(context).as_json:
        say_json({"answer": "done"})
    else:
        say("Done. If a report under these words was still waiting, it is withdrawn and its content destroyed.")
