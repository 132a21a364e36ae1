"""A record written straight from statements, past the registry: for honest records and for forged ones.

It signs whatever it is told, as a dishonest operator with the log key could.
"""

from __future__ import annotations

import base64
import hashlib
import random
from pathlib import Path

import msgspec

from mithaq.mechanism.agreement.mode import Mode
from mithaq.mechanism.agreement.statements import KeyListed, Limits, MissionOpened, TermsAdopted
from mithaq.mechanism.bulletin.doors import DoorsOfWeek, registered_doors, weeks_due
from mithaq.mechanism.bulletin.recompute import figures
from mithaq.mechanism.bulletin.statements import BulletinPublished, ClockTicked, DigestPublished
from mithaq.mechanism.envelope import PROCEDURE, Link, Statement, Struct, Text, Who
from mithaq.mechanism.identifiers import new_id
from mithaq.mechanism.ledger import Ledger
from mithaq.mechanism.monitoring.assessing_fold import expected_missing, shown_assessment
from mithaq.mechanism.monitoring.conduct import Conduct, Means
from mithaq.mechanism.monitoring.facts import Count, DayPrecision, Facts, PlacePrecision, Republish
from mithaq.mechanism.monitoring.origin import Evidence, Step, StepKind, Trace
from mithaq.mechanism.monitoring.statements import (
    Disposition,
    IncidentAssessed,
    IncidentOpened,
    ReportCollected,
    ReportDisposed,
    ReportReceived,
    ReportTraced,
    SourceRegistered,
)
from mithaq.mechanism.statements import KINDS
from mithaq.record.entries import encode_bundle
from mithaq.record.heads import Head, sign_head
from mithaq.record.notes import Signer
from mithaq.record.tiles import TILE_WIDTH, RightEdge, bundle_path
from mithaq.record.tree import leaf_hashes

ORIGIN = "exercise.example/truce"
ENCODER = msgspec.json.Encoder(order="sorted")


def signer(name: str = ORIGIN, seed: str = "log") -> Signer:
    return Signer(name, hashlib.sha256(seed.encode()).digest())


def text(words: str) -> Text:
    return Text(lang="en", original=words)


def facts(day: str = "2017-01-05", governorate: str = "XA01", killed: int | None = None) -> Facts:
    return Facts(
        day_from=day,
        day_to=day,
        day_precision=DayPrecision.DAY,
        place=f"{governorate}02",
        place_precision=PlacePrecision.SUBDISTRICT,
        subdistrict=f"{governorate}02",
        governorate=governorate,
        classes=("VC-06",),
        killed=None if killed is None else Count(low=killed, best=killed, high=killed + 2),
        wounded=None,
    )


SHELLING = Conduct(means=(Means.SHELLING,))


def origin(organisation: str, evidence: Evidence = Evidence.WITNESS, **changes: object) -> Trace:
    """A checked account that begins with an organisation."""
    trace = Trace(evidence=evidence, checked=True, steps=(Step(kind=StepKind.ORGANISATION, name=organisation),))
    return msgspec.structs.replace(trace, **changes)


