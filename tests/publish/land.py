"""An invented land with invented parties and places, to fill pages with."""

# ruff: noqa: E501 -- sentences of an invented land read better unbroken
from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date, timedelta

from mithaq.mechanism.agreement.mode import Mode
from mithaq.mechanism.identifiers import Letter, new_id
from mithaq.mechanism.monitoring.facts import DayPrecision, PlacePrecision, Republish
from mithaq.publish.views import (
    SUPPRESSED,
    UNKNOWN,
    AreaCount,
    AreaToldView,
    AssessmentView,
    BulletinView,
    CasualtyView,
    ChannelView,
    ClaimView,
    CorrectionView,
    CountingRuleView,
    CoverageView,
    DayView,
    DoorsView,
    EntryView,
    EventCount,
    FigureView,
    GradeView,
    HistoryView,
    IncidentState,
    IncidentView,
    JoinView,
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
    RootView,
    SiteView,
    SourceView,
    StatusView,
    TrendView,
)

HEAD = (
    "exercise.example/warda\n4711\nq83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=\n\n"
    "— exercise.example/warda 0uqfXc2Vb0wq1Zt4a7yKk2m9s3h5r8d1f6g0j4l7p2o5i8u1y4t7r0e3w6q9z2x5c8v1b4n7m0a3s6d9f2==\n"
)
VKEY = "exercise.example/warda+d2ea9f5d+AXYBkq0S3xDd4PZ1mC8hJ5tL9vQ2rW7yE6uI0oP3aSdF"
LONG_AR = (
    "تجمع سكان قرى أعالي وادي السنديان الكبير والمزارع المحيطة بها والقادمين إليها من ناحية عين الغزال القديمة"
)

GOVERNORATES = (
    ("WR-01", "Wardat al-Jabal", "وردة الجبل"),
    ("WR-02", "Sahl al-Rumman", "سهل الرمان"),
    ("WR-03", "Nahr al-Lawz", "نهر اللوز"),
    ("WR-04", "Talat al-Sanawbar", "تلة الصنوبر"),
)
PLACES = (
    *(PlaceView(code, {"en": en, "ar": ar}, PlacePrecision.GOVERNORATE) for code, en, ar in GOVERNORATES),
    PlaceView("WR-0101", {"en": "Ayn al-Ghazal", "ar": "عين الغزال"}, PlacePrecision.SUBDISTRICT, "WR-01"),
    PlaceView("WR-0201", {"ar": LONG_AR}, PlacePrecision.SUBDISTRICT, "WR-02"),
)
CLASSES = {
    "VC-04": {"en": "Airstrike", "ar": "غارة جوية"},
    "VC-06": {"en": "Ground shelling", "ar": "قصف مدفعي"},
    "VC-10": {"en": "Attack on medical care", "ar": "هجوم على الرعاية الطبية"},
    "VC-13": {"en": "Obstruction of aid", "ar": "عرقلة المساعدات"},
    "VC-18": {"en": "Obstruction of monitors", "ar": "عرقلة الراصدين"},
}
CHANNELS = {
    "told": {"en": "Told to the mechanism", "ar": "قُدمت إلى الآلية"},
    "other": {"en": "Other", "ar": "غير ذلك"},
    "web": {"en": "Web form", "ar": "استمارة الشبكة"},
    "post": {"en": "Road post", "ar": "نقطة الطريق"},
    "collected": {"en": "Collected from public sources", "ar": "ما جُمع من مصادر علنية"},
}
RULES = (
    CountingRuleView(
        "events-reported",
        {"en": "Events reported", "ar": "الحوادث المبلغ عنها"},
        {
            "en": "One event for each report of a distinct place and day. Reports that share an origin count once.\n\n"
            "A report dealt with as a duplicate adds nothing.",
            "ar": "حادث واحد لكل بلاغ عن مكان ويوم متميزين، والبلاغات ذات الأصل المشترك تُعد مرة واحدة.\n\n"
            "البلاغ الذي بُتّ فيه على أنه مكرر لا يضيف شيئًا.",
        },
    ),
    CountingRuleView(
        "almond-daily",
        {"en": "Almond Network daily count", "ar": "العد اليومي لشبكة اللوز"},
        {"en": "Counts shells heard, not impacts.", "ar": "تعد القذائف المسموعة لا مواضع سقوطها."},
        {"en": "Almond Network", "ar": "شبكة اللوز"},
        "almond",
    ),
)
SOURCES = (
    SourceView(
        "almond",
        {"en": "Almond Network", "ar": "شبكة اللوز"},
        Republish.DERIVED,
        "collected",
        (GradeView("C", "2031-01-02", 12), GradeView("B", "2031-03-04", 340)),
        "https://almond.example/method",
    ),
    SourceView("lantern", {"en": "Lantern House (دار الفانوس)"}, Republish.OPEN, "web", ()),
    SourceView("anon-7", {"ar": LONG_AR}, Republish.NONE, "post", (GradeView("F", "2031-02-01", 99),)),
)
PARTIES = (
    PartyView(
        "northern-council",
        (
            PartyName({"en": "Council of the Heights", "ar": "مجلس المرتفعات"}, "2028-05-01", "2030-12-31"),
            PartyName({"en": "Northern Council", "ar": "المجلس الشمالي"}, "2031-01-01"),
        ),
        {"en": "Signatory", "ar": "طرف موقّع"},
    ),
    PartyView("river-guard", (PartyName({"en": "River Guard", "ar": "حرس النهر"}),)),
)


