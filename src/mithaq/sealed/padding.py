"""How long a ciphertext may be: a few sizes only, so that its length does not tell whose words lie in it.

Every received report is at least `REPORT_BYTES` long, which holds a page of Arabic with all structured fields;
longer ones, and everything else, double from their smallest size. Whoever seizes the database without its keys
learns of a report only that it was unusually long.
"""

from __future__ import annotations

from typing import Final

__all__ = ["padded"]

REPORT_BYTES: Final = 4_096
SMALLEST_BYTES: Final = 512


def padded(plain: bytes, kind: str) -> bytes:
    """JSON followed by spaces, which its readers pass over."""
    size = REPORT_BYTES if kind == "report.received" else SMALLEST_BYTES
    while size < len(plain):
        size *= 2
    return plain.ljust(size)
