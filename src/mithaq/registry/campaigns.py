"""Answering a flood: one reasoned disposition for a whole campaign, every report still accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from mithaq.errors import InvalidStatement
from mithaq.mechanism.monitoring.one_disposition import check_first
from mithaq.mechanism.monitoring.statements import CampaignRecognised, Disposition
from mithaq.registry.door import writing
from mithaq.registry.drafts import Actor, Draft, draft
from mithaq.registry.reports import standing_report

if TYPE_CHECKING:
    from mithaq.mechanism.envelope import Text
    from mithaq.registry.mission import Mission

__all__ = ["recognise_campaign"]

PER_STATEMENT: Final = 2_500
_LINKING: Final = frozenset({Disposition.LINKED, Disposition.DUPLICATE})


def recognise_campaign(
    mission: Mission,
    reports: Sequence[str],
    disposition: Disposition,
    *,
    reason: Text,
    pattern: str,
    actor: Actor,
    now: datetime,
) -> str:
    """The campaign's id. ``pattern``, by which it was recognised, is sealed: it would teach the next one."""
    if disposition in _LINKING:
        raise InvalidStatement(f"a campaign cannot be disposed as {disposition.value}: that names something.")
    if not reports or len(set(reports)) != len(reports):
        raise InvalidStatement("a campaign names at least one report, and none twice.")
    with writing(mission) as door:
        for report in reports:
            standing = standing_report(door, report)
            check_first(report, current=standing.current, is_waiting=standing.is_waiting)
        # By id, not in the order of arrival or of the analyst's list.
        ordered = sorted(reports)
        drafts: list[Draft] = []
        for start in range(0, len(ordered), PER_STATEMENT):
            body = CampaignRecognised(
                disposition=disposition,
                reports=tuple(ordered[start : start + PER_STATEMENT]),
                reason=reason if start == 0 else None,
                continues=drafts[0].id if drafts else None,
            )
            values = {"pattern": pattern} if start == 0 else None
            drafts.append(draft(mission, "campaign.recognised", body, actor, values=values))
        door.enter(drafts, now)
    return drafts[0].id
