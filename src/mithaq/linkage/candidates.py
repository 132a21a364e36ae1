"""Which pairs of reports are looked at: plain SQL joins on H3 cells, areas and blocks of days.

A report is compared with those whose place may be the same event's within the reach of *both* precisions (its own
cell against the other's ring) and whose days may be the same within the reporting lag. Area reports meet those that
may lie in their area, by a key of their own: cells would lose them. Nothing in the SQL is DuckDB's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import duckdb
import h3.api.basic_int as h3
import numpy as np
import numpy.typing as npt

from mithaq.linkage.areas import Membership
from mithaq.linkage.reports import Floats, Ints, Pairs, Precision, Reports, on_sphere

__all__ = ["Reach", "candidates", "cells_of"]

Narrow: TypeAlias = npt.NDArray[np.signedinteger[Any]]
RESOLUTIONS: Final = range(3, 10)
FREE_DAYS: Final = (3, 2, 1)
"""Within this gap the place is enough; beyond it something else must agree. Shorter where places are dense."""
MOST_A_REPORT: Final = 60


@dataclass(frozen=True, slots=True)
class Reach:
    """How far apart two reports of one event may stand, by their precisions, and how many days."""

    points_km: float = 3.0
    mixed_km: float = 6.5
    settlements_km: float = 1.5
    days: int = 6

    @property
    def resolution(self) -> int:
        """The finest H3 resolution at which a cell and its ring cover the reach, with a tenth for distortion."""
        farthest = max(self.points_km, self.mixed_km, self.settlements_km)
        fitting = [
            r for r in RESOLUTIONS if h3.average_hexagon_edge_length(r, "km") * 1.732 / 1.1 >= farthest * 0.95
        ]
        return max(fitting, default=3)


NEAR_SQL: Final = """
SELECT a.i, b.i AS j FROM probes a JOIN spots b ON a.cell = b.cell AND a.block = b.block
WHERE (b.day > a.day OR (b.day = a.day AND b.i > a.i)) AND b.day <= a.until
  AND (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) + (a.z - b.z) * (a.z - b.z)
    <= CASE WHEN a.prec + b.prec = 0 THEN {points} WHEN a.prec + b.prec = 1 THEN {mixed} ELSE {settlements} END
  AND (b.day <= a.until - {loose} OR a.kind = b.kind OR a.grouped = b.grouped OR a.actor = b.actor)
"""
AREA_SQL: Final = """
SELECT a.i, b.i AS j FROM area_probes a JOIN area_spots b ON a.area = b.area AND a.block = b.block
WHERE (a.prec = 2 OR b.prec = 2) AND (b.day > a.day OR (b.day = a.day AND b.i > a.i)) AND b.day <= a.until
  AND (b.day <= a.until - {loose} OR a.kind = b.kind OR a.grouped = b.grouped OR a.actor = b.actor)
