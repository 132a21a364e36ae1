"""Oracles: RFC 6962's own recursive definitions, and the vectors of transparency-dev/merkle."""

from __future__ import annotations

import functools
import hashlib
import json
from base64 import b64decode
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, strategies as st

from mithaq.errors import MalformedRecord, VerificationFailed
from mithaq.record.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency_path,
    consistency_ranges,
    inclusion_path,
    inclusion_ranges,
    is_subtree,
    leaf_hash,
    leaf_hashes,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
    verify_subtree_consistency,
    verify_subtree_inclusion,
)

LEAVES = [leaf_hash(bytes([number])) for number in range(130)]
sizes = st.integers(1, 130)


def split(size: int) -> int:
    k = 1
    while k * 2 < size:
        k *= 2
    return k


def mth(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(index: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 6962 section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return [*path(index, leaves[:k]), mth(leaves[k:])]
    return [*path(index - k, leaves[k:]), mth(leaves[:k])]


def subproof(old: int, leaves: list[bytes], whole: bool = True) -> list[bytes]:
    """RFC 6962 section 2.1.2."""
    if old == len(leaves):
        return [] if whole else [mth(leaves)]
    k = split(len(leaves))
    if old <= k:
        return [*subproof(old, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(old - k, leaves[k:], False), mth(leaves[:k])]


@functools.cache
def known_root(start: int, end: int) -> bytes:
    return mth(LEAVES[start:end])


def subtree_subproof(start: int, end: int, low: int, high: int, whole: bool = True) -> list[bytes]:
    """Merkle Tree Certificates draft, section 4: the same for entries that do not begin at 0."""
    if (start, end) == (low, high):
        return [] if whole else [known_root(low, high)]
    middle = low + split(high - low)
    if end <= middle:
        return [*subtree_subproof(start, end, low, middle, whole), known_root(middle, high)]
    if start >= middle:
        return [*subtree_subproof(start, end, middle, high, whole), known_root(low, middle)]
    return [*subtree_subproof(middle, end, middle, high, False), known_root(low, middle)]


def holds(check: Callable[..., None], *arguments: object) -> bool:
    try:
        check(*arguments)
    except VerificationFailed:
        return False
    return True


def test_every_merkle_vector_gets_its_published_verdict(vectors):
    def verdict(kind: str, case: dict[str, Any]) -> bool:
        proof = [b64decode(hash_) for hash_ in case["proof"] or []]
        known = {key: b64decode(case[key] or "") for key in ("leafHash", "root", "root1", "root2") if key in case}
        match kind:
            case "inclusion":
                return holds(
                    verify_inclusion, known["leafHash"], case["leafIdx"], case["treeSize"], proof, known["root"]
                )
            case "consistency":
                return holds(
                    verify_consistency, case["size1"], case["size2"], proof, known["root1"], known["root2"]
                )
            case "subtreeinclusion":
                entries = range(case["start"], case["end"])
                return holds(
                    verify_subtree_inclusion, known["leafHash"], case["leafIdx"], entries, proof, known["root"]
                )
            case "subtreeconsistency":
                entries = range(case["start"], case["end"])
                return holds(
                    verify_subtree_consistency, entries, case["size"], proof, known["root1"], known["root2"]
                )
            case _:
                raise AssertionError(kind)

    root = vectors / "merkle-rfc6962"
    counted: Counter[str] = Counter()
    disagreements = []
    for file in sorted(root.rglob("*.json")):
        kind = file.relative_to(root).parts[0]
        case = json.loads(file.read_text())
        counted[kind] += 1
        if verdict(kind, case) == case["wantErr"]:
            disagreements.append(str(file))

    assert disagreements == []
    assert counted == {"inclusion": 98, "consistency": 98, "subtreeinclusion": 204, "subtreeconsistency": 118}


def test_the_reference_tree_of_rfc_6962_is_reproduced(vectors):
    reference = json.loads((vectors / "rfc6962-reference.json").read_text())
    entries = [bytes.fromhex(text) for text in reference["leaf_inputs_hex"]]

    assert [hash_.hex() for hash_ in leaf_hashes(entries)] == reference["leaf_hashes_hex"]
    assert [root_of(leaf_hashes(entries[:size])).hex() for size in range(9)] == reference["root_hashes_hex_by_size"]


def test_the_roots_of_all_subtrees_give_the_published_rolling_hash(vectors):
    reference = json.loads((vectors / "rfc6962-reference.json").read_text())
    rolling = hashlib.sha256()
    for end in range(131):
        for start in range(end + 1):
            if start == end or is_subtree(start, end):
                rolling.update(f"[{start}, {end}) {root_of(LEAVES[start:end]).hex()}\n".encode())

    assert rolling.hexdigest() == reference["subtree_rolling_sha256_n130"]


def test_all_subtree_inclusion_paths_give_the_published_rolling_hash():
    # Appendix C.1.2 of draft-ietf-plants-merkle-tree-certs-06.
    rolling = hashlib.sha256()
    for end in range(1, 131):
        for start in range(end):
            if is_subtree(start, end):
                for index in range(start, end):
                    hashes = inclusion_path(index - start, LEAVES[start:end])
                    text = "".join(f" {hash_.hex()}" for hash_ in hashes)
                    rolling.update(f"{index} [{start}, {end}){text}\n".encode())

    assert rolling.hexdigest() == "ac2a8f989e44d99e399db448050ff5f19757df53cfb716aa81015d3955d8163f"


def test_the_known_tree_of_70000_entries_has_the_cross_checked_roots(cross_checked, seventy_thousand_leaves):
    roots = {size: b64decode(root) for size, root in cross_checked["roots_b64_by_size"].items()}

    assert len(roots) == 13
    assert {size: root_of(seventy_thousand_leaves[: int(size)]) for size in roots} == roots
    assert {size: Frontier().extend(seventy_thousand_leaves[: int(size)]).root() for size in roots} == roots


def test_the_known_consistency_paths_are_reproduced_and_hold(cross_checked, seventy_thousand_leaves):
    leaves = seventy_thousand_leaves
    checked = 0
    for sizes_, hashes in cross_checked["consistency_b64"].items():
        old, new = map(int, sizes_.split("-"))
        expected = [b64decode(hash_) for hash_ in hashes]
        assert consistency_path(old, leaves[:new]) == expected
        verify_consistency(old, new, expected, root_of(leaves[:old]), root_of(leaves[:new]))
        checked += 1

    assert checked == 5


@given(st.integers(0, 130))
def test_the_root_is_that_of_the_definition(size):
    assert root_of(LEAVES[:size]) == mth(LEAVES[:size])


@given(st.data(), sizes)
def test_an_inclusion_path_is_that_of_the_definition_and_holds(data, size):
    index = data.draw(st.integers(0, size - 1))
    hashes = inclusion_path(index, LEAVES[:size])

    assert hashes == path(index, LEAVES[:size])
    verify_inclusion(LEAVES[index], index, size, hashes, mth(LEAVES[:size]))


@given(st.data(), sizes)
def test_a_consistency_path_is_that_of_the_definition_and_holds(data, new):
    old = data.draw(st.integers(1, new))
    hashes = consistency_path(old, LEAVES[:new])

    assert hashes == subproof(old, LEAVES[:new])
    verify_consistency(old, new, hashes, mth(LEAVES[:old]), mth(LEAVES[:new]))


@given(st.data(), sizes)
def test_an_inclusion_path_holds_for_nothing_else(data, size):
    index = data.draw(st.integers(0, size - 1))
    hashes = inclusion_path(index, LEAVES[:size])
    root = mth(LEAVES[:size])
    other_index = data.draw(st.integers(0, size + 2).filter(lambda other: other != index))
    other_leaf = data.draw(st.sampled_from(LEAVES).filter(lambda other: other != LEAVES[index]))

    assert not holds(verify_inclusion, LEAVES[index], other_index, size, hashes, root)
    assert not holds(verify_inclusion, other_leaf, index, size, hashes, root)
    assert not holds(verify_inclusion, LEAVES[index], index, size, [*hashes, root], root)
    assert not holds(verify_inclusion, LEAVES[index], index, size, [root, *hashes], root)
    assert not hashes or not holds(verify_inclusion, LEAVES[index], index, size, hashes[1:], root)


@given(st.data(), st.integers(2, 130))
def test_a_rewritten_tree_is_consistent_with_no_old_root(data, new):
    old = data.draw(st.integers(1, new))
    changed = data.draw(st.integers(0, old - 1))
    rewritten = [*LEAVES[:changed], leaf_hash(b"something else"), *LEAVES[changed + 1 : new]]

    assert not holds(
        verify_consistency, old, new, consistency_path(old, rewritten), mth(LEAVES[:old]), mth(rewritten)
    )
    assert not holds(
        verify_consistency, old, new, consistency_path(old, LEAVES[:new]), mth(LEAVES[:old]), mth(rewritten)
    )


def test_every_valid_subtree_is_consistent_with_every_tree_it_stands_in():
    rolling = hashlib.sha256()
    for size in range(131):
        for end in range(1, size + 1):
            for start in range(end):
                if is_subtree(start, end):
                    hashes = subtree_subproof(start, end, 0, size)
                    text = "".join(f" {hash_.hex()}" for hash_ in hashes)
                    rolling.update(f"[{start}, {end}) {size}{text}\n".encode())
                    entries = range(start, end)
                    verify_subtree_consistency(entries, size, hashes, known_root(start, end), known_root(0, size))

    # Appendix "Subtree Test Vectors" of draft-ietf-plants-merkle-tree-certs, without empty subtrees.
    assert rolling.hexdigest() == "c586ebbb73a5621baf2140095d87dde934e3b6503a562a1a5215b8209edd083d"


@given(st.data(), st.integers(2, 130))
def test_a_subtree_with_another_root_is_refused(data, size):
    start, end = data.draw(
        st.sampled_from([(s, e) for e in range(1, size + 1) for s in range(e) if is_subtree(s, e)])
    )
    hashes = subtree_subproof(start, end, 0, size)

    assert not holds(
        verify_subtree_consistency, range(start, end), size, hashes, leaf_hash(b"x"), known_root(0, size)
    )


@given(st.lists(st.integers(0, 130), max_size=5).map(sorted))
def test_a_frontier_grown_in_any_steps_has_the_root_of_the_whole(stages):
    frontier = Frontier()
    for stage in stages:
        frontier = frontier.extend(LEAVES[frontier.size : stage])
        assert frontier.root() == mth(LEAVES[:stage])

    one_by_one = Frontier()
    for leaf in LEAVES[: frontier.size]:
        one_by_one = one_by_one.append(leaf)
    assert one_by_one == frontier


@given(sizes)
def test_a_frontier_has_the_root_of_the_definition(size):
    assert Frontier().extend(LEAVES[:size]).root() == mth(LEAVES[:size])


def test_growing_a_frontier_leaves_the_old_one_as_it_was():
    old = Frontier().extend(LEAVES[:5])
    root = old.root()

    old.append(LEAVES[5])

    assert (old.size, old.root()) == (5, root)


@pytest.mark.parametrize(("size", "stack"), [(1, ()), (0, (EMPTY_ROOT,)), (3, (EMPTY_ROOT,)), (-1, (EMPTY_ROOT,))])
def test_a_frontier_that_cannot_be_is_refused(size, stack):
    with pytest.raises(MalformedRecord):
        Frontier(size, stack)


def test_a_tree_without_entries_has_the_hash_of_nothing():
    assert Frontier().root() == root_of([]) == EMPTY_ROOT == hashlib.sha256(b"").digest()


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 5), (6, 5), (-1, 5)])
def test_no_path_leads_between_impossible_sizes(old, new):
    with pytest.raises(VerificationFailed):
        consistency_ranges(old, new)
    with pytest.raises(VerificationFailed):
        verify_consistency(old, new, [], EMPTY_ROOT, EMPTY_ROOT)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_no_path_leads_to_an_entry_that_is_not_there(index, size):
    with pytest.raises(VerificationFailed):
        inclusion_ranges(index, size)
    with pytest.raises(VerificationFailed):
        verify_inclusion(LEAVES[0], index, size, [], LEAVES[0])


def test_a_node_is_not_accepted_as_a_longer_leaf():
    root = node_hash(LEAVES[0], LEAVES[1])

    # With hashes of free length the same bytes could be cut elsewhere: 33 + 31.
    longer, shorter = (LEAVES[0] + LEAVES[1])[:33], (LEAVES[0] + LEAVES[1])[33:]

    assert not holds(verify_inclusion, longer, 0, 2, [shorter], root)
