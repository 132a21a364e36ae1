"""Reports without a place meet the others of their days by what their texts share."""

from __future__ import annotations

import numpy as np

from mithaq.linkage import link, read_columns
from mithaq.linkage.candidates import Reach
from mithaq.linkage.text import texts_of
from mithaq.linkage.text_candidates import text_candidates

WORDS = [f"{a}{b}" for a in ("tarum", "kelid", "bosra", "zamil", "nahri") for b in ("abad", "iya", "pour", "stan")]


def table(days: list[int]) -> dict[str, list[object]]:
    """Events named by a place of two words; a placed report of each, and a placeless one on the days given."""
    rows = []
    for number, name in enumerate(WORDS):
        words = f"shelling of {name} mill number {number}"
        rows.append((f"p{number}", "one", number, 33 + number / 10, 36.0, 0, words))
        rows.append(
            (f"t{number}", "two", number + days[number], None, None, 3, f"report from {name}, {number} hurt")
        )
    names = ("unique_id", "source", "day", "lat", "lon", "prec", "text")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def test_a_placeless_report_meets_the_placed_one_its_text_names() -> None:
    reports = read_columns(table([0] * len(WORDS)))
    assert reports.text is not None
    pairs = text_candidates(reports, texts_of(reports.text), Reach())

    found = {(str(reports.ids[a]), str(reports.ids[b])) for a, b in zip(*pairs, strict=True)}
    assert {(f"p{number}", f"t{number}") for number in range(len(WORDS))} <= found
    assert all(a < b for a, b in zip(*pairs, strict=True))
    assert len(found) == len(pairs.first)


def test_it_does_not_meet_one_of_other_days() -> None:
    reports = read_columns(table([40] * len(WORDS)))
    assert reports.text is not None
    pairs = text_candidates(reports, texts_of(reports.text), Reach())

    gaps = np.abs(reports.day[pairs.first] - reports.day[pairs.second])
    assert not (gaps > Reach().days).any()


def test_a_placeless_report_is_linked_by_its_text_where_no_report_says_a_type() -> None:
    columns = table([0] * len(WORDS))
    linked = link(read_columns(columns))

    looked_at = {
        (str(linked.reports.ids[a]), str(linked.reports.ids[b])) for a, b in zip(*linked.candidates, strict=True)
    }
    assert ("p3", "t3") in looked_at
    assert linked.explain("p3", "t3").probability > linked.explain("p3", "t9").probability
