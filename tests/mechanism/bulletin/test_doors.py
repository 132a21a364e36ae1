"""Whatever a reader who knows the rule and the public totals computes, no small door can be had from it."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given, strategies as st

from mithaq.mechanism.bulletin.doors import OTHER, DoorsOfWeek, doors_of, registered_doors, weeks_due
from mithaq.mechanism.bulletin.recompute import figures
from mithaq.mechanism.bulletin.statements import BulletinPublished
from support.drafts import Draft

WEEK = "2017-01-02"


def printed(counts: dict[str, int], least: int) -> tuple[object, ...]:
    """All that a bulletin says of a week, its public total with it."""
    said = doors_of(WEEK, counts, least)
    return said.reports, tuple(said.apart.items()), said.together


@pytest.mark.parametrize(("doors", "most", "least"), [(2, 30, 5), (3, 16, 5), (3, 20, 3), (4, 10, 3), (5, 6, 2)])
def test_a_small_door_may_have_brought_any_small_number_for_all_that_is_printed(
    doors: int, most: int, least: int
) -> None:
    names = "abcde"[:doors]
    worlds = defaultdict(list)
    for numbers in product(range(most + 1), repeat=doors):
        if sum(numbers) <= most:
            worlds[printed(dict(zip(names, numbers, strict=True)), least)].append(numbers)

    betrayed = [
        (said, door)
        for said, possible in worlds.items()
        for door in range(doors)
        if min(numbers[door] for numbers in possible) < least
        and not set(range(min(least, int(str(said[0])) + 1))) <= {numbers[door] for numbers in possible}
    ]

    assert betrayed == []


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 60), min_size=2), st.integers(2, 12), st.data())
def test_another_world_with_any_small_number_is_printed_alike(
    counts: dict[str, int], least: int, data: st.DataObject
) -> None:
    """The proof in the module, drawn: the rest of the sum moves to another door that stands together with it."""
    said = doors_of(WEEK, counts, least)
    small = [door for door in said.together if counts[door] < least]
    if not small:
        return
    door = data.draw(st.sampled_from(small))
    other = data.draw(st.sampled_from([name for name in said.together if name != door]))
    rest = said.reports - sum(said.apart.values())
    number = data.draw(st.integers(0, min(least - 1, rest)))
    world = counts | dict.fromkeys(said.together, 0) | {door: number, other: rest - number}

    assert printed(world, least) == printed(counts, least)


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 60), min_size=1), st.integers(1, 12))
def test_nothing_small_is_printed_and_what_is_printed_adds_up(counts: dict[str, int], least: int) -> None:
    said = doors_of(WEEK, counts, least)

    rest = said.reports - sum(said.apart.values())
    assert said.apart.keys().isdisjoint(said.together)
    assert said.apart.keys() | set(said.together) == counts.keys()
    assert all(number >= least for number in said.apart.values())
    assert rest == sum(counts[door] for door in said.together)
    if said.apart and said.together:
        assert rest >= least
        assert len(said.together) > 1
        assert rest < min(said.apart.values())


def three_weeks() -> Draft:
    draft = Draft().open()
    for at in ("2017-01-05T09:00:00Z", "2017-01-11T09:00:00Z", "2017-01-18T09:00:00Z"):
        draft.at = at
        draft.received(6)
    return draft


def test_a_week_is_stated_in_the_first_bulletin_after_it_and_never_again() -> None:
    draft = three_weeks()

    for at in ("2017-01-18T09:00:00Z", "2017-01-19T09:00:00Z", "2017-01-23T00:00:00Z"):
        draft.at = at
        draft.digest()
        draft.bulletin()

    stated = [[week.week for week in body.doors] for _, _, body in draft.ledger.bulletins]
    assert stated == [["2017-01-02", "2017-01-09"], [], ["2017-01-16"]]
    assert draft.ledger.breaches == []


def told(draft: Draft, **changes: object) -> str | None:
    """The rule that a bulletin with other doors than the honest ones breaks."""
    due = weeks_due(draft.ledger, draft.at)
    doors = tuple(sorted(registered_doors(draft.ledger)))
    honest = [{"week": week, "reports": reports, "apart": {}, "together": doors} for week, reports in due.items()]
    honest[0] |= changes
    draft.digest()
    body = BulletinPublished(
        number=1,
        day_from="2017-01-05",
        day_to="2017-01-05",
        cut_off=draft.at,
        as_of=draft.ledger.size,
        figures=figures(draft.ledger, "2017-01-05", "2017-01-05"),
        doors=tuple(DoorsOfWeek(**each) for each in honest),  # type: ignore[arg-type]  # one bag of changes
    )
    draft.add("bulletin.published", body, role="editor")
    return draft.ledger.breaches[0].rule if draft.ledger.breaches else None


@pytest.mark.parametrize(
    "forged",
    [
        {"reports": 7},
        {"week": "2017-01-03"},
        {"together": ("nowhere", OTHER)},
        {"apart": {"line": 3}, "together": ("form", OTHER)},
        {"apart": {"line": 5, "form": 1}, "together": (OTHER,)},
        {"apart": {"line": 4, "form": 2, OTHER: 0 + 1}, "together": ()},
        {"apart": {"form": 5}, "together": ("line", OTHER)},
    ],
)
def test_a_bulletin_that_shows_a_small_door_or_contradicts_the_record_breaks_the_rule(
    forged: dict[str, object],
) -> None:
    draft = three_weeks()
    for code, channel in (("door-line", "line"), ("door-form", "form")):
        draft.door(code, channel)

    assert told(draft, **forged) == "doors"


def test_an_honest_statement_of_the_doors_breaks_no_rule() -> None:
    draft = three_weeks()
    for code, channel in (("door-line", "line"), ("door-form", "form")):
        draft.door(code, channel)

    assert told(draft) is None
