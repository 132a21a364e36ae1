"""``mithaq report``: which are open or overdue; reading a sealed one, and who read it. `trace` has its own file."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.lines import argument
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


@reports.command(
    "show",
    help="""Read what a report holds sealed. The reading is noted first, with who reads and why.

Examples:

  mithaq -C truce report show r7z2k9m4qd1x8v0ntc --staff amal --reason "to weigh it against the second source"

  mithaq -C truce report show r7z2k9m4qd1x8v0ntc --staff amal --reason -

With - the reason is read from standard input, which no shell keeps. What was erased or withdrawn is never shown.
It is shown on the screen and nowhere else: do not send it into a file, which no erasure would find.""",
)
def show(
    context: typer.Context,
    report: Annotated[str, typer.Argument(help="The report's id.", metavar="REPORT")],
    staff: Annotated[str, typer.Option(help="Who reads, as your mission names staff; sealed.")],
    reason: Annotated[str, typer.Option(help="Why; sealed.")],
) -> None:
    from mithaq.registry.drafts import Actor
    from mithaq.registry.reading import read_report

    why = argument(reason, what="the reason")
    with opened(context) as mission:
        done = read_report(mission, report, reason=why, actor=Actor("analyst", staff), now=now())
    if context_of(context).as_json:
        say_json({"report": report, "reading": done.reading, "values": done.values})
        return
    say(f"{report}  (noted in the read log: {done.reading})")
    for field, value in sorted(done.values.items()):
        say(f"  {field:<12} {_one_block(value)}")


def _one_block(value: object) -> str:
    """Words as they were said, kept inside their block: a line of a hostile text must not look like one of ours."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.replace("\n", "\n" + " " * 15)


@reports.command(
    "readings",
    help="""List who read which sealed report, when and why, the newest day first, a page at a time.

Examples:

  mithaq -C truce report readings

  mithaq -C truce report readings --report r7z2k9m4qd1x8v0ntc

Of an erased report the reasons are gone; that it was read, by whom and when stays.""",
)
def list_readings(
    context: typer.Context,
    report: Annotated[str | None, typer.Option(help="Only of this report.", metavar="REPORT")] = None,
    limit: Limit = 50,
    after: After = None,
) -> None:
    from dataclasses import asdict

    from mithaq.registry.reading import readings

    with opened(context) as mission:
        found = readings(mission, limit=limit, after=after, report=report)
    last = found[-1].id if found else None
    if context_of(context).as_json:
        say_json({"readings": [asdict(each) for each in found], "after": last if len(found) == limit else None})
        return
    for each in found:
        when = each.read_at or each.day
        say(f"{each.id}  {when}  {each.report}  {each.role}, {each.staff or 'name no longer opens'}")
        say(f"    {_one_block(each.reason) if each.reason is not None else 'the reason was erased or lost'}")
    if not found:
        say("No sealed report was read.")
    say_more(found, limit, last)
