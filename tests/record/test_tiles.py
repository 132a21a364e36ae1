from __future__ import annotations

import hashlib
import json
from base64 import b64decode

import pytest
from hypothesis import given, settings, strategies as st

from mithaq.errors import MalformedRecord, SourceUnavailable, VerificationFailed
from mithaq.record import (
    Head,
    RightEdge,
    Signer,
    Tile,
    TileTree,
    VerifierKey,
    bundle_path,
    bundles_at,
    bundles_between,
    consistency_path,
    encode_bundle,
    inclusion_path,
    leaf_hashes,
    open_head,
    parse_tile_path,
    root_of,
    sign_head,
    tile_path,
    tiles_at,
    tiles_between,
)
from mithaq.record.tiles import ENTRIES

MANY = leaf_hashes(b"%d" % number for number in range(70_000))
sizes = st.integers(0, 70_000) | st.sampled_from([0, 1, 255, 256, 257, 65_535, 65_536, 65_537])


def test_the_log_of_tessera_is_reproduced_byte_for_byte(vectors):
    folder = vectors / "tessera-log"
    keys = json.loads((folder / "keys.json").read_text())
    entries = [entry.encode() for entry in keys["entries"]]
    signer = Signer.parse(keys["signer_key"])
    heads = tiles = bundles = 0
    edge = RightEdge()
    for size in range(16):
        if size:
            edge, written = edge.extend(leaf_hashes(entries[size - 1 : size]))
            assert written == [(f"tile/0/000.p/{size}", (folder / f"tile/0/000.p/{size}").read_bytes())]
            tiles += 1
            assert encode_bundle(entries[:size]) == (folder / f"tile/entries/000.p/{size}").read_bytes()
            bundles += 1
        signed = sign_head(Head(keys["origin"], size, edge.root()), signer)
        assert signed.encode() == (folder / f"checkpoint.{size}").read_bytes()
        heads += 1

    assert (heads, tiles, bundles) == (16, 15, 15)
    latest = open_head((folder / "checkpoint").read_bytes(), [VerifierKey.parse(keys["vkey"])])
    assert (latest.size, latest.root) == (15, edge.root())
    assert heads + tiles + bundles + 2 == sum(file.is_file() for file in folder.rglob("*"))


def test_the_known_log_of_70000_entries_has_the_cross_checked_files(cross_checked, seventy_thousand_shelf):
    files = seventy_thousand_shelf.files
    resources = cross_checked["tile_resources"]

    assert sum(path.startswith("tile/0/") and ".p/" not in path for path in files) == resources["level0_full"]
    assert sum(path.startswith("tile/1/") and ".p/" not in path for path in files) == resources["level1_full"]
    partial = {"level0_partial", "level1_partial", "level2_partial", "entries_partial"}
    assert {resources[name] for name in partial} == {path for path in files if ".p/" in path}
    assert len(resources) == 6
    hashes = cross_checked["tile_sha256"]
    assert {path: hashlib.sha256(files[path]).hexdigest() for path in hashes} == hashes
    assert len(hashes) == 2


def test_the_known_paths_are_read_and_written(cross_checked):
    examples = cross_checked["path_examples"]

    assert {name: tile_path(0, int(name.removeprefix("N="))) for name in examples} == examples
    assert {name: parse_tile_path(path) for name, path in examples.items()} == {
        name: Tile(0, int(name.removeprefix("N="))) for name in examples
    }
    assert len(examples) == 3


@given(st.integers(ENTRIES, 63), st.integers(0, 2**63 - 1), st.integers(1, 256))
def test_every_tile_is_found_again_by_its_path(level, index, width):
    tile = Tile(level, index, width)

    assert parse_tile_path(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "checkpoint",
        "tile/0",
        "tile/0/0",
        "tile/0/1000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/8/0/000",
        "tile/0/x000/001",
        "tile/0/x001/x234",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/999",
        "tile/0/000/",
        "tile/0/000\n",
        "/tile/0/000",
        "tile/0/../000",
        "tile/0/٠٠٠",
        "tile/entries/x999/x999/x999/x999/x999/x999/999",
        "tile/0/" + "x001/" * 1000 + "001",
    ],
)
def test_another_spelling_of_a_path_is_refused(path):
    with pytest.raises(MalformedRecord):
        parse_tile_path(path)


@settings(deadline=None)
@given(st.integers(0, 2000))
def test_a_log_has_exactly_the_tiles_its_size_says(size):
    edge, files = RightEdge().extend(MANY[:size])

    assert [path for path, _ in files] == [tile.path for tile in tiles_at(size)]
    assert edge.root() == root_of(MANY[:size])


def grow_in(stages: list[int]) -> tuple[RightEdge, dict[str, bytes]]:
    shelf: dict[str, bytes] = {}
    edge = RightEdge()
    for stage in stages:
        old = edge.size
        edge, files = edge.extend(MANY[old:stage])
        assert [path for path, _ in files] == [tile.path for tile in tiles_between(old, stage)]
        shelf.update(files)
    return edge, shelf


@settings(deadline=None)
@given(st.lists(st.integers(0, 2000), min_size=1, max_size=5).map(sorted))
def test_growing_in_steps_leaves_the_same_files_as_at_once(stages):
    edge, shelf = grow_in(stages)
    at_once, files = RightEdge().extend(MANY[: stages[-1]])

    assert edge == at_once
    assert edge.root() == root_of(MANY[: stages[-1]])
    assert dict(files).items() <= shelf.items()


