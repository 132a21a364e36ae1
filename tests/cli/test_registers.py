"""Sources, parties and terms, entered and read at the command line."""

from __future__ import annotations

import pytest

GAZETTE = (
    *("source", "add", "gazette", "--name", "The Gazette", "--name-ar", "الجريدة", "--republish", "derived"),
    *("--channel", "open-data", "--terms", "CC BY 4.0", "--verified"),
)


def test_a_source_is_registered_graded_from_a_day_on_and_its_counting_rule_stands_beside_it(desk):
    desk.run(*GAZETTE)
    desk.run("source", "grade", "gazette", "F", "--reason", "first contact", "--since", "2017-01-01")
    desk.run(
        "source", "grade", "gazette", "B", "--reason-ar", "ثلاث سنوات", "--since", "2017-02-01", "--staff", "Rana"
    )
    desk.run("source", "rule", "gazette", "gazette-daily", "--text", "One shell, one breach", "--from", "note 1")

    shown = desk.run("source", "show", "gazette")
    listed = desk.run("source", "list")["sources"]
    text = desk.say("source", "list")

    assert [(each["since"], each["reliability"]) for each in shown["grades"]] == [
        ("2017-01-01", "F"),
        ("2017-02-01", "B"),
    ]
    assert [(each["code"], each["grade"], each["republish"]) for each in listed] == [("gazette", "B", "derived")]
    assert shown["rules"][0]["text"] == "One shell, one breach"
    assert "الجريدة" in text


@pytest.mark.parametrize(
    ("arguments", "exit_code", "says"),
    [
        (GAZETTE, 5, "registered already"),
        (("source", "grade", "nobody", "B", "--reason", "x"), 1, "mithaq source add"),
        (("source", "grade", "gazette", "B", "--reason", "x", "--since", "2017-02-30"), 1, "is not a day"),
        (("source", "grade", "gazette", "B", "--reason", "x", "--since", "2999-01-01"), 1, "has not come"),
        (("source", "grade", "gazette", "B"), 1, "in no language"),
        (("source", "add", "a b", "--name", "A", "--channel", "web", "--terms", "t"), 1, "is not a code"),
        (("source", "grade", "gazette", "B", "--reason", "one\u202eowt"), 1, "invisible control characters"),
        (("source", "add", "b", "--name", "B\ud800", "--channel", "web", "--terms", "t"), 1, "cannot be written"),
        (("source", "show", "gazetta"), 1, "mithaq source list"),
        (("party", "name", "north", "--name", "N", "--from", "x"), 1, "mithaq party list"),
        (("party", "bring", "GOV", "XX"), 1, "no XX"),
        (("terms", "adopt", "1", "--disposition-days", "5"), 5, "adopted already"),
        (("terms", "adopt", "2"), 1, "limits in force"),
        (("terms", "adopt", "2", "--epoch-minimum", "4"), 5, "single a reporter out"),
        (("terms", "adopt", "2", "--disposition-days", "0"), 1, "schema"),
    ],
    ids=lambda value: " ".join(value[:4]) if isinstance(value, tuple) else None,
)
def test_what_would_break_the_record_is_refused_in_one_sentence_and_leaves_no_entry(
    registered, arguments, exit_code, says
):
    before = registered.run("status")["entries"]

    refused = registered.run(*arguments, expect=exit_code)

    assert says in f"{refused['problem']} {refused['advice']}"
    assert registered.run("status")["entries"] == before


@pytest.fixture(scope="module")
def registered(old_desk):
    old_desk.run(*GAZETTE)
    return old_desk


def test_the_shipped_parties_come_in_once_with_their_dated_names_and_doubts(desk):
    first = desk.run("party", "bring")
    again = desk.run("party", "bring")
    listed = {party["code"]: party for party in desk.run("party", "list")["parties"]}
    shipped = desk.run("party", "bring", "--show")["parties"]

    assert (first["entered"], again["entered"], again["names"]) == (len(shipped), 0, 0)
    assert {"since": "2016-07-28", "until": "2017-01-28"}.items() <= listed["ANF"]["names"][2].items()
    assert (listed["GOV"]["verified"], listed["jaysh-idlib"]["verified"]) == (True, False)


def test_a_party_entered_by_hand_takes_other_names_with_their_days(desk):
    desk.run("party", "add", "north", "--role", "party", "--name", "Northern Council", "--from", "Annex I, 2")
    desk.run(
        "party", "name", "north", "--name-ar", "مجلس الشمال", "--since", "2017-01-28", "--from", "its statement"
    )
    refused = desk.run(
        *("party", "name", "north", "--name", "N", "--since", "2017-02-01", "--until", "2017-01-01", "--from", "x"),
        expect=1,
    )

    [party] = desk.run("party", "list")["parties"]

    assert party["names"] == [{"name": "مجلس الشمال", "since": "2017-01-28", "until": None, "verified": False}]
    assert "before it starts" in refused["problem"]


def test_new_terms_hold_from_their_entry_on_and_what_was_not_named_stays(desk):
    adopted = desk.run("terms", "adopt", "2", "--disposition-days", "7")
    shown = desk.run("terms", "show")
    desk.run("publish", "--head-only")

    assert adopted["limits"]["disposition_days"] == 7
    assert shown["adopted"] == ["1", "2"]
    assert shown["limits"]["epoch_minimum"] == 5
    assert desk.run("verify", str(desk.folder / "public" / "record"), "--key", desk.key)["problems"] == []
