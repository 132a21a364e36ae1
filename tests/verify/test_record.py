from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from mithaq.errors import MithaqError
from mithaq.mechanism.bulletin.statements import BulletinPublished, ClockTicked
from mithaq.mechanism.envelope import Link
from mithaq.mechanism.ledger import Ledger
from mithaq.mechanism.monitoring.changed_disposition import Ground
from mithaq.mechanism.monitoring.facts import Republish
from mithaq.mechanism.monitoring.statements import (
    Disposition,
    IncidentDescribed,
    ReportCollected,
    ReportDisposed,
    ReportRedisposed,
)
from mithaq.record.cosignatures import cosign
from mithaq.record.heads import Head, sign_head
from mithaq.record.notes import KeyType, Signer
from mithaq.record.tree import leaf_hashes, root_of
from mithaq.verify import Folder, Trust, verify_record
from support.drafts import ORIGIN, Draft, a_day, facts, signer, write_record


def trust() -> Trust:
    return Trust.of_key(signer().key.text())


def outcome_of(draft: Draft, folder):
    draft.write(folder)
    return verify_record(Folder(folder), trust())


def rules_broken(draft: Draft, folder) -> set[str]:
    return {problem.check for problem in outcome_of(draft, folder).problems}


def public_report_other_than(draft: Draft, report: str) -> str:
    return next(name for name, account in draft.ledger.reports.items() if account.is_public and name != report)


def test_an_honest_day_holds(tmp_path):
    outcome = outcome_of(a_day(), tmp_path)

    assert outcome.problems == []
    assert outcome.exit_code == 0
    assert outcome.ledger.open_reports.count == 6


def test_a_record_of_several_bundles_holds_and_its_reports_are_counted(tmp_path):
    outcome = outcome_of(a_day(reports=400), tmp_path)

    assert outcome.problems == []
    assert len(outcome.ledger.reports) == 800


def test_what_cannot_be_proved_is_said(tmp_path):
    outcome = outcome_of(a_day(), tmp_path)

    said = " ".join(outcome.unchecked)
    assert "leaked" in said
    assert "nobody declared" in said
    assert "before it was given a promise" in said
    assert "sealed values" in said


