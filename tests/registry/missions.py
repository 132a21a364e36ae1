"""Missions, reports and moments that the tests of the write path share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from mithaq.mechanism.agreement.mode import Mode
from mithaq.mechanism.agreement.statements import Limits
from mithaq.mechanism.envelope import Text
from mithaq.mechanism.ledger import Ledger
from mithaq.mechanism.monitoring.facts import Count, DayPrecision, Facts, PlacePrecision, Point, Republish
from mithaq.mechanism.monitoring.report import CollectedReport, ReceivedReport
from mithaq.mechanism.monitoring.statements import SourceRegistered
from mithaq.mechanism.statements import read
from mithaq.registry.create_mission import create_mission
from mithaq.registry.drafts import Actor
from mithaq.registry.mission import Mission
from mithaq.registry.sources import register_source
from mithaq.registry.waiting_erasures import enter_erasures

NOON = datetime(2017, 1, 5, 12, tzinfo=UTC)
OFFICER = Actor("officer", staff="Rana, desk 3")
CANARY = "canary-7f3a-كناري"


def new_mission(path: Path, limits: Limits | None = None) -> Mission:
    return create_mission(
        path,
        origin="test.example/log",
        name=Text(lang="en", original="Test mission"),
        mode=Mode.EXERCISE,
        now=NOON,
        limits=limits,
    )


def new_source(mission: Mission, code: str = "GAZETTE", republish: Republish = Republish.OPEN) -> str:
    source = SourceRegistered(
        code=code,
        name=Text(lang="en", original=f"The {code.title()}"),
        republish=republish,
        channel="web",
        standing="recorder",
        terms="CC BY 4.0",
        verified=True,
    )
    return register_source(mission, source, actor=OFFICER, now=NOON)


def facts(**changes: object) -> Facts:
    values: dict[str, object] = {
        "day_from": "2017-01-02",
        "day_to": "2017-01-02",
        "day_precision": DayPrecision.DAY,
        "place": "ALM0101",
        "place_precision": PlacePrecision.COMMUNITY,
        "subdistrict": "ALM01",
        "governorate": "ALM",
        "classes": ("VC-06",),
        "killed": Count(low=1, best=2, high=3),
        "wounded": None,
    }
    return Facts(**(values | changes))  # type: ignore[arg-type]  # one bag of changes for all fields


def collected(number: int, republish: Republish = Republish.OPEN, **changes: object) -> CollectedReport:
    values: dict[str, object] = {
        "source": "GAZETTE",
        "external_id": f"G-{number}",
        "republish": republish,
        "facts": facts(point=Point(lat_e5=3_512_345, lon_e5=3_698_765)),
        "text": f"Shelling, {CANARY} {number}",
        "origin": f"{CANARY}-origin",
        "sealed": {"witness": CANARY},
    }
    return CollectedReport(**(values | changes))  # type: ignore[arg-type]  # as above


def received(number: int, **changes: object) -> ReceivedReport:
    values: dict[str, object] = {
        "channel": "door",
        "facts": facts(),
        "text": f"They shelled us, {CANARY} {number}",
        "source": f"{CANARY}-source",
        "external_id": f"{CANARY}-{number}",
        "reporter": f"{CANARY}-reporter",
    }
    return ReceivedReport(**(values | changes))  # type: ignore[arg-type]  # as above


def tell_erasures(mission: Mission, days: int = 9) -> tuple[str, ...]:
    """Long after its last call: what was erased in the days before enters the record."""
    return enter_erasures(mission, now=NOON + timedelta(days=days))


def replayed() -> Ledger:
    """The record as an outsider reads it: by the core's fold, from public values alone."""
    from mithaq.store.models import Entry

    ledger = Ledger()
    for entry in Entry.objects.order_by("index").iterator():
        ledger.take(read(bytes(entry.bytes)))
    return ledger
