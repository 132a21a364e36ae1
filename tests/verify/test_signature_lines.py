from __future__ import annotations

import pytest

from mithaq.mechanism.agreement.statements import KeyListed
from mithaq.record.cosignatures import cosign
from mithaq.record.notes import KeyType, Signer, add_signatures, split_note
from mithaq.verify import Folder, Trust, verify_record
from support.drafts import a_day, signer

WITNESS = Signer("witness.example", bytes(range(32)), KeyType.COSIGNATURE)


@pytest.fixture
def witnessed(tmp_path):
    """A record that lists a witness, whose line stands under the head; the reader brings the log's key only."""
    draft = a_day()
    draft.add("key.listed", KeyListed(purpose="witness", vkey=WITNESS.key.text()))
    draft.write(tmp_path)
    head = tmp_path / "record" / "checkpoint"
    note = head.read_text("utf-8")
    head.write_text(add_signatures(note, [cosign(split_note(note)[0], WITNESS, 1_486_000_000)]), "utf-8")
    return tmp_path


def checks(folder) -> list[str]:
    outcome = verify_record(Folder(folder), Trust.of_key(signer().key.text()))
    return [problem.check for problem in outcome.problems]


def test_a_listed_witness_may_sign_beside_the_log(witnessed):
    assert checks(witnessed) == []


def test_a_listed_witness_line_with_one_changed_byte_is_found(witnessed):
    head = witnessed / "record" / "checkpoint"
    text = head.read_text("utf-8")
    spoiled = text[:-10] + ("A" if text[-10] != "A" else "B") + text[-9:]
    head.write_text(spoiled, "utf-8")

    assert checks(witnessed) == ["signature-line"]


def test_a_line_said_twice_is_found(witnessed):
    head = witnessed / "record" / "checkpoint"
    text = head.read_text("utf-8")
    head.write_text(text + text[:-1].rpartition("\n")[2] + "\n", "utf-8")

    assert checks(witnessed) == ["signature-line"]
