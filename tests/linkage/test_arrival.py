"""A report that comes alone is put where a batch would put it, and nothing of it is kept."""

from __future__ import annotations

import numpy as np
import pytest

from linkage.made_events import World, made_events
from mithaq.errors import ImportRejected
from mithaq.linkage import link, read_columns
from mithaq.linkage.arrival import Standing

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def columns():
    return made_events(World(events=160, places=60, districts=9, seed=5, city_share=1.2))


@pytest.fixture(scope="module")
def standing(columns):
    return Standing(link(read_columns(columns)))


def _one(columns, row):
    return {name: values[row] for name, values in columns.items()}


def test_a_report_whose_event_is_known_finds_the_group_of_its_event(columns):
    last = len(columns["unique_id"]) - 30
    before = {name: values[:last] for name, values in columns.items()}
    standing = Standing(link(read_columns(before)))
    truth_of = dict(zip(columns["unique_id"].tolist(), columns["truth"].tolist(), strict=True))
    known = set(before["truth"].tolist())

    right = 0
    for row in range(last, last + 30):
        placed = standing.place(_one(columns, row))
        best = placed.groups[0] if placed.groups and placed.groups[0][1] > placed.alone else None
        truth = int(columns["truth"][row])
        right += best is None if truth not in known else best is not None and truth_of[best[0]] == truth

    assert right >= 25


def test_a_report_from_where_nothing_was_reported_stands_alone(columns, standing):
    far = _one(columns, 0) | {"unique_id": "new", "lat": -10.0, "lon": -60.0, "prec": 0}

    placed = standing.place(far)

    assert placed.groups == ()
    assert placed.alone == 1.0


def test_to_ask_twice_gives_the_same(columns, standing):
    report = _one(columns, 3) | {"unique_id": "new"}

    assert standing.place(report) == standing.place(report)


def test_a_source_type_and_actor_never_met_before_are_no_obstacle(columns, standing):
    report = _one(columns, 3) | {
        "unique_id": "new",
        "source": "s99",
        "leaf": "unheard of",
        "grp": "new",
        "actor": "A99",
    }

    placed = standing.place(report)

    assert np.isclose(placed.alone + sum(chance for _, chance in placed.groups), 1.0, atol=0.05)


def test_a_value_that_cannot_be_is_refused_with_its_field(columns, standing):
    with pytest.raises(ImportRejected) as caught:
        standing.place(_one(columns, 3) | {"lat": "north"})

    assert caught.value.where == "the report, lat"
