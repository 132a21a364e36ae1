"""The index of what lies in place spares reading; it never hides a change."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from mithaq.signer import lying_files
from mithaq.signer.lying_files import LyingFiles
from mithaq.signer.pages import move_in_place
from support.staged import manifest_of


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "page").write_bytes(b"first")
    return tmp_path / "public"


@pytest.fixture
def index(tmp_path) -> Path:
    return tmp_path / "public.index"


@pytest.fixture
def later(monkeypatch):
    """Some time goes by, so that the files' times are no longer in doubt."""
    now = time.time_ns
    monkeypatch.setattr(lying_files.time, "time_ns", lambda: now() + 10_000_000_000)


@pytest.fixture
def remembered(folder, index, later) -> Path:
    files = LyingFiles(folder, index)
    assert files.digest("page") == sha(b"first")
    files.keep({})
    return folder


def test_a_file_that_lies_unchanged_is_not_read_again(remembered, index, monkeypatch):
    monkeypatch.setattr(lying_files, "_hash_of", lambda _: pytest.fail("read again"))

    assert LyingFiles(remembered, index).digest("page") == sha(b"first")


def test_a_change_of_the_same_length_with_its_time_set_back_is_seen(remembered, index):
    page = remembered / "page"
    before = page.stat()
    page.write_bytes(b"other")
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert LyingFiles(remembered, index).digest("page") == sha(b"other")


def test_another_file_moved_to_the_name_is_seen(remembered, index):
    (remembered / "beside").write_bytes(b"other")
    (remembered / "beside").replace(remembered / "page")

    assert LyingFiles(remembered, index).digest("page") == sha(b"other")


def test_a_file_gone_or_become_a_folder_has_no_hash(remembered, index):
    (remembered / "page").unlink()
    assert LyingFiles(remembered, index).digest("page") is None

    (remembered / "page").mkdir()
    assert LyingFiles(remembered, index).digest("page") is None


def test_a_file_changed_a_moment_ago_is_not_trusted_to_stay_as_it_was_read(folder, index, monkeypatch):
    changed_at = (folder / "page").stat().st_ctime_ns
    monkeypatch.setattr(time, "time_ns", lambda: changed_at + 1)
    files = LyingFiles(folder, index)
    files.digest("page")
    files.keep({"page": sha(b"first")})

    assert not index.exists() or b"page" not in index.read_bytes()


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"page":["x"]}', b"\xff"])
def test_a_broken_index_costs_time_only(remembered, index, broken):
    index.write_bytes(broken)

    assert LyingFiles(remembered, index).digest("page") == sha(b"first")


def test_a_page_changed_by_hand_is_put_right_by_the_next_move(tmp_path, later):
    staging, public, index = tmp_path / "staging", tmp_path / "public", tmp_path / "public.index"
    staging.mkdir()
    public.mkdir()
    (staging / "a.html").write_bytes(b"a page")
    (staging / "b.html").write_bytes(b"b page")
    manifest = manifest_of(staging, 3)
    assert move_in_place(staging, public, manifest, lying=index).written == ("a.html", "b.html")
    assert move_in_place(staging, public, manifest, lying=index).written == ()
    (public / "a.html").write_bytes(b"A PAGE")

    assert move_in_place(staging, public, manifest, lying=index).written == ("a.html",)
    assert (public / "a.html").read_bytes() == b"a page"
