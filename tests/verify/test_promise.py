from __future__ import annotations

import base64

import pytest

from mithaq.errors import MithaqError
from mithaq.mechanism.monitoring.statements import Disposition, ReportReceived
from mithaq.record.cosignatures import cosign
from mithaq.record.notes import KeyType, Signer, add_signatures, split_note
from mithaq.record.promises import make_promise
from mithaq.verify import Folder, PromiseState, Trust, check_promise, verify_record
from support.drafts import ORIGIN, a_day, signer, write_record


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


def test_a_stopped_clock_cannot_put_off_the_answer_where_a_trusted_witness_saw_the_head(tmp_path):
    draft = a_day()
    draft.write(tmp_path)
    witness = Signer("witness.example", bytes(range(32)), KeyType.COSIGNATURE)
    head = tmp_path / "record" / "checkpoint"
    note = head.read_text("utf-8")
    head.write_text(add_signatures(note, [cosign(split_note(note)[0], witness, 1_486_000_000)]), "utf-8")
    policy = tmp_path.parent / "policy.txt"
    policy.write_text(
        f"log {signer().key.text()}\nwitness w {witness.key.text()}\nquorum w\n",
        "utf-8",
    )
    outcome = verify_record(Folder(tmp_path), Trust.of_policy(policy))

    found = check_promise(promised(b"\1" * 32), outcome, Folder(tmp_path))

    assert (found.state, found.by_witness) == (PromiseState.BROKEN, True)


def test_a_note_no_release_can_read_does_not_keep_the_answer_from_coming(tmp_path):
    draft = a_day()
    draft.entries.append(b'{"kind":"note","n":"' + base64.b64encode(b"\1" * 32) + b'","v":2}')
    write_record(tmp_path, draft.entries, signer())
    outcome = verify_record(Folder(tmp_path), Trust.of_key(signer().key.text()))

    found = check_promise(promised(b"\1" * 32), outcome, Folder(tmp_path))

    assert found.state is PromiseState.NOT_YET_DUE


def test_the_records_own_folder_is_enough(tmp_path):
    draft = a_day()
    draft.write(tmp_path)
    place = Folder(tmp_path / "record")
    outcome = verify_record(place, Trust.of_key(signer().key.text()))

    assert check_promise(promised(b"\1" * 32), outcome, place).state is PromiseState.NOT_YET_DUE
