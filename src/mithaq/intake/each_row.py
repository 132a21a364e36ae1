"""Goes through a CSV whose columns are known: one result for every row, whatever one of them holds."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from mithaq.intake.csvfile import read_csv
from mithaq.intake.rows import Accepted, BadField, Rejected
from mithaq.intake.seen import SeenIds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from mithaq.intake.rows import Row
    from mithaq.mechanism.monitoring.claim import RecordedClaim
    from mithaq.mechanism.monitoring.report import CollectedReport

__all__ = ["Made", "each_row"]


class Made(NamedTuple):
    """What a row says: one report, or claims. ``key`` tells it from every other row of the file."""

    key: str
    value: CollectedReport | RecordedClaim
    further: tuple[RecordedClaim, ...] = ()
    notes: tuple[str, ...] = ()


def each_row(
    path: Path,
    make: Callable[[Mapping[str, str]], Made],
    *,
    needed: tuple[str, ...],
    key: str,
    lower: bool = False,
) -> Iterator[Row]:
    """``make`` raises `BadField` for a row it cannot use. ``key`` is the column that repeats when a row does.

    ``lower`` takes the columns' names in small letters, for a publisher that has changed theirs.
    """
    file = read_csv(path)
    names = tuple(name.casefold() for name in file.header) if lower else file.header
    file.columns(path, *needed, names=names)
    with file, closing(SeenIds()) as seen:
        for record in file.rows:
            if isinstance(record, Rejected):
                yield record
                continue
            number, cells = record
            try:
                made = make(dict(zip(names, cells, strict=True)))
                if not seen.add(made.key):
                    raise BadField(key, made.key, "what no earlier row of the file has")
            except BadField as bad:
                yield bad.at(number)
                continue
            yield Accepted(number, made.value, made.further, made.notes)
