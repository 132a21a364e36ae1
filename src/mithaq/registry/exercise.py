"""Plays a scenario through the door, hour by hour of simulated time, as a mission's staff would work.

Nothing here writes past the registry: reports arrive, wait in the inbox, enter by epochs, are disposed by analysts,
and each midnight the day's work is closed with a tick and a bulletin, and with one of a week or month that ended.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from mithaq.errors import InvalidStatement, NotPermitted
from mithaq.mechanism.agreement.statements import Limits, PartyEntered, PartySponsored
from mithaq.mechanism.bulletin.periods import month_of, week_of_day
from mithaq.mechanism.envelope import Text
from mithaq.mechanism.monitoring.facts import Facts, Republish, derived
from mithaq.mechanism.monitoring.minimums import Grade
from mithaq.mechanism.monitoring.report import CollectedReport, ReceivedReport
from mithaq.mechanism.monitoring.statements import CountingRulePublished, Disposition, SourceRegistered
from mithaq.mechanism.statements import read
from mithaq.record.promises import parse_promise
from mithaq.record.spelling import base64_text
from mithaq.registry.area import adopt_area
from mithaq.registry.assess import assess_incident, explain_incident
from mithaq.registry.bulletins import publish_bulletin
from mithaq.registry.campaigns import recognise_campaign
from mithaq.registry.claims import record_claims
from mithaq.registry.clock import tick
from mithaq.registry.close_epoch import close_epoch
from mithaq.registry.dispose import dispose, dispose_day
from mithaq.registry.drafts import Actor
from mithaq.registry.incidents import describe_incident, open_incident
from mithaq.registry.parties import enter_parties, sponsor_party
from mithaq.registry.receive import receive
from mithaq.registry.record_entries import RecordEntries
from mithaq.registry.repeats import Answer, answer_repeat, open_repeats
from mithaq.registry.sources import publish_rule, register_source
from mithaq.registry.take_in import take_in
from mithaq.registry.trace import trace_day, trace_report
from mithaq.registry.words import Words
from mithaq.scenario.actors import PARTIES
from mithaq.scenario.decisions import Decision, conduct_of, trace_of
from mithaq.scenario.truth import TruthKind
from mithaq.scenario.visits import (
    ADMITTING,
    VISIT_SOURCES,
    admission,
    admission_trace,
    search,
    search_trace,
)
from mithaq.sealed.exposure import page_facts

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission
    from mithaq.scenario.scenario import Scenario, Step
    from mithaq.scenario.truth import ReportTruth

__all__ = ["EXERCISE_LIMITS", "Played", "play"]

EXERCISE_LIMITS: Final = Limits(publication_delay_days=1)
SEARCH: Final = -1
ADMISSION: Final = -2
"""Numbers of the two reports that the play adds to the scenario's."""
_VISITS: Final = {SEARCH: search_trace, ADMISSION: admission_trace}
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
ANALYST: Final = Actor("analyst", "analyst-1")
EDITOR: Final = Actor("editor", "editor-1")
OFFICER: Final = Actor("officer", "officer-1")
REGISTRAR: Final = Actor("registrar", "registrar-1")


@dataclass(slots=True)
class Played:
    """What happened, and one reporter's promise to try `mithaq receipt check` with."""

    reports: int = 0
    bulletins: int = 0
    incidents: int = 0
    held: int = 0
    promise: str = ""
    verified: str = ""
    """An incident that was verified, of the most public reports."""
    one_root: str = ""
    """An incident whose many public reports are one origin."""
    searched: str = ""
    """An incident where a team searched and found nothing."""
    admitted: str = ""
    """An incident that a party admitted through its own door."""
    answered: int = 0
    """Repetitions found by machine that an analyst confirmed or refused."""


@dataclass(slots=True)
class _Play:
    mission: Mission
    scenario: Scenario
    played: Played = field(default_factory=Played)
    on_record: dict[int, str] = field(default_factory=dict)
    facts: dict[int, Facts] = field(default_factory=dict)
    is_open: dict[int, bool] = field(default_factory=dict)
    promised: dict[str, int] = field(default_factory=dict)
    """Commitments of reports that wait in the inbox."""
    due: list[tuple[datetime, int, Decision]] = field(default_factory=list)
    incidents: dict[str, str] = field(default_factory=dict)
    undescribed: list[tuple[str, Facts]] = field(default_factory=list)
    campaigns: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    reports: dict[int, CollectedReport | ReceivedReport] = field(default_factory=dict)
    """Those that are not traced yet."""
    numbers: dict[str, str] = field(default_factory=dict)
    """From a source's own number to the report."""
    described: dict[str, Facts] = field(default_factory=dict)
    to_assess: set[str] = field(default_factory=set)
    wait_for_company: set[str] = field(default_factory=set)
    most_public: int = 1
    most_as_one: int = 1
    truths: dict[str, ReportTruth] = field(default_factory=dict)
    """Of each handle of an incident, that of its first linked report: where teams and parties are sent."""
    roots: dict[int, str] = field(default_factory=dict)


