"""The log beside pymerkle: the same entries appended, and proofs that they are included.

pymerkle is GPL and lies in a folder of its own that only ``make bench`` puts on the path; without it, its
figures are left out.
"""

from __future__ import annotations

import importlib
import random
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, Peer
from benchmarks.stopwatch import Elapsed, stopwatch
from mithaq.record.notes import Signer
from mithaq.record.tiles import TileTree
from mithaq.record.tree import leaf_hashes, verify_inclusion
from mithaq.signer.durable import FolderReader
from mithaq.signer.publisher import opened_publisher

__all__ = ["measure"]

COUNTS = {"tiny": 600, "quick": 20_000, "full": 200_000}
PROOFS = {"tiny": 5, "quick": 1_000, "full": 10_000}
ENTRY_BYTES = 300
TESSERA = Peer(
    "Tessera, POSIX files on NVMe, 7 cores",
    10_000,
    "published in its docs/performance.md: another machine, duplicates looked for, heads at an interval",
)
ORIGIN = "bench.example/log"


@dataclass(frozen=True, slots=True)
class _Entries:
    rows: list[bytes]

    def size(self) -> int:
        return len(self.rows)

    def read(self, start: int, stop: int) -> list[bytes]:
        return self.rows[start:stop]


def measure(scale: str) -> list[Figure]:
    count = COUNTS[scale]
    rng = random.Random(1)
    entries = [rng.randbytes(ENTRY_BYTES) for _ in range(count)]
    asked = [rng.randrange(count) for _ in range(PROOFS[scale])]
    with tempfile.TemporaryDirectory(prefix="mithaq-bench-") as folder:
        appended, proved = _ours(Path(folder), entries, asked)
        peer_appended, peer_proved = _pymerkle(Path(folder), entries, asked)
    rate = count / appended.wall_s
    return [
        Figure(
            "entries made public: tiles, bundles and a signed head, all durable",
            rate,
            "a second",
            peer=_peer("pymerkle, SQLite, in bulk", count, peer_appended),
            note=appended.note(count) + "; pymerkle stores leaves and signs nothing",
        ),
        Figure(
            "the same beside a published figure",
            rate,
            "a second",
            peer=TESSERA,
            note="one run of all entries and one head; the order was settled before",
        ),
        Figure(
            "inclusion proofs from the public files",
            len(asked) / proved.wall_s,
            "a second",
            peer=_peer("pymerkle, SQLite", len(asked), peer_proved),
            note=proved.note(len(asked)),
        ),
    ]


def _ours(folder: Path, entries: list[bytes], asked: list[int]) -> tuple[Elapsed, Elapsed]:
    record = folder / "public" / "record"
    record.mkdir(parents=True)
    with (
        stopwatch() as appended,
        opened_publisher(
            _Entries(entries),
            record=record,
            state=folder / "state.json",
            signer=Signer(ORIGIN, bytes(range(32))),
        ) as publisher,
    ):
        publisher.publish()
    tree = TileTree(FolderReader(record), len(entries))
    with stopwatch() as proved:
        paths = [tree.inclusion_path(index) for index in asked]
    root = tree.root_at(len(entries))
    for index, path in zip(asked, paths, strict=True):
        verify_inclusion(leaf_hashes([entries[index]])[0], index, len(entries), path, root)
    return appended, proved


def _pymerkle(folder: Path, entries: list[bytes], asked: list[int]) -> tuple[Elapsed | None, Elapsed | None]:
    try:
        pymerkle: Any = importlib.import_module("pymerkle")
    except ModuleNotFoundError:
        return None, None
    with pymerkle.SqliteTree(str(folder / "pymerkle.db")) as tree:
        with stopwatch() as appended:
            tree.append_entries(entries)
        with stopwatch() as proved:
            for index in asked:
                tree.prove_inclusion(index + 1)
    return appended, proved


def _peer(name: str, count: int, elapsed: Elapsed | None) -> Peer | None:
    return None if elapsed is None else Peer(name, count / elapsed.wall_s)
