from __future__ import annotations

import shutil
import tempfile
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from mithaq.errors import MalformedRecord, MithaqError, RecordConflict, VerificationFailed
from mithaq.mechanism.identifiers import Letter, new_id
from mithaq.record import canonical
from mithaq.signer.pages import (
    Manifest,
    move_in_place,
    publish_pages,
    read_manifest,
    require_covered,
)
from signer.log_room import KEY, LogRoom
from support.staged import manifest_of


def staged(folder: Path, pages: dict[str, bytes]) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path, data in pages.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def shown(public: Path) -> dict[str, bytes]:
    return {
        path.relative_to(public).as_posix(): path.read_bytes()
        for path in public.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


def entered(manifest: Manifest) -> bytes:
    """The entry by which the registry commits to a manifest."""
    return canonical.encode(
        {
            "at": "2017-01-05T12:00:00Z",
            "body": {"as_of": manifest.as_of, "files": len(manifest.files), "sha256": manifest.digest()},
            "id": new_id(Letter.STATEMENT, bytes(10)),
            "kind": "manifest.published",
            "links": [],
            "procedure": "2026.1",
            "seals": {},
            "v": 1,
            "who": {"actor": None, "role": "publisher"},
        }
    )


NAMES = st.sampled_from(["en/index.html", "ar/index.html", "en/a/index.html", "en/a", "ar/b.pdf", "index.html"])
SITES = st.dictionaries(NAMES, st.binary(max_size=3), max_size=5).filter(
    lambda site: not {"en/a", "en/a/index.html"} <= site.keys()
)


@settings(max_examples=60, deadline=None)
@given(st.lists(SITES, min_size=1, max_size=4))
def test_after_each_move_the_site_is_exactly_what_the_manifest_says(sites: list[dict[str, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        public, staging = Path(folder) / "public", Path(folder) / "staging"
        public.mkdir()
        for number, site in enumerate(sites):
            manifest = manifest_of(staged(staging, site), number)

            move_in_place(staging, public, manifest)

            assert shown(public) == site
            assert read_manifest((public / "manifest.json").read_bytes()) == manifest


def test_only_what_changed_is_moved_and_needed(tmp_path: Path) -> None:
    first = staged(tmp_path / "one", {"en/index.html": b"old", "en/same.html": b"same", "en/gone.html": b"gone"})
    move_in_place(first, staged(tmp_path / "public", {}), manifest_of(first, 1))
    whole = staged(tmp_path / "two", {"en/index.html": b"new", "en/same.html": b"same"})
    manifest = manifest_of(whole, 2)
    (whole / "en/same.html").unlink()

    moved = move_in_place(whole, tmp_path / "public", manifest)

    assert (moved.written, moved.removed) == (("en/index.html",), ("en/gone.html",))
    assert shown(tmp_path / "public") == {"en/index.html": b"new", "en/same.html": b"same"}
    assert move_in_place(whole, tmp_path / "public", manifest).written == ()


def test_one_wrong_page_stops_the_whole_move(tmp_path: Path) -> None:
    staging = staged(tmp_path / "staging", {f"en/{number:02}.html": b"page" for number in range(40)})
    public = staged(tmp_path / "public", {})
    manifest = manifest_of(staging, 1)
    (staging / "en/39.html").write_bytes(b"changed by an intruder")

    with pytest.raises(VerificationFailed, match=r"en/39\.html has the hash"):
        move_in_place(staging, public, manifest)

    assert not (public / "en").exists()
    assert not (public / "manifest.json").exists()


def test_what_no_manifest_listed_is_left_alone(tmp_path: Path) -> None:
    public = staged(tmp_path / "public", {"CNAME": b"record.example", "record/checkpoint": b"a head"})
    staging = staged(tmp_path / "staging", {"en/index.html": b"page"})

    move_in_place(staging, public, manifest_of(staging, 1))
    move_in_place(staging, public, Manifest(2, {}))

    assert shown(public) == {"CNAME": b"record.example", "record/checkpoint": b"a head"}


def test_a_page_damaged_in_place_is_put_right(tmp_path: Path) -> None:
    public = staged(tmp_path / "public", {})
    staging = staged(tmp_path / "staging", {"en/index.html": b"page"})
    move_in_place(staging, public, manifest_of(staging, 1))
    (public / "en/index.html").write_bytes(b"defaced")

    assert move_in_place(staging, public, manifest_of(staging, 1)).written == ("en/index.html",)
    assert shown(public) == {"en/index.html": b"page"}


@pytest.mark.parametrize("through", ["file", "folder"])
def test_a_link_in_the_staging_folder_publishes_no_secret(tmp_path: Path, through: str) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "page").write_bytes(b"the log's key")
    staging = staged(tmp_path / "staging", {})
    if through == "file":
        (staging / "en").mkdir()
        (staging / "en" / "page").symlink_to(tmp_path / "keys" / "page")
    else:
        (staging / "en").symlink_to(tmp_path / "keys")
    manifest = Manifest(1, {"en/page": sha256(b"the log's key").hexdigest()})

    with pytest.raises(MithaqError, match="reached by a link"):
        move_in_place(staging, staged(tmp_path / "public", {}), manifest)

    assert shown(tmp_path / "public") == {}


@pytest.mark.parametrize(
    "path",
    [
        "../keys",
        "/etc/passwd",
        "record/checkpoint",
        "record",
        "manifest.json",
        "a/../b",
        "a//b",
        ".x",
        "a/./b",
        "",
        "\\a",
    ],
)
def test_a_manifest_cannot_name_what_is_not_a_page(tmp_path: Path, path: str) -> None:
    manifest = Manifest(1, {path: "0" * 64})

    with pytest.raises(MalformedRecord, match="cannot list"):
        move_in_place(tmp_path, staged(tmp_path / "public", {}), manifest)
    with pytest.raises(MalformedRecord, match="cannot list"):
        read_manifest(manifest.to_bytes())


def test_pages_wait_for_a_head_that_covers_their_manifest(log: LogRoom) -> None:
    log.publish(7)
    staging = staged(log.folder / "staging", {"en/index.html": b"page"})
    manifest = manifest_of(staging, 7)
    log.entries.rows.append(entered(manifest))

    with pytest.raises(RecordConflict, match="No published head covers entry 7 yet"):
        publish_pages(staging, log.public, manifest, 7, KEY.key)
    assert not (log.public / "en").exists()

    log.publish()
    assert publish_pages(staging, log.public, manifest, 7, KEY.key).written == ("en/index.html",)


def test_a_manifest_that_its_entry_does_not_commit_to_is_refused(log: LogRoom) -> None:
    manifest = Manifest(0, {"en/index.html": "0" * 64})
    log.entries.rows.append(entered(manifest))
    log.publish()

    require_covered(manifest, 0, log.record, KEY.key)
    with pytest.raises(VerificationFailed, match="does not commit"):
        require_covered(Manifest(0, {"en/index.html": "1" * 64}), 0, log.record, KEY.key)
    with pytest.raises(VerificationFailed, match="does not commit"):
        require_covered(Manifest(1, manifest.files), 0, log.record, KEY.key)


def test_an_entry_of_another_kind_commits_to_no_pages(log: LogRoom) -> None:
    log.publish(3)

    with pytest.raises(VerificationFailed, match="Entry 1 cannot be read"):
        require_covered(Manifest(0, {}), 1, log.record, KEY.key)
