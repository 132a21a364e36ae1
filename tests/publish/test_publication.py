from __future__ import annotations

import base64

import pytest

from mithaq.mechanism.agreement.statements import AreaAdopted
from mithaq.mechanism.envelope import Link
from mithaq.mechanism.ledger import Ledger
from mithaq.mechanism.monitoring.facts import Point
from mithaq.mechanism.monitoring.origin import Evidence, Says
from mithaq.mechanism.monitoring.statements import Disposition, IncidentDescribed, IncidentOpened, SourceGraded
from mithaq.mechanism.statements import read
from mithaq.publish.assessing_rules import ASSESSING_RULES
from mithaq.publish.publication import Setting, publication_of
from mithaq.publish.site import render
from mithaq.publish.views import Form, IncidentState
from mithaq.record.tree import leaf_hashes, root_of
from support.drafts import ORIGIN, Draft, a_day, facts, origin, signer, text

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


def test_the_sum_of_killed_is_unknown_where_no_incident_of_the_period_has_a_number():
    draft = Draft().open()
    draft.add("incident.opened", IncidentOpened(facts=facts(), reports=()), own_stream=True)
    draft.bulletin()

    figures = {figure.code: figure.quantity for figure in published(draft).bulletins[0].figures}

    assert figures["killed"].form is Form.UNKNOWN
    assert figures["killed-known"].value == 0


def test_a_correction_is_numbered_and_shown_on_both_bulletins_beside_the_figures_it_changed():
    draft = a_day()
    draft.add("incident.opened", IncidentOpened(facts=facts(killed=2), reports=()), own_stream=True)
    wrong = draft.ledger.bulletins[0][1]
    draft.bulletin(corrects=wrong, correction=text("One incident was missing."))

    first, second = published(draft).bulletins

    assert [(each.number, each.bulletin) for each in first.corrected_by] == [(1, 2)]
    assert [(each.number, each.corrects) for each in second.corrections] == [(1, "1")]
    changed = {figure.code for figure in first.figures if figure.corrected_by == 1}
    assert changed == {"incidents", "killed", "unverified"}
    pages = dict(render(published(draft), vendor=None))
    assert "One incident was missing." in pages["en/bulletins/0001.html"].decode()
    assert "One incident was missing." in pages["ar/bulletins/0002.html"].decode()


def test_every_bulletin_prints_the_head_of_the_record_that_ends_with_it():
    draft = a_day()
    draft.at = "2017-01-07T00:00:00Z"
    draft.digest()
    draft.bulletin()

    heads = [bulletin.head.split("\n") for bulletin in published(draft).bulletins]

    for (index, _, _), (log, size, root, _) in zip(draft.ledger.bulletins, heads, strict=True):
        whole = root_of(leaf_hashes(draft.entries[: index + 1]))
        assert (log, size, root) == (ORIGIN, str(index + 1), base64.b64encode(whole).decode())


def test_a_grade_leads_to_the_entry_that_gave_it():
    draft = Draft().open()
    source = draft.source()
    draft.add(
        "source.graded", SourceGraded(source=source, reliability="B", since="2017-01-01", reason=text("Compared."))
    )

    assert published(draft).sources[0].grades[0].index == draft.ledger.size - 1


def test_overdue_reports_are_listed_first_and_the_oldest_before_the_rest():
    draft = a_day()
    draft.at = "2017-03-01T00:00:00Z"
    draft.received()
    draft.tick()

    waiting = published(draft).waiting

    assert [each.is_overdue for each in waiting] == [True] * 6 + [False]
    assert waiting[0].entered == "2017-01-05T09:00:00Z"


def test_the_map_draws_a_governorate_no_incident_names_as_a_gap():
    draft = a_day()
    draft.add("area.adopted", AreaAdopted(governorates={"XA01": ("XA0102",), "XB01": ("XB0101",)}))

    shown = published(draft).map

    assert shown is not None
    assert {area.place: area.reported.form for area in shown.areas} == {"XA01": Form.VALUE, "XB01": Form.UNKNOWN}


