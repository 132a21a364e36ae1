"""What a public page is made from: frozen values that hold nothing a stranger may not read.

The registry fills these from the public part of the record; pages see nothing else. A text is ``{language: words}``
and a missing language falls back to another one, marked as such. A day is written ``2031-01-05``, a moment
``2031-01-05T12:00:00Z``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from mithaq.errors import InvalidStatement
from mithaq.mechanism.agreement.mode import Mode
from mithaq.mechanism.monitoring.facts import DayPrecision, PlacePrecision, Republish

__all__ = [
    "MONITORS",
    "SUPPRESSED",
    "UNKNOWN",
    "AreaCount",
    "AreaToldView",
    "AssessmentView",
    "BulletinView",
    "CasualtyView",
    "ChannelView",
    "ClaimView",
    "CorrectionView",
    "CountingRuleView",
    "CoverageView",
    "DayView",
    "DoorsView",
    "EntryView",
    "EventCount",
    "FigureView",
    "Form",
    "GradeView",
    "HistoryView",
    "IncidentState",
    "IncidentView",
    "JoinView",
    "MapView",
    "OpenReportView",
    "PartyName",
    "PartyView",
    "PlaceView",
    "PointView",
    "Publication",
    "Quantity",
    "ReportLink",
    "RestrictionView",
    "RootView",
    "SiteView",
    "SourceView",
    "StatusView",
    "TrendView",
    "Words",
]

Words = Mapping[str, str]
MONITORS: Final = "VC-18"
"""The class of what is done to the monitors themselves; an asterisk marks it."""


class Form(StrEnum):
    """How much of a number is said."""

    VALUE = "value"
    RANGE = "range"
    BAND = "band"
    SUPPRESSED = "suppressed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it may be shown. Suppressed and unknown carry no number at all, so none can be printed."""

    form: Form
    value: int | None = None
    """The number itself, or the best value of a range."""
    low: int | None = None
    high: int | None = None
    """``None`` in a band means "or more"."""

    def __post_init__(self) -> None:
        said = (self.value is not None, self.low is not None, self.high is not None)
        fits = {
            Form.VALUE: said == (True, False, False),
            Form.RANGE: said[1:] == (True, True),
            Form.BAND: said[:2] == (False, True),
            Form.SUPPRESSED: not any(said),
            Form.UNKNOWN: not any(said),
        }[self.form]
        numbers = [number for number in (self.low, self.value, self.high) if number is not None]
        if not fits or numbers != sorted(numbers) or any(number < 0 for number in numbers):
            raise InvalidStatement(
                f"A quantity of form {self.form} cannot be {self.low}, {self.value}, {self.high}.",
                advice="Use Quantity.exact, .between, .band, SUPPRESSED or UNKNOWN.",
            )

    @classmethod
    def exact(cls, value: int) -> Quantity:
        return cls(Form.VALUE, value)

    @classmethod
    def between(cls, low: int, high: int, *, best: int | None = None) -> Quantity:
        return cls(Form.RANGE, best, low, high)

    @classmethod
    def band(cls, low: int, high: int | None) -> Quantity:
        return cls(Form.BAND, None, low, high)


SUPPRESSED: Final = Quantity(Form.SUPPRESSED)
UNKNOWN: Final = Quantity(Form.UNKNOWN)


@dataclass(frozen=True, slots=True)
class SiteView:
    """The mission and the head of its record at the moment the site was made."""

    name: Words
    """The mission's public name."""
    origin: str
    log_vkey: str
    generated_at: str
    mode: Mode
    head_note: str
    """The newest signed head, the whole note."""
    record_size: int
    about: Words = field(default_factory=dict)
    boundary_disclaimer: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StatusView:
    """Where the reports stand: what came in must come to a disposition, or stand as overdue."""

    as_of: str
    received: Quantity
    disposed: Quantity
    overdue: Quantity
    open: int
    oldest_open: str | None
    """The day the oldest open report came in; ``None`` where none is open or it may not be shown."""


@dataclass(frozen=True, slots=True)
class OpenReportView:
    """A report that waits for a disposition; all the public may know of it is when it entered and is due."""

    id: str
    index: int
    entered: str
    due: str
    is_overdue: bool
    source: str | None = None


def rule_key(recorder: str | None, code: str) -> str:
    return code if recorder is None else f"{recorder}~{code}"


@dataclass(frozen=True, slots=True)
class CountingRuleView:
    code: str
    title: Words
    text: Words
    recorder: Words | None = None
    """Whose rule it is, where it is not ours."""
    recorder_code: str | None = None

    @property
    def key(self) -> str:
        """Two recorders may call their rules alike: only ours stand under the code alone."""
        return rule_key(self.recorder_code, self.code)


