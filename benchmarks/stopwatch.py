"""Wall time beside processor time: on a machine that others use too, only the second compares two runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

__all__ = ["Elapsed", "stopwatch"]


@dataclass(slots=True)
class Elapsed:
    wall_s: float = 0.0
    cpu_s: float = 0.0
    """Of this process and the children it has waited for, in both modes."""

    def note(self, count: int) -> str:
        return f"{count:,} in {self.wall_s:.2f} s, of which {self.cpu_s:.2f} s of processor time"


@contextmanager
def stopwatch() -> Iterator[Elapsed]:
    elapsed = Elapsed()
    wall, cpu = perf_counter(), sum(os.times()[:4])
    yield elapsed
    elapsed.wall_s, elapsed.cpu_s = perf_counter() - wall, sum(os.times()[:4]) - cpu
