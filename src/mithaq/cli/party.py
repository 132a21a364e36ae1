"""``mithaq party``: the parties, guarantors and bodies of the instruments, under all their dated names."""

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
    from collections.abc import Sequence

    from mithaq.mechanism.agreement.named_parties import NamedParty
    from mithaq.registry.mission import Mission

__all__ = ["register"]

parties = typer.Typer(
    help="The parties of the agreement and their names over time.", no_args_is_help=True, rich_markup_mode=None
)


class Role(StrEnum):
    PARTY = "party"
    GUARANTOR = "guarantor"
    CO_CHAIR = "co_chair"
    BODY = "body"
    EXCLUDED = "excluded"


def register() -> None:
    app.add_typer(parties, name="party")


@parties.command(
    "add",
    help="""Enter a party that an instrument names. Naming it is not a judgement; a code names one party for ever.

Example:

  mithaq -C truce party add north --role party --name "Northern Council"
  --from "Annex I, paragraph 2" --verified

Roles: party, guarantor, co_chair, body, excluded. An office may be entered, never the person who holds it.""",
)
def add(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="A short code, never changed.", metavar="CODE")],
    role: Annotated[Role, typer.Option(help="Its role in the instrument.")],
    published: Annotated[str, typer.Option("--from", help="The clause and document that name it.")],
    name: Annotated[str | None, typer.Option(help="Its name in English.")] = None,
    name_ar: Annotated[str | None, typer.Option(help="Its name in Arabic.")] = None,
    verified: Annotated[bool, typer.Option("--verified", help="You read it there yourself.")] = False,
) -> None:
    from mithaq.mechanism.agreement.statements import PartyEntered
    from mithaq.registry.drafts import Actor
    from mithaq.registry.parties import enter_parties

    body = PartyEntered(
        code=code,
        role=role.value,
        name=text_of("party's name", name, name_ar),
        source=published,
        verified=verified,
    )
    with opened(context) as mission:
        [made] = enter_parties(mission, [body], actor=Actor("registrar"), now=now())
    if context_of(context).as_json:
        say_json({"party": made, "code": code})
    else:
        say(f"Entered {code} as {made}.")


@parties.command(
    "name",
    help="""Give a party another name, with its days and the authority for it; never a merger of two parties.

Example:

  mithaq -C truce party name north --name "Council of the North" --since 2017-01-28
  --from "its statement of 28 Jan 2017" """,
)
def name_party(
    context: typer.Context,
    party: Annotated[str, typer.Argument(help="The party's code or id.", metavar="PARTY")],
    published: Annotated[str, typer.Option("--from", help="Who used this name, and where.")],
    name: Annotated[str | None, typer.Option(help="The name in English.")] = None,
    name_ar: Annotated[str | None, typer.Option(help="The name in Arabic.")] = None,
    since: Annotated[str | None, typer.Option(help="First day, where known.", metavar="DAY")] = None,
    until: Annotated[str | None, typer.Option(help="Last day, where known.", metavar="DAY")] = None,
    verified: Annotated[bool, typer.Option("--verified", help="You read it there yourself.")] = False,
) -> None:
    from mithaq.mechanism.agreement.statements import PartyNamed
    from mithaq.registry.drafts import Actor
    from mithaq.registry.parties import name_party as enter_name

    with opened(context) as mission:
        found = _known(party)
        body = PartyNamed(
            party=found,
            name=text_of("name", name, name_ar),
            since=None if since is None else day_of(since),
            until=None if until is None else day_of(until),
            source=published,
            verified=verified,
        )
        made = enter_name(mission, body, actor=Actor("registrar"), now=now())
    if context_of(context).as_json:
        say_json({"statement": made, "party": found})
    else:
        say(f"{party} is also named so on the record: {made}.")


@parties.command(
    "sponsor",
    help="""Say who stands behind a party: their words are then not independent of each other.

Example:

  mithaq -C truce party sponsor north --by guarantor-1 --from "joint statement of 24 Jan 2017" """,
)
def sponsor(
    context: typer.Context,
    party: Annotated[str, typer.Argument(help="The party's code or id.", metavar="PARTY")],
    by: Annotated[str, typer.Option(help="The code or id of who stands behind it.", metavar="PARTY")],
    published: Annotated[str, typer.Option("--from", help="What says so.")],
    since: Annotated[str | None, typer.Option(help="First day, where known.", metavar="DAY")] = None,
    until: Annotated[str | None, typer.Option(help="Last day, where known.", metavar="DAY")] = None,
    verified: Annotated[bool, typer.Option("--verified", help="You read it there yourself.")] = False,
) -> None:
    from mithaq.mechanism.agreement.statements import PartySponsored
    from mithaq.registry.drafts import Actor
    from mithaq.registry.parties import sponsor_party

    with opened(context) as mission:
        body = PartySponsored(
            party=_known(party),
            sponsor=_known(by),
            since=None if since is None else day_of(since),
            until=None if until is None else day_of(until),
            source=published,
            verified=verified,
        )
        made = sponsor_party(mission, body, actor=Actor("registrar"), now=now())
    if context_of(context).as_json:
        say_json({"statement": made, "party": body.party, "sponsor": body.sponsor})
    else:
        say(f"{by} stands behind {party} on the record: {made}.")


