"""The figures of a bulletin, recomputed by anyone from a prefix of the record."""

from __future__ import annotations

from typing import Annotated

import msgspec

from mithaq.mechanism.envelope import Code, Instant, Struct
from mithaq.mechanism.monitoring.statements import Disposition

__all__ = ["Accounting", "AreaTold", "Coverage", "DayCounts", "Figures", "WayIn", "WaysIn"]

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
    verified: Size
    """Those of the incidents whose event is verified; the others are what somebody says."""
    undated: Size
    """Public reports whose interval only overlaps the period: known too coarsely to be counted in it."""
    by_governorate: dict[Code, int]
    by_class: dict[Code, int]
    killed_known: Size
    """Incidents of the period for which a number of people killed is said; the others add nothing to the sums."""
    killed_low: Size
    killed_best: Size
    killed_high: Size


class WayIn(Struct, frozen=True):
    """Reports of one way in up to the cut-off; those no longer open have been disposed."""

    received: Size
    open: Size
    overdue: Size
    oldest_open: Instant | None


class WaysIn(Struct, frozen=True):
    """The accounting once more, by how the reports came in, as far as anyone can see from outside."""

    told: WayIn
    """Told to the mechanism: the door is sealed (see `doors`)."""
    unshown: WayIn
    """Collected from public material of which nothing may be shown: the source is sealed."""
    collected: dict[Code, WayIn]
    """Collected from registered sources, by the channel the register names."""


class AreaTold(Struct, frozen=True):
    """What the period's counted public reports tell of one governorate; nothing told is not nothing happened."""

    reports: Size
    subdistricts: Size
    told: Size
    """Its sub-districts that at least one of these reports names."""


class Coverage(Struct, frozen=True):
    """What of the mission's area, sources and hours was heard of for the period; silence is not absence.

    It measures what came to the mechanism's ears. How long each place was watched, nobody measured.
    """

    heard: tuple[Code, ...]
    """Registered sources with a public report or a figure whose days touch the period."""
    silent: tuple[Code, ...]
    """Registered sources, on the record by the cut-off, that were not heard."""
    unshown: Size
    """Registered sources of which nothing may be shown: whether they were heard is sealed."""
    governorates: dict[Code, AreaTold] | None
    """Every governorate of the mission's area; ``None`` before an area is adopted."""
    outside: Size
    """The period's counted reports that name a governorate outside the area."""
    unplaced: Size
    """The period's counted reports that name none."""
    epochs: Size
    """Moments of the period's days at which told reports entered the record."""
    short_epochs: Size
    """Those at which fewer entered than the terms' minimum, since the promised limit came first."""


class Figures(Struct, frozen=True):
    accounting: Accounting
    ways: WaysIn
    coverage: Coverage
    period: DayCounts
    claims: Size
    """Figures of other recorders for the period, printed beside these and never added to them."""