def play(
    mission: Mission,
    scenario: Scenario,
    *,
    progress: Callable[[int], None] | None = None,
    close_day: Callable[[datetime], None] | None = None,
) -> Played:
    """Plays it to its end; ``close_day`` is called each midnight (for publishing)."""
    running = _Play(mission, scenario)
    _register(mission, scenario)
    claims = list(scenario.claims())
    now = scenario.starts_at
    by_hour = _by_hour(scenario)
    while now < scenario.ends_at:
        _arrive(running, next(by_hour), now + HOUR)
        now += HOUR
        _enter_epoch(running, now)
        _decide(running, now)
        if (now - scenario.starts_at) % DAY == timedelta():
            published = [claim for at, claim in claims if at <= now]
            claims = [(at, claim) for at, claim in claims if at > now]
            if published:
                record_claims(mission, published, actor=REGISTRAR, now=now)
            _close_day(running, now)
            if close_day is not None:
                close_day(now)
            if progress is not None:
                progress(running.played.reports)
    return running.played


def _register(mission: Mission, scenario: Scenario) -> None:
    now = scenario.starts_at
    parties = [
        PartyEntered(
            code=party.code,
            role=party.role,
            name=Text(lang="en", original=party.name_en, translations={"ar": party.name_ar}),
            source="invented for the exercise",
            verified=False,
        )
        for party in scenario.parties
    ]
    entered = enter_parties(mission, parties, actor=REGISTRAR, now=now)
    of_code = dict(zip((party.code for party in scenario.parties), entered, strict=True))
    for party in scenario.parties:
        if party.guarantor is not None:
            tie = PartySponsored(
                party=of_code[party.code],
                sponsor=of_code[party.guarantor],
                since=None,
                until=None,
                source="invented for the exercise",
                verified=False,
            )
            sponsor_party(mission, tie, actor=REGISTRAR, now=now)
    adopt_area(mission, scenario.area, actor=REGISTRAR, now=now)
    ids = {}
    for source in scenario.sources:
        ids[source.code] = register_source(
            mission,
            SourceRegistered(
                code=source.code,
                name=Text(lang="en", original=source.name_en, translations={"ar": source.name_ar}),
                republish=source.republish,
                channel=source.channel,
                standing=source.standing,
                terms="invented for the exercise",
                verified=False,
            ),
            actor=REGISTRAR,
            now=now,
        )
    for visiting in VISIT_SOURCES:
        register_source(mission, visiting, actor=REGISTRAR, now=now)
    rules = [
        CountingRulePublished(
            code=rule.code,
            recorder=ids[rule.recorder],
            text=Text(lang="en", original=rule.text_en, translations={"ar": rule.text_ar}),
            source="invented for the exercise",
            verified=False,
        )
        for rule in scenario.counting_rules
    ]
    publish_rule(mission, rules, actor=REGISTRAR, now=now)


def _by_hour(scenario: Scenario) -> Iterator[list[Step]]:
    """The steps of each hour, empty hours included, for ever."""
    end = scenario.starts_at + HOUR
    waiting: list[Step] = []
    for step in scenario.steps():
        while step.arrival.at >= end:
            yield waiting
            waiting, end = [], end + HOUR
        waiting.append(step)
    while True:
        yield waiting
        waiting = []


