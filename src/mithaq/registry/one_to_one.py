"""Incidents opened one to one from public reports that nobody has disposed of yet: until linkage joins them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from mithaq.mechanism.monitoring.facts import Facts
from mithaq.registry.door import writing
from mithaq.registry.incidents import describe_incident, open_incident
from mithaq.sealed.exposure import page_facts

if TYPE_CHECKING:
    from mithaq.registry.drafts import Actor
    from mithaq.registry.mission import Mission

__all__ = ["OpenedEach", "open_each"]


@dataclass(frozen=True, slots=True)
class OpenedEach:
    opened: int
    held: int
    """Incidents whose page waits for a person, by the exposure check."""


def open_each(
    mission: Mission,
    source: str,
    *,
    actor: Actor,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> OpenedEach:
    """One incident a public report of this source; stopped half-way, the next run opens the rest."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT report.id, report.facts FROM report JOIN source ON source.id = report.source"
            " LEFT JOIN disposition ON disposition.report = report.id"
            " WHERE source.code = %s AND report.facts IS NOT NULL AND disposition.report IS NULL"
            ' ORDER BY report."index"',
            [source],
        )
        waiting = cursor.fetchall()
    held = 0
    for done, (report, text) in enumerate(waiting, 1):
        facts = msgspec.json.decode(text, type=Facts)
        # Together or not at all: its report disposed, an incident left without its page would never be found again.
        with writing(mission):
            incident = open_incident(mission, facts, [report], actor=actor, now=now)
            held += describe_incident(mission, incident, page_facts(facts), actor=actor, now=now).statement is None
        if progress is not None:
            progress(done, len(waiting))
    return OpenedEach(len(waiting), held)
