"""`mithaq bulletin --corrects`: a wrong bulletin stays, and both say what was wrong."""

from __future__ import annotations

import re

from cli.test_deciding import import_public
from support.tables import row

WORDS = ("--reason", "One event was counted twice.", "--reason-ar", "أُحصي حدث واحد مرتين.")


def test_a_correction_is_numbered_in_both_languages_and_verified_by_a_stranger(desk, tmp_path):
    first, second = import_public(desk, tmp_path, row(1), row(2))
    [wrong] = desk.run("bulletin", "2017-01-05")["bulletins"]
    desk.run("dispose", second, "duplicate", "--duplicate-of", first)

    made = desk.run("bulletin", "--corrects", "1", *WORDS)
    desk.run("publish")

    pages = desk.folder / "public"
    assert made["number"] == 2
    assert made["corrects"] == 1
    assert made["bulletin"] != wrong
    for lang, said in (("en", WORDS[1]), ("ar", WORDS[3])):
        bulletins = sorted((pages / lang / "bulletins").rglob("000*.html"))
        assert [said in page.read_text("utf-8") for page in bulletins] == [True, True]
    assert desk.verify()["held"]


def test_what_a_correction_lacks_is_said_with_what_to_do(desk):
    desk.run("bulletin", "2017-01-05")

    unknown = desk.run("bulletin", "--corrects", "7", *WORDS, expect=1)
    one_language = desk.run("bulletin", "--corrects", "1", *WORDS[:2], expect=1)
    with_day = desk.run("bulletin", "2017-01-05", "--corrects", "1", *WORDS, expect=1)
    no_number = desk.run("bulletin", "2017-01-05", *WORDS, expect=1)
    no_day = desk.run("bulletin", expect=1)
    hidden = desk.run("bulletin", "--corrects", "1", *WORDS[:3], "نص\u202eمقلوب", expect=1)

    assert "no bulletin 7" in unknown["problem"]
    assert unknown["advice"] == "The last one is bulletin 1."
    assert "--reason-ar" in one_language["advice"]
    assert "no day" in with_day["advice"]
    assert "--corrects NUMBER" in no_number["advice"]
    assert "--corrects NUMBER" in no_day["advice"]
    assert "invisible" in hidden["problem"]
    assert desk.run("bulletin", "2017-01-05")["bulletins"]


def test_a_person_is_told_the_number(desk):
    desk.say("bulletin", "2017-01-05")

    assert "bulletin 2, which corrects bulletin 1" in desk.say("bulletin", "--corrects", "1", *WORDS)


def test_days_weeks_and_months_are_numbered_in_one_series_by_their_last_days(desk, tmp_path):
    import_public(desk, tmp_path, row(1))
    made = desk.run("bulletin", "2017-01-07", "2017-01-09", "--daily", "--weekly", "--monthly")
    desk.run("publish")

    titles = [
        re.search("<h1><bdi>(.*)</bdi></h1>", page.read_text("utf-8")).group(1)
        for page in sorted((desk.folder / "public" / "en" / "bulletins").glob("000*.html"))
    ]
    daily, weekly, monthly = "Daily bulletin", "Weekly bulletin", "Monthly bulletin"
    assert titles == [daily, daily, weekly, daily, weekly, monthly]
    assert len(made["bulletins"]) == len(titles)
    assert desk.verify()["held"]


def test_a_week_or_month_that_is_not_over_has_no_bulletin(desk):
    for sort in ("--weekly", "--monthly"):
        refused = desk.run("bulletin", "2999-01-05", sort, expect=1)

        assert "is not over" in refused["problem"]
