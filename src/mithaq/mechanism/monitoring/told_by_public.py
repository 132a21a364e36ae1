"""Whether public reports alone already tell what an incident's page would show, field by field.

Beside one public report a sealed one may say more: the town, the number, who did it. What only the sealed one said
points at whoever told it (design, section 3), so public material covers a page only as far as it goes itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from mithaq.mechanism.monitoring.facts import Count, Facts
from mithaq.mechanism.monitoring.shown_facts import on_grid

__all__ = ["is_told_by_public"]


def is_told_by_public(page: Facts, public: Sequence[Facts]) -> bool:
    """Each field of the page is unknown, or no finer than some public report shows it."""
    return (
        any(_days_told(page, each) for each in public)
        and _place_told(page, public)
        and _all_told(page.classes, [each.classes for each in public])
        and _all_told(page.parties or (), [each.parties or () for each in public])
        and _all_told(page.links, [each.links for each in public])
        and _count_told(page.killed, [each.killed for each in public])
        and _count_told(page.wounded, [each.wounded for each in public])
    )


def _days_told(page: Facts, public: Facts) -> bool:
    return page.day_from <= public.day_from and public.day_to <= page.day_to


def _place_told(page: Facts, public: Sequence[Facts]) -> bool:
    codes = {code for each in public for code in (each.place, each.subdistrict, each.governorate)}
    said = {code for code in (page.place, page.subdistrict, page.governorate) if code is not None}
    points = {on_grid(each.point) for each in public if each.point is not None}
    return said <= codes and (page.point is None or on_grid(page.point) in points)


def _all_told(page: Sequence[str], public: Sequence[Sequence[str]]) -> bool:
    return set(page) <= {one for each in public for one in each}


def _count_told(page: Count | None, public: Sequence[Count | None]) -> bool:
    """A range is told by the public numbers that it runs between."""
    if page is None:
        return True
    said = {number for each in public if each is not None for number in (each.low, each.best, each.high)}
    return {page.low, page.best, page.high} <= said
