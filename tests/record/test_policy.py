from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from mithaq.errors import MalformedRecord, VerificationFailed
from mithaq.record import (
    Head,
    KeyType,
    Policy,
    PolicyGroup,
    PolicyLog,
    PolicyWitness,
    Signer,
    cosign,
    format_policy,
    open_with_policy,
    parse_policy,
    sign_head,
)

LOG = Signer("record.example/exercise", b"L" * 32)
OTHER_LOG = Signer("another.example", b"M" * 32)
WITNESSES = {
    name: Signer(f"{name}.example", name.encode().ljust(32, b"."), KeyType.COSIGNATURE)
    for name in ("X1", "X2", "X3", "Y1", "Y2", "Y3")
}
KEYS = {name: signer.key.text() for name, signer in WITNESSES.items()}
HEAD = Head(LOG.name, 3, b"R" * 32)

# The example of the specification, with keys.
EXAMPLE = f"""\
# Two organisations look on.
log {LOG.key.text()} https://record.example/

witness X1 {KEYS["X1"]}
witness X2 {KEYS["X2"]}\thttps://x2.example/
  witness\tX3 {KEYS["X3"]}
group X-witnesses 2 X1 X2 X3

witness Y1 {KEYS["Y1"]}
witness Y2 {KEYS["Y2"]}
witness Y3 {KEYS["Y3"]}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


def head_cosigned_by(*names: str) -> str:
    return sign_head(HEAD, LOG, [cosign(HEAD.text(), WITNESSES[name], 7) for name in names])


def test_the_example_of_the_specification_is_read():
    policy = parse_policy(EXAMPLE)

    assert policy.logs == (PolicyLog(LOG.key, "https://record.example/"),)
    assert [witness.name for witness in policy.witnesses] == list(WITNESSES)
    assert policy.witnesses[1].url == "https://x2.example/"
    assert policy.groups == (
        PolicyGroup("X-witnesses", 2, ("X1", "X2", "X3")),
        PolicyGroup("Y-witnesses", 1, ("Y1", "Y2", "Y3")),
        PolicyGroup("X-and-Y", 2, ("X-witnesses", "Y-witnesses")),
    )
    assert policy.quorum == "X-and-Y"


@given(st.sets(st.sampled_from(sorted(WITNESSES))))
def test_the_quorum_is_two_of_the_first_and_one_of_the_second_organisation(names):
    policy = parse_policy(EXAMPLE)
    is_enough = len(names & {"X1", "X2", "X3"}) >= 2 and bool(names & {"Y1", "Y2", "Y3"})

    assert policy.quorum_is_met([WITNESSES[name].key for name in names]) == is_enough


def test_a_head_opens_if_a_listed_log_signed_it_and_the_quorum_saw_it():
    signed = open_with_policy(head_cosigned_by("X1", "X3", "Y2"), parse_policy(EXAMPLE))

    assert signed.head == HEAD
    assert len(signed.cosignatures) == 3


def test_a_head_without_its_quorum_does_not_open():
    with pytest.raises(VerificationFailed, match="lacks witnesses"):
        open_with_policy(head_cosigned_by("X1", "X2"), parse_policy(EXAMPLE))


def test_a_witness_that_is_not_listed_does_not_count():
    policy = parse_policy(f"log {LOG.key.text()}\nwitness X1 {KEYS['X1']}\nquorum X1\n")

    with pytest.raises(VerificationFailed, match="it has none"):
        open_with_policy(head_cosigned_by("X2"), policy)


def test_a_head_of_a_log_that_is_not_listed_does_not_open():
    policy = parse_policy(f"log {OTHER_LOG.key.text()}\nquorum none\n")

    with pytest.raises(VerificationFailed):
        open_with_policy(head_cosigned_by(), policy)


def test_quorum_none_asks_for_no_witness():
    policy = parse_policy(f"log {OTHER_LOG.key.text()}\nlog {LOG.key.text()}\nquorum none\n")

    assert open_with_policy(head_cosigned_by(), policy).head == HEAD


def test_a_single_witness_can_be_the_quorum():
    policy = parse_policy(f"log {LOG.key.text()}\nwitness X1 {KEYS['X1']}\nquorum X1\n")

    assert open_with_policy(head_cosigned_by("X1", "Y1"), policy).witnessed_by(WITNESSES["X1"].key)


def test_a_policy_is_read_as_it_is_written():
    policy = parse_policy(EXAMPLE)

    assert parse_policy(format_policy(policy)) == policy


def test_names_are_octets_not_text():
    kelvin = "\u212a"
    policy = parse_policy(
        f"witness {kelvin} {KEYS['X1']}\nwitness K {KEYS['X2']}\n".encode()
        + b"witness \xff "
        + KEYS["X3"].encode()
        + b"\nwitness a\xc2\xa0b "
        + KEYS["Y1"].encode()
        + b"\ngroup all all K \xff\nquorum all\n"
    )

    assert [witness.name for witness in policy.witnesses] == [kelvin, "K", "\udcff", "a\u00a0b"]
    assert parse_policy(format_policy(policy)) == policy


def test_thirty_two_of_each_are_supported():
    logs = [PolicyLog(Signer(f"log{n}.example", bytes([n]) * 32).key) for n in range(40)]
    keys = [Signer(f"w{n}.example", bytes([n]) * 32, KeyType.COSIGNATURE).key for n in range(40)]
    witnesses = [PolicyWitness(f"w{n}", key) for n, key in enumerate(keys)]
    groups = [PolicyGroup(f"g{n}", 1, (f"w{n}",)) for n in range(39)]
    last = PolicyGroup("last", 39, tuple(group.name for group in groups))
    policy = Policy(tuple(logs), tuple(witnesses), (*groups, last), "last")

    assert parse_policy(format_policy(policy)) == policy
    assert policy.quorum_is_met(keys[:39])
    assert not policy.quorum_is_met(keys[1:])


X1, X2 = f"witness X1 {KEYS['X1']}\n", f"witness X2 {KEYS['X2']}\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quorum none",
        "quorum\n",
        "quorum none extra\n",
        "quorum none\nquorum none\n",
        "quorum unknown\n",
        f"quorum X1\n{X1}",
        "QUORUM none\n",
        "unknown line\nquorum none\n",
        "log\nquorum none\n",
        "log not-a-key\nquorum none\n",
        f"log {LOG.key.text()} url more\nquorum none\n",
        f"log {KEYS['X1']}\nquorum none\n",
        f"log {LOG.key.text()}\nlog {LOG.key.text()}\nquorum none\n",
        f"log {LOG.key.text()}\nlog {Signer('alias.example', LOG.seed).key.text()}\nquorum none\n",
        f"witness X1 {LOG.key.text()}\nquorum none\n",
        f"witness {KEYS['X1']}\nquorum none\n",
        f"witness none {KEYS['X1']}\nquorum none\n",
        f"{X1}witness X1 {KEYS['X2']}\nquorum none\n",
        f"{X1}witness X2 {KEYS['X1']}\nquorum none\n",
        f"{X1}{X2}group X1 any X2\nquorum none\n",
        f"{X1}group none any X1\nquorum none\n",
        f"{X1}group g any\nquorum g\n",
        f"{X1}group g 0 X1\nquorum g\n",
        f"{X1}group g 2 X1\nquorum g\n",
        f"{X1}group g 01 X1\nquorum g\n",
        f"{X1}group g most X1\nquorum g\n",
        f"{X1}group g any none\nquorum g\n",
        f"{X1}group g any g\nquorum g\n",
        f"{X1}group g any X1 X1\nquorum g\n",
        f"{X1}group g any X1\ngroup h any X1\nquorum h\n",
        f"group g any X1\n{X1}quorum g\n",
        "quorum none\r\n",
        "# \x7f\nquorum none\n",
        "#" * 300_000 + "\nquorum none\n",
    ],
)
def test_what_is_not_a_policy_is_refused(text):
    with pytest.raises(MalformedRecord):
        parse_policy(text)


def test_a_policy_that_could_not_be_read_again_is_not_written():
    policy = Policy((), (PolicyWitness("two words", WITNESSES["X1"].key),), (), "none")

    with pytest.raises(MalformedRecord):
        format_policy(policy)
