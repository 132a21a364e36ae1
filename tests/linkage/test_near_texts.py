from __future__ import annotations

from random import Random

from hypothesis import given, strategies as st

from mithaq.linkage.near_texts import NearTexts

FLOOD = (
    "The soldiers of {0} fired {1} shells on the school of {2} this morning and nobody of us was there to see it"
)
FLOOD_AR = "أطلق جنود {0} هذا الصباح {1} قذيفة على مدرسة {2} ولم يكن أحد منا هناك ليرى ما حدث في ذلك اليوم"
NAMES = ("Dara", "Qasr", "Zahra", "Tell Abyad", "Nahr", "Mazraa")


def filled(template: str, random: Random) -> str:
    return template.format(random.choice(NAMES), random.randint(1, 99), random.choice(NAMES))


def test_one_text_with_changed_names_and_numbers_is_one_crowd_in_both_scripts():
    random = Random(5)
    texts = [filled(FLOOD, random) for _ in range(200)] + [filled(FLOOD_AR, random) for _ in range(200)]
    groups = NearTexts().add(texts)
    assert len(set(groups[:200])) == 1
    assert len(set(groups[200:])) == 1
    assert groups[0] != groups[-1]


WORDS = ["".join(chr(97 + int(digit)) for digit in f"{number:03}") for number in range(400)]


def test_texts_that_only_share_their_subject_are_no_crowd():
    random = Random(7)
    texts = [" ".join(random.sample(WORDS, 15)) for _ in range(500)]
    assert len(set(NearTexts().add(texts))) == 500


def test_small_changes_make_no_chain():
    """Each text is like the one before it, the last has nothing of the first."""
    texts = [" ".join(WORDS[start : start + 30]) for start in range(0, 300, 3)]
    groups = NearTexts().add(texts)
    members = [[at for at, group in enumerate(groups) if group == one] for one in set(groups)]
    assert all(max(each) - min(each) <= 12 for each in members)


@given(
    st.lists(
        st.one_of(st.none(), st.text(max_size=60), st.just("one two three four five six seven eight")), max_size=30
    )
)
def test_batches_give_what_one_gives_and_a_short_text_has_no_group(texts):
    whole = NearTexts().add(texts)
    parts = NearTexts()
    assert [group for text in texts for group in parts.add([text])] == whole
    assert all(group == -1 for text, group in zip(texts, whole, strict=True) if not text)


def test_the_same_words_in_other_spelling_are_the_same_text():
    one = "قُصِفَت مدرسةٌ في إدلب صباحاً وسقط جرحى في الساحة القريبة"
    groups = NearTexts().add([one, "قصفت مدرسه فى ادلب صباحا وسقط جرحي في الساحه القريبه"])
    assert groups[0] == groups[1] != -1