def square(west: float, south: float, size: float = 1.0) -> list[list[list[float]]]:
    return [[[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]]


BASE_MAP = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"code": code, "name_en": en, "name_ar": ar},
                "geometry": {"type": "Polygon", "coordinates": square(10 + number % 2, 20 + number // 2)},
            }
            for number, (code, en, ar) in enumerate(GOVERNORATES)
        ],
    }
).encode()


def identifier(letter: Letter, number: int) -> str:
    return new_id(letter, hashlib.sha256(f"{letter}{number}".encode()).digest()[:10])


def correction(number: int, corrects: str) -> CorrectionView:
    text = {
        "en": "One event of 4 January was counted twice; it is counted once.",
        "ar": "عُدّ حادث وقع في 4 كانون الثاني مرتين، وهو يُعد مرة واحدة.",
    }
    return CorrectionView(number, "2031-01-08", text, corrects, 512, 12)


def bulletin(number: int = 12, day: date = date(2031, 1, 5)) -> BulletinView:
    figures = (
        ("events", {"en": "Events reported", "ar": "الحوادث المبلغ عنها"}, Quantity.exact(37), True),
        (
            "killed",
            {"en": "People killed, as reported", "ar": "القتلى كما ورد في البلاغات"},
            Quantity.between(3, 9, best=4),
            True,
        ),
        ("wounded", {"en": "People wounded, as reported", "ar": "الجرحى كما ورد في البلاغات"}, UNKNOWN, True),
        ("reporters", {"en": "Reports by road post", "ar": "بلاغات نقاط الطريق"}, SUPPRESSED, False),
        ("origins", {"en": "Independent origins", "ar": "الأصول المستقلة"}, Quantity.band(5, 9), False),
    )
    return BulletinView(
        id=identifier(Letter.BULLETIN, number),
        number=number,
        title={"en": "Daily bulletin", "ar": "النشرة اليومية"},
        day_from=day.isoformat(),
        day_to=day.isoformat(),
        cut_off=f"{day.isoformat()}T16:30:00Z",
        issued_at=f"{day.isoformat()}T18:05:00Z",
        index=500,
        languages=("ar", "en"),
        head_note=HEAD,
        head=HEAD.partition("\n\n")[0] + "\n",
        figures=tuple(
            FigureView(
                code, label, quantity, "events-reported", ("almond", "lantern"), (401, 402, 417), recomputable,
                3 if code == "events" else None,
            )
            for code, label, quantity, recomputable in figures
        ),
        channels=(
            ChannelView("told", CHANNELS["told"], Quantity.exact(41), Quantity.exact(36), Quantity.exact(5), Quantity.exact(2), "2031-01-01", True),
            ChannelView("collected", CHANNELS["collected"], Quantity.exact(7), Quantity.exact(7), Quantity.exact(0), Quantity.exact(0), None, True),
        ),
        events=(
            EventCount(day.isoformat(), "WR-01", "VC-04", Quantity.exact(2)),
            EventCount(day.isoformat(), "WR-01", "VC-06", Quantity.exact(19)),
            EventCount(day.isoformat(), "WR-02", "VC-06", Quantity.between(10, 14)),
            EventCount(day.isoformat(), "WR-03", "VC-13", Quantity.exact(2)),
            EventCount(day.isoformat(), "WR-04", "VC-10", UNKNOWN),
        ),
        claims=(
            ClaimView(
                "almond", "almond-daily", {"en": "shells", "ar": "قذائف"}, day.isoformat(), day.isoformat(),
                Quantity.exact(112), "112 shells heard", "northern-council", "https://almond.example/daily/5", True,
            ),
            ClaimView(
                "lantern", "lantern-own", {"en": "violations", "ar": "خروق"}, "2031-01-01", day.isoformat(),
                UNKNOWN, "عشرات القذائف", None, "Bulletin 5, page 2",
            ),
        ),
        coverage=CoverageView(
            areas=(
                AreaToldView("WR-01", 24, 6, 6),
                AreaToldView("WR-02", 9, 8, 3),
                AreaToldView("WR-03", 0, 7, 0),
                AreaToldView("WR-04", 2, 5, 0),
            ),
            heard=("almond",), silent=("lantern",), unshown=1, outside=1, unplaced=2, epochs=18, short_epochs=3,
        ),
        doors=(DoorsView("2030-12-30", "2031-01-05", 61, (("web", 41),), ("other", "post"), 20),),
        corrections=(correction(2, "12"),),
        corrected_by=(correction(3, str(number)),),
        days=tuple(series(day)),
        previous=((day - timedelta(days=1)).isoformat(),) * 2,
        trends=(
            TrendView("incidents", "own/incidents", Quantity.exact(7), Quantity.exact(0)),
            TrendView("verified", "own/minimums", Quantity.exact(2), Quantity.exact(0)),
            TrendView("killed", "own/killed", Quantity.between(3, 9, best=4), UNKNOWN),
        ),
        restrictions=(
            RestrictionView(identifier(Letter.INCIDENT, 1), day.isoformat(), day.isoformat(), "WR-0101", "WR-01", True),
            RestrictionView(identifier(Letter.INCIDENT, 2), day.isoformat(), day.isoformat(), None, None, False),
        ),
    )  # fmt: skip


