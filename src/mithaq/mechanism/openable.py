"""Which sealed values may ever be opened on the record, and how much they may show: a list of what is allowed.

Everything that is not listed stays sealed: places, sources, origins, reporters, texts, links, points. What is
listed may be opened only where it shows no more than the record shows already, so that an opening proves what
was said and tells nothing new (design, section 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from mithaq.mechanism.monitoring.facts import Facts

__all__ = ["OPENABLE", "opening_problem"]

OPENABLE: Final = frozenset(
    {
        ("incident.opened", "facts"),
        ("report.received", "casualties"),
        ("report.received", "classes"),
        ("report.received", "occurred"),
    }
)


def opening_problem(kind: str, field: str, value: Any, *, shown: Facts | None, is_erased: bool) -> str | None:
    """Why this value must not be opened, or None. ``shown`` is what the record shows of its report or incident."""
    if (kind, field) not in OPENABLE:
        return f"{field} of {kind} is never opened: it is not on the list of what may be"
    if is_erased:
        return "the statement's sealed values were erased; nothing of them may come back"
    if shown is None:
        return f"{field} of {kind} is opened only after the record has described its subject"
    facts: dict[str, Any] = msgspec.to_builtins(shown)
    if value != (facts if field == "facts" else _said(facts)[field]):
        return f"{field} would show more than the record's own description does"
    return None


def _said(facts: dict[str, Any]) -> dict[str, Any]:
    """The sealed fields that the facts already tell, as reports seal them."""
    return {
        "occurred": {name: facts[name] for name in ("day_from", "day_to", "day_precision")},
        "classes": list(facts["classes"]),
        "casualties": {name: facts[name] for name in ("killed", "wounded")},
    }
