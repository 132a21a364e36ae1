from __future__ import annotations

from dataclasses import replace

from mithaq.mechanism.monitoring.facts import Count, DayPrecision, Facts, PlacePrecision, Point
from mithaq.mechanism.monitoring.found_repeats import Telling, codes_in, found_repeats, naming_codes, words_of
from mithaq.mechanism.monitoring.origin import FoundRepeat, FoundWhy

AIRWARS = Telling(
    "a", "airwars", source_names=frozenset({"airwars", "إيروورز"}), known_as=frozenset({"cs427", "s380", "31742"})
)
UCDP = Telling(
    "u",
    "ucdp-ged",
    source_names=frozenset({"ucdp-ged"}),
    names=codes_in("January 6th 2017: (S380) Sowaydiya Kabira village"),
    taken_from=frozenset({"sohr", "airwars"}),
)


def only(*tellings: Telling) -> FoundRepeat | None:
    found = found_repeats(tellings)
    assert len(found) <= 1
    return found[0] if found else None


def facts(**changes: object) -> Facts:
    values: dict[str, object] = {
        "day_from": "2017-01-02",
        "day_to": "2017-01-02",
        "day_precision": DayPrecision.DAY,
        "place": None,
        "place_precision": PlacePrecision.POINT,
        "subdistrict": None,
        "governorate": None,
        "classes": (),
        "killed": Count(low=1, best=2, high=3),
        "wounded": None,
        "point": Point(lat_e5=3_512_345, lon_e5=3_698_765),
    }
    return Facts(**(values | changes))  # type: ignore[arg-type]  # one bag of changes


def test_an_event_that_names_the_code_and_the_source_of_an_incident_cites_it_whichever_came_first() -> None:
    wanted = FoundRepeat(report="u", repeats="a", why=FoundWhy.CITES)

    assert only(AIRWARS, UCDP) == only(UCDP, AIRWARS) == wanted
    assert naming_codes([AIRWARS, UCDP]) == (wanted,)


def test_a_code_means_a_report_only_of_a_source_that_is_named_too() -> None:
    stranger = replace(UCDP, taken_from=frozenset({"sohr"}))

    assert only(AIRWARS, stranger) is None
    assert naming_codes([AIRWARS, stranger]) == ()


def test_naming_the_source_without_a_code_is_enough_within_one_incident() -> None:
    vague = replace(UCDP, names=frozenset())

    assert only(AIRWARS, vague) == FoundRepeat(report="u", repeats="a", why=FoundWhy.CITES)
    assert naming_codes([AIRWARS, vague]) == ()


def test_a_number_that_is_said_to_be_cited_needs_no_name() -> None:
    outright = Telling("w", "wire", cites=frozenset({"31742"}))

    assert only(AIRWARS, outright) == FoundRepeat(report="w", repeats="a", why=FoundWhy.CITES)


def test_old_codes_are_found_with_their_letters_and_nothing_inside_words() -> None:
    assert codes_in("(S571a) and CS653, RS2041; not MIG29x7 or http://x.example/S380") == {
        "s571a",
        "cs653",
        "rs2041",
    }


def test_one_address_or_one_named_source_is_one_upstream_and_the_later_repeats() -> None:
    first = Telling("p", "post", addresses=("https://www.video.example/1/",))
    second = Telling("q", "wire", addresses=("http://video.example/1#t=3",))
    third = Telling("r", "radio", taken_from=frozenset({"sohr"}))

    assert only(first, second) == FoundRepeat(report="q", repeats="p", why=FoundWhy.UPSTREAM)
    assert only(UCDP, third) == FoundRepeat(report="r", repeats="u", why=FoundWhy.UPSTREAM)


def test_nearly_the_same_words_copy_and_short_texts_are_alike_by_chance() -> None:
    long = "three shells fell on the market of the old town at dawn and killed four people"
    first = Telling("p", "post", words=words_of(long))
    second = Telling("q", "wire", words=words_of(long.replace("dawn", "noon").replace("four", "five")))
    short = words_of("shelling on the town, three killed")

    assert only(first, second) == FoundRepeat(report="q", repeats="p", why=FoundWhy.COPIES)
    assert short == frozenset()
    assert only(replace(first, words=short), replace(second, words=short)) is None


def test_everything_the_same_at_a_measured_point_copies_and_at_an_areas_point_does_not() -> None:
    first, second = Telling("p", "post", facts=facts()), Telling("q", "wire", facts=facts())
    area = facts(place_precision=PlacePrecision.SUBDISTRICT)

    assert only(first, second) == FoundRepeat(report="q", repeats="p", why=FoundWhy.COPIES)
    assert only(replace(first, facts=area), replace(second, facts=area)) is None
    assert only(first, replace(second, facts=facts(killed=None))) is None


def test_what_linkage_found_is_put_forward_too() -> None:
    pair = [Telling("p", "post"), Telling("q", "wire")]

    assert found_repeats(pair) == ()
    assert found_repeats(pair, [("p", "q")]) == (FoundRepeat(report="p", repeats="q", why=FoundWhy.COPIES),)
