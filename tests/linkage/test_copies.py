"""Who copies whom: chains lead to the first report, and circles to one of them, which stays an original."""

from __future__ import annotations

import numpy as np

from mithaq.linkage import read_columns
from mithaq.linkage.copies import find_copies

HABITS = (("reed", "salt"), ("salt", "lamp"), ("lamp", "reed"))


def circle():
    """Three sources, each with the habit of copying the one before it; some stories all three have on one day."""
    rng = np.random.default_rng(4)
    told = [((teller, 0), (copier, 1)) for teller, copier in HABITS for _ in range(20)]
    told += [(("reed", 0), ("salt", 0), ("lamp", 0))] * 8
    rows = []
    for story, sources in enumerate(told):
        lat, lon, day = rng.uniform(-49, -47), rng.uniform(-125, -121), 3 * story
        for number, (source, late) in enumerate(sources):
            rows.append((f"{story:02d}-{number}", source, day + late, lat, lon, 0, "mortar", "XP-AUT", story % 7))
    names = ("unique_id", "source", "day", "lat", "lon", "prec", "leaf", "actor", "cas")
    return {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}


def test_in_a_circle_of_copies_one_report_stays_an_original():
    reports = read_columns(circle())

    copies = find_copies(reports)

    story = [one.split("-")[0] for one in reports.ids]
    assert [story[row] for row in copies.copy] == [story[row] for row in copies.original]
    assert set(copies.original.tolist()).isdisjoint(copies.copy.tolist())
    # In every story all but one are copies.
    assert len(copies.copy) == len(reports) - len(set(story))