def series(last: date) -> list[DayView]:
    """A fortnight: the day itself, a quiet day, one nobody told of, one without a number of killed, and others."""
    days = [
        DayView(
            (last - timedelta(days=before)).isoformat(),
            told=True,
            incidents=before % 4 + 1,
            verified=before % 2,
            killed=Quantity.exact(before % 3),
            classes=(("VC-06", before % 4 + 1),),
        )
        for before in range(13, 3, -1)
    ]
    return [
        *days,
        DayView((last - timedelta(days=3)).isoformat(), True, 2, 0, UNKNOWN, (("VC-04", 2),)),
        DayView((last - timedelta(days=2)).isoformat(), False, 0, 0, Quantity.exact(0)),
        DayView((last - timedelta(days=1)).isoformat(), True, 0, 0, Quantity.exact(0)),
        DayView(last.isoformat(), True, 7, 2, Quantity.between(3, 9, best=4), (("VC-06", 6), ("VC-18", 1))),
    ]


def assessment(number: int) -> AssessmentView:
    one, two, three = (identifier(Letter.REPORT, number + 1000 * more) for more in range(3))
    return AssessmentView(
        index=433,
        at="2031-01-07T09:00:00Z",
        grade="plausible",
        shown_grade="verified",
        gravity="G3",
        roots=(
            RootView(
                (one, two),
                (
                    JoinView("cites", one, (one, two)),
                    JoinView(
                        "upstream",
                        "https://almond.example/film/a-long-address-of-a-film-that-many-took-over/5",
                        (one, two),
                    ),
                ),
                ("imagery", "witness"),
                counts=True,
                is_known=True,
            ),
            RootView((three,), (), (), counts=False, is_known=False),
        ),
        standings={one: "counts", two: "counts", three: "not_checked"},
        missing=("more",),
        casualties=(
            CasualtyView("killed", Quantity.between(1, 4, best=2), 3, "lowest_of_equals"),
            CasualtyView("killed", Quantity.exact(1), 1, "one_report", "female", "child", "civilian"),
        ),
        means=("shelling",),
        targets=("civilians", "medical"),
        effects=("damage",),
        classes=("VC-06", "VC-10"),
        held="doubt",
        rests_on_sealed=number % 4 == 1,
    )


