"""What an officer reads and keeps: pages of reports, incidents and holds, mappings, unresolved places, terms."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from mithaq.errors import InvalidStatement, KeyUnavailable, NotPermitted
from mithaq.mechanism.agreement.statements import Limits, PartyEntered, PartyNamed, TermsAdopted
from mithaq.mechanism.envelope import Text
from mithaq.mechanism.monitoring.statements import Disposition, SourceGraded
from mithaq.registry.dispose import dispose
from mithaq.registry.erase import erase
from mithaq.registry.holds import waiting_holds
from mithaq.registry.incidents import describe_incident, open_incident, review_hold
from mithaq.registry.mappings import keep_mapping, mapping_names, mapping_text
from mithaq.registry.mission import Mission
from mithaq.registry.one_to_one import open_each
from mithaq.registry.parties import adopt_terms, enter_parties, name_party
from mithaq.registry.sealed_values import incident_facts, unresolved_places
from mithaq.registry.sources import grade_source
from mithaq.registry.take_in import take_in
from mithaq.store.queries import listing, registers
from registry.missions import NOON, OFFICER, collected, facts

YOUNG = NOON.date().isoformat()


def taken(mission: Mission, count: int, **changes: object) -> tuple[str, ...]:
    return take_in(mission, [collected(number, **changes) for number in range(count)], now=NOON).accepted


def test_pages_of_open_reports_meet_and_a_disposed_one_leaves_them(with_source: Mission) -> None:
    reports = taken(with_source, 5)
    dispose(with_source, reports[1], Disposition.INSUFFICIENT, actor=OFFICER, now=NOON)

    with connection.cursor() as cursor:
        first = listing.reports(cursor, limit=2, only_open=True)
        second = listing.reports(cursor, limit=9, after=first[-1].id, only_open=True)
        overdue = listing.reports(cursor, limit=9, overdue_at="2017-02-01T00:00:00Z")
        early = listing.reports(cursor, limit=9, overdue_at="2017-01-06T00:00:00Z")

    assert [each.id for each in (*first, *second)] == [reports[0], *reports[2:]]
    assert {each.source for each in first} == {"GAZETTE"}
    assert (len(overdue), len(early)) == (4, 0)


def test_a_page_after_what_is_not_there_is_refused(with_source: Mission) -> None:
    with connection.cursor() as cursor, pytest.raises(InvalidStatement, match="to go on from"):
        listing.incidents(cursor, limit=2, after="i" * 18)


def test_holds_come_oldest_first_and_a_reviewed_or_erased_one_shows_nothing_more(with_source: Mission) -> None:
    incidents = [
        open_incident(with_source, facts(), [report], actor=OFFICER, now=NOON) for report in taken(with_source, 3)
    ]
    held = [
        describe_incident(
            with_source, incident, facts(day_from=YOUNG, day_to=YOUNG), actor=OFFICER, now=NOON + timedelta(hours=n)
        ).hold
        for n, incident in enumerate(incidents)
    ]
    assert held[0] is not None

    first = waiting_holds(with_source, limit=1)
    rest = waiting_holds(with_source, limit=9, after=first[0].id)
    review_hold(with_source, held[0], release=False, actor=OFFICER, now=NOON)

    assert [each.id for each in (*first, *rest)] == held
    assert first[0].facts is not None
    assert first[0].facts.day_from == YOUNG
    assert [each.id for each in waiting_holds(with_source, limit=9)] == held[1:]
    with pytest.raises(InvalidStatement, match="no hold"):
        waiting_holds(with_source, limit=9, after="s" * 18)


def test_what_an_incident_was_opened_with_is_read_until_it_is_erased(with_source: Mission) -> None:
    [report] = taken(with_source, 1)
    incident = open_incident(with_source, facts(), [report], actor=OFFICER, now=NOON)
    assert incident_facts(with_source, incident) == facts()

    erase(with_source, [incident], ground="safety", actor=OFFICER, now=NOON)

    with pytest.raises(KeyUnavailable, match="no longer opens"):
        incident_facts(with_source, incident)


def test_unresolved_places_are_read_sealed_and_an_erased_report_leaves_the_list(
    with_source: Mission,
) -> None:
    reports = taken(with_source, 3, unresolved_place="Zahra")

    listed = dict(unresolved_places(with_source))
    erase(with_source, [reports[0]], ground="request", actor=OFFICER, now=NOON)

    assert listed == dict.fromkeys(reports, "Zahra")
    assert set(dict(unresolved_places(with_source))) == set(reports[1:])


def test_a_mapping_is_kept_once_and_replaced_only_when_asked(mission: Mission) -> None:
    keep_mapping(mission, "office", "{}", replace=False)
    keep_mapping(mission, "office", "{}", replace=False)
    with pytest.raises(NotPermitted, match="another mapping"):
        keep_mapping(mission, "office", "[]", replace=False)
    with pytest.raises(InvalidStatement, match="cannot name"):
        keep_mapping(mission, "a/b", "{}", replace=False)

    keep_mapping(mission, "office", "[]", replace=True)

    assert (mapping_names(), mapping_text("office"), mapping_text("desk")) == (("office",), "[]", None)


@pytest.mark.parametrize("version", ["1", "2"])
def test_terms_whose_version_was_ever_adopted_are_refused(mission: Mission, version: str) -> None:
    adopt_terms(mission, TermsAdopted(version="2", limits=Limits(disposition_days=7)), actor=OFFICER, now=NOON)
    adopt_terms(mission, TermsAdopted(version="3", limits=Limits()), actor=OFFICER, now=NOON)

    with pytest.raises(NotPermitted, match="adopted already"):
        adopt_terms(mission, TermsAdopted(version=version, limits=Limits()), actor=OFFICER, now=NOON)

    with connection.cursor() as cursor:
        assert registers.adopted_versions(cursor) == ("1", "2", "3")


def test_terms_that_would_tell_when_a_reporter_wrote_are_refused(mission: Mission) -> None:
    with pytest.raises(NotPermitted, match="when a reporter wrote"):
        adopt_terms(mission, TermsAdopted(version="2", limits=Limits(epoch_seconds=60)), actor=OFFICER, now=NOON)


def test_a_name_that_ends_before_it_starts_never_reaches_the_record(mission: Mission) -> None:
    name = Text(lang="en", original="Council")
    body = PartyEntered(code="north", role="party", name=name, source="annex", verified=True)
    [party] = enter_parties(mission, [body], actor=OFFICER, now=NOON)

    with pytest.raises(InvalidStatement, match="before it starts"):
        name_party(
            mission,
            PartyNamed(party=party, name=name, since="2017-02-01", until="2017-01-01", source="x", verified=False),
            actor=OFFICER,
            now=NOON,
        )


def test_the_grade_in_force_is_the_last_one_dated_up_to_the_day(with_source: Mission) -> None:
    with connection.cursor() as cursor:
        source = registers.id_of_code(cursor, "source", "GAZETTE")
        assert source is not None
        for letter, since in (("B", "2017-02-01"), ("F", "2017-01-01"), ("C", "2017-02-01")):
            reason = Text(lang="en", original="why")
            body = SourceGraded(source=source, reliability=letter, since=since, reason=reason)
            grade_source(with_source, body, actor=OFFICER, now=NOON)

        grades = {
            day: registers.sources(cursor, day)[0].grade for day in ("2016-12-31", "2017-01-31", "2017-02-01")
        }

    assert grades == {"2016-12-31": None, "2017-01-31": "F", "2017-02-01": "C"}


def test_incidents_opened_together_are_described_and_the_next_run_opens_none(
    with_source: Mission,
) -> None:
    reports = taken(with_source, 130)

    done = open_each(with_source, "GAZETTE", actor=OFFICER, now=NOON + timedelta(days=9))
    again = open_each(with_source, "GAZETTE", actor=OFFICER, now=NOON + timedelta(days=9))

    with connection.cursor() as cursor:
        incidents = listing.incidents(cursor, limit=200)
        undescribed = listing.incidents(cursor, limit=200, only_undescribed=True)
    assert (done.opened, done.held, again.opened) == (len(reports), 0, 0)
    assert (len(incidents), len(undescribed)) == (130, 0)
    assert {each.public_reports for each in incidents} == {1}
