"""What a bulletin's pictures draw: read back from the SVG."""

# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree as ET

from hypothesis import given, strategies as st

from mithaq.publish.charts import HEIGHT, WIDTH, Bar, bars, ranges
from mithaq.publish.language import language
from mithaq.publish.panels import claim_panels, class_panels, killed_chart, most_of
from mithaq.publish.views import UNKNOWN, ClaimView, DayView, Quantity
from publish.land import bulletin

QUANTITIES = st.one_of(
    st.none(),
    st.just(UNKNOWN),
    st.integers(0, 5_000).map(Quantity.exact),
    st.lists(st.integers(0, 900), min_size=3, max_size=3)
    .map(sorted)
    .map(lambda three: Quantity.between(three[0], three[2], best=three[1])),
)


def drawn(picture, name):
    return [each for each in ET.fromstring(str(picture)).iter() if each.get("class") == name]


def numbers(each):
    return {
        key: float(each.get(key)) for key in ("x", "y", "width", "height", "x1", "x2", "y1", "y2") if each.get(key)
    }


def of(*quantities, rtl=False, solid=None, top=None):
    days = [Bar(quantity, solid) for quantity in quantities]
    return bars(days, said="", digits=str, rtl=rtl, top=top)


def test_a_bar_starts_at_zero_and_its_height_is_its_share_of_the_highest():
    heights = [numbers(each)["height"] for each in drawn(of(Quantity.exact(2), Quantity.exact(4)), "solid")]

    assert heights[1] == 2 * heights[0]


def test_a_gap_is_hatched_an_unknown_number_an_open_mark_and_neither_is_a_bar():
    picture = of(None, UNKNOWN, Quantity.exact(0))

    assert len(drawn(picture, "gap")) == 1
    assert len(drawn(picture, "unknown")) == 1
    assert drawn(picture, "solid") == []


def test_verified_is_filled_and_the_rest_is_an_outline():
    picture = of(Quantity.exact(4), solid=1)
    [solid], [outline] = drawn(picture, "solid"), drawn(picture, "open")

    assert outline.get("fill") == "none"
    assert numbers(outline)["height"] > 2 * numbers(solid)["height"]


def test_time_runs_from_the_right_in_arabic():
    first, second = (numbers(each)["x"] for each in drawn(of(*[Quantity.exact(1)] * 2), "solid"))
    first_ar, second_ar = (numbers(each)["x"] for each in drawn(of(*[Quantity.exact(1)] * 2, rtl=True), "solid"))

    assert first < second
    assert first_ar > second_ar


def test_a_range_is_a_line_from_lowest_to_highest_with_a_stroke_at_the_best():
    picture = ranges([Bar(Quantity.between(2, 10, best=4))], said="", digits=str, rtl=False)
    [span], [best] = drawn(picture, "span"), drawn(picture, "best")

    low, high, at = numbers(span)["y1"], numbers(span)["y2"], numbers(best)["y1"]
    assert (low - at) * 4 == (low - high)


@given(
    quantities=st.lists(QUANTITIES, max_size=92),
    rtl=st.booleans(),
    draw=st.sampled_from([bars, ranges]),
    data=st.data(),
)
def test_nothing_is_drawn_outside_the_picture(quantities, rtl, draw, data):
    days = [Bar(quantity, None, "9") for quantity in quantities]
    picture = ET.fromstring(str(draw(days, said="<&", digits=str, rtl=rtl)))

    for each in picture.iter():
        said = numbers(each)
        across = [said.get("x"), said.get("x1"), said.get("x2"), said.get("x", 0) + said.get("width", 0)]
        down = [said.get("y"), said.get("y1"), said.get("y2"), said.get("y", 0) + said.get("height", 0)]
        assert all(0 <= value <= WIDTH for value in across if value is not None)
        assert all(0 <= value <= HEIGHT for value in down if value is not None)


def test_the_day_without_a_number_of_killed_is_no_zero():
    picture = killed_chart(bulletin(), language("en"))

    assert len(drawn(picture, "unknown")) == 1
    assert len(drawn(picture, "gap")) == 1


def test_small_multiples_have_one_scale():
    panels = class_panels(bulletin(), language("en"))

    assert [panel.code for panel in panels] == ["VC-06", "VC-04", "VC-18"]
    scales = {tuple(text.text for text in list(drawn(panel.picture, "n"))[:2]) for panel in panels}
    assert scales == {("0", "6")}


def week_of_claims():
    days = [date(2031, 1, 6) + timedelta(days=number) for number in range(7)]
    claims = [
        ClaimView(recorder, rule, {"en": "breaches"}, day.isoformat(), day.isoformat(), Quantity.exact(count), "n")
        for recorder, rule, count in (("almond", "a", 3), ("lantern", "b", 30))
        for day in days[:5]
    ]
    of_a_place = replace(claims[0], place="WR-01", count=Quantity.exact(99))
    again = replace(claims[0], count=Quantity.exact(9))
    return replace(
        bulletin(),
        day_from="2031-01-06",
        day_to="2031-01-12",
        claims=(*claims, of_a_place, again),
        days=tuple(DayView(day.isoformat(), True, 1, 0, UNKNOWN) for day in days),
    )


def test_each_recorder_has_a_picture_of_its_own_and_a_day_without_a_number_is_a_gap():
    panels = claim_panels(week_of_claims(), language("en"))

    assert [panel.recorder for panel in panels] == ["almond", "lantern"]
    assert all(len(drawn(panel.picture, "gap")) == 2 for panel in panels)
    assert all(len(drawn(panel.picture, "solid")) == 5 for panel in panels)


def test_a_number_printed_again_stands_for_its_day_and_is_added_to_nothing():
    [almond, _] = claim_panels(week_of_claims(), language("en"))

    assert [text.text for text in drawn(almond.picture, "n")][:2] == ["0", "9"]


def test_the_day_with_most_incidents_is_named_only_where_there_is_any():
    assert most_of(bulletin()).day == "2031-01-05"
    assert most_of(replace(bulletin(), days=(DayView("2031-01-01", True, 0, 0, UNKNOWN),))) is None


def test_a_number_that_runs_over_midnight_stands_at_its_second_day_and_a_longer_one_nowhere():
    week = week_of_claims()
    one, *_ = week.claims
    over = replace(one, recorder="night", day_from="2031-01-07", day_to="2031-01-08")
    longer = replace(one, recorder="long", day_from="2031-01-06", day_to="2031-01-08")

    panels = {each.recorder: each for each in claim_panels(replace(week, claims=(over, longer)), language("en"))}

    assert panels.keys() == {"night"}
    [bar] = drawn(panels["night"].picture, "solid")
    third = numbers(drawn(of(None, None, Quantity.exact(3), None, None, None, None), "solid")[0])["x"]
    assert numbers(bar)["x"] == third
