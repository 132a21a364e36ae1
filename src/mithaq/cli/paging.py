"""Lists come in pages: the options they share, and the line that says how to go on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from mithaq.cli.app import say

__all__ = ["After", "Limit", "say_more"]

Limit = Annotated[int, typer.Option(min=1, max=10_000, help="How many.")]
After = Annotated[str | None, typer.Option(help="Go on after this one.", metavar="ID")]


def say_more(shown: Sequence[object], limit: int, last: str | None) -> None:
    if last is not None and len(shown) == limit:
        say(f"… more: --after {last}")
