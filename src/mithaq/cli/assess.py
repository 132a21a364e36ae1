"""``mithaq incident explain`` and ``assess``: how far an event is established, and why."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mithaq.cli.app import context_of, say, say_json
from mithaq.cli.incident import incidents
from mithaq.cli.lines import argument
from mithaq.cli.missions import now, opened
from mithaq.errors import InvalidStatement

if TYPE_CHECKING:
    from mithaq.mechanism.monitoring.assessment import RootCounted
    from mithaq.mechanism.monitoring.conduct import Conduct
    from mithaq.registry.assess import Explained

__all__ = ["explanation", "register"]


class Level(StrEnum):
    ALLEGED = "alleged"
    PLAUSIBLE = "plausible"
    VERIFIED = "verified"


class Hold(StrEnum):
    CONTRADICTED = "contradicted"
    DOUBT = "doubt"


def register() -> None:
    """The commands are added to the group of `incident` when this module is read."""


Incident = Annotated[str, typer.Argument(help="The incident's id.", metavar="INCIDENT")]
MeansUsed = Annotated[list[str] | None, typer.Option("--means", help="What was used; may be given again.")]
Targets = Annotated[list[str] | None, typer.Option("--target", help="On what; may be given again.")]
Effects = Annotated[
    list[str] | None, typer.Option("--effect", help="With what effect beside the people harmed; again.")
]


@incidents.command(
    "explain",
    help="""Explain an incident from its reports to their roots to a grade; nothing is written.

Examples:

  mithaq -C truce incident explain i7z2k9m4qd1x8v0ntc

  mithaq -C truce incident explain i7z2k9m4qd1x8v0ntc --means shelling --target medical

It rests on all that the mission knows: what it prints of sealed reports must not leave the room. What follows for
an attribution is for the panel's file and is published nowhere.""",
)
def explain(
    context: typer.Context,
    incident: Incident,
    means: MeansUsed = None,
    target: Targets = None,
    effect: Effects = None,
) -> None:
    from mithaq.registry.assess import explain_incident

    conduct = _conduct(means, target, effect) if means or target or effect else None
    with opened(context) as mission:
        explained = explain_incident(mission, incident, conduct)
    if context_of(context).as_json:
        say_json(_as_json(explained))
        return
    for line in explanation(explained):
        say(line)


@incidents.command(
    "assess",
    help="""Assess an incident: the rules compute a grade, you confirm it or hold it lower.

Examples:

  mithaq -C truce incident assess i7z2k9m4qd1x8v0ntc --means shelling --target civilians

  mithaq -C truce incident assess i7z2k9m4qd1x8v0ntc --means shelling --target civilians --confirm verified

  mithaq -C truce incident assess i7z2k9m4qd1x8v0ntc --means shelling --confirm alleged --reason "the film is old"

Without --confirm it only prints what the rules give. A lower grade needs a reason, which is sealed; a higher one
is refused. What rests on sealed reports is said in bands, and only when enough of them hide each other.""",
)
def assess(
    context: typer.Context,
    incident: Incident,
    means: MeansUsed = None,
    target: Targets = None,
    effect: Effects = None,
    confirm: Annotated[Level | None, typer.Option(help="The grade that you stand for.")] = None,
    hold: Annotated[Hold, typer.Option(help="Why it is held lower, as the record says it.")] = Hold.DOUBT,
    reason: Annotated[str | None, typer.Option(help="The reason in words; sealed; - reads it.")] = None,
    staff: Annotated[str | None, typer.Option(help="Who acts, as your mission names staff.")] = None,
) -> None:
    from mithaq.mechanism.monitoring.minimums import Grade
    from mithaq.mechanism.monitoring.statements import Held
    from mithaq.registry.assess import assess_incident, explain_incident
    from mithaq.registry.drafts import Actor

    conduct = _conduct(means, target, effect)
    why = None if reason is None else argument(reason, what="the reason")
    with opened(context) as mission:
        if confirm is None:
            explained = explain_incident(mission, incident, conduct)
            if context_of(context).as_json:
                say_json(_as_json(explained))
                return
            for line in explanation(explained):
                say(line)
            say(f"Nothing was written. Confirm it with --confirm {explained.full.grade}, or hold it lower.")
            return
        done = assess_incident(
            mission,
            incident,
            conduct,
            confirmed=Grade(confirm.value),
            held=Held(hold.value),
            reason=why,
            actor=Actor("officer", staff),
            now=now(),
        )
    if context_of(context).as_json:
        say_json(
            {
                "statement": done.statement,
                "grade": done.said.grade.value,
                "band": done.said.band.value,
                "waits_for_company": done.waits_for_company,
            }
        )
        return
    say(f"Assessed by {done.statement}: {_both('grade', done.said.grade.value)}.")
    if done.waits_for_company:
        say("What sealed reports add is left out until more of them have been traced: assess it again then.")


