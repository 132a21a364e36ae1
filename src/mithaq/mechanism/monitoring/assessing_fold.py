"""How traces and assessments change the ledger, and the rules they must keep.

An assessment is made again from the public values that stand before it. What those cannot give (a grade or a band
that rests on sealed reports) is held to the rules of bands and company, and counted as unchecked by the verifier.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from mithaq.mechanism.monitoring.accounts import AssessedAccount, TraceAccount
from mithaq.mechanism.monitoring.against_interest import Sponsorship
from mithaq.mechanism.monitoring.assessment import Assessment, LinkedReport, assess
from mithaq.mechanism.monitoring.bands import Band, band_of
from mithaq.mechanism.monitoring.batch_on_record import check_batch
from mithaq.mechanism.monitoring.counted_incidents import recount
from mithaq.mechanism.monitoring.daily_batch import DAY_SECONDS
from mithaq.mechanism.monitoring.facts import Republish
from mithaq.mechanism.monitoring.fold import LINKING, incident_of
from mithaq.mechanism.monitoring.gravity import Gravity
from mithaq.mechanism.monitoring.minimums import Grade, Missing
from mithaq.mechanism.monitoring.origin import (
    SEALED_STEPS,
    FoundRepeat,
    StepKind,
    Trace,
    is_few_wounded,
    may_be_shown,
    trace_problem,
)
from mithaq.mechanism.monitoring.roots import Root, is_answered, roots_of
from mithaq.mechanism.monitoring.same_address import same_addresses
from mithaq.mechanism.monitoring.sealed_company import needs_company
from mithaq.mechanism.monitoring.statements import IncidentAssessed, ReportTraced

if TYPE_CHECKING:
    from mithaq.mechanism.envelope import Statement
    from mithaq.mechanism.ledger import Ledger
    from mithaq.mechanism.monitoring.accounts import IncidentAccount, ReportAccount
    from mithaq.mechanism.monitoring.conduct import Conduct

__all__ = [
    "HANDLERS",
    "SEALED_TRACES",
    "expected_missing",
    "sealed_company",
    "shown_assessment",
    "shown_roots",
    "ties_on",
]

SEALED_TRACES = "sealed traces"


def _report_traced(ledger: Ledger, statement: Statement, body: ReportTraced) -> None:
    report = ledger.reports.get(body.report)
    if report is None:
        ledger.breach(statement, "report-known", f"{body.report} is not a report on the record.")
        return
    current = ledger.traces.get(body.report)
    if body.replaces != (None if current is None else current.statement):
        ledger.breach(statement, "one-trace", f"the current trace is {current.statement if current else 'none'}.")
    if (body.replaces is None) is not (body.ground is None):
        ledger.breach(statement, "one-trace", "a trace is replaced without a ground, or has one and replaces none.")
    if body.trace is None:
        if report.is_public:
            ledger.breach(statement, "trace-shown", f"{body.report} is public, yet its origin is sealed whole.")
        check_batch(ledger, statement, SEALED_TRACES, DAY_SECONDS, body.report)
        if current is None:
            ledger.sealed_traces.append((ledger.size, body.report, statement.id))
    elif not report.is_public:
        ledger.breach(statement, "trace-sealed", f"{body.report} is not public, yet its origin is shown.")
        return
    else:
        _check_trace(ledger, statement, body.report, report, body.trace)
    ledger.traces[body.report] = TraceAccount(ledger.size, statement.id, body.trace)


def _check_trace(ledger: Ledger, statement: Statement, report_id: str, report: ReportAccount, trace: Trace) -> None:
    if any(step.kind in SEALED_STEPS for step in trace.steps):
        ledger.breach(statement, "trace-sealed", "it shows a witness or a collector.")
    elif not all(may_be_shown(step) for step in trace.steps):
        ledger.breach(statement, "trace-words", "a name in it is neither a code nor a full public address.")
    suppress_below = ledger.limits.suppress_below if ledger.limits else 0
    if any(is_few_wounded(people, suppress_below) for people in trace.people):
        ledger.breach(statement, "exposure", f"it tells apart fewer than {suppress_below} wounded.")
    problem = trace_problem(report_id, trace)
    if problem is not None:
        ledger.breach(statement, "trace", problem)
    for other in (*trace.others, *trace.independent_of):
        repeated = ledger.reports.get(other)
        if repeated is None or not repeated.is_public:
            ledger.breach(statement, "sealed-link", f"{other} is not a public report on the record.")
    source = ledger.sources.get(report.source or "")
    if source is not None and source.registered.republish is not Republish.OPEN:
        if trace.authors:
            ledger.breach(statement, "republish", "it names parties, which its source does not allow to be shown.")
        if trace.people or trace.names(StepKind.UPSTREAM):
            ledger.breach(
                statement,
                "republish",
                "it tells casualties apart or shows an address, which its source does not allow to be shown.",
            )


def ties_on(ledger: Ledger, day_from: str, day_to: str) -> tuple[Sponsorship, ...]:
    """Who stood behind whom at some time of these days."""
    codes = {party: account.entered.code for party, account in ledger.parties.items()}
    return tuple(
        Sponsorship(codes[tie.sponsor], codes[tie.party])
        for tie in ledger.sponsorships
        if (tie.since or day_from) <= day_to and (tie.until or day_to) >= day_from
    )


def shown_roots(ledger: Ledger, incident: IncidentAccount) -> tuple[Root, ...]:
    """The roots of the public reports by their traces and public addresses alone."""
    assert incident.facts is not None, "an incident is assessed when its page shows something"
    return roots_of(
        _traces_near(ledger, incident.reports),
        ties_on(ledger, incident.facts.day_from, incident.facts.day_to),
        _by_address(ledger, incident.reports),
    )


def shown_assessment(
    ledger: Ledger, incident: IncidentAccount, conduct: Conduct, found: Iterable[FoundRepeat] = ()
) -> Assessment:
    """What the public reports of the incident give, and nothing else.

    ``found`` is what the assessment says that a machine found between them; equal public addresses are found here.
    """
    assert incident.facts is not None, "an incident is assessed when its page shows something"
    # A collected word never came through its party's own door.
    reports = [LinkedReport.of(report, ledger.reports[report].facts) for report in sorted(incident.reports)]
    return assess(
        reports,
        _traces_near(ledger, incident.reports),
        ties_on(ledger, incident.facts.day_from, incident.facts.day_to),
        conduct,
        page=incident.facts,
        found=(*found, *_by_address(ledger, incident.reports)),
    )


def _by_address(ledger: Ledger, reports: Iterable[str]) -> tuple[FoundRepeat, ...]:
    shown = [(report, ledger.reports[report].facts) for report in sorted(reports)]
    return same_addresses((report, facts.links) for report, facts in shown if facts is not None)


def _traces_near(ledger: Ledger, reports: list[str]) -> dict[str, Trace]:
    """The shown traces of these reports and of what they repeat."""
    found: dict[str, Trace] = {}
    waiting = list(reports)
    while waiting:
        report = waiting.pop()
        trace = ledger.traces.get(report)
        if report not in found and trace is not None and trace.shown is not None:
            found[report] = trace.shown
            waiting += trace.shown.others
    return found


def expected_missing(grade: Grade, shown: Assessment) -> tuple[Missing, ...]:
    """What the record may say is missing: exactly what the public values lack, or that sealed ones fall short."""
    if grade is shown.grade:
        return shown.missing
    denied = (Missing.CONTRADICTION,) if shown.contradicted else ()
    return denied if grade is Grade.VERIFIED else (*denied, Missing.MORE)


def _incident_assessed(ledger: Ledger, statement: Statement, body: IncidentAssessed) -> None:
    incident = incident_of(ledger, statement, body.incident)
    if incident is None:
        return
    if incident.facts is None:
        ledger.breach(statement, "assessment-page", "it tells of an incident whose page shows nothing yet.")
        return
    _check_found(ledger, statement, body, incident)
    shown = shown_assessment(ledger, incident, body.conduct, body.found)
    _check_recomputed(ledger, statement, body, shown)
    _check_sealed_part(ledger, statement, body, incident)
    if shown.contradicted and body.grade is not Grade.ALLEGED:
        ledger.breach(
            statement,
            "assessment-denied",
            f"it is {body.grade.value} over a public, checked report that denies it.",
        )
    incident.assessed.append(AssessedAccount(ledger.size, body, shown))
    recount(ledger, incident)


def _check_found(ledger: Ledger, statement: Statement, body: IncidentAssessed, incident: IncidentAccount) -> None:
    traces = _traces_near(ledger, incident.reports)
    for each in body.found:
        # What may not be seen is not in the chain; what is not traced counts for nothing and need not be joined.
        is_here = {each.report, each.repeats} <= traces.keys() & set(incident.reports)
        if each.report == each.repeats or not is_here or is_answered(traces, each.report, each.repeats):
            ledger.breach(
                statement,
                "assessment-found",
                f"{each.report} and {each.repeats} are not two public reports of it that wait for an answer.",
            )


def _check_recomputed(ledger: Ledger, statement: Statement, body: IncidentAssessed, shown: Assessment) -> None:
    wrong = [
        f"{name} {_plain(said)}, the record gives {_plain(given)}"
        for name, said, given in (
            ("grade of public reports", body.shown_grade, shown.grade),
            ("origins", body.roots, shown.count),
            ("gravity", body.gravity, shown.gravity),
            ("classes", body.classes, shown.classes),
            ("casualties", body.casualties, shown.casualties),
            ("missing", body.missing, expected_missing(body.grade, shown)),
        )
        if said != given
    ]
    if wrong:
        ledger.breach(statement, "assessment", f"it says {'; '.join(wrong)}.")


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(_plain(each) for each in value) or "none"
    return str(value)


def _check_sealed_part(
    ledger: Ledger, statement: Statement, body: IncidentAssessed, incident: IncidentAccount
) -> None:
    is_lower = body.grade.rank < body.shown_grade.rank or body.band.low < band_of(body.roots).low
    if is_lower is not (body.held is not None):
        ledger.breach(
            statement,
            "assessment-held",
            "it is held below what the public reports give, without a ground."
            if is_lower
            else "it has a ground for being held, and is not.",
        )
    if body.grade is Grade.VERIFIED and body.gravity is Gravity.G4 and body.band is not Band.FOUR_OR_MORE:
        ledger.breach(statement, "assessment-band", "an event of gravity G4 is verified with fewer than 4 origins.")
    before = incident.assessed[-1].said if incident.assessed else None
    company = sealed_company(ledger, incident)
    least = ledger.limits.epoch_minimum if ledger.limits else 1
    if needs_company(body, before) and company < least:
        ledger.breach(
            statement,
            "assessment-company",
            f"it moves by sealed reports; {company} were traced since, and at least {least} must hide each other.",
        )


def sealed_company(ledger: Ledger, incident: IncidentAccount) -> int:
    """How many sealed reports were first traced since the incident was last assessed, or opened, and may be of it.

    Whoever reads the record rules out the others: what is disposed otherwise, what was linked before the incident
    opened, what was traced before, and what nobody can read any more.
    """
    since = incident.assessed[-1].index if incident.assessed else incident.index
    start = bisect_right(ledger.sealed_traces, since, key=lambda each: each[0])
    return sum(_may_be_of_it(ledger, incident, report, trace) for _, report, trace in ledger.sealed_traces[start:])


def _may_be_of_it(ledger: Ledger, incident: IncidentAccount, report: str, trace: str) -> bool:
    account = ledger.reports[report]
    return (
        account.disposition in LINKING
        and ledger.ids.get(account.decided_by, -1) > incident.index
        and not any(each in ledger.erased or each in ledger.lost for each in (report, account.decided_by, trace))
    )


HANDLERS: dict[tuple[str, int], Any] = {
    ("report.traced", 1): _report_traced,
    ("incident.assessed", 1): _incident_assessed,
}
