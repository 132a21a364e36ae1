# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

import re
import string

import pytest
from babel import Locale

from mithaq.errors import MissionNotReady
from mithaq.publish.language import LANGUAGES, language, wording

FORMS = {"zero", "one", "two", "few", "many", "other"}


def stem(key: str) -> str:
    head, _, last = key.rpartition(".")
    return head if last in FORMS and head else key


def stems(code: str) -> set[str]:
    return {stem(key) for key in wording(code)}


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_key_is_worded_in_every_language():
    assert stems("ar") == stems("en")


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_a_counted_sentence_has_exactly_the_forms_cldr_gives_the_language(code):
    locale = Locale.parse(LANGUAGES[code])
    wanted = set(locale.plural_form.tags) | {"other"}

    counted = {stem(key) for key in wording(code) if key.endswith(".other")}

    assert counted
    assert {key: {form for form in FORMS if f"{key}.{form}" in wording(code)} for key in counted} == dict.fromkeys(
        counted, wanted
    )


def test_sentences_of_both_languages_take_the_same_values():
    english = {stem(key): placeholders(sentence) for key, sentence in wording("en").items()}
    arabic = {
        stem(key): placeholders(sentence)
        for key, sentence in wording("ar").items()
        if not key.endswith((".zero", ".one", ".two"))
    }

    assert arabic == english


def test_no_sentence_of_the_arabic_wording_is_left_in_english():
    words = {key: re.sub(r"\{\w+\}|CC BY|WebGL", "", sentence) for key, sentence in wording("ar").items()}

    assert [key for key, sentence in words.items() if re.search(r"[A-Za-z]{3}", sentence)] == []


def test_the_word_for_being_watched_is_not_used_for_monitoring():
    # Glossary, word traps: مراقبة also means surveillance; the interface says رصد.
    assert [key for key, sentence in wording("ar").items() if "مراقبة" in sentence] == []


def test_a_missing_key_stops_the_rendering():
    with pytest.raises(MissionNotReady, match="nowhere"):
        language("en").text("nowhere")


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "لا نشرات"), (1, "نشرة واحدة"), (2, "نشرتان"), (3, "٣ نشرات"), (11, "١١ نشرة"), (100, "١٠٠ نشرة")],
)
def test_arabic_counts_in_six_forms(count, words):
    shown = language("ar").counted("bulletins.count", count)

    assert re.sub(r"<[^>]+>", "", shown) == words


def test_arabic_dates_carry_both_names_of_the_month():
    assert language("ar").plain_day("2031-01-05") == "٥ كانون الثاني/يناير ٢٠٣١"


def test_english_dates_need_no_guess_about_the_order():
    assert language("en").plain_day("2031-01-05") == "5 January 2031"


def test_a_value_put_into_a_sentence_is_isolated_and_escaped():
    shown = language("ar").text("methods.rule_of", recorder="<D-30> (122 mm)")

    assert shown == "قاعدة <bdi>&lt;D-30&gt; (122 mm)</bdi>"


def test_a_name_missing_in_one_language_is_shown_in_the_other_and_marked_so():
    assert language("en").named({"ar": "وردة"}) == '<bdi lang="ar" dir="rtl">وردة</bdi>'
