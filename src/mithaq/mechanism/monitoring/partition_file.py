"""The public partition: which public reports a run of linkage holds to be of one event, as a file anyone reads.

::

    report,group,score
    r0k3…,r0k3…,9987
    r7z2…,r0k3…,9871

Sorted by report. A group is named by its first report; the score is in ten-thousandths: how probable it is that
the report belongs with the others of its group or, where it is alone, that it is alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from mithaq.errors import InvalidStatement

__all__ = ["MOST_SCORE", "PartitionRow", "partition_bytes", "partition_path", "partition_problem", "read_partition"]

HEADER: Final = "report,group,score"
MOST_SCORE: Final = 10_000


class PartitionRow(NamedTuple):
    report: str
    group: str
    score: int


def partition_path(sha256: str) -> str:
    """Below the public folder; named by its hash, so that a page of an earlier run is never taken for it."""
    return f"linkage/{sha256}.csv"


def partition_bytes(rows: Iterable[PartitionRow]) -> bytes:
    lines = [f"{row.report},{row.group},{row.score}" for row in sorted(rows)]
    return "\n".join([HEADER, *lines, ""]).encode("ascii")


def read_partition(data: bytes) -> tuple[PartitionRow, ...]:
    """The rows of a file that is spelled as we write it; every other spelling is refused."""
    try:
        lines = data.decode("ascii").split("\n")
        rows = []
        for line in lines[1:-1]:
            report, group, score = line.split(",")
            rows.append(PartitionRow(report, group, int(score)))
    except ValueError as error:
        raise InvalidStatement(f"the partition cannot be read: {error}.") from error
    if partition_bytes(rows) != data:
        raise InvalidStatement("the partition is not spelled as a run of linkage writes it.")
    return tuple(rows)


def partition_problem(rows: Iterable[PartitionRow], public: Mapping[str, int], as_of: int) -> str | None:
    """What makes this no partition of the public reports before ``as_of``; ``public`` gives their indices."""
    first_of: dict[str, str] = {}
    seen: set[str] = set()
    for row in rows:
        place = public.get(row.report)
        if place is None or place >= as_of:
            return f"{row.report} is not a public report among the first {as_of} entries."
        if row.report in seen:
            return f"{row.report} stands twice."
        seen.add(row.report)
        if first_of.setdefault(row.group, row.report) != row.group:
            return f"the group {row.group} is not named by its first report."
        if not 0 <= row.score <= MOST_SCORE:
            return f"{row.report} has the score {row.score}."
    missing = sum(place < as_of for place in public.values()) - len(seen)
    return f"{missing} public reports are missing." if missing else None