def html(draft: Draft, path: str) -> str:
    return dict(render(published(draft), vendor=None))[f"en/{path}"].decode()


def assessed_incident(*traces):
    """Public reports with these origins, in one assessed incident that was opened by them."""
    draft = Draft().open()
    source = draft.source()
    reports = [draft.collected(source, f"G-{number}", killed=2) for number in range(len(traces))]
    incident = draft.incident(*reports, killed=2)
    for report in reports:
        draft.dispose(report, Disposition.LINKED, incident)
    for report, trace in zip(reports, traces, strict=True):
        draft.traced(report, trace(reports) if callable(trace) else trace)
    draft.assessed(incident)
    return draft, incident, reports


def test_an_incidents_page_explains_its_grade_from_reports_to_roots():
    draft, incident, reports = assessed_incident(origin("lamp", Evidence.MEDICAL), origin("salt"))

    [view] = published(draft).incidents
    page = html(draft, f"incidents/{incident[-2:]}/{incident}.html")

    assert view.state is IncidentState.VERIFIED
    assert view.corroborated
    assert view.origins.value == 2
    assert [root.reports for root in view.assessment.roots] == [(report,) for report in sorted(reports)]
    assert "event verified" in page
    assert "Counts as one origin" in page


def test_four_reports_that_are_one_root_are_shown_as_one_origin():
    draft, incident, reports = assessed_incident(
        origin("salt"),
        lambda all_of: origin("reed", Evidence.IMAGERY, cites=(all_of[0],)),
        lambda all_of: origin("odce", copies=(all_of[1],)),
        lambda all_of: origin("voice", cites=(all_of[2],)),
    )

    [view] = published(draft).incidents
    page = html(draft, f"incidents/{incident[-2:]}/{incident}.html")

    assert view.state is IncidentState.PLAUSIBLE
    assert view.origins.value == 1
    assert [root.reports for root in view.assessment.roots] == [tuple(sorted(reports))]
    assert "One cites the other" in page
    assert "a second independent origin" in page


def test_an_incident_where_somebody_only_searched_says_so_and_not_that_nothing_happened():
    looked = origin("patrol", Evidence.MONITOR, says=Says.SEARCHED_AND_NOT_FOUND)
    draft, _, _ = assessed_incident(looked)
    blind, _, _ = assessed_incident(origin("patrol", Evidence.MONITOR, says=Says.COULD_NOT_LOOK))

    assert published(draft).incidents[0].state is IncidentState.SEARCHED
    assert published(blind).incidents[0].state is IncidentState.NOT_REACHED


def test_a_bulletin_keeps_verified_and_unverified_incidents_apart():
    draft, _, _ = assessed_incident(origin("lamp", Evidence.MEDICAL), origin("salt"))
    draft.incident(draft.collected(next(iter(draft.ledger.sources)), "G-9"))
    draft.bulletin()

    figures = {figure.code: figure.quantity.value for figure in published(draft).bulletins[0].figures}

    assert (figures["incidents"], figures["verified"], figures["unverified"]) == (2, 1, 1)


def test_a_verified_incident_that_is_described_anew_is_counted_on_its_new_day():
    draft, incident, _ = assessed_incident(origin("lamp", Evidence.MEDICAL), origin("salt"))
    draft.add(
        "incident.described",
        IncidentDescribed(incident=incident, facts=facts(day="2017-01-04")),
        links=(Link(stream=incident, prev=draft.ledger.streams[incident].last),),
    )

    assert draft.ledger.verified_tally.within("2017-01-05", "2017-01-05").count == 0
    assert draft.ledger.verified_tally.within("2017-01-04", "2017-01-04").count == 1
    assert draft.ledger.breaches == []


def test_every_rule_of_assessing_is_on_the_page_of_methods_with_its_source_in_both_languages():
    assert all("Source: " in rule.text["en"] and "المصدر: " in rule.text["ar"] for rule in ASSESSING_RULES)
    assert {rule.code for rule in ASSESSING_RULES} <= {rule.code for rule in published(a_day()).rules}
