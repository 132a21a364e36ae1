"""How reports, sources, incidents and claims change the ledger, and the rules they must keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mithaq.errors import InvalidStatement
from mithaq.mechanism.envelope import parse_instant
from mithaq.mechanism.monitoring.accounts import (
    UNSHOWN,
    IncidentAccount,
    ReportAccount,
    SourceAccount,
    WayAccount,
)
from mithaq.mechanism.monitoring.batch_on_record import check_batch
from mithaq.mechanism.monitoring.changed_disposition import words_problem
from mithaq.mechanism.monitoring.collectable import is_collectable
from mithaq.mechanism.monitoring.counted_incidents import recount
from mithaq.mechanism.monitoring.daily_batch import DAY_SECONDS
from mithaq.mechanism.monitoring.facts import Facts, Republish, check_facts, derived
from mithaq.mechanism.monitoring.linking import has_sealed_link
from mithaq.mechanism.monitoring.report_binding import BINDING_SEAL
from mithaq.mechanism.monitoring.shown_facts import problem_of_shown
from mithaq.mechanism.monitoring.statements import (
    CampaignRecognised,
    ClaimRecorded,
    CountingRulePublished,
    Disposition,
    ImportRan,
    IncidentDescribed,
    IncidentLinked,
    IncidentOpened,
    ReportCollected,
    ReportDescribed,
    ReportDisposed,
    ReportReceived,
    ReportRedisposed,
    SourceGraded,
    SourceRegistered,
)
from mithaq.mechanism.monitoring.told_by_public import is_told_by_public

if TYPE_CHECKING:
    from mithaq.mechanism.envelope import Statement
    from mithaq.mechanism.ledger import Ledger

__all__ = ["HANDLERS", "LINKING", "NOT_COUNTED", "incident_of"]

LINKING = frozenset({Disposition.LINKED, Disposition.DUPLICATE})
"""Dispositions that name one thing the report belongs to: no campaign of many can."""

NOT_COUNTED = frozenset({Disposition.DUPLICATE, Disposition.OUT_OF_SCOPE, Disposition.WITHDRAWN})
"""Dispositions that take a report out of a bulletin's day counts: it is accounted for, but tells of no event."""


def _check_facts(ledger: Ledger, statement: Statement, facts: Facts | None) -> None:
    if facts is None:
        return
    try:
        check_facts(facts)
    except InvalidStatement as error:
        ledger.breach(statement, "facts", error.problem)
    delay_days = ledger.limits.publication_delay_days if ledger.limits else 0
    too_much = problem_of_shown(facts, today=parse_instant(statement.at).date(), delay_days=delay_days)
    if too_much is not None:
        ledger.breach(statement, "exposure", too_much)


def _only_derived(ledger: Ledger, statement: Statement, facts: Facts) -> None:
    if facts != derived(facts):
        ledger.breach(statement, "republish", "it shows more than day, sub-district, class and counts.")


def _source_registered(ledger: Ledger, statement: Statement, body: SourceRegistered) -> None:
    if body.code in ledger.source_codes:
        ledger.breach(statement, "source-code", f"source code {body.code} is already taken.")
    ledger.source_codes.add(body.code)
    ledger.sources[statement.id] = SourceAccount(body)


def _source_graded(ledger: Ledger, statement: Statement, body: SourceGraded) -> None:
    source = ledger.sources.get(body.source)
    if source is None:
        ledger.breach(statement, "source-known", f"{body.source} is not a source on the record.")
        return
    source.grades.append((ledger.size, body))


def _enter(ledger: Ledger, statement: Statement, account: ReportAccount) -> None:
    if ledger.limits is None:
        ledger.breach(statement, "terms", "a report enters before any terms are adopted.")
        return
    ledger.reports[statement.id] = account
    ledger.open_reports.add(statement.at, ledger.limits.disposition_days)
    way = ledger.ways.get(account.way)
    if way is None:
        way = ledger.ways[account.way] = WayAccount()
    way.received += 1
    way.open.add(statement.at, ledger.limits.disposition_days)
    if account.facts is not None:
        ledger.report_tally.add(account.facts)


