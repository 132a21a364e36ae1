"""``mithaq source``: the register of sources, their dated grades, and how recorders count."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.bilingual import both, text_of
from mithaq.cli.lines import day_of
from mithaq.cli.missions import now, opened
from mithaq.errors import InvalidStatement

if TYPE_CHECKING:
    from mithaq.store.queries.registers import RegisteredSource

__all__ = ["named_source", "register"]

sources = typer.Typer(
    help="The register of sources and their grades.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class Shown(StrEnum):
    """What may be shown of a source's material."""

    OPEN = "open"
    DERIVED = "derived"
    NONE = "none"


class Standing(StrEnum):
    RECORDER = "recorder"
    DOOR = "door"
    PARTY = "party"
    GUARANTOR = "guarantor"


class Letter(StrEnum):
    """Reliability by the Admiralty scale; F is normal for a first contact, and no insult."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


_GRADES = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "cannot be judged",
}


def register() -> None:
    app.add_typer(sources, name="source")


@sources.command(
    "add",
    help="""Put a source on the register, for ever. The register is public: never a person who reports.

Examples:

  mithaq -C truce source add office-a --name "Field office A" --channel web
  --terms "given for the mission's use; nothing may be republished"

  mithaq -C truce source add gazette --name "The Gazette" --republish open
  --channel open-data --terms "CC BY 4.0" --verified

--republish: open (facts and links), derived (day, sub-district, class, counts), none (nothing; the default).""",
)
def add(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="A short code, never changed.", metavar="CODE")],
    channel: Annotated[str, typer.Option(help="How its material comes: web, open-data, hotline …")],
    terms: Annotated[str, typer.Option(help="Its terms of use, as it states them; published.")],
    name: Annotated[str | None, typer.Option(help="Its name in English.")] = None,
    name_ar: Annotated[str | None, typer.Option(help="Its name in Arabic.")] = None,
    republish: Annotated[Shown, typer.Option(help="What may be shown of it.")] = Shown.NONE,
    standing: Annotated[Standing, typer.Option(help="What it is in the mechanism.")] = Standing.RECORDER,
    verified: Annotated[bool, typer.Option("--verified", help="You checked the terms at the source.")] = False,
) -> None:
    from mithaq.mechanism.monitoring.facts import Republish
    from mithaq.mechanism.monitoring.statements import SourceRegistered
    from mithaq.registry.drafts import Actor
    from mithaq.registry.sources import register_source

    source = SourceRegistered(
        code=code,
        name=text_of("source's name", name, name_ar),
        republish=Republish(republish.value),
        channel=channel,
        standing=standing.value,
        terms=terms,
        verified=verified,
    )
    with opened(context) as mission:
        made = register_source(mission, source, actor=Actor("registrar"), now=now())
    if context_of(context).as_json:
        say_json({"source": made, "code": code})
    else:
        say(f"Registered {code} as {made}; of its material is shown: {republish.value}.")


@sources.command(
    "grade",
    help="""Grade a source from a day on: an event with its reason, never an edit. The reason is published.

Example:

  mithaq -C truce source grade gazette B --reason "three years of corrections in print"

A completely reliable, B usually, C fairly, D not usually reliable, E unreliable, F cannot be judged. Grade before
you read the grades of others. Signing a letter or sharing a donor never lowers a grade.""",
)
def grade(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="The source's code or id.", metavar="SOURCE")],
    reliability: Annotated[Letter, typer.Argument(help="A to F.", metavar="LETTER")],
    reason: Annotated[str | None, typer.Option(help="Why, in English.")] = None,
    reason_ar: Annotated[str | None, typer.Option(help="Why, in Arabic.")] = None,
    since: Annotated[str | None, typer.Option(help="From this day on; today if left out.", metavar="DAY")] = None,
    staff: Annotated[str | None, typer.Option(help="Who grades, as your mission names staff.")] = None,
) -> None:
    from mithaq.mechanism.monitoring.statements import SourceGraded
    from mithaq.registry.drafts import Actor
    from mithaq.registry.sources import grade_source

    moment = now()
    today = moment.date().isoformat()
    day = today if since is None else day_of(since)
    if day > today:
        raise InvalidStatement(f"the grade would hold from {day}, which has not come.", advice="Grade on the day.")
    with opened(context) as mission:
        body = SourceGraded(
            source=named_source(source),
            reliability=reliability.value,
            since=day,
            reason=text_of("reason", reason, reason_ar),
        )
        made = grade_source(mission, body, actor=Actor("analyst", staff), now=moment)
    if context_of(context).as_json:
        say_json({"statement": made, "source": body.source, "reliability": reliability.value, "since": day})
    else:
        say(f"{source} is graded {reliability.value} ({_GRADES[reliability.value]}) from {day} on: {made}.")


@sources.command(
    "rule",
    help="""Publish how a recorder counts: unit, area, who and what is in or out. No figure stands without it.

