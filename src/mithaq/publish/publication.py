"""From a prefix of the record to the pages' values: the site is made of what any reader holds, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from mithaq.mechanism.agreement.accounts import PartyAccount
from mithaq.mechanism.agreement.violation_classes import VIOLATION_CLASSES
from mithaq.mechanism.bulletin.statements import BulletinPublished
from mithaq.mechanism.envelope import Text
from mithaq.mechanism.ledger import Ledger
from mithaq.mechanism.monitoring.accounts import IncidentAccount, SourceAccount
from mithaq.mechanism.monitoring.facts import Count, Facts
from mithaq.mechanism.monitoring.statements import ClaimRecorded, Disposition
from mithaq.mechanism.statements import read
from mithaq.publish.entry_views import EntryViews
from mithaq.publish.own_rules import COVERAGE_NOT_MEASURED, OWN_RULES
from mithaq.publish.views import (
    SUPPRESSED,
    UNKNOWN,
    AreaCount,
    BulletinView,
    ChannelView,
    ClaimView,
    CountingRuleView,
    EventCount,
    FigureView,
    GradeView,
    HistoryView,
    IncidentState,
    IncidentView,
    MapView,
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

__all__ = ["Setting", "publication_of"]

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
    ledger: Ledger, entries: Sequence[bytes], setting: Setting, history: Mapping[int, HistoryView] | None = None
) -> Publication:
    """Everything the site shows, from the ledger and the entries that led to it.

    ``history`` is what `PrefixRead` kept of the subjects' statements; what it lacks is read again.
    """
    assert ledger.mission is not None, "a record starts with mission.opened"

    def told(index: int) -> HistoryView:
        return (history or {}).get(index) or _history(entries, index)

    by_day = _by_day(ledger)
    bulletins = [_bulletin(ledger, by_day, issued, setting) for issued in ledger.bulletins]
    incidents = [
        _incident(ledger, told, identifier, incident, incident.facts)
        for identifier, incident in ledger.incidents.items()
        if incident.facts is not None
    ]
    return Publication(
        site=SiteView(
            name=_words(ledger.mission.name),
            origin=ledger.mission.origin,
            log_vkey=setting.log_vkey,
            generated_at=setting.generated_at,
            exercise=ledger.mission.exercise,
            head_note=setting.head_note,
            record_size=ledger.size,
        ),
        status=_status(ledger),
        bulletins=bulletins,
        incidents=incidents,
        sources=[_source(source) for source in ledger.sources.values()],
        parties=[_party(party) for party in ledger.parties.values()],
        entries=EntryViews(entries),
        rules=[*OWN_RULES, *_rules(ledger)],
        places=setting.places,
        classes={each.code: {"en": each.name_en, "ar": each.name_ar} for each in VIOLATION_CLASSES},
        channels=setting.channels,
        map=_map(ledger, setting),
    )


def _words(text: Text) -> dict[str, str]:
    return {**text.translations, text.lang: text.original}


def _range(count: Count | None) -> Quantity:
    if count is None:
        return UNKNOWN
    if count.low == count.high:
        return Quantity.exact(count.best)
    return Quantity.between(count.low, count.high, best=count.best)


def _status(ledger: Ledger) -> StatusView:
    tick = ledger.last_tick[1] if ledger.last_tick else ledger.last_at
    waiting = ledger.open_reports
    return StatusView(
        as_of=tick,
        received=Quantity.exact(len(ledger.reports)),
        disposed=Quantity.exact(len(ledger.reports) - waiting.count),
        overdue=Quantity.exact(waiting.overdue(tick)),
        oldest_open=(waiting.oldest() or "")[:10] or None,
    )


def _figures(index: int, body: BulletinPublished) -> Iterator[FigureView]:
    def figure(code: str, rule: str, quantity: Quantity, labels: Words) -> FigureView:
        return FigureView(code, labels, quantity, f"own/{rule}", (), (index,), recomputable=True)

    said = body.figures
    exact = Quantity.exact
    yield figure(
        "received",
        "accounting",
        exact(said.accounting.received),
        {"en": "Reports on the record", "ar": "بلاغات في السجل"},
    )
    for disposition, count in said.accounting.disposed.items():
        yield figure(f"disposed/{disposition}", "accounting", exact(count), _DISPOSITIONS[disposition])
    yield figure("open", "accounting", exact(said.accounting.open), {"en": "Still open", "ar": "ما زالت مفتوحة"})
    yield figure("overdue", "accounting", exact(said.accounting.overdue), {"en": "Overdue", "ar": "متأخرة"})
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
        "killed",
        "killed",
        _range(Count(low=said.period.killed_low, best=said.period.killed_best, high=said.period.killed_high)),
        {"en": "People reported killed", "ar": "القتلى المبلَّغ عنهم"},
    )
    yield figure(
        "claims", "claims", exact(said.claims), {"en": "Figures of other recorders", "ar": "أرقام جهات أخرى"}
    )


_DISPOSITIONS: dict[Disposition, Words] = {
    Disposition.LINKED: {"en": "Linked to an incident", "ar": "مربوطة بحادثة"},
    Disposition.DUPLICATE: {"en": "Duplicates", "ar": "مكررة"},
    Disposition.OUT_OF_SCOPE: {"en": "Out of scope", "ar": "خارج النطاق"},
    Disposition.INSUFFICIENT: {"en": "Insufficient", "ar": "غير كافية"},
    Disposition.UNOBSERVABLE: {"en": "Nobody could look", "ar": "تعذّر النظر فيها"},
    Disposition.WITHDRAWN: {"en": "Withdrawn", "ar": "مسحوبة"},
}


def _by_day(ledger: Ledger) -> dict[str, list[IncidentAccount]]:
    """Incidents by each first day their page has ever shown, so that a bulletin looks at its own days only."""
    found: dict[str, list[IncidentAccount]] = {}
    for incident in ledger.incidents.values():
        for day in {facts.day_from for _, facts in incident.described}:
            found.setdefault(day, []).append(incident)
    return found


def _events(
    by_day: Mapping[str, Sequence[IncidentAccount]], index: int, body: BulletinPublished
) -> list[EventCount]:
    """The incidents that the bulletin's figures count, by first day, governorate and class."""
    cells: Counter[tuple[str, str, str]] = Counter()
    for day in sorted(day for day in by_day if body.day_from <= day <= body.day_to):
        for incident in by_day[day]:
            facts = incident.facts_at(index)
            if facts is not None and facts.day_from == day and facts.day_to <= body.day_to:
                for code in facts.classes or ("",):
                    cells[day, facts.governorate or "", code] += 1
    return [EventCount(*cell, Quantity.exact(count)) for cell, count in sorted(cells.items())]


