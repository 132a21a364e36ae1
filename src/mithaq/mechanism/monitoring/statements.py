"""The statements of demand 1: reports and what became of them, sources, incidents, campaigns, claims."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final, Literal

import msgspec

from mithaq.mechanism.envelope import Code, Day, Id, Struct, Text
from mithaq.mechanism.identifiers import Letter
from mithaq.mechanism.kinds import Kind
from mithaq.mechanism.monitoring.bands import Band
from mithaq.mechanism.monitoring.casualty_ranges import CasualtyRange
from mithaq.mechanism.monitoring.changed_disposition import Ground
from mithaq.mechanism.monitoring.conduct import Conduct
from mithaq.mechanism.monitoring.facts import Facts, Republish
from mithaq.mechanism.monitoring.gravity import Gravity
from mithaq.mechanism.monitoring.minimums import Grade, Missing
from mithaq.mechanism.monitoring.origin import FoundRepeat, Trace
from mithaq.mechanism.spellings import CLASS, spelled

__all__ = [
    "KINDS",
    "REPORT_SEALS",
    "CampaignRecognised",
    "ClaimRecorded",
    "CountingRulePublished",
    "Disposition",
    "Held",
    "ImportRan",
    "IncidentAssessed",
    "IncidentDescribed",
    "IncidentLinked",
    "IncidentOpened",
    "Judgement",
    "LinkJudged",
    "LinkageRan",
    "ReportCollected",
    "ReportDescribed",
    "ReportDisposed",
    "ReportReceived",
    "ReportRedisposed",
    "ReportTraced",
    "SourceGraded",
    "SourceRegistered",
]

REPORT_SEALS: Final = (
    "casualties",
    "channel",
    "classes",
    "external_id",
    "lang",
    "links",
    "occurred",
    "origin",
    "other",
    "parties",
    "place",
    "point",
    "report",
    "reporter",
    "source",
    "text",
)
"""The sixteen commitments of every report. ``report`` binds the other fifteen and is what a promise signs."""


class Disposition(StrEnum):
    """What became of a report. One is current; it changes only by ``report.redisposed`` with a reason."""

    LINKED = "linked"
    DUPLICATE = "duplicate"
    OUT_OF_SCOPE = "out_of_scope"
    INSUFFICIENT = "insufficient"
    UNOBSERVABLE = "unobservable"
    WITHDRAWN = "withdrawn"


Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=400)]


RowCount = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]


class Judgement(StrEnum):
    """A person's word on two reports; later runs of linkage respect it."""

    CONFIRM = "confirm"
    """They are of one event."""
    SPLIT = "split"
    """They are of two events, though something holds them together."""
    MERGE = "merge"
    """The two incidents that hold them are one event."""


class SourceRegistered(Struct, frozen=True):
    """A source of collected material or an intake door. A person who reports is never a registered source.

    The authenticated door of a party or guarantor has that party's code: what it brings is the word of that party
    and of no other.
    """

    code: Code
    name: Text
    republish: Republish
    channel: Code
    standing: Literal["recorder", "door", "party", "guarantor"]
    terms: Annotated[str, msgspec.Meta(max_length=400)]
    verified: bool


class SourceGraded(Struct, frozen=True):
    """A reliability letter from a date on (Admiralty scale): an event with a reason, never an edit."""

    source: Id
    reliability: Literal["A", "B", "C", "D", "E", "F"]
    since: Day
    reason: Text


class ReportReceived(Struct, frozen=True):
    """A report told to the mechanism: nothing but sixteen commitments, alike for every report."""


class ReportCollected(Struct, frozen=True):
    """Material already public at intake; ``republish`` decides how much of it the record shows."""

    republish: Republish
    source: Id | None
    external_id: Annotated[str, msgspec.Meta(max_length=200)] | None
    facts: Facts | None


class ReportDescribed(Struct, frozen=True):
    """Fields of a received report that the exposure check allows, at most as much as `derived` shows."""

    report: Id
    facts: Facts


