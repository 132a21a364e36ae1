from __future__ import annotations

import base64
import json

import pytest

from mithaq.errors import InvalidStatement
from mithaq.mechanism import ledger
from mithaq.mechanism.statements import KINDS, UnknownKind, read
from support.drafts import a_day


def an_entry(kind: str) -> dict:
    return next(value for value in map(json.loads, a_day().entries) if value["kind"] == kind)


def as_bytes(value: dict) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def test_every_kind_is_handled_by_the_ledger_and_every_handler_has_a_kind():
    assert set(ledger._HANDLERS) == set(KINDS)


def test_every_kind_says_in_its_schema_what_it_is_for():
    assert [kind.name for kind in KINDS.values() if not (kind.body.__doc__ or "").strip()] == []


def test_an_unknown_kind_is_named():
    value = an_entry("clock.ticked") | {"kind": "panel.convened"}

    with pytest.raises(UnknownKind, match=r"panel\.convened v1"):
        read(as_bytes(value))


@pytest.mark.parametrize(
    "change",
    [
        {"id": "r00000000000000000"},
        {"at": "2017-01-05 00:00:00Z"},
        {"procedure": "latest"},
        {"who": {"actor": None, "role": "Chief of Staff"}},
        {"links": [{"prev": -2, "stream": "i" * 18}]},
        {"extra": 1},
        {"v": 1.0},
    ],
)
def test_a_field_out_of_its_schema_is_refused(change):
    with pytest.raises(InvalidStatement):
        read(as_bytes(an_entry("clock.ticked") | change))


def test_a_missing_field_is_refused():
    value = an_entry("clock.ticked")
    del value["who"]

    with pytest.raises(InvalidStatement):
        read(as_bytes(value))


@pytest.mark.parametrize(
    "seal",
    ["", "A" * 44, "A" * 42 + "B=", base64.b64encode(b"x" * 31).decode(), "-" * 43 + "=", "A" * 42 + "=="],
)
def test_a_seal_has_one_spelling_of_32_bytes(seal):
    value = an_entry("report.received")
    value["seals"]["text"] = seal

    with pytest.raises(InvalidStatement):
        read(as_bytes(value))


def test_a_report_carries_all_of_its_sixteen_commitments_or_none_is_read():
    value = an_entry("report.received")
    assert len(value["seals"]) == 16
    del value["seals"]["reporter"]

    with pytest.raises(InvalidStatement, match="16 seals"):
        read(as_bytes(value))


def test_a_report_never_says_who_took_it_in():
    value = an_entry("report.received")
    value["who"]["actor"] = value["seals"]["text"]

    with pytest.raises(InvalidStatement, match="never says who"):
        read(as_bytes(value))


@pytest.mark.parametrize("data", [b"", b"{", b"null", b"\xff\xfe", b'{"kind":"clock.ticked"}', b"[" * 10_000])
def test_bytes_that_are_no_statement_are_refused_with_our_error(data):
    with pytest.raises(InvalidStatement):
        read(data)
