"""Airwars' incidents and the militaries' answers to them, on invented rows: what the real files do not hold."""

from __future__ import annotations

import pytest

from mithaq.intake.airwars import NEEDED, read_airwars
from mithaq.intake.airwars_positions import NEEDED as OF_POSITIONS, read_airwars_positions
from mithaq.intake.rows import Accepted, Rejected
from mithaq.mechanism.monitoring.claim import RecordedClaim
from mithaq.mechanism.monitoring.facts import Count
from mithaq.mechanism.monitoring.report import CollectedReport

INCIDENT = {
    **dict.fromkeys(NEEDED, ""),
    "code": "WS1",
    "airwars_id": "101",
    "url": "https://airwars.example/ws1",
    "date": "2017-01-05",
    "date_type": "date",
    "location_en": "Tel Ward",
    "lat": "35.5",
    "lon": "36.5",
    "geo_accuracy": "within_100m",
    "belligerents": "Air Force of Wardan, Hill Front",
    "strike_type": "Airstrike, Artillery",
    "harm_status_grading": "Contested",
    "civ_killed_min": "2.0",
    "civ_killed_max": "5.0",
}
ANSWER = {
    **dict.fromkeys(OF_POSITIONS, ""),
    "airwars_id": "101",
    "code": "WS1",
    "date": "2017-01-05",
    "belligerent": "coalition",
    "belligerent_assessment": "credible",
    "reason_credible": "entered_target_area",
    "deaths_conceded_min": "1",
    "deaths_conceded_max": "3",
    "injuries_conceded_min": "0",
    "injuries_conceded_max": "0",
    "n_statements": "1",
    "statement_date": "20180628",
    "statement": "Near Tel Ward, three people were hit.",
}


def table(folder, columns, rows):
    lines = [",".join(f'"{cell}"' for cell in row.values()) for row in rows]
    file = folder / "airwars.csv"
    file.write_text("\n".join([",".join(columns), *lines, ""]), "utf-8")
    return file


def incidents(folder, *changes, **options):
    return list(read_airwars(table(folder, NEEDED, [INCIDENT | change for change in changes]), **options))


def answers(folder, *changes):
    return list(read_airwars_positions(table(folder, OF_POSITIONS, [ANSWER | change for change in changes])))


def report(row) -> CollectedReport:
    assert isinstance(row, Accepted), row
    assert isinstance(row.value, CollectedReport)
    return row.value


def said(row) -> dict[str, tuple[int | None, str]]:
    assert isinstance(row, Accepted), row
    return {each.measure: (each.count, each.as_printed) for each in row.values if isinstance(each, RecordedClaim)}


def test_an_incident_is_a_range_of_civilians_with_the_classes_its_strikes_are(tmp_path):
    [row] = incidents(tmp_path, {}, parties={"Hill Front": "HF"})

    facts = report(row).facts
    assert facts.killed == Count(low=2, best=2, high=5)
    assert (facts.wounded, facts.classes, facts.parties) == (None, ("VC-04", "VC-06"), ("HF",))


def test_a_kind_of_strike_that_may_be_two_classes_is_none(tmp_path):
    [row] = incidents(tmp_path, {"strike_type": "Airstrike and/or Artillery"})

    assert report(row).facts.classes == ()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"airwars_id": "WS1"}, "airwars_id"),
        ({"airwars_id": "1"}, "airwars_id"),
        ({"date": ""}, "date"),
        ({"date": "2017-02-30"}, "date"),
        ({"date_type": "date_range"}, "date_end"),
        ({"date_end": "2016-01-01"}, "date_end"),
        ({"geo_accuracy": "roughly"}, "geo_accuracy"),
        ({"lon": "3651.2"}, "lon"),
        ({"civ_killed_min": "some"}, "civ_killed_min"),
        ({"url": "javascript:alert(1)"}, "url"),
    ],
)
def test_a_bad_incident_is_named_and_its_neighbours_stay_good(tmp_path, change, field):
    first, bad, last = incidents(tmp_path, {"airwars_id": "1"}, change, {"airwars_id": "3"})

    assert (report(first).external_id, report(last).external_id) == ("1", "3")
    assert isinstance(bad, Rejected)
    assert (bad.row_number, bad.field) == (3, field)


def test_a_range_conceded_is_two_figures_and_a_single_number_one(tmp_path):
    [row] = answers(tmp_path, {})

    assert said(row) == {
        "conclusion": (None, "credible; entered_target_area"),
        "statements": (1, "1"),
        "conceded/killed/low": (1, "1"),
        "conceded/killed/high": (3, "3"),
        "conceded/wounded": (0, "0"),
    }


def test_a_claim_gives_a_statement_s_day_and_fingerprint_and_not_its_words(tmp_path):
    [row] = answers(tmp_path, {})

    for claim in row.values:
        assert claim.note.startswith("statement of 2018-06-28; 37 characters in the file, SHA-256 ")
        assert "people were hit" not in repr(claim)


def test_a_reason_that_came_to_pieces_is_left_out_and_noted(tmp_path):
    [row] = answers(tmp_path, {"reason_credible": "o;t;h;e;r"})

    assert said(row)["conclusion"] == (None, "credible")
    assert "is damaged in the file" in row.notes[0]


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        (
            {"belligerent_assessment": "not_yet_assessed", "n_statements": "0", "deaths_conceded_min": ""}
            | {"deaths_conceded_max": "", "injuries_conceded_min": "", "injuries_conceded_max": ""},
            "belligerent_assessment",
            "of the military's own",
        ),
        ({"belligerent_assessment": "perhaps"}, "belligerent_assessment", "credible"),
        ({"belligerent": "unknown"}, "belligerent", "no counting rule"),
        ({"date": ""}, "date", "day of the incident"),
        ({"deaths_conceded_max": "0"}, "deaths_conceded_max", "not below"),
        ({"n_statements": "many"}, "n_statements", "whole number"),
        ({"statement_date": "20183006"}, "statement_date", "YYYYMMDD"),
        ({"airwars_id": "1"}, "belligerent", "no earlier row"),
    ],
)
def test_a_bad_answer_is_named_and_its_neighbours_stay_good(tmp_path, change, field, says):
    first, bad, last = answers(tmp_path, {"airwars_id": "1"}, change, {"airwars_id": "3"})

    assert isinstance(first, Accepted)
    assert isinstance(last, Accepted)
    assert isinstance(bad, Rejected)
    assert (bad.row_number, bad.field) == (3, field)
    assert says in bad.expected


def test_no_sign_that_turns_the_reading_direction_reaches_a_claim(tmp_path):
    hostile = {"code": "C\u202eS1\u0007", "n_statements": "\u202e12", "deaths_conceded_min": "\u20661\u2069"}

    [row] = answers(tmp_path, hostile)

    assert {each.document for each in row.values} == {"Airwars CS1 (101)"}
    assert said(row)["statements"] == (12, "12")
    assert all(each.as_printed.isprintable() for each in row.values)
