"""A site carried on day by day is byte for byte the one that is built at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings, strategies as st

from mithaq.cli.site import read_prefix
from mithaq.mechanism.envelope import Link
from mithaq.mechanism.monitoring.changed_disposition import Ground
from mithaq.mechanism.monitoring.statements import Disposition, IncidentDescribed, ReportRedisposed
from mithaq.publish import render, write_changed
from mithaq.publish.entry_views import Prefix
from mithaq.publish.publication import Setting, publication_of
from mithaq.publish.site import plan
from mithaq.signer.pages import Manifest, move_in_place, read_manifest
from support.drafts import Draft, facts, signer

ACTS = ("collected", "received", "incident", "described", "disposed", "redisposed", "bulletin", "entries")


@dataclass(frozen=True, slots=True)
class Entries:
    """As a mission's database gives them."""

    rows: list[bytes]

    def read(self, start: int, stop: int) -> list[bytes]:
        return self.rows[start:stop]


@dataclass
class Mission:
    folder: Path
    draft: Draft = field(default_factory=lambda: Draft(7).open())
    day: date = date(2017, 1, 5)
    reports: list[str] = field(default_factory=list)
    disposed: list[str] = field(default_factory=list)
    incidents: list[str] = field(default_factory=list)
    batched: date | None = None

    def __post_init__(self) -> None:
        self.source = self.draft.source()
        (self.folder / "staging").mkdir()
        (self.folder / "public").mkdir()

    def act(self, name: str, number: int) -> None:
        draft, said = self.draft, facts(self.day.isoformat(), killed=number)
        if name == "collected":
            self.reports.append(
                draft.collected(self.source, f"G-{draft.ledger.size}", number, self.day.isoformat())
            )
        elif name in {"received", "entries"} and self.batched != self.day:
            # One batch an epoch: the day's second one would come at the same hour.
            self.batched = self.day
            draft.received(100 if name == "entries" else 1)
        elif name == "incident" and self.reports:
            report = self.reports.pop(number % len(self.reports))
            self.incidents.append(draft.incident(report, killed=number))
            draft.dispose(report, Disposition.LINKED, self.incidents[-1])
        elif name == "described" and self.incidents:
            incident = self.incidents[number % len(self.incidents)]
            links = (Link(stream=incident, prev=draft.ledger.streams[incident].last),)
            draft.add("incident.described", IncidentDescribed(incident=incident, facts=said), links=links)
        elif name == "disposed" and self.reports:
            self.disposed.append(self.reports.pop())
            draft.dispose(self.disposed[-1], Disposition.INSUFFICIENT)
        elif name == "redisposed" and self.disposed:
            report = self.disposed[number % len(self.disposed)]
            replaces = draft.ledger.reports[report].decided_by
            body = ReportRedisposed(
                report=report,
                replaces=replaces,
                disposition=Disposition.OUT_OF_SCOPE,
                ground=Ground.REVIEW,
                reason="seen again",
            )
            draft.add("report.redisposed", body)
        elif name == "bulletin":
            draft.bulletin(self.day.isoformat())

    def setting(self) -> Setting:
        note = f"head of {self.draft.ledger.size}\n"
        return Setting(log_vkey=signer().key.text(), head_note=note, generated_at=self.draft.at)

    def close_day(self) -> None:
        self.day += timedelta(1)
        self.draft.at = f"{self.day.isoformat()}T00:00:00Z"
        self.draft.tick()

    def publish(self) -> None:
        entries, size = Entries(self.draft.entries), len(self.draft.entries)
        ledger, seen = read_prefix(entries, size)
        prefix = Prefix(size, entries.read, seen.digests)
        made = publication_of(ledger, prefix, self.setting(), seen)
        written = write_changed(self.folder / "staging", plan(made, vendor=None), self.folder / "staging.index")
        move_in_place(
            self.folder / "staging",
            self.folder / "public",
            Manifest.of(size, written.files),
            lying=self.folder / "public.index",
        )

    def public(self) -> dict[str, bytes]:
        public = self.folder / "public"
        return {
            file.relative_to(public).as_posix(): file.read_bytes() for file in public.rglob("*") if file.is_file()
        }


DAYS = st.lists(
    st.tuples(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 9)), max_size=8), st.booleans()),
    min_size=1,
    max_size=4,
)


@settings(max_examples=12, deadline=None)
@given(days=DAYS)
def test_a_site_carried_on_day_by_day_is_the_one_built_at_once(days):
    with TemporaryDirectory() as folder:
        mission = Mission(Path(folder))
        mission.act("collected", 1)
        for acts, is_published in days:
            for name, number in acts:
                mission.act(name, number)
            mission.close_day()
            if is_published:
                mission.publish()
        mission.publish()

        lying = mission.public()
        at_once = dict(
            render(publication_of(mission.draft.ledger, mission.draft.entries, mission.setting()), vendor=None)
        )

    manifest = read_manifest(lying.pop("manifest.json"))
    assert mission.draft.ledger.breaches == []
    assert lying == at_once
    assert manifest.files.keys() == lying.keys()
