"""The readers on the public data they were written for: every row is accounted for."""

from __future__ import annotations

import csv
import gzip
import time
import tracemalloc
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from mithaq.intake.airwars import read_airwars
from mithaq.intake.airwars_positions import read_airwars_positions
from mithaq.intake.awsd import read_awsd
from mithaq.intake.counting_rules import COUNTING_RULES
from mithaq.intake.guarantor_bulletins import read_bulletin_governorates, read_bulletins
from mithaq.intake.ocha import read_gazetteer
from mithaq.intake.rows import Accepted, Rejected, Row, tally
from mithaq.intake.snhr_counts import read_snhr_counts
from mithaq.intake.syrian_archive import read_syrian_archive
from mithaq.intake.ucdp_ged import read_ucdp_ged
from mithaq.intake.vdc_daily import read_vdc_causes, read_vdc_governorates
from mithaq.mechanism.monitoring.claim import RecordedClaim
from mithaq.mechanism.monitoring.facts import Count, DayPrecision, PlacePrecision, Republish, check_facts
from mithaq.mechanism.monitoring.report import CollectedReport
from mithaq.publish.channels import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterable

GED = "conflict_events_ucdp_ged_syria/ged_syria_window_20161230_20170331.csv"
AWSD = "aid_worker_security_awsd/awsd_syria.csv"
BULLETINS = "ceasefire_bulletins_2017/guarantor_bulletins.csv"
BY_GOVERNORATE = "ceasefire_bulletins_2017/guarantor_bulletins_by_governorate.csv"
SNHR = "ceasefire_bulletins_2017/snhr_breach_counts_cumulative.csv"
AIRWARS = "conflict_events_airwars_syria/airwars_syria_incidents.csv.gz"
AIRWARS_WINDOW = "conflict_events_airwars_syria/airwars_syria_window_20161230_20170331.csv"
POSITIONS = "conflict_events_airwars_syria/airwars_syria_belligerent_positions.csv.gz"
ARCHIVE = "conflict_incidents_syrian_archive/syrian_archive_chemical_incidents.csv"
VDC = "casualties_vdc_daily/casualties_by_province_by_day.csv"
VDC_CAUSES = "casualties_vdc_daily/casualties_by_cause_of_death_by_day.csv"
CITED = "event_matching_ucdp_airwars_links/ucdp_airwars_citation_links.csv"


@pytest.fixture(scope="session")
def gazetteer(shared_data):
    folder = shared_data / "geo_cod_syria"
    return read_gazetteer(
        folder / "syr_pcodes_admin_and_neighbourhoods.csv",
        folder / "syr_communities_gazetteer.csv",
        folder / "syr_admin3.geojson.gz",
    )


def reports(rows: Iterable[Row]) -> list[CollectedReport]:
    accepted = [row.value for row in rows if isinstance(row, Accepted)]
    return [value for value in accepted if isinstance(value, CollectedReport)]


def claims(rows: Iterable[Row]) -> dict[str, RecordedClaim]:
    values = [value for row in rows if isinstance(row, Accepted) for value in row.values]
    return {value.external_id: value for value in values if isinstance(value, RecordedClaim)}


def row_numbers(path):
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
        return [number for number, _ in enumerate(csv.DictReader(file), start=2)]


@pytest.mark.parametrize(
    ("name", "reader", "accepted", "rejected"),
    [
        (GED, read_ucdp_ged, 1571, 0),
        (AWSD, read_awsd, 368, 0),
        (BULLETINS, read_bulletins, 21, 2),
        (BY_GOVERNORATE, read_bulletin_governorates, 124, 17),
        (SNHR, read_snhr_counts, 6, 0),
        (AIRWARS, read_airwars, 8_104, 10),
        (AIRWARS_WINDOW, read_airwars, 484, 0),
        (POSITIONS, read_airwars_positions, 1_861, 9_896),
        (ARCHIVE, read_syrian_archive, 190, 17),
        (VDC, read_vdc_governorates, 2_687, 0),
        (VDC_CAUSES, read_vdc_causes, 2_687, 0),
    ],
)
def test_every_row_is_accepted_or_rejected_exactly_once(shared_data, name, reader, accepted, rejected):
    rows = list(reader(shared_data / name))

    assert [row.row_number for row in rows] == row_numbers(shared_data / name)
    assert Counter(type(row) for row in rows) == Counter({Accepted: accepted, Rejected: rejected})


def test_ucdp_counts_that_contradict_each_other_are_unknown_kept_as_printed_and_noted(shared_data):
    noted = [row for row in read_ucdp_ged(shared_data / GED) if isinstance(row, Accepted) and row.notes]

    assert len(noted) == 8
    for row in noted:
        assert row.value.facts.killed is None
        low, best, high = (int(row.value.sealed[name]) for name in ("low", "best", "high"))
        assert not low <= best <= high


