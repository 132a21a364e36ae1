from __future__ import annotations

import base64
import hashlib
import json

import pytest
from hypothesis import given, strategies as st

from mithaq.errors import MalformedRecord, MithaqError, VerificationFailed
from mithaq.record import KeyType, Signature, Signer, VerifierKey, add_signatures, open_note, sign_note, split_note
from mithaq.record.notes import MAX_NOTE_BYTES, is_key_name

AMAL = Signer("amal.example/log", b"A" * 32)
BASIL = Signer("basil.example/log", b"B" * 32)
TEXT = "The bridge is open.\n"

key_names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(is_key_name)
plain_lines = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
texts = st.lists(plain_lines, min_size=1, max_size=5).map(lambda lines: "\n".join(lines) + "\n")


def test_every_published_note_key_and_signature_gets_its_verdict(vectors):
    published = json.loads((vectors / "signed-notes.json").read_text())
    checked = 0

    example = published.pop("c2sp_example")
    key = VerifierKey.parse(example["vkey"])
    assert open_note(example["note"], [key]).text == "This is an example message.\n"
    checked += 1

    neumann = published.pop("x_mod_peter_neumann")
    signer = Signer.parse(neumann["skey"])
    assert signer.key.text() == neumann["vkey"]
    assert signer.private_text() == neumann["skey"]
    assert signer.sign(neumann["text"]).line() == neumann["signature_line"]
    note = sign_note(neumann["text"], [signer.sign(neumann["text"])])
    assert note == neumann["text"] + "\n" + neumann["signature_line"]
    assert open_note(note, [VerifierKey.parse(neumann["vkey"])]).text == neumann["text"]
    checked += 1

    for case in published.pop("vkeys_key_id_checks"):
        key = VerifierKey.parse(case["vkey"])
        assert (key.type, key.text()) == (case["type"], case["vkey"])
        checked += 1

    witnesses = published.pop("witness_test_keys")
    for number in (1, 2, 3):
        signer = Signer.parse(witnesses.pop(f"wit{number}_skey"))
        assert signer.key == VerifierKey.parse(witnesses.pop(f"wit{number}_vkey"))
        checked += 1
    assert witnesses == {}

    for malformed in published.pop("bad_vkeys"):
        with pytest.raises(MalformedRecord):
            VerifierKey.parse(malformed)
        checked += 1

    assert published == {}
    assert checked == 1 + 1 + 1 + 3 + 3


@given(texts, key_names, st.binary(min_size=32, max_size=32))
def test_a_note_opens_with_the_key_that_signed_it(text, name, seed):
    signer = Signer(name, seed)

    note = open_note(sign_note(text, [signer.sign(text)]), [VerifierKey.parse(signer.key.text())])

    assert note.text == text
    assert note.signed_by(signer.key)


@given(key_names, st.binary(min_size=32, max_size=32), st.sampled_from(KeyType))
def test_keys_are_read_as_they_are_written(name, seed, type_):
    signer = Signer(name, seed, type_)

    assert Signer.parse(signer.private_text()) == signer
    assert VerifierKey.parse(signer.key.text()) == signer.key


@given(texts, st.data())
def test_a_changed_character_of_the_text_is_noticed(text, data):
    position = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda sign: sign != text[position]))
    signatures = sign_note(text, [AMAL.sign(text)]).removeprefix(text)

    with pytest.raises((VerificationFailed, MalformedRecord)):
        open_note(text[:position] + other + text[position + 1 :] + signatures, [AMAL.key])


@given(st.binary(max_size=80))
def test_arbitrary_bytes_never_pass_for_a_signature(payload):
    forged = Signature(AMAL.name, AMAL.key.key_id, payload or b"\x00")

    with pytest.raises(VerificationFailed):
        open_note(sign_note(TEXT, [forged]), [AMAL.key])


def test_the_text_ends_at_the_last_empty_line():
    text = "First.\n\nSecond.\n\n\nThird.\n"

    assert open_note(sign_note(text, [AMAL.sign(text)]), [AMAL.key]).text == text


