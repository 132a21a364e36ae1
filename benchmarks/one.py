"""One subject in a process of its own: its figures and its peak memory, as one line of JSON.

``python -m benchmarks.one import_speed quick``
"""

from __future__ import annotations

import importlib
import resource
import sys
from dataclasses import dataclass

import msgspec

from benchmarks.figures import Figure

__all__ = ["Measured"]


@dataclass(frozen=True, slots=True)
class Measured:
    figures: list[Figure]
    peak_mb: float
    """Of the largest of its processes (``ru_maxrss``)."""


def main(subject: str, scale: str) -> None:
    figures = importlib.import_module(f"benchmarks.{subject}").measure(scale)
    peak_kb = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    sys.stdout.write(msgspec.json.encode(Measured(figures, peak_kb / 1024)).decode() + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
