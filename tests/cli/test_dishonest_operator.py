"""An operator with the log's key tries to deceive; what a journalist with `mithaq verify` reads, word for word."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from mithaq.mechanism.bulletin.recompute import figures
from mithaq.mechanism.bulletin.statements import BulletinPublished, ManifestPublished
from mithaq.mechanism.sealing_statements import SealOpened
from mithaq.record.commitments import commit
from mithaq.record.manifests import Manifest
from mithaq.record.promises import make_promise
from support.drafts import ORIGIN, Draft, a_day, signer, write_record

KEY = signer().key.text()
REWRITTEN = "whether the whole record was rewritten in a way that fits every rule and every head given here"


def mithaq(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mithaq", *arguments], capture_output=True, text=True, check=False, timeout=60
    )


class Journalist:
    """Holds the log's key, and what was public at an earlier visit."""

    def __init__(self, public: Path) -> None:
        self.public = public
        self.kept = public.parent / "head-of-last-week"

    def keeps_the_head(self) -> None:
        self.kept.write_bytes((self.public / "record" / "checkpoint").read_bytes())

    def reads(self, *, with_head: bool = False, expect: int) -> str:
        head = ["--head", str(self.kept)] if with_head else []
        done = mithaq("verify", str(self.public), "--key", KEY, *head)
        assert done.returncode == expect, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def journalist(tmp_path: Path) -> Journalist:
    (tmp_path / "public").mkdir()
    return Journalist(tmp_path / "public")


