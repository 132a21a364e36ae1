"""What a record may not show though it is signed: the rules of design, section 3, that public values can prove."""

from __future__ import annotations

import base64
import json

import msgspec
import pytest

from mithaq.mechanism.envelope import Link
from mithaq.mechanism.monitoring.changed_disposition import Ground
from mithaq.mechanism.monitoring.facts import Facts, PlacePrecision, Point, Republish
from mithaq.mechanism.monitoring.statements import (
    Disposition,
    ImportRan,
    IncidentDescribed,
    ReportCollected,
    ReportReceived,
    ReportRedisposed,
    SourceRegistered,
)
from mithaq.mechanism.sealing_statements import SealOpened, SubjectErased
from mithaq.mechanism.statements import KINDS
from mithaq.verify import Folder, Trust, verify_record
from support.drafts import Draft, a_day, facts, signer, text

OLD = facts("2017-01-01")


def rules_broken(draft: Draft, folder) -> set[str]:
    draft.write(folder)
    outcome = verify_record(Folder(folder), Trust.of_key(signer().key.text()))
    return {problem.check for problem in outcome.problems}


def rewritten(draft: Draft, **changes: object) -> Draft:
    """The last entry with other envelope fields, spelled canonically."""
    value = json.loads(draft.entries[-1])
    for name, change in changes.items():
        value[name] = value[name] | change if isinstance(change, dict) else change
    draft.entries[-1] = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    return draft


def collected(draft: Draft, shown: Facts) -> Draft:
    source = draft.source(code="other")
    draft.add(
        "report.collected",
        ReportCollected(republish=Republish.OPEN, source=source, external_id="x", facts=shown),
    )
    return draft


def described(draft: Draft, incident: str, shown: Facts) -> Draft:
    last = draft.ledger.streams[incident].last
    body = IncidentDescribed(incident=incident, facts=shown)
    draft.add("incident.described", body, links=(Link(stream=incident, prev=last),))
    return draft


def test_a_report_that_enters_at_its_own_minute_is_found(tmp_path):
    draft = a_day()
    draft.at = "2017-01-06T01:37:12Z"
    draft.received()

    assert rules_broken(draft, tmp_path) == {"batch"}


def test_a_report_may_enter_at_the_time_of_the_entry_before_it(tmp_path):
    draft = a_day()
    draft.at = "2017-01-06T01:37:12Z"
    draft.source(code="other")
    draft.received(3)

    assert rules_broken(draft, tmp_path) == set()


def test_reports_out_of_the_order_of_their_commitments_are_found(tmp_path):
    draft = a_day()
    for commitment in sorted((draft.commitment() for _ in range(2)), reverse=True):
        draft.add("report.received", ReportReceived(), seals={"report": commitment}, role="epoch")

    assert rules_broken(draft, tmp_path) == {"batch"}


def test_one_commitment_on_two_reports_is_found(tmp_path):
    draft = a_day()
    commitment = draft.commitment()
    for _ in range(2):
        draft.add("report.received", ReportReceived(), seals={"report": commitment}, role="epoch")

    assert rules_broken(draft, tmp_path) == {"batch"}


def test_reports_of_one_epoch_that_stand_apart_are_found(tmp_path):
    draft = a_day()
    draft.received(2)
    draft.source(code="other")
    draft.received(2)

    assert rules_broken(draft, tmp_path) == {"batch"}


@pytest.mark.parametrize("disposition", [Disposition.LINKED, Disposition.DUPLICATE])
def test_a_sealed_link_that_enters_apart_from_the_days_batch_is_found(tmp_path, disposition):
    draft = a_day()
    [report] = draft.received()
    draft.at = "2017-01-06T13:00:00Z"
    draft.dispose(report, disposition)
    assert rules_broken(draft, tmp_path / "apart") == {"batch"}

    draft = a_day()
    [first, second] = sorted(draft.received(2))
    draft.dispose(first, disposition)
    draft.dispose(second, disposition)
    assert rules_broken(draft, tmp_path / "batch") == set()


def test_a_second_batch_of_sealed_links_on_one_day_is_found(tmp_path):
    draft = a_day()
    one, other = draft.received(2)
    draft.dispose(one, Disposition.LINKED)
    draft.source(code="other")
    draft.dispose(other, Disposition.LINKED)

    assert rules_broken(draft, tmp_path) == {"batch"}


@pytest.mark.parametrize(
    "shown",
    [
        msgspec.structs.replace(OLD, point=Point(lat_e5=3_512_345, lon_e5=3_698_765)),
        msgspec.structs.replace(facts("2017-01-05"), point=Point(lat_e5=3_510_000, lon_e5=3_700_000)),
        msgspec.structs.replace(OLD, classes=("VC-10",), point=Point(lat_e5=0, lon_e5=0)),
        msgspec.structs.replace(
            OLD, classes=("VC-17",), place="XA0102007", place_precision=PlacePrecision.COMMUNITY
        ),
    ],
)
def test_a_point_too_exact_too_young_or_of_a_protected_place_is_found_wherever_it_stands(tmp_path, shown):
    assert rules_broken(collected(a_day(), shown), tmp_path / "report") == {"exposure"}

    draft = a_day()
    incident = next(iter(draft.ledger.incidents))
    assert "exposure" in rules_broken(described(draft, incident, shown), tmp_path / "incident")


