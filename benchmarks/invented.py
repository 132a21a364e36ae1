"""A mission in a temporary folder, and reports of the invented land in any number."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path

from mithaq.mechanism.agreement.mode import Mode
from mithaq.mechanism.envelope import Text
from mithaq.mechanism.monitoring.report import CollectedReport, ReceivedReport
from mithaq.mechanism.monitoring.statements import SourceRegistered
from mithaq.registry.create_mission import create_mission
from mithaq.registry.drafts import Actor
from mithaq.registry.mission import Mission
from mithaq.registry.sources import register_source
from mithaq.scenario import build

__all__ = ["NOW", "collected", "opened_mission", "received"]

NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
SEED = 1
RUN = 20_000
"""Reports of one run of the scenario; more come from its next seed."""


@contextmanager
def opened_mission() -> Iterator[Mission]:
    with (
        tempfile.TemporaryDirectory(prefix="mithaq-bench-") as folder,
        create_mission(
            Path(folder) / "mission",
            origin="bench.example/log",
            name=Text(lang="en", original="Benchmark"),
            mode=Mode.EXERCISE,
            now=NOW,
        ) as mission,
    ):
        for source in build(SEED, 100).sources:
            register_source(
                mission,
                SourceRegistered(
                    code=source.code,
                    name=Text(lang="en", original=source.name_en, translations={"ar": source.name_ar}),
                    republish=source.republish,
                    channel=source.channel,
                    standing=source.standing,
                    terms="invented",
                    verified=False,
                ),
                actor=Actor("registrar"),
                now=NOW,
            )
        yield mission


def collected(number: int) -> Iterator[CollectedReport]:
    """So many reports that were public before, each with an external id of its own."""
    return islice(
        (
            replace(report, external_id=f"{run}-{report.external_id}")
            for run, report in _told()
            if isinstance(report, CollectedReport)
        ),
        number,
    )


def received(number: int) -> Iterator[ReceivedReport]:
    return islice((report for _, report in _told() if isinstance(report, ReceivedReport)), number)


def _told() -> Iterator[tuple[int, CollectedReport | ReceivedReport]]:
    for run in count():
        for arrival in build(SEED + run, RUN).arrivals():
            yield run, arrival.report
