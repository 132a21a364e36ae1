"""From a prefix of the record to the pages' values: the site is made of what any reader holds, and nothing else."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from typing import Final, NamedTuple

import msgspec

from mithaq.mechanism.agreement.accounts import PartyAccount
from mithaq.mechanism.agreement.violation_classes import VIOLATION_CLASSES
from mithaq.mechanism.envelope import Text
from mithaq.mechanism.ledger import Ledger
from mithaq.mechanism.monitoring.accounts import IncidentAccount, SourceAccount
from mithaq.mechanism.monitoring.due import is_overdue
from mithaq.mechanism.monitoring.facts import Facts
from mithaq.mechanism.monitoring.minimums import Grade
from mithaq.mechanism.statements import read
from mithaq.publish.assessing_rules import ASSESSING_RULES
from mithaq.publish.assessments import assessment_view, origins_shown, state_of
from mithaq.publish.bulletin_views import bulletin_view, incidents_by_day
from mithaq.publish.channels import CHANNELS
from mithaq.publish.corrections import Corrected, corrections_of
from mithaq.publish.days_so_far import DaysSoFar, range_of
from mithaq.publish.entry_views import EntryViews, PrefixRead
from mithaq.publish.incident_views import IncidentViews, ToldIncident
from mithaq.publish.own_rules import OWN_RULES
from mithaq.publish.views import (
    UNKNOWN,
    AreaCount,
    AssessmentView,
    CountingRuleView,
    GradeView,
    HistoryView,
    IncidentState,
    IncidentView,
    MapView,
    OpenReportView,
    PartitionView,
    PartyName,
    PartyView,
    PlaceView,
    PointView,
    Publication,
    Quantity,
    ReportLink,
    SiteView,
    SourceView,
    StatusView,
    Words,
)
from mithaq.record.heads import Head
from mithaq.record.tree import Frontier, leaf_hashes

__all__ = ["Setting", "publication_of"]

LISTED: Final = 500
"""How many open reports are listed, those due first; the counts always hold all."""
BLOCK: Final = 4_096

_COARSE_E5 = 5_000
"""Points are shown on a grid of 0.05 degrees, some five kilometres; the circle drawn covers the cell."""
_COARSE_RADIUS_M = 4_000


@dataclass(frozen=True, slots=True)
class Setting:
    """What the pages need besides the record: the key and head to name, place names, and the base map."""

    log_vkey: str
    head_note: str
    generated_at: str
    places: tuple[PlaceView, ...] = ()
    base_map: bytes | None = None
    channels: Mapping[str, Words] = field(default_factory=dict)
    partition: bytes | None = None
    """The file that the newest run of linkage among the entries names."""


def publication_of(
    ledger: Ledger, entries: Sequence[bytes], setting: Setting, seen: PrefixRead | None = None
) -> Publication:
    """Everything the site shows, from the ledger and the entries that led to it.

    ``seen`` is what was kept of the entries when they were read for the ledger; without it they are read again.
    """
    assert ledger.mission is not None, "a record starts with mission.opened"

    def told(index: int) -> HistoryView:
        return (seen and seen.history.get(index)) or _history(entries, index)

    by_day = incidents_by_day(ledger)
    origin = ledger.mission.origin
    roots = seen.roots if seen else _roots(ledger, entries)
    heads = {index: Head(origin, index + 1, root).text() for index, root in roots.items()}
    corrected = corrections_of(ledger.bulletins)
    days = DaysSoFar(ledger)
    bulletins = [
        bulletin_view(
            ledger,
            by_day,
            days,
            issued,
            head=heads[issued[0]],
            corrected=corrected.get(issued[1], Corrected()),
        )
        for issued in ledger.bulletins
    ]
    if bulletins:
        # Only the newest prints the newest head, so that a new head changes few pages.
        bulletins[-1] = replace(bulletins[-1], head_note=setting.head_note)
    incidents = IncidentViews(
        [
            _told_incident(ledger, told, identifier, incident, incident.facts)
            for identifier, incident in ledger.incidents.items()
            if incident.facts is not None
        ]
    )
    return Publication(
        site=SiteView(
            name=_words(ledger.mission.name),
            origin=ledger.mission.origin,
            log_vkey=setting.log_vkey,
            generated_at=setting.generated_at,
            mode=ledger.mission.mode,
            head_note=setting.head_note,
            record_size=ledger.size,
        ),
        status=_status(ledger),
        waiting=_waiting(ledger),
        bulletins=bulletins,
        incidents=incidents,
        sources=[_source(source) for source in ledger.sources.values()],
        parties=[_party(party) for party in ledger.parties.values()],
        entries=EntryViews(entries),
        rules=[*OWN_RULES, *ASSESSING_RULES, *_rules(ledger)],
        places=setting.places,
        classes={each.code: {"en": each.name_en, "ar": each.name_ar} for each in VIOLATION_CLASSES},
        channels={**CHANNELS, **setting.channels},
        map=_map(ledger, setting),
        partition=_partition(ledger, setting),
    )


def _partition(ledger: Ledger, setting: Setting) -> PartitionView | None:
    if not ledger.linkage_runs or setting.partition is None:
        return None
    return PartitionView(ledger.linkage_runs[-1][1].public_file, setting.partition)


def _words(text: Text) -> dict[str, str]:
    return {**text.translations, text.lang: text.original}


def _status(ledger: Ledger) -> StatusView:
    tick = ledger.last_tick[1] if ledger.last_tick else ledger.last_at
    waiting = ledger.open_reports
    return StatusView(
        as_of=tick,
        received=Quantity.exact(len(ledger.reports)),
        disposed=Quantity.exact(len(ledger.reports) - waiting.count),
        overdue=Quantity.exact(waiting.overdue(tick)),
        open=waiting.count,
        oldest_open=(waiting.oldest() or "")[:10] or None,
    )


def _waiting(ledger: Ledger) -> list[OpenReportView]:
    """Those due first. Due dates need the terms each report entered under, so the open reports know theirs."""
    tick = ledger.last_tick[1] if ledger.last_tick else ledger.last_at
    due = ledger.open_reports.due_by()
    found = []
    for identifier, report in ledger.reports.items():
        if report.disposition is None and report.at in due:
            source = ledger.sources.get(report.source or "")
            found.append(
                OpenReportView(
                    id=identifier,
                    index=report.index,
                    entered=report.at,
                    due=due[report.at],
                    is_overdue=is_overdue(due[report.at], tick),
                    source=source.registered.code if source else None,
                )
            )
    found.sort(key=lambda report: (report.due, report.index))
    return found[:LISTED]


def _roots(ledger: Ledger, entries: Sequence[bytes]) -> dict[int, bytes]:
    """By the index of each bulletin: the root of the record that ends with it, which any checker recomputes."""
    frontier, done = Frontier(), 0
    roots = {}
    for index, _, _ in ledger.bulletins:
        for start in range(done, index + 1, BLOCK):
            frontier = frontier.extend(leaf_hashes(entries[start : min(start + BLOCK, index + 1)]))
        done = index + 1
        roots[index] = frontier.root()
    return roots


def _told_incident(
    ledger: Ledger,
    told: Callable[[int], HistoryView],
    identifier: str,
    incident: IncidentAccount,
    facts: Facts,
) -> ToldIncident:
    """What the view is made from is read here once, and so is all that its digest stands for."""
    reports = [_report(ledger, report) for report in incident.reports]
    history = [told(index) for index in incident.entries]
    point = _point(ledger, facts)
    established = _established(incident, told)
    inputs = hashlib.sha256(_INPUTS.encode((identifier, facts, reports, history, point, established))).digest()
    return ToldIncident(
        identifier,
        facts.day_from,
        point is not None,
        inputs,
        partial(_incident, identifier, facts, point, established, reports=reports, history=history),
    )


_INPUTS: Final = msgspec.json.Encoder()


class _Established(NamedTuple):
    """What the newest assessment says, if there is one."""

    state: IncidentState = IncidentState.UNVERIFIED
    origins: Quantity = UNKNOWN
    corroborated: bool | None = None
    assessment: AssessmentView | None = None
    emptied: bool = False


def _established(incident: IncidentAccount, told: Callable[[int], HistoryView]) -> _Established:
    if not incident.assessed:
        return _Established(emptied=not incident.stands)
    newest = incident.assessed[-1]
    return _Established(
        state_of(newest),
        origins_shown(newest),
        newest.said.grade is Grade.VERIFIED,
        assessment_view(newest, told(newest.index).at),
        not incident.stands,
    )


def _incident(
    identifier: str,
    facts: Facts,
    point: PointView | None,
    established: _Established,
    *,
    reports: Sequence[ReportLink],
    history: Sequence[HistoryView],
) -> IncidentView:
    return IncidentView(
        id=identifier,
        state=established.state,
        day_from=facts.day_from,
        day_to=facts.day_to,
        day_precision=facts.day_precision,
        place=facts.place,
        place_precision=facts.place_precision,
        governorate=facts.governorate,
        classes=facts.classes,
        killed=range_of(facts.killed),
        wounded=range_of(facts.wounded),
        named_parties=facts.parties or (),
        reports=tuple(reports),
        sealed_reports=UNKNOWN,
        origins=established.origins,
        corroborated=established.corroborated,
        history=tuple(history),
        assessment=established.assessment,
        emptied=established.emptied,
        point=point,
    )


def _report(ledger: Ledger, identifier: str) -> ReportLink:
    account = ledger.reports[identifier]
    source = ledger.sources[account.source].registered.code if account.source else None
    links = account.facts.links if account.facts else ()
    return ReportLink(
        identifier, account.index, account.disposition.value if account.disposition else "open", source, links
    )


def _history(entries: Sequence[bytes], index: int) -> HistoryView:
    statement = read(entries[index])
    return HistoryView(index, statement.at, statement.kind)


def _point(ledger: Ledger, facts: Facts) -> PointView | None:
    """The point on a coarse grid, and only once the delay of the terms has passed on the record's clock."""
    if facts.point is None or ledger.limits is None or not ledger.last_at:
        return None
    shown_from = date.fromisoformat(facts.day_to) + timedelta(days=ledger.limits.publication_delay_days)
    if ledger.last_at[:10] < shown_from.isoformat():
        return None
    return PointView(
        lat_e5=round(facts.point.lat_e5 / _COARSE_E5) * _COARSE_E5,
        lon_e5=round(facts.point.lon_e5 / _COARSE_E5) * _COARSE_E5,
        radius_m=_COARSE_RADIUS_M,
    )


