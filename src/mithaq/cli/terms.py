"""``mithaq terms``: the limits the mission binds itself to."""

from __future__ import annotations

from typing import Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.missions import now, opened
from mithaq.errors import InvalidStatement

__all__ = ["register"]

terms = typer.Typer(
    help="The times and thresholds the mission binds itself to.", no_args_is_help=True, rich_markup_mode=None
)

_SAYS = {
    "disposition_days": "days until a report has its disposition",
    "epoch_seconds": "seconds an epoch lasts at least",
    "epoch_minimum": "reports an epoch has at least",
    "promise_seconds": "seconds until a promised report is on the record",
    "publication_delay_days": "days until an incident's page may show it",
    "suppress_below": "counts of living people below this are suppressed",
}


def register() -> None:
    app.add_typer(terms, name="terms")


@terms.command(
    "show",
    help="""Show the limits in force.

Example:

  mithaq -C truce terms show""",
)
def show(context: typer.Context) -> None:
    import msgspec
    from django.db import connection

    from mithaq.store.queries.registers import adopted_versions
    from mithaq.store.queries.terms import limits_in_force

    with opened(context), connection.cursor() as cursor:
        limits = msgspec.to_builtins(limits_in_force(cursor))
        versions = adopted_versions(cursor)
    if context_of(context).as_json:
        say_json({"version": versions[-1], "adopted": list(versions), "limits": limits})
        return
    say(f"Terms {versions[-1]} (adopted so far: {', '.join(versions)})")
    for name, says in _SAYS.items():
        say(f"  {limits[name]:>8,}  {says}")


@terms.command(
    "adopt",
    help="""Adopt new limits. They hold for what enters after them; what is due already stays due as it was.

Example:

  mithaq -C truce terms adopt 2 --disposition-days 7 --publication-delay-days 5

What is not named stays as it is. The times of an epoch may be made longer than an hour and five reports, never
shorter: they protect whoever reports.""",
)
def adopt(
    context: typer.Context,
    version: Annotated[str, typer.Argument(help="The new version.", metavar="VERSION")],
    disposition_days: Annotated[int | None, typer.Option(help=_SAYS["disposition_days"])] = None,
    epoch_seconds: Annotated[int | None, typer.Option(help=_SAYS["epoch_seconds"])] = None,
    epoch_minimum: Annotated[int | None, typer.Option(help=_SAYS["epoch_minimum"])] = None,
    promise_seconds: Annotated[int | None, typer.Option(help=_SAYS["promise_seconds"])] = None,
    publication_delay_days: Annotated[int | None, typer.Option(help=_SAYS["publication_delay_days"])] = None,
    suppress_below: Annotated[int | None, typer.Option(help=_SAYS["suppress_below"])] = None,
) -> None:
    import msgspec
    from django.db import connection

    from mithaq.mechanism.agreement.statements import TermsAdopted
    from mithaq.registry.drafts import Actor
    from mithaq.registry.parties import adopt_terms
    from mithaq.store.queries.terms import limits_in_force

    given = {
        "disposition_days": disposition_days,
        "epoch_seconds": epoch_seconds,
        "epoch_minimum": epoch_minimum,
        "promise_seconds": promise_seconds,
        "publication_delay_days": publication_delay_days,
        "suppress_below": suppress_below,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    with opened(context) as mission:
        with connection.cursor() as cursor:
            old = limits_in_force(cursor)
        new = msgspec.structs.replace(old, **changes)
        if new == old:
            raise InvalidStatement("these are the limits in force.", advice="Name the one that changes.")
        made = adopt_terms(mission, TermsAdopted(version=version, limits=new), actor=Actor("registrar"), now=now())
    if context_of(context).as_json:
        say_json({"statement": made, "version": version, "limits": msgspec.to_builtins(new)})
        return
    say(f"Adopted the terms {version}: {made}.")
    for name in changes:
        if getattr(old, name) != getattr(new, name):
            say(f"  {getattr(old, name):>8,} -> {getattr(new, name):,}  {_SAYS[name]}")
