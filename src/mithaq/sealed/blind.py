"""Blind index: finding an equal sealed value without storing it.

HMAC-SHA-256 under a key that lies in ``keys/`` and never in a database. Equal values give equal marks, so a
mark betrays equality and frequency to whoever reads the table, and nothing else: it is used for identifiers
of reports and incidents, never for rare categories or for persons (record_and_evidence.md, section 5).
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import Final

__all__ = ["MARK_BYTES", "BlindIndex"]

MARK_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class BlindIndex:
    key: bytes = field(repr=False)

    def mark(self, purpose: str, *parts: str) -> bytes:
        """The mark of a value. Lengths stand before the parts, so no two lists of parts run together."""
        message = purpose + "".join([f"\n{len(part)}:{part}" for part in parts])
        return hmac.digest(self.key, message.encode("utf-8", "surrogatepass"), "sha256")[:MARK_BYTES]
