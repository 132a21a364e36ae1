"""One new report against all that are linked already: which group, how probable, in milliseconds.

The model stays as the last run learnt it and no group is torn up; the next run may. Candidates come from the same
keys as in a batch, held in memory: cells and blocks of days, and areas and blocks of days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import h3.api.basic_int as h3
import numpy as np

from mithaq.errors import ImportRejected
from mithaq.linkage.batch import Linked
from mithaq.linkage.candidates import Reach, cells_of
from mithaq.linkage.hashing import hashed
from mithaq.linkage.likelihood import MOST_MEMBERS, Seen, group_score
from mithaq.linkage.model import seen_of
from mithaq.linkage.reports import Ints, Precision, Reports
from mithaq.linkage.table import MEANINGS

__all__ = ["Placed", "Standing"]

MOST_LOOKED_AT = 2000


@dataclass(frozen=True, slots=True)
class Placed:
    """Groups by the id of their first report, the most probable first; what is missing to one is to be alone."""

    groups: tuple[tuple[str, float], ...]
    alone: float


class Standing:
    """What is linked, kept ready for the next report."""

    def __init__(self, linked: Linked, reach: Reach | None = None) -> None:
        self._linked = linked
        self._reach = reach or Reach()
        self._seen = linked.evidence.seen
        self._rows = linked.evidence.row
        self._beliefs = linked.model.beliefs()
        kept = linked.reports.take(self._rows)
        self._near: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._area: dict[tuple[int, int], list[int]] = defaultdict(list)
        block = (kept.day // (self._reach.days + 1)).tolist()
        fine = np.flatnonzero(kept.precision < Precision.AREA)
        cells = cells_of(kept.latitude[fine], kept.longitude[fine], self._reach.resolution)
        for row, cell in zip(fine.tolist(), cells.tolist(), strict=True):
            self._near[cell, block[row]].append(row)
        for row, at in zip(*(ends.tolist() for ends in np.nonzero(self._seen.member_area >= 0)), strict=True):
            self._area[int(self._seen.member_area[row, at]), block[row]].append(row)
        group = linked.group[self._rows]
        self._order = np.argsort(group, kind="stable")
        self._sorted = group[self._order]

    def place(self, columns: Mapping[str, Any]) -> Placed:
        """``columns`` as in a table, one value each; nothing is remembered of it."""
        report = self._coded(_one(columns))
        new = seen_of(report, self._linked.model)
        groups = sorted({int(self._linked.group[self._rows[row]]) for row in self._candidates(report, new)})
        members = [self._order[slice(*np.searchsorted(self._sorted, (group, group + 1)))] for group in groups]
        fitting = [(group, rows) for group, rows in zip(groups, members, strict=True) if len(rows) < MOST_MEMBERS]
        work = np.zeros(512)
        own = np.zeros(1, np.int64)
        gains = [group_score(new, self._beliefs, own, 1, work)]
        for _, rows in fitting:
            joined = Seen._make(
                np.concatenate((ours[rows], theirs)) for ours, theirs in zip(self._seen, new, strict=True)
            )
            everyone = np.arange(len(rows) + 1)
            with_it = group_score(joined, self._beliefs, everyone, len(everyone), work)
            gains.append(with_it - group_score(joined, self._beliefs, everyone, len(rows), work))
        chances = np.exp(np.array(gains) - max(gains))
        chances /= chances.sum()
        found = sorted(zip(chances[1:].tolist(), (group for group, _ in fitting), strict=True), reverse=True)
        ids = self._linked.reports.ids
        return Placed(
            tuple((str(ids[group]), chance) for chance, group in found if chance > 1e-3), float(chances[0])
        )

    def _coded(self, report: Reports) -> Reports:
        """In the codes of the standing reports; a name they never had is taken as not known."""
        model = self._linked.model
        source, kind, actor = report.sources[0], report.kinds[0], report.actors[0]
        # A source never seen before is believed like the one that sees least.
        known = model.sources.index(source) if source in model.sources else int(np.argmin(model.sees))
        return replace(
            report,
            source=np.array([known]),
            sources=model.sources,
            kind=np.array([model.kinds.index(kind) if kind in model.kinds else -1]),
            kinds=model.kinds,
            group_of_kind=model.group_of_kind,
            actor=np.array([model.actors.index(actor) if actor in model.actors else -1]),
            actors=model.actors,
        )

    def _candidates(self, report: Reports, new: Seen) -> list[int]:
        length = self._reach.days + 1
        first, last = (
            int(report.day[0]) - self._reach.days,
            int(report.day[0] + report.width[0]) - 1 + self._reach.days,
        )
        blocks = range(first // length, last // length + 1)
        found: list[int] = []
        if report.precision[0] < Precision.AREA:
            cell = h3.latlng_to_cell(float(report.latitude[0]), float(report.longitude[0]), self._reach.resolution)
            for near in h3.grid_disk(cell, 1):
                for block in blocks:
                    found += self._near.get((near, block), ())
        for area in new.member_area[0][new.member_area[0] >= 0].tolist():
            for block in blocks:
                mates = self._area.get((area, block), ())
                if report.precision[0] == Precision.AREA:
                    found += mates
                else:
                    found += [row for row in mates if self._seen.precision[row] == Precision.AREA]
        return self._nearest(np.array(sorted(set(found)), dtype=np.int64), report, new)

    def _nearest(self, rows: Ints, report: Reports, new: Seen) -> list[int]:
        gap = np.abs(self._seen.day[rows] - report.day[0])
        rows, gap = rows[gap <= self._reach.days + report.width[0]], gap[gap <= self._reach.days + report.width[0]]
        same = (self._seen.kind[rows] == new.kind[0]).astype(np.int64) + (self._seen.actor[rows] == new.actor[0])
        order = np.lexsort((rows, gap, -same))[:MOST_LOOKED_AT]
        kept: list[int] = rows[order].tolist()
        return kept


def _one(columns: Mapping[str, Any]) -> Reports:
    """As `table.read_columns` for one report, without a database: that alone would take longer than the rest."""

    def number(name: str, low: float, high: float, missing: float | None) -> float:
        value = columns.get(name)
        if value is None or value == "" or value != value:  # noqa: PLR0124
            if missing is not None:
                return missing
            value = ""
        try:
            found = float(value)
        except ValueError:
            found = np.nan
        if not low <= found <= high:
            raise ImportRejected(
                f"{str(value)[:200]!r} is not {MEANINGS[name]}.", where=f"the report, {name}", advice="Correct it."
            )
        return found

    def name_of(name: str) -> str:
        return str(columns.get(name) or "")

    precision = int(number("prec", 0, 3, float(Precision.NOWHERE)))
    placed = precision < Precision.NOWHERE
    if columns.get("day") is None:
        try:
            day = (date.fromisoformat(name_of("date")) - date(1970, 1, 1)).days
        except ValueError as error:
            raise ImportRejected(
                f"{name_of('date')!r} is not YYYY-MM-DD.", where="the report, date", advice="Correct it."
            ) from error
    else:
        day = int(number("day", -1e9, 1e9, None))
    ids = np.array([name_of("unique_id")], dtype=object)
    return Reports(
        ids=ids,
        hashes=hashed(ids),
        source=np.zeros(1, np.int64),
        sources=(name_of("source"),),
        day=np.array([day]),
        width=np.array([int(number("day_width", 1, 31, 1.0))]),
        latitude=np.array([number("lat", -90, 90, None) if placed else np.nan]),
        longitude=np.array([number("lon", -180, 180, None) if placed else np.nan]),
        precision=np.array([precision]),
        kind=np.zeros(1, np.int64),
        kinds=(name_of("leaf") or name_of("grp"),),
        group_of_kind=np.zeros(1, np.int64),
        groups=(name_of("grp"),),
        actor=np.zeros(1, np.int64),
        actors=(name_of("actor"),),
        casualties=np.array([number("cas", 0, 1e7, np.nan)]),
    )
