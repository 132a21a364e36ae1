"""What a machine found that reports repeat, put before a person; the answer is a trace of the report.

The list may name reports that nobody may see: it is for staff, like `mithaq linkage undecided`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from mithaq.errors import KeyUnavailable
from mithaq.mechanism.monitoring.changed_disposition import Ground
from mithaq.mechanism.monitoring.found_repeats import found_repeats, naming_codes
from mithaq.mechanism.monitoring.origin import Evidence, FoundRepeat, Trace
from mithaq.mechanism.monitoring.roots import is_answered
from mithaq.registry.assess import full_traces
from mithaq.registry.link_state import standing_links
from mithaq.registry.tellings import copies_found, tellings
from mithaq.registry.trace import trace_report

if TYPE_CHECKING:
    from mithaq.registry.drafts import Actor
    from mithaq.registry.mission import Mission
    from mithaq.registry.trace import Traced

__all__ = ["Answer", "OpenRepeat", "answer_repeat", "open_repeats"]


class Answer(StrEnum):
    """What a person says of a proposal. Two reports of one upstream source repeat it: that is a citation too."""

    CITES = "cites"
    COPIES = "copies"
    INDEPENDENT = "independent"


@dataclass(frozen=True, slots=True)
class OpenRepeat:
    """``incident`` is None where the two are not in one: then it moves no assessment, but linkage may ask."""

    found: FoundRepeat
    incident: str | None


def open_repeats(mission: Mission, incident: str | None = None) -> list[OpenRepeat]:
    """Unanswered proposals, those within one incident first. Without ``incident`` every report is opened once."""
    from django.db import connection

    with connection.cursor() as cursor:
        links = {report: each.incident for report, each in standing_links(mission, cursor, "9999").items()}
        wanted = [report for report, of in links.items() if incident in (None, of)]
        told = tellings(mission, cursor, wanted)
        copies = copies_found(mission, cursor)
        traces = full_traces(mission, cursor, wanted)
    groups: dict[str, list[int]] = {}
    for at, each in enumerate(told):
        of = links[each.report]
        if of is not None:
            groups.setdefault(of, []).append(at)
    found = []
    for of, members in sorted(groups.items()):
        together = [told[at] for at in members]
        among = copies.among([each.report for each in together], public=False)
        found += [OpenRepeat(each, of) for each in found_repeats(together, among)]
    known = {frozenset((each.found.report, each.found.repeats)) for each in found}
    found += [
        OpenRepeat(each, None) for each in naming_codes(told) if frozenset((each.report, each.repeats)) not in known
    ]
    return [each for each in found if not is_answered(traces, each.found.report, each.found.repeats)]


def answer_repeat(
    mission: Mission, report: str, other: str, answer: Answer, *, actor: Actor, now: datetime
) -> Traced:
    """Traces ``report`` anew, as it was but for what it repeats; one that has no trace gets one of unknown root."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM report_trace WHERE report = %s", (report,))
        is_traced = cursor.fetchone() is not None
        before = full_traces(mission, cursor, [report]).get(report)
    if is_traced and before is None:
        raise KeyUnavailable(
            "its trace was erased or lost, so it cannot be carried on.",
            where=report,
            advice="Trace it anew: `mithaq report trace --ground error`.",
        )
    made = _answered(before or Trace(evidence=Evidence.UNKNOWN, checked=False), other, answer)
    ground = Ground.NEW_INFORMATION if is_traced else None
    return trace_report(mission, report, made, actor=actor, now=now, ground=ground)


def _answered(trace: Trace, other: str, answer: Answer) -> Trace:
    lists = {Answer.CITES: "cites", Answer.COPIES: "copies", Answer.INDEPENDENT: "independent_of"}
    changed = {name: tuple(each for each in getattr(trace, name) if each != other) for name in lists.values()}
    changed[lists[answer]] += (other,)
    return msgspec.structs.replace(trace, **changed)
