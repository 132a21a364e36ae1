"""The public partition of a run of linkage: published with the site, and held to what the record says of it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from mithaq.mechanism.bulletin.statements import ManifestPublished
from mithaq.mechanism.monitoring.partition_file import PartitionRow, partition_bytes, partition_path
from mithaq.mechanism.monitoring.statements import LinkageRan
from mithaq.record.manifests import Manifest
from mithaq.verify import Folder, Trust, verify_record
from support.drafts import Draft, a_day, signer


def publish(folder: Path, draft: Draft, data: bytes, *, groups: int, said: bytes | None = None) -> list[str]:
    """The partition beside the record, and what ``partition`` finds wrong with it."""
    committed = hashlib.sha256(data if said is None else said).hexdigest()
    draft.add(
        "linkage.ran",
        LinkageRan(
            code="1",
            code_sha256="0" * 64,
            parameters={"level": 9_900},
            as_of=draft.ledger.size,
            public_file=committed,
            sealed_file="0" * 64,
            public_reports=len(draft.ledger.public_places),
            public_groups=groups,
            public_undecided=0,
        ),
        role="linkage",
    )
    path = partition_path(committed)
    files = {path: hashlib.sha256(data).hexdigest()}
    manifest = Manifest(draft.ledger.size, files).to_bytes()
    body = ManifestPublished(as_of=draft.ledger.size, files=1, sha256=hashlib.sha256(manifest).hexdigest())
    draft.add("manifest.published", body)
    draft.write(folder)
    (folder / path).parent.mkdir()
    (folder / path).write_bytes(data)
    (folder / "manifest.json").write_bytes(manifest)
    outcome = verify_record(Folder(folder), Trust.of_key(signer().key.text()))
    assert any("gives the partitions of 1 runs" in sentence for sentence in outcome.unchecked)
    assert not {problem.check for problem in outcome.problems} - {"partition"}
    return [problem.what for problem in outcome.problems]


def rows(draft: Draft) -> list[PartitionRow]:
    public = sorted(name for name, report in draft.ledger.reports.items() if report.is_public)
    return [
        PartitionRow(report, public[0] if number < 2 else report, 9_900) for number, report in enumerate(public)
    ]


def test_the_partition_that_the_run_named_holds(tmp_path: Path) -> None:
    draft = a_day()

    assert publish(tmp_path, draft, partition_bytes(rows(draft)), groups=3) == []


def test_another_partition_in_its_place_is_named(tmp_path: Path) -> None:
    draft = a_day()
    data = partition_bytes(rows(draft))

    [what] = publish(tmp_path, draft, data.replace(b"9900", b"9901"), groups=3, said=data)

    assert "not those that the run" in what


@pytest.mark.parametrize(
    ("change", "groups", "told"),
    [
        (lambda draft, good: good[1:], 3, "not named by its first report"),
        (lambda draft, good: good[:-1], 2, "1 public reports are missing"),
        (lambda draft, good: good, 4, "holds 3 groups; the record says 4"),
        (lambda draft, good: [*good[:-1], good[-1]._replace(score=10_001)], 3, "has the score 10001"),
        (
            lambda draft, good: [
                *good,
                PartitionRow(*[next(n for n, r in draft.ledger.reports.items() if not r.is_public)] * 2, 0),
            ],
            4,
            "is not a public report",
        ),
        (lambda draft, good: [*good, good[-1]._replace(score=1)], 3, "stands twice"),
    ],
    ids=["misnamed", "missing", "counted", "score", "received", "twice"],
)
def test_a_partition_that_is_none_is_named(tmp_path: Path, change, groups: int, told: str) -> None:  # type: ignore[no-untyped-def]  # a table of small changes
    draft = a_day()

    [what] = publish(tmp_path, draft, partition_bytes(change(draft, rows(draft))), groups=groups)

    assert told in what


@pytest.mark.parametrize("data", [b"", b"report,group,score\nx\n", b"report,group,score\r\n", "تقرير".encode()])
def test_a_file_that_is_no_partition_is_named(tmp_path: Path, data: bytes) -> None:
    [what] = publish(tmp_path, a_day(), data, groups=1)

    assert "cannot be read" in what


def test_a_newer_run_that_the_pages_do_not_know_yet_is_no_fault(tmp_path: Path) -> None:
    draft = a_day()
    draft.add(
        "linkage.ran",
        LinkageRan(
            code="1",
            code_sha256="0" * 64,
            parameters={},
            as_of=1,
            public_file="1" * 64,
            sealed_file="0" * 64,
            public_reports=0,
            public_groups=0,
            public_undecided=0,
        ),
        role="linkage",
    )
    draft.write(tmp_path)

    assert verify_record(Folder(tmp_path), Trust.of_key(signer().key.text())).problems == []
