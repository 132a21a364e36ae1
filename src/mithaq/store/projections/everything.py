"""All projections in their order: terms before the reports that fall due by them, erasures last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mithaq.store.projections import (
    agreement,
    assessments,
    bulletin,
    dispositions,
    incidents,
    linkage,
    reports,
    sealing,
    sources,
    streams,
)

if TYPE_CHECKING:
    from mithaq.store.projections.batch import Batch, Cursor

__all__ = ["PROJECTED", "apply"]

_PARTS: Final = (
    *(streams, agreement, sources, reports, incidents, dispositions, assessments),
    *(linkage, bulletin, sealing),
)

PROJECTED: Final = tuple(table for part in _PARTS for table in part.TABLES)
"""Every table that a rebuild empties and fills again."""


def apply(cursor: Cursor, batch: Batch) -> None:
    for part in _PARTS:
        part.apply(cursor, batch)
