"""The generator of the invented land: it must never be what a benchmark waits for."""

from __future__ import annotations

from benchmarks.figures import Figure, at_least
from benchmarks.stopwatch import stopwatch
from mithaq.scenario import build
from mithaq.scenario.flow import flow
from mithaq.scenario.levels import HARD

__all__ = ["measure"]

COUNTS = {"tiny": 200, "quick": 30_000, "full": 300_000}


def measure(scale: str) -> list[Figure]:
    count = COUNTS[scale]
    scenario = build(1, count)
    assert scenario.land.communities
    with stopwatch() as elapsed:
        made = sum(1 for _ in scenario.arrivals())
    assert made == count
    with stopwatch() as with_text:
        told = sum(1 for _ in flow(HARD, count, 1))
    assert told == count
    return [
        Figure("reports invented", count / elapsed.wall_s, "a second", at_least(50_000), note=elapsed.note(count)),
        Figure("reports of the hard level, with text", count / with_text.wall_s, "a second",
               note=with_text.note(count)),
    ]  # fmt: skip
