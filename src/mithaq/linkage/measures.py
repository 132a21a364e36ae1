"""How well a partition agrees with a known one. Used where truth is known: tests and benchmarks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mithaq.linkage.reports import Floats, Ints

__all__ = ["Agreement", "agreement", "blocking_recall", "brier"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Pairs: of two reports said to be together. B-cubed: by report (Bagga, Baldwin 1998)."""

    pair_precision: float
    pair_recall: float
    bcubed_precision: float
    bcubed_recall: float
    singletons_bcubed_f1: float
    """What leaving every report alone would score: B-cubed has a high floor."""
    groups: int
    events: int

    @property
    def pair_f1(self) -> float:
        return _harmonic(self.pair_precision, self.pair_recall)

    @property
    def bcubed_f1(self) -> float:
        return _harmonic(self.bcubed_precision, self.bcubed_recall)

    @property
    def bcubed_lift(self) -> float:
        """The part of the way from the floor to perfect."""
        return (self.bcubed_f1 - self.singletons_bcubed_f1) / (1.0 - self.singletons_bcubed_f1)


def _harmonic(a: float, b: float) -> float:
    return 2 * a * b / (a + b) if a + b else 0.0


def _pairs(counts: Ints) -> float:
    return float((counts * (counts - 1) // 2).sum())


def agreement(group: Ints, truth: Ints) -> Agreement:
    both = np.column_stack((group, truth))
    _, cell, cells = np.unique(both, axis=0, return_inverse=True, return_counts=True)
    _, of_group, groups = np.unique(group, return_inverse=True, return_counts=True)
    _, of_truth, events = np.unique(truth, return_inverse=True, return_counts=True)
    common = cells[cell.ravel()]
    shared = _pairs(cells)
    alone = float((1.0 / events[of_truth]).mean())
    return Agreement(
        pair_precision=shared / max(_pairs(groups), 1.0),
        pair_recall=shared / max(_pairs(events), 1.0),
        bcubed_precision=float((common / groups[of_group]).mean()),
        bcubed_recall=float((common / events[of_truth]).mean()),
        singletons_bcubed_f1=_harmonic(1.0, alone),
        groups=len(groups),
        events=len(events),
    )


def blocking_recall(first: Ints, second: Ints, truth: Ints) -> float:
    """The part of all true pairs that the candidates hold; each pair may stand once only."""
    _, events = np.unique(truth, return_counts=True)
    return float((truth[first] == truth[second]).sum()) / max(_pairs(events), 1.0)


def brier(probability: Floats, is_true: Floats) -> float:
    return float(((probability - is_true) ** 2).mean()) if len(probability) else 0.0
