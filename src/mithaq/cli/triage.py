"""``mithaq triage``: which open report to look at next, and which look like a campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.extras import needs
from mithaq.cli.missions import now, opened
from mithaq.cli.paging import Limit
from mithaq.errors import InvalidStatement

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission
    from mithaq.registry.triage import TriageQueue

__all__ = ["register"]

triage = typer.Typer(help="Which open report to look at next.", no_args_is_help=True, rich_markup_mode=None)

_HARM = {1: "technical", 2: "serious", 3: "grave", 4: "exceptional"}


def register() -> None:
    app.add_typer(triage, name="triage")


@triage.command(
    "next",
    help="""List the open reports in the order in which to look at them.

Examples:

  mithaq -C truce triage next

  mithaq -C truce --json triage next --limit 500

By the harm they tell of, then by what is due; a report due within a day counts as grave at least. Of four turns
three are for known sources while one of theirs waits; in the fourth the sub-districts take turns, and a crowd of
near-copies has one turn together (`triage crowds`). Nothing of what the reports say is shown.""",
)
def next_reports(context: typer.Context, limit: Limit = 30) -> None:
    from dataclasses import asdict

    with opened(context) as mission:
        queue = _queue(mission)
        found = queue.turns(now=now())
    shown = found[:limit]
    if context_of(context).as_json:
        say_json({"open": len(queue), "turns": [asdict(turn) for turn in shown]})
        return
    for place, turn in enumerate(shown, 1):
        crowd = f"  for {turn.stands_for:,} near-copies" if turn.stands_for > 1 else ""
        source = "known source" if turn.is_known else "-"
        soon = "!" if turn.is_due_soon else " "
        say(f"{place:>5}  {turn.report}  {_HARM[turn.level]:<11} due {turn.due_at[:10]}{soon} {source:<12}{crowd}")
    say(f"{len(queue):,} open reports in {len(found):,} turns." if found else "No report is open.")


@triage.command(
    "crowds",
    help="""List crowds of near-copies from sources nobody knows, the largest first.

Examples:

  mithaq -C truce triage crowds

  mithaq -C truce triage crowds --ids r7z2k9m4qd1x8v0ntc > flood.txt

A crowd may be a campaign, or one thing that many people passed on: read some of it (`report show`) before you
decide. A crowd is named by its first report. With `--ids` the ids of all its reports are printed, one a line, as
`mithaq campaign` reads them.""",
)
def crowds(
    context: typer.Context,
    limit: Limit = 30,
    ids: Annotated[
        str | None, typer.Option(help="Print the ids of the crowd that this report began.", metavar="ID")
    ] = None,
) -> None:
    from dataclasses import asdict

    with opened(context) as mission:
        found = _queue(mission).crowds()
    if ids is not None:
        chosen = next((crowd for crowd in found if crowd.first == ids), None)
        if chosen is None:
            raise InvalidStatement(
                f"no crowd of near-copies begins with {ids} now.", advice="List them with `mithaq triage crowds`."
            )
        if context_of(context).as_json:
            say_json(asdict(chosen))
        else:
            for report in chosen.reports:
                say(report)
        return
    if context_of(context).as_json:
        say_json({"crowds": [{**asdict(crowd), "reports": len(crowd.reports)} for crowd in found[:limit]]})
        return
    for crowd in found[:limit]:
        when = f"{crowd.first_entered[:16]} to {crowd.last_entered[:16]}".replace("T", " ")
        say(f"{crowd.first} {len(crowd.reports):>9,} reports  {when}  {crowd.areas} sub-districts")
    if not found:
        say("No crowd of near-copies is open.")


def _queue(mission: Mission) -> TriageQueue:
    with needs("linkage"):
        from mithaq.registry.triage import TriageQueue

    queue = TriageQueue(mission)
    queue.refresh()
    return queue
