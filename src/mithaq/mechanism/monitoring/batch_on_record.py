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
    """A batch stands together, sorted, once a period, at a time no finer than its period."""
    batch = ledger.batches.get(sort)
    if batch is not None and batch.index == ledger.size - 1 and batch.at == statement.at:
        if key <= batch.key:
            ledger.breach(statement, "batch", f"the {sort} do not stand sorted, each once.")
        batch.index, batch.key = ledger.size, key
        return
    at = statement.at
    if ledger.previous_at not in {at, None} and not is_boundary(at, period_seconds):
        ledger.breach(statement, "batch", f"{at} is finer than the period in which {sort} may enter.")
    if batch is not None and period_start(parse_instant(batch.at), period_seconds) >= period_start(
        parse_instant(at), period_seconds
    ):
        ledger.breach(statement, "batch", f"a second batch of {sort} enters in one period.")
    ledger.batches[sort] = BatchAccount(ledger.size, at, key)
