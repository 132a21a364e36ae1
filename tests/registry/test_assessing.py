from __future__ import annotations

import random
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import connection

from mithaq.errors import InvalidStatement, NotPermitted
from mithaq.mechanism.agreement.statements import PartyEntered, PartySponsored
from mithaq.mechanism.envelope import Text
from mithaq.mechanism.monitoring.assessment import Standing
from mithaq.mechanism.monitoring.bands import Band
from mithaq.mechanism.monitoring.casualty_ranges import Harm, PeopleSaid, Sex
from mithaq.mechanism.monitoring.changed_disposition import Ground
from mithaq.mechanism.monitoring.conduct import Conduct, Means, Target
from mithaq.mechanism.monitoring.facts import Count, Republish
from mithaq.mechanism.monitoring.minimums import Grade, Missing
from mithaq.mechanism.monitoring.origin import Evidence, FoundWhy, Says, Step, StepKind, Trace
from mithaq.mechanism.monitoring.statements import Disposition, Held, SourceRegistered
from mithaq.mechanism.statements import read
from mithaq.registry.assess import _sealed_sources, assess_incident, explain_incident, full_traces
from mithaq.registry.bulletins import publish_bulletin
from mithaq.registry.close_epoch import close_epoch
from mithaq.registry.dispose import dispose, dispose_day, redispose
from mithaq.registry.erase import erase
from mithaq.registry.incidents import describe_incident, open_incident
from mithaq.registry.mission import Mission
from mithaq.registry.parties import enter_parties, sponsor_party
from mithaq.registry.rebuild import rebuild, table_rows
from mithaq.registry.receive import receive
from mithaq.registry.repeats import Answer, answer_repeat, open_repeats
from mithaq.registry.sources import register_source
from mithaq.registry.take_in import take_in
from mithaq.registry.trace import trace_day, trace_report
from mithaq.registry.waiting_erasures import enter_erasures
from mithaq.sealed.exposure import page_facts
from mithaq.store.models import DispositionRow, Entry, IncidentAssessment, PendingTrace, ReportTrace
from registry.missions import CANARY, NOON, OFFICER, collected, facts, new_source, received, replayed

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LATER = NOON + timedelta(days=10)
SHELLING = Conduct(means=(Means.SHELLING,), targets=(Target.CIVILIANS,))


def steps(*named: tuple[StepKind, str]) -> tuple[Step, ...]:
    return tuple(Step(kind=kind, name=name) for kind, name in named)


def witness(name: str, **more: object) -> Trace:
    made = steps((StepKind.WITNESS, f"{CANARY}-{name}"))
    return Trace(evidence=Evidence.WITNESS, checked=True, steps=made, **more)  # type: ignore[arg-type]


def hospital(name: str = "lamp", **more: object) -> Trace:
    made = steps((StepKind.ORGANISATION, name))
    return Trace(evidence=Evidence.MEDICAL, checked=True, steps=made, **more)  # type: ignore[arg-type]


def public_incident(mission: Mission, count: int = 2) -> tuple[str, tuple[str, ...]]:
    reports = take_in(mission, [collected(number) for number in range(count)], now=NOON).accepted
    incident = open_incident(mission, facts(), reports, actor=OFFICER, now=NOON)
    described = describe_incident(mission, incident, page_facts(facts()), actor=OFFICER, now=LATER)
    assert described.statement is not None
    return incident, reports


def told(mission: Mission, incident: str, count: int, traced: int | None = None, first: int = 0) -> tuple[str, ...]:
    """So many people tell of the incident; their links and (of the first ``traced``) origins have entered."""
    for number in range(first, first + count):
        receive(mission, received(number, source="DOOR"), now=LATER)
    reports = close_epoch(mission, now=LATER + 2 * DAY).reports
    assert len(reports) == count
    for report in reports:
        dispose(mission, report, Disposition.LINKED, incident=incident, actor=OFFICER, now=LATER + 2 * DAY)
    for number, report in enumerate(reports[:traced], first):
        trace_report(mission, report, witness(f"w{number}"), actor=OFFICER, now=LATER + 2 * DAY)
    dispose_day(mission, now=LATER + 6 * DAY)
    trace_day(mission, now=LATER + 6 * DAY)
    return reports


def assessed(mission: Mission, incident: str, grade: Grade, **more: object):  # type: ignore[no-untyped-def]
    return assess_incident(
        mission,
        incident,
        SHELLING,
        confirmed=grade,
        actor=OFFICER,
        now=LATER + 7 * DAY,
        **more,  # type: ignore[arg-type]  # a bag of changes
    )


