"""A flood of hostile reports, and how long the reports of known sources wait behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from random import Random

import msgspec

from benchmarks.figures import Figure, at_most
from benchmarks.invented import NOW, collected, opened_mission
from benchmarks.stopwatch import stopwatch
from mithaq.mechanism.envelope import Text
from mithaq.mechanism.monitoring.facts import Count, Republish
from mithaq.mechanism.monitoring.report import CollectedReport
from mithaq.mechanism.monitoring.statements import SourceGraded, SourceRegistered
from mithaq.registry.drafts import Actor
from mithaq.registry.run_import import run_import
from mithaq.registry.sources import grade_source, register_source
from mithaq.registry.triage import TriageQueue

__all__ = ["measure"]

FLOODS = {"tiny": 400, "quick": 20_000, "full": 1_000_000}
KNOWN = 1_000
AT_ONCE = 50_000
ACTOR = Actor("registrar")
KILLED = Count(low=9, best=9, high=9)
SENTENCES = (
    "{} saw with his own eyes how they fired {} rockets from the school of {} on the market this morning",
    "nobody of ours was in {} when {} shells fell there and the people of {} say the others did it themselves",
    "the films from {} are of {} years ago and everybody in {} knows who paid for them and why",
)
NAMES = tuple(f"{first}{last}" for first in ("Da", "Ka", "Ma", "Ta") for last in ("ra", "sib", "nur", "lem", "wa"))


def measure(scale: str) -> list[Figure]:
    flood = FLOODS[scale]
    with opened_mission() as mission:
        stranger = register_source(mission, _source("STRANGER"), actor=ACTOR, now=NOW)
        register_source(mission, _source("NEIGHBOUR"), actor=ACTOR, now=NOW)
        reason = Text(lang="en", original="first contact")
        unproved = SourceGraded(source=stranger, reliability="F", since="2017-01-01", reason=reason)
        grade_source(mission, unproved, actor=ACTOR, now=NOW)
        queue = TriageQueue(mission)
        rows = _hostile(flood)
        while part := list(islice(rows, AT_ONCE)):
            run_import(mission, part, reader="bench", actor=ACTOR, now=NOW)
        known = [
            replace(row, source="NEIGHBOUR", republish=Republish.NONE, external_id=f"known-{at}")
            for at, row in enumerate(collected(KNOWN))
        ]
        run_import(mission, known, reader="bench", actor=ACTOR, now=NOW)
        with stopwatch() as read:
            queue.refresh()
        with stopwatch() as ordered:
            found = queue.turns(now=NOW)
        run_import(mission, list(_hostile(KNOWN, seed=2)), reader="bench", actor=ACTOR, now=NOW)
        with stopwatch() as refreshed:
            queue.refresh()
        assert len(queue) == flood + 2 * KNOWN, len(queue)
    places = [place for place, turn in enumerate(found, 1) if turn.is_known]
    assert len(places) == KNOWN, len(places)
    last = places[-1] / KNOWN
    return [
        Figure("place of the last known report, over its place without the flood", last, "times", at_most(4 / 3)),
        Figure("open reports read into an empty queue", read.wall_s, "s", note=read.note(flood + KNOWN)),
        Figure(
            "turns of all of them", ordered.wall_s, "s", note=f"{flood + KNOWN:,} reports in {len(found):,} turns"
        ),
        Figure("1,000 more taken into a standing queue", refreshed.wall_s, "s", note=refreshed.note(KNOWN)),
    ]


def _source(code: str) -> SourceRegistered:
    return SourceRegistered(
        code=code,
        name=Text(lang="en", original=f"The {code.title()}"),
        republish=Republish.NONE,
        channel="open-door",
        standing="recorder",
        terms="invented",
        verified=False,
    )


def _hostile(number: int, seed: int = 1) -> Iterator[CollectedReport]:
    """Grave harm in every one, everywhere, few texts with changed names; each fifth has a text of its own."""
    random = Random(seed)
    for like, at in zip(_endless(), range(number), strict=False):
        text = random.choice(SENTENCES).format(*(random.choice(NAMES) for _ in range(3)))
        if at % 5 == 0:
            text = " ".join(f"{random.choice(NAMES)}{random.choice(NAMES)}".lower() for _ in range(14))
        yield replace(
            like,
            source="STRANGER",
            external_id=f"hostile-{seed}-{at}",
            republish=Republish.NONE,
            facts=msgspec.structs.replace(like.facts, killed=KILLED),
            text=text,
        )


def _endless() -> Iterator[CollectedReport]:
    likes = list(collected(2_000))
    while True:
        yield from likes
