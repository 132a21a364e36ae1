"""Reads Airwars' incidents: civilian harm laid to foreign militaries, with Airwars' own assessment of each.

The assessment (Confirmed, Fair, Weak, Contested, Discounted) is Airwars' and stays as printed; it is no grade of
ours. Airwars counts civilians: those are the people killed and wounded here, and its other counts stay sealed as
printed. Its terms are not stated where the file is found, so only derived fields may be shown. What a military said
of itself is no report: see `airwars_positions`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from mithaq.intake.cells import coordinates, day, last_plausible_day, plain, span, whole_number
from mithaq.intake.each_row import Made, each_row
from mithaq.intake.located import NO_GAZETTEER, Located, at_area, facts_of
from mithaq.intake.places import SETTLEMENTS, Gazetteer, Level, Resolved
from mithaq.intake.rows import BadField
from mithaq.mechanism.monitoring.facts import Count, DayPrecision, PlacePrecision, Point, Republish
from mithaq.mechanism.monitoring.report import CollectedReport

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from mithaq.intake.rows import Row

__all__ = ["SOURCE", "read_airwars"]

SOURCE: Final = "airwars"

NEEDED: Final = (
    "code", "airwars_id", "url", "date", "date_end", "date_type", "location_en", "location_ar", "governorate",
    "lat", "lon", "geo_accuracy", "belligerents", "strike_type", "harm_status_grading", "civ_killed_min",
    "civ_killed_max", "civ_injured_min", "civ_injured_max", "previous_codes",
)  # fmt: skip
KEPT: Final = (
    "code", "previous_codes", "date_type", "published", "modified", "location_en", "location_ar", "region",
    "governorate", "lat", "lon", "geo_accuracy", "local_time", "belligerents", "strike_type", "strike_status",
    "cause_of_harm", "civilian_harm_reported", "harm_status_grading", "incident_status", "infrastructure",
    "damage_level", "n_strikes", "civ_killed_min", "civ_killed_max", "civ_injured_min", "civ_injured_max",
    "children_killed_min", "children_killed_max", "women_killed_min", "women_killed_max", "men_killed_min",
    "men_killed_max", "mil_killed_min", "mil_killed_max", "record_completeness", "n_sources_listed",
)  # fmt: skip
"""What Airwars said beyond our fields; kept sealed. Other recorders cite the codes."""

CLASSES: Final = {"Airstrike": "VC-04", "Drone Strike": "VC-04", "Artillery": "VC-06"}
"""Only kinds of strike that are one class by their meaning; "Airstrike and/or Artillery" is none of them."""
EXACT: Final = frozenset({
    "exact_location", "exact_location_other", "exact_location_coalition", "within_1m", "within_100m", "street",
    "nearby_landmark",
})  # fmt: skip
SETTLED: Final = frozenset({"neighbourhood_area", "village", "town", "city"})
"""The coordinates are the settlement's, not the event's."""
AREAS: Final = {
    "subdistrict": Level.SUBDISTRICT,
    "district": Level.DISTRICT,
    "province_governorate": Level.GOVERNORATE,
}
"""The coordinates are only a centre's and are not used."""
TWO_GOVERNORATES: Final = "Damascus"
"""Airwars writes it for places in the city and in the governorate around it, so it narrows nothing down."""


def read_airwars(
    path: Path, *, gazetteer: Gazetteer = NO_GAZETTEER, parties: Mapping[str, str] | None = None
) -> Iterator[Row]:
    """One result per incident, from .csv or .csv.gz.

    ``parties`` maps Airwars' names of belligerents to party codes; a name not in it stays sealed text.
    """
    make = partial(_made, gazetteer=gazetteer, parties=parties or {}, latest=last_plausible_day())
    return each_row(path, make, needed=NEEDED, key="airwars_id")


def _made(row: Mapping[str, str], *, gazetteer: Gazetteer, parties: Mapping[str, str], latest: str) -> Made:
    incident = row["airwars_id"].strip()
    if not (incident.isascii() and incident.isdigit() and len(incident) <= 12):
        raise BadField("airwars_id", row["airwars_id"], "Airwars' number of the incident")
    notes: list[str] = []
    killed = _range("civ_killed", row, notes)
    wounded = _range("civ_injured", row, notes)
    located = _located(row, gazetteer)
    named = dict.fromkeys(parties.get(name.strip()) for name in row["belligerents"].split(","))
    kinds = dict.fromkeys(CLASSES.get(kind.strip()) for kind in row["strike_type"].split(","))
    report = CollectedReport(
        source=SOURCE,
        external_id=incident,
        republish=Republish.DERIVED,
        facts=facts_of(
            located,
            days=_days(row, latest),
            classes=tuple(kind for kind in kinds if kind),
            killed=killed,
            wounded=wounded,
            parties=tuple(name for name in named if name) or None,
            links=_link(row["url"]),
        ),
        unresolved_place=located.unresolved,
        sealed={name: value for name in KEPT if (value := row.get(name, "").strip())},
    )
    return Made(incident, report, notes=tuple(notes))