def test_growing_across_every_border_of_tiles_leaves_the_same_files():
    edge, shelf = grow_in([1, 255, 256, 257, 512, 65_280, 65_535, 65_536, 65_537, 70_000])
    at_once, files = RightEdge().extend(MANY)

    assert edge == at_once
    assert edge.root() == root_of(MANY)
    assert dict(files).items() <= shelf.items()


@given(sizes, sizes)
def test_bundles_to_write_are_those_that_changed(first, second):
    old, new = sorted((first, second))
    before = {tile.path for tile in bundles_at(old)}
    after = {tile.path for tile in bundles_at(new)}

    assert {tile.path for tile in bundles_between(old, new)} == after - before


def test_the_width_of_a_log_of_256_entries_is_one_full_tile_and_a_first_hash_above():
    assert [tile.path for tile in tiles_at(256)] == ["tile/0/000", "tile/1/000.p/1"]
    assert [tile.path for tile in bundles_at(256)] == [bundle_path(0)]
    assert list(tiles_at(0)) == list(bundles_at(0)) == []


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_paths_read_from_tiles_equal_those_from_memory(data, seventy_thousand_shelf, seventy_thousand_leaves):
    leaves = seventy_thousand_leaves
    tree = TileTree(seventy_thousand_shelf, 70_000)
    size = data.draw(st.integers(1, 70_000))
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))

    assert tree.inclusion_path(index, size) == inclusion_path(index, leaves[:size])
    assert tree.consistency_path(old, size) == consistency_path(old, leaves[:size])
    assert tree.root_at(size) == root_of(leaves[:size])
    assert tree.leaf_hash(index) == leaves[index]
    assert tree.leaf_hashes(index // 256) == leaves[index // 256 * 256 :][:256]


def test_the_tiles_of_the_known_log_lead_to_its_root(cross_checked, seventy_thousand_shelf):
    root = b64decode(cross_checked["roots_b64_by_size"]["70000"])

    assert TileTree(seventy_thousand_shelf, 70_000, root).root == root
    assert RightEdge.read(seventy_thousand_shelf, 70_000).root() == root


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_changed_byte_in_any_tile_on_the_way_is_noticed(data, seventy_thousand_shelf):
    honest = TileTree(seventy_thousand_shelf, 70_000)
    index = data.draw(st.integers(0, 69_999))
    del seventy_thousand_shelf.read_paths[:]
    fresh = TileTree(seventy_thousand_shelf, 70_000)
    fresh.leaf_hash(index)
    path = data.draw(st.sampled_from(sorted(set(seventy_thousand_shelf.read_paths))))
    original = seventy_thousand_shelf.files[path]
    position = data.draw(st.integers(0, len(original) - 1))
    changed = bytearray(original)
    changed[position] ^= data.draw(st.integers(1, 255))
    altered = type(seventy_thousand_shelf)({**seventy_thousand_shelf.files, path: bytes(changed)})

    with pytest.raises(VerificationFailed):
        TileTree(altered, 70_000, honest.root).leaf_hash(index)


def test_a_partial_tile_that_vanished_is_taken_from_the_full_one(seventy_thousand_shelf, seventy_thousand_leaves):
    older = 300
    fewer = type(seventy_thousand_shelf)(
        {path: data for path, data in seventy_thousand_shelf.files.items() if ".p/" not in path}
    )

    tree = TileTree(fewer, older, root_of(seventy_thousand_leaves[:older]))

    assert tree.inclusion_path(299) == inclusion_path(299, seventy_thousand_leaves[:older])


def test_a_missing_full_tile_is_reported_as_missing(seventy_thousand_shelf):
    fewer = type(seventy_thousand_shelf)(
        {path: data for path, data in seventy_thousand_shelf.files.items() if path != "tile/0/007"}
    )

    with pytest.raises(SourceUnavailable):
        TileTree(fewer, 70_000).leaf_hash(7 * 256)


@pytest.mark.parametrize("length", [0, 31, 111 * 32, 113 * 32, 8192])
def test_a_tile_of_another_length_is_refused(seventy_thousand_shelf, length):
    altered = type(seventy_thousand_shelf)({**seventy_thousand_shelf.files, "tile/0/273.p/112": bytes(length)})

    with pytest.raises(MalformedRecord):
        TileTree(altered, 70_000)


@pytest.mark.parametrize(
    ("question", "argument"),
    [
        ("leaf_hash", 70_000),
        ("leaf_hash", -1),
        ("leaf_hashes", 274),
        ("root_at", 70_001),
        ("inclusion_path", 70_000),
        ("consistency_path", 0),
        ("consistency_path", 70_001),
    ],
)
def test_what_lies_outside_the_log_is_refused(seventy_thousand_shelf, question, argument):
    tree = TileTree(seventy_thousand_shelf, 70_000)

    with pytest.raises(VerificationFailed):
        getattr(tree, question)(argument)


def test_a_larger_tree_than_the_log_is_refused(seventy_thousand_shelf):
    tree = TileTree(seventy_thousand_shelf, 70_000)

    with pytest.raises(VerificationFailed):
        tree.inclusion_path(0, 70_001)


def test_an_edge_that_does_not_fit_its_size_is_refused():
    with pytest.raises(MalformedRecord):
        RightEdge(3, (bytes(64),))


def test_a_log_without_entries_has_the_empty_root(seventy_thousand_shelf):
    assert TileTree(seventy_thousand_shelf, 0).root == root_of([])
    assert TileTree(seventy_thousand_shelf, 70_000).root_at(0) == root_of([])