def test_ucdp_facts_are_consistent_open_and_without_a_guessed_class(shared_data, gazetteer):
    read = reports(read_ucdp_ged(shared_data / GED, gazetteer=gazetteer))

    assert all(check_facts(each.facts).classes == () for each in read)
    assert all(each.facts.parties is None and each.sealed["side_a"] for each in read)
    assert {each.republish for each in read} == {Republish.OPEN}


def test_ucdp_places_that_are_not_known_are_listed_as_written(shared_data, gazetteer):
    found = tally(read_ucdp_ged(shared_data / GED, gazetteer=gazetteer))

    assert "Al Qatari checkpoint" in found.unresolved
    assert sum(found.unresolved.values()) < 300


def test_ucdp_events_known_only_to_25_km_claim_no_subdistrict(shared_data, gazetteer):
    read = reports(read_ucdp_ged(shared_data / GED, gazetteer=gazetteer))
    vague = [each.facts for each in read if each.sealed["where_prec"] == "2"]

    assert len(vague) > 500
    assert all(facts.subdistrict is None for facts in vague)
    assert PlacePrecision.POINT not in {facts.place_precision for facts in vague}
    assert PlacePrecision.COMMUNITY not in {facts.place_precision for facts in vague}


def test_ucdp_parties_come_only_from_the_callers_table(shared_data):
    read = reports(read_ucdp_ged(shared_data / GED, parties={"Government of Syria": "GOVS"}))
    others = [each for each in read if "Government of Syria" not in each.sealed["side_a"]]

    assert {each.facts.parties for each in read} == {None, ("GOVS",)}
    assert {each.facts.parties for each in others} == {None}


def test_the_ucdp_window_reads_in_well_under_a_second(shared_data, gazetteer):
    began = time.process_time()

    list(read_ucdp_ged(shared_data / GED, gazetteer=gazetteer))

    assert time.process_time() - began < 1


def test_awsd_incidents_are_derived_and_a_missing_day_widens_the_interval(shared_data):
    facts = {each.external_id: each for each in reports(read_awsd(shared_data / AWSD))}

    assert {each.republish for each in facts.values()} == {Republish.DERIVED}
    assert {each.facts.classes for each in facts.values()} == {("VC-11",)}
    assert (facts["1259"].facts.day_from, facts["1259"].facts.day_to) == ("2011-09-07", "2011-09-07")
    assert facts["1518"].facts.day_precision is DayPrecision.YEAR
    assert (facts["1518"].facts.day_from, facts["1518"].facts.day_to) == ("2012-01-01", "2012-12-31")


def test_awsd_places_not_in_the_gazetteer_are_listed(shared_data, gazetteer):
    found = tally(read_awsd(shared_data / AWSD, gazetteer=gazetteer))

    assert "Between Palmyra and Al Sukhnah" in found.unresolved


def test_the_two_sides_of_one_bulletin_stay_two_claims_under_two_rules(shared_data):
    read = claims(read_bulletins(shared_data / BULLETINS))
    first_of_march = [each for key, each in read.items() if key.startswith("B011/")]

    assert {(each.recorder, each.measure): each.count for each in first_of_march} == {
        ("guarantor-ru", "violations"): 10,
        ("guarantor-tr", "violations"): 14,
        ("guarantor-ru", "other-side-confirmed"): 0,
    }
    assert {each.rule for each in read.values()} <= set(COUNTING_RULES)


def test_an_undated_bulletin_is_taken_only_with_the_interval_a_person_gave(shared_data):
    rows = list(read_bulletins(shared_data / BULLETINS, undated=("2017-01-01", "2017-03-31")))

    assert not [row for row in rows if isinstance(row, Rejected)]
    assert claims(rows)["B023/russian_side_total"].day_to == "2017-03-31"


def test_a_weekly_bulletin_covers_its_week(shared_data):
    weekly = claims(read_bulletins(shared_data / BULLETINS))["B012/russian_side_total"]

    assert (weekly.day_from, weekly.day_to) == ("2017-03-10", "2017-03-16")


def test_printed_parts_that_do_not_add_up_are_noted_and_left_as_printed(shared_data):
    found = tally(read_bulletins(shared_data / BULLETINS))

    assert (13, "turkish_side_total: printed 82, while its printed parts add up to 93") in found.noted


