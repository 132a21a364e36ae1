"""Fixtures every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data that is read but never copied into the project."""
    given = os.environ.get("MITHAQ_SHARED")
    folder = Path(given) if given else Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip(f"no shared data: {folder} is absent (set MITHAQ_SHARED to the folder that holds it)")
    inner = folder / "data"
    return inner if inner.is_dir() else folder
