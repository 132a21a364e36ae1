"""A person's judgement on two reports: on the record in clear where both are public, else with the day's batch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from mithaq.errors import InvalidStatement
from mithaq.mechanism.monitoring.judgements import ordered
from mithaq.mechanism.monitoring.linking import link_is_public
from mithaq.mechanism.monitoring.statements import Judgement, LinkJudged
from mithaq.registry.dispose import keep_waiting
from mithaq.registry.door import writing
from mithaq.registry.drafts import Actor, draft
from mithaq.registry.link_state import judgements
from mithaq.registry.reports import standing_report

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission

__all__ = ["LinkJudgedNow", "judge_link"]


@dataclass(frozen=True, slots=True)
class LinkJudgedNow:
    statement: str
    is_waiting: bool
    """True where a report of the pair may not be seen: it enters with the daily batch."""


def judge_link(
    mission: Mission,
    judgement: Judgement,
    a: str,
    b: str,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> LinkJudgedNow:
    """The next run of linkage respects it and brings the pair's incidents into line with it."""
    if a == b:
        raise InvalidStatement(f"{a} is named twice; a judgement is on two reports.")
    if not reason.strip():
        raise InvalidStatement("a judgement has a reason.", advice="Say why.")
    pair = ordered(a, b)
    with writing(mission) as door:
        is_public = link_is_public(*(standing_report(door, report).republish for report in pair))
        judgements(mission, door.cursor, public=False).require_room(judgement, *pair)
        if is_public:
            body = LinkJudged(judgement=judgement, reports=pair, reason=reason)
            made = draft(mission, "link.judged", body, actor)
            door.enter([made], now)
        else:
            values = {"judgement": judgement.value, "reports": list(pair), "reason": reason}
            made = draft(mission, "link.judged", LinkJudged(), actor, values=values)
            # It waits among the sealed links under its own id: no column tells its pair.
            keep_waiting(door, made, made.id, now)
    return LinkJudgedNow(made.id, not is_public)