def test_a_key_that_did_not_sign_the_head_is_refused(tmp_path):
    a_day().write(tmp_path)

    with pytest.raises(MithaqError):
        verify_record(Folder(tmp_path), Trust.of_key(signer(seed="another").key.text()))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_changed_byte_in_any_file_of_the_record_is_found(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("record")
    a_day(reports=150).write(folder)
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    file = data.draw(st.sampled_from(files))
    content = bytearray(file.read_bytes())
    position = data.draw(st.integers(0, len(content) - 1))
    content[position] ^= data.draw(st.integers(1, 255))
    file.write_bytes(content)

    try:
        outcome = verify_record(Folder(folder), trust())
    except MithaqError:
        assert file.name == "checkpoint"
        return
    assert file.relative_to(folder).as_posix() in {problem.where for problem in outcome.problems}


def test_a_file_that_does_not_belong_is_found(tmp_path):
    a_day().write(tmp_path)
    (tmp_path / "record" / "note.txt").write_text("hello")

    outcome = verify_record(Folder(tmp_path), trust())

    assert [(p.check, p.where) for p in outcome.problems] == [("unlisted-file", "record/note.txt")]


def test_a_missing_tile_is_found_by_name(tmp_path):
    a_day(reports=150).write(tmp_path)
    (tmp_path / "record" / "tile" / "0" / "000").unlink()

    outcome = verify_record(Folder(tmp_path), trust())

    assert [(p.check, p.where) for p in outcome.problems] == [("missing-file", "record/tile/0/000")]


def test_a_partial_tile_of_an_older_head_may_stay_but_not_change(tmp_path):
    draft = a_day(reports=150)
    draft.write(tmp_path)
    older = tmp_path / "record" / "tile" / "0" / "000.p" / "7"
    older.parent.mkdir()
    older.write_bytes(b"".join(leaf_hashes(draft.entries[:7])))
    assert verify_record(Folder(tmp_path), trust()).held

    older.write_bytes(b"".join(leaf_hashes(draft.entries[1:8])))

    assert [p.where for p in verify_record(Folder(tmp_path), trust()).problems] == ["record/tile/0/000.p/7"]


def test_a_signature_by_a_key_nobody_listed_is_found(tmp_path):
    draft = a_day()
    draft.write(tmp_path)
    stranger = signer("stranger.example", "stranger")
    head = Head(ORIGIN, len(draft.entries), root_of(leaf_hashes(draft.entries)))
    note = sign_head(head, signer(), [stranger.sign(head.text())])
    (tmp_path / "record" / "checkpoint").write_text(note)

    assert {p.check for p in verify_record(Folder(tmp_path), trust()).problems} == {"signature-line"}


def test_a_second_disposition_forged_and_signed_again_is_found(tmp_path):
    draft = a_day()
    report = next(name for name, account in draft.ledger.reports.items() if account.disposition)
    draft.add("report.disposed", ReportDisposed(report=report, disposition=Disposition.OUT_OF_SCOPE))

    assert rules_broken(draft, tmp_path) == {"one-disposition"}


def test_a_disposition_changes_only_by_naming_the_one_it_replaces(tmp_path):
    draft = a_day()
    report, account = next((r, a) for r, a in draft.ledger.reports.items() if a.disposition)
    draft.add(
        "report.redisposed",
        ReportRedisposed(
            report=report,
            replaces=account.decided_by,
            disposition=Disposition.DUPLICATE,
            ground=Ground.LINKAGE,
            reason="same event",
            duplicate_of=public_report_other_than(draft, report),
        ),
    )
    assert rules_broken(draft, tmp_path) == set()

    draft.add(
        "report.redisposed",
        ReportRedisposed(
            report=report,
            replaces=report,
            disposition=Disposition.LINKED,
            ground=Ground.REVIEW,
            reason="again",
        ),
    )

    assert rules_broken(draft, tmp_path) == {"one-disposition"}


def test_a_bulletin_whose_figures_the_record_does_not_give_is_found(tmp_path):
    draft = a_day()
    body = draft.ledger.bulletins[-1][2]
    draft.collected(next(iter(draft.ledger.sources)), "late")
    wrong = BulletinPublished(
        number=2,
        day_from=body.day_from,
        day_to=body.day_to,
        cut_off=draft.at,
        as_of=draft.ledger.size,
        figures=body.figures,
    )
    draft.add("bulletin.published", wrong)

    assert rules_broken(draft, tmp_path) == {"bulletin"}


def test_a_clock_that_hides_overdue_reports_is_found(tmp_path):
    draft = a_day()
    draft.at = "2017-03-01T00:00:00Z"
    waiting = draft.ledger.open_reports
    draft.add("clock.ticked", ClockTicked(open=waiting.count, overdue=0, oldest_open=waiting.oldest()))

    assert rules_broken(draft, tmp_path) == {"clock"}


def test_time_that_runs_backwards_is_found(tmp_path):
    draft = a_day()
    draft.at = "2017-01-01T00:00:00Z"
    draft.source(code="late")

    assert rules_broken(draft, tmp_path) == {"time-order"}


def test_a_broken_chain_of_an_incident_is_found(tmp_path):
    draft = a_day()
    incident = next(iter(draft.ledger.incidents))
    draft.add(
        "incident.described",
        IncidentDescribed(incident=incident, facts=facts()),
        links=(Link(stream=incident, prev=-1),),
    )

    assert rules_broken(draft, tmp_path) == {"stream"}


def test_material_not_to_be_republished_may_not_be_shown(tmp_path):
    draft = Draft().open()
    source = draft.source(Republish.NONE)
    draft.add(
        "report.collected",
        ReportCollected(republish=Republish.NONE, source=source, external_id=None, facts=None),
    )

    assert rules_broken(draft, tmp_path) == {"republish"}


def test_the_incident_of_a_sealed_report_may_not_be_named(tmp_path):
    draft = a_day()
    [sealed] = draft.received()
    incident = next(iter(draft.ledger.incidents))
    draft.dispose(sealed, Disposition.LINKED, incident)

    assert rules_broken(draft, tmp_path) == {"sealed-link"}


def test_two_spellings_of_one_statement_are_found(tmp_path):
    draft = a_day()
    value = json.loads(draft.entries[4])
    draft.entries[4] = json.dumps(value, sort_keys=True).encode()

    outcome = outcome_of(draft, tmp_path)

    assert [(p.check, p.where.split(" (")[0]) for p in outcome.problems] == [("canonical", "entry 4")]


def test_an_unknown_field_is_found(tmp_path):
    draft = a_day()
    value = json.loads(draft.entries[-1])
    value["body"]["note"] = "x"
    draft.entries[-1] = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()

    assert rules_broken(draft, tmp_path) == {"schema"}


def test_an_unknown_kind_is_not_checked_and_never_fine(tmp_path):
    draft = a_day()
    value = json.loads(draft.entries[-1])
    value["kind"] = "panel.convened"
    draft.entries.append(json.dumps(value, sort_keys=True, separators=(",", ":")).encode())

    outcome = outcome_of(draft, tmp_path)

    assert outcome.held
    assert outcome.exit_code == 11
    assert any("panel.convened" in sentence for sentence in outcome.unchecked)


def test_a_bundle_cut_short_is_an_error_with_its_name(tmp_path):
    a_day().write(tmp_path)
    bundle = next((tmp_path / "record" / "tile" / "entries").rglob("[0-9]*"))
    bundle = bundle if bundle.is_file() else next(f for f in bundle.rglob("*") if f.is_file())
    bundle.write_bytes(bundle.read_bytes()[:-3])

    outcome = verify_record(Folder(tmp_path), trust())

    assert outcome.problems[0].where == bundle.relative_to(tmp_path).as_posix()


def test_every_sealed_value_is_counted_as_unchecked(tmp_path):
    draft = a_day(reports=2)

    outcome = outcome_of(draft, tmp_path)

    sealed = sum(len(json.loads(entry)["seals"]) for entry in draft.entries)
    assert any(sentence.startswith(f"{sealed} sealed values") for sentence in outcome.unchecked)


def test_an_empty_record_is_said_to_be_empty(tmp_path):
    write_record(tmp_path, [], signer())

    outcome = verify_record(Folder(tmp_path), trust())

    assert outcome.size == 0
    assert outcome.root == hashlib.sha256(b"").hexdigest()


def test_a_witness_quorum_that_is_not_met_fails_and_one_that_is_holds(tmp_path):
    draft = a_day()
    draft.write(tmp_path)
    witness = Signer("w.example", b"w" * 32, KeyType.COSIGNATURE)
    policy = tmp_path.parent / "policy.txt"
    policy.write_text(f"log {signer().key.text()}\nwitness w {witness.key.text()}\nquorum w\n")

    assert {p.check for p in verify_record(Folder(tmp_path), Trust.of_policy(policy)).problems} == {"witnesses"}

    head = Head(ORIGIN, len(draft.entries), root_of(leaf_hashes(draft.entries)))
    note = sign_head(head, signer(), [cosign(head.text(), witness, 1_483_600_000)])
    (tmp_path / "record" / "checkpoint").write_text(note)

    outcome = verify_record(Folder(tmp_path), Trust.of_policy(policy))

    assert outcome.problems == []
    assert "1 of your witnesses saw this head as the largest" in outcome.checked


def test_an_earlier_head_must_be_a_prefix_of_the_record(tmp_path):
    older = a_day()
    older.write(tmp_path / "older")
    kept = (tmp_path / "older" / "record" / "checkpoint").read_bytes()
    older.tick()
    older.write(tmp_path / "newer")
    a_day(seed=2, reports=6).write(tmp_path / "other")

    newer = verify_record(Folder(tmp_path / "newer"), trust(), earlier_head=kept)
    other = verify_record(Folder(tmp_path / "other"), trust(), earlier_head=kept)

    assert newer.problems == []
    assert [problem.check for problem in other.problems] == ["earlier-head"]


def test_a_rule_that_cannot_be_applied_to_a_hostile_statement_ends_in_a_verdict(tmp_path, monkeypatch):
    a_day().write(tmp_path)
    take = Ledger.take

    def stumble(ledger, statement):
        if statement.kind == "clock.ticked":
            raise OverflowError("date value out of range")
        take(ledger, statement)

    monkeypatch.setattr(Ledger, "take", stumble)

    outcome = verify_record(Folder(tmp_path), trust())

    assert not outcome.held
    assert {problem.check for problem in outcome.problems} >= {"judged"}