def _arrive(running: _Play, steps: list[Step], now: datetime) -> None:
    collected: list[tuple[int, CollectedReport]] = []
    for step in steps:
        index, report = step.arrival.index, step.arrival.report
        if isinstance(report, ReceivedReport):
            _receive(running, index, report, step.arrival.at)
        else:
            collected.append((index, report))
        running.reports[index] = report
        running.roots[index] = step.truth.root
        if step.decision.incident is not None:
            running.truths.setdefault(step.decision.incident, step.truth)
        if report.facts is not None:
            running.facts[index] = report.facts
        if step.decision.at is not None:
            heapq.heappush(running.due, (step.decision.at, index, step.decision))
        running.played.reports += 1
    if collected:
        taken = take_in(running.mission, [report for _, report in collected], now=now)
        if len(taken.accepted) != len(collected):
            raise InvalidStatement(
                f"the scenario's own reports were refused: {taken.refused[:3]}.",
                advice="Report this with the seed; a scenario's reports are always new and well-formed.",
            )
        for (index, report), identifier in zip(collected, taken.accepted, strict=True):
            running.on_record[index] = identifier
            running.is_open[index] = report.republish is Republish.OPEN
            running.numbers[report.external_id] = identifier


def _receive(running: _Play, index: int, report: ReceivedReport, at: datetime) -> None:
    # Nobody carries words in an exercise, so the slow hash that protects them is not paid thousands of times.
    unused = Words((), running.mission.random_bytes(32))
    receipt = receive(running.mission, report, now=at, words=unused)
    running.promised[base64_text(parse_promise(receipt.promise).commitment)] = index
    running.played.promise = running.played.promise or receipt.promise


def _enter_epoch(running: _Play, now: datetime) -> None:
    entered = close_epoch(running.mission, now=now).reports
    if not entered:
        return
    entries = RecordEntries()
    size = entries.size()
    for entry in entries.read(size - len(entered), size):
        statement = read(entry)
        running.on_record[running.promised.pop(statement.seals["report"])] = statement.id


def _decide(running: _Play, now: datetime) -> None:
    later = []
    while running.due and running.due[0][0] <= now:
        item = heapq.heappop(running.due)
        decision = item[2]
        waits_for = decision.duplicate_of
        if decision.index not in running.on_record or (
            waits_for is not None and waits_for not in running.on_record
        ):
            later.append((item[0] + HOUR, *item[1:]))
        elif decision.campaign is not None:
            running.campaigns[decision.campaign].append(running.on_record[decision.index])
        else:
            _dispose(running, decision, now)
    for item in later:
        heapq.heappush(running.due, item)
    for name in list(running.campaigns):
        _recognise(running, name, now)


def _recognise(running: _Play, name: str, now: datetime) -> None:
    recognise_campaign(
        running.mission,
        running.campaigns.pop(name),
        Disposition.INSUFFICIENT,
        reason=Text(
            lang="en",
            original="The same words in many hands within hours, about a place where other sources saw nothing.",
            translations={"ar": "الكلمات نفسها من أيدٍ كثيرة خلال ساعات، عن مكان لم ترَ فيه المصادر الأخرى شيئاً."},
        ),
        pattern=name,
        actor=ANALYST,
        now=now,
    )


def _dispose(running: _Play, decision: Decision, now: datetime) -> None:
    report = running.on_record[decision.index]
    disposition = decision.disposition
    assert disposition is not None
    facts = running.facts.get(decision.index)
    if disposition is Disposition.LINKED and facts is None:
        disposition = Disposition.INSUFFICIENT
    if disposition is Disposition.LINKED:
        assert decision.incident is not None
        incident = running.incidents.get(decision.incident)
        if incident is None:
            assert facts is not None
            made = open_incident(running.mission, facts, [report], actor=ANALYST, now=now)
            running.incidents[decision.incident] = made
            shown = page_facts(facts) if running.is_open.get(decision.index) else derived(facts)
            running.undescribed.append((made, shown))
            running.played.incidents += 1
            _trace(running, decision.index, made, now)
            return
        dispose(running.mission, report, disposition, incident=incident, actor=ANALYST, now=now)
        _trace(running, decision.index, incident, now)
        return
    dispose(
        running.mission,
        report,
        disposition,
        duplicate_of=None if decision.duplicate_of is None else running.on_record[decision.duplicate_of],
        actor=ANALYST,
        now=now,
    )


def _trace(running: _Play, index: int, incident: str, now: datetime) -> None:
    report = running.reports.pop(index)
    visit = _VISITS.get(index)
    trace = trace_of(index, report, running.numbers) if visit is None else visit()
    trace_report(running.mission, running.on_record[index], trace, actor=ANALYST, now=now)
    running.to_assess.add(incident)


