"""The public site: built whole, and one new day on top of it.

An incident is opened from each public report and described; days are spread so that a day brings some 140 of them.
Everything goes through the registry, the signer and the moving of pages, durable to the last folder.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

import msgspec

from benchmarks.figures import Figure, at_most
from benchmarks.invented import collected, opened_mission
from benchmarks.stopwatch import Elapsed, stopwatch
from mithaq.cli.site import PublishedSite, publish_site
from mithaq.mechanism.identifiers import Letter, new_id
from mithaq.mechanism.monitoring.facts import Republish
from mithaq.mechanism.monitoring.report import CollectedReport
from mithaq.mechanism.monitoring.statements import Disposition, IncidentDescribed, IncidentOpened, ReportDisposed
from mithaq.registry.bulletins import publish_bulletin
from mithaq.registry.clock import tick
from mithaq.registry.door import writing
from mithaq.registry.drafts import Actor, draft
from mithaq.registry.mission import Mission
from mithaq.registry.take_in import take_in
from mithaq.sealed.exposure import page_facts

__all__ = ["a_day_more", "filled", "measure"]

COUNTS = {"tiny": 40, "quick": 5_000, "full": 100_000}
A_DAY = 143
"""A hundred thousand incidents over seven hundred days."""
FIRST = date(2022, 4, 1)
EDITOR = Actor("editor")


def measure(scale: str) -> list[Figure]:
    count = COUNTS[scale]
    with opened_mission() as mission:
        reports = dated_reports()
        day, now = filled(mission, reports, count)
        with stopwatch() as whole:
            built = publish_site(mission, now=now)
        peak = _peak()
        size_mb = sum(file.stat().st_size for file in (mission.path / "public").rglob("*") if file.is_file()) / 1e6
        now = a_day_more(mission, list(islice(reports, A_DAY)), day)
        with stopwatch() as once_more:
            added = publish_site(mission, now=now)
        with stopwatch() as idle:
            publish_site(mission, now=now + timedelta(minutes=1))
    return [
        _figure(
            f"one new day on top of {count:,} incidents made public", once_more, added, at_most_s=20, note=_peak()
        ),
        _figure(
            f"the whole site of {count:,} incidents built and made public",
            whole,
            built,
            note=f"{size_mb:,.0f} MB; {peak}",
        ),
        _figure("made public again with nothing new", idle, None),
    ]


def _peak() -> str:
    """Of this process so far, so that the later of two figures holds for both."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB of memory at the peak so far"


def _figure(
    name: str,
    elapsed: Elapsed,
    site: PublishedSite | None,
    *,
    at_most_s: float | None = None,
    note: str = "",
) -> Figure:
    said = [f"{elapsed.cpu_s:.1f} s of processor time"]
    if site is not None:
        said.append(f"{site.size:,} entries, {site.pages:,} files, {site.moved:,} of them moved")
    return Figure(
        name,
        elapsed.wall_s,
        "s",
        None if at_most_s is None else at_most(at_most_s),
        note="; ".join([*said, *([note] if note else [])]),
    )


def dated_reports() -> Iterator[CollectedReport]:
    """Public reports without end, so many a day."""
    number = 0
    for report in collected(10**9):
        if report.republish is not Republish.OPEN:
            continue
        day = (FIRST + timedelta(number // A_DAY)).isoformat()
        facts = msgspec.structs.replace(report.facts, day_from=day, day_to=day)
        yield replace(report, external_id=f"{number}-{report.external_id}", facts=facts, text=None, sealed={})
        number += 1


def filled(mission: Mission, reports: Iterator[CollectedReport], count: int) -> tuple[date, datetime]:
    """A record of so many incidents, with a bulletin every thirty days; the next day, and the time by then."""
    day, entered, now = FIRST, 0, _morning_after(FIRST)
    while entered < count:
        batch = list(islice(reports, min(30 * A_DAY, count - entered)))
        entered += len(batch)
        day += timedelta(30)
        now = _morning_after(day)
        _enter(mission, batch, now)
        tick(mission, now=now)
        publish_bulletin(mission, day_from=day - timedelta(30), day_to=day - timedelta(1), actor=EDITOR, now=now)
    return day, now


def a_day_more(mission: Mission, batch: Sequence[CollectedReport], day: date) -> datetime:
    now = _morning_after(day + timedelta(1))
    _enter(mission, batch, now)
    tick(mission, now=now)
    publish_bulletin(mission, day_from=day, day_to=day, actor=EDITOR, now=now)
    return now


def _enter(mission: Mission, batch: Sequence[CollectedReport], now: datetime) -> None:
    """As `registry.one_to_one` does, but without a transaction for each."""
    taken = take_in(mission, batch, now=now).accepted
    with writing(mission) as door:
        drafts = []
        for identifier, report in zip(taken, batch, strict=True):
            incident = new_id(Letter.INCIDENT, mission.random_bytes(10))
            opened = IncidentOpened(facts=None, reports=(identifier,))
            linked = ReportDisposed(report=identifier, disposition=Disposition.LINKED, incident=incident)
            shown = IncidentDescribed(incident=incident, facts=page_facts(report.facts))
            drafts += [
                draft(mission, "incident.opened", opened, EDITOR, streams=(incident,), statement_id=incident),
                draft(mission, "report.disposed", linked, EDITOR),
                draft(mission, "incident.described", shown, EDITOR, streams=(incident,)),
            ]
        door.enter(drafts, now)


def _morning_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(4), time(6), UTC)


if __name__ == "__main__":
    import sys

    print(Path(__file__).stem, *measure(sys.argv[1]), sep="\n")
