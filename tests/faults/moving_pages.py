"""The scenario of the pages: three renderings of a site are moved in place, each after the one before."""

from __future__ import annotations

import shutil
from pathlib import Path

from mithaq.signer import lying_files
from mithaq.signer.pages import move_in_place
from support.staged import manifest_of

INDEX = "public.index"

SITES: tuple[dict[str, bytes], ...] = (
    {"en/index.html": b"first", "ar/index.html": b"first", "en/case": b"a page that becomes a folder"},
    {"en/index.html": b"second", "ar/index.html": b"first", "en/case/index.html": b"case", "en/b.pdf": b"bulletin"},
    {"en/index.html": b"third", "en/case": b"a folder that became a page", "en/b.pdf": b"bulletin"},
)


def run(root: Path, notes: Path) -> None:
    """Goes on where the notes say that the last run was; in a process of its own: it changes what is in doubt."""
    # Everything is remembered at once, as it would be by a publication that takes longer than a clock's step.
    lying_files._DOUBT_NS = 0
    reached = notes.read_text().split() if notes.exists() else ["0"]
    for number in range(int(reached[-1]), len(SITES)):
        with notes.open("a") as file:
            file.write(f"{number}\n")
        staging = notes.with_name(f"staging-{number}")
        shutil.rmtree(staging, ignore_errors=True)
        for path, data in SITES[number].items():
            (staging / path).parent.mkdir(parents=True, exist_ok=True)
            (staging / path).write_bytes(data)
        move_in_place(staging, root / "public", manifest_of(staging, number), lying=root / INDEX)