def _days(row: Mapping[str, str], latest: str) -> tuple[str, str, DayPrecision]:
    first = day("date", row["date"], latest=latest)
    if first is None:
        raise BadField("date", "", "a day as YYYY-MM-DD; this incident is undated and no day is guessed")
    last = day("date_end", row["date_end"], latest=latest)
    if last is None:
        if row["date_type"].strip() == "date_range":
            raise BadField("date_end", "", "the last day, since date_type is date_range")
        last = first
    if last < first:
        raise BadField("date_end", last, f"a day not before date {first}")
    return first, last, span(first, last)


def _range(field: str, row: Mapping[str, str], notes: list[str]) -> Count | None:
    """Airwars gives a lowest and a highest number and no best one: the lowest is what is certain."""
    low, high = (whole_number(name, row[name]) for name in (f"{field}_min", f"{field}_max"))
    if low is None and high is None:
        return None
    if low is None or high is None or low > high:
        printed = ", ".join("nothing" if number is None else str(number) for number in (low, high))
        notes.append(f"{field}_min and _max are {printed}: that is no range, so the number is unknown")
        return None
    return Count(low=low, best=low, high=high)


def _link(text: str) -> tuple[str, ...]:
    link = text.strip()
    if not link:
        return ()
    if not link.startswith(("http://", "https://")) or len(link) > 2_000 or any(map(str.isspace, link)):
        raise BadField("url", text, "one address that begins http:// or https://")
    return (link,)


def _located(row: Mapping[str, str], gazetteer: Gazetteer) -> Located:
    point = coordinates("lat", row["lat"], "lon", row["lon"])
    accuracy = row["geo_accuracy"].strip()
    if accuracy not in EXACT | SETTLED | set(AREAS) | {""}:
        raise BadField("geo_accuracy", accuracy, f"{', '.join(sorted(EXACT | SETTLED | set(AREAS)))}, or nothing")
    names = [name for column in ("location_en", "location_ar") if (name := plain(row[column])[0])]
    governorate = row["governorate"].strip()
    if governorate == TWO_GOVERNORATES:
        governorate = ""
    unresolved = names[0] if names else None
    if accuracy in AREAS:
        return _at_named_area(gazetteer, names, governorate, AREAS[accuracy], unresolved)
    # Without a word on their accuracy the coordinates help to tell a name's places apart, and say nothing more.
    said = point if accuracy else None
    precision = PlacePrecision.POINT if said and accuracy in EXACT else PlacePrecision.COMMUNITY
    found = _agreed(gazetteer, names, governorate, SETTLEMENTS, point)
    if found is not None:
        place = found.place
        return Located(place.code, precision, place.subdistrict, place.governorate, said)
    if said is None:
        return at_area(gazetteer, "", governorate, point=None, unresolved=unresolved)
    area = gazetteer.subdistrict_at(said)
    if area is None:
        coarse = at_area(gazetteer, "", governorate, point=None, unresolved=unresolved)
        return Located(None, precision, None, coarse.governorate, said, unresolved)
    return Located(None, precision, area.code, area.governorate, said, unresolved)


def _agreed(
    gazetteer: Gazetteer, names: list[str], governorate: str, levels: frozenset[Level], point: Point | None
) -> Resolved | None:
    """The place that the English name or the Arabic one means; none where the two mean different places."""
    found = [
        each
        for name in names
        if isinstance(each := gazetteer.resolve(name, within=(governorate,), point=point, levels=levels), Resolved)
    ]
    return found[0] if len({each.place.code for each in found}) == 1 else None


def _at_named_area(
    gazetteer: Gazetteer, names: list[str], governorate: str, level: Level, unresolved: str | None
) -> Located:
    # A governorate does not lie within what Airwars calls its governorate, if that is spelt amiss
    within = "" if level is Level.GOVERNORATE else governorate
    found = _agreed(gazetteer, names, within, frozenset({level}), None)
    if found is not None:
        return Located.of(found.place)
    return at_area(gazetteer, "", governorate, point=None, unresolved=unresolved)
