"""Linkage over a mission: what is committed to, what is entered by itself, and that none of it betrays a report."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import pytest

from mithaq.errors import KeyUnavailable, NotPermitted
from mithaq.mechanism.envelope import Statement
from mithaq.mechanism.monitoring.facts import Count, Facts, PlacePrecision, Point, Republish
from mithaq.mechanism.monitoring.link_plan import Question
from mithaq.mechanism.monitoring.partition_file import read_partition
from mithaq.mechanism.monitoring.statements import Judgement
from mithaq.mechanism.statements import read
from mithaq.registry.close_epoch import close_epoch
from mithaq.registry.dispose import dispose_day
from mithaq.registry.erase import erase
from mithaq.registry.incidents import open_incident
from mithaq.registry.judge_link import judge_link
from mithaq.registry.linkage_queue import explain_link, newest_partition, undecided_links
from mithaq.registry.linkage_run import LinkageRun, run_linkage
from mithaq.registry.mission import PARTITIONS, Mission
from mithaq.registry.rebuild import rebuild, table_rows
from mithaq.registry.receive import receive
from mithaq.registry.take_in import take_in
from mithaq.registry.waiting_erasures import enter_erasures
from mithaq.store.models import Entry, UnsaidErasure
from registry.missions import NOON, OFFICER, collected, facts, new_source, received

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SOURCES = ("GAZETTE", "HERALD", "LEDGER")


def entered(*kinds: str) -> list[Statement]:
    return [read(bytes(each.bytes)) for each in Entry.objects.filter(kind__in=kinds).order_by("index")]


def facts_of(number: int, nudge: int = 0) -> Facts:
    """Events two days and some forty kilometres apart; ``nudge`` moves the point by some metres."""
    day = f"2016-{1 + number // 14 % 12:02d}-{1 + number % 14 * 2:02d}"
    point = Point(lat_e5=3_300_000 + number % 10 * 40_000 + nudge, lon_e5=3_600_000 + number // 10 * 40_000 + nudge)
    killed = Count(low=number % 9, best=number % 9, high=number % 9)
    return facts(
        day_from=day,
        day_to=day,
        place_precision=PlacePrecision.POINT,
        point=point,
        killed=killed,
        classes=("VC-06",),
    )


def told_by(
    mission: Mission, source: str, numbers: list[int], *, republish: Republish = Republish.OPEN
) -> list[str]:
    reports = [
        collected(
            number, republish, source=source, external_id=f"{source}-{number}", facts=facts_of(number, len(source))
        )
        for number in numbers
    ]
    taken = take_in(mission, reports, now=NOON)
    return list(taken.accepted)


@pytest.fixture
def told(mission: Mission) -> dict[str, list[str]]:
    """Forty events that two public sources tell of."""
    for source in SOURCES:
        new_source(mission, source)
    new_source(mission, "QUIET", Republish.NONE)
    return {source: told_by(mission, source, list(range(40))) for source in SOURCES[:2]}


def run(mission: Mission, now: datetime = NOON, *, automatic_from: int = 2) -> LinkageRun:
    return run_linkage(mission, point_of=lambda _: None, now=now, automatic_from=automatic_from)


def receive_batch(mission: Mission, numbers: list[int], at: datetime = NOON) -> tuple[str, ...]:
    for number in numbers:
        receive(mission, received(number, facts=facts_of(number, 3)), now=at)
    return close_epoch(mission, now=at + HOUR).reports


def test_a_run_commits_to_its_code_and_to_both_partitions(mission: Mission, told: dict[str, list[str]]) -> None:
    done = run(mission)

    [ran] = entered("linkage.ran")
    data = (mission.path / PARTITIONS / ran.body.public_file).read_bytes()
    blob = (mission.path / "blobs" / ran.body.sealed_file).read_bytes()
    rows = read_partition(data)
    assert hashlib.sha256(data).hexdigest() == ran.body.public_file
    assert hashlib.sha256(blob).hexdigest() == ran.body.sealed_file
    assert sorted(row.report for row in rows) == sorted(report for reports in told.values() for report in reports)
    assert (ran.body.as_of, ran.body.public_reports, len(ran.body.code_sha256)) == (done.as_of, 80, 64)
    assert told["GAZETTE"][0].encode() not in blob


def test_sure_public_links_open_incidents_and_later_ones_join_them(
    mission: Mission, told: dict[str, list[str]]
) -> None:
    first = run(mission)
    third = told_by(mission, "LEDGER", list(range(40)))
    second = run(mission, NOON + HOUR)

    opened = {tuple(each.body.reports) for each in entered("incident.opened")}
    pairs = {tuple(sorted(pair)) for pair in zip(*told.values(), strict=True)}
    joined = {report for each in entered("incident.linked") for report in each.body.joined}
    assert len(first.opened) > 30
    assert opened <= pairs
    assert (len(second.opened), second.joined) == (0, len(joined))
    assert joined <= set(third)
    assert len(joined) > 25
    assert all(each.who.role == "linkage" for each in entered("report.disposed"))
    before = table_rows()
    rebuild(mission)
    assert table_rows() == before


def test_with_few_reports_a_person_is_asked_about_all(mission: Mission, told: dict[str, list[str]]) -> None:
    done = run(mission, automatic_from=10_000)

    assert (done.opened, done.joined) == ((), 0)
    assert entered("incident.opened") == []


def test_what_was_received_moves_no_byte_of_what_is_public(mission: Mission, told: dict[str, list[str]]) -> None:
    run(mission)
    [alone] = entered("linkage.ran")
    before = len(Entry.objects.all())
    receive_batch(mission, list(range(20)))
    run(mission, NOON + 2 * HOUR)

    with_received = entered("linkage.ran")[1]
    after = [read(bytes(each.bytes)) for each in Entry.objects.filter(index__gte=before).order_by("index")]
    assert with_received.body.public_file == alone.body.public_file
    assert with_received.body.public_undecided == alone.body.public_undecided
    assert {each.kind for each in after} == {"report.received", "linkage.ran"}


def test_a_sealed_report_joins_by_the_days_batch_and_leaves_no_trace_in_the_incidents_chain(
    mission: Mission, told: dict[str, list[str]]
) -> None:
    run(mission)
    reports = receive_batch(mission, list(range(12)))
    chains = len(entered("incident.opened", "incident.linked"))
    done = run(mission, NOON + DAY)
    midnight = dispose_day(mission, now=NOON + 2 * DAY)

    sealed = [each for each in entered("report.disposed") if each.body.incident is None]
    assert done.waiting > 5
    assert len(entered("incident.opened", "incident.linked")) == chains
    assert len(midnight) == done.waiting
    assert {each.body.report for each in sealed} <= set(reports)


def test_a_public_report_that_only_sealed_ones_accompany_is_put_before_a_person(
    mission: Mission, told: dict[str, list[str]]
) -> None:
    lonely = told_by(mission, "LEDGER", [90, 91, 92, 93, 94, 95])
    receive_batch(mission, [90, 91, 92, 93, 94, 95])
    run(mission, NOON + DAY)

    asked = [each for each in undecided_links(mission) if each.why is Question.RESTS_ON_SEALED]
    shown = {report for each in entered("incident.opened") for report in each.body.reports}
    assert asked
    assert not shown & set(lonely)


def test_incidents_of_sealed_reports_alone_are_opened_after_their_day_and_in_company(
    mission: Mission, told: dict[str, list[str]]
) -> None:
    told_by(mission, "QUIET", [70, 71, 72, 73])
    receive_batch(mission, [70, 71, 72, 73, 74])
    same_day = run(mission, NOON + 2 * HOUR)
    known = set(same_day.opened)
    next_day = run(mission, NOON + DAY)

    hidden = [each for each in entered("incident.opened") if not each.body.reports]
    assert not [each for each in hidden if each.id in known]
    assert 0 < len(hidden) == len(next_day.opened)


def test_a_split_public_pair_leaves_its_incident_and_stays_apart(
    mission: Mission, told: dict[str, list[str]]
) -> None:
    run(mission)
    first = entered("incident.opened")[0]
    a, b = first.body.reports
    judged = judge_link(mission, Judgement.SPLIT, a, b, reason="an hour apart", actor=OFFICER, now=NOON + HOUR)
    done = run(mission, NOON + 2 * HOUR)
    again = run(mission, NOON + 3 * HOUR)

    [statement] = entered("link.judged")
    assert not judged.is_waiting
    assert statement.body.reports == tuple(sorted((a, b)))
    assert (done.moved, again.moved) == (1, 0)
    [redisposed] = entered("report.redisposed")
    assert redisposed.body.incident != first.id
    assert newest_partition(mission).groups[a][0] != newest_partition(mission).groups[b][0]


def test_two_incidents_that_a_person_merges_become_one(mission: Mission, told: dict[str, list[str]]) -> None:
    a, b = told["GAZETTE"][0], told["HERALD"][0]
    incidents = {
        report: open_incident(mission, facts_of(0), [report], actor=OFFICER, now=NOON) for report in (a, b)
    }
    run(mission)
    asked = {(each.first, each.second): each.why for each in undecided_links(mission)}
    judge_link(mission, Judgement.MERGE, a, b, reason="one strike", actor=OFFICER, now=NOON + HOUR)
    left = undecided_links(mission)
    done = run(mission, NOON + 2 * HOUR)

    assert asked[min(a, b), max(a, b)] is Question.TWO_INCIDENTS
    assert (min(a, b), max(a, b)) not in {(each.first, each.second) for each in left}
    assert done.moved == 1
    [redisposed] = entered("report.redisposed")
    assert redisposed.body.incident == incidents[min(a, b)]


def test_a_judgement_on_a_sealed_report_enters_whole_and_sealed_with_the_days_batch(
    mission: Mission, told: dict[str, list[str]]
) -> None:
    reports = receive_batch(mission, list(range(6)))
    done = [
        judge_link(
            mission,
            Judgement.CONFIRM,
            report,
            told["GAZETTE"][number],
            reason="same",
            actor=OFFICER,
            now=NOON + HOUR,
        )
        for number, report in enumerate(reports)
    ]
    early = dispose_day(mission, now=NOON + 2 * HOUR)
    dispose_day(mission, now=NOON + DAY)

    judged = entered("link.judged")
    assert early == ()
    assert all(each.is_waiting for each in done)
    assert [each.id for each in judged] == sorted(each.statement for each in done)
    assert {(each.body.judgement, each.body.reports, each.body.reason) for each in judged} == {(None, None, None)}
    assert {each.at for each in judged} == {"2017-01-06T00:00:00Z"}
    before = table_rows()
    rebuild(mission)
    assert table_rows() == before
    run(mission, NOON + DAY)
    groups = newest_partition(mission).groups
    assert groups[reports[0]][0] == groups[told["GAZETTE"][0]][0]


def test_judgements_that_contradict_each_other_are_refused(mission: Mission, told: dict[str, list[str]]) -> None:
    a, b, c = told["GAZETTE"][:3]
    for pair in ((a, b), (b, c)):
        judge_link(mission, Judgement.CONFIRM, *pair, reason="one", actor=OFFICER, now=NOON)

    with pytest.raises(NotPermitted, match="both of one event and of two"):
        judge_link(mission, Judgement.SPLIT, a, c, reason="two", actor=OFFICER, now=NOON)
    judge_link(mission, Judgement.SPLIT, b, c, reason="seen again: two", actor=OFFICER, now=NOON)
    judge_link(mission, Judgement.SPLIT, a, c, reason="two", actor=OFFICER, now=NOON)


def test_erasing_a_report_takes_the_sealed_partitions_and_judgements_with_it(
    mission: Mission, told: dict[str, list[str]]
) -> None:
    reports = receive_batch(mission, list(range(6)))
    judge_link(
        mission, Judgement.CONFIRM, reports[0], told["GAZETTE"][0], reason="x", actor=OFFICER, now=NOON + HOUR
    )
    waiting = judge_link(
        mission, Judgement.SPLIT, reports[0], told["GAZETTE"][3], reason="y", actor=OFFICER, now=NOON + HOUR
    )
    ran = run(mission, NOON + 2 * HOUR)
    erase(mission, [reports[0]], ground="request", actor=OFFICER, now=NOON + 3 * HOUR)

    dispose_day(mission, now=NOON + 5 * DAY)
    enter_erasures(mission, now=NOON + 5 * DAY)
    [erased] = entered("subject.erased")
    assert ran.statement not in erased.body.statements
    assert UnsaidErasure.objects.filter(statement=ran.statement).exists()
    assert waiting.statement not in erased.body.statements
    with pytest.raises(KeyUnavailable, match="erased"):
        undecided_links(mission)
    assert waiting.statement in {each.id for each in entered("link.judged")}
    run(mission, NOON + 5 * DAY)
    assert reports[0] not in newest_partition(mission).groups
    before = table_rows()
    rebuild(mission)
    assert table_rows() == before


def test_a_link_is_explained_in_bits(mission: Mission, told: dict[str, list[str]]) -> None:
    why = explain_link(mission, told["GAZETTE"][4], told["HERALD"][4], point_of=lambda _: None)

    assert why.probability > 0.9
    assert why.bits["place"] > 3
