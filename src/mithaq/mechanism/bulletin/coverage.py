"""What was heard of, and what was silent: coverage as far as the public record itself shows it.

Of the adopted area (`area.adopted`), of the registered sources, and of the epochs. Nobody's silence is turned into
a zero: a governorate without a report is one of which no public report tells, which may mean that nobody could
look. How long a place was watched is not measured here and cannot be had from the record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from mithaq.mechanism.bulletin.figures import AreaTold, Coverage
from mithaq.mechanism.monitoring.facts import Republish

if TYPE_CHECKING:
    from mithaq.mechanism.bulletin.tally import Tally
    from mithaq.mechanism.ledger import Ledger

__all__ = ["coverage", "coverage_of"]


def coverage(ledger: Ledger, day_from: str, day_to: str, reports: Tally) -> Coverage:
    """``reports`` are the counted reports that lie wholly in the period."""
    shown = {
        source.registered.code: source
        for source in ledger.sources.values()
        if source.registered.standing != "door" and source.registered.republish is not Republish.NONE
    }
    unshown = sum(
        source.registered.standing != "door" and source.registered.republish is Republish.NONE
        for source in ledger.sources.values()
    )
    heard = {
        code
        for code, source in shown.items()
        if any(start <= day_to and end >= day_from for start, end in source.told_of)
    }
    sizes = [size for at, size in ledger.epochs.items() if day_from <= at[:10] <= day_to]
    return coverage_of(
        heard=heard,
        silent=shown.keys() - heard,
        unshown=unshown,
        area=ledger.area,
        governorates=reports.by_governorate,
        subdistricts={code for code, count in reports.by_subdistrict.items() if count},
        counted=reports.count,
        epochs=len(sizes),
        short_epochs=sum(count < least for count, least in sizes),
    )


def coverage_of(
    *,
    heard: Collection[str],
    silent: Collection[str],
    unshown: int,
    area: Mapping[str, Collection[str]] | None,
    governorates: Counter[str],
    subdistricts: Collection[str],
    counted: int,
    epochs: int,
    short_epochs: int,
) -> Coverage:
    """The figure from its parts, so that registry and verifier differ only in where they count."""
    placed = sum(governorates.values())
    named = set(subdistricts)
    inside = None
    if area is not None:
        inside = {
            code: AreaTold(
                reports=governorates.get(code, 0),
                subdistricts=len(area[code]),
                told=len(named.intersection(area[code])),
            )
            for code in sorted(area)
        }
    return Coverage(
        heard=tuple(sorted(heard)),
        silent=tuple(sorted(silent)),
        unshown=unshown,
        governorates=inside,
        outside=0 if inside is None else placed - sum(each.reports for each in inside.values()),
        unplaced=counted - placed,
        epochs=epochs,
        short_epochs=short_epochs,
    )
