"""What a run of linkage may change by itself, and what it only asks a person.

Three rules keep it from betraying a report that may not be seen (design, section 3):

- what the public sees change rests on public reports and on judgements about them alone;
- a sealed report joins an incident by a sealed disposition, which waits for the day's batch;
- a public report that only a sealed one accompanies is never moved: a person is asked.

A report that has a disposition keeps it, unless a person judged its pair.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from mithaq.mechanism.monitoring.judgements import Judgements, Pair, ordered
from mithaq.mechanism.monitoring.statements import Judgement

__all__ = ["Join", "LinkPlan", "Move", "Question", "StandingLink", "plan_links"]


class Question(StrEnum):
    """Why a person is asked about a pair."""

    DOUBTFUL = "doubtful"
    """Neither probable nor improbable enough."""
    TWO_INCIDENTS = "two_incidents"
    """Surely of one event, and in two incidents."""
    RESTS_ON_SEALED = "rests_on_sealed"
    """A public report that only sealed ones accompany."""


@dataclass(frozen=True, slots=True)
class StandingLink:
    """A report as the tables and the batch that waits have it."""

    is_public: bool
    is_free: bool
    """Without a disposition, in force or waiting."""
    incident: str | None = None


@dataclass(frozen=True, slots=True)
class Join:
    """Free reports for one incident; ``incident`` is None where it is opened for them."""

    incident: str | None
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Linked reports that leave their incident for another, or for a new one (None), as a person judged."""

    left: str
    incident: str | None
    reports: tuple[str, ...]


@dataclass(slots=True)
class LinkPlan:
    public: list[Join] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    """Of public reports."""
    sealed: list[Join] = field(default_factory=list)
    """Reports that may not be seen; by ``opened_with`` where their incident is opened in this very plan."""
    sealed_moves: list[Move] = field(default_factory=list)
    with_public: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    """Sealed reports for the incident that ``public[n]`` opens."""
    asked: dict[Pair, Question] = field(default_factory=dict)


_NOWHERE: Final = StandingLink(is_public=False, is_free=False)


def plan_links(
    public_cores: Iterable[Sequence[str]],
    whole_cores: Iterable[Sequence[str]],
    standing: Mapping[str, StandingLink],
    judged: Judgements,
    public_judged: Judgements,
) -> LinkPlan:
    """A core is a set of reports of which each two are surely of one event; see `mithaq.linkage.sure`."""
    plan = LinkPlan()
    _judged_moves(plan, standing, judged, public_judged)
    opened: dict[str, int] = {}
    for core in public_cores:
        _public_core(plan, sorted(core), standing, opened)
    for core in whole_cores:
        _whole_core(plan, sorted(core), standing, opened)
    return plan


def _public_core(
    plan: LinkPlan, core: Sequence[str], standing: Mapping[str, StandingLink], opened: dict[str, int]
) -> None:
    held = {incident: report for report in reversed(core) if (incident := _of(standing, report).incident)}
    free = tuple(report for report in core if _of(standing, report).is_free and _of(standing, report).is_public)
    if len(held) > 1:
        _ask_all(plan, sorted(held.values()), Question.TWO_INCIDENTS)
    elif held and free:
        plan.public.append(Join(next(iter(held)), free))
    elif len(free) > 1:
        opened |= dict.fromkeys(free, len(plan.public))
        plan.public.append(Join(None, free))


def _whole_core(
    plan: LinkPlan, core: Sequence[str], standing: Mapping[str, StandingLink], opened: Mapping[str, int]
) -> None:
    free = tuple(report for report in core if _of(standing, report).is_free and not _of(standing, report).is_public)
    if not free:
        return
    held = {incident: report for report in reversed(core) if (incident := _of(standing, report).incident)}
    new = {opened[report]: report for report in reversed(core) if report in opened}
    alone = [
        report
        for report in core
        if _of(standing, report).is_public and _of(standing, report).is_free and report not in opened
    ]
    if len(held) + len(new) > 1:
        _ask_all(plan, sorted([*held.values(), *new.values()]), Question.TWO_INCIDENTS)
    elif held:
        plan.sealed.append(Join(next(iter(held)), free))
    elif new:
        plan.with_public.append((next(iter(new)), free))
    elif alone:
        plan.asked.setdefault(ordered(alone[0], free[0]), Question.RESTS_ON_SEALED)
    elif len(free) > 1:
        plan.sealed.append(Join(None, free))


def _judged_moves(
    plan: LinkPlan, standing: Mapping[str, StandingLink], judged: Judgements, public_judged: Judgements
) -> None:
    """The pair that was judged moves, and nothing that stands beside it: that is asked in the next run."""
    moved: set[str] = set()
    # The public ones first: what a sealed judgement moves must not keep a public report where it is.
    for pair, said in sorted(judged.by_pair.items(), key=lambda each: (each[0] not in public_judged.by_pair, each)):
        first, second = (_of(standing, report) for report in pair)
        if first.incident is None or second.incident is None:
            continue
        if (said is Judgement.SPLIT) is not (first.incident == second.incident):
            continue
        # A public report is moved by what was judged of public reports; of the two the sealed one gives way.
        goes, stays = (pair[0], pair[1]) if second.is_public and not first.is_public else (pair[1], pair[0])
        is_public = _of(standing, goes).is_public
        if goes in moved or stays in moved or (is_public and pair not in public_judged.by_pair):
            continue
        moved |= {goes, stays}
        target = None if said is Judgement.SPLIT else _of(standing, stays).incident
        move = Move(str(_of(standing, goes).incident), target, (goes,))
        (plan.moves if is_public else plan.sealed_moves).append(move)


def _of(standing: Mapping[str, StandingLink], report: str) -> StandingLink:
    return standing.get(report, _NOWHERE)


def _ask_all(plan: LinkPlan, reports: Sequence[str], why: Question) -> None:
    for other in reports[1:]:
        plan.asked.setdefault(ordered(reports[0], other), why)