def test_a_text_that_ends_with_an_empty_line_is_kept_apart_from_its_signatures():
    text = "First.\n\n"

    assert split_note(sign_note(text, [AMAL.sign(text)]))[0] == text


def test_signatures_of_unknown_keys_are_ignored():
    # Type 0x06 (ML-DSA-44) signatures have 2,420 bytes after a time of eight.
    newer = Signature("witness.example", b"\x01\x02\x03\x04", bytes(8 + 2420))

    note = open_note(sign_note(TEXT, [newer, BASIL.sign(TEXT), AMAL.sign(TEXT)]), [AMAL.key])

    assert [signature.name for signature in note.ignored] == ["witness.example", BASIL.name]
    assert [signature.name for _, signature in note.verified] == [AMAL.name]


@pytest.mark.parametrize(
    "stranger",
    [
        Signature(AMAL.name, b"\x00\x00\x00\x00", b"anything"),
        Signature("someone.else", AMAL.key.key_id, b"anything"),
    ],
    ids=["same name", "same id"],
)
def test_a_key_is_known_by_name_and_id_together(stranger):
    assert open_note(sign_note(TEXT, [stranger, AMAL.sign(TEXT)]), [AMAL.key]).ignored == (stranger,)


def test_a_false_signature_of_a_known_key_spoils_the_whole_note():
    false = Signature(BASIL.name, BASIL.key.key_id, AMAL.sign_bytes(TEXT.encode()))

    with pytest.raises(VerificationFailed, match=BASIL.name):
        open_note(sign_note(TEXT, [AMAL.sign(TEXT), false]), [AMAL.key, BASIL.key])


def test_a_second_and_false_signature_of_the_same_key_spoils_the_note():
    false = Signature(AMAL.name, AMAL.key.key_id, bytes(64))

    with pytest.raises(VerificationFailed):
        open_note(sign_note(TEXT, [AMAL.sign(TEXT), false]), [AMAL.key])


@pytest.mark.parametrize("keys", [[], [BASIL.key]], ids=["no key", "another key"])
def test_a_note_signed_by_nobody_one_knows_does_not_open(keys):
    with pytest.raises(VerificationFailed, match="No key you trust"):
        open_note(sign_note(TEXT, [AMAL.sign(TEXT)]), keys)


def test_sixty_four_signatures_are_read_and_one_more_is_not():
    strangers = [Signature(f"w{number}.example", b"abcd", b"x") for number in range(63)]
    note = sign_note(TEXT, [*strangers, AMAL.sign(TEXT)])

    assert len(open_note(note, [AMAL.key]).ignored) == 63
    with pytest.raises(MalformedRecord, match="64"):
        open_note(note + Signature("one.more", b"abcd", b"x").line(), [AMAL.key])


def test_a_note_beyond_the_limit_is_refused_before_it_is_read():
    with pytest.raises(MalformedRecord, match="limit"):
        split_note(b"\xff" * (MAX_NOTE_BYTES + 1))


LINE = AMAL.sign(TEXT).line()


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        TEXT + "\n",
        TEXT + LINE,
        "\n" + LINE,
        TEXT + "\n" + LINE.rstrip("\n"),
        TEXT + "\n" + LINE + LINE.rstrip("\n"),
        TEXT + "\n" + LINE + "\n",
        TEXT + "\n" + LINE.replace("—", "-"),
        TEXT + "\n" + LINE.replace("— ", "—"),
        TEXT + "\n" + LINE.replace("— ", "—  "),
        TEXT + "\n" + LINE.replace("amal", "amal+"),
        TEXT + "\n" + LINE.replace("amal", "am\u00a0al"),
        TEXT + "\n" + LINE.replace("\n", " \n"),
        TEXT + "\n" + LINE.replace("\n", "\r\n"),
        TEXT + "\n" + f"— {AMAL.name} {base64.b64encode(AMAL.key.key_id).decode()}\n",
        TEXT + "\n" + f"— {AMAL.name} \n",
        TEXT.replace(" ", "\t") + "\n" + LINE,
        (TEXT + "\n" + LINE).encode("utf-16"),
    ],
)
def test_what_is_not_a_note_is_refused(note):
    with pytest.raises(MalformedRecord):
        open_note(note, [AMAL.key])


