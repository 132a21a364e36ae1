"""An invented year of events with known truth: several sources see some of them, err, repeat and copy.

Written from the description in words of the acceptance sets (five sources, heavy-tailed places, mixed location
precision, errors in date, type, actor and casualties, missing values, duplicates, one source re-publishing
another's), never from their truth. Every magnitude is a setting, so that tuning is done across easy and hard
worlds and confirmed on sets nobody here wrote.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

__all__ = ["World", "made_events"]

KM_PER_DEGREE = 111.19
LEAVES = {
    "air": ["airstrike", "drone"],
    "shelling": ["artillery", "mortar", "rocket"],
    "ground": ["clash", "sniper", "small_arms"],
    "ied": ["landmine", "vbied"],
    "detention": ["arrest", "abduction"],
}


@dataclass(frozen=True)
class World:
    """How many events there are, how they cluster, and how badly each source sees them."""

    events: int = 1000
    seed: int = 1
    days: int = 365
    places: int = 1200
    districts: int = 170
    city_share: float = 1.5  # exponent of the places' weights: the higher, the more falls on one city
    afterwards: float = 0.25  # share of events that follow another at the same place
    afterwards_days: float = 3.0
    seen: tuple[float, ...] = (0.62, 0.55, 0.42, 0.34, 0.2)
    precision: tuple[float, ...] = (0.55, 0.58, 0.54, 0.32, 0.38)  # share of exact points, by source
    coarse: tuple[float, ...] = (0.10, 0.10, 0.11, 0.2, 0.17)
    offset_km: float = 1.35
    exact_km: float = 0.38
    settlement_km: float = 0.1
    day_error: tuple[float, ...] = (0.08, 0.68, 0.16, 0.06, 0.02)  # from a day early to three days late
    type_near: float = 0.1
    type_far: float = 0.05
    actor_error: float = 0.16
    actor_missing: float = 0.17
    casualties_missing: float = 0.25
    casualties_error: float = 0.3
    duplicates: float = 0.03
    copied: float = 0.15
    copier: int = 4
    copied_from: int = 0
    text: bool = False
    box: tuple[float, float, float, float] = field(default=(32.4, 37.2, 35.6, 41.4))


def made_events(world: World) -> dict[str, np.ndarray]:
    """Columns of a table of reports, and the truth; the row order says nothing."""
    rng = np.random.default_rng(world.seed)
    south, north, west, east = world.box
    places = np.c_[rng.uniform(south, north, world.places), rng.uniform(west, east, world.places)]
    weights = 1 / np.arange(1, world.places + 1) ** world.city_share
    weights = rng.permutation(weights / weights.sum())
    scale = np.cos(np.radians((south + north) / 2))
    steps = max(int(np.sqrt(world.districts)), 1)
    district = np.zeros(world.places, np.int64)
    for column, (low, high) in enumerate(((south, north), (west, east))):
        cuts = np.sort(rng.uniform(low, high, 4 * steps))[::4][1:]
        district = district * (steps + 1) + np.searchsorted(cuts, places[:, column])
    _, district = np.unique(district, return_inverse=True)
    centre = np.array([places[district == d].mean(0) for d in range(district.max() + 1)])

    n = world.events
    place = rng.choice(world.places, n, p=weights)
    day = rng.integers(0, world.days, n).astype(float)
    for i in np.flatnonzero(rng.random(n) < world.afterwards):
        if i:
            first = rng.integers(0, i)
            place[i], day[i] = place[first], day[first] + np.floor(rng.exponential(world.afterwards_days))
    day = np.clip(day, 0, world.days - 1)
    degrees = np.array([1 / KM_PER_DEGREE, 1 / (KM_PER_DEGREE * scale)])
    at = places[place] + rng.normal(0, world.offset_km, (n, 2)) * degrees
    leaves = np.array([leaf for group in LEAVES.values() for leaf in group])
    groups = np.array([name for name, group in LEAVES.items() for _ in group])
    leaf = rng.choice(len(leaves), n, p=rng.dirichlet(np.full(len(leaves), 4.0)))
    actor = rng.choice(8, n, p=rng.dirichlet(np.full(8, 30.0)))
    killed = np.floor(np.where(rng.random(n) < 0.4, 0, rng.lognormal(0.9, 0.9, n)))

    rows: list[tuple] = []

    def report(event: int, source: int) -> None:
        draw = rng.random()
        coarse, exact = world.coarse[source], world.precision[source]
        if draw < coarse:
            precision, spot = 2, centre[district[place[event]]]
        elif draw < coarse + exact:
            precision, spot = 0, at[event] + rng.normal(0, world.exact_km, 2) * degrees
        else:
            precision, spot = 1, places[place[event]] + rng.normal(0, world.settlement_km, 2) * degrees
        said = leaf[event]
        error = rng.random()
        if error < world.type_near:
            said = rng.choice(np.flatnonzero(groups == groups[said]))
        elif error < world.type_near + world.type_far:
            said = rng.integers(0, len(leaves))
        who = actor[event] if rng.random() > world.actor_error else rng.integers(0, 8)
        who = -1 if rng.random() < world.actor_missing else who
        dead = killed[event]
        if rng.random() < world.casualties_error:
            dead = np.floor(dead * rng.lognormal(0, 0.5) + rng.choice([0, 0, 1]))
        dead = np.nan if rng.random() < world.casualties_missing else dead
        late = rng.choice(len(world.day_error), p=np.array(world.day_error) / sum(world.day_error)) - 1
        rows.append((source, event, day[event] + late, *spot, precision, said, who, dead))

    for event in range(n):
        for source, chance in enumerate(world.seen):
            if rng.random() < chance:
                report(event, source)
                if rng.random() < world.duplicates:
                    report(event, source)
    copies = [
        (world.copier, row[1], row[2] + rng.integers(0, 2), *row[3:])
        for row in rows
        if row[0] == world.copied_from and rng.random() < world.copied
    ]
    rows += copies

    order = rng.permutation(len(rows))
    table = [rows[i] for i in order]
    said = np.array([row[6] for row in table])
    who = np.array([row[7] for row in table])
    days = np.clip(np.array([row[2] for row in table]), 0, world.days - 1).astype(np.int64)
    return {
        "unique_id": np.array([str(i) for i in range(len(table))]),
        "truth": np.array([row[1] for row in table]),
        "source": np.array([f"s{row[0]}" for row in table]),
        "date": (np.datetime64("2025-01-01") + days).astype(str),
        "day": days,
        "lat": np.array([row[3] for row in table]),
        "lon": np.array([row[4] for row in table]),
        "prec": np.array([row[5] for row in table]),
        "leaf": leaves[said],
        "grp": groups[said],
        "actor": np.array([f"A{w}" if w >= 0 else "" for w in who]),
        "cas": np.array([row[8] for row in table]),
    }
