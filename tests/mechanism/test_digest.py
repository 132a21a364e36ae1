from __future__ import annotations

import hashlib

from hypothesis import given, strategies as st

from mithaq.mechanism.bulletin.digest import StreamTree, stream_leaf
from mithaq.record.canonical import encode
from mithaq.record.tree import leaf_hash, root_of


@given(st.lists(st.tuples(st.integers(0, 40), st.binary(min_size=1, max_size=4)), max_size=120))
def test_the_digest_of_changing_streams_is_the_records_own_tree(changes):
    tree = StreamTree()
    leaves: list[bytes] = []

    for wanted, seed in changes:
        position = min(wanted, len(leaves))
        leaf = hashlib.sha256(seed).digest()
        tree.set(position, leaf)
        leaves[position : position + 1] = [leaf]
        if len(seed) == 1:
            assert tree.root() == root_of(leaves).hex()

    assert tree.root() == root_of(leaves).hex()


def test_a_stream_leaf_is_the_leaf_hash_of_its_canonical_json():
    assert stream_leaf("ixyz", 17, 3) == leaf_hash(encode(["ixyz", 17, 3]))
