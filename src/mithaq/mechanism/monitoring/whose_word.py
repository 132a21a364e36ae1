"""Whose word a report is where no analyst says otherwise: that of the source it came from.

Sources: monitoring_practice.md, section 6 (reports of one organisation, or of one party's command line, are not
independent; party statements corroborate only against interest). A party's doctor and its cameraman who send
through its door are that party's word, unless a person found that the account is somebody else's.
"""

from __future__ import annotations

from typing import Final

import msgspec

from mithaq.mechanism.monitoring.origin import Evidence, Step, StepKind, Trace

__all__ = ["SPEAKING", "by_its_source", "says_whose"]

SPEAKING: Final = frozenset({"party", "guarantor"})
"""Standings of sources whose reports are a party's word; such a source has its party's code."""

_SAYS_WHOSE: Final = frozenset({StepKind.ORGANISATION, StepKind.COMMAND})


def says_whose(trace: Trace) -> bool:
    return any(step.kind in _SAYS_WHOSE for step in trace.steps)


def by_its_source(trace: Trace, source: str, standing: str) -> Trace:
    """The trace with its source's code as organisation, or as the command whose word it is.

    A door is nobody: those who tell by it have nothing in common.
    """
    if standing == "door" or says_whose(trace):
        return trace
    if standing not in SPEAKING:
        return msgspec.structs.replace(trace, steps=(*trace.steps, Step(kind=StepKind.ORGANISATION, name=source)))
    return msgspec.structs.replace(
        trace,
        evidence=trace.evidence if trace.evidence is Evidence.UNKNOWN else Evidence.STATEMENT,
        steps=(*trace.steps, Step(kind=StepKind.COMMAND, name=source)),
    )
