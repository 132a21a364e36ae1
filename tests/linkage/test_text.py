"""Texts in Arabic and Latin script are compared after the differences that mean nothing are off."""

from __future__ import annotations

import numpy as np

from mithaq.linkage.reports import Pairs
from mithaq.linkage.text import LEVELS, NO_TEXT, levels_of, likeness, normalised, texts_of


def _likeness(*texts):
    return float(likeness(texts_of(texts), Pairs(np.array([0]), np.array([1])))[0])


def test_arabic_spelling_variants_read_the_same():
    assert normalised("قُصِفَت  مدرسةٌ في إدلب!") == normalised("قصفت مدرسه فى ادلب")


def test_arabic_digits_and_latin_digits_read_the_same():
    assert normalised("٥ قتلى") == normalised("5 قتلى")


def test_latin_case_and_accents_mean_nothing():
    assert normalised("Frappe À DOUMA") == normalised("frappe a douma")


def test_an_edited_copy_is_far_more_alike_than_another_event_of_the_same_town():
    first = "قصفت مدفعية النظام حي الوعر فجرا وسقط ثلاثة قتلى قرب المخبز"
    edited = "قصفت مدفعية النظام فجرا حي الوعر وسقط 3 قتلى قرب المخبز الآلي"
    other = "انفجار لغم أرضي بسيارة على طريق الوعر ولا إصابات"

    assert _likeness(first, edited, other) > 3 * _likeness(first, other, edited)


def test_texts_of_two_scripts_are_no_evidence_against_each_other_by_likeness():
    texts = texts_of(["قصف على المدينة", "shelling of the town", "", "shelling of the town"])
    levels = levels_of(texts, Pairs(np.array([0, 0, 1]), np.array([1, 2, 3])))

    assert levels.tolist() == [len(LEVELS) + 1, NO_TEXT, len(LEVELS)]
