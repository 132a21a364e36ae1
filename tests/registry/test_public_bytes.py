"""No sealed value in any public byte: of the record, of the pages made from it, of the open data beside them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from pytest_django import DjangoDbBlocker

from mithaq.cli.site import publish_site
from mithaq.errors import MithaqError
from mithaq.mechanism.envelope import Text
from mithaq.mechanism.monitoring.conduct import Conduct, Means
from mithaq.mechanism.monitoring.facts import Facts, Point, Republish
from mithaq.mechanism.monitoring.origin import Evidence, Step, StepKind, Trace
from mithaq.mechanism.monitoring.statements import Disposition, Judgement
from mithaq.registry.assess import assess_incident, explain_incident
from mithaq.registry.bulletins import publish_bulletin
from mithaq.registry.campaigns import recognise_campaign
from mithaq.registry.clock import tick
from mithaq.registry.close_epoch import close_epoch
from mithaq.registry.dispose import dispose, dispose_day, redispose
from mithaq.registry.drafts import Actor
from mithaq.registry.incidents import describe_incident, describe_report, open_incident, review_hold
from mithaq.registry.judge_link import judge_link
from mithaq.registry.linkage_run import run_linkage
from mithaq.registry.mission import Mission
from mithaq.registry.open_seal import open_seal
from mithaq.registry.receive import receive
from mithaq.registry.run_import import run_import
from mithaq.registry.trace import trace_day, trace_report
from mithaq.store.models import Entry
from mithaq.verify import Folder, Trust, verify_record
from registry.missions import NOON, collected, facts, new_mission, new_source, received

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CANARY = "canary-7f3a-كناري"
STAFF = Actor("analyst", staff=f"{CANARY}-staff")
POINT = Point(lat_e5=3_512_347, lon_e5=3_698_769)
HIDDEN_PLACE = "ZZHIDDEN77"
"""The community of all whose place may not be shown: sealed and derived reports, protected classes."""
HIDDEN = (
    *("canary-7f3a", "كناري", HIDDEN_PLACE, "hidden.example", "CANARYPARTY", "ab" * 32, "quiet-reader"),
    *("3512347", "3698769", "35.12347", "36.98769"),
)


def told(number: int) -> dict[str, object]:
    """A report of which the record may show its sub-district and day at most."""
    return {
        "facts": facts(
            place=HIDDEN_PLACE, point=POINT, parties=("CANARYPARTY",), links=("https://hidden.example/source",)
        ),
        "text": f"{CANARY} {number}",
        "origin": f"{CANARY}-origin",
        "unresolved_place": f"{CANARY}-village",
        "sealed": {f"{CANARY}-name": f"{CANARY}-phone"},
    }


def hospital() -> Facts:
    return facts(place=HIDDEN_PLACE, point=POINT, classes=("VC-10",))


def fill(mission: Mission, acts: Sequence[tuple[str, int]]) -> None:
    """Reports of every kind, the given acts upon them, and everything that can be published, published."""
    new_source(mission, "OPEN")
    new_source(mission, "DERIVED", Republish.DERIVED)
    new_source(mission, "QUIET", Republish.NONE)
    shown = [
        collected(1, source="OPEN", facts=facts(point=POINT)),
        collected(2, source="OPEN", facts=hospital()),
        collected(3, Republish.DERIVED, source="DERIVED", **told(3)),
    ]
    quiet = [
        collected(n, Republish.NONE, source="QUIET", external_id=f"{CANARY}-{n}", **told(n)) for n in range(4, 8)
    ]
    run_import(mission, iter(shown), reader="reader", actor=STAFF, now=NOON)
    run_import(mission, iter(quiet), reader="quiet-reader", actor=STAFF, now=NOON, file_sha256="ab" * 32)
    public = list(Entry.objects.filter(kind="report.collected").order_by("index").values_list("id", flat=True))
    for number in range(10, 20):
        receive(mission, received(number, **told(number)), now=NOON)
    reports = close_epoch(mission, now=NOON + HOUR).reports
    together = ([public[0], reports[0]], [public[1]], list(reports[1:7]), [public[3], reports[7]])
    incidents = [
        open_incident(mission, facts(place=HIDDEN_PLACE, point=POINT), each, actor=STAFF, now=NOON, reason=CANARY)
        for each in together
    ]
    now = NOON + 40 * DAY
    for act, number in acts:
        now += HOUR
        # Refused is as good as sealed: what entered in spite of it is found below.
        with suppress(MithaqError):
            _do(mission, act, number, incidents, (*reports, *public), now=now)
    run_linkage(mission, point_of=lambda _: None, now=now, level=0.6, automatic_from=2)
    for days in range(1, 6):
        dispose_day(mission, now=now + days * DAY)
        trace_day(mission, now=now + days * DAY)
    tick(mission, now=now + 6 * DAY)
    day = date(2017, 1, 2)
    publish_bulletin(mission, day_from=day, day_to=day, actor=STAFF, now=now + 6 * DAY)
    publish_site(mission, now=now + 6 * DAY)


def _do(
    mission: Mission, act: str, number: int, incidents: list[str], reports: tuple[str, ...], *, now: datetime
) -> None:
    incident, report = incidents[number % len(incidents)], reports[number % len(reports)]
    if act == "describe_incident":
        said = hospital() if incident == incidents[1] else facts(point=POINT)
        made = describe_incident(mission, incident, said, actor=STAFF, now=now)
        if made.hold is not None:
            review_hold(mission, made.hold, release=True, actor=STAFF, now=now)
    elif act == "describe_report":
        made = describe_report(mission, report, facts(place=HIDDEN_PLACE, point=POINT), actor=STAFF, now=now)
        if made.hold is not None:
            review_hold(mission, made.hold, release=number % 2 == 0, actor=STAFF, now=now)
    elif act == "dispose":
        dispose(mission, report, Disposition.INSUFFICIENT, actor=STAFF, now=now, reason=CANARY)
    elif act == "link":
        dispose(mission, report, Disposition.LINKED, incident=incident, actor=STAFF, now=now, reason=CANARY)
    elif act == "redispose":
        first = dispose(mission, report, Disposition.UNOBSERVABLE, actor=STAFF, now=now)
        is_hidden = not Entry.objects.filter(id=report, kind="report.collected").exists()
        redispose(
            mission,
            report,
            Disposition.DUPLICATE,
            duplicate_of=reports[(number + 1) % len(reports)],
            replaces=first.statement,
            reason=CANARY if is_hidden else "seen again",
            actor=STAFF,
            now=now,
        )
    elif act == "trace":
        people = [Step(kind=kind, name=CANARY) for kind in (StepKind.WITNESS, StepKind.COLLECTOR)]
        trace = Trace(
            evidence=(Evidence.WITNESS, Evidence.MEDICAL)[number % 2],
            checked=True,
            steps=tuple(people),
            cites=(reports[(number + 5) % len(reports)],),
        )
        trace_report(mission, report, trace, actor=STAFF, now=now)
    elif act == "assess":
        conduct = Conduct(means=(Means.SHELLING,))
        grade = explain_incident(mission, incident, conduct).full.grade
        assess_incident(mission, incident, conduct, confirmed=grade, reason=CANARY, actor=STAFF, now=now)
    elif act == "campaign":
        reason = Text(lang="en", original="one text in many hands")
        recognise_campaign(
            mission, [report], Disposition.INSUFFICIENT, reason=reason, pattern=CANARY, actor=STAFF, now=now
        )
    elif act == "judge":
        judgement = list(Judgement)[number % 3]
        other = reports[(number + 1) % len(reports)]
        both = Entry.objects.filter(id__in=(report, other), kind="report.collected").count() == 2
        reason = "seen again" if both else CANARY
        judge_link(mission, judgement, report, other, reason=reason, actor=STAFF, now=now)
    else:
        entry = Entry.objects.order_by("index")[number % Entry.objects.count()]
        fields = ("occurred", "facts", "reports", "text", "place", "point", "reason", "incident", "who", "pattern")
        for field in fields:
            with suppress(MithaqError):
                open_seal(mission, entry.index, field, actor=STAFF, now=now)


ACTS = (
    *("describe_incident", "describe_report", "dispose", "link", "redispose", "campaign", "open"),
    *("trace", "assess", "judge"),
)
ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
EVERYTHING = [
    # First, since it is the one undisposed report that may be linked in clear.
    ("link", 12),
    *((act, number + 3 * place) for number in range(24) for place, act in enumerate(ACTS)),
]


def found(folder: Path) -> list[str]:
    """Where a hidden value is shown: every file's name and bytes, and JSON read again, since it may be escaped."""
    places = []
    for file in sorted((folder / "public").rglob("*")):
        if file.is_file():
            data = file.read_bytes()
            text = data.decode("utf-8", "replace") + str(file)
            text += ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), text)
            places += [f"{file.relative_to(folder)}: {hidden}" for hidden in HIDDEN if hidden in text]
    return places


