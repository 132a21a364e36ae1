"""Go and Node, with no code of ours, read what we write. Both must be there in CI."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from mithaq.record import (
    Head,
    KeyType,
    Signer,
    TileTree,
    VerifierKey,
    consistency_path,
    cosign,
    format_proof,
    leaf_hashes,
    make_proof,
    root_of,
    sign_head,
)
from mithaq.record.spelling import base64_text

HERE = Path(__file__).parent
# Debian's golang-golang-x-mod-dev puts its source here; nothing is downloaded.
GOPATH = Path("/usr/share/gocode")
WITNESS = Signer("university.example", b"W" * 32, KeyType.COSIGNATURE)
OLDER = 65_537
PROVED = 12_345


def require(is_there: object, what: str) -> None:
    if is_there:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI must not skip this")
    pytest.skip(f"{what} is not installed here")


@pytest.fixture(scope="session")
def go_reader(tmp_path_factory):
    require(shutil.which("go"), "go (Debian: golang-go)")
    require((GOPATH / "src/golang.org/x/mod/sumdb").is_dir(), "golang.org/x/mod (Debian: golang-golang-x-mod-dev)")
    folder = tmp_path_factory.mktemp("go")
    environment = {
        **os.environ,
        "GO111MODULE": "off",
        "GOPATH": str(GOPATH),
        "GOCACHE": str(folder / "cache"),
        "GOFLAGS": "",
        "CGO_ENABLED": "0",
    }
    program = folder / "readlog"
    built = subprocess.run(
        ["go", "build", "-o", str(program), str(HERE / "go" / "main.go")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return [str(program)]


@pytest.fixture(scope="session")
def node_reader():
    require(shutil.which("node"), "node (Debian: nodejs)")
    return ["node", str(HERE / "node" / "readlog.mjs")]


def run(*command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, timeout=300)


def publish(folder: Path, shelf: Any, leaves: list[bytes], size: int, signer: Signer) -> Head:
    """What a signer leaves behind: files, signed and cosigned head, an older head, a path, a proof."""
    shelf.write_to(folder)
    head = Head(signer.name, size, root_of(leaves[:size]))
    signed = sign_head(head, signer, [cosign(head.text(), WITNESS, 1_700_000_000)])
    (folder / "checkpoint").write_text(signed)
    aside = folder / "aside"
    aside.mkdir()
    (aside / "older").write_text(sign_head(Head(signer.name, OLDER, root_of(leaves[:OLDER])), signer))
    path = TileTree(shelf, size, head.root).consistency_path(OLDER)
    (aside / "consistency").write_text("".join(base64_text(hash_) + "\n" for hash_ in path))
    inclusion = TileTree(shelf, size, head.root).inclusion_path(PROVED)
    (aside / "entry.tlog-proof").write_text(format_proof(make_proof(PROVED, inclusion, signed)))
    return head


@pytest.fixture
def published(tmp_path, seventy_thousand_shelf, seventy_thousand_leaves, log_signer):
    head = publish(tmp_path, seventy_thousand_shelf, seventy_thousand_leaves, 70_000, log_signer)
    return tmp_path, head


def go_reads(go_reader: list[str], folder: Path, key: VerifierKey) -> subprocess.CompletedProcess[str]:
    return run(*go_reader, "log", folder, key.text(), folder / "aside/older", folder / "aside/entry.tlog-proof")


def test_go_reads_head_tiles_entries_consistency_and_proof(go_reader, published, log_signer):
    folder, head = published

    answer = go_reads(go_reader, folder, log_signer.key)

    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout) == {
        "origin": head.origin,
        "size": 70_000,
        "root": base64_text(head.root),
        "consistent_from": OLDER,
        "proof_index": PROVED,
        "proof_size": 70_000,
    }


def test_node_reads_the_head_and_computes_the_root_from_the_entries(node_reader, published, log_signer):
    folder, head = published

    answer = run(*node_reader, "log", folder, log_signer.key.text())

    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout) == {"origin": head.origin, "size": 70_000, "root": base64_text(head.root)}


@pytest.mark.parametrize(
    "path",
    [
        "checkpoint",
        "tile/0/123",
        "tile/1/001.p/17",
        "tile/entries/200",
        "tile/entries/273.p/112",
        "aside/older",
        "aside/consistency",
        "aside/entry.tlog-proof",
    ],
)
def test_go_notices_one_changed_byte_in_every_kind_of_file(go_reader, published, log_signer, path):
    folder, _ = published
    change_one_byte(folder / path)

    assert go_reads(go_reader, folder, log_signer.key).returncode == 1


@pytest.mark.parametrize("path", ["checkpoint", "tile/entries/200", "tile/entries/273.p/112"])
def test_node_notices_one_changed_byte(node_reader, published, log_signer, path):
    folder, _ = published
    change_one_byte(folder / path)

    assert run(*node_reader, "log", folder, log_signer.key.text()).returncode == 1


def change_one_byte(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[25] ^= 1
    file.write_bytes(data)


def test_go_and_node_read_the_log_of_tessera(go_reader, node_reader, vectors, tmp_path):
    folder = tmp_path / "log"
    shutil.copytree(vectors / "tessera-log", folder, copy_function=shutil.copyfile)
    folder.chmod(0o755)
    keys = json.loads((folder / "keys.json").read_text())
    leaves = leaf_hashes(entry.encode() for entry in keys["entries"])
    aside = tmp_path / "log" / "aside"
    aside.mkdir()
    shutil.copyfile(folder / "checkpoint.9", aside / "older")
    (aside / "consistency").write_text("\n".join(map(base64_text, consistency_path(9, leaves))))
    signed = (folder / "checkpoint").read_text()
    proof = make_proof(3, TileTree(FolderReader(folder), 15).inclusion_path(3), signed)
    (aside / "entry.tlog-proof").write_text(format_proof(proof))

    key = VerifierKey.parse(keys["vkey"])
    assert go_reads(go_reader, folder, key).returncode == 0
    assert json.loads(run(*node_reader, "log", folder, key.text()).stdout)["size"] == 15


class FolderReader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, path: str) -> bytes:
        return (self.folder / path).read_bytes()


def test_ed25519_edge_cases_are_decided_alike_by_all_three(go_reader, node_reader, vectors):
    file = vectors / "ed25519-edge-cases.json"
    ours = [
        case["number"]
        for case in json.loads(file.read_text())
        if VerifierKey("edge", bytes.fromhex(case["key"])).signed(case["msg"].encode(), bytes.fromhex(case["sig"]))
    ]

    assert json.loads(run(*go_reader, "edge", file).stdout) == ours
    assert json.loads(run(*node_reader, "edge", file).stdout) == ours
    assert len(ours) == 208


def test_go_finds_the_newest_files_where_older_partial_ones_remain(go_reader, published, log_signer):
    folder, _ = published
    # What a log of 100 entries and one of 300 left behind.
    for path, source in {"000.p/100": "000", "001.p/44": "001"}.items():
        width = int(path.rpartition("/")[2])
        (folder / "tile/0" / path).parent.mkdir()
        (folder / "tile/0" / path).write_bytes((folder / "tile/0" / source).read_bytes()[: 32 * width])

    assert go_reads(go_reader, folder, log_signer.key).returncode == 0
