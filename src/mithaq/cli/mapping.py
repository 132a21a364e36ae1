"""``mithaq mapping``: which column of somebody's table is which of our fields, saved under a name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.missions import opened
from mithaq.errors import ImportRejected, MissionNotReady

if TYPE_CHECKING:
    from mithaq.intake.mapping import Mapping

__all__ = ["named_mapping", "register"]

mappings = typer.Typer(
    help="Saved mappings for `mithaq import table` (docs/import.md).", no_args_is_help=True, rich_markup_mode=None
)

SHOWN_ROWS = 3


def register() -> None:
    app.add_typer(mappings, name="mapping")


@mappings.command(
    "suggest",
    help="""Read a table's header and print a first mapping, for you to correct and save.

Examples:

  mithaq mapping suggest reports.xlsx --name "office a" --source office-a > office-a.json

  mithaq --json mapping suggest reports.csv

Arabic and English headers are known, and the tags of an HXL table (docs/import.md). Codes are never guessed: which
of their words is which violation class, and which party is meant, you write in yourself.""",
)
def suggest(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The table, CSV or XLSX.", metavar="FILE")],
    name: Annotated[str, typer.Option(help="The mapping's name.")] = "new mapping",
    source: Annotated[str, typer.Option(help="The source's code on the register.")] = "",
    encoding: Annotated[str | None, typer.Option(help="If it cannot be told: windows-1256 …")] = None,
    delimiter: Annotated[str | None, typer.Option(help="If it cannot be told.")] = None,
    sheet: Annotated[str | None, typer.Option(help="Of a workbook; the first if left out.")] = None,
) -> None:
    from dataclasses import replace

    from mithaq.cli.files import require_file
    from mithaq.intake.mapping import guess_mapping, mapping_json
    from mithaq.intake.tabular import first_rows, positions

    require_file(file)
    header, tags, rows = first_rows(file, SHOWN_ROWS, encoding=encoding, delimiter=delimiter, sheet=sheet)
    guessed = replace(
        guess_mapping(header, tags=tags, name=name, source=source),
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
    )
    used = {index for column in guessed.columns.values() for index in positions(column, header, tags)}
    unused = [column for index, column in enumerate(header) if index not in used]
    problems = guessed.problems()
    if context_of(context).as_json:
        import json

        say_json(
            {
                "header": list(header),
                "tags": list(tags),
                "rows": rows,
                "mapping": json.loads(mapping_json(guessed)),
                "unused": unused,
                "problems": problems,
            }
        )
        return
    say(mapping_json(guessed).rstrip())
    for column, *cells in zip(header, *rows, strict=False):
        typer.echo(f"  {column}: {' | '.join(cell[:30] for cell in cells)}", err=True)
    if unused:
        typer.echo(f"Not used: {', '.join(unused)}.", err=True)
    if problems:
        typer.echo(f"Still to be done: {'; '.join(problems)}.", err=True)


@mappings.command(
    "save",
    help="""Check a mapping and keep it in the mission, under the name it gives itself or another.

Examples:

  mithaq -C truce mapping save office-a.json

  mithaq -C truce mapping save office-a.json --name "office a, 2017" --replace""",
)
def save(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The mapping.", metavar="FILE")],
    name: Annotated[str | None, typer.Option(help="Another name than its own.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="In place of the one of this name.")] = False,
) -> None:
    from dataclasses import replace as changed

    from mithaq.intake.mapping import load_mapping, mapping_json
    from mithaq.registry.mappings import keep_mapping

    mapping = load_mapping(file)
    if name is not None:
        mapping = changed(mapping, name=name)
    with opened(context) as mission:
        keep_mapping(mission, mapping.name, mapping_json(mapping), replace=replace)
    if context_of(context).as_json:
        say_json({"mapping": mapping.name, "source": mapping.source})
    else:
        say(f"Saved. Use it: mithaq import table FILE --mapping {mapping.name!r}")


@mappings.command(
    "list",
    help="""List the saved mappings.

Example:

  mithaq -C truce mapping list""",
)
def list_mappings(context: typer.Context) -> None:
    from mithaq.registry.mappings import mapping_names

    with opened(context):
        found = [named_mapping(name) for name in mapping_names()]
    if context_of(context).as_json:
        say_json({"mappings": [{"name": each.name, "source": each.source} for each in found]})
        return
    for each in found:
        say(f"{each.name}  (source {each.source}, {len(each.columns)} columns)")
    if not found:
        say("No mapping is saved yet (mithaq mapping suggest, mithaq mapping save).")


@mappings.command(
    "show",
    help="""Print a saved mapping as the JSON it is.

Example:

  mithaq -C truce mapping show "office a" > office-a.json""",
)
def show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name.", metavar="NAME")],
) -> None:
    from mithaq.intake.mapping import mapping_json

    with opened(context):
        found = named_mapping(name)
    say(mapping_json(found).rstrip())


def named_mapping(name: str) -> Mapping:
    """The mapping saved under this name in the opened mission, or the file of this name."""
    from mithaq.intake.mapping import load_mapping, parse_mapping
    from mithaq.registry.mappings import mapping_names, mapping_text

    text = mapping_text(name)
    if text is not None:
        return parse_mapping(text, f"the saved mapping {name!r}")
    file = Path(name)
    if file.is_file():
        return load_mapping(file)
    saved = ", ".join(map(repr, mapping_names())) or "none"
    if "/" in name or file.suffix:
        raise ImportRejected(
            "there is no such mapping file.", where=name, advice=f"Check its path; saved mappings: {saved}."
        )
    raise MissionNotReady(
        f"no mapping {name!r} is saved, and no file has that name.",
        advice=f"Saved mappings: {saved}. `mithaq mapping suggest` prints a first one.",
    )