@pytest.mark.parametrize("text", ["", "no newline", "tab\t\n", "\ud800\n"])
def test_a_text_that_could_not_be_read_again_is_not_signed_into_a_note(text):
    with pytest.raises(MalformedRecord):
        sign_note(text, [Signature("x.example", b"abcd", b"x")])


def test_a_note_without_signatures_is_not_made():
    with pytest.raises(MalformedRecord):
        sign_note(TEXT, [])


def test_adding_a_signature_twice_adds_it_once():
    note = sign_note(TEXT, [AMAL.sign(TEXT)])

    both = add_signatures(note, [BASIL.sign(TEXT)])

    assert add_signatures(both, [BASIL.sign(TEXT), AMAL.sign(TEXT)]) == both
    assert len(open_note(both, [AMAL.key, BASIL.key]).verified) == 2


VKEY = AMAL.key.text()


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "amal.example",
        VKEY.replace("amal", "basil"),
        VKEY.replace("amal", "am al"),
        VKEY.upper(),
        VKEY + "=",
        VKEY[:-4],
        " " + VKEY,
        VKEY + "\n",
        "+" + VKEY.partition("+")[2],
        AMAL.private_text(),
    ],
)
def test_a_key_that_is_not_spelled_so_is_refused(vkey):
    with pytest.raises(MalformedRecord):
        VerifierKey.parse(vkey)


def test_a_post_quantum_key_is_refused_by_its_type():
    material = b"\x06" + bytes(32)
    key_id = hashlib.sha256(b"w.example\n" + material).digest()[:4].hex()

    with pytest.raises(MalformedRecord, match="0x06"):
        VerifierKey.parse(f"w.example+{key_id}+{base64.b64encode(material).decode()}")


@pytest.mark.parametrize("text", ["", VKEY, "PRIVATE+KEY+" + VKEY, AMAL.private_text().replace("amal", "amol")])
def test_a_signer_key_that_is_not_spelled_so_is_refused(text):
    with pytest.raises(MalformedRecord):
        Signer.parse(text)


def test_a_seed_of_another_length_is_refused():
    with pytest.raises(MalformedRecord):
        Signer("x.example", bytes(31))


def test_a_public_key_of_another_length_is_refused():
    with pytest.raises(MalformedRecord):
        VerifierKey("x.example", bytes(31))


def test_the_seed_does_not_show_when_a_signer_is_printed():
    assert "A" * 8 not in repr(AMAL)
    assert repr(b"A" * 32)[2:-1] not in f"{AMAL!r} {AMAL.key!r}"


def test_a_witness_key_does_not_sign_without_a_time():
    with pytest.raises(VerificationFailed):
        Signer("w.example", b"W" * 32, KeyType.COSIGNATURE).sign(TEXT)


def test_two_keys_that_cannot_be_told_apart_are_refused(monkeypatch):
    twin = Signer(AMAL.name, b"C" * 32).key
    object.__setattr__(twin, "key_id", AMAL.key.key_id)

    with pytest.raises(MithaqError, match="share the id"):
        open_note(sign_note(TEXT, [AMAL.sign(TEXT)]), [AMAL.key, twin])


def test_the_edge_cases_of_ed25519_are_decided_as_go_and_node_decide_them(vectors):
    cases = json.loads((vectors / "ed25519-edge-cases.json").read_text())

    accepted = [
        case["number"]
        for case in cases
        if VerifierKey("edge", bytes.fromhex(case["key"])).signed(case["msg"].encode(), bytes.fromhex(case["sig"]))
    ]

    # The README of the vectors states 208; test_outside_oracles compares them one by one.
    assert (len(cases), len(accepted)) == (914, 208)