def _report_received(ledger: Ledger, statement: Statement, _body: ReportReceived) -> None:
    if ledger.limits is not None:
        check_batch(
            ledger, statement, "received reports", ledger.limits.epoch_seconds, statement.seals[BINDING_SEAL]
        )
    _enter(ledger, statement, ReportAccount(ledger.size, statement.at, collected=False, facts=None, source=None))
    if ledger.limits is not None:
        before = ledger.epochs.get(statement.at)
        ledger.epochs[statement.at] = (1 if before is None else before[0] + 1, ledger.limits.epoch_minimum)


def _report_collected(ledger: Ledger, statement: Statement, body: ReportCollected) -> None:
    way = UNSHOWN
    if body.republish is Republish.NONE:
        if body.source is not None or body.external_id is not None or body.facts is not None:
            ledger.breach(statement, "republish", "material not to be republished is shown.")
    elif body.source is None or body.facts is None:
        ledger.breach(statement, "republish", f"{body.republish} material names neither source nor facts.")
    else:
        source = ledger.sources.get(body.source)
        if source is None:
            ledger.breach(statement, "source-known", f"{body.source} is not a source on the record.")
        else:
            source.reports += 1
            source.told_of.add((body.facts.day_from, body.facts.day_to))
            way = source.registered.channel
            if not is_collectable(source.registered.standing):
                ledger.breach(
                    statement, "collectable", f"a source that is a {source.registered.standing} is received only."
                )
            if source.registered.republish is not body.republish:
                ledger.breach(
                    statement,
                    "republish",
                    f"the source allows {source.registered.republish}, not {body.republish}.",
                )
        if body.republish is Republish.DERIVED:
            _only_derived(ledger, statement, body.facts)
        _check_facts(ledger, statement, body.facts)
    _enter(
        ledger,
        statement,
        ReportAccount(ledger.size, statement.at, collected=True, facts=body.facts, source=body.source, way=way),
    )
    if body.facts is not None:
        ledger.public_places.append(ledger.size)


def _report_described(ledger: Ledger, statement: Statement, body: ReportDescribed) -> None:
    report = ledger.reports.get(body.report)
    if report is None or report.collected:
        ledger.breach(statement, "described", f"{body.report} is not a received report on the record.")
        return
    if report.facts is not None:
        ledger.breach(statement, "described", f"{body.report} is described already.")
        return
    if body.report in ledger.erased:
        ledger.breach(statement, "described", f"{body.report} was erased; nothing more of it may be shown.")
    _only_derived(ledger, statement, body.facts)
    _check_facts(ledger, statement, body.facts)
    report.facts = body.facts
    if report.disposition not in NOT_COUNTED:
        ledger.report_tally.add(body.facts)


def _settle(ledger: Ledger, report: ReportAccount, disposition: Disposition, decided_by: str) -> None:
    """Makes the disposition current and keeps the counts in step."""
    was_counted = report.disposition not in NOT_COUNTED
    if report.disposition is None:
        ledger.open_reports.remove(report.at)
        ledger.ways[report.way].open.remove(report.at)
    else:
        ledger.disposed[report.disposition] -= 1
    ledger.disposed[disposition] = ledger.disposed.get(disposition, 0) + 1
    report.disposition = disposition
    report.decided_by = decided_by
    is_counted = disposition not in NOT_COUNTED
    if report.facts is not None and was_counted is not is_counted:
        ledger.report_tally.add(report.facts, 1 if is_counted else -1)


def _settle_link(ledger: Ledger, report: ReportAccount, body: Any) -> None:
    ledger.hidden_duplicates -= report.repeats_hidden
    report.repeats_hidden = (
        report.is_public and body.disposition is Disposition.DUPLICATE and body.duplicate_of is None
    )
    ledger.hidden_duplicates += report.repeats_hidden
    report.incident = body.incident