def test_a_name_that_covers_two_governorates_gets_no_code(shared_data, gazetteer):
    read = claims(read_bulletin_governorates(shared_data / BY_GOVERNORATE, gazetteer=gazetteer))
    places = {each.place_as_printed: each.place for each in read.values()}

    assert places["Damascus province (Rif Dimashq/Damascus)"] is None
    assert places["Dar'a"] == "SY12"


def test_a_figure_printed_as_a_sentence_is_kept_as_printed_and_is_no_number(shared_data):
    read = claims(read_snhr_counts(shared_data / SNHR))
    sentence = read["2017-01-12/by_regime"]

    assert (sentence.count, sentence.as_printed) == (None, "277 of the 298 combat breaches")
    assert not any(each.verified for each in read.values())


def test_every_counting_rule_is_told_in_both_languages():
    assert all(rule.text_en.isascii() and not rule.text_ar.isascii() for rule in COUNTING_RULES.values())


def refused(rows: Iterable[Row]) -> Counter[tuple[str, str]]:
    """Rows by the field they were refused for and the beginning of what was expected there."""
    return Counter((row.field, row.expected[:28]) for row in rows if isinstance(row, Rejected))


def test_airwars_rows_are_refused_only_for_days_and_places_that_cannot_be(shared_data):
    assert refused(read_airwars(shared_data / AIRWARS)) == {
        ("date", "a day as YYYY-MM-DD; this in"): 3,
        ("date_end", "the last day, since date_typ"): 5,
        ("date_end", "a day not before date 2017-0"): 1,
        ("lon", "degrees from -180 to 180 wit"): 1,
    }


def test_airwars_counts_are_ranges_and_half_a_range_is_unknown_and_noted(shared_data):
    rows = [row for row in read_airwars(shared_data / AIRWARS) if isinstance(row, Accepted)]
    noted = [row for row in rows if row.notes]
    read = {report.sealed["code"]: report for report in reports(rows)}

    assert sum(len(row.notes) for row in noted) == 17
    assert all(row.value.facts.killed is None or row.value.facts.wounded is None for row in noted)
    assert read["CS643"].facts.killed == Count(low=6, best=6, high=8)
    assert (read["RS4760"].facts.killed, read["RS4760"].sealed["civ_killed_max"]) == (None, "1.0")


def test_airwars_assessment_is_kept_as_printed_and_its_link_is_in_every_report(shared_data):
    read = reports(read_airwars(shared_data / AIRWARS_WINDOW))

    assert Counter(each.sealed["harm_status_grading"] for each in read) == {
        "Fair": 161,
        "Contested": 155,
        "Weak": 114,
        "Discounted": 30,
        "Confirmed": 24,
    }
    assert all(each.facts.links[0].startswith("https://airwars.org/") for each in read)
    assert {each.republish for each in read} == {Republish.DERIVED}


def test_airwars_places_are_told_as_exactly_as_airwars_knew_them(shared_data, gazetteer):
    read = reports(read_airwars(shared_data / AIRWARS, gazetteer=gazetteer))
    found = Counter(each.facts.place_precision for each in read)
    vague = [each.facts for each in read if each.sealed.get("geo_accuracy") in {None, "district", "subdistrict"}]

    assert found == {
        PlacePrecision.COMMUNITY: 6_615,
        PlacePrecision.POINT: 612,
        PlacePrecision.GOVERNORATE: 524,
        PlacePrecision.UNKNOWN: 331,
        PlacePrecision.SUBDISTRICT: 17,
        PlacePrecision.DISTRICT: 5,
    }
    assert sum(each.unresolved_place is not None for each in read) == 2_740
    assert {facts.point for facts in vague} == {None}
    assert all(check_facts(each.facts) for each in read)


def test_an_airwars_place_whose_two_names_mean_two_places_stays_unresolved(shared_data, gazetteer):
    read = {each.sealed["code"]: each for each in reports(read_airwars(shared_data / AIRWARS, gazetteer=gazetteer))}
    torn = [
        each
        for each in read.values()
        if (each.sealed.get("location_en"), each.sealed.get("location_ar")) == ("Harasta", "عربين")
    ]

    assert torn
    assert {(each.facts.place, each.unresolved_place) for each in torn} == {(None, "Harasta")}


def test_every_airwars_code_that_ucdp_cites_is_found_in_the_reports_it_is_cited_from(shared_data):
    read = {each.external_id: each for each in reports(read_airwars(shared_data / AIRWARS))}
    with (shared_data / CITED).open(encoding="utf-8-sig", newline="") as file:
        links = list(csv.DictReader(file))

    assert len(links) == 169
    assert all(
        link["cited_code"].rstrip("ABC") in read[link["airwars_id"]].sealed["previous_codes"] for link in links
    )


