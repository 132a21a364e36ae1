"""What others would do with the same reports: the nearest text, and Splink as its documents teach it.

Both are given their best threshold with the truth in hand, which nobody has in the field: it errs in their favour.
scikit-learn and Splink live in the benchmarks' own folder (`requirements-bench.lock`), never in the environment.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import h3.api.basic_int as h3
import numpy as np

from mithaq.linkage.measures import Agreement, agreement

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Scored", "nearest_text", "splink_usual"]

WINDOW_DAYS = 3
NEIGHBOURS = 10
COSINES = tuple(round(0.05 * step, 2) for step in range(2, 20))
PROBABILITIES = (0.05, 0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999)


@dataclass(frozen=True, slots=True)
class Scored:
    """A peer's best run and the setting that gave it."""

    found: Agreement
    setting: str


def nearest_text(texts: Sequence[str], days: NDArray[np.int64], truth: NDArray[np.int64]) -> dict[str, Scored]:
    """Each report linked to its nearest other by TF-IDF cosine, of all reports and of those within three days."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.neighbors import NearestNeighbors

    best: dict[str, Scored] = {}
    for analyser, runs in (("word", (1, 2)), ("char_wb", (3, 5))):
        vectors = TfidfVectorizer(analyzer=analyser, ngram_range=runs, sublinear_tf=True, min_df=2)
        matrix = vectors.fit_transform(texts)
        nearest = NearestNeighbors(n_neighbors=2, metric="cosine", algorithm="brute").fit(matrix)
        distance, index = nearest.kneighbors(matrix)
        own = index[:, 0] == np.arange(len(texts))
        other = np.where(own, index[:, 1], index[:, 0])
        cosine = 1 - np.where(own, distance[:, 1], distance[:, 0])
        _keep(best, "any day", f"{analyser} {runs}", other, cosine, truth)
        other, cosine = _nearest_in_window(matrix, days)
        _keep(best, f"within {WINDOW_DAYS} days", f"{analyser} {runs}", other, cosine, truth)
    return best


def _nearest_in_window(matrix: Any, days: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    other = np.arange(len(days))
    cosine = np.zeros(len(days))
    order = np.argsort(days, kind="stable")
    for day in np.unique(days):
        here = order[np.searchsorted(days[order], day) : np.searchsorted(days[order], day, side="right")]
        first = np.searchsorted(days[order], day - WINDOW_DAYS)
        last = np.searchsorted(days[order], day + WINDOW_DAYS, side="right")
        near = order[first:last]
        if len(near) < 2:
            continue
        likeness = np.asarray((matrix[here] @ matrix[near].T).todense())
        likeness[here[:, None] == near[None, :]] = -1.0
        at = likeness.argmax(axis=1)
        other[here], cosine[here] = near[at], likeness[np.arange(len(here)), at]
    return other, cosine


def _keep(  # noqa: PLR0917
    best: dict[str, Scored],
    name: str,
    setting: str,
    other: NDArray[np.int64],
    cosine: NDArray[np.float64],
    truth: NDArray[np.int64],
) -> None:
    for threshold in COSINES:
        linked = cosine >= threshold
        found = agreement(_components(np.flatnonzero(linked), other[linked], len(truth)), truth)
        if name not in best or found.pair_f1 > best[name].found.pair_f1:
            best[name] = Scored(found, f"{setting}, cosine {threshold}")


def _components(one: NDArray[np.int64], other: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(len(one)), (one, other)), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def splink_usual(columns: dict[str, list[str]], truth: NDArray[np.int64]) -> Scored:
    """Splink as taught: u from random pairs, EM in two blocks, predict, connected components.

    The comparisons are those of the reference's measurement (distance, day, type, actor, dead).
    """
    import pyarrow as pa
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    count = len(truth)
    lat = [float(value) if value else None for value in columns["lat"]]
    lon = [float(value) if value else None for value in columns["lon"]]
    day = [int(np.datetime64(value).astype(int)) for value in columns["date"]]
    cells = {
        f"cell{size}": [
            None if north is None or east is None else h3.latlng_to_cell(north, east, size)
            for north, east in zip(lat, lon, strict=True)
        ]
        for size in (4, 5)
    }
    table = pa.table(
        {
            "unique_id": np.arange(count),
            "lat": lat,
            "lon": lon,
            "day": day,
            "early": [value // 4 for value in day],
            "late": [(value + 2) // 4 for value in day],
            "leaf": columns["leaf"],
            "grp": columns["grp"],
            "actor": [value or None for value in columns["actor"]],
            "cas": [float(value) if value else None for value in columns["cas"]],
            **cells,
        }
    )
    gap = "abs(day_l - day_r)"
    comparisons = [
        cl.DistanceInKMAtThresholds("lat", "lon", [0.7, 2, 5, 12]),
        cl.CustomComparison(
            [
                cll.NullLevel("day"),
                cll.CustomLevel(f"{gap} = 0"),
                cll.CustomLevel(f"{gap} = 1"),
                cll.CustomLevel(f"{gap} = 2"),
                cll.ElseLevel(),
            ],
            "day",
        ),
        cl.CustomComparison(
            [
                cll.NullLevel("leaf"),
                cll.ExactMatchLevel("leaf", term_frequency_adjustments=True),
                cll.CustomLevel("grp_l = grp_r"),
                cll.ElseLevel(),
            ],
            "leaf",
        ),
        cl.ExactMatch("actor").configure(term_frequency_adjustments=True),
        cl.CustomComparison(
            [
                cll.NullLevel("cas"),
                cll.CustomLevel("cas_l = cas_r AND cas_l >= 3"),
                cll.CustomLevel("cas_l = cas_r"),
                cll.CustomLevel("least(cas_l, cas_r) * 2 >= greatest(cas_l, cas_r) AND least(cas_l, cas_r) > 0"),
                cll.ElseLevel(),
            ],
            "cas",
        ),
    ]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[
            block_on("cell5", "early"),
            block_on("cell5", "late"),
            block_on("cell4", "day"),
        ],
    )
    api = DuckDBAPI()
    linker = Linker(api.register(table), settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=2_000_000, seed=1)
    for block in (block_on("cell5", "early"), block_on("cell4", "day")):
        linker.training.estimate_parameters_using_expectation_maximisation(block)
    scored = linker.inference.predict(threshold_match_probability=min(PROBABILITIES)).as_record_list()
    one = np.array([row["unique_id_l"] for row in scored], np.int64)
    other = np.array([row["unique_id_r"] for row in scored], np.int64)
    probability = np.array([row["match_probability"] for row in scored])
    best: Scored | None = None
    for threshold in PROBABILITIES:
        linked = probability >= threshold
        found = agreement(_components(one[linked], other[linked], count), truth)
        if best is None or found.pair_f1 > best.found.pair_f1:
            best = Scored(found, f"probability {threshold}")
    assert best is not None
    return best
