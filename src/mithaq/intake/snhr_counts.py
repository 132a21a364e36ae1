"""Reads the cumulative breach counts of the Syrian Network for Human Rights: one claim per figure printed.

Some figures are sentences ("277 of the 298 combat breaches"): they stand as printed and are no number. The list
by governorate is printed unevenly (by author, cut off, partly in words) and stays one printed text.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from mithaq.intake.cells import day, last_plausible_day, plain
from mithaq.intake.counting_rules import SNHR_BREACHES
from mithaq.intake.each_row import Made, each_row
from mithaq.intake.printed import plain_count
from mithaq.intake.rows import BadField
from mithaq.mechanism.monitoring.claim import RecordedClaim

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from mithaq.intake.rows import Row

__all__ = ["TRUCE_BEGAN", "read_snhr_counts"]

TRUCE_BEGAN: Final = "2016-12-30"
"""The first day of the cessation of 30 December 2016, from which SNHR's figures accumulate."""

MEASURES: Final = {
    "breaches": "breaches",
    "combat": "breaches/combat",
    "arrests": "breaches/arrest",
    "by_regime": "breaches/by-regime",
    "by_russia": "breaches/by-russia",
    "by_armed_opposition": "breaches/by-armed-opposition",
    "killed": "killed",
    "civilians_killed": "killed/civilians",
    "by_governorate": "breaches/by-governorate",
}


def read_snhr_counts(
    path: Path, *, parties: Mapping[str, str] | None = None, since: str = TRUCE_BEGAN
) -> Iterator[Row]:
    """One result per publication, with a claim for each figure printed in it.

    ``parties`` maps by_regime, by_russia and by_armed_opposition to party codes of the mission.
    """
    make = partial(_made, parties=parties or {}, since=since, latest=last_plausible_day())
    return each_row(path, make, needed=("as_of", "window", "url", "note", *MEASURES), key="as_of")


def _made(row: Mapping[str, str], *, parties: Mapping[str, str], since: str, latest: str) -> Made:
    first, *further = _claims(row, parties, since, latest)
    return Made(first.day_to, first, tuple(further))


def _claims(row: Mapping[str, str], parties: Mapping[str, str], since: str, latest: str) -> list[RecordedClaim]:
    as_of = day("as_of", row["as_of"], latest=latest)
    if as_of is None or as_of < since:
        raise BadField("as_of", row["as_of"], f"a day from {since} on")
    claims = []
    for column, measure in MEASURES.items():
        printed, count = plain_count(row[column])
        if not printed:
            continue
        author = column if column.startswith("by_") and column != "by_governorate" else None
        claims.append(
            RecordedClaim(
                recorder=SNHR_BREACHES.recorder,
                rule=SNHR_BREACHES.code,
                external_id=f"{as_of}/{column}",
                day_from=since,
                day_to=as_of,
                measure=measure,
                count=count,
                as_printed=printed,
                by=parties.get(author) if author else None,
                document=row["url"].strip() or None,
                note="; ".join(filter(None, (row["window"].strip(), plain(row["note"])[0]))) or None,
            )
        )
    if not claims:
        raise BadField("breaches", "", "at least one figure in the row")
    return claims
