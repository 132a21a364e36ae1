"""What may enter at once as collected: only what a recorder or a guarantor had published already.

Design, section 3 ("Kinds of report"): ``report.collected`` has no reporter to protect. What comes through a door
of ours has one, and a party's word counts only through its authenticated door: both are received, wait for their
epoch and are promised.
"""

from __future__ import annotations

from typing import Final

from mithaq.errors import InvalidStatement

__all__ = ["check_collectable", "is_collectable"]

_RECEIVED: Final = frozenset({"door", "party"})


def is_collectable(standing: str) -> bool:
    return standing not in _RECEIVED


def check_collectable(code: str, standing: str) -> None:
    if not is_collectable(standing):
        raise InvalidStatement(
            f"source {code} has the standing {standing}: what it says is received, never collected.",
            advice="Import it as a table of that source: each row is then received, promised and batched.",
        )
