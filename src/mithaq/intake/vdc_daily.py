"""Reads the daily death counts of the Violations Documentation Center: one claim for each number above nothing.

Two files: a day's deaths by governorate, and by cause. They are one register counted twice and are never added. A
0 in them is a cell that a table had to fill, not a word of the register's: it makes no claim.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from mithaq.intake.cells import day, last_plausible_day, whole_number
from mithaq.intake.counting_rules import VDC_BY_CAUSE, VDC_BY_GOVERNORATE
from mithaq.intake.each_row import Made, each_row
from mithaq.intake.located import NO_GAZETTEER
from mithaq.intake.places import Gazetteer, Level, Resolved
from mithaq.intake.printed import plain_count
from mithaq.intake.rows import BadField
from mithaq.mechanism.monitoring.claim import RecordedClaim

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from mithaq.intake.rows import Row

__all__ = ["CAUSES", "read_vdc_causes", "read_vdc_governorates"]

GOVERNORATES: Final = (
    "Aleppo", "Damascus", "Damascus Suburbs", "Daraa", "Deir Ezzor", "Hama", "Hasakeh", "Homs", "Idlib", "Lattakia",
    "Quneitra", "Raqqa", "Sweida", "Tartous",
)  # fmt: skip
OTHERWISE: Final = {"Damascus Suburbs": "Rural Damascus"}
"""The register's own name of a governorate, where no gazetteer has it."""
CAUSES: Final = {
    "Chemical Weapon": "deaths/chemical-weapon",
    "Detention": "deaths/detention",
    "Execution": "deaths/execution",
    "Explosion": "deaths/explosion",
    "Lack of Medical Access": "deaths/lack-of-medical-access",
    "Shelling": "deaths/shelling",
    "Shooting": "deaths/shooting",
    "Siege": "deaths/siege",
    "Unknown": "deaths/cause-unknown",
}
DEATHS: Final = "deaths"
MOST: Final = 100_000
"""More deaths of one day in one column are a slip of the hand."""


def read_vdc_governorates(path: Path, *, gazetteer: Gazetteer = NO_GAZETTEER) -> Iterator[Row]:
    """One result per day, with a claim for each governorate in which somebody died."""
    places = {name: _code(gazetteer, OTHERWISE.get(name, name)) for name in GOVERNORATES}
    make = partial(_by_governorate, places=places, latest=last_plausible_day())
    return each_row(path, make, needed=("day", *GOVERNORATES), key="day")


def read_vdc_causes(path: Path) -> Iterator[Row]:
    """One result per day, with a claim for each cause of which somebody died."""
    make = partial(_by_cause, latest=last_plausible_day())
    return each_row(path, make, needed=("day", *CAUSES), key="day")


def _code(gazetteer: Gazetteer, name: str) -> str | None:
    found = gazetteer.resolve(name, levels=(Level.GOVERNORATE,))
    return found.place.code if isinstance(found, Resolved) else None


def _by_governorate(row: Mapping[str, str], *, places: Mapping[str, str | None], latest: str) -> Made:
    of = _day(row, latest)
    return _made(
        of,
        [
            RecordedClaim(
                recorder=VDC_BY_GOVERNORATE.recorder,
                rule=VDC_BY_GOVERNORATE.code,
                external_id=f"{of}/{name}",
                day_from=of,
                day_to=of,
                measure=DEATHS,
                count=count,
                as_printed=printed,
                place=places[name],
                place_as_printed=name,
            )
            for name, count, printed in _counts(row, places)
        ],
    )


def _by_cause(row: Mapping[str, str], *, latest: str) -> Made:
    of = _day(row, latest)
    return _made(
        of,
        [
            RecordedClaim(
                recorder=VDC_BY_CAUSE.recorder,
                rule=VDC_BY_CAUSE.code,
                external_id=f"{of}/{CAUSES[cause]}",
                day_from=of,
                day_to=of,
                measure=CAUSES[cause],
                count=count,
                as_printed=printed,
            )
            for cause, count, printed in _counts(row, CAUSES)
        ],
    )


def _made(of: str, claims: list[RecordedClaim]) -> Made:
    if not claims:
        raise BadField("day", of, "at least one number above 0 on the day")
    return Made(of, claims[0], tuple(claims[1:]))


def _day(row: Mapping[str, str], latest: str) -> str:
    of = day("day", row["day"], latest=latest)
    if of is None:
        raise BadField("day", "", "a day as YYYY-MM-DD")
    return of


def _counts(row: Mapping[str, str], columns: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    """Column, number and figure as printed, of the columns that say more than 0."""
    for column in columns:
        count = whole_number(column, row[column], highest=MOST)
        if count:
            yield column, count, plain_count(row[column])[0]