def _conduct(means: list[str] | None, targets: list[str] | None, effects: list[str] | None) -> Conduct:
    from mithaq.mechanism.monitoring.conduct import Conduct, Effect, Means, Target

    return Conduct(
        means=tuple(_one(Means, each) for each in means or ()),
        targets=tuple(_one(Target, each) for each in targets or ()),
        effects=tuple(_one(Effect, each) for each in effects or ()),
    )


def _one(kind: Any, code: str) -> Any:
    try:
        return kind(code)
    except ValueError:
        raise InvalidStatement(
            f"{code!r} is not a {kind.__name__.lower()}.", advice=f"Use one of {', '.join(kind)}."
        ) from None


def _both(group: str, code: str) -> str:
    """A code in both languages, as the public pages word it."""
    from mithaq.publish.language import wording

    return " / ".join(wording(lang)[f"{group}.{code}"] for lang in ("en", "ar"))


def explanation(explained: Explained) -> Iterator[str]:
    from mithaq.mechanism.monitoring.assessment import RULES

    full, shown = explained.full, explained.shown
    yield f"{explained.incident}: {_both('grade', full.grade.value)}; gravity {full.gravity}"
    if shown.grade is not full.grade or shown.count != full.count:
        yield f"  public reports alone: {_both('grade', shown.grade.value)}, {shown.count} origins"
    yield f"  origins: {full.count} (on the record: {full.band})"
    for missing in full.missing:
        yield f"  missing: {_both('missing', missing.value)}"
    for code in full.classes:
        yield f"  class derived: {code}"
    standings = dict(full.reports)
    for number, root in enumerate(full.roots, 1):
        yield from _root_lines(number, root, standings, explained.sealed_reports)
    for report, standing in full.reports:
        if standing == "not_traced":
            yield f"  {report}: {_both('standing', standing.value)}"
    for people in full.casualties:
        group = "" if people.sex is None else f" ({people.sex}, {people.age}, {people.status})"
        yield (
            f"  {_both('harm', people.harm.value)}{group}: {people.count.low} to {people.count.high}, best"
            f" {people.count.best}; {_both('range', people.reason.value)}"
        )
    for each in full.attributions:
        lacks = ", ".join(each.missing) or "nothing"
        yield f"  for the panel only: {each.roots} origins name {each.author}; missing for an attribution: {lacks}"
    if explained.said is not None:
        yield f"  on the record: {_both('grade', explained.said.grade.value)}, origins {explained.said.band}"
    yield "  rules: " + "; ".join(f"{name} ({source})" for name, source in RULES.items())


def _root_lines(number: int, root: RootCounted, standings: dict[str, Any], sealed: frozenset[str]) -> Iterator[str]:
    kinds = ", ".join(_both("evidence", each.value) for each in root.evidence)
    counts = _both("assessment", "counts" if root.counts else "counts_not")
    yield f"  root {number}: {counts}{f' ({kinds})' if kinds else ''}"
    for report in root.root.reports:
        standing = standings.get(report)
        said = _both("standing", "only_cited" if standing is None else standing.value)
        yield f"    {report}{' [sealed]' if report in sealed else ''}: {said}"
    for joined in root.root.joined:
        shared = f" {joined.what}" if joined.what and joined.why not in {"cites", "copies"} else ""
        yield f"    {_both('join', joined.why.value)}{shared}: {' '.join(joined.reports)}"


def _as_json(explained: Explained) -> dict[str, object]:
    full = explained.full
    return {
        "incident": explained.incident,
        "grade": full.grade.value,
        "public_grade": explained.shown.grade.value,
        "gravity": full.gravity.value,
        "origins": full.count,
        "public_origins": explained.shown.count,
        "band": full.band.value,
        "missing": [each.value for each in full.missing],
        "classes": list(full.classes),
        "reports": {report: standing.value for report, standing in full.reports},
        "sealed_reports": sorted(explained.sealed_reports),
        "found": [
            {"report": each.report, "repeats": each.repeats, "why": each.why.value} for each in explained.found
        ],
        "roots": [
            {
                "reports": list(root.root.reports),
                "counts": root.counts,
                "is_known": root.root.is_known,
                "evidence": [each.value for each in root.evidence],
                "joined": [
                    {"why": joined.why.value, "what": joined.what, "reports": list(joined.reports)}
                    for joined in root.root.joined
                ],
            }
            for root in full.roots
        ],
        "attributions": [
            {"author": each.author, "origins": each.roots, "missing": list(each.missing)}
            for each in full.attributions
        ],
        "on_record": None if explained.said is None else explained.said.grade.value,
    }
