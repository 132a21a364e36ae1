from __future__ import annotations

import re

import pytest

from mithaq.errors import InvalidStatement
from mithaq.mechanism.agreement.violation_classes import BY_CODE, VIOLATION_CLASSES, violation_class

ARABIC = re.compile(r"[\u0600-\u06ff]")
LATIN = re.compile(r"[A-Za-z]")


def test_the_codes_run_from_1_to_22_without_gap_or_repeat():
    assert [each.code for each in VIOLATION_CLASSES] == [f"VC-{n:02}" for n in range(1, 23)]
    assert len(BY_CODE) == 22


def test_every_class_is_named_and_defined_in_both_languages():
    english = [(each.name_en, each.definition_en) for each in VIOLATION_CLASSES]
    arabic = [(each.name_ar, each.definition_ar) for each in VIOLATION_CLASSES]

    assert all(LATIN.search(a) and LATIN.search(b) and not ARABIC.search(a + b) for a, b in english)
    assert all(ARABIC.search(a) and ARABIC.search(b) and not LATIN.search(a + b) for a, b in arabic)


def test_names_are_distinct_so_that_no_list_shows_the_same_line_twice():
    assert len({each.name_en for each in VIOLATION_CLASSES}) == 22
    assert len({each.name_ar for each in VIOLATION_CLASSES}) == 22


def test_every_class_rests_on_law_or_on_a_clause():
    assert all(each.law or each.clauses for each in VIOLATION_CLASSES)


def test_no_class_claims_to_be_verified_while_its_law_is_cited_from_memory():
    assert not any(each.verified for each in VIOLATION_CLASSES)


def test_obstruction_of_the_monitor_is_marked_as_our_own_proposal():
    assert [each.code for each in VIOLATION_CLASSES if each.proposal] == ["VC-18"]


def test_an_unknown_class_is_refused_with_the_codes_that_exist():
    with pytest.raises(InvalidStatement, match="VC-01 to VC-22"):
        violation_class("VC-23")