def republished(journalist: Journalist, draft: Draft) -> None:
    """The operator publishes this instead; nothing of the old files is left."""
    for file in sorted(journalist.public.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    draft.write(journalist.public)


def test_a_shorter_log_signed_again_is_caught_by_whoever_kept_a_head(journalist: Journalist) -> None:
    a_day(reports=6).write(journalist.public)
    journalist.keeps_the_head()
    shorter = Draft().open()
    republished(journalist, shorter)

    told = journalist.reads(with_head=True, expect=3)

    assert (
        "checkpoint: the record has 4 entries, the head you kept has 26:"
        " what was public has been taken out. [earlier-head]" in told
    )
    assert "Result: THE RECORD DOES NOT HOLD." in told


def test_without_a_kept_head_the_shorter_log_holds_and_the_reader_is_told_what_that_leaves_open(
    journalist: Journalist,
) -> None:
    Draft().open().write(journalist.public)

    told = journalist.reads(expect=0)

    assert "that it only added to what you saw before: you gave no earlier head (--head)" in told
    assert "that others are shown the same head: no witness of yours signed it" in told
    assert REWRITTEN in told


def test_two_histories_are_caught_by_the_head_of_the_other(journalist: Journalist) -> None:
    a_day(seed=1).write(journalist.public)
    journalist.keeps_the_head()
    other = a_day(seed=2)
    other.tick()
    republished(journalist, other)

    alone = journalist.reads(expect=0)
    told = journalist.reads(with_head=True, expect=3)

    assert REWRITTEN in alone
    size = len(a_day(seed=1).entries)
    assert (
        f"checkpoint: the first {size} entries are not what the head you kept signed:"
        " two histories were shown. [earlier-head]" in told
    )


def test_a_backdated_statement_is_named_with_both_dates(journalist: Journalist) -> None:
    draft = a_day()
    draft.at = "2017-01-01T00:00:00Z"
    [backdated] = draft.received()
    draft.write(journalist.public)

    told = journalist.reads(expect=3)

    assert (
        f"entry {len(draft.entries) - 1} ({backdated}): it is dated 2017-01-01T00:00:00Z,"
        " earlier than the entry before it (2017-01-06T00:00:00Z). [time-order]" in told
    )


def test_an_edited_figure_is_named_with_what_the_record_gives(journalist: Journalist) -> None:
    draft = a_day()
    right = figures(draft.ledger, "2017-01-05", "2017-01-05")
    fewer = msgspec.structs.replace(right, period=msgspec.structs.replace(right.period, killed_best=0))
    body = BulletinPublished(
        number=2,
        day_from="2017-01-05",
        day_to="2017-01-05",
        cut_off=draft.at,
        as_of=draft.ledger.size,
        figures=fewer,
    )
    draft.add("bulletin.published", body)
    draft.write(journalist.public)

    told = journalist.reads(expect=3)

    assert f"it says killed_best 0, the record gives {right.period.killed_best}. [bulletin]" in told


def test_a_value_opened_falsely_is_named_with_what_it_pretends_to_open(journalist: Journalist) -> None:
    draft = a_day()
    [report] = draft.received()
    index = draft.ledger.size - 1
    salt = b"s" * 32
    assert commit(salt, statement_id=report, kind="report.received", version=1, field="text", value="x")
    draft.add(
        "seal.opened",
        SealOpened(index=index, field="text", salt=base64.b64encode(salt).decode(), value="they said nothing"),
    )
    draft.write(journalist.public)

    told = journalist.reads(expect=3)

    assert (
        f"entry {index + 1}: the value it shows is not the one sealed as text in entry {index} ({report}). [seal]"
        in told
    )


def with_pages(draft: Draft, public: Path, **pages: bytes) -> None:
    """The operator's own publishing: pages, their manifest on the record, both in place."""
    files = {f"{name}.html": hashlib.sha256(data).hexdigest() for name, data in pages.items()}
    manifest = Manifest(draft.ledger.size, files).to_bytes()
    body = ManifestPublished(as_of=draft.ledger.size, files=len(files), sha256=hashlib.sha256(manifest).hexdigest())
    draft.add("manifest.published", body)
    draft.write(public)
    for name, data in pages.items():
        (public / f"{name}.html").write_bytes(data)
    (public / "manifest.json").write_bytes(manifest)


def test_a_page_slipped_in_is_named(journalist: Journalist) -> None:
    with_pages(a_day(), journalist.public, index=b"<h1>truce</h1>")
    (journalist.public / "correction.html").write_bytes(b"<h1>nothing happened</h1>")

    told = journalist.reads(expect=3)

    assert (
        "correction.html: no manifest on the record knows this file; it was put here past it. [unlisted-page]"
        in told
    )


def test_a_page_that_was_changed_is_named(journalist: Journalist) -> None:
    with_pages(a_day(), journalist.public, index=b"<h1>truce</h1>")
    (journalist.public / "index.html").write_bytes(b"<h1>peace</h1>")

    assert "index.html: its bytes are not those the manifest commits to. [page]" in journalist.reads(expect=3)


def test_yesterdays_pages_put_back_are_named_as_older(journalist: Journalist) -> None:
    draft = a_day()
    with_pages(draft, journalist.public, index=b"<h1>12 killed</h1>")
    first = len(draft.entries) - 1
    old = {name: (journalist.public / name).read_bytes() for name in ("index.html", "manifest.json")}
    draft.tick()
    republished(journalist, draft)
    with_pages(draft, journalist.public, index=b"<h1>14 killed</h1>")
    for file in sorted((journalist.public / "record" / "tile").rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    draft.write(journalist.public)
    for name, data in old.items():
        (journalist.public / name).write_bytes(data)

    told = journalist.reads(expect=3)

    assert (
        f"manifest.json: the pages are those of entry {first}, older than the newest of entry"
        f" {len(draft.entries) - 1}: they are being replaced at this moment, or were put back. [manifest]" in told
    )


def test_an_old_head_put_back_is_caught_by_the_files_and_by_a_newer_head(journalist: Journalist) -> None:
    draft = a_day()
    write_record(journalist.public, draft.entries, signer())
    old = (journalist.public / "record" / "checkpoint").read_bytes()
    size = len(draft.entries)
    draft.tick()
    write_record(journalist.public, draft.entries, signer())
    journalist.keeps_the_head()

    (journalist.public / "record" / "checkpoint").write_bytes(old)

    told = journalist.reads(with_head=True, expect=3)
    assert "it goes beyond the head: an older head was put back, or a newer one is not shown yet. [file]" in told
    assert (
        f"checkpoint: the record has {size} entries, the head you kept has {size + 1}:"
        " what was public has been taken out. [earlier-head]" in told
    )


def test_a_report_dropped_from_the_inbox_is_proved_by_whoever_holds_the_promise(
    journalist: Journalist, tmp_path: Path
) -> None:
    draft = a_day()
    promise = make_promise(b"\7" * 32, "2017-01-07T00:00:00Z", ORIGIN, signer("promises", "promise"))
    note = tmp_path / "note.txt"
    note.write_text(promise.text())
    draft.write(journalist.public)
    before = mithaq("receipt", "check", str(note), str(journalist.public), "--key", KEY)
    draft.at = "2017-01-08T00:00:00Z"
    draft.tick()
    republished(journalist, draft)

    after = mithaq("receipt", "check", str(note), str(journalist.public), "--key", KEY)

    assert (before.returncode, after.returncode) == (0, 3)
    assert (
        "NOT YET DUE: it is not on the record; the promise runs until 2017-01-07T00:00:00Z,"
        " and the record's own clock stands at 2017-01-06T00:00:00Z." in before.stdout
    )
    assert (
        "BROKEN: the promise ran until 2017-01-07T00:00:00Z, the record's own clock stands at 2017-01-08T00:00:00Z,"
        " and the report is not there." in after.stdout
    )


def test_another_key_does_not_pass_for_the_logs_own(journalist: Journalist) -> None:
    a_day().write(journalist.public, key=signer(seed="the operator's cousin"))

    assert "verification-failed" in journalist.reads(expect=3)
