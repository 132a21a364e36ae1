"""Why two reports are thought to be of one event: bits of evidence by kind, and the pairs that stay in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from mithaq.errors import NotPermitted
from mithaq.linkage.likelihood import Beliefs, Seen, parts_of_score
from mithaq.linkage.partition import Neighbours
from mithaq.linkage.reports import Floats, Ints, Reports

__all__ = ["EVIDENCE", "Evidence", "PairExplained", "explain_pair", "undecided"]

EVIDENCE: Final = ("how common, and the sources", "place", "day", "type", "actor", "number killed")
MOST_ASKED: Final = 1000


class Evidence(NamedTuple):
    """What the last run rested on; ``row`` gives the report of each row here (copies are left out)."""

    row: Ints
    seen: Seen
    beliefs: Beliefs
    near: Neighbours
    together: Floats


@dataclass(frozen=True, slots=True)
class PairExplained:
    first: str
    second: str
    probability: float
    """That the two are of one event, with all other reports considered."""
    bits: dict[str, float]
    """Evidence of the two alone: +1 doubles the odds, -1 halves them; the first starts from how rare events are."""


def explain_pair(reports: Reports, evidence: Evidence, a: str, b: str) -> PairExplained:
    rows = {str(one): row for row, one in enumerate(reports.ids[evidence.row])}
    missing = [one for one in (a, b) if one not in rows]
    if missing:
        raise NotPermitted(
            f"{missing[0]!r} is not among the reports compared: it is unknown, or a copy of another report.",
            advice="Copies are listed with their originals.",
        )
    return _explained(reports, evidence, rows[a], rows[b])


def _explained(reports: Reports, evidence: Evidence, a: int, b: int) -> PairExplained:
    parts = np.zeros((3, len(EVIDENCE)))
    work = np.zeros(512)
    for k, members in enumerate(((a, b), (a,), (b,))):
        rows = np.array(members, dtype=np.int64)
        parts_of_score(evidence.seen, evidence.beliefs, rows, len(rows), work, parts[k])
    bits = (parts[0] - parts[1] - parts[2]) / np.log(2.0)
    told = dict(zip(EVIDENCE, bits.tolist(), strict=True))
    near = evidence.near
    edges = np.arange(near.start[a], near.start[a + 1])
    edge = edges[near.row[edges] == b]
    probability = float(evidence.together[edge[0]]) if len(edge) else 0.0
    if len(edge) and near.weight[edge[0]]:
        told["text"] = float(near.weight[edge[0]] / np.log(2.0))
    ids = reports.ids[evidence.row]
    return PairExplained(str(ids[a]), str(ids[b]), probability, told)


def undecided(reports: Reports, evidence: Evidence, low: float, high: float) -> tuple[PairExplained, ...]:
    near = evidence.near
    first = np.repeat(np.arange(len(near.start) - 1), np.diff(near.start))
    doubtful = np.flatnonzero((evidence.together > low) & (evidence.together < high) & (first < near.row))
    order = np.lexsort((near.row[doubtful], first[doubtful], np.abs(evidence.together[doubtful] - 0.5)))
    return tuple(
        _explained(reports, evidence, int(first[edge]), int(near.row[edge]))
        for edge in doubtful[order][:MOST_ASKED]
    )