class ReportDisposed(Struct, frozen=True):
    """A report's first disposition. ``incident`` and ``duplicate_of`` are public only between public reports."""

    report: Id
    disposition: Disposition
    incident: Id | None = None
    duplicate_of: Id | None = None


class ReportRedisposed(Struct, frozen=True):
    """A new disposition in place of the current one; ``replaces`` is the id of the statement it replaces.

    ``ground`` says why by a closed list. ``reason`` says it in words for a public report, and is sealed for others.
    """

    report: Id
    replaces: Id
    disposition: Disposition
    ground: Ground
    reason: Reason | None = None
    incident: Id | None = None
    duplicate_of: Id | None = None


class CampaignRecognised(Struct, frozen=True):
    """One reasoned disposition for a whole campaign of false or coordinated reports.

    A large campaign takes several statements: each names the first one in ``continues``; the reason stands in
    the first. Every report listed is disposed by it, so that a flood is answered once and still accounted for.
    """

    disposition: Disposition
    reports: Annotated[tuple[Id, ...], msgspec.Meta(min_length=1, max_length=2_500)]
    reason: Text | None
    continues: Id | None = None


class IncidentOpened(Struct, frozen=True):
    """An event the mechanism works on; its facts stay sealed until its page may show them."""

    facts: Facts | None
    reports: tuple[Id, ...]
    """Public reports only."""


class IncidentDescribed(Struct, frozen=True):
    """What the incident's page may now show, after delay and exposure check."""

    incident: Id
    facts: Facts


class IncidentLinked(Struct, frozen=True):
    """Public reports that joined or left an incident, with the reason."""

    incident: Id
    joined: tuple[Id, ...]
    left: tuple[Id, ...]
    reason: Reason


class ReportTraced(Struct, frozen=True):
    """Where a report comes from, as an analyst established it.

    ``trace`` is shown for public reports, without the people in the chain: those are sealed always. Of a report
    that is not public everything is sealed, and it enters with the day's batch. ``replaces`` is the id of the trace
    it takes the place of, ``ground`` why.
    """

    report: Id
    trace: Trace | None
    replaces: Id | None = None
    ground: Ground | None = None


class Held(StrEnum):
    """Why an assessment is held below the grade that the public values would give; the words are sealed."""

    CONTRADICTED = "contradicted"
    DOUBT = "doubt"
    """An officer holds it lower for reasons that are not shown."""
    SEALED_GROUNDS = "sealed_grounds"
    """What is not shown gives the lower grade."""


class IncidentAssessed(Struct, frozen=True):
    """How far an event is established by the reports linked to it; never who did it, and no finding.

    ``shown_grade``, ``roots``, ``gravity``, ``classes`` and ``casualties`` follow from public values alone.
    ``grade`` and ``band`` take in what is not shown; where they say more, that rests on sealed values.
    """

    incident: Id
    grade: Grade
    shown_grade: Grade
    roots: Annotated[int, msgspec.Meta(ge=0, le=100_000)]
    """Independent origins among the public reports."""
    band: Band
    """Independent origins of all reports."""
    gravity: Gravity
    conduct: Conduct
    classes: Annotated[tuple[Annotated[str, spelled(CLASS, 5, 5)], ...], msgspec.Meta(max_length=22)]
    casualties: tuple[CasualtyRange, ...]
    missing: tuple[Missing, ...]
    """What stands between the event and its next grade."""
    held: Held | None = None
    found: Annotated[tuple[FoundRepeat, ...], msgspec.Meta(max_length=300)] = ()
    """Public reports taken as one origin since a machine found that one repeats the other, and nobody answered."""


class LinkageRan(Struct, frozen=True):
    """Linkage was run over the first ``as_of`` entries: by which code, with what parameters, and what came out.

    ``public_file`` is the partition of the public reports, made from what the record shows and nothing else: no
    sealed value and no received report moves a line of it, and the public numbers count it alone. ``sealed_file``
    is the ciphertext of the partition of all reports, whose numbers are sealed.
    """

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
    code_sha256: Sha256
    parameters: dict[Code, Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]]
    as_of: RowCount
    public_file: Sha256
    sealed_file: Sha256
    public_reports: RowCount
    public_groups: RowCount
    public_undecided: RowCount


