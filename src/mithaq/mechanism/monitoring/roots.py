"""Origin roots: reports that share where their account begins are one origin, however many they are.

Source: monitoring_practice.md, section 6, "Independence and circular reporting": two reports are not independent
if they share the primary witness, the collector, the upstream post or video, the organisation, or the command
line of a party; citation joins; a guarantor is not independent of the party it sponsors; sharing a donor or
signing a letter never joins. Roots are the components of these joins, so that what is joined through a third
report is joined: the largest set of reports with pairwise disjoint roots has one from each. What a machine found
joins as well until a person has answered it (ours: a citation nobody looked at yet is no second origin).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mithaq.mechanism.monitoring.against_interest import Sponsorship
from mithaq.mechanism.monitoring.origin import Evidence, FoundRepeat, FoundWhy, Step, StepKind, Trace
from mithaq.mechanism.monitoring.same_address import address_key

__all__ = ["Join", "Joined", "Root", "between_roots", "is_answered", "is_unknown", "roots_of"]


class Join(StrEnum):
    """Why reports have one root."""

    WITNESS = "witness"
    COLLECTOR = "collector"
    UPSTREAM = "upstream"
    ORGANISATION = "organisation"
    COMMAND = "command"
    SPONSOR = "sponsor"
    CITES = "cites"
    COPIES = "copies"
    FOUND_CITES = "found_cites"
    """Found by machine and not answered by a person yet; so the next two."""
    FOUND_COPIES = "found_copies"
    FOUND_UPSTREAM = "found_upstream"
    UNKNOWN = "unknown"
    """Nobody knows where they begin: together they are at most one."""


_BY_STEP: Final = {
    StepKind.WITNESS: Join.WITNESS,
    StepKind.COLLECTOR: Join.COLLECTOR,
    StepKind.UPSTREAM: Join.UPSTREAM,
    StepKind.ORGANISATION: Join.ORGANISATION,
    StepKind.COMMAND: Join.COMMAND,
}


_FOUND: Final = {
    FoundWhy.CITES: Join.FOUND_CITES,
    FoundWhy.COPIES: Join.FOUND_COPIES,
    FoundWhy.UPSTREAM: Join.FOUND_UPSTREAM,
}


@dataclass(frozen=True, slots=True)
class Joined:
    """``what`` is what they share: a name or an address, spelled alike, or the report that is repeated."""

    why: Join
    what: str
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Root:
    """``reports`` are all that were found to begin there, in order of their ids."""

    reports: tuple[str, ...]
    joined: tuple[Joined, ...]
    is_known: bool


def is_unknown(trace: Trace) -> bool:
    """Whether nothing in the chain says where the account begins."""
    return trace.evidence is Evidence.UNKNOWN or not any(step.kind in _BY_STEP for step in trace.steps)


def is_answered(traces: Mapping[str, Trace], first: str, second: str) -> bool:
    """Whether a trace of one of the two says that it repeats the other, or that it does not."""
    return any(
        other in traces[one].others or other in traces[one].independent_of
        for one, other in ((first, second), (second, first))
        if one in traces
    )


def roots_of(
    traces: Mapping[str, Trace], ties: Iterable[Sponsorship], found_repeats: Iterable[FoundRepeat] = ()
) -> tuple[Root, ...]:
    """The roots of these reports, in order of their first report; last and once what begins nowhere known."""
    found = [*_joined(traces, tuple(ties)), *_found(traces, found_repeats)]
    above = {report: report for report in traces}

    def top(report: str) -> str:
        while above[report] != report:
            above[report] = above[above[report]]
            report = above[report]
        return report

    for joined in found:
        for report in joined.reports[1:]:
            above[top(report)] = top(joined.reports[0])
    members: dict[str, list[str]] = {}
    for report in sorted(traces):
        members.setdefault(top(report), []).append(report)
    known: list[Root] = []
    unknown: list[Root] = []
    for first, reports in members.items():
        joins = tuple(each for each in found if top(each.reports[0]) == first)
        is_known = any(_begins(traces, report) and not is_unknown(traces[report]) for report in reports)
        (known if is_known else unknown).append(Root(tuple(reports), joins, is_known=is_known))
    return (*known, *_as_one(unknown))


def between_roots(roots: Iterable[Root], found: Iterable[FoundRepeat]) -> tuple[FoundRepeat, ...]:
    """Those of ``found`` that join what is not one root already, as few as do it, in their order."""
    # Those of unknown origin are one only as long as nothing leads elsewhere: each is looked at for itself.
    above = {report: root.reports[0] if root.is_known else report for root in roots for report in root.reports}

    def top(report: str) -> str:
        while above[report] != report:
            report = above[report]
        return report

    needed = []
    for each in found:
        if each.report in above and each.repeats in above and top(each.report) != top(each.repeats):
            above[top(each.report)] = top(each.repeats)
            needed.append(each)
    return tuple(needed)


def _found(traces: Mapping[str, Trace], found: Iterable[FoundRepeat]) -> Iterator[Joined]:
    for each in sorted(set(found), key=lambda one: (one.report, one.repeats, one.why)):
        pair = (each.report, each.repeats)
        if all(report in traces for report in pair) and not is_answered(traces, *pair):
            yield Joined(_FOUND[each.why], "", tuple(sorted(pair)))


def _begins(traces: Mapping[str, Trace], report: str) -> bool:
    """Whether the account is not taken from another report here."""
    return not any(cited in traces for cited in traces[report].cites)


def _as_one(unknown: list[Root]) -> tuple[Root, ...]:
    if len(unknown) < 2:
        return tuple(unknown)
    reports = tuple(sorted(report for root in unknown for report in root.reports))
    joins = tuple(joined for root in unknown for joined in root.joined)
    return (Root(reports, (*joins, Joined(Join.UNKNOWN, "", reports)), is_known=False),)


def _joined(traces: Mapping[str, Trace], ties: tuple[Sponsorship, ...]) -> list[Joined]:
    sharing: dict[tuple[Join, str], set[str]] = {}
    for report, trace in traces.items():
        for shared in _shared(report, trace, ties):
            sharing.setdefault(shared, set()).add(report)
    return [
        Joined(why, what, tuple(sorted(reports)))
        for (why, what), reports in sorted(sharing.items())
        if len(reports) > 1
    ]


def _shared(report: str, trace: Trace, ties: tuple[Sponsorship, ...]) -> Iterator[tuple[Join, str]]:
    """What another report may share with this one. A cited report is shared by it and by all who cite it."""
    yield Join.CITES, report
    yield Join.COPIES, report
    for cited in trace.cites:
        yield Join.CITES, cited
    for copied in trace.copies:
        yield Join.COPIES, copied
    for step in trace.steps:
        why = _BY_STEP.get(step.kind)
        if why is not None:
            yield why, _key(step)
        if step.kind is StepKind.COMMAND:
            for tie in ties:
                if _key(step) in (_name_key(tie.sponsor), _name_key(tie.party)):
                    yield Join.SPONSOR, f"{tie.sponsor} {tie.party}"


def _key(step: Step) -> str:
    """What two spellings of one step have in common."""
    return address_key(step.name) if step.kind is StepKind.UPSTREAM else _name_key(step.name)


def _name_key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
