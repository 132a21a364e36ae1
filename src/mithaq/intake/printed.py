"""Published figures as they were printed, and as a number only where a plain number was printed."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["plain_count"]

_FLOATED: Final = re.compile(r"(\d{1,9})\.0+")
_PLAIN: Final = re.compile(r"\d{1,9}")


def plain_count(cell: str) -> tuple[str, int | None]:
    """The figure as printed, and its number. "13.0" was 13 on the page: a float column added the rest."""
    printed = cell.strip()
    floated = _FLOATED.fullmatch(printed)
    if floated:
        printed = floated[1]
    return printed, int(printed) if _PLAIN.fullmatch(printed) else None
