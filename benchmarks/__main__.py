"""``python -m benchmarks [--scale full] [--page docs/benchmarks.md] [SUBJECT ...]``."""

from __future__ import annotations

import argparse
import pkgutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from benchmarks.one import Measured
from benchmarks.page import page, this_machine

__all__ = ["run", "subjects"]

ROOT = Path(__file__).resolve().parent.parent
LIMITS = "limits"


def subjects() -> list[str]:
    """The machine's limits, then every ``*_speed`` module of this folder."""
    names = sorted(module.name for module in pkgutil.iter_modules([str(ROOT / "benchmarks")]))
    return [LIMITS, *(name for name in names if name.endswith("_speed"))]


def run(subject: str, scale: str) -> Measured:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.one", subject, scale], cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Measured)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help="default: all of them")
    parser.add_argument("--scale", choices=("tiny", "quick", "full"), default="full")
    parser.add_argument("--page", type=Path, help="write the page there as well")
    options = parser.parse_args(arguments)
    wanted = options.subjects or subjects()
    if unknown := sorted(set(wanted) - set(subjects())):
        parser.error(f"no subject {unknown[0]!r}; there are {', '.join(subjects())}")
    machine = this_machine(datetime.now(UTC).strftime("%Y-%m-%d"))
    measured = {}
    for subject in wanted:
        print(f"{subject} …", file=sys.stderr, flush=True)
        measured[subject] = run(subject, options.scale)
    text = page(machine, measured, scale=options.scale)
    if options.page is not None:
        options.page.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main(sys.argv[1:])