def _check_public_links(ledger: Ledger, statement: Statement, report: ReportAccount, body: Any) -> None:
    """A public report's link is in clear, and no disposition names what it does not mean."""
    is_linked = body.disposition is Disposition.LINKED
    if is_linked and body.incident is None and report.is_public:
        ledger.breach(statement, "names-its-link", f"{body.report} is public and linked, yet to no incident.")
    if has_sealed_link(body.disposition, incident=body.incident, duplicate_of=body.duplicate_of):
        check_batch(ledger, statement, "sealed links", DAY_SECONDS, body.report)
    if body.incident is not None:
        if not is_linked:
            ledger.breach(statement, "names-its-link", f"{body.disposition.value} names an incident.")
        if not report.is_public:
            ledger.breach(statement, "sealed-link", f"{body.report} is not public, yet its incident is named.")
        elif body.incident not in ledger.incidents:
            ledger.breach(statement, "incident-known", f"{body.incident} is not an incident on the record.")
    if body.duplicate_of is not None:
        if body.disposition is not Disposition.DUPLICATE:
            ledger.breach(statement, "names-its-link", f"{body.disposition.value} names a report it repeats.")
        other = ledger.reports.get(body.duplicate_of)
        if other is None or body.duplicate_of == body.report:
            ledger.breach(statement, "duplicate-of", f"{body.duplicate_of} is not another report on the record.")
        elif not (report.is_public and other.is_public):
            ledger.breach(statement, "sealed-link", "only two public reports may be linked in clear.")


def _report_disposed(ledger: Ledger, statement: Statement, body: ReportDisposed) -> None:
    report = ledger.reports.get(body.report)
    if report is None:
        ledger.breach(statement, "report-known", f"{body.report} is not a report on the record.")
        return
    if report.disposition is not None:
        ledger.breach(statement, "one-disposition", f"{body.report} is disposed already, by {report.decided_by}.")
        return
    _check_public_links(ledger, statement, report, body)
    _settle_link(ledger, report, body)
    _settle(ledger, report, body.disposition, statement.id)


def _report_redisposed(ledger: Ledger, statement: Statement, body: ReportRedisposed) -> None:
    report = ledger.reports.get(body.report)
    if report is None or report.disposition is None:
        ledger.breach(statement, "one-disposition", f"{body.report} has no disposition to replace.")
        return
    if report.decided_by != body.replaces:
        ledger.breach(statement, "one-disposition", f"the current disposition is {report.decided_by}.")
        return
    problem = words_problem(is_public=report.is_public, words=body.reason)
    if problem is not None:
        ledger.breach(statement, "reason", problem)
    _check_public_links(ledger, statement, report, body)
    _settle_link(ledger, report, body)
    _settle(ledger, report, body.disposition, statement.id)


def _campaign_recognised(ledger: Ledger, statement: Statement, body: CampaignRecognised) -> None:
    if body.disposition in LINKING:
        ledger.breach(statement, "names-its-link", f"a campaign is disposed as {body.disposition.value}.")
    if body.continues is None:
        if body.reason is None:
            ledger.breach(statement, "campaign-reason", "a campaign is disposed without a reason.")
        campaign = statement.id
    else:
        campaign = body.continues
        if campaign not in ledger.campaigns:
            ledger.breach(statement, "campaign-known", f"{campaign} is not a campaign on the record.")
    ledger.campaigns[campaign] = ledger.campaigns.get(campaign, 0) + len(body.reports)
    for report_id in body.reports:
        report = ledger.reports.get(report_id)
        if report is None:
            ledger.breach(statement, "report-known", f"{report_id} is not a report on the record.")
        elif report.disposition is not None:
            ledger.breach(statement, "one-disposition", f"{report_id} is disposed already, by {report.decided_by}.")
        else:
            _settle(ledger, report, body.disposition, statement.id)


def _check_stream(ledger: Ledger, statement: Statement, incident: str) -> None:
    if [link.stream for link in statement.links] != [incident]:
        ledger.breach(statement, "stream", f"it must be linked to {incident} and nothing else.")


def _join(ledger: Ledger, statement: Statement, incident_id: str, reports: tuple[str, ...]) -> None:
    incident = ledger.incidents[incident_id]
    for report_id in reports:
        report = ledger.reports.get(report_id)
        if report is None or not report.is_public:
            ledger.breach(statement, "sealed-link", f"{report_id} is not a public report on the record.")
        elif report.listed_in is not None:
            ledger.breach(statement, "linked-once", f"{report_id} is in {report.listed_in} already.")
        else:
            report.listed_in = incident_id
            incident.had_public = True
            incident.reports.append(report_id)


def _incident_opened(ledger: Ledger, statement: Statement, body: IncidentOpened) -> None:
    _check_stream(ledger, statement, statement.id)
    _check_facts(ledger, statement, body.facts)
    incident = IncidentAccount(ledger.size, statement.at, body.facts, entries=[ledger.size])
    ledger.incidents[statement.id] = incident
    _join(ledger, statement, statement.id, body.reports)
    if body.facts is not None:
        if not is_told_by_public(body.facts, _public_facts(ledger, incident)):
            _only_derived(ledger, statement, body.facts)
        incident.described.append((ledger.size, body.facts))
        recount(ledger, incident)


