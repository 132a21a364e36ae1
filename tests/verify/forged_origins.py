"""Forgeries about where reports come from and how far incidents are established."""

from __future__ import annotations

from typing import Any

import msgspec

from mithaq.mechanism.agreement.statements import PartySponsored
from mithaq.mechanism.envelope import Link, Struct
from mithaq.mechanism.monitoring.bands import Band
from mithaq.mechanism.monitoring.casualty_ranges import Age, Harm, PeopleSaid, Sex
from mithaq.mechanism.monitoring.changed_disposition import Ground
from mithaq.mechanism.monitoring.conduct import Effect
from mithaq.mechanism.monitoring.facts import Count, Republish
from mithaq.mechanism.monitoring.gravity import Gravity
from mithaq.mechanism.monitoring.minimums import Grade
from mithaq.mechanism.monitoring.origin import Evidence, FoundRepeat, FoundWhy, Says, Step, StepKind
from mithaq.mechanism.monitoring.statements import (
    Disposition,
    Held,
    IncidentLinked,
    IncidentOpened,
    ReportCollected,
)
from support.drafts import SHELLING, Draft, facts, origin
from verify.forgeries import NOBODY, _party, an_id, an_incident, forgery, open_report


def _sponsored(draft: Draft, party: str, sponsor: str, **changes: Any) -> None:
    body = PartySponsored(party=party, sponsor=sponsor, since=None, until=None, source="art. 3", verified=False)
    draft.add("party.sponsored", msgspec.structs.replace(body, **changes))


@forgery("party-known")
def somebody_unknown_stands_behind_a_party(draft: Draft) -> None:
    _sponsored(draft, _party(draft), an_id(draft, "s"))


@forgery("sponsorship")
def a_party_stands_behind_itself(draft: Draft) -> None:
    party = _party(draft)
    _sponsored(draft, party, party)


@forgery("party-dates")
def a_tie_ends_before_it_starts(draft: Draft) -> None:
    _sponsored(draft, _party(draft), _party(draft, "B"), since="2017-02-01", until="2017-01-01")


def _untraced(draft: Draft, external: str = "G-new") -> str:
    return draft.collected(next(iter(draft.ledger.sources)), external)


@forgery("report-known")
def a_report_that_is_not_there_is_traced(draft: Draft) -> None:
    draft.traced(NOBODY, origin("salt"))


@forgery("one-trace")
def a_second_trace_leaves_the_first_unsaid(draft: Draft) -> None:
    draft.traced(draft.public_reports()[0], origin("salt"))


@forgery("one-trace")
def a_trace_is_replaced_without_a_ground(draft: Draft) -> None:
    report = draft.public_reports()[0]
    draft.traced(report, origin("salt"), replaces=draft.ledger.traces[report].statement)


@forgery("one-trace")
def a_first_trace_has_a_ground_for_a_change(draft: Draft) -> None:
    draft.traced(_untraced(draft), origin("salt"), ground=Ground.ERROR)


@forgery("trace-shown")
def the_origin_of_a_public_report_is_hidden(draft: Draft) -> None:
    draft.traced(_untraced(draft), None)


@forgery("trace-sealed")
def the_origin_of_an_unseen_report_stands_in_clear(draft: Draft) -> None:
    draft.traced(open_report(draft, public=False), origin("salt"))


@forgery("trace-sealed")
def a_witness_is_named(draft: Draft) -> None:
    steps = (Step(kind=StepKind.WITNESS, name="w1"),)
    draft.traced(_untraced(draft), msgspec.structs.replace(origin("salt"), steps=steps))


@forgery("trace")
def a_report_is_its_own_source(draft: Draft) -> None:
    report = _untraced(draft)
    draft.traced(report, origin("salt", cites=(report,)))


@forgery("sealed-link")
def a_public_report_is_said_to_repeat_an_unseen_one(draft: Draft) -> None:
    draft.traced(_untraced(draft), origin("salt", cites=(open_report(draft, public=False),)))


@forgery("republish")
def a_trace_names_the_party_that_a_source_keeps_to_itself(draft: Draft) -> None:
    source = draft.source(Republish.DERIVED, code="quiet")
    body = ReportCollected(republish=Republish.DERIVED, source=source, external_id="Q-1", facts=facts())
    draft.traced(draft.add("report.collected", body), origin("quiet", authors=("A",)))