def test_a_witness_and_a_hospital_verify_an_incident_and_anyone_can_recompute_it(with_source: Mission) -> None:
    incident, (first, second) = public_incident(with_source)
    trace_report(with_source, first, witness("w1"), actor=OFFICER, now=LATER)
    trace_report(with_source, second, hospital(), actor=OFFICER, now=LATER)

    done = assessed(with_source, incident, Grade.VERIFIED)

    assert (done.said.grade, done.said.shown_grade, done.said.roots, done.said.band) == (
        Grade.VERIFIED,
        Grade.VERIFIED,
        2,
        Band.TWO_OR_THREE,
    )
    [account] = replayed().incidents[incident].assessed
    assert account.shown is not None
    assert [root.root.reports for root in account.shown.roots if root.counts] == [
        (each,) for each in sorted((first, second))
    ]


def test_no_name_of_a_witness_is_ever_in_a_public_byte(with_source: Mission) -> None:
    incident, (first, second) = public_incident(with_source)
    trace_report(with_source, first, witness("w1"), actor=OFFICER, now=LATER)
    trace_report(with_source, second, witness("w1"), actor=OFFICER, now=LATER)
    assessed(with_source, incident, Grade.PLAUSIBLE, reason=f"a reason, {CANARY}")

    assert not any(CANARY.encode() in bytes(entry.bytes) for entry in Entry.objects.all())


def test_two_public_reports_of_one_sealed_witness_are_not_graded_as_two(with_source: Mission) -> None:
    new_source(with_source, code="CHRONICLE")
    reports = take_in(with_source, [collected(1), collected(2, source="CHRONICLE")], now=NOON).accepted
    incident = open_incident(with_source, facts(), reports, actor=OFFICER, now=NOON)
    describe_incident(with_source, incident, page_facts(facts()), actor=OFFICER, now=LATER)
    for report, kind in zip(reports, (Evidence.WITNESS, Evidence.IMAGERY), strict=True):
        trace = Trace(evidence=kind, checked=True, steps=steps((StepKind.WITNESS, "w1")))
        trace_report(with_source, report, trace, actor=OFFICER, now=LATER)

    explained = explain_incident(with_source, incident, SHELLING)
    assert (explained.full.count, explained.shown.count) == (1, 2)
    with pytest.raises(NotPermitted, match="never higher"):
        assessed(with_source, incident, Grade.VERIFIED)
    with pytest.raises(NotPermitted, match="too few were traced"):
        assessed(with_source, incident, Grade.PLAUSIBLE)
    done = assessed(with_source, incident, Grade.ALLEGED, reason="the film is old")

    assert (done.said.grade, done.said.held) == (Grade.ALLEGED, Held.DOUBT)


def test_a_person_may_hold_it_lower_with_a_reason_and_never_higher(with_source: Mission) -> None:
    incident, (first, _) = public_incident(with_source)
    trace_report(with_source, first, witness("w1"), actor=OFFICER, now=LATER)

    with pytest.raises(NotPermitted, match="never higher"):
        assessed(with_source, incident, Grade.VERIFIED)
    with pytest.raises(NotPermitted, match="needs a reason"):
        assessed(with_source, incident, Grade.ALLEGED)
    done = assessed(with_source, incident, Grade.ALLEGED, reason="the film is old", held=Held.CONTRADICTED)

    assert (done.said.grade, done.said.shown_grade, done.said.held) == (
        Grade.ALLEGED,
        Grade.PLAUSIBLE,
        Held.CONTRADICTED,
    )


def denied(name: str) -> Trace:
    return witness(name, says=Says.DID_NOT_HAPPEN)


def one_sealed_denial(mission: Mission) -> str:
    """An incident that public reports verify, and one sealed report, alone in its batch, that denies it."""
    incident, (first, second) = public_incident(mission)
    trace_report(mission, first, witness("w1"), actor=OFFICER, now=LATER)
    trace_report(mission, second, hospital(), actor=OFFICER, now=LATER)
    [report] = told(mission, incident, 1, traced=0)
    trace_report(mission, report, denied("neighbour"), actor=OFFICER, now=LATER + 6 * DAY)
    return incident


def test_one_sealed_report_lowers_no_public_grade(with_source: Mission) -> None:
    incident = one_sealed_denial(with_source)
    before = assessed(with_source, incident, Grade.VERIFIED).said
    trace_day(with_source, now=LATER + 10 * DAY)
    assert explain_incident(with_source, incident).full.grade is Grade.ALLEGED

    for reason in (None, "a neighbour denies it"):
        with pytest.raises(NotPermitted, match="too few were traced"):
            assess_incident(
                with_source,
                incident,
                SHELLING,
                confirmed=Grade.ALLEGED,
                actor=OFFICER,
                now=LATER + 11 * DAY,
                reason=reason,
            )

    assert replayed().incidents[incident].assessed[-1].said == before


def test_one_sealed_report_is_not_told_of_by_the_first_assessment(with_source: Mission) -> None:
    incident = one_sealed_denial(with_source)
    trace_day(with_source, now=LATER + 10 * DAY)

    with pytest.raises(NotPermitted, match="too few were traced"):
        assess_incident(
            with_source, incident, SHELLING, confirmed=Grade.ALLEGED, actor=OFFICER, now=LATER + 11 * DAY
        )


