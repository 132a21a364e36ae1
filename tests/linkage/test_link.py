"""Linking as claims: what the order of rows, a column named truth, a person's word and far places may change."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from linkage.made_events import World, made_events
from mithaq.errors import ImportRejected
from mithaq.linkage import Decisions, link, read_columns
from mithaq.linkage.measures import agreement, blocking_recall

pytestmark = pytest.mark.slow

SMALL = World(events=160, places=60, districts=9, seed=5, city_share=1.2)
QUIET = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def columns():
    return made_events(SMALL)


@pytest.fixture(scope="module")
def linked(columns):
    return link(read_columns(columns))


def _groups(linked):
    ids = linked.reports.ids
    return {one: ids[group] for one, group in zip(ids, linked.group, strict=True)}


def _truth(linked, columns):
    of = dict(zip(columns["unique_id"], columns["truth"], strict=True))
    return np.array([of[one] for one in linked.reports.ids])


def _in_order(columns, order):
    return {name: values[order] for name, values in columns.items()}


def test_events_are_found_without_any_label():
    columns = made_events(World(events=600, seed=21))

    linked = link(read_columns(columns))
    found = agreement(linked.group, _truth(linked, columns))

    assert found.pair_f1 > 0.9
    assert found.bcubed_lift > 0.85


@QUIET
@given(seed=st.integers(0, 2**32 - 1))
def test_neither_the_order_of_rows_nor_a_column_named_truth_changes_anything(columns, linked, seed):
    rng = np.random.default_rng(seed)
    turned = _in_order(columns, rng.permutation(len(columns["unique_id"])))
    turned["truth"] = rng.permutation(turned["truth"])

    again = link(read_columns(turned))

    assert _groups(again) == _groups(linked)
    assert np.array_equal(again.score, linked.score)


def test_a_partition_has_every_report_once_and_each_group_is_named_by_its_first(linked):
    firsts = {int(group): int(np.flatnonzero(linked.group == group)[0]) for group in set(linked.group.tolist())}

    assert sorted(linked.reports.ids) == sorted(set(linked.reports.ids))
    assert all(group == first for group, first in firsts.items())
    assert ((linked.score >= 0) & (linked.score <= 1)).all()


def test_no_group_spans_times_or_places_that_one_event_cannot(linked):
    reports = linked.reports
    for group in set(linked.group.tolist()):
        rows = np.flatnonzero(linked.group == group)
        points = rows[reports.precision[rows] < 2]
        assert np.ptp(reports.day[rows]) < 14
        if len(points):
            assert np.ptp(reports.latitude[points]) * 111.2 < 15


@QUIET
@given(data=st.data())
def test_what_a_person_decided_holds_in_later_runs(columns, linked, data):
    ids = sorted(columns["unique_id"])
    rows = st.tuples(st.sampled_from(ids), st.sampled_from(ids)).filter(lambda pair: pair[0] != pair[1])
    together = data.draw(st.lists(rows, max_size=4))
    decided = {one for pair in together for one in pair}
    free = [one for one in ids if one not in decided]
    groups = _groups(linked)
    joined = [(a, b) for a in free for b in free if a < b and groups[a] == groups[b]]
    apart = data.draw(st.lists(st.sampled_from(joined), max_size=4)) if joined else []

    later = _groups(
        link(read_columns(columns), model=linked.model, decisions=Decisions(tuple(together), tuple(apart)))
    )

    assert all(later[a] == later[b] for a, b in together)
    assert all(later[a] != later[b] for a, b in apart)


def test_decisions_that_contradict_are_refused(columns):
    decisions = Decisions(together=(("1", "2"), ("2", "3")), apart=(("1", "3"),))

    with pytest.raises(ImportRejected, match="apart"):
        link(read_columns(columns), decisions=decisions)


def test_a_report_far_away_changes_nothing_elsewhere(columns, linked):
    more = {name: np.append(values, values[:1]) for name, values in columns.items()}
    more["unique_id"][-1], more["lat"][-1], more["lon"][-1], more["prec"][-1] = "zz", -10.0, -60.0, 0

    before = _groups(link(read_columns(columns), model=linked.model))
    after = _groups(link(read_columns(more), model=linked.model))

    assert after.pop("zz") == "zz"
    assert after == before


def test_a_copied_record_is_found_and_goes_with_its_original(columns, linked):
    truth = _truth(linked, columns)

    assert len(linked.copies.copy) >= 5
    assert (truth[linked.copies.copy] == truth[linked.copies.original]).mean() > 0.95
    assert np.array_equal(linked.group[linked.copies.copy], linked.group[linked.copies.original])


def test_candidates_hold_nearly_all_true_pairs(columns, linked):
    kept = ~np.isin(np.arange(len(linked.reports)), linked.copies.copy)
    truth = np.where(kept, _truth(linked, columns), -1 - np.arange(len(kept)))

    assert blocking_recall(linked.candidates.first, linked.candidates.second, truth) > 0.99


def test_each_doubtful_pair_comes_with_its_probability_and_its_reasons(linked):
    asked = linked.undecided()

    assert asked
    assert all(0.2 < pair.probability < 0.8 for pair in asked)
    again = linked.explain(asked[0].first, asked[0].second)
    assert again == asked[0]
    assert {"place", "day", "type", "actor", "number killed"} < set(again.bits)


def test_an_agreement_on_a_rare_actor_says_more_than_one_on_a_common_one():
    columns = made_events(World(events=120, places=60, districts=9, seed=6, actor_error=0.1))
    columns["actor"] = np.where(columns["truth"] % 7 == 0, "rare", "common")
    reports = read_columns(columns)
    linked = link(reports)
    actor = reports.actor
    pairs = [
        linked.explain(reports.ids[a], reports.ids[b])
        for a, b in zip(linked.candidates.first[:400], linked.candidates.second[:400], strict=True)
        if actor[a] == actor[b]
    ]
    of = dict(zip(reports.ids, actor, strict=True))
    rare, common = reports.actors.index("rare"), reports.actors.index("common")

    bits = {who: [p.bits["actor"] for p in pairs if of[p.first] == who] for who in (rare, common)}

    assert min(bits[rare]) > max(bits[common])


def test_texts_tell_apart_what_place_and_day_cannot():
    columns = made_events(World(events=300, places=3, districts=1, days=60, seed=8))
    rng = np.random.default_rng(1)
    names = np.array(
        ["السوق", "المخبز", "المشفى", "الجسر", "المدرسة", "الجامع", "الملعب", "المحطة", "البلدية", "الحديقة"]
    )
    verbs = np.array(["قصف", "استهداف", "ضربة على", "هجوم على"])
    told = rng.integers(0, 10, (300, 3))
    columns["text"] = np.array(
        [
            f"{rng.choice(verbs)} {' '.join(names[told[event]])} رقم {event % 97 + 3}"
            for event in columns["truth"].tolist()
        ],
        dtype=object,
    )
    without = {name: values for name, values in columns.items() if name != "text"}

    blind, reading = link(read_columns(without)), link(read_columns(columns))

    truth = _truth(blind, columns)
    assert agreement(reading.group, truth).pair_f1 > agreement(blind.group, truth).pair_f1 + 0.05


def test_a_table_of_nothing_and_of_one_report_are_partitions_too(columns):
    one = link(read_columns({name: values[:1] for name, values in columns.items()}))

    assert one.group.tolist() == [0]
    assert one.score.tolist() == [1.0]


@pytest.mark.parametrize(("name", "least"), [("events_1000", 0.85), ("events_3000", 0.80)])
def test_the_acceptance_sets_are_linked_as_well_as_promised(shared_data, name, least, tmp_path):
    import csv
    import gzip

    from mithaq.linkage import read_csv

    path = shared_data / "event_linkage_sets" / f"{name}.csv.gz"
    if not path.is_file():
        pytest.skip(f"no shared data: {path} is absent")
    linked = link(read_csv(path))
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        of = {row["unique_id"]: int(row["truth"]) for row in csv.DictReader(stream)}

    assert agreement(linked.group, np.array([of[one] for one in linked.reports.ids])).pair_f1 > least