def _bulletin(
    ledger: Ledger,
    by_day: Mapping[str, Sequence[IncidentAccount]],
    issued: tuple[int, str, BulletinPublished],
    setting: Setting,
) -> BulletinView:
    index, identifier, body = issued
    one_day = body.day_from == body.day_to
    return BulletinView(
        id=identifier,
        number=body.number,
        title={
            "en": "Daily bulletin" if one_day else "Bulletin",
            "ar": "النشرة اليومية" if one_day else "نشرة",
        },
        day_from=body.day_from,
        day_to=body.day_to,
        cut_off=body.cut_off,
        issued_at=body.cut_off,
        index=index,
        languages=("ar", "en"),
        head_note=setting.head_note if index == ledger.bulletins[-1][0] else "",
        figures=tuple(_figures(index, body)),
        channels=tuple(_channel(figure, setting) for figure in body.channels),
        events=tuple(_events(by_day, index, body)),
        claims=tuple(
            _claim(ledger, claim)
            for at, claim in ledger.claims
            if at < index and claim.day_from <= body.day_to and claim.day_to >= body.day_from
        ),
        coverage=(),
        could_not_observe=(COVERAGE_NOT_MEASURED,),
    )


def _band(text: str) -> Quantity:
    return SUPPRESSED if text.startswith("<") else Quantity.exact(int(text))


def _channel(figure: Any, setting: Setting) -> ChannelView:
    received, waiting = _band(figure.received), _band(figure.open)
    whole = received.value is not None and waiting.value is not None
    return ChannelView(
        code=figure.channel,
        name=setting.channels.get(figure.channel, {}),
        received=received,
        disposed=Quantity.exact((received.value or 0) - (waiting.value or 0)) if whole else SUPPRESSED,
        overdue=UNKNOWN,
        oldest_open=None,
        recomputable=False,
    )


def _claim(ledger: Ledger, claim: ClaimRecorded) -> ClaimView:
    return ClaimView(
        recorder=ledger.sources[claim.recorder].registered.code,
        rule=ledger.rules[claim.rule].code,
        measure={"en": claim.measure},
        day_from=claim.day_from,
        day_to=claim.day_to,
        count=UNKNOWN if claim.count is None else Quantity.exact(claim.count),
        as_printed=claim.as_printed,
        by=claim.by,
        document=claim.document,
        verified=claim.verified,
    )


def _incident(
    ledger: Ledger,
    told: Callable[[int], HistoryView],
    identifier: str,
    incident: IncidentAccount,
    facts: Facts,
) -> IncidentView:
    return IncidentView(
        id=identifier,
        state=IncidentState.UNVERIFIED,
        day_from=facts.day_from,
        day_to=facts.day_to,
        day_precision=facts.day_precision,
        place=facts.place,
        place_precision=facts.place_precision,
        governorate=facts.governorate,
        classes=facts.classes,
        killed=_range(facts.killed),
        wounded=_range(facts.wounded),
        named_parties=facts.parties or (),
        reports=tuple(_report(ledger, report) for report in incident.reports),
        sealed_reports=UNKNOWN,
        origins=UNKNOWN,
        corroborated=None,
        history=tuple(told(index) for index in incident.entries),
        point=_point(ledger, facts),
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
        grades=tuple(GradeView(grade.reliability, grade.since, 0) for grade in source.grades),
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
        yield CountingRuleView(rule.code, _words(recorder.name), _words(rule.text), _words(recorder.name))


def _map(ledger: Ledger, setting: Setting) -> MapView | None:
    counted: Counter[str] = Counter()
    days = []
    for incident in ledger.incidents.values():
        if incident.facts is not None and incident.facts.governorate:
            counted[incident.facts.governorate] += 1
            days += [incident.facts.day_from, incident.facts.day_to]
    if not counted:
        return None
    areas = tuple(AreaCount(place, Quantity.exact(count)) for place, count in sorted(counted.items()))
    return MapView(min(days), max(days), areas, setting.base_map)