def test_enough_sealed_reports_lower_a_grade_and_say_so(with_source: Mission) -> None:
    incident = one_sealed_denial(with_source)
    assessed(with_source, incident, Grade.VERIFIED)
    for number in range(1, 5):
        receive(with_source, received(number, source="DOOR"), now=LATER + 8 * DAY)
    for number, report in enumerate(close_epoch(with_source, now=LATER + 10 * DAY).reports, 1):
        dispose(with_source, report, Disposition.LINKED, incident=incident, actor=OFFICER, now=LATER + 10 * DAY)
        trace_report(with_source, report, witness(f"w{number}"), actor=OFFICER, now=LATER + 10 * DAY)
    dispose_day(with_source, now=LATER + 14 * DAY)
    trace_day(with_source, now=LATER + 14 * DAY)

    done = assess_incident(
        with_source, incident, SHELLING, confirmed=Grade.ALLEGED, actor=OFFICER, now=LATER + 15 * DAY
    )

    assert (done.said.grade, done.said.held, done.waits_for_company) == (
        Grade.ALLEGED,
        Held.SEALED_GROUNDS,
        False,
    )
    assert replayed().breaches == []


def test_reports_that_the_record_rules_out_keep_nobody_company(with_source: Mission) -> None:
    incident, (first, _) = public_incident(with_source)
    trace_report(with_source, first, hospital(), actor=OFFICER, now=LATER)
    assessed(with_source, incident, Grade.PLAUSIBLE)
    for number in range(5):
        receive(with_source, received(number, source="DOOR"), now=LATER + 8 * DAY)
    linked, *others = close_epoch(with_source, now=LATER + 10 * DAY).reports
    dispose(with_source, linked, Disposition.LINKED, incident=incident, actor=OFFICER, now=LATER + 10 * DAY)
    for report in others:
        dispose(with_source, report, Disposition.OUT_OF_SCOPE, actor=OFFICER, now=LATER + 10 * DAY)
    for number, report in enumerate((linked, *others)):
        trace_report(with_source, report, witness(f"w{number}"), actor=OFFICER, now=LATER + 10 * DAY)
    dispose_day(with_source, now=LATER + 14 * DAY)
    assert len(trace_day(with_source, now=LATER + 14 * DAY)) == 5

    done = assess_incident(
        with_source, incident, SHELLING, confirmed=Grade.VERIFIED, actor=OFFICER, now=LATER + 15 * DAY
    )

    assert (done.said.grade, done.waits_for_company) == (Grade.PLAUSIBLE, True)
    assert replayed().breaches == []


def test_a_grade_is_not_kept_by_one_sealed_report_when_a_public_one_leaves(with_source: Mission) -> None:
    incident, (first, second) = public_incident(with_source)
    trace_report(with_source, first, witness("w1"), actor=OFFICER, now=LATER)
    trace_report(with_source, second, hospital(), actor=OFFICER, now=LATER)
    assessed(with_source, incident, Grade.VERIFIED)
    receive(with_source, received(1, source="DOOR"), now=LATER + 8 * DAY)
    [report] = close_epoch(with_source, now=LATER + 10 * DAY).reports
    dispose(with_source, report, Disposition.LINKED, incident=incident, actor=OFFICER, now=LATER + 10 * DAY)
    film = Trace(evidence=Evidence.IMAGERY, checked=True, steps=steps((StepKind.WITNESS, "a film")))
    trace_report(with_source, report, film, actor=OFFICER, now=LATER + 10 * DAY)
    dispose_day(with_source, now=LATER + 14 * DAY)
    trace_day(with_source, now=LATER + 14 * DAY)
    current = DispositionRow.objects.get(report=second).statement
    redispose(
        with_source,
        second,
        Disposition.OUT_OF_SCOPE,
        replaces=current,
        reason="another event",
        actor=OFFICER,
        now=LATER + 14 * DAY,
    )
    assert explain_incident(with_source, incident).full.grade is Grade.VERIFIED

    done = assess_incident(
        with_source, incident, SHELLING, confirmed=Grade.VERIFIED, actor=OFFICER, now=LATER + 15 * DAY
    )

    assert (done.said.grade, done.said.band, done.waits_for_company) == (
        Grade.PLAUSIBLE,
        Band.FEWER_THAN_TWO,
        True,
    )
    assert replayed().breaches == []


