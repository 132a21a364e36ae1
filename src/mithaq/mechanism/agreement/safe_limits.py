"""Which limits a mission may bind itself to: it may wait longer than the design's floor, never less.

Source: design, section 3 ("The log must not betray a reporter"): hourly batches of at least five make no
reporter identifiable by the times of the record, exact times make most; a mission may wait longer. A promise
needs one epoch to enter and one for its head to be signed and witnessed. Small cells are suppressed, and public
points appear delayed (same section). The registry refuses less; the verifier finds a record bound to less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mithaq.errors import NotPermitted

if TYPE_CHECKING:
    from mithaq.mechanism.agreement.statements import Limits

__all__ = ["LEAST_DELAY_DAYS", "LEAST_REPORTS", "LEAST_SECONDS", "check_limits", "limits_problem"]

LEAST_SECONDS: Final = 3_600
LEAST_REPORTS: Final = 5
LEAST_SHOWN: Final = 3
"""A cell of two tells each of them of the other."""
LEAST_DELAY_DAYS: Final = 1


def limits_problem(limits: Limits) -> tuple[str, str] | None:
    """What the limits would betray, and what to give instead."""
    if limits.epoch_seconds < LEAST_SECONDS:
        return (
            f"an epoch of {limits.epoch_seconds} seconds would tell when a reporter wrote.",
            f"Give at least {LEAST_SECONDS} seconds.",
        )
    if limits.epoch_minimum < LEAST_REPORTS:
        return (
            f"an epoch of {limits.epoch_minimum} reports would single a reporter out.",
            f"Give at least {LEAST_REPORTS} reports.",
        )
    if limits.promise_seconds < 2 * limits.epoch_seconds:
        promised, epoch = limits.promise_seconds, limits.epoch_seconds
        return (
            f"a promise of {promised} seconds runs out before two epochs of {epoch} have passed.",
            "A report needs one epoch to enter and one for the head to be signed: promise more time.",
        )
    if limits.suppress_below < LEAST_SHOWN:
        return (
            f"numbers from {limits.suppress_below} up would be shown, and point at the few they count.",
            f"Suppress below {LEAST_SHOWN} at least.",
        )
    if limits.publication_delay_days < LEAST_DELAY_DAYS:
        return (
            "a point shown on its own day could guide fire onto those who came to help.",
            f"Wait at least {LEAST_DELAY_DAYS} day.",
        )
    return None


def check_limits(limits: Limits) -> None:
    problem = limits_problem(limits)
    if problem is not None:
        raise NotPermitted(problem[0], advice=problem[1])
