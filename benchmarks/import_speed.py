"""Collected reports in bulk: from parsed rows to committed statements, ciphertext and tables."""

from __future__ import annotations

from benchmarks.figures import Figure, at_least
from benchmarks.invented import NOW, collected, opened_mission
from benchmarks.stopwatch import stopwatch
from mithaq.registry.drafts import Actor
from mithaq.registry.run_import import run_import

__all__ = ["measure"]

COUNTS = {"tiny": 200, "quick": 20_000, "full": 100_000}
WARM_UP = 100


def measure(scale: str) -> list[Figure]:
    count = COUNTS[scale]
    rows = list(collected(WARM_UP + count))
    with opened_mission() as mission:
        run_import(mission, rows[:WARM_UP], reader="bench", actor=Actor("intake"), now=NOW)
        with stopwatch() as elapsed:
            result = run_import(mission, rows[WARM_UP:], reader="bench", actor=Actor("intake"), now=NOW)
        assert (result.accepted, result.refused) == (count, 0)
        files = sum(file.stat().st_size for file in mission.path.glob("*.db*"))
    return [
        Figure(
            "collected reports imported",
            count / elapsed.wall_s,
            "a second",
            at_least(10_000),
            note=elapsed.note(count),
        ),
        Figure("databases on disk", files / (WARM_UP + count), "bytes a report", note="keys and logs included"),
    ]