def test_a_public_denial_keeps_an_event_alleged_at_once(with_source: Mission) -> None:
    incident, (first, second) = public_incident(with_source)
    trace_report(with_source, first, hospital(), actor=OFFICER, now=LATER)
    told(with_source, incident, 5)
    before = assessed(with_source, incident, Grade.VERIFIED).said
    trace_report(with_source, second, denied("w8"), actor=OFFICER, now=LATER + 7 * DAY)

    with pytest.raises(NotPermitted, match="never higher"):
        assessed(with_source, incident, Grade.VERIFIED)
    done = assessed(with_source, incident, Grade.ALLEGED)

    assert (done.said.grade, done.said.held, done.said.missing) == (
        Grade.ALLEGED,
        None,
        (Missing.CONTRADICTION, Missing.SECOND_ROOT),
    )
    assert done.said.band is before.band
    assert replayed().breaches == []


def test_an_incident_whose_page_is_empty_is_not_assessed(with_source: Mission) -> None:
    [report] = take_in(with_source, [collected(1)], now=NOON).accepted
    incident = open_incident(with_source, facts(), [report], actor=OFFICER, now=NOON)

    with pytest.raises(NotPermitted, match="shows nothing"):
        assessed(with_source, incident, Grade.ALLEGED)


def test_the_origin_of_a_told_report_is_sealed_and_waits_for_the_day(with_source: Mission) -> None:
    incident, _ = public_incident(with_source)
    reports = told(with_source, incident, 5)

    entered = [read(bytes(each.bytes)) for each in Entry.objects.filter(kind="report.traced").order_by("index")]
    assert [each.body.report for each in entered] == sorted(reports)
    assert all(each.body.trace is None for each in entered)
    assert {each.at for each in entered} == {"2017-01-21T00:00:00Z"}
    assert PendingTrace.objects.count() == 0


def test_sealed_reports_verify_in_a_band_when_enough_of_them_hide_each_other(with_source: Mission) -> None:
    incident, (first, _) = public_incident(with_source)
    trace_report(with_source, first, hospital(), actor=OFFICER, now=LATER)
    told(with_source, incident, 5)

    done = assessed(with_source, incident, Grade.VERIFIED)

    assert not done.waits_for_company
    assert (done.said.grade, done.said.shown_grade, done.said.roots, done.said.band) == (
        Grade.VERIFIED,
        Grade.PLAUSIBLE,
        1,
        Band.FOUR_OR_MORE,
    )
    assert done.said.missing == ()


def test_one_sealed_report_more_moves_nothing_that_is_said(with_source: Mission) -> None:
    incident, (first, _) = public_incident(with_source)
    trace_report(with_source, first, hospital(), actor=OFFICER, now=LATER)
    told(with_source, incident, 5, traced=1)

    assert explain_incident(with_source, incident, SHELLING).full.grade is Grade.VERIFIED
    done = assessed(with_source, incident, Grade.VERIFIED)

    assert done.waits_for_company
    assert (done.said.grade, done.said.band, done.said.held) == (Grade.PLAUSIBLE, Band.FEWER_THAN_TWO, None)


def test_what_was_said_of_sealed_reports_stays_said_after_one_is_erased(with_source: Mission) -> None:
    incident, (first, _) = public_incident(with_source)
    trace_report(with_source, first, hospital(), actor=OFFICER, now=LATER)
    reports = told(with_source, incident, 5)
    before = assessed(with_source, incident, Grade.VERIFIED).said

    for number, report in enumerate(reports[:4]):
        erase(with_source, [report], ground="request", actor=OFFICER, now=LATER + timedelta(days=8 + number))
    explained = explain_incident(with_source, incident)
    assert explained.full.count == 2
    after = assessed(with_source, incident, Grade.VERIFIED)

    assert after.waits_for_company
    assert (after.said.grade, after.said.band) == (before.grade, before.band)


def test_erasing_a_report_takes_its_traces_along(with_source: Mission) -> None:
    incident, _ = public_incident(with_source)
    report = told(with_source, incident, 5)[0]

    erasure = erase(with_source, [report], ground="request", actor=OFFICER, now=LATER + 8 * DAY)
    enter_erasures(with_source, now=LATER + 20 * DAY)

    [entry] = Entry.objects.filter(id=erasure)
    trace = ReportTrace.objects.get(report=report).statement
    assert trace in read(bytes(entry.bytes)).body.statements
    found = explain_incident(with_source, incident, SHELLING)
    assert dict(found.full.reports).get(report, Standing.NOT_TRACED) is Standing.NOT_TRACED


def test_a_trace_that_waits_goes_with_an_erased_report(with_source: Mission) -> None:
    incident, _ = public_incident(with_source)
    report = told(with_source, incident, 5, traced=0)[0]
    trace_report(with_source, report, witness("w9"), actor=OFFICER, now=LATER + 7 * DAY)

    erase(with_source, [report], ground="request", actor=OFFICER, now=LATER + 8 * DAY)

    assert PendingTrace.objects.count() == 0
    assert trace_day(with_source, now=LATER + 20 * DAY) == ()


