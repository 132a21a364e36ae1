from __future__ import annotations

from pathlib import Path

import pytest

from signer.log_room import LogRoom


@pytest.fixture
def log(tmp_path: Path) -> LogRoom:
    return LogRoom(tmp_path / "mission")
