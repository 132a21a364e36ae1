"""An incident's assessment: what its reports, their origins and the rules give, with everything that led there.

Every assessment explains itself: which reports, which roots and why they are one, which rule, and what
is missing for the next grade. It grades the event, never who did it. The same function is run by staff over all
that is known, and by the verifier over what is public.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mithaq.mechanism.monitoring.against_interest import Sponsorship, is_against_interest
from mithaq.mechanism.monitoring.bands import Band, band_of
from mithaq.mechanism.monitoring.casualty_ranges import (
    CasualtyRange,
    SaidBy,
    casualty_ranges,
    presumed_civilians_dead,
)
from mithaq.mechanism.monitoring.conduct import Conduct
from mithaq.mechanism.monitoring.derived_classes import derived_classes
from mithaq.mechanism.monitoring.facts import Count, Facts
from mithaq.mechanism.monitoring.gravity import Gravity, gravity_of
from mithaq.mechanism.monitoring.minimums import (
    FAMILY,
    Grade,
    Missing,
    attribution_missing,
    event_grade,
    event_missing,
)
from mithaq.mechanism.monitoring.origin import Evidence, FoundRepeat, Says, StepKind, Trace
from mithaq.mechanism.monitoring.roots import Root, roots_of

__all__ = ["RULES", "Assessment", "Attribution", "LinkedReport", "RootCounted", "Standing", "assess"]

RULES: Final = {
    "roots": "monitoring_practice.md, section 6",
    "found": "monitoring_practice.md, section 6 (circular reporting); ours: found by machine joins until answered",
    "checked": "monitoring_practice.md, section 6; ours: only checked roots corroborate",
    "against_interest": "monitoring_practice.md, section 6; design, section 2",
    "minimums": "monitoring_practice.md, section 6 (proposal)",
    "gravity": "monitoring_practice.md, section 4 (proposal)",
    "classes": "monitoring_practice.md, section 4, coding notes",
    "casualties": "monitoring_practice.md, section 7; Every Casualty standards",
    "negative": "monitoring_practice.md, section 6 (absence)",
}
"""The rules an assessment applies, by their names, with where each comes from. Each is a file beside this one."""


class Standing(StrEnum):
    """What a report counts for, and if it does not, why."""

    COUNTS = "counts"
    NOT_TRACED = "not_traced"
    NOT_CHECKED = "not_checked"
    OWN_INTEREST = "own_interest"
    """A party's word that is not against its interest, or a report that only repeats one."""
    NOT_BY_ITS_DOOR = "not_by_its_door"
    """A party's word that did not come through its authenticated door, or a report that only repeats one."""
    SEARCHED_AND_NOT_FOUND = "searched_and_not_found"
    COULD_NOT_LOOK = "could_not_look"
    DID_NOT_HAPPEN = "did_not_happen"


_NEGATIVE: Final = {
    Says.SEARCHED_AND_NOT_FOUND: Standing.SEARCHED_AND_NOT_FOUND,
    Says.COULD_NOT_LOOK: Standing.COULD_NOT_LOOK,
    Says.DID_NOT_HAPPEN: Standing.DID_NOT_HAPPEN,
}


@dataclass(frozen=True, slots=True)
class LinkedReport:
    """A report that is linked to the incident, and what it says of people.

    ``door``: the party through whose authenticated door it came, by its code.
    """

    id: str
    killed: Count | None = None
    wounded: Count | None = None
    door: str | None = None

    @classmethod
    def of(cls, report: str, facts: Facts | None) -> LinkedReport:
        return cls(report) if facts is None else cls(report, facts.killed, facts.wounded)


@dataclass(frozen=True, slots=True)
class RootCounted:
    """``counting`` are the incident's own reports by which the root counts; none: it does not."""

    root: Root
    counting: tuple[str, ...]
    evidence: tuple[Evidence, ...]

    @property
    def counts(self) -> bool:
        return bool(self.counting)


@dataclass(frozen=True, slots=True)
class Attribution:
    """How far the roots that name one author would carry an attribution: for the panel's file, never published."""

    author: str
    roots: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    reports: tuple[tuple[str, Standing], ...]
    roots: tuple[RootCounted, ...]
    count: int
    """Independent origins: roots that count, an unknown one at most once."""
    band: Band
    observed: bool
    grade: Grade
    missing: tuple[Missing, ...]
    gravity: Gravity
    classes: tuple[str, ...]
    casualties: tuple[CasualtyRange, ...]
    attributions: tuple[Attribution, ...]

    @property
    def contradicted(self) -> bool:
        return Missing.CONTRADICTION in self.missing


