"""``mithaq receive``: one report from somebody who tells the mechanism, durable before the command ends."""

from __future__ import annotations

import os
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mithaq.cli.app import app, context_of, say, say_json
from mithaq.cli.gazetteer import gazetteer_of
from mithaq.cli.lines import from_file
from mithaq.cli.missions import now, opened
from mithaq.errors import InvalidStatement, NotPermitted, SourceUnavailable

if TYPE_CHECKING:
    from mithaq.registry.receive import Receipt

__all__ = ["WARNING", "register"]

WARNING = (
    "A promise file can be found on whoever carries it. It names neither this mechanism nor the event, but it "
    "shows that something was handed in somewhere, and until when it must be on a record. "
    "Words in the memory show nothing."
)
_HELP = """Take in one report from standard input.

It is plain text, or a small JSON object (docs/import.md).

Examples:

  mithaq -C truce receive < report.json

  mithaq -C truce receive --lang en --channel hotline

  mithaq -C truce receive --promise note.txt --warned < report.json

It prints five ordinary words for the reporter to remember; they are stored nowhere and open the status door only
(mithaq receipt words). Whoever holds a promise file can prove that a report was dropped. It is written only
with --warned: the reporter was told the warning, which the command prints without it."""


class Lang(StrEnum):
    AR = "ar"
    EN = "en"


def register() -> None:
    app.command("receive", help=_HELP)(receive)


def receive(
    context: typer.Context,
    channel: Annotated[str, typer.Option(help="The door it came by: desk, hotline …; sealed.")] = "desk",
    lang: Annotated[Lang, typer.Option(help="The language of the words, and of the text.")] = Lang.AR,
    promise: Annotated[Path | None, typer.Option(help="Also write the promise file, anew.", metavar="FILE")] = None,
    warned: Annotated[bool, typer.Option("--warned", help="The reporter was told the warning.")] = False,
) -> None:
    from mithaq.intake.by_hand import LONGEST, read_by_hand
    from mithaq.mechanism.monitoring.report import ReceivedReport
    from mithaq.registry.receive import receive as take
    from mithaq.registry.words import draw_words

    if promise is not None and not warned:
        raise NotPermitted(
            f"the promise file is written only after a warning. {WARNING}",
            advice="Tell the reporter so; if the file is still wanted, add --warned.",
        )
    if not channel.isprintable() or not 0 < len(channel) <= 80:
        raise InvalidStatement("the channel is no short word.", advice="Write it like desk, hotline, paper.")
    # The mission first: nobody shall write a report that cannot be taken in.
    with opened(context) as mission:
        data = from_file(Path("-"), what="the report", most=LONGEST)
        said = read_by_hand(data, where="the report", gazetteer=gazetteer_of(mission))
        report = ReceivedReport(
            channel=channel,
            facts=said.facts,
            text=said.text,
            lang=said.said.get("lang", lang.value),
            external_id=said.external_id,
            origin=said.said.get("origin"),
            reporter=said.said.get("reporter"),
            unresolved_place=said.unresolved_place,
        )
        words = draw_words(mission, lang=lang.value)
        if promise is None:
            receipt = take(mission, report, now=now(), words=words)
        else:
            # Made first: a path that cannot be written must not leave a report without its promise.
            handle = _new_file(promise)
            try:
                receipt = take(mission, report, now=now(), words=words)
            except BaseException:
                os.close(handle)
                promise.unlink()
                raise
            _write(handle, promise, receipt)
    if context_of(context).as_json:
        say_json(
            {
                "words": list(receipt.words),
                "deadline": receipt.deadline,
                "promise": None if promise is None else str(promise),
            }
        )
        return
    say("Received, and safe. The words to remember, in this order:")
    say()
    say(f"    {' '.join(receipt.words)}")
    say()
    say("Nobody can look them up again. Say them, let them be repeated, write them nowhere, clear the screen.")
    say(f"It is on the record by {receipt.deadline}.")


def _new_file(path: Path) -> int:
    try:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise NotPermitted(
            "a file stands there already; nothing was received.", where=str(path), advice="Name a new file."
        ) from None
    except OSError as error:
        raise SourceUnavailable(
            f"it cannot be written: {error.strerror}; nothing was received.",
            where=str(path),
            advice="Name another place.",
        ) from error


def _write(handle: int, path: Path, receipt: Receipt) -> None:
    """The file's own time is set to the rounded deadline: the minute it was written would tell of the meeting."""
    from mithaq.mechanism.envelope import parse_instant

    try:
        with os.fdopen(handle, "wb") as file:
            file.write(receipt.promise.encode())
            file.flush()
            os.fsync(file.fileno())
        deadline = parse_instant(receipt.deadline).timestamp()
        with suppress(OSError):
            os.utime(path, (deadline, deadline))
    except OSError as error:
        # The report is safe, and its words must not be lost with the file.
        typer.echo(
            f"The report was received, but the promise file could not be written: {error.strerror}. "
            "The words below hold.",
            err=True,
        )
