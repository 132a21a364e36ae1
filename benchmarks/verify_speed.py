"""`mithaq verify` over a month's record: head, entries and root alone, then everything with the ledger's rules.

The record is written straight from statements (no registry), every third a report with its sixteen commitments.
The limit beside the first figure is a loop that only hashes the same entries to the same root.
"""

from __future__ import annotations

import functools
import http.server
import os
import random
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from benchmarks.figures import Figure, Peer, at_least
from benchmarks.stopwatch import Elapsed, stopwatch
from mithaq.mechanism.agreement.mode import Mode
from mithaq.mechanism.agreement.statements import KeyListed, Limits, MissionOpened, TermsAdopted
from mithaq.mechanism.bulletin.doors import DoorsOfWeek, registered_doors, weeks_due
from mithaq.mechanism.bulletin.recompute import figures
from mithaq.mechanism.bulletin.statements import BulletinPublished, ClockTicked, DigestPublished
from mithaq.mechanism.envelope import PROCEDURE, Link, Statement, Struct, Text, Who
from mithaq.mechanism.identifiers import new_id
from mithaq.mechanism.ledger import Ledger
from mithaq.mechanism.monitoring.facts import Count, DayPrecision, Facts, PlacePrecision, Point, Republish
from mithaq.mechanism.monitoring.shown_facts import shown_facts
from mithaq.mechanism.monitoring.statements import (
    Disposition,
    IncidentDescribed,
    IncidentOpened,
    ReportCollected,
    ReportDisposed,
    ReportReceived,
    SourceRegistered,
)
from mithaq.mechanism.statements import KINDS
from mithaq.record.entries import encode_bundle
from mithaq.record.heads import Head, open_head, sign_head
from mithaq.record.notes import Signer
from mithaq.record.spelling import base64_text
from mithaq.record.tiles import TILE_WIDTH, RightEdge, bundle_path
from mithaq.record.tree import leaf_hashes, root_of
from mithaq.verify import Folder, PublicPlace, Trust, Website, verify_record
from mithaq.verify.places import Under
from mithaq.verify.record import RECORD, entries_of
from mithaq.verify.rows import Rows

__all__ = ["a_record", "measure"]

DAYS: Final = {"tiny": 1, "quick": 6, "full": 30}
REPORTS_A_DAY: Final = {"tiny": 24, "quick": 1_440, "full": 1_440}
GO_READER: Final = Path(__file__).parent.parent / "tests/record/go/main.go"
GO_PATH: Final = Path("/usr/share/gocode")
"""Where Debian's golang-golang-x-mod-dev lies."""
ORIGIN: Final = "bench.example/log"
SIGNER: Final = Signer(ORIGIN, sha256(b"log").digest())
FIRST: Final = date(2017, 1, 5)
DELAY_DAYS: Final = Limits().publication_delay_days
_write: Final = msgspec.json.Encoder(order="sorted").encode


def measure(scale: str) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="mithaq-bench-") as name:
        folder = Path(name)
        entries = a_record(DAYS[scale], REPORTS_A_DAY[scale])
        _publish(folder, entries)
        count = len(entries)
        with stopwatch() as bare:
            root_of([sha256(b"\0" + entry).digest() for entry in entries])
        del entries
        with stopwatch() as root:
            _check_root(Folder(folder))
        go = _go_reader(folder)
        with stopwatch() as whole:
            _check_all(Folder(folder))
        with _served(folder) as site, stopwatch() as over_http:
            _check_all(site)
    limit = Peer("a loop that only hashes the entries in memory", count / bare.wall_s)
    peers = [] if go is None else [Peer("Go, golang.org/x/mod/sumdb, the same folder", count / go.wall_s)]
    return [
        _figure("signature, entries and root verified", count, root, target=100_000, peer=limit),
        *(_figure("the same beside Go's own reader", count, root, peer=peer) for peer in peers),
        _figure("the whole of `mithaq verify`: schemas, canonical form, rules, files", count, whole, target=50_000),
        _figure("the same from a web site on this machine, which works at the same time", count, over_http),
    ]