def test_a_negative_report_is_kept_and_is_no_denial(with_source: Mission) -> None:
    incident, (first, second) = public_incident(with_source)
    trace_report(with_source, first, witness("w1"), actor=OFFICER, now=LATER)
    trace_report(with_source, second, hospital(says=Says.SEARCHED_AND_NOT_FOUND), actor=OFFICER, now=LATER)

    found = explain_incident(with_source, incident, SHELLING).full

    assert dict(found.reports)[second] is Standing.SEARCHED_AND_NOT_FOUND
    assert (found.grade, found.missing) == (Grade.PLAUSIBLE, (Missing.SECOND_ROOT,))


def test_a_trace_is_replaced_only_with_a_ground(with_source: Mission) -> None:
    _, (first, _) = public_incident(with_source)
    trace_report(with_source, first, witness("w1"), actor=OFFICER, now=LATER)

    with pytest.raises(NotPermitted, match="traced by"):
        trace_report(with_source, first, witness("w2"), actor=OFFICER, now=LATER)
    trace_report(with_source, first, hospital(), actor=OFFICER, now=LATER, ground=Ground.ERROR)

    assert ReportTrace.objects.filter(report=first).count() == 2
    assert replayed().traces[first].shown == hospital()


def test_a_public_report_begins_with_its_own_source_unless_somebody_says_otherwise(with_source: Mission) -> None:
    _, (first, _) = public_incident(with_source)
    trace_report(with_source, first, Trace(evidence=Evidence.IMAGERY, checked=True), actor=OFFICER, now=LATER)

    shown = replayed().traces[first].shown
    assert shown is not None
    assert shown.steps == steps((StepKind.ORGANISATION, "GAZETTE"))


def test_of_a_derived_source_no_casualties_and_no_address_are_shown(with_source: Mission) -> None:
    new_source(with_source, code="QUIET", republish=Republish.DERIVED)
    quiet = collected(9, source="QUIET", republish=Republish.DERIVED, facts=facts(place="ALM01"))
    [report] = take_in(with_source, [quiet], now=NOON).accepted
    girl = PeopleSaid(harm=Harm.WOUNDED, count=Count(low=9, best=9, high=9), sex=Sex.FEMALE)
    post = steps((StepKind.UPSTREAM, "https://t.me/x/1"))

    trace = Trace(evidence=Evidence.MEDICAL, checked=True, people=(girl,), authors=("XP",), steps=post)
    trace_report(with_source, report, trace, actor=OFFICER, now=LATER)

    shown = replayed().traces[report].shown
    assert shown is not None
    assert (shown.people, shown.authors, shown.steps) == ((), (), steps((StepKind.ORGANISATION, "QUIET")))
    with connection.cursor() as cursor:
        assert full_traces(with_source, cursor, [report])[report].people == (girl,)
    assert replayed().breaches == []


def test_words_about_a_place_are_refused_or_sealed(with_source: Mission) -> None:
    _, (first, _) = public_incident(with_source)
    words = steps((StepKind.ORGANISATION, "surgeon of the cave hospital"))
    with pytest.raises(InvalidStatement, match="not a code"):
        trace_report(
            with_source,
            first,
            Trace(evidence=Evidence.MEDICAL, checked=True, steps=words),
            actor=OFFICER,
            now=LATER,
        )
    call = steps((StepKind.UPSTREAM, f"telephoned from the mill, {CANARY}"))
    girl = PeopleSaid(harm=Harm.WOUNDED, count=Count(low=1, best=1, high=1), sex=Sex.FEMALE)
    trace = Trace(evidence=Evidence.MEDICAL, checked=True, steps=call, people=(girl,))
    trace_report(with_source, first, trace, actor=OFFICER, now=LATER)

    shown = replayed().traces[first].shown
    assert shown is not None
    assert (shown.people, shown.steps) == ((), steps((StepKind.ORGANISATION, "GAZETTE")))
    assert not any(CANARY.encode() in bytes(entry.bytes) for entry in Entry.objects.all())


def test_a_trace_that_contradicts_itself_is_refused(with_source: Mission) -> None:
    _, (first, _) = public_incident(with_source)

    with pytest.raises(InvalidStatement, match="itself"):
        trace_report(with_source, first, witness("w1", cites=(first,)), actor=OFFICER, now=LATER)


def test_a_citation_of_an_unseen_report_joins_and_is_not_shown(with_source: Mission) -> None:
    new_source(with_source, code="QUIET", republish=Republish.NONE)
    [unseen] = take_in(with_source, [collected(9, source="QUIET", republish=Republish.NONE)], now=NOON).accepted
    incident, (first, second) = public_incident(with_source)
    trace_report(with_source, first, hospital("salt", cites=(unseen,)), actor=OFFICER, now=LATER)
    trace_report(with_source, second, witness("w1", cites=(unseen,)), actor=OFFICER, now=LATER)

    explained = explain_incident(with_source, incident, SHELLING)

    assert explained.full.count == 1
    shown = replayed().traces[first].shown
    assert shown is not None
    assert shown.cites == ()


