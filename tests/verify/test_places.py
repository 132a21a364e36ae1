"""A web site is read over a few kept connections, and every way a server can fail is our error with the address."""

from __future__ import annotations

import http.server
import threading
from contextlib import contextmanager

import pytest

from mithaq.errors import MithaqError, SourceUnavailable
from mithaq.verify import Folder, Trust, Website, verify_record
from support.drafts import a_day, signer

FILES = {f"{number:03d}": f"file {number}".encode() for number in range(60)}


class Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    connections = 0

    def setup(self) -> None:
        type(self).connections += 1
        super().setup()

    def do_GET(self) -> None:
        name = self.path.removeprefix("/")
        if name == "moved":
            self.send_response(302)
            self.send_header("Location", "/007")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if name == "elsewhere":
            self.send_response(302)
            self.send_header("Location", "http://localhost.invalid/007")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = FILES.get(name.removeprefix("cut-"))
        if body is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(body) + (5 if name.startswith("cut-") else 0)))
        self.end_headers()
        self.wfile.write(body)
        if name == "cut-001" or self.server.closes:  # type: ignore[attr-defined]
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """The tests' output stays quiet."""


@contextmanager
def served(handler=None, *, closes=False):
    kind = handler or type("Counted", (Answers,), {"connections": 0})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        server.closes = closes
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield Website(f"http://127.0.0.1:{server.server_port}"), kind
        finally:
            server.shutdown()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setattr("urllib.request.getproxies", dict)


def test_many_files_come_in_the_order_asked_for_over_a_few_connections():
    with served() as (site, kind):
        found = list(site.each(FILES))

    assert found == list(FILES.items())
    assert kind.connections <= 8


def test_a_server_that_closes_after_every_file_is_asked_again():
    with served(closes=True) as (site, _):
        assert [data for _, data in site.each(FILES)] == list(FILES.values())


def test_a_missing_file_is_an_error_in_its_place_and_the_next_ones_are_read():
    with served() as (site, _):
        found = dict(site.each(["001", "nothing", "002"]))

    assert (found["001"], found["002"]) == (b"file 1", b"file 2")
    assert isinstance(found["nothing"], SourceUnavailable)
    assert "404" in str(found["nothing"])


def test_a_file_that_is_cut_off_on_the_way_is_not_taken_for_a_whole_one():
    with served() as (site, _):
        [(_, found), (_, after)] = site.each(["cut-001", "002"])

    assert "5 bytes before the file" in str(found)
    assert after == b"file 2"


def test_a_redirect_is_followed_on_the_host_and_refused_to_another():
    with served() as (site, _):
        found = dict(site.each(["moved", "elsewhere", "008"]))

    assert (found["moved"], found["008"]) == (b"file 7", b"file 8")
    assert "another host" in str(found["elsewhere"])


def test_a_server_that_is_gone_is_our_error():
    [(_, found)] = Website("http://127.0.0.1:1").each(["001"])

    assert isinstance(found, SourceUnavailable)


def test_who_stops_reading_waits_for_no_more_files():
    with served() as (site, _):
        files = site.each(FILES)
        assert next(files) == ("000", b"file 0")
        files.close()


def test_a_served_record_holds_and_a_file_changed_on_the_server_is_found(tmp_path):
    a_day(reports=300).write(tmp_path)
    FILES.update(
        {f"site/{path.relative_to(tmp_path)}": path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    )
    trust = Trust.of_key(signer().key.text())
    with served() as (site, _):
        address = Website(f"{site.root}/site")
        good = verify_record(address, trust)
        FILES["site/record/tile/0/001"] = bytes(len(FILES["site/record/tile/0/001"]))
        bad = verify_record(address, trust)

    assert good.problems == []
    assert good.size == verify_record(Folder(tmp_path), trust).size
    assert [(problem.check, problem.where) for problem in bad.problems] == [("file", "record/tile/0/001")]


def test_an_unreadable_file_of_a_folder_is_an_error_in_its_place(tmp_path):
    (tmp_path / "a").write_bytes(b"a")

    found = dict(Folder(tmp_path).each(["a", "b"]))

    assert found["a"] == b"a"
    assert isinstance(found["b"], MithaqError)
