"""Numbers read from real sets, to which the scenario's levels are fitted: numbers only, never a row.

Sets: UCDP GED Syria, Airwars, the links between both, Syrian Archive, VDC and AWSD, of 30 December 2016 to 31
March 2017 where a set is dated so. `tests/scenario/test_margins.py` reads the sets anew and compares.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["MARGINS", "Margin"]

GED: Final = "conflict_events_ucdp_ged_syria, window"
AIRWARS: Final = "conflict_events_airwars_syria, window"
LINKS: Final = "event_matching_ucdp_airwars_links, plausible links"
ARCHIVE: Final = "conflict_incidents_syrian_archive"
VDC: Final = "casualties_vdc_daily, window"
AWSD: Final = "aid_worker_security_awsd, Syria"


@dataclass(frozen=True, slots=True)
class Margin:
    """One number of one set; shares are of the set's rows unless said otherwise."""

    value: float
    of: str
    quantity: str


MARGINS: Final = {
    "ged_events_a_day": Margin(17.08, GED, "events a day"),
    "ged_places": Margin(433, GED, "places named by events known to the day and the settlement"),
    "ged_top_place": Margin(0.0563, GED, "of those events, in the place most named"),
    "ged_top_ten_places": Margin(0.3073, GED, "of those events, in the ten places most named"),
    "ged_same_place_and_day": Margin(0.1991, GED, "of those events, with another of the same place and day"),
    "ged_followed": Margin(0.2381, GED, "events of the same place one to three days later, beyond chance"),
    "ged_exact_place": Margin(0.5372, GED, "place precision 1"),
    "ged_settlement": Margin(0.3526, GED, "place precision 2: near a known place"),
    "ged_district": Margin(0.0261, GED, "place precision 3"),
    "ged_governorate": Margin(0.0675, GED, "place precision 4 and 5"),
    "ged_no_place": Margin(0.0165, GED, "place precision 6: the country"),
    "ged_week": Margin(0.0452, GED, "date known to two to seven days"),
    "ged_killed_0": Margin(0.0872, GED, "best estimate of the dead is 0"),
    "ged_killed_1": Margin(0.2724, GED, "1"),
    "ged_killed_2": Margin(0.2139, GED, "2"),
    "ged_killed_3": Margin(0.0649, GED, "3"),
    "ged_killed_4": Margin(0.1763, GED, "4: the number given where several are said to have died"),
    "ged_killed_5_to_9": Margin(0.1006, GED, "5 to 9"),
    "ged_killed_10_or_more": Margin(0.0847, GED, "10 or more"),
    "ged_killed_tail": Margin(0.8675, GED, "exponent of the tail from 10 on (Hill)"),
    "ged_killed_range": Margin(0.1356, GED, "lowest and highest estimate differ"),
    "ged_sources": Margin(1.2578, GED, "sources an event"),
    "ged_two_sources": Margin(0.1776, GED, "two or more sources"),
    "ged_largest_source": Margin(0.9102, GED, "events resting on the largest source"),
    "ged_cites_airwars": Margin(0.1057, GED, "events that cite Airwars"),
    "ged_lag_0": Margin(0.6168, GED, "source items of the event's own day, of those within 60 days"),
    "ged_lag_1": Margin(0.2508, GED, "of the next day"),
    "ged_lag_2_to_7": Margin(0.0534, GED, "two to seven days later"),
    "ged_lag_8_or_more": Margin(0.0790, GED, "eight to sixty days later"),
    "airwars_exact_place": Margin(0.0722, AIRWARS, "placed within 100 m or by a landmark, of those placed"),
    "airwars_settlement": Margin(0.9029, AIRWARS, "placed by settlement or neighbourhood, of those placed"),
    "airwars_toll_range": Margin(0.4108, AIRWARS, "lowest and highest number of civilian dead differ"),
    "airwars_toll_missing": Margin(0.0847, AIRWARS, "no number of civilian dead"),
    "airwars_median_sources": Margin(10, "conflict_events_airwars_syria", "median sources, where any is listed"),
    "airwars_discounted": Margin(0.0620, AIRWARS, "graded Discounted"),
    "airwars_contested": Margin(0.3202, AIRWARS, "graded Contested"),
    "airwars_two_suspects": Margin(0.0558, AIRWARS, "two or more suspected belligerents"),
    "links_same_day": Margin(0.9679, LINKS, "both sets give the same day"),
    "links_a_day_apart": Margin(0.0321, LINKS, "a day apart"),
    "links_median_km": Margin(0.84, LINKS, "median distance of the two places"),
    "links_exact_median_km": Margin(0.82, LINKS, "the same, where UCDP's precision is 1"),
    "links_tolls_agree": Margin(0.7564, LINKS, "UCDP's civilian dead lie in Airwars' range"),
    "links_merged": Margin(0.0414, LINKS, "UCDP events that cite two or more incidents, of those linked"),
    "links_split": Margin(0.0331, LINKS, "incidents cited by two or more UCDP events, of those linked"),
    "archive_both_languages": Margin(0.4879, ARCHIVE, "told in Arabic and in English or French"),
    "archive_unconfirmed": Margin(0.1981, ARCHIVE, "confidence 0 or 1"),
    "archive_undated": Margin(0.0773, ARCHIVE, "no date"),
    "vdc_daily_overdispersion": Margin(0.5328, VDC, "squared variation of daily deaths beyond Poisson's"),
    "vdc_carried_to_next_day": Margin(0.0950, VDC, "correlation of daily deaths with the next day's"),
    "vdc_busiest_governorate": Margin(0.2873, VDC, "deaths in the governorate with most"),
    "awsd_day_missing": Margin(0.0707, AWSD, "no day of the month"),
    "awsd_no_actor": Margin(0.4918, AWSD, "type of actor unknown"),
}