def test_an_admission_through_a_partys_door_counts_and_its_guarantor_adds_nothing(with_source: Mission) -> None:
    ids = enter_parties(
        with_source,
        [
            PartyEntered(code=code, role=role, name=Text(lang="en", original=code), source="x", verified=False)
            for code, role in (("XP", "party"), ("XG", "guarantor"))
        ],
        actor=OFFICER,
        now=NOON,
    )
    tie = PartySponsored(party=ids[0], sponsor=ids[1], since=None, until=None, source="x", verified=False)
    sponsor_party(with_source, tie, actor=OFFICER, now=NOON)
    for code, standing in (("XP", "party"), ("XG", "guarantor")):
        source = SourceRegistered(
            code=code,
            name=Text(lang="en", original=code),
            republish=Republish.NONE,
            channel="party-door",
            standing=standing,
            terms="sealed",
            verified=True,
        )
        register_source(with_source, source, actor=OFFICER, now=NOON)
    incident, (first, _) = public_incident(with_source)
    trace_report(with_source, first, witness("w1"), actor=OFFICER, now=LATER)
    for number, door in enumerate(("XP", "XG", "DOOR", "DOOR", "DOOR")):
        receive(with_source, received(number, source=door), now=LATER)
    reports = close_epoch(with_source, now=LATER + 2 * DAY).reports
    for report in reports:
        dispose(with_source, report, Disposition.LINKED, incident=incident, actor=OFFICER, now=LATER + 2 * DAY)
    dispose_day(with_source, now=LATER + 6 * DAY)
    with connection.cursor() as cursor:
        sources = _sealed_sources(with_source, cursor, reports)
    by_door = {report: code for report, (code, _) in sources.items()}
    assert sorted(by_door.values()) == ["XG", "XP"]
    for report, command in by_door.items():
        trace = Trace(
            evidence=Evidence.STATEMENT,
            checked=True,
            steps=steps((StepKind.COMMAND, command)),
            authors=("XP",),
        )
        trace_report(with_source, report, trace, actor=OFFICER, now=LATER + 6 * DAY)
    trace_day(with_source, now=LATER + 12 * DAY)

    found = explain_incident(with_source, incident, SHELLING).full

    assert found.count == 2
    assert found.grade is Grade.VERIFIED


def through(mission: Mission, incident: str, source: str, traces: list[Trace]) -> tuple[str, ...]:
    """Reports told through the door of this source, linked and traced."""
    for number in range(len(traces)):
        receive(mission, received(number, source=source), now=LATER)
    reports = close_epoch(mission, now=LATER + 2 * DAY).reports
    for report, trace in zip(reports, traces, strict=True):
        dispose(mission, report, Disposition.LINKED, incident=incident, actor=OFFICER, now=LATER + 2 * DAY)
        trace_report(mission, report, trace, actor=OFFICER, now=LATER + 2 * DAY)
    dispose_day(mission, now=LATER + 6 * DAY)
    trace_day(mission, now=LATER + 6 * DAY)
    return reports


def party_door(mission: Mission, party: str) -> None:
    source = SourceRegistered(
        code=party,
        name=Text(lang="en", original=party),
        republish=Republish.NONE,
        channel="party-door",
        standing="party",
        terms="sealed",
        verified=True,
    )
    register_source(mission, source, actor=OFFICER, now=NOON)


def test_an_enemy_cannot_admit_for_a_party(with_source: Mission) -> None:
    party_door(with_source, "XQ")
    incident, _ = public_incident(with_source)
    word = Trace(evidence=Evidence.STATEMENT, checked=True, authors=("XP",), steps=steps((StepKind.COMMAND, "XP")))
    [report] = through(with_source, incident, "XQ", [word])

    full = explain_incident(with_source, incident, SHELLING).full

    assert dict(full.reports)[report] is Standing.NOT_BY_ITS_DOOR
    assert (full.count, full.attributions) == (0, ())


def test_a_party_cannot_corroborate_itself(with_source: Mission) -> None:
    party_door(with_source, "XP")
    incident, _ = public_incident(with_source)
    film = Trace(evidence=Evidence.IMAGERY, checked=True, steps=steps((StepKind.WITNESS, "cameraman")))
    doctor = Trace(evidence=Evidence.MEDICAL, checked=True, steps=steps((StepKind.WITNESS, "doctor")))
    reports = through(with_source, incident, "XP", [film, doctor])

    full = explain_incident(with_source, incident, SHELLING).full

    assert {dict(full.reports)[report] for report in reports} == {Standing.OWN_INTEREST}
    assert (full.count, full.grade) == (0, Grade.ALLEGED)


