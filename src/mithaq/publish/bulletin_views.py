"""A bulletin as its page shows it: its figures, and what was known of its days at its own place in the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from mithaq.mechanism.bulletin.doors import DoorsOfWeek
from mithaq.mechanism.bulletin.periods import Sort, previous, sort_of
from mithaq.mechanism.bulletin.statements import BulletinPublished
from mithaq.mechanism.ledger import Ledger
from mithaq.mechanism.monitoring.accounts import IncidentAccount
from mithaq.mechanism.monitoring.facts import Facts
from mithaq.mechanism.monitoring.statements import ClaimRecorded, Disposition
from mithaq.publish.channels import CHANNELS, MEASURES
from mithaq.publish.corrections import Corrected
from mithaq.publish.days_so_far import DaysSoFar, killed_said
from mithaq.publish.views import (
    MONITORS,
    UNKNOWN,
    AreaToldView,
    BulletinView,
    ChannelView,
    ClaimView,
    CoverageView,
    DoorsView,
    EventCount,
    FigureView,
    Quantity,
    RestrictionView,
    Words,
)

__all__ = ["bulletin_view", "incidents_by_day"]


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


def incidents_by_day(ledger: Ledger) -> dict[str, list[tuple[str, IncidentAccount]]]:
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


def bulletin_view(
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
