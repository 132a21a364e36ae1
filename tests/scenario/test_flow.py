"""A level's stream is reproducible and exact in number, its truth adds up, and its margins are those it states."""

from __future__ import annotations

import csv
import hashlib
import tracemalloc
from collections import Counter, defaultdict
from itertools import islice

import pytest

from mithaq.errors import MithaqError
from mithaq.scenario.course import stream
from mithaq.scenario.events import EventKind
from mithaq.scenario.flow import LANDS, Row, flow
from mithaq.scenario.land import EXERCISE, survey
from mithaq.scenario.leaves import LEAVES
from mithaq.scenario.levels import EASY, HARD, LEVELS, MIDDLE
from mithaq.scenario.margins import MARGINS
from mithaq.scenario.occurrences import Occurrences
from mithaq.scenario.table import COLUMNS, TRUTH_COLUMNS, write_level
from mithaq.scenario.truth import StoryTruth, TruthKind

FROZEN = "4bbdde039dd6110d0f2e313efaf3bdd5e5aab74e5c2b33e31b74b625d6491ca9"
"""Of the hard level, 6,494 reports, seed 1: what docs/linkage.md measures. A change makes another level."""


def fingerprint(level, reports: int, seed: int) -> str:
    digest = hashlib.sha256()
    for pair in flow(level, reports, seed):
        digest.update(repr(pair).encode())
    return digest.hexdigest()


@pytest.fixture(scope="module")
def told() -> list[tuple[Row, StoryTruth]]:
    return list(flow(HARD, 12_000, 5))


@pytest.fixture(scope="module")
def happened():
    """True events of three hundred days."""
    made = Occurrences(survey(), HARD, stream(3, "margins"), 0)
    return [each for day in range(300) for each in made.day(day) if each.kind is EventKind.TRUE]


def share(values) -> float:
    values = list(values)
    return sum(values) / len(values)


def test_the_same_seed_gives_the_same_rows_and_another_seed_others():
    assert fingerprint(HARD, 400, 3) == fingerprint(HARD, 400, 3)
    assert fingerprint(HARD, 400, 3) != fingerprint(HARD, 400, 4)


def test_the_hard_level_is_the_frozen_one():
    assert fingerprint(HARD, 6_494, 1) == FROZEN


def test_more_reports_begin_with_the_same_ones():
    assert list(islice(flow(EASY, 900, 2), 300)) == list(flow(EASY, 300, 2))


@pytest.mark.parametrize("level", LEVELS.values(), ids=LEVELS)
def test_exactly_as_many_reports_as_were_asked_for_each_with_an_id_of_its_own(level):
    rows = list(flow(level, 1_234, 1))

    assert len(rows) == 1_234
    assert len({row.unique_id for row, _ in rows}) == 1_234
    assert all(row.unique_id == truth.report for row, truth in rows)
    assert all(row.marking == EXERCISE for row, _ in rows)


@pytest.mark.parametrize("reports", [99, 10_000_001])
def test_a_number_out_of_bounds_is_refused_with_advice(reports):
    with pytest.raises(MithaqError) as refused:
        next(flow(HARD, reports, 1))

    assert "100 to 10,000,000" in refused.value.advice


def test_no_two_lands_meet():
    land = survey()
    lons = [place.position[0] / 1e5 for place in land.communities]
    lats = [place.position[1] / 1e5 for place in land.communities]

    assert len(set(LANDS)) == len(LANDS)
    assert max(lons) - min(lons) < 4.9
    assert max(lats) - min(lats) < 3.1


def test_true_reports_name_their_events_and_others_none(told):
    for _, truth in told:
        assert bool(truth.events) is (truth.kind is TruthKind.TRUE)
        assert truth.story in truth.events or truth.kind is not TruthKind.TRUE


def test_a_copy_has_its_originals_root_and_comes_after_it(told):
    at = {truth.report: number for number, (_, truth) in enumerate(told)}
    copies = [truth for _, truth in told if truth.copy_of]

    assert len(copies) > 300
    for truth in copies:
        original = told[at[truth.copy_of]][1]
        assert at[truth.copy_of] < at[truth.report]
        assert (original.root, original.story) == (truth.root, truth.story)


def test_some_copies_go_round_in_a_circle(told):
    source = {truth.report: row.source for row, truth in told}
    of = {truth.report: truth.copy_of for _, truth in told}
    circular = [
        report
        for report, original in of.items()
        if original and of.get(original) and source[of[original]] == source[report]
    ]

    assert circular


def test_lies_floods_merged_and_split_reports_are_all_there(told):
    kinds = Counter(truth.kind for _, truth in told)
    stories = Counter(truth.story for _, truth in told if truth.kind is TruthKind.CAMPAIGN)

    assert set(kinds) == set(TruthKind)
    assert min(stories.values()) >= 4
    assert any(len(truth.events) == 2 for _, truth in told)
    parts = defaultdict(list)
    for row, truth in told:
        if truth.part and not truth.copy_of:
            parts[truth.story, row.source].append(row)
    assert any(len(rows) == 2 for rows in parts.values())


