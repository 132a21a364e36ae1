"""Many entries read at once are exactly those that are read one by one; nothing more is let in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings, strategies as st

from mithaq.errors import InvalidStatement
from mithaq.mechanism.identifiers import ALPHABET, Letter, are_ids, is_id, new_id
from mithaq.mechanism.monitoring.facts import Republish
from mithaq.mechanism.sealing_statements import SealOpened
from mithaq.mechanism.statements import read, read_together
from support.drafts import ENCODER, a_day

WORDS = (
    "",
    "x",
    "2017-02-30",
    "2017-01-05\n",
    "٢٠١٧-01-05",
    "a code",
    "VC-1",
    "VC-٠٦",
    "é" * 10,
    "2017-01-05T12:00:61Z",
)


def a_record() -> list[bytes]:
    draft = a_day(reports=3)
    draft.source(Republish.NONE, "quiet")
    draft.add("seal.opened", SealOpened(index=5, field="text", salt=draft.commitment(), value={"a": [1, "x"]}))
    return draft.entries


ENTRIES = a_record()


def as_bytes(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def is_read_alone(entry: bytes) -> bool:
    try:
        statement = read(entry)
    except InvalidStatement:
        return False
    return ENCODER.encode(statement) == entry


def places(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Every path to a value inside a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, item in inside for found in places(item, (*path, key)))]


def changed_at(value, path, change):
    if not path:
        return change(value)
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed_at(copy[path[0]], path[1:], change)
    return copy


@st.composite
def spoiled(draw) -> bytes:
    """An entry with one value inside it replaced, removed, added or spelled otherwise, or any byte changed."""
    entry = draw(st.sampled_from(ENTRIES))
    if draw(st.booleans()):
        at = draw(st.integers(0, len(entry) - 1))
        return entry[:at] + bytes([draw(st.integers(0, 255))]) + entry[at + draw(st.integers(0, 1)) :]
    value = json.loads(entry)
    path = draw(st.sampled_from(places(value)))
    other = draw(
        st.sampled_from(WORDS)
        | st.sampled_from(ENTRIES).map(lambda other: json.loads(other)["id"])
        | st.sampled_from(["report.received", "clock.ticked", "report.collected", "panel.convened"])
        | st.none()
        | st.integers(-2, 2**54)
        | st.booleans()
        | st.just([])
        | st.just({})
        | st.text(max_size=3)
    )

    def change(old):
        if isinstance(old, dict) and draw(st.booleans()):
            return (
                {key: item for key, item in old.items() if key != draw(st.sampled_from(sorted(old)))}
                if old
                else {"x": other}
            )
        if isinstance(old, str) and old and draw(st.booleans()):
            at = draw(st.integers(0, len(old) - 1))
            return old[:at] + draw(st.sampled_from("A0z=é \n")) + old[at + 1 :]
        return other

    value = changed_at(value, path, change)
    return draw(st.sampled_from([as_bytes(value), json.dumps(value).encode(), as_bytes(value) + b" "]))


def test_an_honest_record_is_read_together_as_it_is_one_by_one():
    assert read_together(ENTRIES) == [read(entry) for entry in ENTRIES]


@settings(max_examples=2_000, deadline=None)
@given(entries=st.lists(st.sampled_from(ENTRIES), max_size=4), wrong=spoiled(), place=st.integers(0, 4))
def test_entries_are_read_together_if_and_only_if_each_would_be_read_alone(entries, wrong, place):
    entries.insert(place, wrong)

    together = read_together(entries)

    if all(is_read_alone(entry) for entry in entries):
        assert together == [read(entry) for entry in entries]
    else:
        assert together is None


@pytest.mark.parametrize("day", ["2017-02-30", "2017-1-5", "٢٠١٧-01-05", "20170105", "2017-W01-4"])
def test_a_day_that_is_on_no_calendar_is_refused_by_its_name(day):
    value = json.loads(next(entry for entry in ENTRIES if b"report.collected" in entry))
    value["body"]["facts"]["day_to"] = day

    with pytest.raises(InvalidStatement):
        read(as_bytes(value))
    assert read_together([as_bytes(value)]) is None


@pytest.mark.parametrize(("field", "word"), [("place", "a b"), ("governorate", "XA01\n"), ("classes", ["VC-٠٦"])])
def test_a_code_with_a_sign_it_may_not_have_is_refused(field, word):
    value = json.loads(next(entry for entry in ENTRIES if b"report.collected" in entry))
    value["body"]["facts"][field] = word

    with pytest.raises(InvalidStatement, match="is not a"):
        read(as_bytes(value))


@given(
    stems=st.lists(st.tuples(st.sampled_from(Letter), st.binary(min_size=10, max_size=10)), max_size=5),
    change=st.none()
    | st.tuples(st.integers(0, 4), st.integers(0, 17), st.sampled_from([*ALPHABET, "i", "u", "A", "é"])),
)
def test_identifiers_are_judged_together_as_each_is_alone(stems, change):
    ids = [new_id(letter, entropy) for letter, entropy in stems]
    letters = "".join(letter.value for letter, _ in stems)
    if change is not None and change[0] < len(ids):
        number, at, sign = change
        ids[number] = ids[number][:at] + sign + ids[number][at + 1 :]

    alone = all(is_id(each) and each[0] == letter for each, letter in zip(ids, letters, strict=True))
    assert are_ids(ids, letters) is alone


def test_two_wrong_identifiers_do_not_cancel_each_other_out():
    right = new_id(Letter.REPORT, bytes(10))
    wrong = right[:5] + ("1" if right[5] != "1" else "2") + right[6:]

    assert not are_ids([wrong, wrong], "rr")
    assert are_ids([right, right], "rr")


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("report.received", {"who": {"actor": "somebody", "role": "epoch"}}),
        ("incident.opened", {"links": [{"prev": -1, "stream": "r00000000000000000"}]}),
        ("report.disposed", {"links": [{"prev": -1, "stream": "i00000000000000000"}]}),
        ("report.disposed", {"seals": {}}),
        ("clock.ticked", {"v": 2}),
    ],
)
def test_what_only_its_kind_forbids_is_refused_in_company_too(kind, change):
    value = json.loads(next(entry for entry in ENTRIES if f'"kind":"{kind}"'.encode() in entry)) | change

    assert not is_read_alone(as_bytes(value))
    assert read_together([*ENTRIES, as_bytes(value)]) is None


def test_a_kind_inside_an_opened_value_is_never_taken_for_the_statements_own():
    value = json.loads(next(entry for entry in ENTRIES if b"seal.opened" in entry))
    value["body"]["value"] = {"a": "b", "kind": "clock.ticked"}

    assert is_read_alone(as_bytes(value))
    assert read_together([as_bytes(value)]) in (None, [read(as_bytes(value))])
