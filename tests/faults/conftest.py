from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.faulty_disk import FaultyDisk, compile_shim


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compile_shim(tmp_path_factory.mktemp("shim"))


@pytest.fixture(scope="module")
def disk(shim: Path, request: pytest.FixtureRequest) -> Iterator[FaultyDisk]:
    disk = FaultyDisk(shim, request.module.SCENARIO)
    yield disk
    disk.close()