def test_a_late_and_coarse_point_may_be_shown(tmp_path):
    coarse = msgspec.structs.replace(OLD, point=Point(lat_e5=3_510_000, lon_e5=3_700_000))

    assert rules_broken(collected(a_day(), coarse), tmp_path) == set()


def test_an_incident_that_rests_on_no_public_report_shows_at_most_what_derived_shows(tmp_path):
    draft = a_day()
    incident = draft.incident()

    shown = msgspec.structs.replace(facts(), parties=("A",))

    assert rules_broken(described(draft, incident, shown), tmp_path) == {"republish"}


@pytest.mark.parametrize("standing", ["door", "party"])
def test_material_of_a_door_or_a_party_that_stands_as_collected_is_found(tmp_path, standing):
    draft = a_day()
    source = draft.add(
        "source.registered",
        SourceRegistered(
            code="office-a",
            name=text("Office A"),
            republish=Republish.OPEN,
            channel="office",
            standing=standing,
            terms="",
            verified=False,
        ),
    )
    draft.collected(source, "1")

    assert rules_broken(draft, tmp_path) == {"collectable"}


def test_words_about_a_report_that_is_not_public_are_found(tmp_path):
    draft = a_day()
    [report] = draft.received()
    first = draft.dispose(report, Disposition.INSUFFICIENT)
    changed = ReportRedisposed(
        report=report,
        replaces=first,
        disposition=Disposition.OUT_OF_SCOPE,
        ground=Ground.REVIEW,
        reason="his cousin called",
    )
    draft.add("report.redisposed", changed)

    assert rules_broken(draft, tmp_path) == {"reason"}


def test_an_import_shows_reader_and_numbers_all_or_not_at_all(tmp_path):
    draft = a_day()
    draft.add("import.ran", ImportRan(reader=None, rows=None, accepted=None, already_known=None, refused=None))
    assert rules_broken(draft, tmp_path) == set()

    draft.add("import.ran", ImportRan(reader="acled", rows=None, accepted=6, already_known=None, refused=None))
    assert rules_broken(draft, tmp_path) == {"import-rows"}


def test_an_opening_after_an_erasure_is_found(tmp_path):
    draft = a_day()
    [report] = draft.received()
    index = draft.ledger.size - 1
    draft.add("subject.erased", SubjectErased(statements=(report,)))
    salt = base64.b64encode(b"s" * 32).decode()
    draft.add("seal.opened", SealOpened(index=index, field="classes", salt=salt, value=["VC-06"]))

    assert "opening-allowed" in rules_broken(draft, tmp_path)


@pytest.mark.parametrize(
    "field", ["place", "point", "external_id", "origin", "source", "reporter", "text", "report"]
)
def test_an_opening_of_what_leads_to_people_is_found(tmp_path, field):
    draft = a_day()
    draft.received()
    salt = base64.b64encode(b"s" * 32).decode()
    draft.add("seal.opened", SealOpened(index=draft.ledger.size - 1, field=field, salt=salt, value="x"))

    assert "opening-allowed" in rules_broken(draft, tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        {"who": {"actor": "A Name, a street, a telephone"}},
        {"who": {"actor": base64.b64encode(b"n" * 32).decode()}},
        {"who": {"actor": None}},
        {"sig": "a name and a telephone"},
        {"sig": base64.b64encode(b"s" * 64).decode()},
    ],
)
def test_words_in_the_place_of_an_actor_or_a_signature_are_found(tmp_path, change):
    draft = a_day()
    draft.source(code="other")

    assert rules_broken(rewritten(draft, **change), tmp_path) == {"schema"}


def test_every_kind_that_seals_always_carries_all_of_its_seals():
    assert [kind.name for kind in KINDS.values() if kind.seals and not kind.every_seal] == []


def test_an_erasure_that_enters_when_it_was_asked_for_is_found(tmp_path):
    draft = a_day()
    first, third = draft.received(2)
    draft.at = "2017-01-06T13:00:00Z"
    draft.add("subject.erased", SubjectErased(statements=(first,)))
    assert rules_broken(draft, tmp_path / "apart") == {"batch"}

    draft = a_day()
    first, third = draft.received(2)
    draft.add("subject.erased", SubjectErased(statements=(first,)))
    draft.source(code="other")
    draft.add("subject.erased", SubjectErased(statements=(third,)))
    assert rules_broken(draft, tmp_path / "twice") == {"batch"}
