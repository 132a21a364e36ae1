"""Numbers of dead as steps: each number up to ten, then steps of a quarter."""

from __future__ import annotations

from typing import Final

import numpy as np

from mithaq.linkage.reports import Floats, Ints

__all__ = ["STEPS", "step_of", "steps_said"]

EXACT: Final = 10
RATIO: Final = 1.25
STEPS: Final = 28
NEAR: Final = 0.45
"""Standard deviation, in log(1 + dead), of a number that is near but not the same."""


def step_of(dead: Floats) -> Ints:
    """-1 where the number is not known."""
    known = np.nan_to_num(dead, nan=0.0)
    above = EXACT + np.ceil(np.log(np.maximum(known, EXACT) / EXACT) / np.log(RATIO) - 1e-9)
    step = np.minimum(np.where(known <= EXACT, np.floor(known), above), STEPS - 1)
    return np.where(np.isnan(dead), -1, step).astype(np.int64)


def steps_said(often: Floats, near: float, far: float) -> Floats:
    """The chance of each step said (columns) given the true one: the same, a near one, or any."""
    step = np.arange(STEPS)
    middle = np.log1p(np.where(step <= EXACT, step, EXACT * RATIO ** (step - EXACT)))
    nearness = np.exp(-0.5 * ((middle[:, None] - middle[None, :]) / NEAR) ** 2)
    np.fill_diagonal(nearness, 0.0)
    nearness /= nearness.sum(axis=1, keepdims=True)
    return (1.0 - near - far) * np.eye(STEPS) + near * nearness + far * often[None, :]