def test_a_military_s_answer_is_its_own_claim_and_never_a_report(shared_data):
    rows = list(read_airwars_positions(shared_data / POSITIONS))
    read = claims(rows)

    assert reports(rows) == []
    assert Counter((each.recorder, each.measure) for each in read.values()) == {
        ("military-coalition", "conclusion"): 1_826,
        ("military-coalition", "statements"): 1_807,
        ("military-coalition", "conceded/killed"): 348,
        ("military-coalition", "conceded/killed/low"): 3,
        ("military-coalition", "conceded/killed/high"): 3,
        ("military-coalition", "conceded/wounded"): 332,
        ("military-coalition", "conceded/wounded/low"): 1,
        ("military-us", "statements"): 3,
        ("military-us", "conceded/killed"): 2,
        ("military-us", "conceded/wounded"): 3,
        ("military-uk", "conclusion"): 1,
        ("military-uk", "conceded/killed"): 1,
        ("military-uk", "conceded/wounded"): 1,
    }
    assert refused(rows) == {
        ("belligerent_assessment", "a conclusion, a statement or"): 9_872,
        ("belligerent", "coalition, united_states, un"): 24,
    }


def test_no_word_and_no_grid_reference_of_a_statement_stands_in_a_claim(shared_data):
    with gzip.open(shared_data / POSITIONS, "rt", encoding="utf-8-sig", newline="") as file:
        printed = list(csv.DictReader(file))
    said = {row["airwars_id"]: row for row in printed if row["statement"].strip()}

    for claim in claims(read_airwars_positions(shared_data / POSITIONS)).values():
        row = said.get(claim.external_id.split("/")[1])
        text = f"{claim.note} {claim.document} {claim.as_printed}"
        assert row is None or row["statement"].strip()[:40] not in text
        assert row is None or not row["mgrs_stated"].strip() or row["mgrs_stated"].strip() not in text


def test_syrian_archive_rows_are_refused_only_for_want_of_a_day_or_of_half_a_point(shared_data):
    assert refused(read_syrian_archive(shared_data / ARCHIVE)) == {
        ("incident_date", "a day as YYYY-MM-DD; this on"): 16,
        ("latitude", "degrees from -90 to 90 with "): 1,
    }


def test_syrian_archive_classes_come_from_its_words_and_its_confidence_stays_as_printed(shared_data, gazetteer):
    read = reports(read_syrian_archive(shared_data / ARCHIVE, gazetteer=gazetteer))

    assert Counter(each.facts.classes for each in read) == {
        ("VC-08",): 174,
        (): 13,
        ("VC-05",): 1,
        ("VC-05", "VC-08"): 1,
        ("VC-08", "VC-09"): 1,
    }
    assert Counter(each.sealed["confidence"] for each in read) == {"2": 163, "0": 19, "1": 6, "3": 2}
    assert sum(each.unresolved_place is not None for each in read) == 47
    khan_shaykhun = [each for each in read if each.facts.day_from == "2017-04-04"]
    assert [each.facts.place for each in khan_shaykhun] == ["C3987"]


def test_vdc_days_become_a_claim_for_each_number_above_0_and_both_series_hold_the_same_deaths(
    shared_data, gazetteer
):
    by_place = claims(read_vdc_governorates(shared_data / VDC, gazetteer=gazetteer)).values()
    by_cause = claims(read_vdc_causes(shared_data / VDC_CAUSES)).values()

    assert (len(by_place), len(by_cause)) == (21_116, 10_594)
    assert sum(each.count for each in by_place) == sum(each.count for each in by_cause) == 137_475
    assert {each.place for each in by_place} == {f"SY{number:02}" for number in range(1, 15)}
    assert 0 not in {each.count for each in (*by_place, *by_cause)}


def test_every_measure_of_every_reader_has_words_in_both_languages(shared_data):
    measures = {
        each.measure
        for rows in (
            read_bulletins(shared_data / BULLETINS),
            read_snhr_counts(shared_data / SNHR),
            read_airwars_positions(shared_data / POSITIONS),
            read_vdc_governorates(shared_data / VDC),
            read_vdc_causes(shared_data / VDC_CAUSES),
        )
        for each in claims(rows).values()
    }

    assert {measure for measure in measures if set(MEASURES.get(measure, ())) != {"en", "ar"}} == set()


@pytest.mark.parametrize(("name", "reader"), [(AIRWARS, read_airwars), (POSITIONS, read_airwars_positions)])
def test_a_reader_holds_one_row_at_a_time(shared_data, name, reader):
    tracemalloc.start()
    for _ in reader(shared_data / name):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 12_000_000
