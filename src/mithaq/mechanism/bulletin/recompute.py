"""A bulletin's figures, computed from the ledger: the one place where they are made and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mithaq.mechanism.bulletin.coverage import coverage
from mithaq.mechanism.bulletin.figures import Accounting, DayCounts, Figures, WayIn, WaysIn
from mithaq.mechanism.monitoring.accounts import TOLD, UNSHOWN, WayAccount
from mithaq.mechanism.monitoring.statements import Disposition

if TYPE_CHECKING:
    from mithaq.mechanism.ledger import Ledger

__all__ = ["figures"]


def figures(ledger: Ledger, day_from: str, day_to: str) -> Figures:
    """The figures for the period by all that the ledger has read so far.

    Counted are public reports and incidents whose interval of days lies wholly in the period; what only
    touches it stands as ``undated``. Reports disposed as duplicate, out of scope or withdrawn are not counted.
    Overdue is judged at the last `clock.ticked`, since deadlines have no other clock.
    """
    tick = ledger.last_tick[1] if ledger.last_tick else ledger.last_at
    reports = ledger.report_tally.within(day_from, day_to)
    incidents = ledger.incident_tally.within(day_from, day_to)
    return Figures(
        accounting=Accounting(
            received=len(ledger.reports),
            disposed={Disposition(name): count for name, count in sorted(ledger.disposed.items()) if count},
            open=ledger.open_reports.count,
            overdue=ledger.open_reports.overdue(tick),
            oldest_open=ledger.open_reports.oldest(),
        ),
        ways=_ways(ledger, tick),
        coverage=coverage(ledger, day_from, day_to, reports),
        period=DayCounts(
            reports=reports.count,
            incidents=incidents.count,
            verified=ledger.verified_tally.within(day_from, day_to).count,
            undated=ledger.report_tally.overlapping(day_from, day_to),
            by_governorate={name: count for name, count in sorted(incidents.by_governorate.items()) if count},
            by_class={name: count for name, count in sorted(incidents.by_class.items()) if count},
            killed_known=incidents.with_number,
            killed_low=incidents.low,
            killed_best=incidents.best,
            killed_high=incidents.high,
        ),
        claims=ledger.claim_tally.within(day_from, day_to).count,
    )


def _ways(ledger: Ledger, tick: str) -> WaysIn:
    return WaysIn(
        told=_way(ledger.ways.get(TOLD), tick),
        unshown=_way(ledger.ways.get(UNSHOWN), tick),
        collected={
            name: _way(account, tick)
            for name, account in sorted(ledger.ways.items())
            if name not in (TOLD, UNSHOWN)
        },
    )


def _way(account: WayAccount | None, tick: str) -> WayIn:
    if account is None:
        return WayIn(received=0, open=0, overdue=0, oldest_open=None)
    waiting = account.open
    return WayIn(
        received=account.received,
        open=waiting.count,
        overdue=waiting.overdue(tick),
        oldest_open=waiting.oldest(),
    )
