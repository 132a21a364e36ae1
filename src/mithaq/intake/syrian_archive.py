"""Reads the Syrian Archive's incidents and observations: visual material it has kept, described and fixed by hash.

An incident has an ``incident_code``; an observation (one video or picture) has a ``reference_code``, its public
link and its hash. ``confidence`` (0 to 3) is the archive's own, undocumented, and stays as printed. Links are kept,
so that what cites them can be joined to them; hashes and file names stay sealed.

Terms: CC BY-SA 4.0 by the site's notice. Share alike does not fit our own data's CC BY 4.0, so only derived fields
are shown.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from mithaq.errors import ImportRejected
from mithaq.intake.cells import coordinates, day, last_plausible_day, plain
from mithaq.intake.csvfile import read_csv
from mithaq.intake.each_row import Made, each_row
from mithaq.intake.located import NO_GAZETTEER, Located, at_area, facts_of
from mithaq.intake.places import SETTLEMENTS, Gazetteer, Resolved
from mithaq.intake.rows import BadField
from mithaq.mechanism.monitoring.facts import DayPrecision, Republish
from mithaq.mechanism.monitoring.report import CollectedReport

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from mithaq.intake.rows import Row

__all__ = ["SOURCE", "read_syrian_archive"]

SOURCE: Final = "syrian-archive"

CODES: Final = ("incident_code", "reference_code")
NEEDED: Final = ("incident_date", "location", "latitude", "longitude", "summary_en", "summary_ar", "confidence")
NEEDED_OF_OBSERVATIONS: Final = (*NEEDED[:-1], "online_link", "md5_hash")
TEXTS: Final = (
    "title_en",
    "online_title_en",
    "summary_en",
    "title_ar",
    "online_title_ar",
    "summary_ar",
    "description",
)
LISTS: Final = ("weapons_used", "collections")
"""Written as weapons_used.0, weapons_used.1 and so on."""
KEPT: Final = (
    "incident_code", "reference_code", "incident_date", "incident_time", "un_title", "fr_title", "location",
    "latitude", "longitude", "weather", "armed_group", "confidence", "online_link", "md5_hash", "sha256_hash",
    "filename", "upload_date", "date_of_acquisition", "date_of_fixity", "content_type", "language", "landmarks",
    "Massacres_and_other_unlawful_killing", "Arbitrary_arrest_and_unlawful_detention", "Hostage_taking",
    "Enforced_disappearance", "Torture_and_ill_treatment_of_detainees", "Sexual_and_gender_based_violence",
    "Violations_of_childrens_rights", "Unlawful_attacks",
    "Violations_against_specifically_protected_persons_and_objects", "Use_of_illegal_weapons",
    "Sieges_and_violations_of_economic_social_and_cultural_rights", "Arbitrary_and_forcible_displacement",
)  # fmt: skip
"""What the archive said beyond our fields; kept sealed. Its staff and those who uploaded are left out."""

CLASSES: Final = {
    "chemical weapons": "VC-08",
    "chlorine gas": "VC-08",
    "sarin": "VC-08",
    "mustard gas": "VC-08",
    "cluster munition": "VC-09",
    "barrel bomb": "VC-05",
}
"""Weapons and collections that are one class by their meaning."""
TWO_GOVERNORATES: Final = "دمشق"
"""The archive writes it for places in the city and in the governorate around it, so it narrows nothing down."""

_LINK: Final = re.compile(r"https?://[^\s\"<>]{1,1990}")


def read_syrian_archive(path: Path, *, gazetteer: Gazetteer = NO_GAZETTEER) -> Iterator[Row]:
    """One result per incident or observation, from .csv or .csv.gz."""
    with read_csv(path) as file:
        header = file.header
    codes = [code for code in CODES if code in header]
    if not codes:
        raise ImportRejected(
            f"column {' or '.join(CODES)} is missing.",
            where=str(path),
            advice=f"The file has: {', '.join(header)[:500]}. Check that it is the file you meant.",
        )
    lists = [name for name in header if name.partition(".")[0] in LISTS]
    make = partial(_made, code=codes[0], lists=lists, gazetteer=gazetteer, latest=last_plausible_day())
    needed = NEEDED if codes[0] == "incident_code" else NEEDED_OF_OBSERVATIONS
    return each_row(path, make, needed=needed, key=codes[0])


def _made(row: Mapping[str, str], *, code: str, lists: list[str], gazetteer: Gazetteer, latest: str) -> Made:
    incident = plain(row[code])[0]
    if not 1 <= len(incident) <= 200:
        raise BadField(code, row[code], "the archive's code, of 1 to 200 characters")
    of = day("incident_date", row["incident_date"], latest=latest)
    if of is None:
        raise BadField("incident_date", "", "a day as YYYY-MM-DD; this one is undated and no day is guessed")
    located = _located(row, gazetteer)
    said = [cell for name in lists if (cell := row[name].strip())]
    classes = dict.fromkeys(CLASSES[each.casefold()] for each in said if each.casefold() in CLASSES)
    texts = [text for name in TEXTS if (text := row.get(name, "").strip())]
    sealed = {name: value for name in (*KEPT, *lists) if (value := row.get(name, "").strip())}
    report = CollectedReport(
        source=SOURCE,
        external_id=incident,
        republish=Republish.DERIVED,
        facts=facts_of(located, days=(of, of, DayPrecision.DAY), classes=tuple(sorted(classes)), links=_links(row)),
        text="\n\n".join(dict.fromkeys(texts)) or None,
        unresolved_place=located.unresolved,
        sealed=sealed,
    )
    return Made(incident, report)


def _links(row: Mapping[str, str]) -> tuple[str, ...]:
    """The public addresses an observation is of."""
    cell = row.get("online_link", "").strip()
    links = tuple(dict.fromkeys(_LINK.findall(cell)))
    if cell and not links:
        raise BadField("online_link", cell, "addresses that begin http:// or https://")
    return links


def _located(row: Mapping[str, str], gazetteer: Gazetteer) -> Located:
    """A place is written "governorate : place", in Arabic."""
    point = coordinates("latitude", row["latitude"], "longitude", row["longitude"])
    written = plain(row["location"])[0]
    before, colon, after = written.partition(":")
    governorate, name = (before.strip(), after.strip()) if colon else ("", written)
    if governorate == TWO_GOVERNORATES:
        governorate = ""
    if name:
        found = gazetteer.resolve(name, within=(governorate,), point=point, levels=SETTLEMENTS)
        if isinstance(found, Resolved):
            return Located.of(found.place, point=point)
    area = gazetteer.subdistrict_at(point) if point else None
    if area is not None:
        return Located.of(area, point=point, unresolved=name or None)
    return at_area(gazetteer, "", governorate, point=point, unresolved=name or None)