def _send_out(running: _Play, now: datetime) -> None:
    """Once, when there is where to go: a team to what never happened, and a party admits what its side did."""
    open_handles = {
        handle: running.described[incident]
        for handle, incident in running.incidents.items()
        if incident in running.described
    }
    for handle, facts in sorted(open_handles.items()):
        truth = running.truths[handle]
        if not running.played.searched and truth.kind is TruthKind.FALSE:
            running.played.searched = _visit(running, SEARCH, search(facts), handle, now)
        by = PARTIES[truth.about.party].code
        if not running.played.admitted and truth.kind is TruthKind.TRUE and by == ADMITTING:
            running.played.admitted = _visit(running, ADMISSION, admission(facts), handle, now)


def _visit(running: _Play, index: int, report: ReceivedReport, handle: str, now: datetime) -> str:
    _receive(running, index, report, now)
    running.reports[index] = report
    if report.facts is not None:
        running.facts[index] = report.facts
    decided_at = now + DAY
    decision = Decision(index, decided_at, Disposition.LINKED, incident=handle)
    heapq.heappush(running.due, (decided_at, index, decision))
    running.played.reports += 1
    return running.incidents[handle]


def _answer(running: _Play, now: datetime) -> None:
    """An analyst goes back and says of what a machine found whether the accounts begin in one place."""
    index_of = {report: index for index, report in running.on_record.items()}
    for each in open_repeats(running.mission):
        first, second = (running.roots.get(index_of[name]) for name in (each.found.report, each.found.repeats))
        if each.incident is None or first is None or second is None:
            continue
        said = Answer.CITES if first == second else Answer.INDEPENDENT
        # A trace that waits for the day's batch is carried on next week.
        with suppress(NotPermitted):
            answer_repeat(running.mission, each.found.report, each.found.repeats, said, actor=ANALYST, now=now)
            running.played.answered += 1
            running.to_assess.add(each.incident)


def _assess(running: _Play, now: datetime) -> None:
    """Incidents whose page shows something and of which something new is known; the officer follows the rules."""
    for incident in sorted(running.to_assess & running.described.keys()):
        running.to_assess.discard(incident)
        conduct = conduct_of(running.described[incident])
        explained = explain_incident(running.mission, incident, conduct)
        try:
            done = assess_incident(
                running.mission, incident, conduct, confirmed=explained.full.grade, actor=OFFICER, now=now
            )
        except NotPermitted:
            # What sealed reports lowered may not be said yet: not without company.
            running.wait_for_company.add(incident)
            continue
        if done.waits_for_company:
            running.wait_for_company.add(incident)
        public = [root for root in explained.shown.roots if root.counts]
        if incident == running.played.verified:
            running.most_public, running.played.verified = 1, ""
        if incident == running.played.one_root:
            running.most_as_one, running.played.one_root = 1, ""
        counted = sum(len(root.counting) for root in public)
        if explained.shown.grade is Grade.VERIFIED and counted > running.most_public:
            running.most_public, running.played.verified = counted, incident
        together = max((len(root.root.reports) for root in public), default=0)
        if len(public) == 1 and together > running.most_as_one:
            running.most_as_one, running.played.one_root = together, incident


def _close_day(running: _Play, now: datetime) -> None:
    """Midnight: sealed links, pages whose delay has passed, the tick, and bulletins up to the day before last."""
    dispose_day(running.mission, now=now)
    trace_day(running.mission, now=now)
    shown_until = (now - DAY - HOUR).date().isoformat()
    still: list[tuple[str, Facts]] = []
    for incident, facts in running.undescribed:
        if facts.day_to < shown_until:
            described = describe_incident(running.mission, incident, facts, actor=EDITOR, now=now)
            running.played.held += described.statement is None
            if described.statement is not None:
                running.described[incident] = facts
        else:
            still.append((incident, facts))
    running.undescribed = still
    _send_out(running, now)
    if now.weekday() == 0:
        _answer(running, now)
        running.to_assess |= running.wait_for_company
        running.wait_for_company.clear()
    _assess(running, now)
    tick(running.mission, now=now)
    day = (now - 2 * DAY - HOUR).date()
    for first, last in _periods_ending(day):
        if first >= running.scenario.start:
            publish_bulletin(running.mission, day_from=first, day_to=last, actor=EDITOR, now=now)
            running.played.bulletins += 1


def _periods_ending(day: date) -> list[tuple[date, date]]:
    """The day itself, and the week and the month that it is the last day of."""
    return [(day, day), *(period for period in (week_of_day(day), month_of(day)) if period[1] == day)]
