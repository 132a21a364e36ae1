"""Candidates for reports without a place: those of the same days whose texts share rare runs of characters.

A plain SQL join like the others, on the rarest runs of a text and blocks of days; runs that many reports of a block
share say nothing and are left out.
"""

from __future__ import annotations

from typing import Final

import duckdb
import numpy as np

from mithaq.linkage.candidates import Reach
from mithaq.linkage.reports import Ints, Pairs, Precision, Reports
from mithaq.linkage.text import Texts, likeness

__all__ = ["text_candidates"]

RAREST: Final = 12
COMMONEST: Final = 200
LEAST_LIKENESS: Final = 0.1
MOST_A_REPORT: Final = 30

TEXT_SQL: Final = """
WITH telling AS (SELECT slot, block FROM words GROUP BY slot, block HAVING count(*) <= {commonest})
SELECT DISTINCT a.i, b.i AS j FROM text_probes a
JOIN telling t ON a.slot = t.slot AND a.block = t.block
JOIN words b ON b.slot = t.slot AND b.block = t.block
WHERE a.i <> b.i AND b.day <= a.until AND a.day <= b.until AND (b.placed OR a.i < b.i)
"""


def text_candidates(reports: Reports, texts: Texts, reach: Reach) -> Pairs:
    nowhere = reports.precision == Precision.NOWHERE
    said = np.diff(texts.start) > 0
    if not (nowhere & said).any():
        return Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64))
    row, slot = _rarest(texts)
    until = reports.day + reports.width - 1 + reach.days
    block = reports.day // (reach.days + 1)
    words = {
        "i": row,
        "slot": slot,
        "day": reports.day[row],
        "until": until[row],
        "block": block[row],
        "placed": ~nowhere[row],
    }
    probe = np.flatnonzero(nowhere[row])
    # The blocks that may hold a report of the same days, before and after.
    shifts = np.arange(-1, 2)
    at = np.repeat(probe, len(shifts))
    probes = {name: words[name][at] for name in ("i", "slot", "day", "until")}
    probes["block"] = block[row[at]] + np.tile(shifts, len(probe))
    connection = duckdb.connect(config={"threads": 2})
    connection.register("words", words)
    connection.register("text_probes", probes)
    found = connection.execute(TEXT_SQL.format(commonest=COMMONEST)).fetchnumpy()
    connection.close()
    return _most_alike(texts, np.asarray(found["i"], np.int64), np.asarray(found["j"], np.int64))


def _rarest(texts: Texts) -> tuple[Ints, Ints]:
    """Row and run of each report's heaviest runs: within one text, the rarest."""
    row = np.repeat(np.arange(len(texts.start) - 1), np.diff(texts.start))
    order = np.lexsort((texts.slot, -texts.weight, row))
    rank = np.arange(len(row)) - texts.start[row]
    kept = order[rank < RAREST]
    return row[kept], texts.slot[kept]


def _most_alike(texts: Texts, probe: Ints, other: Ints) -> Pairs:
    alike = likeness(texts, Pairs(probe, other))
    keep = alike >= LEAST_LIKENESS
    probe, other, alike = probe[keep], other[keep], alike[keep]
    order = np.lexsort((other, -alike, probe))
    probe, other = probe[order], other[order]
    firsts = np.searchsorted(probe, probe)
    near = np.arange(len(probe)) - firsts < MOST_A_REPORT
    ends = np.minimum(probe[near], other[near]), np.maximum(probe[near], other[near])
    return Pairs(*ends)