def _public_facts(ledger: Ledger, incident: IncidentAccount) -> list[Facts]:
    return [facts for report in incident.reports if (facts := ledger.reports[report].facts) is not None]


def incident_of(ledger: Ledger, statement: Statement, incident_id: str) -> IncidentAccount | None:
    incident = ledger.incidents.get(incident_id)
    if incident is None:
        ledger.breach(statement, "incident-known", f"{incident_id} is not an incident on the record.")
        return None
    _check_stream(ledger, statement, incident_id)
    incident.entries.append(ledger.size)
    return incident


def _incident_described(ledger: Ledger, statement: Statement, body: IncidentDescribed) -> None:
    incident = incident_of(ledger, statement, body.incident)
    if incident is None:
        return
    _check_facts(ledger, statement, body.facts)
    if not is_told_by_public(body.facts, _public_facts(ledger, incident)):
        _only_derived(ledger, statement, body.facts)
    incident.facts = body.facts
    incident.described.append((ledger.size, body.facts))
    recount(ledger, incident)


def _incident_linked(ledger: Ledger, statement: Statement, body: IncidentLinked) -> None:
    incident = incident_of(ledger, statement, body.incident)
    if incident is None:
        return
    for report_id in body.left:
        report = ledger.reports.get(report_id)
        if report is not None and report.listed_in == body.incident:
            report.listed_in = None
            incident.reports.remove(report_id)
        else:
            ledger.breach(statement, "linked-once", f"{report_id} is not in the incident.")
    _join(ledger, statement, body.incident, body.joined)
    recount(ledger, incident)


def _rule_published(ledger: Ledger, statement: Statement, body: CountingRulePublished) -> None:
    if body.recorder not in ledger.sources:
        ledger.breach(statement, "source-known", f"{body.recorder} is not a source on the record.")
    if (body.recorder, body.code) in ledger.rule_codes:
        ledger.breach(statement, "rule-code", f"{body.recorder} has published a rule {body.code} already.")
    ledger.rule_codes.add((body.recorder, body.code))
    ledger.rules[statement.id] = body


def _claim_recorded(ledger: Ledger, statement: Statement, body: ClaimRecorded) -> None:
    rule = ledger.rules.get(body.rule)
    if rule is None or rule.recorder != body.recorder:
        ledger.breach(statement, "counting-rule", "a figure stands without its own recorder's counting rule.")
    if body.day_from > body.day_to:
        ledger.breach(statement, "facts", f"day_from {body.day_from} is after day_to {body.day_to}.")
    recorder = ledger.sources.get(body.recorder)
    if recorder is not None:
        recorder.told_of.add((body.day_from, body.day_to))
    ledger.claims.append((ledger.size, body))
    ledger.claim_tally.add_interval(body.day_from, body.day_to)


def _import_ran(ledger: Ledger, statement: Statement, body: ImportRan) -> None:
    counts = (body.rows, body.accepted, body.already_known, body.refused)
    shown = [count for count in counts if count is not None]
    if len(shown) != (0 if body.reader is None else len(counts)):
        ledger.breach(statement, "import-rows", "reader and numbers of an import are shown all or not at all.")
    elif shown and shown[0] != sum(shown[1:]):
        ledger.breach(statement, "import-rows", "rows accepted, known and refused do not add up to the rows read.")


HANDLERS: dict[tuple[str, int], Any] = {
    ("source.registered", 1): _source_registered,
    ("source.graded", 1): _source_graded,
    ("report.received", 1): _report_received,
    ("report.collected", 1): _report_collected,
    ("report.described", 1): _report_described,
    ("report.disposed", 1): _report_disposed,
    ("report.redisposed", 1): _report_redisposed,
    ("campaign.recognised", 1): _campaign_recognised,
    ("incident.opened", 1): _incident_opened,
    ("incident.described", 1): _incident_described,
    ("incident.linked", 1): _incident_linked,
    ("rule.published", 1): _rule_published,
    ("claim.recorded", 1): _claim_recorded,
    ("import.ran", 1): _import_ran,
}
