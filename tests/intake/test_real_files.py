"""The readers on the public data they were written for: every row is accounted for."""

from __future__ import annotations

import csv
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from mithaq.intake.awsd import read_awsd
from mithaq.intake.counting_rules import COUNTING_RULES
from mithaq.intake.guarantor_bulletins import read_bulletin_governorates, read_bulletins
from mithaq.intake.ocha import read_gazetteer
from mithaq.intake.rows import Accepted, Rejected, Row, tally
from mithaq.intake.snhr_counts import read_snhr_counts
from mithaq.intake.ucdp_ged import read_ucdp_ged
from mithaq.mechanism.monitoring.claim import RecordedClaim
from mithaq.mechanism.monitoring.facts import DayPrecision, PlacePrecision, Republish, check_facts
from mithaq.mechanism.monitoring.report import CollectedReport

if TYPE_CHECKING:
    from collections.abc import Iterable

GED = "conflict_events_ucdp_ged_syria/ged_syria_window_20161230_20170331.csv"
AWSD = "aid_worker_security_awsd/awsd_syria.csv"
BULLETINS = "ceasefire_bulletins_2017/guarantor_bulletins.csv"
BY_GOVERNORATE = "ceasefire_bulletins_2017/guarantor_bulletins_by_governorate.csv"
SNHR = "ceasefire_bulletins_2017/snhr_breach_counts_cumulative.csv"


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
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [number for number, _ in enumerate(csv.DictReader(file), start=2)]


@pytest.mark.parametrize(
    ("name", "reader", "accepted", "rejected"),
    [
        (GED, read_ucdp_ged, 1571, 0),
        (AWSD, read_awsd, 368, 0),
        (BULLETINS, read_bulletins, 21, 2),
        (BY_GOVERNORATE, read_bulletin_governorates, 124, 17),
        (SNHR, read_snhr_counts, 6, 0),
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
