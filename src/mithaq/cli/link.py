"""``mithaq link``: which reports of a table are of the same event."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.extras import needs
from mithaq.errors import SourceUnavailable

__all__ = ["register"]

_HELP = """Join a table's reports of the same event; no labels and no mission needed.

Example:

  mithaq link --table reports.csv --out groups.csv

The table has unique_id, source, day (or date), lat, lon, prec (0 point, 1 settlement, 2 area) and, where known,
leaf, grp, actor, cas, day_width and text. The result has unique_id, cluster and score: how probable it is that the
report belongs with its cluster, or that it is alone."""


def register() -> None:
    app.command("link", help=_HELP)(link_table)


def link_table(
    context: typer.Context,
    table: Annotated[Path, typer.Option("--table", help="The reports, as CSV.", metavar="FILE")],
    out: Annotated[Path, typer.Option("--out", help="Where the result is written.", metavar="FILE")],
    decisions: Annotated[
        Path | None,
        typer.Option("--decisions", help="CSV of a, b, decision (together or apart).", metavar="FILE"),
    ] = None,
    undecided: Annotated[
        Path | None,
        typer.Option("--undecided", help="Write the pairs a person should look at, with reasons.", metavar="FILE"),
    ] = None,
) -> None:
    for target in (out, undecided):
        # Better now than after the work.
        if target is not None and not target.parent.is_dir():
            raise SourceUnavailable("there is no such folder.", where=str(target.parent), advice="Make it first.")
    with needs("linkage"):
        from mithaq.linkage import link, read_csv
        from mithaq.linkage.results import read_decisions, write_groups, write_undecided

    decided = None if decisions is None else read_decisions(decisions)
    linked = link(read_csv(table)) if decided is None else link(read_csv(table), decisions=decided)
    write_groups(linked, out)
    asked = 0 if undecided is None else write_undecided(linked, undecided)
    done = {
        "reports": len(linked.reports),
        "clusters": len(set(linked.group.tolist())),
        "copies": len(linked.copies.copy),
        "undecided": len(linked.undecided()),
    }
    if context_of(context).as_json:
        say_json(done)
        return
    say(f"{done['reports']:,} reports, {done['clusters']:,} clusters; {done['copies']:,} copies of other reports.")
    if undecided is not None:
        say(f"{asked:,} pairs wait for a person: {undecided}")
