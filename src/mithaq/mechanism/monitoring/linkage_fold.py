"""How runs of linkage and judgements on links stand in the ledger, and the rules they must keep."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from mithaq.mechanism.monitoring.batch_on_record import check_batch
from mithaq.mechanism.monitoring.daily_batch import DAY_SECONDS
from mithaq.mechanism.monitoring.judged_pair import pair_problem
from mithaq.mechanism.monitoring.statements import LinkageRan, LinkJudged

if TYPE_CHECKING:
    from mithaq.mechanism.envelope import Statement
    from mithaq.mechanism.ledger import Ledger

__all__ = ["HANDLERS"]


def _linkage_ran(ledger: Ledger, statement: Statement, body: LinkageRan) -> None:
    if body.as_of > ledger.size:
        ledger.breach(statement, "linkage-prefix", f"it read {body.as_of} entries; {ledger.size} stand before it.")
    public = bisect_left(ledger.public_places, body.as_of)
    if body.public_reports != public:
        ledger.breach(
            statement,
            "linkage-counts",
            f"it counts {body.public_reports} public reports; the first {body.as_of} entries hold {public}.",
        )
    if body.public_groups > body.public_reports:
        ledger.breach(statement, "linkage-counts", "it counts more groups than reports.")
    ledger.linkage_runs.append((ledger.size, body))


def _link_judged(ledger: Ledger, statement: Statement, body: LinkJudged) -> None:
    problem = pair_problem(body)
    if problem is not None:
        ledger.breach(statement, "judged-pair", problem)
    if body.reports is None:
        check_batch(ledger, statement, "sealed judgements", DAY_SECONDS, statement.id)
        return
    for report_id in body.reports:
        report = ledger.reports.get(report_id)
        if report is None or not report.is_public:
            ledger.breach(statement, "sealed-link", f"{report_id} is not a public report on the record.")


HANDLERS: dict[tuple[str, int], Any] = {
    ("linkage.ran", 1): _linkage_ran,
    ("link.judged", 1): _link_judged,
}
