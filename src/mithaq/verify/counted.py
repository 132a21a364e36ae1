"""A number with its noun, in the form that English wants."""

from __future__ import annotations

__all__ = ["counted"]


def counted(number: int, one: str, many: str | None = None) -> str:
    """``1 day``, ``0 days``, ``12,000 entries``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