def test_no_reports_place_or_text_tells_its_truth(told):
    for row, truth in told:
        said = " ".join(str(value) for value in row[1:])
        assert truth.story not in said
        assert truth.root not in said


def test_lists_depend_on_each_other(told):
    """Two documenters meet in more events than two independent lists of their sizes would."""
    seen = defaultdict(set)
    for row, truth in told:
        if truth.kind is TruthKind.TRUE and not truth.copy_of:
            seen[row.source].add(truth.story)
    stories = set().union(*seen.values())
    one, other = seen["reed-media"], seen["odce"]

    assert len(one & other) > 1.2 * len(one) * len(other) / len(stories)


def test_sources_differ_in_how_late_they_are(told):
    lags = defaultdict(list)
    for row, truth in told:
        if not truth.copy_of and row.day_width == 1:
            lags[row.source].append(row.arrived > row.date)

    assert share(lags["odce"]) > share(lags["door-line"]) + 0.2


def test_lethal_events_a_day_are_those_of_ged(happened):
    lethal = sum(event.killed > 0 for event in happened) / 300

    assert lethal == pytest.approx(MARGINS["ged_events_a_day"].value, rel=0.1)


def test_places_are_as_unequal_as_in_ged(happened):
    places = Counter(event.community for event in happened)
    ranked = [count / len(happened) for _, count in places.most_common()]

    assert ranked[0] == pytest.approx(MARGINS["ged_top_place"].value, rel=0.15)
    assert sum(ranked[:10]) == pytest.approx(MARGINS["ged_top_ten_places"].value, rel=0.1)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_the_dead_of_lethal_events_are_as_in_ged(happened, number):
    lethal = [event.killed for event in happened if event.killed]
    real = MARGINS[f"ged_killed_{number}"].value / (1 - MARGINS["ged_killed_0"].value)

    assert share(killed == number for killed in lethal) == pytest.approx(real, abs=0.02)


@pytest.mark.parametrize(
    ("margin", "holds"),
    [
        ("ged_exact_place", lambda row: row.prec == 0),
        ("ged_settlement", lambda row: row.prec == 1),
        ("ged_no_place", lambda row: row.prec == 3),
        ("ged_week", lambda row: row.day_width == 7),
    ],
)
def test_precision_is_as_in_ged(told, margin, holds):
    first_hand = [row for row, truth in told if not truth.copy_of and truth.kind is not TruthKind.CAMPAIGN]

    assert share(holds(row) for row in first_hand) == pytest.approx(MARGINS[margin].value, abs=0.035)


def test_as_many_reports_are_taken_over_as_ged_events_cite_airwars(told):
    taken_over = share(bool(truth.copy_of) for _, truth in told)

    assert taken_over == pytest.approx(MARGINS["ged_cites_airwars"].value, abs=0.03)


def test_copies_come_word_for_word_translated_and_told_anew(told):
    text = {truth.report: (row.lang, row.text) for row, truth in told}
    copies = [(text[truth.report], text[truth.copy_of]) for _, truth in told if truth.copy_of]

    assert any(original[1][:40] in copy[1] for copy, original in copies)
    assert share(copy[0] != original[0] for copy, original in copies) > 0.1
    assert {row.lang for row, _ in told} == {"ar", "en"}


def test_words_vary(told):
    texts = [row.text for row, truth in told if truth.kind is TruthKind.TRUE]

    assert len(set(texts)) > 0.97 * len(texts)
    assert any("٣" in text for text in texts)
    assert any(text.endswith("…") for text in texts)
    assert not any("@" in text or "{" in text for text in texts)


def test_the_levels_order_is_that_of_their_errors():
    for name in ("events_a_day", "type_near", "misspelled", "respelled", "lies", "merged", "translated"):
        assert getattr(EASY, name) < getattr(MIDDLE, name) < getattr(HARD, name)
    assert EASY.detail > MIDDLE.detail > HARD.detail


def test_types_belong_to_one_group_and_shares_are_of_true_events():
    assert len({leaf.key for leaf in LEAVES}) == len(LEAVES)
    assert sum(leaf.share for leaf in LEAVES) == pytest.approx(1, abs=0.05)


def test_the_files_hold_reports_and_truth_apart(tmp_path):
    out, truth = tmp_path / "reports.csv", tmp_path / "truth.csv"

    written = write_level(flow(HARD, 150, 1), out, truth)

    with out.open(encoding="utf-8", newline="") as given, truth.open(encoding="utf-8", newline="") as known:
        rows, truths = list(csv.DictReader(given)), list(csv.DictReader(known))
    assert written == len(rows) == len(truths) == 150
    assert tuple(rows[0]) == COLUMNS
    assert tuple(truths[0]) == TRUTH_COLUMNS
    assert {"story", "kind", "root"}.isdisjoint(COLUMNS)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["reports.csv", "truth.csv"]


def test_memory_does_not_grow_with_the_number_of_reports():
    def peak(reports: int) -> int:
        tracemalloc.start()
        for _ in flow(HARD, reports, 1):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(16_000) < 1.5 * peak(4_000)
