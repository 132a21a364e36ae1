"""The benchmarks run, and their page hides no miss. No time is asserted."""

from __future__ import annotations

import math

import pytest
from benchmarks.__main__ import run, subjects
from benchmarks.figures import Figure, Peer, at_least, at_most
from benchmarks.one import Measured
from benchmarks.page import Machine, page

MACHINE = Machine("2017-01-05", "Abacus", 2, 0.0, {"Python": "3.11.7"})


@pytest.mark.slow
@pytest.mark.parametrize("subject", [*subjects(), "scenario_accuracy"])
def test_every_benchmark_runs_in_a_fresh_process(subject):
    measured = run(subject, "tiny")

    assert measured.figures != []
    assert all(math.isfinite(figure.value) and figure.value > 0 for figure in measured.figures)
    assert len({figure.name for figure in measured.figures}) == len(measured.figures)
    assert measured.peak_mb > 1


def test_a_missed_target_stands_at_the_head_of_the_page():
    figures = [
        Figure("reports entered", 9_999, "a second", at_least(10_000)),
        Figure("table made anew", 61.0, "s", at_most(60)),
        Figure("reports received", 7.0, "a second", at_least(5)),
    ]

    text = page(MACHINE, {"import_speed": Measured(figures, 100)}, scale="full")

    head = text.split("## Import speed")[0]
    assert "- reports entered: 9,999 a second, target at least 10,000" in head
    assert "- table made anew: 61 s, target at most 60" in head
    assert "reports received" not in head
    assert "| at least 10,000, **missed** |" in text
    assert "| at least 5, met |" in text


def test_a_figure_stands_beside_its_peer_as_a_ratio_with_the_peers_source():
    peer = Peer("Ledger", 400, "published")

    text = page(
        MACHINE, {"log_speed": Measured([Figure("appends", 100, "a second", None, peer)], 12)}, scale="quick"
    )

    assert "Ledger: 400 (published); ours is 0.25 of it" in text
    assert "Peak memory: 12 MB." in text
    assert "None." in text
