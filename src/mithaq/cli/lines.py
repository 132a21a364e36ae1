"""Reading what must not stand in the shell's history: from a file, from standard input, or from a prompt."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from mithaq.errors import SourceUnavailable

__all__ = ["MOST_BYTES", "argument", "day_of", "from_file", "secret_words"]

MOST_BYTES = 64 * 1_024 * 1_024
LONGEST_WORDS = 1_000


def from_file(file: Path, *, what: str, most: int = MOST_BYTES) -> bytes:
    """The bytes of the file, or of standard input where it is ``-``; one more than ``most`` tells of too much."""
    try:
        if str(file) != "-":
            with file.open("rb") as stream:
                return stream.read(most + 1)
        _require_input(what)
        if sys.stdin.isatty():
            print(f"Write {what}; end with Ctrl-D.", file=sys.stderr)
        return sys.stdin.buffer.read(most + 1)
    except OSError as error:
        raise SourceUnavailable(
            f"{what} cannot be read: {error.strerror}.", where=str(file), advice="Check its path and its rights."
        ) from error


def argument(value: str, *, what: str) -> str:
    """The value; for ``-`` one that is read from standard input, since a shell keeps what stands on its line."""
    if value != "-":
        return value
    return from_file(Path("-"), what=what, most=LONGEST_WORDS).decode("utf-8", "replace").strip()


def secret_words() -> tuple[str, ...]:
    """A reporter's words, never from the command line: a prompt that shows nothing, or standard input."""
    _require_input("the words")
    if sys.stdin.isatty():
        said = str(typer.prompt("The words", hide_input=True, err=True, default="", show_default=False))
    else:
        said = sys.stdin.buffer.read(LONGEST_WORDS).decode("utf-8", "replace")
    for sign in ",،;؛.":
        said = said.replace(sign, " ")
    return tuple(said.split())


def _require_input(what: str) -> None:
    # A process may be started without standard input at all.
    if sys.stdin is None or sys.stdin.closed:
        raise SourceUnavailable(
            f"{what} cannot be read: standard input is closed.", advice="Start the command with an open input."
        )


def day_of(text: str) -> str:
    """A day of the calendar, as the record writes it."""
    from datetime import date

    from mithaq.errors import InvalidStatement

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise InvalidStatement(f"{text!r} is not a day; write it as 2017-01-05.") from None