def test_what_a_source_publishes_and_what_it_tells_is_one_origin(with_source: Mission) -> None:
    incident, (first, _) = public_incident(with_source)
    trace_report(with_source, first, Trace(evidence=Evidence.MEDICAL, checked=True), actor=OFFICER, now=LATER)
    film = Trace(evidence=Evidence.IMAGERY, checked=True, steps=steps((StepKind.WITNESS, "w1")))
    through(with_source, incident, "GAZETTE", [film])

    assert explain_incident(with_source, incident, SHELLING).full.count == 1


def test_a_rebuild_makes_the_same_tables(with_source: Mission) -> None:
    incident, (first, second) = public_incident(with_source)
    trace_report(with_source, first, witness("w1"), actor=OFFICER, now=LATER)
    trace_report(with_source, second, hospital(), actor=OFFICER, now=LATER)
    assessed(with_source, incident, Grade.VERIFIED)
    told(with_source, incident, 5)
    before = table_rows()

    rebuild(with_source)

    assert table_rows() == before
    assert IncidentAssessment.objects.get().grade == "verified"


class Office:
    """A busy office that traces, assesses, erases and publishes in random order over two incidents."""

    def __init__(self, mission: Mission, seed: int) -> None:
        self.mission = mission
        self.random = random.Random(seed)
        self.now = LATER + 7 * DAY
        self.incidents: list[str] = []
        self.reports: list[str] = []
        self.said: list[tuple[Grade, Grade]] = []
        for number in range(2):
            public = take_in(mission, [collected(number * 4 + each) for each in range(4)], now=NOON).accepted
            incident = open_incident(mission, facts(), public, actor=OFFICER, now=NOON)
            describe_incident(mission, incident, page_facts(facts()), actor=OFFICER, now=LATER)
            self.incidents.append(incident)
            self.reports += public
        for number in range(12):
            receive(mission, received(number), now=LATER)
        for number, report in enumerate(close_epoch(mission, now=LATER + 2 * DAY).reports):
            incident = self.incidents[number % 2]
            dispose(mission, report, Disposition.LINKED, incident=incident, actor=OFFICER, now=LATER + 2 * DAY)
            self.reports.append(report)
        dispose_day(mission, now=LATER + 6 * DAY)

    def acts_once(self) -> None:
        self.now += self.random.choice([0, 1, 20]) * HOUR
        act = self.random.choice(
            [*[self.traces] * 6, self.batch, *[self.assesses] * 3, self.erases, self.publishes]
        )
        with suppress(NotPermitted, InvalidStatement):
            act()

    def traces(self) -> None:
        draws = self.random
        kind = draws.choice((Evidence.WITNESS, Evidence.MEDICAL, Evidence.IMAGERY, Evidence.UNKNOWN))
        trace = Trace(
            evidence=kind,
            checked=draws.random() < 0.8,
            says=draws.choice([*[Says.HAPPENED] * 12, *Says]),
            steps=steps((draws.choice((StepKind.WITNESS, StepKind.ORGANISATION)), draws.choice("stuvwxyz"))),
            cites=(draws.choice(self.reports),) if draws.random() < 0.1 else (),
        )
        ground = draws.choice([None, None, None, Ground.REVIEW])
        trace_report(self.mission, draws.choice(self.reports), trace, actor=OFFICER, now=self.now, ground=ground)

    def batch(self) -> None:
        trace_day(self.mission, now=self.now)

    def assesses(self) -> None:
        incident = self.random.choice(self.incidents)
        full = explain_incident(self.mission, incident, SHELLING).full
        lower = [grade for grade in Grade if grade.rank <= full.grade.rank]
        done = assess_incident(
            self.mission,
            incident,
            SHELLING,
            confirmed=self.random.choice([full.grade, full.grade, *lower]),
            reason="seen",
            actor=OFFICER,
            now=self.now,
        )
        self.said.append((done.said.grade, full.grade))

    def erases(self) -> None:
        erase(self.mission, [self.random.choice(self.reports)], ground="request", actor=OFFICER, now=self.now)

    def publishes(self) -> None:
        publish_bulletin(self.mission, day_from=NOON.date(), day_to=NOON.date(), actor=OFFICER, now=self.now)
        publish_bulletin(
            self.mission, day_from=date(2017, 1, 2), day_to=date(2017, 1, 2), actor=OFFICER, now=self.now
        )


@pytest.mark.parametrize("seed", range(8))
def test_no_order_of_tracing_assessing_and_erasing_leads_to_a_record_that_a_reader_refuses(
    with_source: Mission, seed: int
) -> None:
    office = Office(with_source, seed)

    for _ in range(90):
        office.acts_once()
    before = table_rows()
    rebuild(with_source)

    ledger = replayed()
    assert ledger.breaches == []
    assert len(office.said) > 5
    assert all(said.rank <= full.rank for said, full in office.said)
    assert table_rows() == before


WORDS = "three shells fell on the market of the old town at dawn and killed four people, the wire says"