@dataclass(frozen=True, slots=True)
class PlaceView:
    code: str
    name: Words
    level: PlacePrecision
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class FigureView:
    code: str
    label: Words
    quantity: Quantity
    rule: str
    sources: tuple[str, ...]
    entries: tuple[int, ...]
    recomputable: bool
    corrected_by: int | None = None
    """The number of the correction that changed this figure."""
    group: str = "period"
    """Under which heading it stands: the accounting of reports, the period, or what was heard of."""


@dataclass(frozen=True, slots=True)
class ChannelView:
    """One way in, as far as anyone can see from outside: by it the reports are counted again."""

    code: str
    name: Words
    received: Quantity
    disposed: Quantity
    open: Quantity
    overdue: Quantity
    oldest_open: str | None
    recomputable: bool


@dataclass(frozen=True, slots=True)
class EventCount:
    """Events reported for one day, one governorate, one class."""

    day: str
    governorate: str
    violation_class: str
    reported: Quantity


@dataclass(frozen=True, slots=True)
class ClaimView:
    """What a recorder published, with its own rule; it stands beside others and is added to none."""

    recorder: str
    rule: str
    measure: Words
    day_from: str
    day_to: str
    count: Quantity
    as_printed: str
    by: str | None = None
    """The party the recorder holds responsible."""
    document: str | None = None
    verified: bool = False
    place: str | None = None
    place_as_printed: str | None = None
    """In the recorder's own words, where the place has no code."""

    @property
    def rule_key(self) -> str:
        """Under which the counting rule is found: the recorder's own, never another's of the same code."""
        return rule_key(self.recorder, self.rule)


@dataclass(frozen=True, slots=True)
class AreaToldView:
    """What public reports tell of one governorate. Where none tells of it, no number is shown: silence is a gap."""

    place: str
    reports: int
    subdistricts: int
    told: int
    """Sub-districts that at least one report names."""


@dataclass(frozen=True, slots=True)
class CoverageView:
    """How much was heard of, never how long a place was watched: that nobody measured."""

    areas: tuple[AreaToldView, ...]
    """Empty before the mission has adopted its area."""
    heard: tuple[str, ...]
    silent: tuple[str, ...]
    unshown: int
    outside: int
    unplaced: int
    epochs: int
    short_epochs: int


@dataclass(frozen=True, slots=True)
class DoorsView:
    """Told reports of one week by the door they came by; small doors are shown together, as one sum."""

    day_from: str
    day_to: str
    reports: int
    apart: tuple[tuple[str, int], ...]
    together: tuple[str, ...]
    sum_together: int


@dataclass(frozen=True, slots=True)
class CorrectionView:
    number: int
    day: str
    text: Words
    corrects: str
    """The number of the bulletin, or the id of the page, that was wrong."""
    index: int | None = None
    bulletin: int | None = None
    """The bulletin that puts it right."""


@dataclass(frozen=True, slots=True)
class DayView:
    """One day of a bulletin's series, as the record stood at the bulletin."""

    day: str
    told: bool
    """Whether any public report or incident is of that day alone; where not, its zeros are a gap."""
    incidents: int
    verified: int
    killed: Quantity
    classes: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TrendView:
    """The period's count beside that of the period before, both at one cut-off."""

    code: str
    """``incidents``, ``verified``, ``killed``, or the code of a violation class."""
    rule: str
    now: Quantity
    before: Quantity


@dataclass(frozen=True, slots=True)
class RestrictionView:
    """A restriction of the monitors' own movement, as far as it may be shown: never below the sub-district."""

    incident: str
    day_from: str
    day_to: str
    subdistrict: str | None
    governorate: str | None
    verified: bool


@dataclass(frozen=True, slots=True)
class BulletinView:
    id: str
    number: int
    title: Words
    day_from: str
    day_to: str
    cut_off: str
    issued_at: str
    index: int
    languages: tuple[str, ...]
    head_note: str
    """A signed head that covers it; empty where a newer bulletin carries the newest one."""
    head: str
    """The head of the record whose last entry this bulletin is, unsigned: anyone recomputes it."""
    figures: tuple[FigureView, ...]
    channels: tuple[ChannelView, ...]
    events: tuple[EventCount, ...]
    claims: tuple[ClaimView, ...]
    coverage: CoverageView
    doors: tuple[DoorsView, ...] = ()
    """Weeks that were over and not yet stated."""
    corrections: tuple[CorrectionView, ...] = ()
    """Corrections announced in this bulletin."""
    corrected_by: tuple[CorrectionView, ...] = ()
    """Later corrections of this bulletin."""
    withdrawn: Words | None = None
    days: tuple[DayView, ...] = ()
    """Each day of the period; of a single day also the days before it."""
    previous: tuple[str, str] | None = None
    """First and last day of the period it is compared with."""
    trends: tuple[TrendView, ...] = ()
    restrictions: tuple[RestrictionView, ...] = ()