def _source(source: SourceAccount) -> SourceView:
    said = source.registered
    return SourceView(
        code=said.code,
        name=_words(said.name),
        republish=said.republish,
        channel=said.channel,
        grades=tuple(GradeView(grade.reliability, grade.since, index) for index, grade in source.grades),
    )


def _party(party: PartyAccount) -> PartyView:
    names = (
        PartyName(_words(party.entered.name)),
        *(PartyName(_words(named.name), named.since, named.until) for named in party.names),
    )
    return PartyView(party.entered.code, names, _ROLES[party.entered.role])


_ROLES: dict[str, Words] = {
    "party": {"en": "party", "ar": "طرف"},
    "guarantor": {"en": "guarantor", "ar": "دولة ضامنة"},
    "co_chair": {"en": "co-chair", "ar": "رئيس مشارك"},
    "body": {"en": "body", "ar": "هيئة"},
    "excluded": {"en": "named as excluded by an instrument", "ar": "مستثنى بنص"},
}


def _rules(ledger: Ledger) -> Iterator[CountingRuleView]:
    for rule in ledger.rules.values():
        recorder = ledger.sources[rule.recorder].registered
        words = _words(recorder.name)
        yield CountingRuleView(rule.code, words, _words(rule.text), words, recorder_code=recorder.code)


def _map(ledger: Ledger, setting: Setting) -> MapView | None:
    counted: Counter[str] = Counter()
    days = []
    for incident in ledger.incidents.values():
        if incident.counted is not None and incident.facts is not None and incident.facts.governorate:
            counted[incident.facts.governorate] += 1
            days += [incident.facts.day_from, incident.facts.day_to]
    if not counted:
        return None
    # A governorate of the area that no incident names is drawn as a gap, not left as if it were outside.
    silent = {place: UNKNOWN for place in ledger.area or () if place not in counted}
    shown = silent | {place: Quantity.exact(count) for place, count in counted.items()}
    areas = tuple(AreaCount(place, count) for place, count in sorted(shown.items()))
    return MapView(min(days), max(days), areas, setting.base_map)
