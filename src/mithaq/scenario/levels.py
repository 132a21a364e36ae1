"""How hard a scenario is: easy, middle, hard; frozen before any linker was looked at (docs/linkage.md says when).

Where a set shows a quantity, the hard level takes it (`mithaq.scenario.margins`); the easier levels take a stated
part of it. Where none does, the comment says so, and the number is ours: it was chosen so that the hard level is as
hard without text as the linkage set of 6,494 reports, and never by what a linker makes of the texts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from mithaq.scenario.leaves import LEAVES
from mithaq.scenario.margins import MARGINS

__all__ = ["EASY", "FIRE_SHARE", "HARD", "LEVELS", "MIDDLE", "Level"]


def _real(name: str) -> float:
    return MARGINS[name].value


@dataclass(frozen=True, slots=True)
class Level:
    """Shares are probabilities, of reports where nothing else is said."""

    name: str

    # What happens.
    events_a_day: float
    """True events a day in one land of 484 communities."""
    place_exponent: float
    place_shift: float
    """Weights of places are (rank + shift) ** -exponent: Zipf and Mandelbrot, fitted to the top place and ten."""
    followed: float
    """Of events, those that another follows at the same place within three days."""
    twins: float
    """Of events, those with another of the same type at the same place on the same day, made on purpose."""
    daily_overdispersion: float
    offset_km: float
    """Standard deviation, each way, of an event about the point of its settlement."""
    lethal: float
    """Of events with fire, those in which somebody dies."""

    # Who tells, and how dependently.
    reach: float
    """Multiplies every source's chance of hearing."""
    visibility: float
    """How far one hidden quality of an event moves every source's chance together (logits, standard deviation)."""
    networks: float
    """The same for sources of one network."""
    most_persons: int
    """How many people at most write of one event through one door."""

    # How they err.
    exact: float
    settlement: float
    district: float
    governorate: float
    nowhere: float
    exact_error_km: float
    wrong_place: float
    """Multiplies every source's own habit of naming a neighbouring place."""
    week: float
    day_error: float
    """The day before or after: nights belong to two days."""
    dated_by_publication: float
    type_near: float
    type_far: float
    actor_missing: float
    actor_wrong: float
    toll_missing: float
    toll_wrong: float

    # Copies, merged and split accounts, inventions.
    repeats: float
    """Multiplies every source's habit of taking up others' reports."""
    circular: float
    """Of reports taken up, those that their own first source takes up again from the copier."""
    edited_copy: float
    """Of copies, those whose structured fields are changed a little."""
    uncited: float
    """Of copies, those that do not say whose account it is."""
    near_copy: float
    translated: float
    """Of copies: words nearly the same, and words that went through a translation; the rest are told anew."""
    round_trip: float
    """Of translated copies, those translated back."""
    duplicates: float
    """Multiplies how often a source tells the same thing twice."""
    merged: float
    split: float
    lies: float
    """Of true events, how many invented ones stand beside a hundred, over a hundred."""
    floods: float
    flood_size: int
    unrelated: float

    # Words.
    detail: float
    """How often a report mentions each of an event's particulars that are in no column."""
    detail_wrong: float
    respelled: float
    """Of place names, those in another spelling than the gazetteer's."""
    misspelled: float
    """Of words."""
    eastern_digits: float
    """Of Arabic texts."""
    truncated: float


# What the easier levels take of the hard one's density.
_HALF, _FIFTH = 0.5, 0.2
FIRE_SHARE: Final = sum(leaf.share for leaf in LEAVES if leaf.is_fire) / sum(leaf.share for leaf in LEAVES)
LETHAL: Final = 0.6
"""Ours: GED holds lethal events only, bulletins of a truce mostly others."""