class LinkJudged(Struct, frozen=True):
    """A person's judgement on two reports. All of it is shown where both are public; else all of it is sealed.

    A sealed one enters with the day's sealed links, so that neither its moment nor its pair tells of a report.
    """

    judgement: Judgement | None = None
    reports: tuple[Id, Id] | None = None
    """In order."""
    reason: Reason | None = None


class CountingRulePublished(Struct, frozen=True):
    """How a recorder counts: unit, area, who and what is in or out."""

    code: Code
    recorder: Id
    text: Text
    source: Annotated[str, msgspec.Meta(max_length=400)]
    verified: bool


class ClaimRecorded(Struct, frozen=True):
    """One figure as its recorder published it."""

    recorder: Id
    rule: Id
    external_id: Annotated[str, msgspec.Meta(max_length=200)]
    day_from: Day
    day_to: Day
    measure: Code
    count: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)] | None
    as_printed: Annotated[str, msgspec.Meta(max_length=400)]
    place: Code | None
    place_as_printed: Annotated[str, msgspec.Meta(max_length=400)] | None
    by: Code | None
    document: Annotated[str, msgspec.Meta(max_length=2000)] | None
    note: Annotated[str, msgspec.Meta(max_length=2000)] | None
    verified: bool


class ImportRan(Struct, frozen=True):
    """A file was read: how many rows it had and what became of them. The file's hash is sealed.

    Where a row came from a source that allows nothing to be shown, reader and numbers are sealed as well: all or
    none of them are shown.
    """

    reader: Code | None
    rows: RowCount | None
    accepted: RowCount | None
    already_known: RowCount | None
    refused: RowCount | None


KINDS = (
    Kind("source.registered", 1, SourceRegistered, Letter.SOURCE),
    Kind("source.graded", 1, SourceGraded),
    Kind("report.received", 1, ReportReceived, Letter.REPORT, REPORT_SEALS, every_seal=True, sealed_actor=False),
    Kind(
        "report.collected",
        1,
        ReportCollected,
        Letter.REPORT,
        REPORT_SEALS,
        every_seal=True,
        sealed_actor=False,
    ),
    Kind("report.described", 1, ReportDescribed),
    Kind("report.disposed", 1, ReportDisposed, seals=("incident", "reason"), every_seal=True),
    Kind("report.redisposed", 1, ReportRedisposed, seals=("incident", "reason"), every_seal=True),
    Kind("campaign.recognised", 1, CampaignRecognised, Letter.CAMPAIGN, seals=("pattern",), every_seal=True),
    Kind(
        "incident.opened",
        1,
        IncidentOpened,
        Letter.INCIDENT,
        seals=("facts", "reports"),
        every_seal=True,
        streams=(Letter.INCIDENT,),
    ),
    Kind("incident.described", 1, IncidentDescribed, streams=(Letter.INCIDENT,)),
    Kind(
        "incident.linked",
        1,
        IncidentLinked,
        seals=("changes",),
        every_seal=True,
        streams=(Letter.INCIDENT,),
    ),
    Kind("report.traced", 1, ReportTraced, seals=("collector", "trace", "witness"), every_seal=True),
    Kind(
        "incident.assessed",
        1,
        IncidentAssessed,
        seals=("grounds", "reason"),
        every_seal=True,
        streams=(Letter.INCIDENT,),
    ),
    Kind("linkage.ran", 1, LinkageRan, seals=("counts", "key"), every_seal=True),
    Kind("link.judged", 1, LinkJudged, seals=("judgement", "reason", "reports"), every_seal=True),
    Kind("rule.published", 1, CountingRulePublished, Letter.COUNTING_RULE),
    Kind("claim.recorded", 1, ClaimRecorded),
    Kind("import.ran", 1, ImportRan, seals=("counts", "file"), every_seal=True),
)
