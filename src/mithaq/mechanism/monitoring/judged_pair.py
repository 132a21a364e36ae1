"""A judgement on two reports is shown whole or not at all, and names each pair in one way.

Design, section 3 ("Kinds of report"): only links between public reports are in clear. That a person judged two
reports at all is such a link, so a part of it shown beside a sealed pair would be one too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mithaq.mechanism.monitoring.statements import LinkJudged

__all__ = ["pair_problem"]


def pair_problem(body: LinkJudged) -> str | None:
    shown = [part for part in (body.judgement, body.reports, body.reason) if part is not None]
    if shown and len(shown) != 3:
        return "judgement, reports and reason are shown all or not at all."
    if body.reports is not None and body.reports[0] >= body.reports[1]:
        return "it does not name two different reports in their order."
    return None
