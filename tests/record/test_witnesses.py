from __future__ import annotations

import json
from collections.abc import Iterable

import pytest
from hypothesis import given, strategies as st

from mithaq.errors import MalformedRecord, VerificationFailed
from mithaq.record import (
    EMPTY_ROOT,
    Answer,
    CosigningRequest,
    Head,
    KeyType,
    Signer,
    VerifierKey,
    WitnessState,
    add_signatures,
    consistency_path,
    decide,
    format_request,
    leaf_hash,
    leaf_hashes,
    open_head,
    parse_request,
    read_answer,
    read_conflict,
    root_of,
    sign_head,
    sign_note,
)

LOG = Signer("record.example/exercise", b"L" * 32)
WITNESS = Signer("university.example", b"W" * 32, KeyType.COSIGNATURE)
LEAVES = leaf_hashes(bytes([number]) for number in range(40))
NOW = 1_700_000_000


def signed_head(size: int, leaves: list[bytes] = LEAVES) -> str:
    return sign_head(Head(LOG.name, size, root_of(leaves[:size])), LOG)


def ask(body: bytes | str, state: WitnessState | None = None) -> Answer:
    return decide(
        body,
        log_keys={LOG.name: [LOG.key]},
        states={LOG.name: state} if state else {},
        signer=WITNESS,
        seconds=NOW,
    )


def request(old: int, path: Iterable[bytes], head_note: str) -> str:
    return format_request(CosigningRequest(old, tuple(path), head_note))


def state_of(size: int) -> WitnessState:
    return WitnessState(size, root_of(LEAVES[:size]))


def test_every_published_request_gets_its_status_in_order(vectors):
    published = json.loads((vectors / "witness-add-checkpoint.json").read_text())
    origin = parse_head_origin(published["steps"][0]["request"])
    log = VerifierKey(origin, bytes.fromhex(published["log_public_key_hex"]))
    witness = Signer(published["witness_name"], bytes.fromhex(published["witness_seed_hex"]), KeyType.COSIGNATURE)
    states: dict[str, WitnessState] = {}
    statuses = []
    for step in published["steps"]:
        answer = decide(step["request"], log_keys={origin: [log]}, states=states, signer=witness, seconds=NOW)
        statuses.append(answer.status)
        assert answer.status == 400 or step.get("body_contains", "") in answer.body
        if answer.state is not None:
            states[answer.origin] = answer.state

    expected = [step["status"] for step in published["steps"]]
    # These requests were written for an older witness, which answered 403 to an unknown origin.
    assert published["steps"][2]["body_contains"] == "unknown log"
    assert expected[2] == 403
    expected[2] = 404
    # The false signature is also false base64 (its unused bits are set); Go reads it, we do not.
    respelled = published["steps"][1]["request"].replace("8WVrx6gx=", "8WVrx6gw=")
    assert respelled != published["steps"][1]["request"]
    answer = decide(
        respelled,
        log_keys={origin: [log]},
        states={origin: WitnessState(1, b"*" + bytes(31))},
        signer=witness,
        seconds=NOW,
    )
    assert (answer.status, expected[1]) == (403, 403)
    assert published["steps"][1]["body_contains"] in answer.body
    expected[1] = 400
    assert statuses == expected
    assert len(statuses) == 9
    assert states[origin].size == 5


def parse_head_origin(text: str) -> str:
    return parse_request(text).head_note.partition("\n")[0]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6).map(sorted))
def test_a_witness_follows_a_log_that_only_adds(sizes):
    state = WitnessState()
    for size in sizes:
        path = consistency_path(state.size, LEAVES[:size]) if state.size else []
        answer = ask(request(state.size, path, signed_head(size)), state)
        assert (answer.status, answer.state) == (200, state_of(size))
        (cosignature,) = read_answer(
            answer.body, Head(LOG.name, size, root_of(LEAVES[:size])).text(), [WITNESS.key]
        )
        assert cosignature.seconds == NOW
        state = state_of(size)


@given(st.data(), st.integers(1, 40))
def test_a_witness_never_follows_a_log_that_rewrites(data, new):
    old = data.draw(st.integers(1, new))
    changed = data.draw(st.integers(0, old - 1))
    rewritten = [*LEAVES[:changed], leaf_hash(b"something else"), *LEAVES[changed + 1 :]]
    path = data.draw(st.sampled_from([consistency_path(old, rewritten[:new]), consistency_path(old, LEAVES[:new])]))

    answer = ask(request(old, path, signed_head(new, rewritten)), state_of(old))

    assert (answer.status, answer.state) == (422, None)