def _known(code: str) -> str:
    """The id of a party by its code or id."""
    from django.db import connection

    from mithaq.store.queries.registers import id_of_code

    with connection.cursor() as cursor:
        found = id_of_code(cursor, "party", code)
    if found is None:
        raise InvalidStatement(f"no party {code!r} is entered.", advice="See `mithaq party list`.")
    return found


@parties.command(
    "list",
    help="""List the parties on the record with all their names.

Example:

  mithaq -C truce party list""",
)
def list_parties(context: typer.Context) -> None:
    from django.db import connection

    from mithaq.store.queries import registers

    with opened(context), connection.cursor() as cursor:
        found = registers.parties(cursor)
        names = registers.party_names(cursor)
    listed = [
        {
            "id": party.id,
            "code": party.code,
            "role": party.role,
            "name": both(party.name),
            "from": party.source,
            "verified": party.verified,
            "names": [
                {"name": both(each.name), "since": each.since, "until": each.until, "verified": each.verified}
                for each in names
                if each.party == party.id
            ],
        }
        for party in found
    ]
    if context_of(context).as_json:
        say_json({"parties": listed})
        return
    _tell(listed)
    if not listed:
        say("No party is entered yet (mithaq party bring, mithaq party add).")


@parties.command(
    "bring",
    help="""Bring in the shipped list: the parties and bodies that the instruments name, with their sources.

Examples:

  mithaq party bring --show

  mithaq -C truce party bring

  mithaq -C truce party bring GOV AOG RU TR IR JC

What is entered already stays as it is; a second run adds nothing. What nobody checked is marked not verified.""",
)
def bring(
    context: typer.Context,
    codes: Annotated[list[str] | None, typer.Argument(help="Only these.", metavar="[CODE]...")] = None,
    show: Annotated[bool, typer.Option("--show", help="Print the list, enter nothing.")] = False,
) -> None:
    from mithaq.mechanism.agreement.named_parties import NAMED_PARTIES

    known = {party.entered.code for party in NAMED_PARTIES}
    if unknown := sorted(set(codes or ()) - known):
        raise InvalidStatement(
            f"the shipped list has no {', '.join(unknown)}.", advice="`mithaq party bring --show` prints it."
        )
    wanted = [party for party in NAMED_PARTIES if not codes or party.entered.code in codes]
    if show:
        listed = [_shipped(party) for party in wanted]
        if context_of(context).as_json:
            say_json({"parties": listed})
        else:
            _tell(listed)
        return
    with opened(context) as mission:
        entered, named = _enter(mission, wanted)
    if context_of(context).as_json:
        say_json({"entered": entered, "names": named})
    else:
        say(f"Entered {entered} parties and {named} further names from the shipped list.")


def _enter(mission: Mission, wanted: Sequence[NamedParty]) -> tuple[int, int]:
    """Parties first, then names: stopped in between, the next run adds what is missing."""
    from django.db import connection

    from mithaq.registry.drafts import Actor
    from mithaq.registry.parties import enter_parties, name_party as enter_name
    from mithaq.store.queries import registers

    registrar = Actor("registrar")
    with connection.cursor() as cursor:
        ids = {party.code: party.id for party in registers.parties(cursor)}
        had = {(each.party, each.name.original, each.source) for each in registers.party_names(cursor)}
    fresh = [party.entered for party in wanted if party.entered.code not in ids]
    made = enter_parties(mission, fresh, actor=registrar, now=now()) if fresh else []
    ids |= zip((party.code for party in fresh), made, strict=True)
    named = 0
    for party in wanted:
        for alias in party.aliases:
            body = alias.statement(ids[party.entered.code])
            if (body.party, body.name.original, body.source) not in had:
                enter_name(mission, body, actor=registrar, now=now())
                named += 1
    return len(fresh), named


def _shipped(party: NamedParty) -> dict[str, object]:
    return {
        "code": party.entered.code,
        "role": party.entered.role,
        "name": both(party.entered.name),
        "from": party.entered.source,
        "verified": party.entered.verified,
        "names": [
            {"name": both(each.name), "since": each.since, "until": each.until, "verified": each.verified}
            for each in party.aliases
        ],
    }


def _tell(listed: Sequence[dict[str, object]]) -> None:
    for party in listed:
        doubt = "" if party["verified"] else "  (not verified)"
        say(f"{party['code']}  {party['role']}  {party['name']}{doubt}")
        names = party["names"]
        assert isinstance(names, list)
        for each in names:
            days = f"  {each['since'] or '…'} to {each['until'] or '…'}" if each["since"] or each["until"] else ""
            say(f"    also {each['name']}{days}{'' if each['verified'] else '  (not verified)'}")
        say(f"    {party['from']}")
