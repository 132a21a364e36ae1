"""Reports that show one address may be of one post or film: they are one origin until a person says otherwise.

Source: monitoring_practice.md, section 6 (reports are not independent if they share the upstream post or video).
Addresses are compared without what leads to the same page: scheme, ``www.``, the fragment, a last slash; a post of
Telegram also without its preview (``/s/``) and what follows a question mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import combinations
from typing import Final

from mithaq.mechanism.monitoring.origin import FoundRepeat, FoundWhy

__all__ = ["address_key", "same_addresses"]

_FRONT: Final = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)
_TELEGRAM: Final = frozenset({"t.me", "telegram.me"})


def address_key(address: str) -> str:
    """What two spellings of one address have in common; only the host is without regard to capitals."""
    host, slash, rest = _FRONT.sub("", address.strip().partition("#")[0]).partition("/")
    host = host.lower()
    if host in _TELEGRAM:
        # Names of its channels are without regard to capitals too.
        host, rest = "t.me", rest.partition("?")[0].removeprefix("s/").lower()
    return f"{host}{slash}{rest}".rstrip("/")


def same_addresses(shown: Iterable[tuple[str, Iterable[str]]]) -> tuple[FoundRepeat, ...]:
    """Each two reports that have an address in common, the later in the order given as the one that repeats."""
    by_address: dict[str, dict[str, None]] = {}
    for report, addresses in shown:
        for address in addresses:
            by_address.setdefault(address_key(address), {})[report] = None
    pairs = {pair for reports in by_address.values() for pair in combinations(reports, 2)}
    return tuple(
        FoundRepeat(report=second, repeats=first, why=FoundWhy.UPSTREAM) for first, second in sorted(pairs)
    )
