"""``mithaq campaign``: one reasoned disposition for a flood of false or coordinated reports."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.bilingual import text_of
from mithaq.cli.lines import from_file
from mithaq.cli.missions import now, opened
from mithaq.errors import ImportRejected, InvalidStatement

__all__ = ["register"]

_HELP = """Dispose a whole campaign of reports at once.

One reason is published, and every report is still accounted for.

Example:

  mithaq -C truce campaign flood.txt out_of_scope --pattern pattern.txt
  --reason "One text sent 4,000 times within an hour; nothing in it was seen by anybody."
  --reason-ar "نص واحد أُرسل أربعة آلاف مرة خلال ساعة ولم يشهد أحد ما فيه."

FILE holds one report id a line (- for standard input). Both reasons are published. The pattern by which the
campaign was recognised is read from a file and sealed: it would teach the next one. All or none is disposed."""


class CampaignDisposition(StrEnum):
    """What a campaign can become; `linked` and `duplicate` name something, one report at a time."""

    OUT_OF_SCOPE = "out_of_scope"
    INSUFFICIENT = "insufficient"
    UNOBSERVABLE = "unobservable"
    WITHDRAWN = "withdrawn"


def register() -> None:
    app.command("campaign", help=_HELP)(campaign)


def campaign(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Report ids, one a line.", metavar="FILE")],
    disposition: Annotated[CampaignDisposition, typer.Argument(help="What became of them.")],
    reason: Annotated[str, typer.Option(help="Why, in English; published.")],
    reason_ar: Annotated[str, typer.Option(help="Why, in Arabic; published.")],
    pattern: Annotated[Path, typer.Option(help="How it was recognised; sealed.", metavar="FILE")],
    staff: Annotated[str | None, typer.Option(help="Who decides, as your mission names staff.")] = None,
) -> None:
    from mithaq.mechanism.monitoring.statements import Disposition
    from mithaq.registry.campaigns import recognise_campaign
    from mithaq.registry.drafts import Actor

    if not reason.strip() or not reason_ar.strip():
        raise InvalidStatement("a campaign's reason is published in both languages.", advice="Write both.")
    if str(file) == str(pattern) == "-":
        raise InvalidStatement("ids and pattern cannot both come from standard input.", advice="Name one file.")
    reports = _report_ids(from_file(file, what="the report ids"), str(file))
    seen_by = _text(from_file(pattern, what="the pattern"), str(pattern))
    with opened(context) as mission:
        made = recognise_campaign(
            mission,
            reports,
            Disposition(disposition.value),
            reason=text_of("reason", reason.strip(), reason_ar.strip()),
            pattern=seen_by,
            actor=Actor("analyst", staff),
            now=now(),
        )
    if context_of(context).as_json:
        say_json({"campaign": made, "reports": len(reports)})
    else:
        say(f"Disposed {len(reports):,} reports as {disposition.value} by the campaign {made}.")


def _report_ids(data: bytes, where: str) -> list[str]:
    """Empty lines and lines that begin with # are left aside; a wrong or repeated id is named by its line."""
    from mithaq.mechanism.identifiers import Letter, check_id

    lines: dict[str, int] = {}
    for number, line in enumerate(_text(data, where).splitlines(), 1):
        report = line.strip()
        if not report or report.startswith("#"):
            continue
        try:
            check_id(report, Letter.REPORT)
        except InvalidStatement as error:
            raise ImportRejected(f"line {number}: {error.problem}", where=where, advice=error.advice) from None
        if report in lines:
            raise ImportRejected(
                f"line {number}: {report} stands on line {lines[report]} already.",
                where=where,
                advice="Name every report once.",
            )
        lines[report] = number
    if not lines:
        raise ImportRejected("it names no report.", where=where, advice="Write one report id a line.")
    return list(lines)


def _text(data: bytes, where: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportRejected(
            f"it is not UTF-8 (byte {error.start}).", where=where, advice="Save it as UTF-8."
        ) from None
    if not text.strip():
        raise ImportRejected("it is empty.", where=where, advice="Write something in it.")
    return text.strip("\n")
