"""UCDP events and Airwars incidents of early 2017 as one table of reports, the citations hidden.

What is common to the two is derived here from each source's own columns; no column that names the other source
(headline, article, previous codes) is read. Sources: the folders `conflict_events_ucdp_ged_syria`,
`conflict_events_airwars_syria` and `event_matching_ucdp_airwars_links` of the shared data.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

__all__ = ["cited_links", "reports"]

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
