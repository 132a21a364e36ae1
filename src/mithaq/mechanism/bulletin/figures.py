"""The figures of a bulletin, recomputed by anyone from a prefix of the record."""

from __future__ import annotations

from typing import Annotated

import msgspec

from mithaq.mechanism.envelope import Code, Instant, Struct
from mithaq.mechanism.monitoring.statements import Disposition

__all__ = ["Accounting", "DayCounts", "Figures"]

Size = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]


class Accounting(Struct, frozen=True):
    """Every report on the record up to the cut-off, and what became of it."""

    received: Size
    """Reports that entered the record, by the cut-off."""
    disposed: dict[Disposition, int]
    """Current dispositions by name."""
    open: Size
    overdue: Size
    oldest_open: Instant | None


class DayCounts(Struct, frozen=True):
    """Public reports whose day lies in the period, counted by what their sources said; claims, not findings."""

    reports: Size
    incidents: Size
    undated: Size
    """Public reports whose interval only overlaps the period: known too coarsely to be counted in it."""
    by_governorate: dict[Code, int]
    by_class: dict[Code, int]
    killed_low: Size
    killed_best: Size
    killed_high: Size


class Figures(Struct, frozen=True):
    accounting: Accounting
    period: DayCounts
    claims: Size
    """Figures of other recorders for the period, printed beside these and never added to them."""
