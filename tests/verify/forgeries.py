"""Forgeries: each breaks one rule in an otherwise honest record, as a dishonest operator with the log key could.

``FORGERIES`` names the rule each must be caught by. test_every_rule.py holds the list to the source: a new rule,
or a new place where one is checked, fails it until somebody forges against it here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import msgspec

from mithaq.mechanism.agreement.mode import Mode
from mithaq.mechanism.agreement.statements import (
    AreaAdopted,
    KeyListed,
    Limits,
    MissionOpened,
    PartyEntered,
    PartyNamed,
    TermsAdopted,
)
from mithaq.mechanism.bulletin.doors import DoorsOfWeek
from mithaq.mechanism.bulletin.recompute import figures
from mithaq.mechanism.bulletin.statements import (
    BulletinPublished,
    ClockTicked,
    DigestPublished,
    ManifestPublished,
)
from mithaq.mechanism.envelope import Link, Struct
from mithaq.mechanism.monitoring.changed_disposition import Ground
from mithaq.mechanism.monitoring.facts import Point, Republish
from mithaq.mechanism.monitoring.statements import (
    CampaignRecognised,
    ClaimRecorded,
    CountingRulePublished,
    Disposition,
    ImportRan,
    IncidentDescribed,
    IncidentLinked,
    IncidentOpened,
    Judgement,
    LinkageRan,
    LinkJudged,
    ReportCollected,
    ReportDescribed,
    ReportDisposed,
    ReportReceived,
    ReportRedisposed,
    SourceGraded,
    SourceRegistered,
)
from mithaq.mechanism.sealing_statements import (
    ErasureConfirmed,
    RecordRestored,
    SealedLost,
    SealOpened,
    SubjectErased,
)
from support.drafts import ORIGIN, Draft, a_day, facts, text

NOBODY = "r0000000000000000c"
FORGERIES: list[tuple[str, Callable[[Draft], None]]] = []


def forgery(rule: str) -> Callable[[Callable[[Draft], None]], Callable[[Draft], None]]:
    def listed(make: Callable[[Draft], None]) -> Callable[[Draft], None]:
        FORGERIES.append((rule, make))
        return make

    return listed


def an_id(draft: Draft, kind: str) -> str:
    """An id of the right form that is on no record."""
    other = Draft(seed=99)
    other.random.seed(draft.ledger.size)
    if kind == "r":
        return other.received()[0]
    return {"i": other.incident, "s": other.source}[kind]()


def open_report(draft: Draft, *, public: bool = True) -> str:
    return next(
        report
        for report, account in draft.ledger.reports.items()
        if account.disposition is None and account.is_public is public
    )


def disposed_report(draft: Draft) -> str:
    return next(report for report, account in draft.ledger.reports.items() if account.disposition)


def an_incident(draft: Draft) -> str:
    return next(iter(draft.ledger.incidents))


def on_stream(draft: Draft, incident: str, kind: str, body: Struct) -> str:
    return draft.add(kind, body, links=(Link(stream=incident, prev=draft.ledger.streams[incident].last),))


# The record as a whole.


@forgery("key-purpose")
def one_key_signs_heads_and_promises(draft: Draft) -> None:
    log_key = next(key for key in draft.ledger.keys if key.purpose == "log")
    draft.add("key.listed", KeyListed(purpose="promise", vkey=log_key.vkey))


@forgery("time-order")
def a_statement_is_backdated(draft: Draft) -> None:
    draft.at = "2017-01-01T00:00:00Z"
    draft.received()


@forgery("one-id")
def two_statements_have_one_id(draft: Draft) -> None:
    state = draft.random.getstate()
    draft.received()
    draft.random.setstate(state)
    draft.received()


@forgery("opening")
def the_record_starts_in_the_middle(draft: Draft) -> None:
    beginning = Draft(seed=5)
    beginning.add("terms.adopted", TermsAdopted(version="t1", limits=Limits()))
    beginning.add("mission.opened", MissionOpened(origin=ORIGIN, name=text("x"), mode=Mode.EXERCISE))
    draft.entries = beginning.entries


@forgery("opening")
def the_mission_is_opened_twice(draft: Draft) -> None:
    draft.add("mission.opened", MissionOpened(origin=ORIGIN, name=text("another"), mode=Mode.MISSION))


@forgery("stream")
def a_chain_leaves_a_statement_out(draft: Draft) -> None:
    incident = an_incident(draft)
    draft.add(
        "incident.described",
        IncidentDescribed(incident=incident, facts=facts()),
        links=(Link(stream=incident, prev=-1),),
    )


@forgery("stream")
def an_incident_is_described_outside_its_chain(draft: Draft) -> None:
    draft.add("incident.described", IncidentDescribed(incident=an_incident(draft), facts=facts()))


# Agreement.


@forgery("terms")
def terms_are_adopted_twice(draft: Draft) -> None:
    draft.add("terms.adopted", TermsAdopted(version="t1", limits=Limits(disposition_days=900)))


@forgery("limits")
def terms_are_adopted_that_show_cells_of_one(draft: Draft) -> None:
    draft.add("terms.adopted", TermsAdopted(version="t2", limits=Limits(suppress_below=1)))


@forgery("terms")
def a_report_enters_before_any_terms(draft: Draft) -> None:
    early = Draft(seed=5)
    early.add("mission.opened", MissionOpened(origin=ORIGIN, name=text("x"), mode=Mode.EXERCISE))
    early.received()
    draft.entries = early.entries


@forgery("terms")
def an_older_terms_version_is_adopted_again_with_other_limits(draft: Draft) -> None:
    draft.add("terms.adopted", TermsAdopted(version="t2", limits=Limits()))
    draft.add("terms.adopted", TermsAdopted(version="t1", limits=Limits(disposition_days=900)))


def _party(draft: Draft, code: str = "A") -> str:
    return draft.add(
        "party.entered", PartyEntered(code=code, role="party", name=text("A"), source="art. 1", verified=False)
    )


@forgery("party-code")
def two_parties_share_a_code(draft: Draft) -> None:
    _party(draft)
    _party(draft)


def _named(draft: Draft, party: str, since: str | None, until: str | None) -> None:
    body = PartyNamed(party=party, name=text("B"), since=since, until=until, source="art. 2", verified=False)
    draft.add("party.named", body)


@forgery("party-known")
def a_name_is_given_to_no_party(draft: Draft) -> None:
    _named(draft, an_id(draft, "s"), None, None)


@forgery("party-dates")
def a_name_ends_before_it_starts(draft: Draft) -> None:
    _named(draft, _party(draft), "2017-02-01", "2017-01-01")


# Sources, claims and imports.


@forgery("source-code")
def two_sources_share_a_code(draft: Draft) -> None:
    draft.source()


@forgery("source-known")
def an_unknown_source_is_graded(draft: Draft) -> None:
    body = SourceGraded(source=an_id(draft, "s"), reliability="A", since="2017-01-01", reason=text("x"))
    draft.add("source.graded", body)


def _rule(draft: Draft, recorder: str) -> str:
    body = CountingRulePublished(code="c", recorder=recorder, text=text("each"), source="x", verified=False)
    return draft.add("rule.published", body)


@forgery("source-known")
def a_counting_rule_of_nobody(draft: Draft) -> None:
    _rule(draft, an_id(draft, "s"))


@forgery("rule-code")
def a_recorder_states_another_rule_under_an_old_code(draft: Draft) -> None:
    source = next(iter(draft.ledger.sources))
    _rule(draft, source)
    _rule(draft, source)


def _claim(draft: Draft, recorder: str, rule: str, first: str, last: str) -> None:
    body = ClaimRecorded(
        recorder=recorder,
        rule=rule,
        external_id="1",
        day_from=first,
        day_to=last,
        measure="violations",
        count=7,
        as_printed="7",
        place=None,
        place_as_printed=None,
        by=None,
        document=None,
        note=None,
        verified=False,
    )
    draft.add("claim.recorded", body)


@forgery("counting-rule")
def a_figure_stands_under_another_recorders_rule(draft: Draft) -> None:
    rule = _rule(draft, next(iter(draft.ledger.sources)))
    _claim(draft, draft.source(code="other"), rule, "2017-01-05", "2017-01-05")


@forgery("facts")
def a_figure_is_of_a_period_that_ends_before_it_begins(draft: Draft) -> None:
    source = next(iter(draft.ledger.sources))
    _claim(draft, source, _rule(draft, source), "2017-01-05", "2017-01-04")


@forgery("import-rows")
def an_import_loses_rows(draft: Draft) -> None:
    draft.add("import.ran", ImportRan(reader="x", rows=10, accepted=5, already_known=2, refused=1))


# Reports.


def _collected(draft: Draft, republish: Republish, source: str | None, **changes: Any) -> str:
    values: dict[str, Any] = {"external_id": "F-1", "facts": facts()} | changes
    return draft.add("report.collected", ReportCollected(republish=republish, source=source, **values))


@forgery("facts")
def a_report_whose_days_contradict_each_other(draft: Draft) -> None:
    turned = msgspec.structs.replace(facts(), day_from="2017-01-06", day_to="2017-01-05")
    _collected(draft, Republish.OPEN, next(iter(draft.ledger.sources)), facts=turned)


@forgery("republish")
def material_not_to_be_republished_is_shown(draft: Draft) -> None:
    _collected(draft, Republish.NONE, draft.source(Republish.NONE, code="quiet"))


@forgery("republish")
def open_material_hides_its_source(draft: Draft) -> None:
    _collected(draft, Republish.OPEN, None)


@forgery("republish")
def a_report_shows_more_than_its_source_allows(draft: Draft) -> None:
    _collected(draft, Republish.OPEN, draft.source(Republish.DERIVED, code="careful"))


@forgery("republish")
def derived_material_shows_the_place(draft: Draft) -> None:
    precise = msgspec.structs.replace(facts(), place="XA010203")
    _collected(draft, Republish.DERIVED, draft.source(Republish.DERIVED, code="careful"), facts=precise)


@forgery("source-known")
def a_report_of_a_source_that_is_not_registered(draft: Draft) -> None:
    _collected(draft, Republish.OPEN, an_id(draft, "s"))


@forgery("described")
def a_report_is_described_that_nobody_made(draft: Draft) -> None:
    draft.add("report.described", ReportDescribed(report=an_id(draft, "r"), facts=facts()))


@forgery("described")
def a_report_is_described_twice(draft: Draft) -> None:
    from mithaq.mechanism.monitoring.facts import derived

    [report] = draft.received()
    for _ in range(2):
        draft.add("report.described", ReportDescribed(report=report, facts=derived(facts())))


@forgery("described")
def a_report_is_described_after_it_was_erased(draft: Draft) -> None:
    from mithaq.mechanism.monitoring.facts import derived

    [report] = draft.received()
    draft.add("subject.erased", SubjectErased(statements=(report,)))
    draft.add("report.described", ReportDescribed(report=report, facts=derived(facts())))


@forgery("report-known")
def a_disposition_of_a_report_that_nobody_made(draft: Draft) -> None:
    draft.dispose(an_id(draft, "r"), Disposition.INSUFFICIENT)


@forgery("one-disposition")
def a_report_is_disposed_twice(draft: Draft) -> None:
    draft.dispose(disposed_report(draft), Disposition.OUT_OF_SCOPE)


def _redispose(draft: Draft, report: str, replaces: str) -> None:
    body = ReportRedisposed(
        report=report, replaces=replaces, disposition=Disposition.WITHDRAWN, ground=Ground.ERROR, reason="x"
    )
    draft.add("report.redisposed", body)


@forgery("one-disposition")
def a_disposition_replaces_none(draft: Draft) -> None:
    _redispose(draft, open_report(draft), NOBODY)


@forgery("one-disposition")
def a_disposition_replaces_another_than_the_current_one(draft: Draft) -> None:
    report = disposed_report(draft)
    _redispose(draft, report, report)


@forgery("sealed-link")
def the_incident_of_a_sealed_report_is_named(draft: Draft) -> None:
    draft.dispose(open_report(draft, public=False), Disposition.LINKED, an_incident(draft))


@forgery("incident-known")
def a_report_is_linked_to_no_incident(draft: Draft) -> None:
    draft.dispose(open_report(draft), Disposition.LINKED, an_id(draft, "i"))


@forgery("names-its-link")
def a_public_report_is_linked_and_nobody_is_told_to_what(draft: Draft) -> None:
    draft.dispose(open_report(draft), Disposition.LINKED)


@forgery("names-its-link")
def a_report_out_of_scope_names_an_incident(draft: Draft) -> None:
    draft.dispose(open_report(draft), Disposition.OUT_OF_SCOPE, an_incident(draft))


@forgery("names-its-link")
def a_report_called_insufficient_names_another_it_repeats(draft: Draft) -> None:
    body = ReportDisposed(
        report=open_report(draft), disposition=Disposition.INSUFFICIENT, duplicate_of=disposed_report(draft)
    )
    draft.add("report.disposed", body)


@forgery("names-its-link")
def a_campaign_is_swallowed_as_linked(draft: Draft) -> None:
    body = CampaignRecognised(disposition=Disposition.LINKED, reports=(open_report(draft),), reason=text("x"))
    draft.add("campaign.recognised", body)


def _duplicate(draft: Draft, report: str, of: str) -> None:
    body = ReportDisposed(report=report, disposition=Disposition.DUPLICATE, duplicate_of=of)
    draft.add("report.disposed", body)


@forgery("duplicate-of")
def a_report_is_a_duplicate_of_itself(draft: Draft) -> None:
    report = open_report(draft)
    _duplicate(draft, report, report)


@forgery("sealed-link")
def a_sealed_report_is_shown_as_a_duplicate(draft: Draft) -> None:
    _duplicate(draft, open_report(draft), open_report(draft, public=False))


def _campaign(draft: Draft, *reports: str, reason: bool = True, continues: str | None = None) -> None:
    draft.add(
        "campaign.recognised",
        CampaignRecognised(
            disposition=Disposition.OUT_OF_SCOPE,
            reports=reports,
            reason=text("one flood") if reason else None,
            continues=continues,
        ),
    )


@forgery("campaign-reason")
def a_campaign_is_disposed_without_a_reason(draft: Draft) -> None:
    _campaign(draft, open_report(draft), reason=False)


@forgery("campaign-known")
def a_campaign_continues_none(draft: Draft) -> None:
    _campaign(draft, open_report(draft), continues=an_id(draft, "s"))


@forgery("report-known")
def a_campaign_names_a_report_that_nobody_made(draft: Draft) -> None:
    _campaign(draft, an_id(draft, "r"))


@forgery("one-disposition")
def a_campaign_swallows_a_report_that_was_disposed(draft: Draft) -> None:
    _campaign(draft, disposed_report(draft))


# Incidents.


@forgery("sealed-link")
def an_incident_names_a_sealed_report(draft: Draft) -> None:
    draft.incident(open_report(draft, public=False))


@forgery("linked-once")
def an_incident_counts_a_report_twice(draft: Draft) -> None:
    report = open_report(draft)
    draft.incident(report, report)


@forgery("linked-once")
def two_incidents_count_one_report(draft: Draft) -> None:
    draft.incident(disposed_report(draft))


@forgery("incident-known")
def an_incident_is_described_that_nobody_opened(draft: Draft) -> None:
    draft.add("incident.described", IncidentDescribed(incident=an_id(draft, "i"), facts=facts()))


@forgery("linked-once")
def a_report_leaves_an_incident_it_was_never_in(draft: Draft) -> None:
    incident = an_incident(draft)
    body = IncidentLinked(incident=incident, joined=(), left=(open_report(draft),), reason="x")
    on_stream(draft, incident, "incident.linked", body)


@forgery("stream")
def an_incident_is_opened_on_no_chain(draft: Draft) -> None:
    draft.add("incident.opened", IncidentOpened(facts=facts(), reports=()))


# What is published.


@forgery("clock")
def a_clock_hides_what_is_overdue(draft: Draft) -> None:
    draft.at = "2017-03-01T00:00:00Z"
    waiting = draft.ledger.open_reports
    draft.add("clock.ticked", ClockTicked(open=waiting.count, overdue=0, oldest_open=waiting.oldest()))


@forgery("digest")
def a_digest_speaks_of_another_size(draft: Draft) -> None:
    tree = draft.ledger.stream_tree
    draft.add("digest.published", DigestPublished(as_of=3, streams=len(tree), root=tree.root()))


@forgery("digest")
def a_digest_leaves_a_stream_out(draft: Draft) -> None:
    tree = draft.ledger.stream_tree
    body = DigestPublished(as_of=draft.ledger.size, streams=len(tree) - 1, root=tree.root())
    draft.add("digest.published", body)


def _bulletin(draft: Draft, **changes: Any) -> None:
    values: dict[str, Any] = {
        "number": len(draft.ledger.bulletins) + 1,
        "day_from": "2017-01-05",
        "day_to": "2017-01-05",
        "cut_off": draft.at,
        "as_of": draft.ledger.size,
    } | changes
    values.setdefault("figures", figures(draft.ledger, values["day_from"], values["day_to"]))
    draft.add("bulletin.published", BulletinPublished(**values))


@forgery("bulletin")
def a_bulletin_is_as_of_another_place(draft: Draft) -> None:
    _bulletin(draft, as_of=4)


@forgery("bulletin")
def a_bulletins_number_is_left_out(draft: Draft) -> None:
    _bulletin(draft, number=7)


@forgery("bulletin")
def a_bulletins_period_ends_before_it_begins(draft: Draft) -> None:
    _bulletin(draft, day_from="2017-01-06", day_to="2017-01-05")


@forgery("bulletin")
def a_bulletins_figure_is_edited(draft: Draft) -> None:
    right = figures(draft.ledger, "2017-01-05", "2017-01-05")
    _bulletin(draft, figures=msgspec.structs.replace(right, claims=right.claims + 1))


@forgery("bulletin")
def a_bulletin_comes_without_the_digest_of_its_subjects(draft: Draft) -> None:
    draft.received()
    _bulletin(draft)


@forgery("manifest")
def a_manifest_is_of_a_record_not_yet_written(draft: Draft) -> None:
    draft.add("manifest.published", ManifestPublished(as_of=10_000, files=0, sha256=hashlib.sha256().hexdigest()))


# What is sealed.


@forgery("seal")
def a_value_is_opened_before_it_was_sealed(draft: Draft) -> None:
    draft.add("seal.opened", SealOpened(index=draft.ledger.size + 5, field="text", salt="c" * 43 + "=", value="x"))


@forgery("seal")
def another_value_is_opened_than_was_sealed(draft: Draft) -> None:
    draft.received()
    index = draft.ledger.size - 1
    draft.add("seal.opened", SealOpened(index=index, field="text", salt="c" * 43 + "=", value="x"))


@forgery("erasure")
def an_erasure_of_what_was_never_there(draft: Draft) -> None:
    draft.add("subject.erased", SubjectErased(statements=(an_id(draft, "r"),)))


@forgery("erasure")
def an_erasure_tells_that_two_reports_are_one_persons(draft: Draft) -> None:
    first, second = list(draft.ledger.reports)[:2]
    draft.add("subject.erased", SubjectErased(statements=(first, second)))


@forgery("erasure")
def an_erasure_is_confirmed_that_nobody_asked_for(draft: Draft) -> None:
    draft.add("erasure.confirmed", ErasureConfirmed(erasure=an_id(draft, "r"), copies=0))


@forgery("sealed-lost")
def a_statement_is_said_lost_that_was_never_there(draft: Draft) -> None:
    draft.add("sealed.lost", SealedLost(statements=(an_id(draft, "r"),), reason="old_backup"))


@forgery("restored")
def a_restoration_of_more_than_there_is(draft: Draft) -> None:
    draft.add(
        "record.restored",
        RecordRestored(backup_at="2017-01-05T00:00:00Z", backup_size=5, size=10_000, waiting_kept=False),
    )


# What the verifier checks before the rules.


@forgery("schema")
def a_statement_has_a_field_of_its_own(draft: Draft) -> None:
    value = json.loads(draft.entries[-1])
    value["body"]["note"] = "x"
    draft.entries[-1] = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


@forgery("canonical")
def a_statement_is_spelled_in_two_ways(draft: Draft) -> None:
    draft.entries[4] = json.dumps(json.loads(draft.entries[4]), sort_keys=True).encode()


@forgery("key")
def a_listed_key_is_no_key(draft: Draft) -> None:
    draft.add("key.listed", KeyListed(purpose="witness", vkey="nobody+1234+zzzz"))


@forgery("origin")
def the_record_is_of_another_mission(draft: Draft) -> None:
    other = Draft(seed=5)
    other.add("mission.opened", MissionOpened(origin="other.example/log", name=text("x"), mode=Mode.EXERCISE))
    draft.entries = other.entries


@forgery("area")
def a_subdistrict_lies_in_two_governorates(draft: Draft) -> None:
    draft.add("area.adopted", AreaAdopted(governorates={"XA01": ("XA0101",), "XA02": ("XA0101",)}))


@forgery("doors")
def a_bulletin_states_the_doors_of_a_week_that_had_none(draft: Draft) -> None:
    _bulletin(draft, doors=(DoorsOfWeek(week="2016-01-04", reports=9, apart={}, together=()),))


@forgery("correction")
def a_correction_names_no_bulletin(draft: Draft) -> None:
    _bulletin(draft, correction=text("it was wrong"))


@forgery("correction")
def a_bulletin_corrects_one_that_never_was(draft: Draft) -> None:
    _bulletin(draft, corrects="b0000000000000000c", correction=text("it was wrong"))


@forgery("correction")
def a_correction_does_not_say_what_was_wrong(draft: Draft) -> None:
    _bulletin(draft, corrects=draft.bulletin())


@forgery("correction")
def a_correction_is_of_another_period(draft: Draft) -> None:
    wrong = draft.bulletin()
    _bulletin(draft, day_from="2017-01-04", corrects=wrong, correction=text("it was wrong"))


@forgery("restored")
def a_backup_gives_more_than_it_held(draft: Draft) -> None:
    size = draft.ledger.size
    draft.add(
        "record.restored",
        RecordRestored(backup_at="2017-01-01T00:00:00Z", backup_size=size + 1, size=size, waiting_kept=False),
    )


@forgery("restored")
def a_backup_is_of_a_day_to_come(draft: Draft) -> None:
    size = draft.ledger.size
    draft.add(
        "record.restored",
        RecordRestored(backup_at="2031-01-01T00:00:00Z", backup_size=size, size=size, waiting_kept=False),
    )


@forgery("sealed-lost")
def what_is_lost_was_lost_before(draft: Draft) -> None:
    report = next(iter(draft.ledger.reports))
    for _ in range(2):
        draft.add("sealed.lost", SealedLost(statements=(report,), reason="key_lost"))


# What may be shown, and when.


@forgery("exposure")
def a_point_is_shown_off_the_grid(draft: Draft) -> None:
    shown = msgspec.structs.replace(facts("2016-01-05"), point=Point(lat_e5=1234567, lon_e5=2345678))
    draft.add("incident.opened", IncidentOpened(facts=shown, reports=()), own_stream=True)


@forgery("batch")
def received_reports_stand_unsorted(draft: Draft) -> None:
    for commitment in ("B" * 42 + "A=", "A" * 43 + "="):
        draft.add("report.received", ReportReceived(), seals={"report": commitment}, role="epoch")


@forgery("batch")
def received_reports_tell_the_minute_they_came(draft: Draft) -> None:
    draft.at = "2017-01-08T07:13:41Z"
    draft.received()


@forgery("batch")
def two_batches_enter_in_one_period(draft: Draft) -> None:
    draft.at = "2017-01-08T07:00:00Z"
    draft.received()
    draft.tick()
    draft.received()


@forgery("reason")
def the_reason_about_an_unseen_report_stands_in_clear(draft: Draft) -> None:
    report = open_report(draft, public=False)
    decided_by = draft.dispose(report, Disposition.INSUFFICIENT)
    _redispose(draft, report, decided_by)


@forgery("import-rows")
def an_import_tells_its_reader_and_hides_its_numbers(draft: Draft) -> None:
    draft.add("import.ran", ImportRan(reader="table", rows=None, accepted=None, already_known=None, refused=None))


@forgery("collectable")
def what_came_through_a_door_is_shown_as_collected(draft: Draft) -> None:
    door = draft.add(
        "source.registered",
        SourceRegistered(
            code="office",
            name=text("A field office"),
            republish=Republish.OPEN,
            channel="files",
            standing="door",
            terms="sealed",
            verified=False,
        ),
    )
    draft.collected(door, "row-1")


def forged(make: Callable[[Draft], None]) -> Draft:
    draft = a_day(traced=True)
    make(draft)
    return draft


# Linkage.


def _ran(draft: Draft, **changes: Any) -> None:
    hashes = dict.fromkeys(("code_sha256", "public_file", "sealed_file"), "0" * 64)
    values = {
        "code": "1",
        "parameters": {},
        "as_of": draft.ledger.size,
        "public_reports": len(draft.ledger.public_places),
        "public_groups": 1,
        "public_undecided": 0,
        **hashes,
        **changes,
    }
    draft.add("linkage.ran", LinkageRan(**values), role="linkage")


@forgery("linkage-prefix")
def linkage_ran_over_entries_that_are_not_there(draft: Draft) -> None:
    _ran(draft, as_of=draft.ledger.size + 1)


@forgery("linkage-counts")
def a_run_of_linkage_leaves_a_public_report_out(draft: Draft) -> None:
    _ran(draft, public_reports=len(draft.ledger.public_places) - 1)


@forgery("linkage-counts")
def a_run_of_linkage_finds_more_groups_than_reports(draft: Draft) -> None:
    _ran(draft, public_groups=len(draft.ledger.public_places) + 1)


def _judged(draft: Draft, *reports: str, **changes: Any) -> None:
    first, second = reports
    values = {"judgement": Judgement.CONFIRM, "reports": (first, second), "reason": "same mill", **changes}
    draft.add("link.judged", LinkJudged(**values), role="analyst")


def _public(draft: Draft) -> list[str]:
    return sorted(report for report, account in draft.ledger.reports.items() if account.is_public)


@forgery("judged-pair")
def a_judgement_is_shown_of_a_pair_that_is_not(draft: Draft) -> None:
    _judged(draft, *_public(draft)[:2], reports=None)


@forgery("judged-pair")
def a_pair_is_judged_in_the_wrong_order(draft: Draft) -> None:
    _judged(draft, *_public(draft)[1::-1])


@forgery("sealed-link")
def a_judgement_names_a_report_that_may_not_be_seen(draft: Draft) -> None:
    _judged(draft, *sorted([open_report(draft, public=False), _public(draft)[0]]))


@forgery("batch")
def a_sealed_judgement_enters_at_the_moment_it_was_made(draft: Draft) -> None:
    draft.at = "2017-01-06T09:12:31Z"
    draft.add("link.judged", LinkJudged(), role="analyst")
