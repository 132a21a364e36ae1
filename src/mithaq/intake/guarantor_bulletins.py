"""Reads the guarantors' ceasefire bulletins: what each side of the Joint Commission said it had counted.

Two files: totals per bulletin, and counts per side and governorate. A bulletin of "24 hours" covers the end of
the day before and the beginning of its own, so its interval is both days. Sums the file's makers added up
themselves are no recorder's claim; where they differ from the printed total, a note says so.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from mithaq.intake.cells import day, last_plausible_day, plain
from mithaq.intake.counting_rules import JOINT_BULLETIN, RUSSIAN_BULLETIN, TURKISH_BULLETIN
from mithaq.intake.each_row import Made, each_row
from mithaq.intake.located import NO_GAZETTEER
from mithaq.intake.places import Gazetteer, Level, Resolved
from mithaq.intake.printed import plain_count
from mithaq.intake.rows import BadField
from mithaq.mechanism.monitoring.claim import RecordedClaim

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from mithaq.intake.counting_rules import CountingRule
    from mithaq.intake.rows import Row

__all__ = ["read_bulletin_governorates", "read_bulletins"]

FIGURES: Final = (
    ("russian_side_total", RUSSIAN_BULLETIN, "violations"),
    ("turkish_side_total", TURKISH_BULLETIN, "violations"),
    ("joint_total", JOINT_BULLETIN, "violations"),
    ("turkish_cases_confirmed_by_russian_side", RUSSIAN_BULLETIN, "other-side-confirmed"),
    ("turkish_cases_said_to_be_fire_on_nusra", RUSSIAN_BULLETIN, "other-side-excluded-target"),
)
SUMS: Final = (("russian_side_total", "russian_parts_sum"), ("turkish_side_total", "turkish_parts_sum"))
SIDES: Final = {"russian": RUSSIAN_BULLETIN, "turkish": TURKISH_BULLETIN, "joint": JOINT_BULLETIN}

_WEEK: Final = re.compile(r"week (\d{1,2})-(\d{1,2}) ([A-Z][a-z]+)")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def read_bulletins(path: Path, *, undated: tuple[str, str] | None = None) -> Iterator[Row]:
    """One result per bulletin, with a claim for each figure printed in it.

    ``undated`` is the first and last day an undated bulletin can be of, as a person has found them out; without
    it such a bulletin is rejected, since no day is guessed from the words around it.
    """
    needed = ("bulletin_id", "bulletin_date", "period", "carried_by", "note", *(name for name, _, _ in FIGURES))
    make = partial(_bulletin, latest=last_plausible_day(), undated=undated)
    return each_row(path, make, needed=needed, key="bulletin_id")


def read_bulletin_governorates(
    path: Path,
    *,
    gazetteer: Gazetteer = NO_GAZETTEER,
    periods: Mapping[str, str] | None = None,
    undated: tuple[str, str] | None = None,
) -> Iterator[Row]:
    """One claim per side and governorate. ``periods`` gives a bulletin's period by its id (24 hours if absent).

    A name that covers two governorates ("Damascus province (Rif Dimashq/Damascus)") gets no place code.
    """
    needed = ("bulletin_id", "bulletin_date", "side", "governorate", "count")
    make = partial(
        _governorate, gazetteer=gazetteer, periods=periods or {}, latest=last_plausible_day(), undated=undated
    )
    return each_row(path, make, needed=needed, key="governorate")


def _bulletin(row: Mapping[str, str], *, latest: str, undated: tuple[str, str] | None) -> Made:
    first, *further = _claims(row, _days(row, row["period"], latest, undated))
    return Made(row["bulletin_id"], first, tuple(further), _sum_notes(row))


def _governorate(
    row: Mapping[str, str],
    *,
    gazetteer: Gazetteer,
    periods: Mapping[str, str],
    latest: str,
    undated: tuple[str, str] | None,
) -> Made:
    rule = SIDES.get(row["side"].strip())
    if rule is None:
        raise BadField("side", row["side"], " or ".join(SIDES))
    days = _days(row, periods.get(row["bulletin_id"], "24h"), latest, undated)
    named = plain(row["governorate"])[0]
    found = gazetteer.resolve(named, levels=(Level.GOVERNORATE,))
    place = found.place.code if isinstance(found, Resolved) else None
    claim = _claim(
        row,
        f"{row['side']}/{named}",
        row["count"],
        rule=rule,
        measure="violations",
        days=days,
        place=(place, named),
    )
    notes = () if place or not len(gazetteer) else (f"{named!r} is not one governorate; no code was set",)
    return Made(claim.external_id, claim, notes=notes)


def _claims(row: Mapping[str, str], days: tuple[str, str]) -> list[RecordedClaim]:
    claims = [
        _claim(row, column, row[column], rule=rule, measure=measure, days=days)
        for column, rule, measure in FIGURES
        if row[column].strip()
    ]
    if not claims:
        raise BadField("russian_side_total", "", "at least one figure in the bulletin")
    return claims


def _claim(
    row: Mapping[str, str],
    part: str,
    figure: str,
    *,
    rule: CountingRule,
    measure: str,
    days: tuple[str, str],
    place: tuple[str | None, str | None] = (None, None),
) -> RecordedClaim:
    bulletin = row["bulletin_id"].strip()
    if not bulletin:
        raise BadField("bulletin_id", "", "the bulletin's id")
    printed, count = plain_count(figure)
    if not printed:
        raise BadField("count", figure, "a figure")
    return RecordedClaim(
        recorder=rule.recorder,
        rule=rule.code,
        external_id=f"{bulletin}/{part}",
        day_from=days[0],
        day_to=days[1],
        measure=measure,
        count=count,
        as_printed=printed,
        place=place[0],
        place_as_printed=place[1],
        document=row.get("carried_by", "").strip() or None,
        note=plain(row.get("note", ""))[0] or None,
    )


def _days(row: Mapping[str, str], period: str, latest: str, undated: tuple[str, str] | None) -> tuple[str, str]:
    printed = day("bulletin_date", row["bulletin_date"], latest=latest)
    if printed is None:
        if undated is None:
            raise BadField(
                "bulletin_date", "", "a day as YYYY-MM-DD; this bulletin is undated and no day is guessed"
            )
        return undated
    last = date.fromisoformat(printed)
    week = _WEEK.fullmatch(period.strip())
    if week:
        try:
            first = date(last.year, _MONTHS.index(week[3]) + 1, int(week[1]))
            end = first.replace(day=int(week[2]))
        except ValueError as error:
            raise BadField("period", period, "days that exist") from error
        if first > end:
            raise BadField("period", period, "a first day before the last")
        return first.isoformat(), end.isoformat()
    if not period.startswith("24h"):
        raise BadField("period", period, "24h, or a week such as: week 10-16 March")
    return (last - timedelta(days=1)).isoformat(), printed


def _sum_notes(row: Mapping[str, str]) -> tuple[str, ...]:
    notes = []
    for total, parts in SUMS:
        (printed, whole), (_, added) = plain_count(row[total]), plain_count(row.get(parts, ""))
        if whole is not None and added is not None and whole != added:
            notes.append(f"{total}: printed {printed}, while its printed parts add up to {added}")
    return tuple(notes)
