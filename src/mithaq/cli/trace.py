"""``mithaq report trace``: where a report comes from, as an analyst established it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from mithaq.cli.app import context_of, say, say_json
from mithaq.cli.lines import argument
from mithaq.cli.missions import now, opened
from mithaq.cli.report import reports
from mithaq.errors import InvalidStatement

if TYPE_CHECKING:
    from mithaq.mechanism.monitoring.casualty_ranges import PeopleSaid
    from mithaq.mechanism.monitoring.origin import Step

__all__ = ["register"]


class Root(StrEnum):
    """What the root of the account is (mechanism.monitoring.origin.Evidence)."""

    WITNESS = "witness"
    MEDICAL = "medical"
    IMAGERY = "imagery"
    PHYSICAL = "physical"
    WEAPON_REMNANT = "weapon_remnant"
    TRAJECTORY = "trajectory"
    FLIGHT_TRACK = "flight_track"
    SIGNAL = "signal"
    STATEMENT = "statement"
    MONITOR = "monitor"
    UNKNOWN = "unknown"


class Said(StrEnum):
    """What the report says of the event (mechanism.monitoring.origin.Says)."""

    HAPPENED = "happened"
    SEARCHED_AND_NOT_FOUND = "searched_and_not_found"
    COULD_NOT_LOOK = "could_not_look"
    DID_NOT_HAPPEN = "did_not_happen"


class Why(StrEnum):
    NEW_INFORMATION = "new_information"
    ERROR = "error"
    REVIEW = "review"
    LINKAGE = "linkage"


def register() -> None:
    """The command is added to the group of `report` when this module is read."""


@reports.command(
    "trace",
    help="""Record where a report comes from: its chain, what it repeats, whether somebody checked where it begins.

Examples:

  mithaq -C truce report trace r7z2k9m4qd1x8v0ntc --root witness --witness - --checked

  mithaq -C truce report trace r7z2k9m4qd1x8v0ntc --root imagery --upstream https://a.example/video --cites r0k3…

  mithaq -C truce report trace r7z2k9m4qd1x8v0ntc --root monitor --collector team-2 --checked --says could_not_look

A report that nothing was found, that nobody could look, or that it did not happen is traced with --says. Witness
and collector are sealed always: give your own handle for the person, not a name; - reads it from standard input.
Of a report that may not be shown all of it is sealed, and enters with the day's batch.""",
)
def trace(
    context: typer.Context,
    report: Annotated[str, typer.Argument(help="The report's id.", metavar="REPORT")],
    root: Annotated[Root, typer.Option(help="What the account begins with.")],
    checked: Annotated[
        bool, typer.Option("--checked/--not-checked", help="Somebody went back to where it begins.")
    ] = False,
    says: Annotated[Said, typer.Option(help="What it says of the event.")] = Said.HAPPENED,
    media: Annotated[bool, typer.Option("--media", help="There is media of what a monitor saw.")] = False,
    witness: Annotated[
        list[str] | None, typer.Option(help="Your handle for the witness; sealed; - reads it.", metavar="HANDLE")
    ] = None,
    collector: Annotated[
        list[str] | None, typer.Option(help="Your handle for who collected it; sealed.", metavar="HANDLE")
    ] = None,
    upstream: Annotated[
        list[str] | None, typer.Option(help="The post, film or article it was taken from.", metavar="ADDRESS")
    ] = None,
    organisation: Annotated[list[str] | None, typer.Option(help="Whose report it is.", metavar="CODE")] = None,
    command: Annotated[list[str] | None, typer.Option(help="The party whose word it is.", metavar="PARTY")] = None,
    cites: Annotated[
        list[str] | None, typer.Option(help="A report it takes its account from.", metavar="REPORT")
    ] = None,
    copies: Annotated[
        list[str] | None, typer.Option(help="An earlier report it nearly copies.", metavar="REPORT")
    ] = None,
    independent_of: Annotated[
        list[str] | None,
        typer.Option(help="A report a machine found it may repeat, and it does not.", metavar="REPORT"),
    ] = None,
    author: Annotated[list[str] | None, typer.Option(help="A party it names as author.", metavar="PARTY")] = None,
    people: Annotated[
        list[str] | None,
        typer.Option(help="People it tells apart: killed:2:female:child:civilian.", metavar="PEOPLE"),
    ] = None,
    ground: Annotated[Why | None, typer.Option(help="Why an earlier trace is replaced.")] = None,
    staff: Annotated[str | None, typer.Option(help="Who acts, as your mission names staff.")] = None,
) -> None:
    from mithaq.mechanism.monitoring.changed_disposition import Ground
    from mithaq.mechanism.monitoring.origin import Evidence, Says, StepKind, Trace
    from mithaq.registry.drafts import Actor
    from mithaq.registry.trace import trace_report

    if (witness or []).count("-") + (collector or []).count("-") > 1:
        raise InvalidStatement("only one handle can come from standard input.", advice="Give the others by name.")
    steps = (
        *_steps(StepKind.WITNESS.value, [argument(each, what="the witness's handle") for each in witness or ()]),
        *_steps(StepKind.COLLECTOR.value, [argument(each, what="the handle") for each in collector or ()]),
        *_steps(StepKind.UPSTREAM.value, upstream),
        *_steps(StepKind.ORGANISATION.value, organisation),
        *_steps(StepKind.COMMAND.value, command),
    )
    made = Trace(
        evidence=Evidence(root.value),
        checked=checked,
        says=Says(says.value),
        with_media=media,
        steps=steps,
        cites=tuple(cites or ()),
        copies=tuple(copies or ()),
        independent_of=tuple(independent_of or ()),
        authors=tuple(author or ()),
        people=tuple(_people(each) for each in people or ()),
    )
    with opened(context) as mission:
        done = trace_report(
            mission,
            report,
            made,
            actor=Actor("analyst", staff),
            now=now(),
            ground=None if ground is None else Ground(ground.value),
        )
    if context_of(context).as_json:
        say_json({"statement": done.statement, "is_waiting": done.is_waiting})
    elif done.is_waiting:
        say("Kept for the day's batch: the origin of this report is sealed (mithaq tick enters it).")
    else:
        say(f"Traced by {done.statement}; who told it and who collected it stay sealed.")


def _people(text: str) -> PeopleSaid:
    """``HARM:NUMBER[:SEX[:AGE[:STATUS]]]``, the number as ``2`` or as lowest-best-highest, ``1-2-4``."""
    from mithaq.mechanism.monitoring.casualty_ranges import Age, Harm, PeopleSaid, Sex, Status
    from mithaq.mechanism.monitoring.facts import Count

    parts = text.split(":")
    try:
        numbers = [int(each) for each in parts[1].split("-")]
        low, best, high = numbers if len(numbers) == 3 else numbers * 3
        sex, age, status = (*parts[2:], *["unknown"] * 3)[:3]
        return PeopleSaid(
            harm=Harm(parts[0]),
            count=Count(low=low, best=best, high=high),
            sex=Sex(sex),
            age=Age(age),
            status=Status(status),
        )
    except (IndexError, ValueError):
        raise InvalidStatement(
            f"{text!r} does not say which people.",
            advice="Write killed:2:female:child:civilian or wounded:1-2-4; sex, age and status may be left out.",
        ) from None


def _steps(kind: str, names: list[str] | None) -> tuple[Step, ...]:
    from mithaq.mechanism.monitoring.origin import Step, StepKind

    return tuple(Step(kind=StepKind(kind), name=name) for name in names or ())