class Draft:
    """Statements in the making; each `add` returns the id of what it wrote."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.entries: list[bytes] = []
        self.ledger = Ledger()
        self.at = "2017-01-05T00:00:00Z"

    def add(
        self,
        kind: str,
        body: Struct,
        *,
        links: tuple[Link, ...] = (),
        seals: dict[str, str] | None = None,
        role: str = "registrar",
        own_stream: bool = False,
    ) -> str:
        described = KINDS[kind, 1]
        identifier = new_id(described.letter, self.random.randbytes(10))
        seals = {name: self.commitment() for name in described.seal_names} | (seals or {})
        if own_stream:
            links = (Link(stream=identifier, prev=-1),)
        statement = Statement(
            kind=kind,
            v=1,
            id=identifier,
            links=links,
            procedure=PROCEDURE,
            at=self.at,
            who=Who(role=role, actor=seals.get("who")),
            body=body,
            seals=seals,
        )
        self.entries.append(ENCODER.encode(statement))
        self.ledger.take(statement)
        return identifier

    def commitment(self) -> str:
        return base64.b64encode(self.random.randbytes(32)).decode()

    def open(self, *, mode: Mode = Mode.EXERCISE) -> Draft:
        name = text("ceasefire monitoring")
        self.add("mission.opened", MissionOpened(origin=ORIGIN, name=name, mode=mode))
        self.add("terms.adopted", TermsAdopted(version="t1", limits=Limits()))
        for purpose, key in (("log", signer()), ("promise", signer("promises", "promise"))):
            self.add("key.listed", KeyListed(purpose=purpose, vkey=key.key.text()))
        return self

    def source(self, republish: Republish = Republish.OPEN, code: str = "gazette") -> str:
        return self.add(
            "source.registered",
            SourceRegistered(
                code=code,
                name=text("The Gazette"),
                republish=republish,
                channel="open-data",
                standing="recorder",
                terms="open",
                verified=False,
            ),
        )

    def door(self, code: str, channel: str) -> str:
        return self.add(
            "source.registered",
            SourceRegistered(
                code=code,
                name=text("A door"),
                republish=Republish.NONE,
                channel=channel,
                standing="door",
                terms="sealed",
                verified=False,
            ),
        )

    def collected(self, source: str, external: str, killed: int | None = None, day: str = "2017-01-05") -> str:
        return self.add(
            "report.collected",
            ReportCollected(
                republish=Republish.OPEN, source=source, external_id=external, facts=facts(day, killed=killed)
            ),
        )

    def received(self, count: int = 1) -> list[str]:
        """The reports of one epoch, in the order of their commitments."""
        commitments = sorted(self.commitment() for _ in range(count))
        return [
            self.add("report.received", ReportReceived(), seals={"report": commitment}, role="epoch")
            for commitment in commitments
        ]

    def public_reports(self) -> list[str]:
        return [report for report, account in self.ledger.reports.items() if account.is_public]

    def incident(self, *reports: str, killed: int | None = None) -> str:
        body = IncidentOpened(facts=facts(killed=killed), reports=reports)
        return self.add("incident.opened", body, own_stream=True)

    def traced(self, report: str, trace: Trace | None, **changes: object) -> str:
        body = ReportTraced(report=report, trace=trace)
        return self.add("report.traced", msgspec.structs.replace(body, **changes), role="analyst")

    def assessed(self, incident: str, *, conduct: Conduct = SHELLING, **changes: object) -> str:
        """What the public values give, but for the changes."""
        account = self.ledger.incidents[incident]
        shown = shown_assessment(self.ledger, account, conduct)
        body = IncidentAssessed(
            incident=incident,
            grade=shown.grade,
            shown_grade=shown.grade,
            roots=shown.count,
            band=shown.band,
            gravity=shown.gravity,
            conduct=conduct,
            classes=shown.classes,
            casualties=shown.casualties,
            missing=shown.missing,
        )
        body = msgspec.structs.replace(body, **changes)
        if body.grade is not shown.grade and "missing" not in changes:
            body = msgspec.structs.replace(body, missing=expected_missing(body.grade, shown))
        links = (Link(stream=incident, prev=self.ledger.streams[incident].last),)
        return self.add("incident.assessed", body, links=links, role="officer")

    def dispose(self, report: str, disposition: Disposition, incident: str | None = None) -> str:
        body = ReportDisposed(report=report, disposition=disposition, incident=incident)
        return self.add("report.disposed", body, role="analyst")

    def tick(self) -> str:
        waiting = self.ledger.open_reports
        return self.add(
            "clock.ticked",
            ClockTicked(open=waiting.count, overdue=waiting.overdue(self.at), oldest_open=waiting.oldest()),
            role="clock",
        )

    def digest(self) -> str:
        tree = self.ledger.stream_tree
        body = DigestPublished(as_of=self.ledger.size, streams=len(tree), root=tree.root())
        return self.add("digest.published", body, role="clock")

    def bulletin(
        self,
        day: str = "2017-01-05",
        corrects: str | None = None,
        correction: Text | None = None,
        last: str | None = None,
    ) -> str:
        if self.ledger.last_digest != self.ledger.size - 1:
            self.digest()
        body = BulletinPublished(
            number=len(self.ledger.bulletins) + 1,
            day_from=day,
            day_to=last or day,
            cut_off=self.at,
            as_of=self.ledger.size,
            figures=figures(self.ledger, day, last or day),
            doors=tuple(
                DoorsOfWeek(
                    week=week, reports=count, apart={}, together=tuple(sorted(registered_doors(self.ledger)))
                )
                for week, count in weeks_due(self.ledger, self.at).items()
            ),
            corrects=corrects,
            correction=correction,
        )
        return self.add("bulletin.published", body, role="editor")

    def write(self, folder: Path, key: Signer | None = None) -> str:
        """Writes the record below ``folder/record`` and returns the verifier key."""
        write_record(folder, self.entries, key or signer())
        return (key or signer()).key.text()


def a_day(seed: int = 1, reports: int = 4, *, traced: bool = False) -> Draft:
    """An honest day: sources, reports, incidents, dispositions, a tick, a digest and a bulletin.

    ``traced``: with the origins of its public reports, and its first incident assessed.
    """
    draft = Draft(seed).open()
    source = draft.source()
    draft.at = "2017-01-05T09:00:00Z"
    draft.received(reports)
    for number in range(reports):
        report = draft.collected(source, f"G-{number}", killed=number)
        if number % 2 == 0:
            draft.dispose(report, Disposition.LINKED, draft.incident(report, killed=number))
    if traced:
        for number, report in enumerate(draft.public_reports()):
            draft.traced(report, origin(f"office-{number}"))
        draft.assessed(next(iter(draft.ledger.incidents)))
    draft.at = "2017-01-06T00:00:00Z"
    draft.tick()
    draft.digest()
    draft.bulletin()
    return draft


def write_record(folder: Path, entries: list[bytes], key: Signer) -> None:
    (folder / "record").mkdir(parents=True, exist_ok=True)
    edge, files = RightEdge().extend(leaf_hashes(entries))
    for start in range(0, len(entries), TILE_WIDTH):
        part = entries[start : start + TILE_WIDTH]
        files.append((bundle_path(start // TILE_WIDTH, len(part)), encode_bundle(part)))
    for path, data in files:
        file = folder / "record" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    head = sign_head(Head(key.name, len(entries), edge.root()), key)
    (folder / "record" / "checkpoint").write_text(head, encoding="utf-8")
