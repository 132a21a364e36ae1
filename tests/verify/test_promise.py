from __future__ import annotations

import base64

import pytest

from mithaq.errors import MithaqError
from mithaq.mechanism.monitoring.statements import Disposition, ReportReceived
from mithaq.record.promises import make_promise
from mithaq.verify import Folder, PromiseState, Trust, check_promise, verify_record
from support.drafts import ORIGIN, a_day, signer


def promised(commitment: bytes, deadline: str = "2017-01-07T00:00:00Z", key=None):
    return make_promise(commitment, deadline, ORIGIN, key or signer("promises", "promise"))


def check(draft, folder, promise):
    draft.write(folder)
    outcome = verify_record(Folder(folder), Trust.of_key(signer().key.text()))
    assert outcome.held
    return check_promise(promise, outcome, Folder(folder))


def test_a_kept_promise_names_the_entry_and_its_disposition(tmp_path):
    draft = a_day()
    commitment = draft.commitment()
    report = draft.add("report.received", ReportReceived(), seals={"report": commitment}, role="epoch")
    draft.dispose(report, Disposition.UNOBSERVABLE)

    found = check(draft, tmp_path, promised(base64.b64decode(commitment)))

    assert (found.state, found.report, found.disposition) == (PromiseState.KEPT, report, "unobservable")


def test_a_report_that_came_after_its_deadline_is_late(tmp_path):
    draft = a_day()
    commitment = draft.commitment()
    draft.at = "2017-01-08T00:00:00Z"
    draft.add("report.received", ReportReceived(), seals={"report": commitment}, role="epoch")

    assert check(draft, tmp_path, promised(base64.b64decode(commitment))).state is PromiseState.LATE


def test_before_its_deadline_a_missing_report_proves_nothing(tmp_path):
    assert check(a_day(), tmp_path, promised(b"\1" * 32)).state is PromiseState.NOT_YET_DUE


def test_a_dropped_report_is_proved_once_the_record_goes_beyond_the_deadline(tmp_path):
    draft = a_day()
    draft.at = "2017-01-08T00:00:00Z"
    draft.tick()

    assert check(draft, tmp_path, promised(b"\1" * 32)).state is PromiseState.BROKEN


def test_another_field_with_the_promised_commitment_keeps_no_promise(tmp_path):
    draft = a_day()
    commitment = draft.commitment()
    draft.add("report.received", ReportReceived(), seals={"text": commitment}, role="epoch")
    draft.at = "2017-01-08T00:00:00Z"
    draft.tick()

    assert check(draft, tmp_path, promised(base64.b64decode(commitment))).state is PromiseState.BROKEN


def test_a_promise_by_a_key_that_is_not_on_the_record_is_refused(tmp_path):
    with pytest.raises(MithaqError, match="no promise key on this record"):
        check(a_day(), tmp_path, promised(b"\1" * 32, key=signer("promises", "forger")))