def _figure(
    name: str, count: int, elapsed: Elapsed, *, target: float | None = None, peer: Peer | None = None
) -> Figure:
    wanted = None if target is None else at_least(target)
    return Figure(name, count / elapsed.wall_s, "statements a second", wanted, peer, elapsed.note(count))


def _check_root(place: PublicPlace) -> None:
    """That phase of the verifier alone."""
    reader = Under(place, RECORD)
    head = open_head(reader.read("checkpoint"), (SIGNER.key,), ())
    rows = Rows()
    for _, entries in entries_of(reader, head.size, rows.read_from):
        rows.extend(leaf_hashes(entries))
    if rows.root() != head.root:
        raise AssertionError("the benchmark's own record does not hold")


def _check_all(place: PublicPlace) -> None:
    outcome = verify_record(place, Trust.of_key(SIGNER.key.text()))
    if not outcome.held:
        raise AssertionError(outcome.problems[:3])


def _go_reader(folder: Path) -> Elapsed | None:
    """The outside reader of the tests; left out where Go or its packages are not installed."""
    if shutil.which("go") is None or not (GO_PATH / "src/golang.org/x/mod/sumdb").is_dir():
        return None
    program = str(folder.parent / f"{folder.name}-readlog")
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": str(GO_PATH), "GOFLAGS": "", "CGO_ENABLED": "0"}
    subprocess.run(["go", "build", "-o", program, str(GO_READER)], env=environment, check=True)
    try:
        with stopwatch() as elapsed:
            subprocess.run([program, "entries", str(folder / RECORD), SIGNER.key.text()], check=True)
    finally:
        Path(program).unlink()
    return elapsed