"""


def cells_of(latitude: Floats, longitude: Floats, resolution: int) -> Ints:
    """H3 cells as signed integers (every database has those)."""
    spots = zip(latitude.tolist(), longitude.tolist(), strict=True)
    return np.fromiter((h3.latlng_to_cell(a, b, resolution) for a, b in spots), np.int64, count=len(latitude))


def candidates(reports: Reports, member: Membership, reach: Reach) -> Pairs:
    connection = duckdb.connect(config={"threads": 2})
    common = _common(reports, reach)
    found: list[Pairs] = []
    loose = max(reach.days - FREE_DAYS[0], 0)
    fine = np.flatnonzero(reports.precision < Precision.AREA)
    if len(fine) > 1:
        _near_tables(connection, reports, common, fine, reach)
        found.append(
            _run(
                connection,
                NEAR_SQL.format(
                    points=reach.points_km**2,
                    mixed=reach.mixed_km**2,
                    settlements=reach.settlements_km**2,
                    loose=loose,
                ),
            )
        )
    if (reports.precision == Precision.AREA).any():
        _area_tables(connection, common, member, reach)
        found.append(_run(connection, AREA_SQL.format(loose=loose)))
    connection.close()
    if not found:
        return Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64))
    pairs = Pairs(np.concatenate([one.first for one in found]), np.concatenate([one.second for one in found]))
    return _thinned(_ordered(pairs, len(reports)), common, reach)


def _ordered(pairs: Pairs, n: int) -> Pairs:
    """Databases give rows in any order, and sums of floats remember theirs."""
    key = np.sort(pairs.first * n + pairs.second)
    return Pairs(key // n, key % n)


def _thinned(pairs: Pairs, common: dict[str, Narrow], reach: Reach) -> Pairs:
    n = len(common["i"])
    for free in FREE_DAYS[1:]:
        if 2 * len(pairs.first) <= MOST_A_REPORT * n:
            break
        first, second = pairs
        ends = common["until"] - reach.days
        start = np.maximum(common["day"][first], common["day"][second])
        keep = start - np.minimum(ends[first], ends[second]) <= free
        for name in ("kind", "grouped", "actor"):
            keep |= common[name][first] == common[name][second]
        pairs = Pairs(first[keep], second[keep])
    return pairs


def _run(connection: duckdb.DuckDBPyConnection, sql: str) -> Pairs:
    rows = connection.execute(sql).fetchnumpy()
    first, second = np.asarray(rows["i"], np.int64), np.asarray(rows["j"], np.int64)
    return Pairs(np.minimum(first, second), np.maximum(first, second))


def _common(reports: Reports, reach: Reach) -> dict[str, Narrow]:
    n = len(reports)
    missing = np.arange(n) + 1_000_000  # what is not known agrees with nothing
    grouped = reports.group_of_kind[reports.kind] if len(reports.kinds) else missing
    columns = {
        "i": np.arange(n),
        "day": reports.day,
        "until": reports.day + reports.width - 1 + reach.days,
        "block": reports.day // (reach.days + 1),
        "prec": reports.precision,
        "kind": np.where(reports.kind < 0, missing, reports.kind),
        "grouped": np.where(reports.kind < 0, missing, grouped),
        "actor": np.where(reports.actor < 0, missing, reports.actor),
    }
    # Probes repeat every column some fourteen times: half the width is half the memory.
    return {name: values.astype(np.int32) for name, values in columns.items()}


def _probes(rows: dict[str, Narrow], reach: Reach) -> dict[str, Narrow]:
    """Each row once for every block of days up to its last."""
    blocks = rows["until"] // (reach.days + 1) - rows["block"] + 1
    repeated = {name: np.repeat(values, blocks) for name, values in rows.items()}
    starts = np.repeat(np.cumsum(blocks) - blocks, blocks)
    repeated["block"] = repeated["block"] + np.arange(len(starts)) - starts
    return repeated


def _near_tables(
    connection: duckdb.DuckDBPyConnection, reports: Reports, common: dict[str, Narrow], fine: Ints, reach: Reach
) -> None:
    rows = {name: values[fine] for name, values in common.items()}
    cells = cells_of(reports.latitude[fine], reports.longitude[fine], reach.resolution)
    place = on_sphere(reports.latitude[fine], reports.longitude[fine])
    xyz = {name: place[:, axis].copy() for axis, name in enumerate("xyz")}
    connection.register("spots_given", rows | xyz | {"cell": cells})
    connection.execute("CREATE TABLE spots AS SELECT * FROM spots_given")
    distinct, inverse = np.unique(cells, return_inverse=True)
    rings = [h3.grid_disk(int(cell), 1) for cell in distinct]
    sizes = np.array([len(ring) for ring in rings])
    flat = np.fromiter((cell for ring in rings for cell in ring), np.int64, count=int(sizes.sum()))
    starts = np.cumsum(sizes) - sizes
    # Only rings that somebody stands in are worth a row.
    stood_in = np.isin(flat, distinct)
    times = sizes[inverse]
    at = np.repeat(np.arange(len(fine)), times)
    offset = np.arange(len(at)) - np.repeat(np.cumsum(times) - times, times)
    ring_row = starts[inverse][at] + offset
    keep = stood_in[ring_row]
    at, ring_row = at[keep], ring_row[keep]
    # Only what the blocks need is repeated twice; the rest is gathered once, by row.
    needed = {name: rows[name][at] for name in ("until", "block")}
    probes: dict[str, Narrow | Floats] = dict(_probes(needed | {"cell": flat[ring_row], "at": at}, reach))
    back = probes.pop("at")
    probes |= {name: values[back] for name, values in (rows | xyz).items() if name not in probes}
    connection.register("probes_given", probes)
    connection.execute("CREATE TABLE probes AS SELECT * FROM probes_given")


def _area_tables(
    connection: duckdb.DuckDBPyConnection, common: dict[str, Narrow], member: Membership, reach: Reach
) -> None:
    row, column = np.nonzero(member.code >= 0)
    given = {name: values[row] for name, values in common.items()}
    given["area"] = member.code[row, column]
    connection.register("area_spots_given", given)
    connection.execute("CREATE TABLE area_spots AS SELECT * FROM area_spots_given")
    connection.register("area_probes_given", _probes(given, reach))
    connection.execute("CREATE TABLE area_probes AS SELECT * FROM area_probes_given")
