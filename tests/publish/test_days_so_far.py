"""A bulletin's days and trends are counted as the record stood there: equal to its figures, and never changing."""

# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from hypothesis import given, settings, strategies as st

from mithaq.mechanism.monitoring.facts import Republish
from mithaq.mechanism.monitoring.statements import IncidentOpened, ReportCollected
from mithaq.publish.days_so_far import killed_said
from mithaq.publish.publication import publication_of
from mithaq.publish.views import RestrictionView
from publish.test_day_by_day import Mission
from support.drafts import Draft, facts

ACTS = ("collected", "incident", "described", "disposed", "weekly", "bulletin")


def shown(mission: Mission):
    return publication_of(mission.draft.ledger, mission.draft.entries, mission.setting()).bulletins


def kept(bulletin):
    """What of it may change later is what later bulletins say of it."""
    return replace(bulletin, head_note="", corrected_by=(), claims=())


@settings(max_examples=25, deadline=None)
@given(days=st.lists(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 9)), max_size=8), max_size=5))
def test_its_series_is_its_own_figures_told_by_day_and_never_changes(days):
    with TemporaryDirectory() as folder:
        mission = Mission(Path(folder))
        mission.act("collected", 1)
        before: list = []
        for acts in days:
            for name, number in acts:
                if name == "weekly":
                    first = mission.day - timedelta(days=6)
                    mission.draft.bulletin(first.isoformat(), last=mission.day.isoformat())
                else:
                    mission.act(name, number)
            mission.close_day()
            now = [kept(bulletin) for bulletin in shown(mission)]
            assert now[: len(before)] == before
            before = now

        for bulletin, (_, _, body) in zip(shown(mission), mission.draft.ledger.bulletins, strict=True):
            said = body.figures.period
            trends = {trend.code: trend.now for trend in bulletin.trends}
            within = [day for day in bulletin.days if body.day_from <= day.day <= body.day_to]

            assert trends["incidents"].value == said.incidents == sum(day.incidents for day in within)
            assert trends["verified"].value == said.verified == sum(day.verified for day in within)
            assert trends["killed"] == killed_said(said)
            assert all(day.told for day in bulletin.days if day.incidents)
    assert mission.draft.ledger.breaches == []


def test_the_days_of_a_daily_bulletin_are_a_fortnight_and_those_nobody_told_of_are_gaps():
    draft = Draft(7).open()
    source = draft.source()
    draft.at = "2017-01-06T00:00:00Z"
    draft.collected(source, "G-1", 3, "2017-01-04")
    draft.tick()
    draft.bulletin("2017-01-05")
    with TemporaryDirectory() as folder:
        mission = Mission(Path(folder), draft=draft)
        [bulletin] = shown(mission)

    assert [day.day for day in bulletin.days][::13] == ["2016-12-23", "2017-01-05"]
    assert [day.day for day in bulletin.days if day.told] == ["2017-01-04"]
    assert bulletin.previous == ("2017-01-04", "2017-01-04")


def test_what_was_done_to_monitors_is_listed_with_no_more_than_day_and_subdistrict():
    draft = Draft(7).open()
    source = draft.source()
    said = msgspec.structs.replace(facts("2017-01-05"), classes=("VC-18",))
    body = ReportCollected(republish=Republish.OPEN, source=source, external_id="G-1", facts=said)
    report = draft.add("report.collected", body)
    incident = draft.add("incident.opened", IncidentOpened(facts=said, reports=(report,)), own_stream=True)
    draft.tick()
    draft.bulletin("2017-01-05")
    with TemporaryDirectory() as folder:
        [bulletin] = shown(Mission(Path(folder), draft=draft))

    [restriction] = bulletin.restrictions
    assert restriction == RestrictionView(incident, "2017-01-05", "2017-01-05", "XA0102", "XA01", verified=False)