def assess(
    reports: Sequence[LinkedReport],
    traces: Mapping[str, Trace],
    ties: Iterable[Sponsorship],
    conduct: Conduct,
    *,
    page: Facts | None = None,
    found: Iterable[FoundRepeat] = (),
) -> Assessment:
    """``traces`` holds the incident's reports and what they repeat; one that is not traced counts for nothing.

    ``page`` is what the incident's page shows: its numbers are used where no report's may be. ``found`` is what a
    machine found between the reports.
    """
    links = tuple(ties)
    by_door = {report.id: report.door for report in reports}
    near = _with_what_they_repeat(by_door, traces)
    standing = {report.id: _standing(report.id, near, by_door, links) for report in reports}
    roots = tuple(_counted(root, standing, near) for root in roots_of(near, links, found))
    counting = [root for root in roots if root.counts]
    root_of = {report: at for at, root in enumerate(roots) for report in root.root.reports}
    said = _said(reports, standing, near, root_of, page)
    wounded = max((each.wounded.high for each in said if each.wounded is not None), default=0)
    gravity = gravity_of(conduct, civilians_dead=presumed_civilians_dead(said), wounded=wounded)
    observed = any(
        near[report].evidence is Evidence.MONITOR and near[report].with_media
        for root in counting
        for report in root.counting
    )
    missing = event_missing(
        [{FAMILY[kind] for kind in root.evidence if kind in FAMILY} for root in counting],
        gravity,
        observed=observed,
        contradicted=_is_contradicted(standing, near),
    )
    return Assessment(
        reports=tuple(sorted(standing.items())),
        roots=roots,
        count=len(counting),
        band=band_of(len(counting)),
        observed=observed,
        grade=event_grade(missing),
        missing=missing,
        gravity=gravity,
        classes=derived_classes(conduct),
        casualties=casualty_ranges(said),
        attributions=_attributions(counting, near, gravity),
    )


def _with_what_they_repeat(linked: Iterable[str], traces: Mapping[str, Trace]) -> dict[str, Trace]:
    near: dict[str, Trace] = {}
    waiting = list(linked)
    while waiting:
        report = waiting.pop()
        if report not in near and report in traces:
            near[report] = traces[report]
            waiting += traces[report].others
    return near


def _standing(
    report: str, traces: Mapping[str, Trace], by_door: Mapping[str, str | None], ties: tuple[Sponsorship, ...]
) -> Standing:
    trace = traces.get(report)
    if trace is None:
        return Standing.NOT_TRACED
    if trace.says is Says.COULD_NOT_LOOK:
        return Standing.COULD_NOT_LOOK
    for said in _with_what_they_repeat([report], traces):
        problem = _own_word(said, traces[said], by_door, ties)
        if problem is not None:
            return problem
    if not trace.checked:
        return Standing.NOT_CHECKED
    return _NEGATIVE.get(trace.says, Standing.COUNTS)


def _own_word(
    report: str, trace: Trace, by_door: Mapping[str, str | None], ties: tuple[Sponsorship, ...]
) -> Standing | None:
    for speaker in trace.names(StepKind.COMMAND):
        if not is_against_interest(speaker, trace.authors, ties):
            return Standing.OWN_INTEREST
        if by_door.get(report) != speaker:
            return Standing.NOT_BY_ITS_DOOR
    return None


def _counted(root: Root, standing: Mapping[str, Standing], traces: Mapping[str, Trace]) -> RootCounted:
    counting = tuple(report for report in root.reports if standing.get(report) is Standing.COUNTS)
    kinds = sorted({traces[report].evidence for report in counting})
    return RootCounted(root, counting, tuple(kinds))


def _is_contradicted(standing: Mapping[str, Standing], traces: Mapping[str, Trace]) -> bool:
    return any(
        each is Standing.DID_NOT_HAPPEN and traces[report].evidence is not Evidence.UNKNOWN
        for report, each in standing.items()
    )


_KEPT_OUT: Final = frozenset({Standing.OWN_INTEREST, Standing.NOT_BY_ITS_DOOR, *_NEGATIVE.values()})


def _said(
    reports: Sequence[LinkedReport],
    standing: Mapping[str, Standing],
    traces: Mapping[str, Trace],
    root_of: Mapping[str, int],
    page: Facts | None,
) -> list[SaidBy]:
    """Numbers of every report but those that speak in their own interest or say that nothing happened."""
    said = []
    for at, report in enumerate(reports):
        if standing[report.id] in _KEPT_OUT:
            continue
        people = traces[report.id].people if report.id in traces else ()
        if report.killed is not None or report.wounded is not None or people:
            root = root_of.get(report.id, -1 - at)
            said.append(SaidBy(report.id, root, report.killed, report.wounded, people))
    if not said and page is not None and (page.killed is not None or page.wounded is not None):
        return [SaidBy("", 0, page.killed, page.wounded)]
    return said


def _attributions(
    counting: Sequence[RootCounted], traces: Mapping[str, Trace], gravity: Gravity
) -> tuple[Attribution, ...]:
    naming: dict[str, list[tuple[Evidence, ...]]] = {}
    for root in counting:
        authors = {author for report in root.counting for author in traces[report].authors}
        for author in authors:
            naming.setdefault(author, []).append(root.evidence)
    return tuple(
        Attribution(author, len(found), attribution_missing(found, gravity))
        for author, found in sorted(naming.items())
    )
