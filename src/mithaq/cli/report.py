"""``mithaq report``: which reports are open, and which are overdue; `trace` stands in a file of its own."""

from __future__ import annotations

from typing import Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.missions import now, opened
from mithaq.cli.paging import After, Limit, say_more

__all__ = ["register", "reports"]

reports = typer.Typer(help="Reports on the record.", no_args_is_help=True, rich_markup_mode=None)


def register() -> None:
    app.add_typer(reports, name="report")


@reports.command(
    "list",
    help="""List reports on the record, the oldest first, a page at a time.

Examples:

  mithaq -C truce report list --open

  mithaq -C truce report list --overdue --limit 200 --after r7z2k9m4qd1x8v0ntc

Only what the record shows is listed. A report in the inbox has no name until its epoch closes.""",
)
def list_reports(
    context: typer.Context,
    limit: Limit = 50,
    after: After = None,
    only_open: Annotated[bool, typer.Option("--open", help="Only those without a disposition.")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those past their limit.")] = False,
) -> None:
    from dataclasses import asdict

    from django.db import connection

    from mithaq.mechanism.envelope import instant
    from mithaq.store.queries import listing

    with opened(context), connection.cursor() as cursor:
        found = listing.reports(
            cursor,
            limit=limit,
            after=after,
            only_open=only_open,
            overdue_at=instant(now()) if overdue else None,
        )
    last = found[-1].id if found else None
    if context_of(context).as_json:
        say_json({"reports": [asdict(each) for each in found], "after": last if len(found) == limit else None})
        return
    for each in found:
        state = each.disposition or ("in the day's batch" if each.waiting else f"open, due {each.due_at[:10]}")
        say(f"{each.id}  {each.source or '-':<12} {each.day_from or '-':<10}  {each.classes or '-':<12} {state}")
    if not found:
        say("No such report.")
    say_more(found, limit, last)
