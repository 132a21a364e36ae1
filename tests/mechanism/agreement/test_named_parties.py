"""The shipped parties against the reference they are taken from."""

from __future__ import annotations

import re
from datetime import date

import msgspec
import pytest

from mithaq.mechanism.agreement.named_parties import NAMED_PARTIES
from mithaq.mechanism.agreement.statements import PartyEntered, PartyNamed

CODES = [party.entered.code for party in NAMED_PARTIES]
CLAUSE = re.compile(r"^(?:R\d{4}|AG1229|AST[12]|COH|GA71248|GC2012)/\S+")
SYMBOL = re.compile(r"(?:S/RES/\d{4} \(\d{4}\)|S/\d{4}/\d+|A/RES/\d+/\d+)")
ARMED_GROUPS = {
    "faylaq-al-sham", "ahrar-al-sham", "jaysh-al-islam", "thuwwar-al-sham", "jaysh-al-mujahidin",
    "jaysh-idlib", "jabhat-al-shamiya",
}  # fmt: skip


def test_a_code_names_one_party():
    assert len(set(CODES)) == len(CODES)


@pytest.mark.parametrize("party", NAMED_PARTIES, ids=CODES)
def test_every_party_fits_the_schema_and_cites_its_clause_with_the_document_or_its_link(party):
    entered = party.entered

    assert msgspec.convert(msgspec.to_builtins(entered), PartyEntered) == entered
    assert CLAUSE.match(entered.source)
    assert SYMBOL.search(entered.source) is None or "https://undocs.org/" in entered.source


@pytest.mark.parametrize("party", NAMED_PARTIES, ids=CODES)
def test_every_other_name_fits_the_schema_and_its_days_do_not_run_backwards(party):
    for alias in party.aliases:
        named = alias.statement("p0123456789abcdefg")
        assert msgspec.convert(msgspec.to_builtins(named), PartyNamed) == named
        days = [date.fromisoformat(day) for day in (alias.since, alias.until) if day is not None]
        assert days == sorted(days)


def test_what_the_reference_does_not_mark_as_seen_is_not_verified():
    unverified = {party.entered.code for party in NAMED_PARTIES if not party.entered.verified}

    assert unverified == ARMED_GROUPS | {"UNSMIS", "TGB", "OPCW", "JIM"}


def test_only_the_two_groups_that_the_texts_leave_out_are_excluded():
    assert [party.entered.code for party in NAMED_PARTIES if party.entered.role == "excluded"] == ["ISIL", "ANF"]


def test_guarantors_and_co_chairs_are_the_states_the_instruments_name():
    roles = {party.entered.code: party.entered.role for party in NAMED_PARTIES if len(party.entered.code) == 2}

    assert {code for code, role in roles.items() if role == "guarantor"} == {"RU", "TR", "IR"}
    assert {code for code, role in roles.items() if role == "co_chair"} == {"US"}


def test_a_merger_of_several_groups_is_no_other_name_of_one():
    names = {alias.name.original for party in NAMED_PARTIES for alias in party.aliases}

    assert "Hay'at Tahrir al-Sham" not in names
    assert ("2016-07-28", "2017-01-28") in {
        (alias.since, alias.until) for party in NAMED_PARTIES for alias in party.aliases
    }


def test_the_reference_itself_marks_the_cited_clauses_as_the_list_says(shared_data):
    page = shared_data.parent / "reference" / "instruments.md"
    if not page.is_file():
        pytest.skip(f"no reference: {page} is absent")
    marks = {}
    for line in page.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) >= 4 and "/" in cells[0]:
            for clause in cells[0].replace(" / 2.", " COH/ANX.2.").split(" "):
                marks[clause] = cells[-1]

    for party in NAMED_PARTIES:
        clause = re.match(r"[^\s,]+", party.entered.source)[0]
        if party.entered.verified and clause in marks:
            assert marks[clause].startswith(("V", "H (V")), clause
