"""All tables made anew from entries and ciphertext, in one transaction."""

from __future__ import annotations

from benchmarks.figures import Figure, at_most
from benchmarks.invented import NOW, collected, opened_mission
from benchmarks.stopwatch import stopwatch
from mithaq.registry.drafts import Actor
from mithaq.registry.rebuild import rebuild
from mithaq.registry.run_import import run_import

__all__ = ["measure"]

COUNTS = {"tiny": 200, "quick": 40_000, "full": 1_000_000}
MILLION = 1_000_000


def measure(scale: str) -> list[Figure]:
    count = COUNTS[scale]
    with opened_mission() as mission:
        run_import(mission, collected(count), reader="bench", actor=Actor("intake"), now=NOW)
        with stopwatch() as elapsed:
            rebuilt = rebuild(mission)
        assert rebuilt.unopened == 0
    return [
        Figure(
            "rebuild of 1 million reports",
            elapsed.wall_s * MILLION / count,
            "s",
            at_most(60),
            note=elapsed.note(count) + ("" if count == MILLION else ", scaled up"),
        )
    ]
