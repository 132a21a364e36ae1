from __future__ import annotations

import pytest

from mithaq.mechanism.envelope import Link
from mithaq.mechanism.ledger import Ledger
from mithaq.mechanism.monitoring.facts import Point
from mithaq.mechanism.monitoring.statements import IncidentDescribed, IncidentOpened
from mithaq.mechanism.statements import read
from mithaq.publish.publication import Setting, publication_of
from mithaq.publish.site import render
from mithaq.publish.views import Form
from support.drafts import Draft, a_day, facts, signer

SETTING = Setting(log_vkey=signer().key.text(), head_note="", generated_at="2017-01-06T00:00:00Z")


def published(draft: Draft):
    ledger = Ledger()
    for entry in draft.entries:
        ledger.take(read(entry))
    return publication_of(ledger, draft.entries, SETTING)


def test_a_bulletins_page_shows_the_figures_its_statement_states():
    draft = a_day()

    bulletin = published(draft).bulletins[0]

    shown = {figure.code: figure.quantity.value for figure in bulletin.figures}
    stated = draft.ledger.bulletins[0][2].figures
    assert shown["received"] == stated.accounting.received == 8
    assert shown["open"] == stated.accounting.open == 6
    assert shown["disposed/linked"] == 2
    assert all(figure.entries == (draft.ledger.bulletins[0][0],) for figure in bulletin.figures)


def test_a_bulletins_table_of_events_adds_up_to_its_own_figure_even_after_an_incident_is_described_anew():
    draft = a_day()
    incident = next(iter(draft.ledger.incidents))
    last = draft.ledger.streams[incident].last
    draft.add(
        "incident.described",
        IncidentDescribed(incident=incident, facts=facts(day="2017-01-04")),
        links=(Link(stream=incident, prev=last),),
    )
    draft.bulletin()

    first, second = published(draft).bulletins

    assert [sum(event.reported.value or 0 for event in each.events) for each in (first, second)] == [2, 1]
    stated = [body.figures.period.incidents for _, _, body in draft.ledger.bulletins]
    assert stated == [2, 1]


def test_every_figure_names_a_rule_that_the_site_explains():
    publication = published(a_day())

    known = {rule.code for rule in publication.rules}
    assert {figure.rule for bulletin in publication.bulletins for figure in bulletin.figures} <= known


def test_an_incident_whose_facts_are_sealed_has_no_page():
    draft = a_day()
    shown = len(published(draft).incidents)
    draft.add("incident.opened", IncidentOpened(facts=None, reports=()), own_stream=True)

    assert len(published(draft).incidents) == shown


def test_unknown_numbers_of_killed_are_unknown_and_not_zero():
    draft = a_day()
    draft.add("incident.opened", IncidentOpened(facts=facts(), reports=()), own_stream=True)

    assert published(draft).incidents[-1].killed.form is Form.UNKNOWN


@pytest.mark.parametrize(("moment", "is_shown"), [("2017-01-07T00:00:00Z", False), ("2017-01-09T00:00:00Z", True)])
def test_a_point_is_shown_only_after_the_delay_and_never_exactly(moment, is_shown):
    draft = a_day()
    exact = facts()
    with_point = type(exact)(
        **{name: getattr(exact, name) for name in exact.__struct_fields__}
        | {"point": Point(lat_e5=123_456, lon_e5=654_321)}
    )
    draft.add("incident.opened", IncidentOpened(facts=with_point, reports=()), own_stream=True)
    draft.at = moment
    draft.tick()

    point = published(draft).incidents[-1].point

    assert (point is not None) is is_shown
    if point is not None:
        assert (point.lat_e5, point.lon_e5) == (125_000, 655_000)


def test_the_whole_site_renders_from_public_entries_alone():
    pages = dict(render(published(a_day()), vendor=None))

    assert {"index.html", "ar/index.html", "en/bulletins/0001.html"} <= set(pages)
    assert "EXERCISE" in pages["en/index.html"].decode()
    assert "تمرين" in pages["ar/index.html"].decode()
