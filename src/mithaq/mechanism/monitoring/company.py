"""Who stands beside a received report or behind an incident: one alone points at the person who told it.

Design, section 3: suppression of small cells protects living people. Material that was public before protects
nobody, so only received reports are counted, and only those whose day and place are known as exactly.
"""

from __future__ import annotations

from mithaq.mechanism.monitoring.facts import Facts

__all__ = ["company_of_incident", "shares_cell"]


def shares_cell(shown: Facts, other: Facts) -> bool:
    """Whether a received report that is shown already hides the other: same place and days, as exactly known."""
    return (
        shown.subdistrict is not None
        and shown.subdistrict == other.subdistrict
        and shown.place_precision is other.place_precision
        and shown.day_precision is other.day_precision
        and shown.day_from <= other.day_to
        and other.day_from <= shown.day_to
    )


def company_of_incident(*, told_by_public: bool, sealed_reports: int) -> int | None:
    """How many people stand behind what the page would show; None where public material tells all of it anyway.

    None at all are too few as well: what neither public material nor anybody standing tells may be all that is left
    of somebody who was erased.
    """
    return None if told_by_public else sealed_reports
