"""``mithaq report repeats`` and ``answer``: what a machine found that reports repeat, and a person's answer."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from mithaq.cli.app import context_of, say, say_json
from mithaq.cli.missions import now, opened
from mithaq.cli.report import reports

if TYPE_CHECKING:
    from mithaq.registry.repeats import OpenRepeat

__all__ = ["register"]

Staff = Annotated[str | None, typer.Option(help="Who acts, as your mission names staff.")]


class Said(StrEnum):
    """registry.repeats.Answer"""

    CITES = "cites"
    COPIES = "copies"
    INDEPENDENT = "independent"


def register() -> None:
    """The commands are added to the group of `report` when this module is read."""


@reports.command(
    "repeats",
    help="""List what a machine found that reports repeat, and nobody has answered.

Examples:

  mithaq -C truce report repeats

  mithaq -C truce report repeats --incident i7z2k9m4qd1x8v0ntc

Until you answer (mithaq report answer), two reports of one incident count as one origin. Looked at are codes and
sources that a report names, public addresses, and words or facts that are nearly the same. Pairs that are in no
incident together move nothing. The list may name reports that nobody may see.""",
)
def repeats(
    context: typer.Context,
    incident: Annotated[str | None, typer.Option(help="Only of this incident.", metavar="INCIDENT")] = None,
    limit: Annotated[int, typer.Option(help="How many to print.", min=1)] = 50,
) -> None:
    from mithaq.registry.repeats import open_repeats

    with opened(context) as mission:
        waiting = open_repeats(mission, incident)
    shown = waiting[:limit]
    if context_of(context).as_json:
        say_json({"waiting": len(waiting), "pairs": [_as_json(each) for each in shown]})
        return
    for each in shown:
        found = each.found
        say(f"{each.incident or '-':<18}  {found.report} {found.repeats}  {found.why.value}")
    say(f"{len(waiting):,} wait: mithaq report answer REPORT OTHER cites, copies or independent.")


def _as_json(each: OpenRepeat) -> dict[str, object]:
    found = each.found
    return {
        "incident": each.incident,
        "report": found.report,
        "repeats": found.repeats,
        "why": found.why.value,
    }


@reports.command(
    "answer",
    help="""Say whether a report repeats another: its trace is entered anew with your answer.

Examples:

  mithaq -C truce report answer r7z2k9m4qd1x8v0ntc r0k3m9… cites

  mithaq -C truce report answer r7z2k9m4qd1x8v0ntc r0k3m9… independent

cites: it takes its account from the other, or both from a third. copies: it is a near-copy. independent: you went
back and it does not. Everything else in its trace stays; a report that was not traced gets a trace of unknown
root. Of a report that may not be shown the answer is sealed, and enters with the day's batch.""",
)
def answer(
    context: typer.Context,
    report: Annotated[str, typer.Argument(help="The report's id.", metavar="REPORT")],
    other: Annotated[str, typer.Argument(help="The report it may repeat.", metavar="OTHER")],
    said: Annotated[Said, typer.Argument(help="What you found.")],
    staff: Staff = None,
) -> None:
    from mithaq.registry.drafts import Actor
    from mithaq.registry.repeats import Answer, answer_repeat

    with opened(context) as mission:
        done = answer_repeat(mission, report, other, Answer(said.value), actor=Actor("analyst", staff), now=now())
    if context_of(context).as_json:
        say_json({"statement": done.statement, "is_waiting": done.is_waiting})
    elif done.is_waiting:
        say("Kept for the day's batch: the origin of this report is sealed (mithaq tick enters it).")
    else:
        say(f"Answered by {done.statement}.")
