"""Randomness by the piece, drawn in one go: the system is asked once a batch, not twenty times a report."""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Callable

__all__ = ["Entropy"]


class Entropy:
    """Lives for one batch only; kept longer, a forked process would repeat it."""

    def __init__(self, random_bytes: Callable[[int], bytes], size: int) -> None:
        self._random_bytes = random_bytes
        self._size = size
        self._pool = random_bytes(size)
        self._used = 0

    def take(self, count: int) -> bytes:
        start = self._used
        end = start + count
        if end > len(self._pool):
            self._pool = self._random_bytes(max(self._size, count))
            start, end = 0, count
        self._used = end
        return self._pool[start:end]

    def commitments(self, count: int) -> list[str]:
        """What stands in unused places: nobody, the mission included, can open it."""
        pool = self.take(32 * count)
        return [b2a_base64(pool[start : start + 32], newline=False).decode() for start in range(0, 32 * count, 32)]