@forgery("republish")
def a_trace_tells_casualties_apart_that_a_source_keeps_to_itself(draft: Draft) -> None:
    source = draft.source(Republish.DERIVED, code="quiet")
    body = ReportCollected(republish=Republish.DERIVED, source=source, external_id="Q-1", facts=facts())
    people = (PeopleSaid(harm=Harm.KILLED, count=Count(low=1, best=1, high=1), sex=Sex.FEMALE),)
    draft.traced(draft.add("report.collected", body), origin("quiet", people=people))


@forgery("trace-words")
def a_trace_says_where_the_hospital_is(draft: Draft) -> None:
    draft.traced(_untraced(draft), origin("the cave hospital north of the mill"))


@forgery("trace-words")
def an_upstream_that_is_no_address_is_shown(draft: Draft) -> None:
    steps = (Step(kind=StepKind.UPSTREAM, name="telephoned from the mill"),)
    draft.traced(_untraced(draft), msgspec.structs.replace(origin("salt"), steps=steps))


@forgery("exposure")
def one_wounded_girl_is_told_apart(draft: Draft) -> None:
    people = (PeopleSaid(harm=Harm.WOUNDED, count=Count(low=1, best=1, high=1), sex=Sex.FEMALE, age=Age.CHILD),)
    draft.traced(_untraced(draft), origin("salt", people=people))


@forgery("batch")
def sealed_traces_tell_the_minute_they_were_made(draft: Draft) -> None:
    report = open_report(draft, public=False)
    draft.at = "2017-01-08T07:13:41Z"
    draft.traced(report, None)


@forgery("batch")
def sealed_traces_stand_unsorted(draft: Draft) -> None:
    draft.at = "2017-01-08T00:00:00Z"
    unseen = [report for report, account in draft.ledger.reports.items() if not account.is_public]
    for report in sorted(unseen, reverse=True):
        draft.traced(report, None)


@forgery("incident-known")
def an_incident_that_is_not_there_is_assessed(draft: Draft) -> None:
    body: Struct = draft.ledger.incidents[an_incident(draft)].assessed[0].said
    other = an_id(draft, "i")
    draft.add(
        "incident.assessed",
        msgspec.structs.replace(body, incident=other),
        links=(Link(stream=other, prev=-1),),
    )


@forgery("assessment-page")
def an_incident_is_assessed_whose_page_is_empty(draft: Draft) -> None:
    incident = draft.add("incident.opened", IncidentOpened(facts=None, reports=()), own_stream=True)
    said: Struct = draft.ledger.incidents[an_incident(draft)].assessed[0].said
    draft.add(
        "incident.assessed",
        msgspec.structs.replace(said, incident=incident),
        links=(Link(stream=incident, prev=draft.ledger.streams[incident].last),),
    )


@forgery("assessment")
def two_origins_are_made_of_one(draft: Draft) -> None:
    draft.assessed(an_incident(draft), roots=2)


@forgery("assessment")
def an_incident_is_made_less_grave(draft: Draft) -> None:
    incident = list(draft.ledger.incidents)[1]
    draft.assessed(incident, gravity=Gravity.G1)


@forgery("assessment")
def a_class_is_left_out(draft: Draft) -> None:
    draft.assessed(an_incident(draft), classes=())


@forgery("assessment")
def the_dead_are_left_out(draft: Draft) -> None:
    draft.assessed(list(draft.ledger.incidents)[1], casualties=())


@forgery("assessment")
def the_grade_of_the_public_reports_is_raised(draft: Draft) -> None:
    draft.assessed(an_incident(draft), shown_grade=Grade.VERIFIED, grade=Grade.VERIFIED, missing=())


@forgery("assessment-found")
def a_repetition_is_put_forward_that_nobody_waits_to_answer(draft: Draft) -> None:
    incident = an_incident(draft)
    report = draft.ledger.incidents[incident].reports[0]
    found = FoundRepeat(report=report, repeats=report, why=FoundWhy.CITES)
    draft.assessed(incident, found=(found,))


@forgery("assessment-held")
def an_event_is_played_down_without_a_ground(draft: Draft) -> None:
    draft.assessed(an_incident(draft), grade=Grade.ALLEGED)


