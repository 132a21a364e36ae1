"""What an analyst might decide about every report: sensible, sometimes wrong, sometimes late, sometimes not at all.

A suggestion for demos and tests, so that every state of a report can be seen. It is drawn from the truth with the
errors a careful analyst makes; it is not a model of how well analysts judge.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Final

from mithaq.mechanism.monitoring.conduct import Conduct, Means, Target
from mithaq.mechanism.monitoring.facts import Facts
from mithaq.mechanism.monitoring.origin import Evidence, Step, StepKind, Trace
from mithaq.mechanism.monitoring.report import CollectedReport, ReceivedReport
from mithaq.mechanism.monitoring.statements import Disposition
from mithaq.scenario.land import Land
from mithaq.scenario.truth import ReportTruth, TruthKind

__all__ = ["CAMPAIGN", "Analyst", "Decision", "Left", "conduct_of", "trace_of"]

CAMPAIGN: Final = "C1"
MEAN_HOURS: Final = 40.0
NEVER: Final = 0.015
LATE: Final = 0.012

# For a report that is no duplicate and was not withdrawn: cumulative probabilities of linked, insufficient and
# unobservable, by whether it is true and whether anybody can look there.
JUDGED: Final = {
    (True, False): (0.93, 0.985),
    (True, True): (0.35, 0.42),
    (False, False): (0.22, 0.9),
    (False, True): (0.1, 0.45),
}


class Left(StrEnum):
    OPEN = "open"
    """Not disposed at the end of the period, and the time for it not yet over."""
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Decision:
    """``at`` and ``disposition`` are None together, and then ``left`` says how the report stands at the end.

    ``incident`` is a handle: reports with one handle belong to one incident. ``campaign`` marks those that one
    single disposition covers.
    """

    index: int
    at: datetime | None
    disposition: Disposition | None
    incident: str | None = None
    duplicate_of: int | None = None
    campaign: str | None = None
    left: Left | None = None


class Analyst:
    def __init__(
        self,
        land: Land,
        rng: Random,
        *,
        ends_at: datetime,
        campaign_decided_at: datetime,
        limit: timedelta,
    ) -> None:
        self._random = rng.random
        self._closed = [place.subdistrict in land.closed_subdistricts for place in land.communities]
        self._ends_at = ends_at
        self._campaign_decided_at = campaign_decided_at
        self._limit = limit

    def decide(self, truth: ReportTruth, arrived_at: datetime) -> Decision:
        random = self._random
        index = truth.index
        at = self._campaign_decided_at
        if truth.kind is TruthKind.CAMPAIGN and truth.repeats is None and arrived_at < at:
            return Decision(index, at, Disposition.INSUFFICIENT, campaign=CAMPAIGN)
        wait = timedelta(seconds=int(-3600 * MEAN_HOURS * math.log(1 - random())))
        draw = random()
        if draw < NEVER:
            wait = timedelta(days=36_500)
        elif draw < NEVER + LATE:
            wait += self._limit
        else:
            wait = min(wait, self._limit - timedelta(hours=1))
        at = arrived_at + wait
        if at >= self._ends_at:
            left = Left.OPEN if arrived_at + self._limit > self._ends_at else Left.OVERDUE
            return Decision(index, None, None, left=left)
        if truth.withdrawn:
            return Decision(index, at, Disposition.WITHDRAWN)
        if truth.kind is TruthKind.UNRELATED:
            return Decision(index, at, Disposition.OUT_OF_SCOPE)
        incident = f"I{truth.about.number:07d}"
        if truth.duplicate_of is not None and random() < 0.85:
            return Decision(index, at, Disposition.DUPLICATE, duplicate_of=truth.duplicate_of)
        linked, insufficient = JUDGED[truth.kind is TruthKind.TRUE, self._closed[truth.about.community]]
        draw = random()
        if draw < linked:
            return Decision(index, at, Disposition.LINKED, incident=incident)
        if draw < insufficient:
            return Decision(index, at, Disposition.INSUFFICIENT)
        return Decision(index, at, Disposition.UNOBSERVABLE)


# Whose word a source's reports are, and what its own observations are.
SPEAKS_FOR: Final = {
    "aut-media": "XP-AUT",
    "nor-bulletin": "XG-NOR",
    "tar-command": "XM-TAR",
    "vel-bulletin": "XG-VEL",
}
SEES: Final = {"lamp-hospitals": Evidence.MEDICAL, "reed-media": Evidence.IMAGERY}
CHECKED: Final = 0.7
"""How often an analyst gets back to where an account begins."""


def trace_of(index: int, report: CollectedReport | ReceivedReport, known: Mapping[str, str]) -> Trace:
    """What an analyst makes of a report's origin; ``known`` leads from a source's own number to a report on record.

    Whether the analyst got through to the source is drawn from the report's number, so that no other draw moves.
    """
    source = report.source or ""
    authors = (report.facts.parties if report.facts is not None else None) or ()
    cited = known.get(report.sealed.get("cites", ""))
    cites = () if cited is None else (cited,)
    party = SPEAKS_FOR.get(source)
    if party is not None:
        steps = (Step(kind=StepKind.COMMAND, name=party),)
        return Trace(evidence=Evidence.STATEMENT, checked=True, steps=steps, cites=cites, authors=authors)
    named = []
    if report.origin is not None:
        kind = StepKind.COLLECTOR if "/" in report.origin else StepKind.WITNESS
        named.append(Step(kind=kind, name=report.origin))
    if isinstance(report, CollectedReport) or source in SEES:
        named.append(Step(kind=StepKind.ORGANISATION, name=source))
    elif report.channel:
        named.append(Step(kind=StepKind.CHANNEL, name=report.channel))
    is_known = report.origin is not None or isinstance(report, ReceivedReport) or bool(cites)
    return Trace(
        evidence=SEES.get(source, Evidence.WITNESS) if is_known else Evidence.UNKNOWN,
        checked=is_known and Random(f"{index} origin").random() < CHECKED,  # noqa: S311 - a game, not a secret
        steps=tuple(named),
        cites=cites,
        authors=authors,
    )


_MEANS: Final = {
    "VC-04": Means.AIRSTRIKE,
    "VC-05": Means.BARREL_BOMB,
    "VC-06": Means.SHELLING,
    "VC-07": Means.SMALL_ARMS,
    "VC-08": Means.CHEMICAL,
    "VC-09": Means.RESTRICTED_WEAPON,
    "VC-12": Means.SIEGE,
    "VC-13": Means.OBSTRUCTION,
    "VC-14": Means.ADVANCE,
    "VC-15": Means.DETENTION,
    "VC-16": Means.EXPULSION,
    "VC-17": Means.SEXUAL_VIOLENCE,
    "VC-18": Means.OBSTRUCTION,
    "VC-20": Means.CUTTING_OFF,
    "VC-21": Means.RECRUITMENT,
}
_TARGETS: Final = {
    "VC-01": Target.CIVILIANS,
    "VC-10": Target.MEDICAL,
    "VC-11": Target.AID,
    "VC-13": Target.AID,
    "VC-18": Target.MONITOR,
}


def conduct_of(facts: Facts) -> Conduct:
    """Means and target as an officer would read them out of an incident's reports; the class is derived again."""
    return Conduct(
        means=tuple(dict.fromkeys(_MEANS[code] for code in facts.classes if code in _MEANS)),
        targets=tuple(dict.fromkeys(_TARGETS[code] for code in facts.classes if code in _TARGETS)),
    )