def test_the_answer_completes_the_signed_head():
    answer = ask(request(0, [], signed_head(3)))
    text = Head(LOG.name, 3, root_of(LEAVES[:3])).text()

    cosignatures = read_answer(answer.body, text, [WITNESS.key])
    witnessed = add_signatures(signed_head(3), [cosignature.signature for cosignature in cosignatures])

    assert open_head(witnessed, [LOG.key], [WITNESS.key]).witnessed_by(WITNESS.key)


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (400, "nonsense", None),
        (400, b"\xff", None),
        (400, "old 0\n\nno head\n", None),
        (400, request(0, [], sign_note("o\nx\ny\n", [LOG.sign("o\nx\ny\n")])), None),
        (400, request(4, [], signed_head(3)), state_of(4)),
        (400, request(0, [EMPTY_ROOT] * 64, signed_head(3)), None),
        (403, request(0, [], signed_head(3).replace("— r", "— s")), None),
        (403, request(0, [], sign_head(Head(LOG.name, 3, b"R" * 32), Signer(LOG.name, b"M" * 32))), None),
        (
            404,
            request(0, [], sign_head(Head("other.example", 3, b"R" * 32), Signer("other.example", LOG.seed))),
            None,
        ),
        (409, request(2, consistency_path(2, LEAVES[:5]), signed_head(5)), state_of(3)),
        (409, request(0, [], signed_head(5)), state_of(3)),
        (422, request(3, [], signed_head(5)), state_of(3)),
        (422, request(3, consistency_path(3, LEAVES[:5])[::-1], signed_head(5)), state_of(3)),
        (422, request(3, consistency_path(3, LEAVES[:5]), signed_head(3)), state_of(3)),
        (422, request(3, [], signed_head(3, LEAVES[1:])), state_of(3)),
        (422, request(0, [EMPTY_ROOT], signed_head(3)), None),
        (422, request(0, [], sign_head(Head(LOG.name, 0, b"R" * 32), LOG)), None),
    ],
)
def test_each_refusal_has_its_status_and_changes_nothing(status, body, state):
    answer = ask(body, state)

    assert (answer.status, answer.state) == (status, None)


def test_a_refused_log_key_is_refused_even_when_its_false_signature_stands_beside_a_true_one():
    text = Head(LOG.name, 3, root_of(LEAVES[:3])).text()
    spoiled = sign_note(text, [LOG.sign(text), Signer(LOG.name, LOG.seed).sign("something else\n")])

    assert ask(request(0, [], spoiled)).status == 403


def test_a_conflict_says_which_size_the_witness_has():
    answer = ask(request(0, [], signed_head(5)), state_of(3))

    assert (answer.content_type, read_conflict(answer.body)) == ("text/x.tlog.size", 3)


def test_the_same_head_may_be_cosigned_again():
    answer = ask(request(3, [], signed_head(3)), state_of(3))

    assert (answer.status, answer.state) == (200, state_of(3))


def test_a_log_without_entries_may_be_cosigned():
    assert ask(request(0, [], sign_head(Head(LOG.name, 0, EMPTY_ROOT), LOG))).state == WitnessState()


def test_another_witness_in_the_answer_is_ignored_and_a_false_one_is_not():
    text = Head(LOG.name, 3, root_of(LEAVES[:3])).text()
    body = ask(request(0, [], signed_head(3))).body

    assert read_answer(body, text, []) == ()
    with pytest.raises(VerificationFailed):
        read_answer(body, text.replace("3", "4"), [WITNESS.key])


@given(
    st.integers(0, 2**63 - 1),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63).map(tuple),
    st.just(signed_head(3)),
)
def test_a_request_is_read_as_it_is_written(old, path, head_note):
    made = CosigningRequest(old, path, head_note)

    assert parse_request(format_request(made)) == made


@pytest.mark.parametrize("body", ["", "3", "3\n\n", "03\n", "-1\n", "3 \n", "9" * 65])
def test_a_conflict_has_one_spelling(body):
    with pytest.raises(MalformedRecord):
        read_conflict(body)
