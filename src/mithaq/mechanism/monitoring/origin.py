"""Where a report comes from: its chain of origin, as an analyst established it.

witness -> collector -> organisation -> channel -> us, with what it repeats (``cites``, ``copies``). Source:
monitoring_practice.md, section 6, "For each report record origin_chain". A trace says where an account begins and
whether a person went back there; it never says that the account is true.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Final

import msgspec

from mithaq.mechanism.envelope import Code, Id, Struct
from mithaq.mechanism.monitoring.casualty_ranges import Harm, PeopleSaid
from mithaq.mechanism.spellings import CODE

__all__ = [
    "SEALED_STEPS",
    "Evidence",
    "FoundRepeat",
    "FoundWhy",
    "Says",
    "Step",
    "StepKind",
    "Trace",
    "is_few_wounded",
    "may_be_shown",
    "public_part",
    "trace_problem",
]


class StepKind(StrEnum):
    """A link of the chain. All but the channel join two reports that share it."""

    WITNESS = "witness"
    COLLECTOR = "collector"
    UPSTREAM = "upstream"
    """A post, video or article that others took over: its public address."""
    ORGANISATION = "organisation"
    COMMAND = "command"
    """The command line of a party or guarantor: the report is that party's word. Its code."""
    CHANNEL = "channel"
    """How it reached us; two reports by one channel may be independent."""


SEALED_STEPS: Final = frozenset({StepKind.WITNESS, StepKind.COLLECTOR})
"""People: on the record they are commitments, for public material too."""


class Evidence(StrEnum):
    """What the root of the account is."""

    WITNESS = "witness"
    MEDICAL = "medical"
    IMAGERY = "imagery"
    PHYSICAL = "physical"
    WEAPON_REMNANT = "weapon_remnant"
    TRAJECTORY = "trajectory"
    FLIGHT_TRACK = "flight_track"
    SIGNAL = "signal"
    STATEMENT = "statement"
    """A party's or guarantor's word."""
    MONITOR = "monitor"
    """A monitor's own observation."""
    UNKNOWN = "unknown"


class Says(StrEnum):
    """What the report says of the event. The last three are different things, and all are kept."""

    HAPPENED = "happened"
    SEARCHED_AND_NOT_FOUND = "searched_and_not_found"
    COULD_NOT_LOOK = "could_not_look"
    DID_NOT_HAPPEN = "did_not_happen"


class Step(Struct, frozen=True):
    kind: StepKind
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    """A code, a public address, or for people the mission's own handle for them. Only codes and full addresses are
    ever shown: words about a place or a person are not."""


class Trace(Struct, frozen=True):
    """A report's origin. ``checked``: a person of the mechanism went back to where the account begins."""

    evidence: Evidence
    checked: bool
    says: Says = Says.HAPPENED
    with_media: bool = False
    steps: tuple[Step, ...] = ()
    cites: tuple[Id, ...] = ()
    """Reports it takes its account from."""
    copies: tuple[Id, ...] = ()
    """Reports it is a near-copy of; said of the later one."""
    independent_of: tuple[Id, ...] = ()
    """Reports a machine found it may repeat (`FoundRepeat`), and a person found that it does not."""
    authors: tuple[Code, ...] = ()
    """Parties it names as author: an allegation. Whether a party's word is against its interest rests on it."""
    people: tuple[PeopleSaid, ...] = ()
    """Casualties by sex, age and standing, where it tells them apart."""

    def names(self, kind: StepKind) -> tuple[str, ...]:
        return tuple(step.name for step in self.steps if step.kind is kind)

    @property
    def others(self) -> tuple[str, ...]:
        """Reports it is joined to by citation or likeness."""
        return (*self.cites, *self.copies)


_CODED: Final = frozenset({StepKind.ORGANISATION, StepKind.COMMAND, StepKind.CHANNEL})
_ADDRESS: Final = re.compile(r"https?://[\w.-]+\.\w{2,}(?::\d{1,5})?(?:[/?#]\S*)?", re.IGNORECASE)


def _is_code(name: str) -> bool:
    return len(name) <= 80 and CODE.is_right(name)


def may_be_shown(step: Step) -> bool:
    """Whether the step says nothing but a code, or an address that anyone can open."""
    if step.kind in _CODED:
        return _is_code(step.name)
    return step.kind is StepKind.UPSTREAM and step.name.isprintable() and _ADDRESS.fullmatch(step.name) is not None


def is_few_wounded(people: PeopleSaid, suppress_below: int) -> bool:
    """Whether so few of the living are counted that the number points at one. The dead are never hidden."""
    return people.harm is Harm.WOUNDED and people.count.high > 0 and people.count.best < suppress_below


class FoundWhy(StrEnum):
    """What a machine found between two reports. It is a proposal; a person's trace answers it either way."""

    CITES = "cites"
    COPIES = "copies"
    UPSTREAM = "upstream"
    """They name one address or one source that both take from."""


class FoundRepeat(Struct, frozen=True):
    """A proposal that ``report`` repeats ``repeats``: until somebody answers they are one origin."""

    report: Id
    repeats: Id
    why: FoundWhy


def trace_problem(report: str, trace: Trace) -> str | None:
    """What contradicts itself in the trace, in a sentence, or None."""
    if report in trace.others:
        return "it is traced to itself."
    if report in trace.independent_of or set(trace.independent_of) & set(trace.others):
        return "it is said to repeat a report and not to."
    if trace.checked and trace.evidence is Evidence.UNKNOWN and not trace.others and not trace.steps:
        return "its root is unknown and nothing leads to it, yet a person is said to have checked it."
    if (trace.evidence is Evidence.STATEMENT) is not bool(trace.names(StepKind.COMMAND)):
        return "a party's word names the command line it comes from, and nothing else does."
    for step in trace.steps:
        if step.kind in _CODED and not _is_code(step.name):
            return f"its {step.kind.value} is not a code (letters, digits and . _ / -, at most 80)."
    for said in trace.people:
        if not said.count.low <= said.count.best <= said.count.high:
            return "low, best and high of its people fall."
    return None


def public_part(trace: Trace, public_reports: frozenset[str], *, is_open: bool, suppress_below: int) -> Trace:
    """What the record may show of a public report's trace.

    No people of the chain, no words, no report that is not public, no few wounded; of a source that is not
    ``is_open`` nothing but codes of whose it is: no address, no author, no casualties told apart.
    """
    return msgspec.structs.replace(
        trace,
        steps=tuple(
            step for step in trace.steps if may_be_shown(step) and (is_open or step.kind is not StepKind.UPSTREAM)
        ),
        cites=tuple(each for each in trace.cites if each in public_reports),
        copies=tuple(each for each in trace.copies if each in public_reports),
        independent_of=tuple(each for each in trace.independent_of if each in public_reports),
        authors=trace.authors if is_open else (),
        people=tuple(each for each in trace.people if is_open and not is_few_wounded(each, suppress_below)),
    )
