"""``mithaq linkage``: which of a mission's reports are of one event, what is sure, and what a person judges."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.gazetteer import gazetteer_of
from mithaq.cli.lines import argument
from mithaq.cli.missions import now, opened
from mithaq.errors import InvalidStatement, MissionNotReady
from mithaq.mechanism.monitoring.statements import Judgement

if TYPE_CHECKING:
    from mithaq.mechanism.monitoring.facts import Point
    from mithaq.registry.linkage_inputs import PointOf
    from mithaq.registry.mission import Mission

__all__ = ["points_of", "register"]

linkage = typer.Typer(
    help="Which reports are of one event: runs, what waits for a person, judgements.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Report = Annotated[str, typer.Argument(help="A report's id.", metavar="REPORT")]


def register() -> None:
    app.add_typer(linkage, name="linkage")


@linkage.command(
    "run",
    help="""Link a mission's reports, enter what is sure, and put the rest before a person.

Examples:

  mithaq -C truce linkage run

  mithaq -C truce linkage run --ask

On the record stand code, parameters and the hashes of what came out; the partition of the public reports is
published with the site. Incidents are opened or joined where every pair is at least as probable as --level; links
of sealed reports wait for the day's batch. --ask enters the run alone and puts everything before a person.""",
)
def run(
    context: typer.Context,
    level: Annotated[float, typer.Option(help="The least probability of what is entered by itself.")] = 0.99,
    ask: Annotated[bool, typer.Option("--ask", help="Enter nothing but the run.")] = False,
) -> None:
    from mithaq.registry.linkage_run import AUTOMATIC_FROM, run_linkage

    if not 0.5 < level <= 1.0:
        raise InvalidStatement(f"{level} is not a level above 0.5 and up to 1.", advice="Leave it at 0.99.")
    with opened(context) as mission, _with_linkage():
        done = run_linkage(
            mission,
            point_of=points_of(mission),
            now=now(),
            level=level,
            automatic_from=2**53 - 1 if ask else AUTOMATIC_FROM,
        )
    if context_of(context).as_json:
        say_json(
            {
                "statement": done.statement,
                "as_of": done.as_of,
                "public_reports": done.public_reports,
                "public_groups": done.public_groups,
                "reports": done.reports,
                "groups": done.groups,
                "opened": list(done.opened),
                "joined": done.joined,
                "moved": done.moved,
                "waiting": done.waiting,
                "undecided": done.asked,
            }
        )
        return
    say(f"{done.reports:,} reports in {done.groups:,} groups; {done.public_reports:,} of them public.")
    say(
        f"{len(done.opened):,} incidents opened, {done.joined:,} reports joined, {done.moved:,} moved;"
        f" {done.waiting:,} sealed links wait for the day's batch."
    )
    say(f"{done.asked:,} pairs wait for a person (mithaq linkage undecided).")


@linkage.command(
    "undecided",
    help="""The pairs that wait for a person, with the probability and what speaks for and against.

Example:

  mithaq -C truce linkage undecided --limit 20

The list may name reports that nobody may see: it is for staff, and no file of it is kept in clear.""",
)
def undecided(
    context: typer.Context,
    limit: Annotated[int, typer.Option(help="How many to print.", min=1)] = 50,
) -> None:
    from mithaq.registry.linkage_queue import undecided_links

    with opened(context) as mission:
        waiting = undecided_links(mission)
    shown = waiting[:limit]
    if context_of(context).as_json:
        say_json(
            {
                "undecided": len(waiting),
                "pairs": [
                    {
                        "first": each.first,
                        "second": each.second,
                        "why": each.why.value,
                        "probability": round(each.probability, 4),
                        "bits": {name: round(bits, 1) for name, bits in each.bits.items()},
                    }
                    for each in shown
                ],
            }
        )
        return
    for each in shown:
        told = "; ".join(f"{name} {bits:+.1f}" for name, bits in each.bits.items())
        say(f"{each.first} {each.second}  {each.probability:.2f}  {each.why.value}  {told}")
    say(f"{len(waiting):,} pairs wait. +1 doubles the odds, -1 halves them.")


@linkage.command(
    "explain",
    help="""Why two reports are, or are not, thought to be of one event.

Example:

  mithaq -C truce linkage explain r7z2k9m4qd1x8v0ntc r0k3m9…

Links the reports anew and enters nothing.""",
)
def explain(context: typer.Context, first: Report, second: Report) -> None:
    from mithaq.registry.linkage_queue import explain_link

    with opened(context) as mission, _with_linkage():
        told = explain_link(mission, first, second, point_of=points_of(mission))
    if context_of(context).as_json:
        say_json({"first": first, "second": second, "probability": told.probability, "bits": told.bits})
        return
    say(f"Probability that they are of one event, all reports considered: {told.probability:.2f}")
    for name, bits in told.bits.items():
        say(f"  {bits:+6.1f} bits  {name}")


@linkage.command(
    "judge",
    help="""A person's judgement on two reports, with the reason; the next run respects it.

Examples:

  mithaq -C truce linkage judge confirm r7z2k9m4qd1x8v0ntc r0k3m9… --reason "same mill, same hour"

  mithaq -C truce linkage judge split r7z2k9m4qd1x8v0ntc r0k3m9… --reason "two strikes, an hour apart"

confirm: of one event. split: of two events. merge: the two incidents that hold them are one. Between public
reports it is published with its reason; else all of it is sealed and enters with the day's batch. The newest word
on a pair holds.""",
)
def judge(
    context: typer.Context,
    judgement: Annotated[Judgement, typer.Argument(help="What you judge.")],
    first: Report,
    second: Report,
    reason: Annotated[str, typer.Option(help="Why; - reads it from standard input.")],
    staff: Annotated[str | None, typer.Option(help="Who judges, as your mission names staff.")] = None,
) -> None:
    from mithaq.registry.drafts import Actor
    from mithaq.registry.judge_link import judge_link

    why = argument(reason, what="the reason")
    with opened(context) as mission:
        done = judge_link(mission, judgement, first, second, reason=why, actor=Actor("analyst", staff), now=now())
    if context_of(context).as_json:
        say_json({"statement": done.statement, "is_waiting": done.is_waiting})
    elif done.is_waiting:
        say("Kept for the day's batch: a report of the pair is sealed (mithaq tick enters it).")
    else:
        say(f"Entered as {done.statement}.")


def points_of(mission: Mission) -> PointOf:
    gazetteer = gazetteer_of(mission)

    def point_of(code: str) -> Point | None:
        place = gazetteer.place(code)
        return None if place is None else place.point

    return point_of


@contextmanager
def _with_linkage() -> Iterator[None]:
    """The packages that only linkage needs, or the sentence that says how to have them."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("mithaq"):
            raise
        raise MissionNotReady(
            f"this command needs the package {missing.name}, which is not installed.",
            advice='Install it with: pip install "mithaq[server,linkage]"',
        ) from missing
