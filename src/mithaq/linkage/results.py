"""The files of a linkage: groups out, undecided pairs out with their reasons, decisions in."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import TYPE_CHECKING

from mithaq.errors import ImportRejected, SourceUnavailable
from mithaq.linkage.decisions import Decisions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mithaq.linkage.batch import Linked

__all__ = ["read_decisions", "write_groups", "write_undecided"]


def write_groups(linked: Linked, path: Path) -> None:
    """``unique_id,cluster,score``, by id; a cluster is named by the id of its first report."""
    ids = linked.reports.ids
    names = ids[linked.group].tolist()
    _write(
        path,
        ("unique_id", "cluster", "score"),
        zip(ids.tolist(), names, (f"{score:.4f}" for score in linked.score.tolist()), strict=True),
    )


def write_undecided(linked: Linked, path: Path) -> int:
    rows = []
    for pair in linked.undecided():
        reasons = linked.explain(pair.first, pair.second)
        told = "; ".join(f"{name} {bits:+.1f}" for name, bits in reasons.bits.items())
        rows.append((pair.first, pair.second, f"{pair.probability:.4f}", told))
    _write(path, ("a", "b", "probability", "bits"), rows)
    return len(rows)


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Whole or not at all: a reader never finds half a file."""
    half = path.with_name(f".{path.name}.{os.getpid()}.half")
    try:
        with half.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows)
        half.replace(path)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise SourceUnavailable(
            f"it cannot be written: {error.strerror}.", where=str(path), advice="Give a folder that exists."
        ) from error


def read_decisions(path: Path) -> Decisions:
    """CSV with the columns ``a``, ``b`` and ``decision``: ``together`` or ``apart``."""
    try:
        stream = path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise SourceUnavailable(
            f"it cannot be read: {error.strerror}.", where=str(path), advice="Check its path."
        ) from error
    with stream:
        reader = csv.DictReader(stream)
        missing = {"a", "b", "decision"} - set(reader.fieldnames or ())
        if missing:
            raise ImportRejected(
                f"it lacks the column {min(missing)!r}.", where=path.name, advice="Columns: a, b, decision."
            )
        sorts: dict[str, list[tuple[str, str]]] = {"together": [], "apart": []}
        for number, row in enumerate(reader, start=2):
            if row["decision"] not in sorts:
                raise ImportRejected(
                    f"{row['decision']!r} is neither 'together' nor 'apart'.",
                    where=f"{path.name}, row {number}, decision",
                    advice="Correct the row and run again.",
                )
            for side in ("a", "b"):
                if not row[side]:
                    raise ImportRejected(
                        "a report's id is missing.",
                        where=f"{path.name}, row {number}, {side}",
                        advice="Correct the row and run again.",
                    )
            sorts[row["decision"]].append((row["a"], row["b"]))
    return Decisions(tuple(sorts["together"]), tuple(sorts["apart"]))
