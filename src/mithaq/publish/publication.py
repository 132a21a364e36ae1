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
from mithaq.mechanism.bulletin.doors import DoorsOfWeek
from mithaq.mechanism.bulletin.periods import Sort, previous, sort_of
from mithaq.mechanism.bulletin.statements import BulletinPublished
from mithaq.mechanism.envelope import Text
from mithaq.mechanism.ledger import Ledger
from mithaq.mechanism.monitoring.accounts import IncidentAccount, SourceAccount
from mithaq.mechanism.monitoring.due import is_overdue
from mithaq.mechanism.monitoring.facts import Facts
from mithaq.mechanism.monitoring.minimums import Grade
from mithaq.mechanism.monitoring.statements import ClaimRecorded, Disposition
from mithaq.mechanism.statements import read
from mithaq.publish.assessing_rules import ASSESSING_RULES
from mithaq.publish.assessments import assessment_view, origins_shown, state_of
from mithaq.publish.channels import CHANNELS, MEASURES
from mithaq.publish.corrections import Corrected, corrections_of
from mithaq.publish.days_so_far import DaysSoFar, killed_said, range_of
from mithaq.publish.entry_views import EntryViews, PrefixRead
from mithaq.publish.incident_views import IncidentViews, ToldIncident
from mithaq.publish.own_rules import OWN_RULES
from mithaq.publish.views import (
    MONITORS,
    UNKNOWN,
    AreaCount,
    AreaToldView,
    AssessmentView,
    BulletinView,
    ChannelView,
    ClaimView,
    CountingRuleView,
    CoverageView,
    DoorsView,
    EventCount,
    FigureView,
    GradeView,
    HistoryView,
    IncidentState,
    IncidentView,
    MapView,
    OpenReportView,
    PartyName,
    PartyView,
    PlaceView,
    PointView,
    Publication,
    Quantity,
    ReportLink,
    RestrictionView,
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


def publication_of(
    ledger: Ledger, entries: Sequence[bytes], setting: Setting, seen: PrefixRead | None = None
) -> Publication:
    """Everything the site shows, from the ledger and the entries that led to it.

    ``seen`` is what was kept of the entries when they were read for the ledger; without it they are read again.
    """
    assert ledger.mission is not None, "a record starts with mission.opened"

    def told(index: int) -> HistoryView:
        return (seen and seen.history.get(index)) or _history(entries, index)

    by_day = _by_day(ledger)
    origin = ledger.mission.origin
    roots = seen.roots if seen else _roots(ledger, entries)
    heads = {index: Head(origin, index + 1, root).text() for index, root in roots.items()}
    corrected = corrections_of(ledger.bulletins)
    days = DaysSoFar(ledger)
    bulletins = [
        _bulletin(
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
    )


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


def _figures(index: int, body: BulletinPublished) -> Iterator[FigureView]:
    def figure(code: str, rule: str, quantity: Quantity, labels: Words, group: str = "period") -> FigureView:
        return FigureView(code, labels, quantity, f"own/{rule}", (), (index,), recomputable=True, group=group)

    said = body.figures
    exact = Quantity.exact
    group = "accounting"
    for code, count, labels in (
        ("received", said.accounting.received, _LABELS["received"]),
        *((f"disposed/{name}", count, _DISPOSITIONS[name]) for name, count in said.accounting.disposed.items()),
        ("open", said.accounting.open, _LABELS["open"]),
        ("overdue", said.accounting.overdue, _LABELS["overdue"]),
    ):
        yield figure(code, "accounting", exact(count), labels, group)
    yield figure(
        "reports",
        "reports",
        exact(said.period.reports),
        {"en": "Reports about the period", "ar": "بلاغات عن الفترة"},
    )
    yield figure(
        "undated",
        "undated",
        exact(said.period.undated),
        {"en": "Reports that only touch the period", "ar": "بلاغات تمس الفترة فحسب"},
    )
    yield figure(
        "incidents",
        "incidents",
        exact(said.period.incidents),
        {"en": "Incidents of the period", "ar": "حوادث الفترة"},
    )
    yield figure(
        "verified",
        "minimums",
        exact(said.period.verified),
        {"en": "Of these, events verified", "ar": "منها ما تُحقق من وقوعه"},
    )
    yield figure(
        "unverified",
        "minimums",
        exact(said.period.incidents - said.period.verified),
        {"en": "Of these, not verified", "ar": "منها ما لم يُتحقق منه"},
    )
    yield figure(
        "killed",
        "killed",
        killed_said(said.period),
        {"en": "People reported killed", "ar": "القتلى المبلَّغ عنهم"},
    )
    yield figure("killed-known", "killed", exact(said.period.killed_known), _LABELS["killed-known"])
    yield figure(
        "claims", "claims", exact(said.claims), {"en": "Figures of other recorders", "ar": "أرقام جهات أخرى"}
    )
    heard = said.coverage
    yield figure("heard", "coverage", exact(len(heard.heard)), _LABELS["heard"], "coverage")
    yield figure("silent", "coverage", exact(len(heard.silent)), _LABELS["silent"], "coverage")
    if heard.governorates is not None:
        told = sum(area.reports > 0 for area in heard.governorates.values())
        yield figure("told", "coverage", exact(told), _LABELS["told"], "coverage")
        yield figure("untold", "coverage", exact(len(heard.governorates) - told), _LABELS["untold"], "coverage")
        yield figure("outside", "coverage", exact(heard.outside), _LABELS["outside"], "coverage")
    yield figure("unplaced", "coverage", exact(heard.unplaced), _LABELS["unplaced"], "coverage")
    yield figure("epochs", "epochs", exact(heard.epochs), _LABELS["epochs"], "coverage")
    yield figure("short-epochs", "epochs", exact(heard.short_epochs), _LABELS["short-epochs"], "coverage")


_LABELS: dict[str, Words] = {
    "received": {"en": "Reports on the record", "ar": "بلاغات في السجل"},
    "open": {"en": "Still open", "ar": "ما زالت مفتوحة"},
    "overdue": {"en": "Overdue", "ar": "متأخرة"},
    "killed-known": {"en": "Incidents with a number of killed", "ar": "حوادث ذُكر فيها عدد القتلى"},
    "heard": {"en": "Sources heard", "ar": "مصادر سُمع منها"},
    "silent": {"en": "Sources silent", "ar": "مصادر لم يُسمع منها"},
    "told": {"en": "Governorates told of", "ar": "محافظات بلغنا خبرها"},
    "untold": {"en": "Governorates nothing was told of", "ar": "محافظات لم يبلغنا خبرها"},
    "outside": {"en": "Reports from outside the area", "ar": "بلاغات من خارج النطاق"},
    "unplaced": {"en": "Reports without a governorate", "ar": "بلاغات بلا محافظة"},
    "epochs": {"en": "Batches in which told reports entered", "ar": "دفعات دخلت بها البلاغات المقدمة"},
    "short-epochs": {"en": "Short batches", "ar": "دفعات ناقصة"},
}

_DISPOSITIONS: dict[Disposition, Words] = {
    Disposition.LINKED: {"en": "Linked to an incident", "ar": "مربوطة بحادث"},
    Disposition.DUPLICATE: {"en": "Duplicates", "ar": "مكررة"},
    Disposition.OUT_OF_SCOPE: {"en": "Out of scope", "ar": "خارج النطاق"},
    Disposition.INSUFFICIENT: {"en": "Insufficient", "ar": "غير كافية"},
    Disposition.UNOBSERVABLE: {"en": "Nobody could look", "ar": "تعذرت المعاينة"},
    Disposition.WITHDRAWN: {"en": "Withdrawn", "ar": "مسحوبة"},
}


Counted = tuple[str, IncidentAccount, Facts]
"""An incident's id, what the record says of it, and its facts as shown at a bulletin's moment."""


def _by_day(ledger: Ledger) -> dict[str, list[tuple[str, IncidentAccount]]]:
    """Incidents by each first day their page has ever shown, so that a bulletin looks at its own days only."""
    found: dict[str, list[tuple[str, IncidentAccount]]] = {}
    for told in ledger.incidents.items():
        for day in {facts.day_from for _, facts in told[1].described}:
            found.setdefault(day, []).append(told)
    return found


def _counted(
    by_day: Mapping[str, Sequence[tuple[str, IncidentAccount]]], index: int, body: BulletinPublished
) -> Iterator[Counted]:
    """The incidents that the bulletin's figures count."""
    for day in sorted(day for day in by_day if body.day_from <= day <= body.day_to):
        for identifier, incident in by_day[day]:
            facts = incident.facts_at(index)
            if facts is not None and facts.day_from == day and facts.day_to <= body.day_to:
                yield identifier, incident, facts


def _events(counted: Sequence[Counted]) -> list[EventCount]:
    """By first day, governorate and class."""
    cells: Counter[tuple[str, str, str]] = Counter()
    for _, _, facts in counted:
        for code in facts.classes or ("",):
            cells[facts.day_from, facts.governorate or "", code] += 1
    return [EventCount(*cell, Quantity.exact(count)) for cell, count in sorted(cells.items())]


def _restrictions(index: int, counted: Sequence[Counted]) -> list[RestrictionView]:
    """Those whose class is VC-18. Their page shows no place below the sub-district, and neither does this."""
    return [
        RestrictionView(
            incident=identifier,
            day_from=facts.day_from,
            day_to=facts.day_to,
            subdistrict=facts.subdistrict,
            governorate=facts.governorate,
            verified=incident.was_verified(index),
        )
        for identifier, incident, facts in counted
        if MONITORS in facts.classes
    ]


_TITLES: dict[Sort, Words] = {
    Sort.DAY: {"en": "Daily bulletin", "ar": "النشرة اليومية"},
    Sort.WEEK: {"en": "Weekly bulletin", "ar": "النشرة الأسبوعية"},
    Sort.MONTH: {"en": "Monthly bulletin", "ar": "النشرة الشهرية"},
    Sort.SPAN: {"en": "Bulletin", "ar": "نشرة"},
}


def _bulletin(
    ledger: Ledger,
    by_day: Mapping[str, Sequence[tuple[str, IncidentAccount]]],
    days: DaysSoFar,
    issued: tuple[int, str, BulletinPublished],
    *,
    head: str,
    corrected: Corrected,
) -> BulletinView:
    index, identifier, body = issued
    first, last = date.fromisoformat(body.day_from), date.fromisoformat(body.day_to)
    before = previous(first, last)
    counted = list(_counted(by_day, index, body))
    days.at(index)
    return BulletinView(
        id=identifier,
        number=body.number,
        title=_TITLES[sort_of(first, last)],
        day_from=body.day_from,
        day_to=body.day_to,
        cut_off=body.cut_off,
        issued_at=body.cut_off,
        index=index,
        languages=("ar", "en"),
        head_note="",
        head=head,
        figures=tuple(
            replace(figure, corrected_by=corrected.figures.get(figure.code)) for figure in _figures(index, body)
        ),
        channels=tuple(_ways(body)),
        doors=tuple(_doors(week) for week in body.doors),
        events=tuple(_events(counted)),
        claims=tuple(
            _claim(ledger, claim)
            for at, claim in ledger.claims
            if at < index and claim.day_from <= body.day_to and claim.day_to >= body.day_from
        ),
        coverage=_coverage(body),
        corrections=corrected.announced,
        corrected_by=corrected.received,
        days=days.series(body),
        previous=before and (before[0].isoformat(), before[1].isoformat()),
        trends=days.trends(body),
        restrictions=tuple(_restrictions(index, counted)),
    )


def _ways(body: BulletinPublished) -> Iterator[ChannelView]:
    ways = body.figures.ways
    for code, way in (("told", ways.told), ("unshown", ways.unshown), *ways.collected.items()):
        yield ChannelView(
            code=code,
            name=CHANNELS.get(code, {"en": code}),
            received=Quantity.exact(way.received),
            disposed=Quantity.exact(way.received - way.open),
            open=Quantity.exact(way.open),
            overdue=Quantity.exact(way.overdue),
            oldest_open=(way.oldest_open or "")[:10] or None,
            recomputable=True,
        )


def _doors(week: DoorsOfWeek) -> DoorsView:
    last = date.fromisoformat(week.week) + timedelta(days=6)
    return DoorsView(
        day_from=week.week,
        day_to=last.isoformat(),
        reports=week.reports,
        apart=tuple(sorted(week.apart.items())),
        together=week.together,
        sum_together=week.reports - sum(week.apart.values()),
    )


def _coverage(body: BulletinPublished) -> CoverageView:
    said = body.figures.coverage
    return CoverageView(
        areas=tuple(
            AreaToldView(place, area.reports, area.subdistricts, area.told)
            for place, area in (said.governorates or {}).items()
        ),
        heard=said.heard,
        silent=said.silent,
        unshown=said.unshown,
        outside=said.outside,
        unplaced=said.unplaced,
        epochs=said.epochs,
        short_epochs=said.short_epochs,
    )


def _claim(ledger: Ledger, claim: ClaimRecorded) -> ClaimView:
    return ClaimView(
        recorder=ledger.sources[claim.recorder].registered.code,
        rule=ledger.rules[claim.rule].code,
        measure=MEASURES.get(claim.measure, {"en": claim.measure}),
        place=claim.place,
        place_as_printed=claim.place_as_printed,
        day_from=claim.day_from,
        day_to=claim.day_to,
        count=UNKNOWN if claim.count is None else Quantity.exact(claim.count),
        as_printed=claim.as_printed,
        by=claim.by,
        document=claim.document,
        verified=claim.verified,
    )


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


def _established(incident: IncidentAccount, told: Callable[[int], HistoryView]) -> _Established:
    if not incident.assessed:
        return _Established()
    newest = incident.assessed[-1]
    return _Established(
        state_of(newest),
        origins_shown(newest),
        newest.said.grade is Grade.VERIFIED,
        assessment_view(newest, told(newest.index).at),
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
        if incident.facts is not None and incident.facts.governorate:
            counted[incident.facts.governorate] += 1
            days += [incident.facts.day_from, incident.facts.day_to]
    if not counted:
        return None
    # A governorate of the area that no incident names is drawn as a gap, not left as if it were outside.
    silent = {place: UNKNOWN for place in ledger.area or () if place not in counted}
    shown = silent | {place: Quantity.exact(count) for place, count in counted.items()}
    areas = tuple(AreaCount(place, count) for place, count in sorted(shown.items()))
    return MapView(min(days), max(days), areas, setting.base_map)
