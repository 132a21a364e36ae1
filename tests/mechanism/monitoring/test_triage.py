from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from mithaq.mechanism.monitoring.alleged_harm import alleged_harm
from mithaq.mechanism.monitoring.triage import CROWD_LEAST, GRAVE, IN_A_ROW, KNOWN_TURNS, Turn, Waiting, turns

NOW = "2017-01-05T12:00:00Z"
DUE = ("2017-01-05T18:00:00Z", "2017-01-08T00:00:00Z", "2017-01-12T00:00:00Z", "2017-01-03T00:00:00Z")


def waiting(name: str, sources: st.SearchStrategy[str | None], crowds: st.SearchStrategy[str | None]):
    return st.lists(
        st.builds(
            Waiting,
            report=st.just(""),
            entered_at=st.sampled_from(("2017-01-05T10:00:00Z", "2017-01-05T11:00:00Z")),
            due_at=st.sampled_from(DUE),
            harm=st.integers(1, 4),
            source=sources,
            area=st.sampled_from((None, "SY0101", "SY0202")),
            crowd=crowds,
        ),
        max_size=60,
    ).map(
        lambda found: [
            Waiting(f"{name}{at:03}", w.entered_at, w.due_at, w.harm, w.source, w.area, w.crowd)
            for at, w in enumerate(found)
        ]
    )


KNOWN = waiting("k", st.sampled_from(("a", "b", "c")), st.none())
OTHERS = waiting("o", st.none(), st.sampled_from((None, "x", "y")))


@given(KNOWN, OTHERS)
def test_every_report_has_its_turn_once_by_itself_or_through_its_crowd(known, others):
    found = turns(known + others, now=NOW)
    assert sum(turn.stands_for for turn in found) == len(known) + len(others)
    assert len({turn.report for turn in found}) == len(found)
    sizes = {crowd: sum(each.crowd == crowd for each in others) for crowd in ("x", "y")}
    assert sorted(turn.stands_for for turn in found if turn.stands_for > 1) == sorted(
        size for size in sizes.values() if size >= CROWD_LEAST
    )


@given(KNOWN, OTHERS)
def test_known_sources_never_wait_behind_the_others(known, others):
    found = turns(known + others, now=NOW)
    places = [place for place, turn in enumerate(found, 1) if turn.is_known]
    assert all(place <= k + (k - 1) // KNOWN_TURNS for k, place in enumerate(places, 1))
    assert [turn for turn in found if turn.is_known] == turns(known, now=NOW)


@given(KNOWN, OTHERS)
def test_the_others_have_each_fourth_turn_at_least(known, others):
    found = turns(known + others, now=NOW)
    places = [place for place, turn in enumerate(found, 1) if not turn.is_known]
    assert all(place <= (KNOWN_TURNS + 1) * k for k, place in enumerate(places, 1))


@given(KNOWN, OTHERS)
def test_the_gravest_first_and_a_near_limit_lifts(known, others):
    """As long as no source and no sub-district has more than it may in a row."""
    few = [each for source in "abc" for each in [one for one in known if one.source == source][:IN_A_ROW]]
    found = turns(few + others[:IN_A_ROW], now=NOW)
    for group in (True, False):
        levels = [turn.level for turn in found if turn.is_known is group]
        assert levels == sorted(levels, reverse=True)
    assert all(turn.level >= GRAVE for turn in found if turn.is_due_soon)


@pytest.mark.parametrize("lies", [30, 3_000])
def test_a_known_source_that_calls_all_grave_keeps_no_other_waiting_for_ever(lies):
    flood = [Waiting(f"f{at:04}", NOW, DUE[2], 4, source="loud") for at in range(lies)]
    [place] = [
        place
        for place, turn in enumerate(turns([*flood, Waiting("n", NOW, DUE[2], 2, source="ngo")], now=NOW), 1)
        if turn.report == "n"
    ]
    assert place <= 2 * IN_A_ROW + 2


@given(st.lists(st.integers(1, 40), min_size=2, max_size=5))
def test_one_source_that_floods_leaves_the_other_sources_their_turns(amounts):
    reports = [
        Waiting(f"{source}{at:03}", NOW, DUE[2], 2, source=f"s{source}")
        for source, amount in enumerate(amounts)
        for at in range(amount)
    ]
    found = [turn.report[0] for turn in turns(reports, now=NOW)]
    for source, amount in enumerate(amounts):
        places = [place for place, name in enumerate(found, 1) if name == str(source)]
        assert all(place <= k * len(amounts) for k, place in enumerate(places, 1)), (amount, places)


def test_a_crowd_has_one_turn_with_its_gravest_harm_and_nearest_limit():
    crowd = [
        Waiting(f"r{at:02}", f"2017-01-05T{10 + at % 2}:00:00Z", DUE[at % 3], 1 + at % 3, crowd="x")
        for at in range(CROWD_LEAST)
    ]
    [turn] = turns(crowd, now=NOW)
    assert turn == Turn("r00", GRAVE, DUE[0], is_known=False, is_due_soon=True, stands_for=CROWD_LEAST)


def test_the_harm_a_report_tells_of():
    assert alleged_harm(["VC-06"], killed=None, wounded=None) == 1
    assert alleged_harm(["VC-06"], killed=0, wounded=2) == 2
    assert alleged_harm(["VC-06"], killed=1, wounded=0) == 3
    assert alleged_harm(["VC-10"], killed=None, wounded=None) == 3
    assert alleged_harm(["VC-04"], killed=5, wounded=0) == 4
    assert alleged_harm(["VC-08"], killed=None, wounded=None) == 4
