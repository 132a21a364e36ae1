"""What an installation may lack: a missing package is named, with the extra that brings it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mithaq.errors import MissionNotReady

__all__ = ["needs"]


@contextmanager
def needs(extra: str) -> Iterator[None]:
    """Around the imports of a command that needs the extra."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("mithaq"):
            raise
        raise MissionNotReady(
            f"this command needs the package {missing.name}, which is not installed.",
            advice=f'Install it with: pip install "mithaq[{extra}]"',
        ) from missing
