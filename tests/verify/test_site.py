from __future__ import annotations

import hashlib
import http.server
import threading

import pytest

from mithaq.mechanism.bulletin.statements import ManifestPublished
from mithaq.record.manifests import Manifest
from mithaq.verify import Folder, Trust, Website, verify_record
from support.drafts import a_day, signer

PAGES = {"en/index.html": b"<h1>ceasefire</h1>", "ar/index.html": "<h1>وقف</h1>".encode()}


@pytest.fixture
def site(tmp_path):
    draft = a_day()
    files = {path: hashlib.sha256(data).hexdigest() for path, data in PAGES.items()}
    manifest = Manifest(draft.ledger.size, files).to_bytes()
    draft.add(
        "manifest.published",
        ManifestPublished(as_of=draft.ledger.size, files=len(files), sha256=hashlib.sha256(manifest).hexdigest()),
    )
    draft.write(tmp_path)
    for path, data in {**PAGES, "manifest.json": manifest}.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    return tmp_path


def problems(place) -> list[tuple[str, str]]:
    outcome = verify_record(place, Trust.of_key(signer().key.text()))
    return [(problem.check, problem.where) for problem in outcome.problems]


def test_pages_as_committed_hold(site):
    assert problems(Folder(site)) == []


def test_a_changed_page_is_named(site):
    (site / "en" / "index.html").write_bytes(b"<h1>peace</h1>")

    assert problems(Folder(site)) == [("page", "en/index.html")]


def test_a_page_that_was_slipped_in_is_named(site):
    (site / "en" / "extra.html").write_bytes(b"x")

    assert problems(Folder(site)) == [("unlisted-page", "en/extra.html")]


def test_a_manifest_that_was_changed_is_named(site):
    (site / "manifest.json").write_bytes(b"{}")

    assert [check for check, _ in problems(Folder(site))] == ["manifest"]


def test_a_web_site_is_checked_like_a_folder_and_says_what_it_cannot_list(site):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=str(site))

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            place = Website(f"http://127.0.0.1:{server.server_port}")
            outcome = verify_record(place, Trust.of_key(signer().key.text()))
            assert outcome.problems == []
            assert any("cannot be listed" in sentence for sentence in outcome.unchecked)
            (site / "ar" / "index.html").unlink()
            assert problems(place) == [("page", "ar/index.html")]
        finally:
            server.shutdown()
            thread.join()