HARD: Final = Level(
    name="hard",
    # GED's events a day are lethal ones; these are all.
    events_a_day=_real("ged_events_a_day") / (LETHAL * FIRE_SHARE),
    # Top place .06 and top ten .30 of 484 places, against GED's .056 and .307 of 433.
    place_exponent=1.1,
    place_shift=3.5,
    followed=_real("ged_followed"),
    twins=0.03,  # ours: two attacks on one place and day are in the sets one row or two, and nothing says which
    daily_overdispersion=0.1,  # ours: VDC's .53 is of deaths, much of it from single massacres
    offset_km=_real("links_median_km") / 1.1774,  # a Rayleigh distance has its median at 1.1774 deviations
    lethal=LETHAL,
    # 3.4 reports an event, between GED's 1.26 sources and Airwars' median of 10.
    reach=0.95,
    visibility=0.5,
    networks=0.3,
    most_persons=2,
    exact=_real("ged_exact_place"),
    settlement=_real("ged_settlement"),
    district=_real("ged_district"),
    governorate=_real("ged_governorate"),
    nowhere=_real("ged_no_place"),
    exact_error_km=0.3,
    # A fifth of the demo's: of linked events 11 % lie more than 5 km apart, here 1 % of pairs do; but linked events
    # also merge places, which `merged` does here.
    wrong_place=0.2,
    week=_real("ged_week"),
    day_error=_real("links_a_day_apart"),
    dated_by_publication=0.12,  # ours; how much later comes from GED's lags
    type_near=0.06,
    type_far=0.02,
    actor_missing=0.13,
    actor_wrong=_real("airwars_two_suspects"),
    toll_missing=0.12,  # Airwars .085
    toll_wrong=1 - _real("links_tolls_agree"),
    repeats=0.65,  # gives GED's share of events that cite Airwars, .106
    circular=0.15,
    edited_copy=0.25,
    uncited=0.4,
    near_copy=0.4,
    translated=0.3,  # Syrian Archive tells .49 of its incidents in both languages
    round_trip=0.3,
    duplicates=1.0,
    merged=_real("links_merged"),
    split=_real("links_split"),
    lies=_real("airwars_discounted"),
    floods=0.02,
    flood_size=8,
    unrelated=0.05,
    detail=0.4,
    detail_wrong=0.08,
    respelled=0.4,
    misspelled=0.03,
    eastern_digits=0.35,
    truncated=0.1,
)

MIDDLE: Final = replace(
    HARD,
    name="middle",
    events_a_day=HARD.events_a_day * _HALF,
    twins=0.01,
    exact_error_km=0.2,
    wrong_place=0.1,
    dated_by_publication=0.06,
    type_near=0.04,
    type_far=0.01,
    actor_missing=0.1,
    toll_missing=0.1,
    edited_copy=0.15,
    uncited=0.25,
    translated=0.2,
    circular=0.1,
    merged=HARD.merged * _HALF,
    split=HARD.split * _HALF,
    lies=HARD.lies * _HALF,
    floods=0.015,
    detail=0.55,
    detail_wrong=0.05,
    respelled=0.25,
    misspelled=0.015,
    truncated=0.05,
)

EASY: Final = replace(
    MIDDLE,
    name="easy",
    events_a_day=HARD.events_a_day * _FIFTH,
    twins=0.0,
    exact=0.7,
    settlement=0.25,
    district=0.03,
    governorate=0.01,
    nowhere=0.01,
    exact_error_km=0.1,
    wrong_place=0.05,
    week=0.02,
    dated_by_publication=0.01,
    type_near=0.02,
    type_far=0.005,
    actor_missing=0.05,
    toll_missing=0.05,
    toll_wrong=0.1,
    edited_copy=0.05,
    uncited=0.1,
    translated=0.1,
    circular=0.05,
    merged=0.005,
    split=0.005,
    lies=0.02,
    floods=0.01,
    detail=0.75,
    detail_wrong=0.02,
    respelled=0.1,
    misspelled=0.005,
    truncated=0.02,
)

LEVELS: Final = {level.name: level for level in (EASY, MIDDLE, HARD)}