def two_sources(mission: Mission, **second: object) -> tuple[str, str, str]:
    """An incident of two public reports of different sources that a machine takes for one account."""
    new_source(mission, code="WIRE")
    told = [collected(1, text=WORDS), collected(2, source="WIRE", **({"text": f"Again: {WORDS}"} | second))]
    first, later = take_in(mission, told, now=NOON).accepted
    incident = open_incident(mission, facts(), [first, later], actor=OFFICER, now=NOON)
    describe_incident(mission, incident, page_facts(facts()), actor=OFFICER, now=LATER)
    trace_report(mission, first, hospital("lamp"), actor=OFFICER, now=LATER)
    trace_report(mission, later, witness("w1"), actor=OFFICER, now=LATER)
    return incident, *sorted((first, later))


def test_a_repetition_found_by_machine_holds_two_reports_together_until_a_person_answers(
    with_source: Mission,
) -> None:
    incident, first, second = two_sources(with_source)

    [waiting] = open_repeats(with_source)
    assert (waiting.incident, waiting.found.why) == (incident, FoundWhy.COPIES)
    assert {waiting.found.report, waiting.found.repeats} == {first, second}
    with pytest.raises(NotPermitted, match="never higher"):
        assessed(with_source, incident, Grade.VERIFIED)
    done = assessed(with_source, incident, Grade.PLAUSIBLE)
    assert (done.said.roots, done.said.shown_grade, done.said.held) == (1, Grade.PLAUSIBLE, None)
    assert done.said.found == (waiting.found,)

    answer_repeat(
        with_source,
        waiting.found.report,
        waiting.found.repeats,
        Answer.INDEPENDENT,
        actor=OFFICER,
        now=LATER + 7 * DAY,
    )
    assert open_repeats(with_source, incident) == []
    after = assessed(with_source, incident, Grade.VERIFIED)
    assert (after.said.roots, after.said.found) == (2, ())
    assert replayed().breaches == []


def test_a_confirmed_repetition_is_a_citation_like_any_other(with_source: Mission) -> None:
    incident, _, _ = two_sources(with_source)
    [waiting] = open_repeats(with_source)

    answer_repeat(with_source, waiting.found.report, waiting.found.repeats, Answer.CITES, actor=OFFICER, now=LATER)

    explained = explain_incident(with_source, incident, SHELLING)
    assert (explained.shown.count, explained.found, explained.public_found) == (1, (), ())
    assert replayed().traces[waiting.found.report].shown.cites == (waiting.found.repeats,)  # type: ignore[union-attr]


def test_equal_public_addresses_join_by_public_values_alone(with_source: Mission) -> None:
    new_source(with_source, code="WIRE")
    told = [
        collected(1, facts=facts(links=("https://video.example/1",))),
        collected(2, source="WIRE", facts=facts(links=("http://www.video.example/1/",))),
    ]
    first, later = take_in(with_source, told, now=NOON).accepted
    incident = open_incident(with_source, facts(), [first, later], actor=OFFICER, now=NOON)
    describe_incident(with_source, incident, page_facts(facts()), actor=OFFICER, now=LATER)
    trace_report(with_source, first, hospital("lamp"), actor=OFFICER, now=LATER)
    trace_report(with_source, later, witness("w1"), actor=OFFICER, now=LATER)

    done = assessed(with_source, incident, Grade.PLAUSIBLE)

    assert (done.said.roots, done.said.found) == (1, ())
    assert replayed().breaches == []


def test_a_repetition_of_an_unseen_report_is_shown_to_nobody_and_still_lowers(with_source: Mission) -> None:
    incident, (first,) = public_incident(with_source, count=1)
    trace_report(with_source, first, hospital(), actor=OFFICER, now=LATER)
    for number in range(5):
        receive(with_source, received(number, source="DOOR", text=f"{WORDS} {number}"), now=LATER)
    reports = close_epoch(with_source, now=LATER + 2 * DAY).reports
    for number, report in enumerate(reports):
        dispose(with_source, report, Disposition.LINKED, incident=incident, actor=OFFICER, now=LATER + 2 * DAY)
        trace_report(with_source, report, witness(f"w{number}"), actor=OFFICER, now=LATER + 2 * DAY)
    dispose_day(with_source, now=LATER + 6 * DAY)
    trace_day(with_source, now=LATER + 6 * DAY)

    explained = explain_incident(with_source, incident, SHELLING)
    done = assessed(with_source, incident, Grade.VERIFIED)

    assert (explained.full.count, len(explained.found), explained.public_found) == (2, 10, ())
    assert (done.said.band, done.said.found) == (Band.TWO_OR_THREE, ())


def test_what_is_received_moves_no_public_repetition(with_source: Mission) -> None:
    incident, _, _ = two_sources(with_source)
    before = explain_incident(with_source, incident, SHELLING).public_found

    told(with_source, incident, 5)

    assert explain_incident(with_source, incident, SHELLING).public_found == before != ()
