"""Tracing a report to where its account begins. What may not be shown waits, sealed, for the daily batch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from mithaq.errors import InvalidStatement, NotPermitted
from mithaq.mechanism.monitoring.changed_disposition import Ground
from mithaq.mechanism.monitoring.facts import Republish
from mithaq.mechanism.monitoring.linking import link_is_public
from mithaq.mechanism.monitoring.origin import (
    SEALED_STEPS,
    Step,
    StepKind,
    Trace,
    public_part,
    trace_problem,
)
from mithaq.mechanism.monitoring.statements import ReportTraced
from mithaq.mechanism.monitoring.whose_word import says_whose
from mithaq.registry.day_batch import enter_day, keep_for_day
from mithaq.registry.door import writing
from mithaq.registry.drafts import Actor, draft
from mithaq.registry.origins_at_the_door import NEWEST_SEALED_TRACE
from mithaq.registry.reports import standing_report
from mithaq.store.queries.terms import limits_in_force

if TYPE_CHECKING:
    from mithaq.registry.door import Door
    from mithaq.registry.mission import Mission

__all__ = ["Traced", "full_trace", "trace_day", "trace_report"]

WAITING: Final = "pending_trace"
_PEOPLE: Final = {StepKind.WITNESS: "witness", StepKind.COLLECTOR: "collector"}


@dataclass(frozen=True, slots=True)
class Traced:
    statement: str
    is_waiting: bool
    """True where all of it is sealed: it enters with the daily batch."""


def trace_report(
    mission: Mission, report: str, trace: Trace, *, actor: Actor, now: datetime, ground: Ground | None = None
) -> Traced:
    """Records the report's origin; ``ground`` says why a trace that is there already is replaced.

    A public report without a step that says whose it is gets its own source as organisation.
    """
    with writing(mission) as door:
        standing = standing_report(door, report)
        is_shown = link_is_public(standing.republish)
        if is_shown:
            trace = _with_its_source(door, report, trace)
        problem = trace_problem(report, trace)
        if problem is not None:
            raise InvalidStatement(f"the trace contradicts itself: {problem}", where=report)
        current = _current(door, report)
        if (current is None) is not (ground is None):
            raise NotPermitted(
                f"report {report} is traced by {current} already." if current else f"report {report} has no trace.",
                advice="A first trace takes no ground; one that replaces another says why (--ground).",
            )
        others = (*trace.others, *trace.independent_of)
        public = frozenset(each for each in others if link_is_public(standing_report(door, each).republish))
        shown = None
        if is_shown:
            shown = public_part(
                trace,
                public,
                is_open=standing.republish is Republish.OPEN,
                suppress_below=limits_in_force(door.cursor).suppress_below,
            )
        made = draft(
            mission,
            "report.traced",
            ReportTraced(
                report=report,
                trace=shown,
                replaces=current,
                ground=ground,
            ),
            actor,
            values=_values(trace),
        )
        if is_shown:
            door.enter([made], now)
        else:
            keep_for_day(door, WAITING, made, report, now)
    return Traced(made.id, not is_shown)


def trace_day(mission: Mission, *, now: datetime) -> tuple[str, ...]:
    """Enters the waiting traces together, sorted by report; does nothing where the rule says wait."""
    return enter_day(mission, WAITING, newest=NEWEST_SEALED_TRACE, now=now)


def full_trace(values: dict[str, Any]) -> Trace:
    """The whole trace from its sealed values."""
    trace = msgspec.convert(values["trace"], Trace)
    people = [Step(kind=kind, name=name) for kind, seal in _PEOPLE.items() for name in values.get(seal, ())]
    return msgspec.structs.replace(trace, steps=(*people, *trace.steps))


def _values(trace: Trace) -> dict[str, object]:
    rest = msgspec.structs.replace(
        trace, steps=tuple(step for step in trace.steps if step.kind not in SEALED_STEPS)
    )
    people = {seal: list(trace.names(kind)) for kind, seal in _PEOPLE.items()}
    return {"trace": msgspec.to_builtins(rest), **{seal: names for seal, names in people.items() if names}}


def _with_its_source(door: Door, report: str, trace: Trace) -> Trace:
    if says_whose(trace):
        return trace
    door.cursor.execute(
        "SELECT source.code FROM report JOIN source ON source.id = report.source WHERE report.id = %s", (report,)
    )
    row = door.cursor.fetchone()
    if row is None:
        return trace
    return msgspec.structs.replace(trace, steps=(*trace.steps, Step(kind=StepKind.ORGANISATION, name=row[0])))


def _current(door: Door, report: str) -> str | None:
    door.cursor.execute("SELECT 1 FROM pending_trace WHERE report = %s", (report,))
    if door.cursor.fetchone() is not None:
        raise NotPermitted(
            f"a trace of report {report} waits for today's batch.", advice="Wait until it has entered."
        )
    door.cursor.execute(
        'SELECT statement FROM report_trace WHERE report = %s ORDER BY "index" DESC LIMIT 1', (report,)
    )
    row = door.cursor.fetchone()
    return None if row is None else row[0]