Example:

  mithaq -C truce source rule gazette gazette-daily --text "One shell, one breach; two towns only"
  --from "The Gazette, note on method, 3 Jan 2017" --verified""",
)
def rule(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="The recorder's code or id.", metavar="SOURCE")],
    code: Annotated[str, typer.Argument(help="The rule's code.", metavar="RULE")],
    published: Annotated[str, typer.Option("--from", help="Where it published the rule.")],
    text: Annotated[str | None, typer.Option(help="The rule in English.")] = None,
    text_ar: Annotated[str | None, typer.Option(help="The rule in Arabic.")] = None,
    verified: Annotated[bool, typer.Option("--verified", help="You read it there yourself.")] = False,
) -> None:
    from mithaq.mechanism.monitoring.statements import CountingRulePublished
    from mithaq.registry.drafts import Actor
    from mithaq.registry.sources import publish_rule

    with opened(context) as mission:
        body = CountingRulePublished(
            code=code,
            recorder=named_source(source),
            text=text_of("rule", text, text_ar),
            source=published,
            verified=verified,
        )
        [made] = publish_rule(mission, [body], actor=Actor("registrar"), now=now())
    if context_of(context).as_json:
        say_json({"rule": made, "code": code})
    else:
        say(f"Published the counting rule {code} of {source}: {made}.")


@sources.command(
    "list",
    help="""List the register, with the grade in force today.

Example:

  mithaq -C truce source list""",
)
def list_sources(context: typer.Context) -> None:
    from django.db import connection

    from mithaq.store.queries import registers

    with opened(context), connection.cursor() as cursor:
        found = registers.sources(cursor, now().date().isoformat())
    if context_of(context).as_json:
        say_json({"sources": [_plain(source) for source in found]})
        return
    for source in found:
        say(f"{source.code}  [{source.grade or 'not graded'}]  {source.standing}, shown: {source.republish}")
        say(f"    {both(source.name)}")
    if not found:
        say("No source is registered yet (mithaq source add; an import registers those it knows).")


@sources.command(
    "show",
    help="""Show one source: its terms, every grade with its day, and its counting rules.

Example:

  mithaq -C truce source show gazette""",
)
def show(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="The source's code or id.", metavar="SOURCE")],
) -> None:
    from django.db import connection

    from mithaq.store.queries import registers

    with opened(context), connection.cursor() as cursor:
        wanted = named_source(source)
        every = registers.sources(cursor, now().date().isoformat())
        one = next(each for each in every if each.id == wanted)
        grades = registers.grades_of(cursor, wanted)
        rules = registers.rules_of(cursor, wanted)
    if context_of(context).as_json:
        say_json(
            {
                **_plain(one),
                "grades": [{"since": since, "reliability": letter} for since, letter in grades],
                "rules": [
                    {"code": each.code, "text": both(each.text), "from": each.source, "verified": each.verified}
                    for each in rules
                ],
            }
        )
        return
    say(f"{one.code}  {both(one.name)}")
    say(f"  id         {one.id}")
    say(f"  standing   {one.standing}, by {one.channel}")
    say(f"  shown      {one.republish}")
    say(f"  terms      {one.terms}{'' if one.verified else '  (not verified)'}")
    for since, letter in grades:
        say(f"  graded     {letter} ({_GRADES[letter]}) from {since}")
    for each in rules:
        say(f"  counts by  {each.code}: {both(each.text)}")


def named_source(source: str) -> str:
    """The id of the source named by its code or id, in the opened mission."""
    from django.db import connection

    from mithaq.store.queries.registers import id_of_code

    with connection.cursor() as cursor:
        found = id_of_code(cursor, "source", source)
    if found is None:
        raise InvalidStatement(
            f"no source {source!r} is on the register.",
            advice="See `mithaq source list`, or register it with `mithaq source add`.",
        )
    return found


def _plain(source: RegisteredSource) -> dict[str, object]:
    return {
        "id": source.id,
        "code": source.code,
        "name": both(source.name),
        "republish": source.republish,
        "channel": source.channel,
        "standing": source.standing,
        "terms": source.terms,
        "verified": source.verified,
        "grade": source.grade,
    }
