"""Registering and grading sources, and publishing counting rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from mithaq.errors import InvalidStatement, NotPermitted
from mithaq.mechanism.identifiers import Letter, check_id
from mithaq.registry.door import Door, writing
from mithaq.registry.drafts import Actor, draft

if TYPE_CHECKING:
    from mithaq.mechanism.monitoring.statements import CountingRulePublished, SourceGraded, SourceRegistered
    from mithaq.registry.mission import Mission

__all__ = ["grade_source", "publish_rule", "register_source"]


def register_source(mission: Mission, source: SourceRegistered, *, actor: Actor, now: datetime) -> str:
    """The new source's id. A code names one source for ever."""
    with writing(mission) as door:
        door.cursor.execute("SELECT id FROM source WHERE code = %s", (source.code,))
        if door.cursor.fetchone():
            raise NotPermitted(f"a source with the code {source.code} is registered already.")
        made = draft(mission, "source.registered", source, actor)
        door.enter([made], now)
    return made.id


def grade_source(mission: Mission, grade: SourceGraded, *, actor: Actor, now: datetime) -> str:
    with writing(mission) as door:
        require_source(door, grade.source)
        made = draft(mission, "source.graded", grade, actor)
        door.enter([made], now)
    return made.id


def publish_rule(
    mission: Mission, rules: Sequence[CountingRulePublished], *, actor: Actor, now: datetime
) -> list[str]:
    with writing(mission) as door:
        for rule in rules:
            require_source(door, rule.recorder)
        drafts = [draft(mission, "rule.published", rule, actor) for rule in rules]
        door.enter(drafts, now)
    return [each.id for each in drafts]


def require_source(door: Door, source: str) -> None:
    check_id(source, Letter.SOURCE)
    door.cursor.execute("SELECT 1 FROM source WHERE id = %s", (source,))
    if door.cursor.fetchone() is None:
        raise InvalidStatement(f"no source {source} is registered.", advice="Register it first.")
