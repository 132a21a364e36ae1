"""Which limits a mission may bind itself to: it may wait longer than the design's floor, never less.

Source: design, section 3 ("The log must not betray a reporter"): hourly batches of at least five make no
reporter identifiable by the times of the record, exact times make most; a mission may wait longer. A promise
needs one epoch to enter and one for its head to be signed and witnessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mithaq.errors import NotPermitted

if TYPE_CHECKING:
    from mithaq.mechanism.agreement.statements import Limits

__all__ = ["LEAST_REPORTS", "LEAST_SECONDS", "check_limits"]

LEAST_SECONDS: Final = 3_600
LEAST_REPORTS: Final = 5


def check_limits(limits: Limits) -> None:
    if limits.epoch_seconds < LEAST_SECONDS:
        raise NotPermitted(
            f"an epoch of {limits.epoch_seconds} seconds would tell when a reporter wrote.",
            advice=f"Give at least {LEAST_SECONDS} seconds.",
        )
    if limits.epoch_minimum < LEAST_REPORTS:
        raise NotPermitted(
            f"an epoch of {limits.epoch_minimum} reports would single a reporter out.",
            advice=f"Give at least {LEAST_REPORTS} reports.",
        )
    if limits.promise_seconds < 2 * limits.epoch_seconds:
        raise NotPermitted(
            f"a promise of {limits.promise_seconds} seconds runs out before two epochs of {limits.epoch_seconds} "
            "have passed.",
            advice="A report needs one epoch to enter and one for the head to be signed: promise more time.",
        )
