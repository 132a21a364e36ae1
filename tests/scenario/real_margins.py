"""The margins of the real sets that `mithaq.scenario.margins` states, computed anew from the shared data.

Every function reads rows and returns numbers; no row of any set leaves this module.
"""

from __future__ import annotations

import csv
import gzip
import itertools
import math
import re
from collections import Counter
from datetime import date
from pathlib import Path

__all__ = ["real_margins"]

WINDOW_DAYS = 92
GED = "conflict_events_ucdp_ged_syria/ged_syria_window_20161230_20170331.csv"
AIRWARS = "conflict_events_airwars_syria/airwars_syria_window_20161230_20170331.csv"
AIRWARS_ALL = "conflict_events_airwars_syria/airwars_syria_incidents.csv.gz"
LINKS = "event_matching_ucdp_airwars_links/ucdp_airwars_citation_links.csv"
ARCHIVE = "conflict_incidents_syrian_archive/syrian_archive_chemical_incidents.csv"
VDC = "casualties_vdc_daily/casualties_by_province_by_day.csv"
AWSD = "aid_worker_security_awsd/awsd_syria.csv"

EXACT = {"exact_location", "exact_location_coalition", "within_1m", "within_100m", "nearby_landmark"}
SETTLEMENT = {"village", "town", "city", "neighbourhood_area"}


def real_margins(data: Path) -> dict[str, float]:
    return _ged(data) | _airwars(data) | _links(data) | _archive(data) | _vdc(data) | _awsd(data)


