"""The page of figures: missed targets first, then every figure beside its target and its peer."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.one import Measured

__all__ = ["Machine", "page", "this_machine"]

LIBRARIES = ("cryptography", "django", "msgspec", "pymerkle")


@dataclass(frozen=True, slots=True)
class Machine:
    date: str
    processor: str
    cores: int
    load: float
    """The load average of the minute before the run: above a few tenths, others were at work too."""
    versions: Mapping[str, str]


def this_machine(date: str) -> Machine:
    versions = {"Python": platform.python_version(), "SQLite": sqlite3.sqlite_version}
    for name in LIBRARIES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = "absent"
    return Machine(date, _processor(), os.cpu_count() or 1, os.getloadavg()[0], versions)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def page(machine: Machine, measured: Mapping[str, Measured], *, scale: str) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in machine.versions.items())
    cores = f"{machine.processor}, {machine.cores} cores, load average {machine.load:.2f} before the run"
    lines = [
        "# Benchmarks",
        "",
        "Made by `make bench`; never edited by hand. Every subject ran in a fresh process; peers and the machine's",
        "limits were measured in the same run. Memory is the peak of the subject's largest process.",
        "",
        f"{machine.date}, scale `{scale}`. {cores}. {versions}.",
        "",
        "## Missed targets",
        "",
        *(_missed(measured) or ["None."]),
    ]
    for subject, result in measured.items():
        lines += [
            "",
            f"## {subject.replace('_', ' ').capitalize()}",
            "",
            "| figure | value | target | peer | note |",
            "|---|---|---|---|---|",
            *(_row(figure) for figure in result.figures),
            "",
            f"Peak memory: {result.peak_mb:,.0f} MB.",
        ]
    return "\n".join(lines) + "\n"


def _missed(measured: Mapping[str, Measured]) -> list[str]:
    return [
        f"- {figure.name}: {_amount(figure.value)} {figure.unit}, target {_target(figure)}"
        for figure in _all(measured)
        if figure.is_missed
    ]


def _all(measured: Mapping[str, Measured]) -> Iterable[Figure]:
    return (figure for result in measured.values() for figure in result.figures)


def _row(figure: Figure) -> str:
    verdict = "" if figure.target is None else ", **missed**" if figure.is_missed else ", met"
    cells = (
        figure.name,
        f"{_amount(figure.value)} {figure.unit}",
        _target(figure) + verdict,
        _peer(figure),
        figure.note,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _target(figure: Figure) -> str:
    return "" if figure.target is None else f"{figure.target.bound.value} {_amount(figure.target.value)}"


def _peer(figure: Figure) -> str:
    peer = figure.peer
    if peer is None:
        return ""
    source = f" ({peer.source})" if peer.source else ""
    return f"{peer.name}: {_amount(peer.value)}{source}; ours is {figure.value / peer.value:.2f} of it"


def _amount(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
