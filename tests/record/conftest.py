"""The published vectors, and small logs that live in memory or in a folder."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from mithaq.errors import SourceUnavailable
from mithaq.record import RightEdge, Signer, bundles_at, encode_bundle, leaf_hashes

# A deadline in wall-clock time measures the machine's other users; slowness has its own benchmarks.
settings.register_profile("unhurried", parent=settings(), deadline=None)
settings.load_profile("unhurried")

ORIGIN = "record.example/exercise"


class Shelf:
    """A log whose files lie in a dictionary."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.read_paths: list[str] = []

    def read(self, path: str) -> bytes:
        self.read_paths.append(path)
        try:
            return self.files[path]
        except KeyError:
            raise SourceUnavailable("no such file", where=path) from None

    def write_to(self, folder: Path) -> None:
        for path, data in self.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)


def shelf_of(entries: list[bytes]) -> Shelf:
    _, tiles = RightEdge().extend(leaf_hashes(entries))
    bundles = {
        tile.path: encode_bundle(entries[tile.index * 256 : tile.index * 256 + tile.width])
        for tile in bundles_at(len(entries))
    }
    return Shelf({**dict(tiles), **bundles})


@pytest.fixture(scope="session")
def vectors(shared_data: Path) -> Path:
    return shared_data / "tlog-vectors"


@pytest.fixture(scope="session")
def cross_checked(vectors: Path) -> dict[str, Any]:
    return json.loads((vectors / "cross-checked-70000.json").read_text())  # type: ignore[no-any-return]  # JSON


@pytest.fixture(scope="session")
def seventy_thousand() -> list[bytes]:
    return [b'{"entry":%d}' % number for number in range(70_000)]


@pytest.fixture(scope="session")
def seventy_thousand_leaves(seventy_thousand: list[bytes]) -> list[bytes]:
    return leaf_hashes(seventy_thousand)


@pytest.fixture(scope="session")
def seventy_thousand_shelf(seventy_thousand: list[bytes]) -> Shelf:
    return shelf_of(seventy_thousand)


@pytest.fixture(scope="session")
def log_signer() -> Signer:
    return Signer(ORIGIN, hashlib.sha256(b"log of the exercise").digest())
