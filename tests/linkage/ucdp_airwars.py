"""UCDP events and Airwars incidents of early 2017 as one table of reports, the citations hidden.

What is common to the two is derived here from each source's own columns; no column that names the other source
(headline, article, previous codes) is read. Sources: the folders `conflict_events_ucdp_ged_syria`,
`conflict_events_airwars_syria` and `event_matching_ucdp_airwars_links` of the shared data.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from mithaq.linkage import Linked
from mithaq.linkage.candidates import Reach
from mithaq.linkage.model import Model, first_model
from mithaq.linkage.reports import Reports
from mithaq.linkage.text import NO_TEXT

__all__ = ["REACH", "cited_links", "cross_links", "reports", "two_gazetteers"]

WINDOW = "20161230_20170331"
UCDP_PRECISION = {"1": 1, "2": 1, "3": 2}
AIRWARS_PRECISION = {
    "exact_location": 0,
    "exact_location_coalition": 0,
    "nearby_landmark": 0,
    "within_1m": 0,
    "within_100m": 0,
    "street": 0,
    "neighbourhood_area": 1,
    "village": 1,
    "town": 1,
    "city": 1,
    "subdistrict": 2,
    "district": 2,
}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def cited_links(data: Path) -> set[tuple[str, str]]:
    """The plausible ones, as (UCDP id, Airwars id) in the ids of `reports`."""
    links = _rows(data / "event_matching_ucdp_airwars_links" / "ucdp_airwars_citation_links.csv")
    return {(f"u{row['ucdp_id']}", f"a{row['airwars_id']}") for row in links if row["plausible"] == "True"}


def reports(data: Path) -> dict[str, list[object]]:
    ucdp = _rows(data / "conflict_events_ucdp_ged_syria" / f"ged_syria_window_{WINDOW}.csv")
    airwars = _rows(data / "conflict_events_airwars_syria" / f"airwars_syria_window_{WINDOW}.csv")
    rows = [each for each in map(_ucdp, ucdp) if each is not None] + [_airwars(row) for row in airwars]
    return {name: [row[name] for row in rows] for name in rows[0]}


def _ucdp(row: dict[str, str]) -> dict[str, object] | None:
    first, last = date.fromisoformat(row["date_start"]), date.fromisoformat(row["date_end"])
    if (last - first).days > 30:
        return None
    return {
        "unique_id": f"u{row['id']}",
        "source": "ucdp",
        "date": row["date_start"],
        "day_width": (last - first).days + 1,
        "lat": row["latitude"],
        "lon": row["longitude"],
        "prec": UCDP_PRECISION.get(row["where_prec"], 3),
        "actor": _dyad(row["dyad_name"]),
        "cas": row["deaths_civilians"],
        "text": f"{row['where_coordinates'].replace(' village', '').replace(' town', '')} {row['adm_1']}",
    }


def _dyad(name: str) -> str:
    """Who of the three air forces fights in the dyad: Airwars records no other."""
    if name.startswith("Government of Syria"):
        return "russia"
    if "Turkey" in name or "Hawar Kilis" in name:
        return "turkey"
    return "coalition" if name == "IS - SDF" else ""


def _airwars(row: dict[str, str]) -> dict[str, object]:
    suspected = row["belligerents"].split(", ")
    actor = {"Russian Military": "russia", "Turkish Military": "turkey", "U.S.-led Coalition": "coalition"}
    killed = [float(row[end]) for end in ("civ_killed_min", "civ_killed_max") if row[end]]
    precision = AIRWARS_PRECISION.get(row["geo_accuracy"], 1) if row["lat"] else 3
    return {
        "unique_id": f"a{row['airwars_id']}",
        "source": "airwars",
        "date": row["date"],
        "day_width": 1,
        "lat": row["lat"] or None,
        "lon": row["lon"] or None,
        "prec": precision,
        "actor": actor.get(suspected[0], "") if len(suspected) == 1 else "",
        "cas": int(sum(killed) / len(killed)) if killed else None,
        "text": f"{row['location_en']} {row['governorate']} Governorate",
    }


REACH = Reach(points_km=15.0, mixed_km=15.0, settlements_km=15.0, days=3)
"""The window in which UCDP's coders took incidents for parts of one event."""


def two_gazetteers(of: Reports) -> Model:
    """Beliefs set by hand: the two know places by different lists, whose points of one town lie a kilometre apart.

    What a run learns from these reports is no use here: most pairs of one source and one town have the very same
    point, and so teach it that points of one town agree to the metre. Set after the errors were read.
    """
    likeness = np.zeros(NO_TEXT + 1)
    likeness[:9] = (-0.7, -0.5, -0.2, 0.2, 0.7, 1.3, 2.0, 3.0, 4.0)
    return replace(
        first_model(of),
        point_km=1.0,
        settlement_km=1.5,
        offset_km=2.5,
        repeats=np.full(2, 0.2),
        scale_shares=np.array([0.8, 0.15, 0.05]),
        text_weights=likeness,
    )


def cross_links(linked: Linked) -> dict[tuple[str, str], float]:
    """The probability of every pair of a UCDP event and an Airwars incident that was looked at."""
    evidence = linked.evidence
    first = np.repeat(np.arange(len(evidence.row)), np.diff(evidence.near.start))
    ids = linked.reports.ids
    found = dict.fromkeys(
        (pair for pair in map(_across, ids[linked.candidates.first], ids[linked.candidates.second]) if pair), 0.0
    )
    ends = zip(ids[evidence.row[first]], ids[evidence.row[evidence.near.row]], evidence.together, strict=True)
    return found | {pair: float(chance) for a, b, chance in ends if (pair := _across(a, b))}


def _across(a: str, b: str) -> tuple[str, str] | None:
    return (max(a, b), min(a, b)) if a[0] != b[0] else None
