"""The frozen levels, linked with and without their texts, beside the nearest text and Splink's usual recipe.

Truth is a report's story (`mithaq.scenario.truth.StoryTruth`): an invented event's reports belong together as a
true one's do. A report that merges two events counts for the first. It is read after the linkage has run.
"""

from __future__ import annotations

import importlib.util
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.figures import Figure, at_least, at_most
from benchmarks.linkage_peers import nearest_text, splink_usual
from mithaq.linkage import Linked, link, read_columns
from mithaq.linkage.measures import Agreement, agreement
from mithaq.scenario.flow import Row, flow
from mithaq.scenario.levels import LEVELS

__all__ = ["Automatic", "automatic", "measure"]

COUNTS = {"tiny": 400, "quick": 2_000, "full": 6_494}
SEED = 1
WITHOUT_TEXT = (
    "unique_id", "source", "date", "day_width", "lat", "lon", "prec", "leaf", "grp", "actor", "cas",
)  # fmt: skip
SET_PAIR_F1 = 0.891
"""Our pair F1 on the set of 6,494 reports (docs/linkage.md): the level is to lie within .05 of it."""
SURE = 0.99
DOUBTFUL_FROM = 0.2
"""Below this a pair is left apart without asking."""


@dataclass(frozen=True, slots=True)
class Automatic:
    """Links made without a person, and what is left to one."""

    threshold: float
    precision: float
    recall: float
    """Of the pairs of one story, those linked without a person."""
    asked: float
    """Of the reports, those in a pair that is neither linked nor left apart."""
    asked_by_default: float
    """The same for `Linked.undecided` with its own bounds, .2 and .8."""


def measure(scale: str) -> list[Figure]:
    figures = []
    for level in ("hard",) if scale == "tiny" else ("hard", "middle", "easy"):
        figures += _of_level(level, COUNTS[scale], with_peers=level == "hard")
    return figures


def _of_level(level: str, count: int, *, with_peers: bool) -> list[Figure]:
    told = list(flow(LEVELS[level], count, SEED))
    rows = [row for row, _ in told]
    story = {known.report: known.story for _, known in told}
    names = {name: number for number, name in enumerate(sorted(set(story.values())))}
    figures = []
    for words in ("without text", "with text"):
        columns = WITHOUT_TEXT if words == "without text" else (*WITHOUT_TEXT, "text")
        start = time.process_time()
        linked = link(read_columns({name: [getattr(row, name) for row in rows] for name in columns}))
        seconds = time.process_time() - start
        truth = np.array([names[story[one]] for one in linked.reports.ids])
        found = agreement(linked.group, truth)
        figures += _figures(f"{level} {words}", found, automatic(linked, truth), seconds)
    if with_peers and importlib.util.find_spec("splink") and importlib.util.find_spec("sklearn"):
        figures += _peers(level, rows, np.array([names[known.story] for _, known in told]))
    return figures


def _figures(name: str, found: Agreement, links: Automatic, seconds: float) -> list[Figure]:
    hard_text = name == "hard with text"
    hard_plain = name == "hard without text"
    return [
        Figure(f"{name}: pair F1", found.pair_f1, "", at_least(SET_PAIR_F1 - 0.05) if hard_plain else None, None,
               f"precision {found.pair_precision:.3f}, recall {found.pair_recall:.3f}, {seconds:.1f} s CPU"),
        Figure(f"{name}: B-cubed F1", found.bcubed_f1, "", at_least(0.90) if hard_text else None, None,
               f"all alone {found.singletons_bcubed_f1:.3f}; {found.groups} groups for {found.events} stories"),
        Figure(f"{name}: automatic links right", links.precision, "", at_least(SURE) if hard_text else None, None,
               f"from probability {links.threshold:.3f}; {links.recall:.3f} of the pairs of one story"),
        Figure(f"{name}: reports shown to a person", links.asked, "of all", at_most(0.10) if hard_text else None,
               None, f"pairs from .2 to {links.threshold:.3f}; {links.asked_by_default:.3f} from .2 to .8"),
    ]  # fmt: skip


def automatic(linked: Linked, truth: NDArray[np.int64]) -> Automatic:
    """Links from the lowest probability at which the linker itself expects 99 of 100 to be right."""
    evidence = linked.evidence
    first = np.repeat(np.arange(len(evidence.row)), np.diff(evidence.near.start))
    once = first < evidence.near.row
    one, other = evidence.row[first[once]], evidence.row[evidence.near.row[once]]
    probability = evidence.together[once]
    order = np.argsort(-probability, kind="stable")
    expected = np.cumsum(probability[order]) / np.arange(1, len(order) + 1)
    last = np.flatnonzero(expected >= SURE)
    threshold = float(probability[order[last[-1]]]) if len(last) else 1.0
    linked_pairs = probability >= threshold
    right = truth[one[linked_pairs]] == truth[other[linked_pairs]]
    copied = truth[linked.copies.copy] == truth[linked.copies.original]
    of_one_story = float((np.bincount(truth) * (np.bincount(truth) - 1) / 2).sum())
    made = len(right) + len(copied)
    return Automatic(
        threshold,
        float((right.sum() + copied.sum()) / max(made, 1)),
        float((right.sum() + copied.sum()) / max(of_one_story, 1.0)),
        _touched(one, other, (probability >= DOUBTFUL_FROM) & ~linked_pairs) / len(truth),
        _touched(one, other, (probability >= DOUBTFUL_FROM) & (probability <= 0.8)) / len(truth),
    )


def _touched(one: NDArray[np.int64], other: NDArray[np.int64], pairs: NDArray[np.bool_]) -> int:
    return len(np.union1d(one[pairs], other[pairs]))


def _peers(level: str, rows: list[Row], truth: NDArray[np.int64]) -> list[Figure]:
    days = np.array([np.datetime64(row.date).astype(int) for row in rows])
    figures = []
    for name, scored in nearest_text([row.text for row in rows], days, truth).items():
        figures.append(_peer(f"{level}: nearest text, {name}", scored.found, scored.setting))
    columns = ("lat", "lon", "date", "leaf", "grp", "actor", "cas")
    scored = splink_usual({name: [getattr(row, name) for row in rows] for name in columns}, truth)
    return [*figures, _peer(f"{level}: Splink 5, usual recipe", scored.found, scored.setting)]


def _peer(name: str, found: Agreement, setting: str) -> Figure:
    return Figure(
        f"{name}: pair F1", found.pair_f1, "", at_most(0.70), None,
        f"B-cubed {found.bcubed_f1:.3f}; best of all thresholds: {setting}",
    )  # fmt: skip