@contextmanager
def _served(folder: Path) -> Iterator[Website]:
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Website(f"http://127.0.0.1:{server.server_port}")
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Nothing is printed while it is timed."""


def _publish(folder: Path, entries: list[bytes]) -> None:
    edge, files = RightEdge().extend(leaf_hashes(entries))
    for start in range(0, len(entries), TILE_WIDTH):
        part = entries[start : start + TILE_WIDTH]
        files.append((bundle_path(start // TILE_WIDTH, len(part)), encode_bundle(part)))
    for path, data in files:
        file = folder / RECORD / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    head = sign_head(Head(ORIGIN, len(entries), edge.root()), SIGNER)
    (folder / RECORD / "checkpoint").write_text(head, encoding="utf-8")


@dataclass(slots=True)
class _Writer:
    """Statements one after another, with the ledger they lead to."""

    entries: list[bytes] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    random: random.Random = field(default_factory=lambda: random.Random(1))
    at: str = f"{FIRST}T00:00:00Z"

    def add(
        self, kind: str, body: Struct, *, stream: str | None = None, seals: dict[str, str] | None = None
    ) -> str:
        rule = KINDS[kind, 1]
        identifier = new_id(rule.letter, self.random.randbytes(10))
        links: tuple[Link, ...] = ()
        if stream is not None:
            subject = stream or identifier
            known = self.ledger.streams.get(subject)
            links = (Link(stream=subject, prev=known.last if known else -1),)
        sealed = {name: self.commitment() for name in sorted(rule.seal_names)} | (seals or {})
        statement = Statement(
            kind=kind,
            v=1,
            id=identifier,
            links=links,
            procedure=PROCEDURE,
            at=self.at,
            who=Who(role="analyst", actor=sealed.get("who")),
            body=body,
            seals=sealed,
        )
        self.entries.append(_write(statement))
        self.ledger.take(statement)
        return identifier

    def commitment(self) -> str:
        return base64_text(self.random.randbytes(32))


def a_record(days: int, reports_a_day: int) -> list[bytes]:
    """Half of the reports collected, half received; half of the first open an incident, shown a day later."""
    made = _Writer()
    made.add("mission.opened", MissionOpened(origin=ORIGIN, name=_text("benchmark"), mode=Mode.EXERCISE))
    made.add("terms.adopted", TermsAdopted(version="t1", limits=Limits()))
    made.add("key.listed", KeyListed(purpose="log", vkey=SIGNER.key.text()))
    source = made.add(
        "source.registered",
        SourceRegistered(
            code="gazette",
            name=_text("The Gazette"),
            republish=Republish.OPEN,
            channel="open-data",
            standing="recorder",
            terms="open",
            verified=False,
        ),
    )
    undescribed: list[tuple[str, Facts]] = []
    for number in range(days):
        undescribed = _a_day(made, FIRST + timedelta(number), source, reports_a_day, undescribed)
    if made.ledger.breaches:
        raise AssertionError(made.ledger.breaches[0])
    return made.entries


def _a_day(
    made: _Writer, day: date, source: str, reports: int, undescribed: list[tuple[str, Facts]]
) -> list[tuple[str, Facts]]:
    opened = []
    made.at = f"{day}T01:00:00Z"
    told = [
        made.add("report.received", ReportReceived(), seals={"report": commitment})
        for commitment in sorted(made.commitment() for _ in range(reports // 2))
    ]
    for number in range(reports // 2):
        made.at = f"{day}T{1 + number * 46 // reports:02d}:00:00Z"
        facts = shown_facts(_facts(day, number), today=day, delay_days=DELAY_DAYS)
        collected = ReportCollected(
            republish=Republish.OPEN, source=source, external_id=f"G-{day}-{number}", facts=facts
        )
        report = made.add("report.collected", collected)
        if number % 2:
            made.add("report.disposed", ReportDisposed(report=report, disposition=Disposition.INSUFFICIENT))
            continue
        incident = made.add("incident.opened", IncidentOpened(facts=None, reports=(report,)), stream="")
        linked = ReportDisposed(report=report, disposition=Disposition.LINKED, incident=incident)
        made.add("report.disposed", linked)
        opened.append((incident, facts))
    made.at = f"{day + timedelta(1)}T00:00:00Z"
    for report in told:
        made.add("report.disposed", ReportDisposed(report=report, disposition=Disposition.UNOBSERVABLE))
    for incident, facts in undescribed:
        made.add("incident.described", IncidentDescribed(incident=incident, facts=facts), stream=incident)
    _close(made, day)
    return opened


def _close(made: _Writer, day: date) -> None:
    ledger, said = made.ledger, day.isoformat()
    waiting = ledger.open_reports
    tick = ClockTicked(open=waiting.count, overdue=waiting.overdue(made.at), oldest_open=waiting.oldest())
    made.add("clock.ticked", tick)
    tree = ledger.stream_tree
    made.add("digest.published", DigestPublished(as_of=ledger.size, streams=len(tree), root=tree.root()))
    made.add(
        "bulletin.published",
        BulletinPublished(
            number=len(ledger.bulletins) + 1,
            day_from=said,
            day_to=said,
            cut_off=made.at,
            as_of=ledger.size,
            figures=figures(ledger, said, said),
            doors=tuple(
                DoorsOfWeek(week=week, reports=count, apart={}, together=tuple(sorted(registered_doors(ledger))))
                for week, count in weeks_due(ledger, made.at).items()
            ),
        ),
    )


def _text(words: str) -> Text:
    return Text(lang="en", original=words)


def _facts(day: date, number: int) -> Facts:
    governorate = f"XA{number % 14 + 1:02d}"
    subdistrict = f"{governorate}{number % 5:02d}"
    return Facts(
        day_from=day.isoformat(),
        day_to=day.isoformat(),
        day_precision=DayPrecision.DAY,
        place=f"{subdistrict}{number % 40:03d}",
        place_precision=PlacePrecision.COMMUNITY,
        subdistrict=subdistrict,
        governorate=governorate,
        classes=(f"VC-{number % 22 + 1:02d}",),
        killed=Count(low=number % 3, best=number % 3, high=number % 3 + 2),
        wounded=None,
        parties=("party-a",),
        point=Point(lat_e5=3_500_000 + number % 100 * 1_000, lon_e5=3_600_000 + number % 90 * 1_000),
        links=(f"https://gazette.example/{day}/{number}",),
    )