class IncidentState(StrEnum):
    """What has been established; none of these says who did it or that the truce was broken."""

    UNVERIFIED = "unverified"
    PLAUSIBLE = "plausible"
    VERIFIED = "verified"
    INSUFFICIENT = "insufficient"
    SEARCHED = "searched"
    NOT_REACHED = "not_reached"
    DID_NOT_HAPPEN = "did_not_happen"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ReportLink:
    """A report that may be named. Those that may not are only counted, in a band."""

    id: str
    index: int
    disposition: str
    source: str | None = None
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryView:
    index: int
    at: str
    kind: str
    text: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PointView:
    """A delayed, coarsened point: somewhere within ``radius_m`` of it, drawn as that circle."""

    lat_e5: int
    lon_e5: int
    radius_m: int


@dataclass(frozen=True, slots=True)
class JoinView:
    """Why public reports have one origin; ``what`` they share is empty where it is a person or nothing known."""

    why: str
    what: str
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RootView:
    """One origin of public reports: which, why they are one, what it is, and whether it counts."""

    reports: tuple[str, ...]
    joins: tuple[JoinView, ...]
    evidence: tuple[str, ...]
    counts: bool
    is_known: bool


@dataclass(frozen=True, slots=True)
class CasualtyView:
    """A line of people: all of a harm, or a group some report tells apart (then the three say which)."""

    harm: str
    count: Quantity
    reports: int
    reason: str
    sex: str | None = None
    age: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class AssessmentView:
    """The newest assessment of an incident, explained from its public reports to its grade."""

    index: int
    at: str
    grade: str
    shown_grade: str
    gravity: str
    roots: tuple[RootView, ...]
    standings: Mapping[str, str]
    """What each public report counts for."""
    missing: tuple[str, ...]
    casualties: tuple[CasualtyView, ...]
    means: tuple[str, ...]
    targets: tuple[str, ...]
    effects: tuple[str, ...]
    classes: tuple[str, ...]
    held: str | None
    rests_on_sealed: bool


@dataclass(frozen=True, slots=True)
class IncidentView:
    id: str
    state: IncidentState
    day_from: str
    day_to: str
    day_precision: DayPrecision
    place: str | None
    place_precision: PlacePrecision
    governorate: str | None
    classes: tuple[str, ...]
    killed: Quantity
    wounded: Quantity
    named_parties: tuple[str, ...]
    """Parties the sources name as author: allegations."""
    reports: tuple[ReportLink, ...]
    sealed_reports: Quantity
    origins: Quantity
    corroborated: bool | None
    """``None`` where corroboration has not been looked at."""
    history: tuple[HistoryView, ...]
    assessment: AssessmentView | None = None
    emptied: bool = False
    """Whether its public reports have all left: no bulletin counts it."""
    point: PointView | None = None
    summary: Words = field(default_factory=dict)
    corrections: tuple[CorrectionView, ...] = ()
    dry_run: bool = False
    demand: bool = False


@dataclass(frozen=True, slots=True)
class GradeView:
    grade: str
    day: str
    index: int


@dataclass(frozen=True, slots=True)
class SourceView:
    code: str
    name: Words
    republish: Republish
    channel: str
    grades: tuple[GradeView, ...]
    document: str | None = None


@dataclass(frozen=True, slots=True)
class PartyName:
    """A name, from a day to a day; both open where nobody recorded it."""

    name: Words
    day_from: str | None = None
    day_to: str | None = None


@dataclass(frozen=True, slots=True)
class PartyView:
    code: str
    names: tuple[PartyName, ...]
    role: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EntryView:
    index: int
    kind: str
    at: str
    id: str
    json: str
    """The entry's canonical JSON, byte for byte as hashed."""
    hash: str


@dataclass(frozen=True, slots=True)
class AreaCount:
    place: str
    reported: Quantity


@dataclass(frozen=True, slots=True)
class MapView:
    """Areas before points.

    ``base`` is the mission's own GeoJSON: a feature that is counted carries ``code``, and any may carry
    ``name_ar`` and ``name_en`` for its label.
    """

    day_from: str
    day_to: str
    areas: tuple[AreaCount, ...]
    base: bytes | None = None


@dataclass(frozen=True, slots=True)
class PartitionView:
    """The public partition of the newest run of linkage, byte for byte as the record commits to it."""

    sha256: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Publication:
    """Everything one rendering of the site is made from."""

    site: SiteView
    status: StatusView
    waiting: Sequence[OpenReportView] = ()
    """The open reports that are due first: every one that is overdue, up to a limit, before any that is not."""
    bulletins: Sequence[BulletinView] = ()
    incidents: Sequence[IncidentView] = ()
    sources: Sequence[SourceView] = ()
    parties: Sequence[PartyView] = ()
    entries: Sequence[EntryView] = ()
    """In order of index, from 0; may be lazy, since it is only sliced by 256."""
    rules: Sequence[CountingRuleView] = ()
    places: Sequence[PlaceView] = ()
    classes: Mapping[str, Words] = field(default_factory=dict)
    channels: Mapping[str, Words] = field(default_factory=dict)
    map: MapView | None = None
    partition: PartitionView | None = None
