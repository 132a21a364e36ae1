"""``mithaq incident``: events opened by hand from reports, and what their pages may show."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.gazetteer import gazetteer_of
from mithaq.cli.lines import argument, from_file
from mithaq.cli.missions import now, opened
from mithaq.cli.paging import After, Limit, say_more
from mithaq.errors import InvalidStatement

if TYPE_CHECKING:
    from mithaq.mechanism.monitoring.facts import Facts
    from mithaq.registry.mission import Mission

__all__ = ["incidents", "register"]

incidents = typer.Typer(help="Events, opened from reports by hand.", no_args_is_help=True, rich_markup_mode=None)

FactsFile = Annotated[
    Path | None, typer.Option("--facts", help="A small JSON object, or - for standard input.", metavar="FILE")
]
Staff = Annotated[str | None, typer.Option(help="Who acts, as your mission names staff.")]


class Nature(StrEnum):
    """What kind of thing the page would show; planned movements and evacuations are never shown."""

    EVENT = "event"
    MOVEMENT_DONE = "movement_done"
    MOVEMENT_PLANNED = "movement_planned"
    EVACUATION = "evacuation"
    SHELTER = "shelter"
    MEDICAL_SITE = "medical_site"


def register() -> None:
    app.add_typer(incidents, name="incident")


@incidents.command(
    "open",
    help="""Open an incident from one or more reports; each of them is disposed as linked.

Examples:

  mithaq -C truce incident open r7z2k9m4qd1x8v0ntc r0k3m9…

  mithaq -C truce incident open r7z2k9m4qd1x8v0ntc --facts facts.json

The facts stay sealed until `mithaq incident describe`. Without --facts those of the first report that shows some
are taken. The JSON's fields are a mapping's: {"day": "2017-01-05", "place": "Zahra", "classes": ["VC-06"]}.""",
)
def open_by_hand(
    context: typer.Context,
    reports: Annotated[list[str], typer.Argument(help="The reports' ids.", metavar="REPORT...")],
    facts: FactsFile = None,
    reason: Annotated[str | None, typer.Option(help="Why they are one event; sealed; - reads it.")] = None,
    staff: Staff = None,
) -> None:
    from mithaq.registry.drafts import Actor
    from mithaq.registry.incidents import open_incident

    if facts is not None and str(facts) == reason == "-":
        raise InvalidStatement("facts and reason cannot both come from standard input.", advice="Name one file.")
    why = None if reason is None else argument(reason, what="the reason")
    with opened(context) as mission:
        taken = _shown_facts(reports) if facts is None else _read_facts(mission, facts)
        made = open_incident(mission, taken, reports, actor=Actor("analyst", staff), now=now(), reason=why)
    if context_of(context).as_json:
        say_json({"incident": made, "reports": reports})
    else:
        say(f"Opened {made} from {len(reports)} reports. Links of sealed reports enter with the day's batch.")


@incidents.command(
    "describe",
    help="""Let an incident's page show what the exposure check allows; what it holds waits for `mithaq hold`.

Examples:

  mithaq -C truce incident describe i7z2k9m4qd1x8v0ntc

  mithaq -C truce incident describe i7z2k9m4qd1x8v0ntc --facts corrected.json

Shown are day, sub-district, class, counts and at most an area of some five kilometres; never a party, never an
exact place. Without --facts those it was opened with are taken. A later description replaces the page.""",
)
def describe(
    context: typer.Context,
    incident: Annotated[str, typer.Argument(help="The incident's id.", metavar="INCIDENT")],
    facts: FactsFile = None,
    nature: Annotated[Nature, typer.Option(help="What kind of thing would be shown.")] = Nature.EVENT,
    staff: Staff = None,
) -> None:
    from mithaq.registry.drafts import Actor
    from mithaq.registry.incidents import describe_incident
    from mithaq.registry.sealed_values import incident_facts
    from mithaq.sealed.exposure import Nature as Kind, page_facts

    with opened(context) as mission:
        said = incident_facts(mission, incident) if facts is None else _read_facts(mission, facts)
        done = describe_incident(
            mission,
            incident,
            page_facts(said),
            actor=Actor("analyst", staff),
            now=now(),
            nature=Kind(nature.value),
        )
    if context_of(context).as_json:
        say_json({"statement": done.statement, "hold": done.hold, "reason": done.reason})
    elif done.statement is None:
        say(f"Held for a person's review: {done.reason} ({done.hold}; see `mithaq hold list`).")
    else:
        say(f"Described by {done.statement}; `mithaq publish` shows it.")


@incidents.command(
    "link",
    help="""Link a further report to an open incident: it is disposed as linked.

