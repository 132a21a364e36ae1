"""What entered together stands together: received reports, sealed links, erasures (design, section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mithaq.mechanism.envelope import parse_instant
from mithaq.mechanism.monitoring.accounts import BatchAccount
from mithaq.mechanism.monitoring.batches import is_boundary, period_start

if TYPE_CHECKING:
    from mithaq.mechanism.envelope import Statement
    from mithaq.mechanism.ledger import Ledger

__all__ = ["check_batch"]


def check_batch(ledger: Ledger, statement: Statement, sort: str, period_seconds: int, key: str) -> None:
    """A batch stands together, sorted, once a period, at a time no finer than its period.

    Or at the time of the entry before it, where one entered since the boundary: time on the record never decreases.
    Such a batch is counted, and so is one smaller than the terms ask for; the verifier tells of both.
    """
    _count(ledger, statement.at, sort)
    batch = ledger.batches.get(sort)
    if batch is not None and batch.index == ledger.size - 1 and batch.at == statement.at:
        if key <= batch.key:
            ledger.breach(statement, "batch", f"the {sort} do not stand sorted, each once.")
        batch.index, batch.key = ledger.size, key
        return
    at = statement.at
    if not is_boundary(at, period_seconds):
        ledger.off_boundary.add((sort, at))
    if ledger.previous_at not in {at, None} and not is_boundary(at, period_seconds):
        ledger.breach(statement, "batch", f"{at} is finer than the period in which {sort} may enter.")
    if batch is not None and period_start(parse_instant(batch.at), period_seconds) >= period_start(
        parse_instant(at), period_seconds
    ):
        ledger.breach(statement, "batch", f"a second batch of {sort} enters in one period.")
    ledger.batches[sort] = BatchAccount(ledger.size, at, key)


def _count(ledger: Ledger, at: str, sort: str) -> None:
    least = ledger.limits.epoch_minimum if ledger.limits else 0
    stood, _ = ledger.batch_sizes.get((sort, at), (0, least))
    ledger.batch_sizes[sort, at] = (stood + 1, least)
