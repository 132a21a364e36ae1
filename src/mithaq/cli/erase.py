"""``mithaq erase``: the key of a report's sealed values is destroyed; its commitments stay."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.missions import now, opened

__all__ = ["register"]

_HELP = """Erase what a report holds sealed: destroy its key and turn over the wrapping key.

Example:

  mithaq -C truce erase r7z2k9m4qd1x8v0ntc --ground request

It cannot be undone. The record stays valid; the erasure stands as pending until every listed copy of the keys is
confirmed destroyed."""


class Ground(StrEnum):
    REQUEST = "request"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    SAFETY = "safety"
    RETENTION = "retention"


def register() -> None:
    app.command("erase", help=_HELP)(erase)


def erase(
    context: typer.Context,
    report: Annotated[str, typer.Argument(help="The report's id.")],
    ground: Annotated[Ground, typer.Option(help="Why it is erased.")],
) -> None:
    from mithaq.registry.drafts import Actor
    from mithaq.registry.erase import erase as erase_values, statements_about

    with opened(context) as mission:
        statements = statements_about(report)
        erasure = erase_values(mission, statements, ground=ground.value, actor=Actor("registrar"), now=now())
    if context_of(context).as_json:
        say_json({"erasure": erasure, "statements": list(statements)})
    else:
        say(f"Erased the sealed values of {len(statements)} statements ({erasure}).")
        say("It is pending until the copies listed in the mission's backups are confirmed destroyed.")