Example:

  mithaq -C truce incident link i7z2k9m4qd1x8v0ntc r0k3m9…

A report that is disposed already is moved with `mithaq dispose REPORT linked --incident … --replaces …`.""",
)
def link(
    context: typer.Context,
    incident: Annotated[str, typer.Argument(help="The incident's id.", metavar="INCIDENT")],
    report: Annotated[str, typer.Argument(help="The report's id.", metavar="REPORT")],
    reason: Annotated[str | None, typer.Option(help="Why it is the same event; sealed; - reads it.")] = None,
    staff: Staff = None,
) -> None:
    from mithaq.mechanism.monitoring.statements import Disposition
    from mithaq.registry.dispose import dispose
    from mithaq.registry.drafts import Actor

    why = None if reason is None else argument(reason, what="the reason")
    with opened(context) as mission:
        done = dispose(
            mission,
            report,
            Disposition.LINKED,
            actor=Actor("analyst", staff),
            now=now(),
            reason=why,
            incident=incident,
        )
    if context_of(context).as_json:
        say_json({"statement": done.statement, "is_waiting": done.is_waiting})
    elif done.is_waiting:
        say("Kept for the day's batch: its link is sealed (mithaq tick enters it).")
    else:
        say(f"Linked by {done.statement}.")


@incidents.command(
    "list",
    help="""List incidents, the newest first, a page at a time.

Examples:

  mithaq -C truce incident list

  mithaq -C truce incident list --undescribed --limit 100 --after i7z2k9m4qd1x8v0ntc""",
)
def list_incidents(
    context: typer.Context,
    limit: Limit = 50,
    after: After = None,
    undescribed: Annotated[bool, typer.Option("--undescribed", help="Only those whose page is empty.")] = False,
) -> None:
    from dataclasses import asdict

    from django.db import connection

    from mithaq.store.queries import listing

    with opened(context), connection.cursor() as cursor:
        found = listing.incidents(cursor, limit=limit, after=after, only_undescribed=undescribed)
    last = found[-1].id if found else None
    if context_of(context).as_json:
        say_json({"incidents": [asdict(each) for each in found], "after": last if len(found) == limit else None})
        return
    for each in found:
        shown = (
            f"{each.day_from}  {each.subdistrict or each.governorate or '-':<10} {each.classes or '-'}"
            if each.is_described
            else "nothing shown yet"
        )
        say(f"{each.id}  {each.opened_at[:10]}  {each.public_reports:>3}  {shown}")
    if not found:
        say("No such incident.")
    say_more(found, limit, last)


def _read_facts(mission: Mission, file: Path) -> Facts:
    from mithaq.intake.by_hand import LONGEST, read_by_hand

    data = from_file(file, what="the facts", most=LONGEST)
    said = read_by_hand(data, where=str(file), gazetteer=gazetteer_of(mission))
    if said.facts is None:
        raise InvalidStatement(
            "there are no facts in it.", where=str(file), advice='Write a JSON object with at least "day".'
        )
    if said.unresolved_place is not None:
        typer.echo(
            "The place is in no gazetteer: the facts name no place as fine as it (mithaq places check).", err=True
        )
    return said.facts


def _shown_facts(reports: list[str]) -> Facts:
    import msgspec
    from django.db import connection

    from mithaq.mechanism.monitoring.facts import Facts

    with connection.cursor() as cursor:
        for report in reports:
            cursor.execute("SELECT facts FROM report WHERE id = %s AND facts IS NOT NULL", (report,))
            row = cursor.fetchone()
            if row is not None:
                return msgspec.json.decode(row[0], type=Facts)
    raise InvalidStatement("none of these reports shows its facts.", advice="Give them with --facts.")
