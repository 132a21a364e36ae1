"""What a promise signs: one commitment that binds the other fifteen of a report (design, section 3).

The value behind the commitment ``report`` is the SHA-256, in hex, over the other fifteen commitments, sorted
and joined by newlines. Each commitment already says which field it is of, so their order need not.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Final

__all__ = ["BINDING_SEAL", "bound_value"]

BINDING_SEAL: Final = "report"


def bound_value(seals: Mapping[str, str]) -> str:
    others = dict(seals)
    others.pop(BINDING_SEAL, None)
    return sha256("\n".join(sorted(others.values())).encode()).hexdigest()