def _rows(path: Path) -> list[dict[str, str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig") as stream:
        return list(csv.DictReader(stream))


def _share(values) -> float:
    values = list(values)
    return sum(values) / len(values)


def _ged(data: Path) -> dict[str, float]:
    rows = _rows(data / GED)
    dated = [row for row in rows if row["date_prec"] == "1"]
    placed = [row for row in dated if int(row["where_prec"]) <= 2]
    places = Counter(row["where_coordinates"] for row in placed)
    ranked = [count / len(placed) for _, count in places.most_common()]
    place_days = Counter((row["where_coordinates"], row["date_start"]) for row in placed)
    where = Counter(int(row["where_prec"]) for row in rows)
    killed = [int(row["best"]) for row in rows]
    lags = [
        lag
        for row in dated
        for printed in re.findall(r"\d{4}-\d{2}-\d{2}", row["source_date"])
        if 0 <= (lag := (date.fromisoformat(printed) - date.fromisoformat(row["date_start"])).days) <= 60
    ]
    sources = [int(row["number_of_sources"]) for row in rows]
    tail = [number for number in killed if number >= 10]
    return {
        "ged_events_a_day": len(rows) / WINDOW_DAYS,
        "ged_places": len(places),
        "ged_top_place": ranked[0],
        "ged_top_ten_places": sum(ranked[:10]),
        "ged_same_place_and_day": sum(n for n in place_days.values() if n > 1) / len(placed),
        "ged_followed": _followed(placed),
        "ged_exact_place": where[1] / len(rows),
        "ged_settlement": where[2] / len(rows),
        "ged_district": where[3] / len(rows),
        "ged_governorate": (where[4] + where[5]) / len(rows),
        "ged_no_place": where[6] / len(rows),
        "ged_week": _share(row["date_prec"] in {"2", "3"} for row in rows),
        "ged_killed_0": _share(number == 0 for number in killed),
        "ged_killed_1": _share(number == 1 for number in killed),
        "ged_killed_2": _share(number == 2 for number in killed),
        "ged_killed_3": _share(number == 3 for number in killed),
        "ged_killed_4": _share(number == 4 for number in killed),
        "ged_killed_5_to_9": _share(5 <= number <= 9 for number in killed),
        "ged_killed_10_or_more": _share(number >= 10 for number in killed),
        # Hill's estimator; half a unit off because numbers are whole.
        "ged_killed_tail": len(tail) / sum(math.log(number / 9.5) for number in tail),
        "ged_killed_range": _share(int(row["low"]) < int(row["high"]) for row in rows),
        "ged_sources": sum(sources) / len(sources),
        "ged_two_sources": _share(number >= 2 for number in sources),
        "ged_largest_source": _share("SOHR" in row["source_office"] for row in rows),
        "ged_cites_airwars": _share("airwars" in row["source_office"].casefold() for row in rows),
        "ged_lag_0": _share(lag == 0 for lag in lags),
        "ged_lag_1": _share(lag == 1 for lag in lags),
        "ged_lag_2_to_7": _share(2 <= lag <= 7 for lag in lags),
        "ged_lag_8_or_more": _share(lag >= 8 for lag in lags),
    }


def _followed(placed: list[dict[str, str]]) -> float:
    """Pairs of one place one to three days apart beyond those 15 to 30 days apart, for each event."""
    of_place: dict[str, list[int]] = {}
    for row in placed:
        of_place.setdefault(row["where_coordinates"], []).append(date.fromisoformat(row["date_start"]).toordinal())
    near = far = 0
    for days in of_place.values():
        for one in days:
            for other in days:
                near += 1 <= other - one <= 3
                far += 15 <= other - one <= 30
    # Sixteen days against three, and days beyond the window cannot be seen.
    seen = (WINDOW_DAYS - 22.5) / (WINDOW_DAYS - 2)
    return (near - far * 3 / 16 / seen) / len(placed)


def _airwars(data: Path) -> dict[str, float]:
    rows = _rows(data / AIRWARS)
    placed = [row["geo_accuracy"] for row in rows if row["geo_accuracy"]]
    tolls = [(float(row["civ_killed_min"]), float(row["civ_killed_max"])) for row in rows if row["civ_killed_min"]]
    sources = sorted(
        int(row["n_sources_listed"]) for row in _rows(data / AIRWARS_ALL) if int(row["n_sources_listed"] or 0)
    )
    graded = Counter(row["harm_status_grading"] for row in rows)
    return {
        "airwars_exact_place": _share(place in EXACT for place in placed),
        "airwars_settlement": _share(place in SETTLEMENT for place in placed),
        "airwars_toll_range": _share(low < high for low, high in tolls),
        "airwars_toll_missing": 1 - len(tolls) / len(rows),
        "airwars_median_sources": sources[len(sources) // 2],
        "airwars_discounted": graded["Discounted"] / len(rows),
        "airwars_contested": graded["Contested"] / len(rows),
        "airwars_two_suspects": _share("," in row["belligerents"] for row in rows),
    }


def _links(data: Path) -> dict[str, float]:
    links = [row for row in _rows(data / LINKS) if row["plausible"] == "True"]
    gaps = [int(row["day_gap"]) for row in links]
    far = sorted(float(row["km"]) for row in links if row["km"])
    exact = sorted(float(row["km"]) for row in links if row["km"] and row["ucdp_where_prec"] == "1")
    merged = Counter(row["ucdp_id"] for row in links)
    split = Counter(row["airwars_id"] for row in links)
    tolls = [
        float(row["airwars_civ_killed_min"])
        <= float(row["ucdp_deaths_civilians"])
        <= float(row["airwars_civ_killed_max"])
        for row in links
        if row["airwars_civ_killed_min"] and row["ucdp_deaths_civilians"]
    ]
    return {
        "links_same_day": _share(gap == 0 for gap in gaps),
        "links_a_day_apart": _share(abs(gap) == 1 for gap in gaps),
        "links_median_km": far[len(far) // 2],
        "links_exact_median_km": exact[len(exact) // 2],
        "links_tolls_agree": _share(tolls),
        "links_merged": _share(count >= 2 for count in merged.values()),
        "links_split": _share(count >= 2 for count in split.values()),
    }


def _archive(data: Path) -> dict[str, float]:
    rows = _rows(data / ARCHIVE)
    arabic = [bool(row["title_ar"] or row["summary_ar"]) for row in rows]
    english = [bool(row["title_en"] or row["summary_en"] or row["fr_title"] or row["un_title"]) for row in rows]
    return {
        "archive_both_languages": _share(a and e for a, e in zip(arabic, english, strict=True)),
        "archive_unconfirmed": _share(row["confidence"] in {"0", "1"} for row in rows),
        "archive_undated": _share(not row["incident_date"] for row in rows),
    }


def _vdc(data: Path) -> dict[str, float]:
    rows = [row for row in _rows(data / VDC) if "2016-12-30" <= row["day"] <= "2017-03-31"]
    days = [[float(value or 0) for name, value in row.items() if name != "day"] for row in rows]
    totals = [sum(day) for day in days]
    mean = sum(totals) / len(totals)
    spread = sum((total - mean) ** 2 for total in totals) / len(totals)
    around = [total - mean for total in totals]
    carried = sum(one * other for one, other in itertools.pairwise(around)) / sum(x * x for x in around)
    governorates = [sum(column) for column in zip(*days, strict=True)]
    return {
        # Squared coefficient of variation beyond Poisson's.
        "vdc_daily_overdispersion": (spread - mean) / mean**2,
        "vdc_carried_to_next_day": carried,
        "vdc_busiest_governorate": max(governorates) / sum(governorates),
    }


def _awsd(data: Path) -> dict[str, float]:
    rows = _rows(data / AWSD)
    return {
        "awsd_day_missing": _share(not row["Day"] for row in rows),
        "awsd_no_actor": _share("unknown" in row["Actor type"].casefold() for row in rows),
    }