@forgery("assessment-held")
def a_ground_for_holding_stands_where_nothing_is_held(draft: Draft) -> None:
    draft.assessed(an_incident(draft), held=Held.DOUBT)


def _sealed_traces(
    draft: Draft, count: int, disposition: Disposition = Disposition.LINKED, *, opens_after: bool = False
) -> str:
    """An incident of one public report; ``count`` told reports are disposed and traced in one batch each."""
    public = draft.collected(next(iter(draft.ledger.sources)), "G-company")
    draft.traced(public, origin("office-company"))
    incident = "" if opens_after else draft.incident(public)
    draft.at = "2017-01-08T00:00:00Z"
    draft.tick()
    reports = draft.received(count)
    draft.at = "2017-01-09T00:00:00Z"
    draft.tick()
    for report in sorted(reports):
        draft.dispose(report, disposition)
    incident = incident or draft.incident(public)
    for report in sorted(reports):
        draft.traced(report, None)
    return incident


@forgery("assessment-company")
def a_grade_rises_after_one_sealed_report(draft: Draft) -> None:
    incident = _sealed_traces(draft, 1)
    draft.assessed(incident, grade=Grade.VERIFIED, band=Band.TWO_OR_THREE)


@forgery("assessment-company")
def what_can_belong_to_no_incident_keeps_company(draft: Draft) -> None:
    incident = _sealed_traces(draft, 6, Disposition.OUT_OF_SCOPE)
    draft.assessed(incident, grade=Grade.VERIFIED, band=Band.TWO_OR_THREE)


@forgery("assessment-company")
def what_was_linked_before_the_incident_opened_keeps_company(draft: Draft) -> None:
    incident = _sealed_traces(draft, 6, opens_after=True)
    draft.assessed(incident, grade=Grade.VERIFIED, band=Band.TWO_OR_THREE)


@forgery("assessment-company")
def what_was_traced_before_keeps_company_again(draft: Draft) -> None:
    incident = _sealed_traces(draft, 6)
    draft.assessed(incident)
    draft.at = "2017-01-10T00:00:00Z"
    draft.tick()
    for report in sorted(report for _, report, _ in draft.ledger.sealed_traces):
        statement = draft.ledger.traces[report].statement
        draft.traced(report, None, replaces=statement, ground=Ground.REVIEW)
    draft.assessed(incident, grade=Grade.VERIFIED, band=Band.TWO_OR_THREE)


@forgery("assessment-company")
def a_grade_stays_when_the_public_report_it_rested_on_leaves(draft: Draft) -> None:
    source = next(iter(draft.ledger.sources))
    reports = [draft.collected(source, f"G-two-{number}") for number in range(2)]
    incident = draft.incident(*reports)
    for report, kind in zip(reports, (Evidence.WITNESS, Evidence.MEDICAL), strict=True):
        draft.traced(report, origin(f"office-{kind}", kind))
    draft.assessed(incident)
    body = IncidentLinked(incident=incident, joined=(), left=(reports[1],), reason="another event")
    draft.add("incident.linked", body, links=(Link(stream=incident, prev=draft.ledger.streams[incident].last),))
    draft.assessed(incident, grade=Grade.VERIFIED, band=Band.TWO_OR_THREE)


@forgery("assessment-denied")
def an_event_is_verified_over_a_public_denial(draft: Draft) -> None:
    incident = _sealed_traces(draft, 6)
    source = next(iter(draft.ledger.sources))
    denial = draft.collected(source, "G-denial")
    draft.traced(denial, origin("office-denial", says=Says.DID_NOT_HAPPEN))
    body = IncidentLinked(incident=incident, joined=(denial,), left=(), reason="the same event")
    draft.add("incident.linked", body, links=(Link(stream=incident, prev=draft.ledger.streams[incident].last),))
    draft.assessed(incident, grade=Grade.VERIFIED, band=Band.FOUR_OR_MORE)


@forgery("assessment-band")
def a_massacre_is_verified_by_two(draft: Draft) -> None:
    draft.assessed(
        _sealed_traces(draft, 6),
        conduct=msgspec.structs.replace(SHELLING, effects=(Effect.STARVATION,)),
        grade=Grade.VERIFIED,
        band=Band.TWO_OR_THREE,
    )
