from __future__ import annotations

import base64
import json

import pytest

from mithaq.mechanism.monitoring.statements import ReportDescribed, ReportReceived
from mithaq.mechanism.sealing_statements import SealOpened
from mithaq.record.commitments import commit
from mithaq.verify import Folder, Trust, verify_record
from support.drafts import a_day, facts, signer

SALT = b"s" * 32


def outcome_of_opening(folder, *, value: object, field: str = "classes", salt: bytes = SALT):
    """A report whose classes are sealed and described on the record; the opening then says ``value``."""
    draft = a_day()
    state = draft.random.getstate()
    identifier = draft.add("report.received", ReportReceived(), role="epoch")
    draft.entries.pop()
    draft = a_day()
    draft.random.setstate(state)
    sealed = commit(
        SALT, statement_id=identifier, kind="report.received", version=1, field="classes", value=["VC-06"]
    )
    index = draft.ledger.size
    assert draft.add("report.received", ReportReceived(), seals={"classes": sealed}, role="epoch") == identifier
    draft.add("report.described", ReportDescribed(report=identifier, facts=facts()))
    opened = SealOpened(index=index, field=field, salt=base64.b64encode(salt).decode(), value=value)
    draft.add("seal.opened", opened)
    draft.write(folder)
    return verify_record(Folder(folder), Trust.of_key(signer().key.text()))


def test_an_opened_value_that_fits_holds(tmp_path):
    assert outcome_of_opening(tmp_path, value=["VC-06"]).held


@pytest.mark.parametrize(
    "change",
    [
        {"value": ["VC-07"]},
        {"value": ["VC-06"], "field": "place"},
        {"value": ["VC-06"], "salt": b"t" * 32},
    ],
)
def test_another_value_field_or_salt_does_not_hold(tmp_path, change):
    assert "seal" in {p.check for p in outcome_of_opening(tmp_path, **change).problems}


def test_a_float_cannot_hide_in_an_opened_value(tmp_path):
    draft = a_day()
    draft.received()
    draft.add(
        "seal.opened",
        SealOpened(index=5, field="text", salt=base64.b64encode(SALT).decode(), value=1),
    )
    value = json.loads(draft.entries[-1])
    value["body"]["value"] = 1.5
    draft.entries[-1] = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    draft.write(tmp_path)

    outcome = verify_record(Folder(tmp_path), Trust.of_key(signer().key.text()))

    assert "schema" in {p.check for p in outcome.problems}
