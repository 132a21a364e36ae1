"""What was heard of in a period, counted from the tables; `mechanism.bulletin.coverage` is its other half."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from mithaq.mechanism.bulletin.coverage import coverage_of
from mithaq.store.queries.period import COUNTED, left_out

if TYPE_CHECKING:
    from mithaq.mechanism.bulletin.figures import Coverage
    from mithaq.store.projections.batch import Cursor

__all__ = ["area_in_force", "coverage"]

_SHOWN = "source.standing <> 'door' AND source.republish <> 'none'"
_WITHIN = f"{COUNTED} AND day_from >= %s AND day_to <= %s"


def coverage(cursor: Cursor, day_from: str, day_to: str) -> Coverage:
    within = (*left_out(), day_from, day_to)
    cursor.execute(f"SELECT code FROM source WHERE {_SHOWN}")  # noqa: S608 - our own words
    shown = {row[0] for row in cursor.fetchall()}
    cursor.execute(
        f"SELECT source.code FROM report JOIN source ON source.id = report.source WHERE {_SHOWN}"  # noqa: S608 - as above
        " AND report.day_from <= %s AND report.day_to >= %s UNION"
        f" SELECT source.code FROM claim JOIN source ON source.id = claim.recorder WHERE {_SHOWN}"
        " AND claim.day_from <= %s AND claim.day_to >= %s",
        (day_to, day_from, day_to, day_from),
    )
    heard = {row[0] for row in cursor.fetchall()}
    cursor.execute("SELECT count(*) FROM source WHERE standing <> 'door' AND republish = 'none'")
    unshown: int = cursor.fetchone()[0]
    cursor.execute(f"SELECT governorate, count(*) {_WITHIN} GROUP BY governorate", within)
    counts: dict[str | None, int] = dict(cursor.fetchall())
    cursor.execute(f"SELECT DISTINCT subdistrict {_WITHIN} AND subdistrict IS NOT NULL", within)
    subdistricts = {row[0] for row in cursor.fetchall()}
    cursor.execute(
        "SELECT count(*), coalesce(sum(CASE WHEN short THEN 1 ELSE 0 END), 0) FROM epoch"
        " WHERE at >= %s AND at <= %s",
        (f"{day_from}T00:00:00Z", f"{day_to}T23:59:59Z"),
    )
    epochs, short_epochs = cursor.fetchone()
    return coverage_of(
        heard=heard,
        silent=shown - heard,
        unshown=unshown,
        area=area_in_force(cursor),
        governorates=Counter({code: count for code, count in counts.items() if code}),
        subdistricts=subdistricts,
        counted=sum(counts.values()),
        epochs=epochs,
        short_epochs=int(short_epochs),
    )


def area_in_force(cursor: Cursor) -> dict[str, tuple[str, ...]] | None:
    cursor.execute('SELECT governorates FROM area ORDER BY "index" DESC LIMIT 1')
    row = cursor.fetchone()
    return None if row is None else msgspec.json.decode(row[0], type=dict[str, tuple[str, ...]])
