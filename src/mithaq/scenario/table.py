"""Writes a level's reports and, apart from them, the truth, row by row: nothing is kept in memory."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path
from typing import Final

from mithaq.errors import SourceUnavailable
from mithaq.scenario.flow import Row
from mithaq.scenario.truth import StoryTruth

__all__ = ["COLUMNS", "TRUTH_COLUMNS", "write_level"]

COLUMNS: Final = Row._fields
TRUTH_COLUMNS: Final = (
    "unique_id",
    *(field.name for field in fields(StoryTruth) if field.name != "report"),
)


def write_level(told: Iterable[tuple[Row, StoryTruth]], out: Path, truth: Path | None) -> int:
    """The rows to ``out`` and the truth to another file; both whole or not at all."""
    halves = {path: path.with_name(f".{path.name}.{os.getpid()}.half") for path in (out, truth) if path is not None}
    count = 0
    try:
        with ExitStack() as stack:
            writers = [
                csv.writer(stack.enter_context(half.open("w", encoding="utf-8", newline="")), lineterminator="\n")
                for half in halves.values()
            ]
            for writer, header in zip(writers, (COLUMNS, TRUTH_COLUMNS), strict=False):
                writer.writerow(header)
            for row, known in told:
                writers[0].writerow(row)
                if truth is not None:
                    writers[1].writerow(_as_row(known))
                count += 1
        for path, half in halves.items():
            half.replace(path)
    except OSError as error:
        raise SourceUnavailable(
            f"it cannot be written: {error.strerror}.", where=str(out), advice="Give a folder that exists."
        ) from error
    finally:
        for half in halves.values():
            half.unlink(missing_ok=True)
    return count


def _as_row(known: StoryTruth) -> Sequence[str]:
    return (
        known.report,
        known.kind.value,
        known.story,
        " ".join(known.events),
        known.root,
        known.copy_of or "",
        known.duplicate_of or "",
        "yes" if known.part else "",
    )
