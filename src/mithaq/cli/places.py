"""``mithaq places``: names that no gazetteer knew, and what the mission's gazetteer makes of a name."""

from __future__ import annotations

from typing import Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.gazetteer import gazetteer_of
from mithaq.cli.lines import argument
from mithaq.cli.missions import opened

__all__ = ["register"]

places = typer.Typer(help="Place names and the mission's gazetteer.", no_args_is_help=True, rich_markup_mode=None)


def register() -> None:
    app.add_typer(places, name="places")


@places.command(
    "unresolved",
    help="""List the place names that stay as their sources wrote them, the most frequent first.

Examples:

  mithaq -C truce places unresolved --limit 20

  mithaq -C truce places unresolved --name "Zahra"

Beside each name stands what today's gazetteer makes of it. A report on the record keeps what it said: the place is
set on the incident (`mithaq incident describe INCIDENT --facts FILE`). With --name the reports are listed;
--name - reads it from standard input, which leaves nothing in the shell's history.""",
)
def unresolved(
    context: typer.Context,
    name: Annotated[str | None, typer.Option(help="Only this name, with its reports.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many.")] = 50,
) -> None:
    from mithaq.registry.sealed_values import unresolved_places

    if name is not None:
        name = argument(name, what="the name")
    counts: dict[str, int] = {}
    reports: list[str] = []
    with opened(context) as mission:
        for report, place in unresolved_places(mission):
            counts[place] = counts.get(place, 0) + 1
            if place == name and len(reports) < limit:
                reports.append(report)
        gazetteer = gazetteer_of(mission)
        if name is not None:
            counts = {name: counts.get(name, 0)}
        most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
        now_known = [_found(gazetteer, place) for place, _ in most]
    if context_of(context).as_json:
        listed = [
            {"name": place, "reports": count, **found}
            for (place, count), found in zip(most, now_known, strict=True)
        ]
        say_json({"names": len(counts), "mentions": sum(counts.values()), "listed": listed, "reports": reports})
        return
    say(f"{len(counts):,} names, {sum(counts.values()):,} reports.")
    for (place, count), found in zip(most, now_known, strict=True):
        say(f"{count:>6,}  {place}")
        say(f"        {_sentence(found)}")
    for report in reports:
        say(f"  {report}")


@places.command(
    "check",
    help="""Say what the gazetteer makes of a name: the place, or the places it might be and why none is taken.

Examples:

  mithaq -C truce places check Zahra --within Homs

  mithaq -C truce places check "الزهراء" """,
)
def check(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The name or code; - reads it from standard input.", metavar="NAME")],
    within: Annotated[list[str] | None, typer.Option(help="A wider area, as name or code.")] = None,
) -> None:
    name = argument(name, what="the name")
    with opened(context) as mission:
        found = _found(gazetteer_of(mission), name, tuple(within or ()))
    if context_of(context).as_json:
        say_json({"name": name, **found})
    else:
        say(_sentence(found))


def _found(gazetteer: object, name: str, within: tuple[str, ...] = ()) -> dict[str, object]:
    from mithaq.intake.places import Gazetteer, Resolved

    assert isinstance(gazetteer, Gazetteer)
    found = gazetteer.resolve(name, within=within)
    if isinstance(found, Resolved):
        return {"code": found.place.code, "level": found.place.level.value, "candidates": [], "reason": ""}
    return {"code": None, "level": None, "candidates": list(found.candidates), "reason": found.reason}


def _sentence(found: dict[str, object]) -> str:
    if found["code"] is not None:
        return f"known to the gazetteer now: {found['code']} ({found['level']})"
    candidates = found["candidates"]
    assert isinstance(candidates, list)
    among = f": {', '.join(candidates)}" if candidates else ""
    return f"{found['reason']}{among}"