def check(mission: Mission, acts: Sequence[tuple[str, int]]) -> None:
    fill(mission, acts)

    assert found(mission.path) == []
    key = Trust.of_key(mission.log_signer.key.text())
    assert verify_record(Folder(mission.path / "public"), key).problems == []


def test_no_sealed_value_is_in_any_public_byte_whatever_is_done(
    mission: Mission, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("mithaq.publish.site.VENDOR", tmp_path / "none")

    check(mission, EVERYTHING)

    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert {"incident.described", "report.described", "report.redisposed", "campaign.recognised"} <= kinds
    assert {
        "linkage.ran",
        "link.judged",
        "seal.opened",
        "incident.linked",
        "bulletin.published",
        "manifest.published",
    } <= kinds
    pages = [file for file in (mission.path / "public").rglob("*.html") if file.is_file()]
    assert len(pages) > 20


@settings(
    max_examples=5,
    deadline=None,
    # Each example publishes a site: a failing one is short enough to be read as it is.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 200)), min_size=4, max_size=20))
def test_no_order_of_acts_brings_a_sealed_value_out(
    acts: list[tuple[str, int]],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    for name in ("MITHAQ_PASSPHRASE", "MITHAQ_KEYS_URL", "MITHAQ_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path_factory.mktemp("acts")
    monkeypatch.setattr("mithaq.publish.site.VENDOR", folder / "none")

    with django_db_blocker.unblock(), new_mission(folder / "mission") as mission:
        check(mission, acts)


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "escaped.json").write_text(json.dumps({"words": "كناري"}))
    (tmp_path / "public" / "page.html").write_text("<p>35.12347</p>")

    assert found(tmp_path) == ["public/escaped.json: كناري", "public/page.html: 35.12347"]