def incident(number: int = 1, day: date = date(2031, 1, 5)) -> IncidentView:
    states = list(IncidentState)
    state = states[number % len(states)]
    return IncidentView(
        id=identifier(Letter.INCIDENT, number),
        state=state,
        day_from=day.isoformat(),
        day_to=(day + timedelta(days=number % 3)).isoformat(),
        day_precision=DayPrecision.WEEK if number % 3 else DayPrecision.DAY,
        place=("WR-0101", "WR-0201", None)[number % 3],
        place_precision=PlacePrecision.UNKNOWN if number % 3 == 2 else PlacePrecision.SUBDISTRICT,
        governorate=None if number % 3 == 2 else "WR-01",
        classes=("VC-06", "VC-10") if number % 2 else ("VC-04",),
        killed=(Quantity.between(1, 3), Quantity.exact(2), UNKNOWN)[number % 3],
        wounded=UNKNOWN if number % 2 else Quantity.exact(0),
        named_parties=("northern-council",) if number % 2 else (),
        reports=(ReportLink(identifier(Letter.REPORT, number), 417, "linked", "almond", ("https://almond.example/5",)),),
        sealed_reports=Quantity.band(1, 4) if number % 2 else SUPPRESSED,
        origins=Quantity.band(3, None),
        corroborated=(True, False, None)[number % 3],
        history=(
            HistoryView(420, "2031-01-05T18:00:00Z", "incident.opened"),
            HistoryView(431, "2031-01-06T09:00:00Z", "incident.linked", {"en": "One report added.", "ar": "أُضيف بلاغ."}),
        ),
        assessment=assessment(number) if number % 2 else None,
        point=PointView(2_050_000 + number % 50 * 1000, 1_050_000, 5_000) if number % 3 == 0 else None,
        summary={
            "en": "Shells fell near the market of Ayn al-Ghazal (عين الغزال) about noon, two reports say.",
            "ar": "سقطت قذائف قرب سوق عين الغزال نحو الظهر، على ما جاء في بلاغين، وذكر أحدهما طرازًا هو D-30 (122 mm).",
        },
        corrections=(correction(4, identifier(Letter.INCIDENT, number)),) if number % 4 == 1 else (),
        dry_run=number % 5 == 1,
        demand=number % 7 == 1,
    )  # fmt: skip


def entry(index: int) -> EntryView:
    body = json.dumps(
        {"at": "2031-01-05T12:00:00Z", "body": {"note": f"<b>{index}</b> نص"}, "id": identifier(Letter.REPORT, index)},
        ensure_ascii=False, separators=(",", ":"),
    )  # fmt: skip
    return EntryView(
        index, "report.received", "2031-01-05T12:00:00Z", identifier(Letter.REPORT, index), body,
        hashlib.sha256(b"\0" + body.encode()).hexdigest(),
    )  # fmt: skip


SITE = SiteView(
    name={"en": "Ceasefire Monitoring in Warda", "ar": "رصد وقف إطلاق النار في وردة"},
    origin="exercise.example/warda",
    log_vkey=VKEY,
    generated_at="2031-01-05T18:10:00Z",
    mode=Mode.EXERCISE,
    head_note=HEAD,
    record_size=4711,
    about={
        "en": "The monitoring mission in the invented land of Warda publishes here what it was told and what came of it.",
        "ar": "تنشر بعثة الرصد في بلد وردة المتخيل هنا ما أُبلغت به وما آل إليه.",
    },
)
STATUS = StatusView(
    "2031-01-05T18:00:00Z", Quantity.exact(4711), Quantity.exact(4650), Quantity.exact(11), 61, "2031-01-01"
)

EMPTY = Publication(
    SITE,
    StatusView("2031-01-05T18:00:00Z", Quantity.exact(0), Quantity.exact(0), Quantity.exact(0), 0, None),
)  # fmt: skip


def publication(
    incidents: int = 1, entries: int = 1, bulletins: int = 1, *, mode: Mode = Mode.EXERCISE
) -> Publication:
    start = date(2031, 1, 5)
    return Publication(
        site=replace(SITE, mode=mode, record_size=entries),
        status=STATUS,
        waiting=[
            OpenReportView(
                identifier(Letter.REPORT, number),
                number,
                "2031-01-01T04:00:00Z",
                "2031-01-11T04:00:00Z",
                number < 11,
                "almond" if number % 2 else None,
            )
            for number in range(40)
        ],
        bulletins=[bulletin(12 + number, start + timedelta(days=number)) for number in range(bulletins)],
        incidents=[incident(1 + number, start + timedelta(days=number // 100)) for number in range(incidents)],
        sources=SOURCES,
        parties=PARTIES,
        entries=[entry(index) for index in range(entries)],
        rules=RULES,
        places=PLACES,
        classes=CLASSES,
        channels=CHANNELS,
        map=MapView(
            "2031-01-01",
            "2031-01-05",
            (
                AreaCount("WR-01", Quantity.exact(21)),
                AreaCount("WR-02", Quantity.between(10, 14)),
                AreaCount("WR-03", Quantity.exact(2)),
                AreaCount("WR-04", UNKNOWN),
            ),
            BASE_MAP,
        ),
    )
