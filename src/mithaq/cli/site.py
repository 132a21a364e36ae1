"""The public side of a mission, step by step: head, pages, manifest, head, pages in place.

The renderer reads entries that are already under a signed head and holds no key. The registry enters the manifest
of what it rendered; the signer moves the pages once a second head covers that manifest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mithaq.errors import MalformedRecord, MithaqError, VerificationFailed
from mithaq.mechanism.ledger import Ledger
from mithaq.mechanism.statements import read

if TYPE_CHECKING:
    from mithaq.publish.files import Page
    from mithaq.publish.publication import Setting
    from mithaq.registry.mission import Mission
    from mithaq.registry.record_entries import RecordEntries
    from mithaq.signer.pages import Manifest

__all__ = ["PublicHead", "PublishedSite", "public_head", "publish_head", "publish_site"]

BLOCK: Final = 4_096
STAGING: Final = "staging"
STATE: Final = "signer-state"
PLACES: Final = "places.json"
BASE_MAP: Final = "base-map.geojson"


@dataclass(frozen=True, slots=True)
class PublishedSite:
    size: int
    pages: int
    rendered: int
    moved: int


@dataclass(frozen=True, slots=True)
class PublicHead:
    """The newest head in a mission's public folder: its size, and the note as it lies there."""

    size: int
    note: str


def public_head(folder: Path) -> PublicHead | None:
    """What a mission shows in public, or None before the first publication. Signatures are not checked."""
    from mithaq.record.heads import parse_head
    from mithaq.record.notes import split_note

    file = folder / "public" / "record" / "checkpoint"
    if not file.exists():
        return None
    note = file.read_text(encoding="utf-8")
    return PublicHead(parse_head(split_note(note)[0]).size, note)


def publish_head(mission: Mission) -> PublicHead:
    """Signs and publishes a head over all entries."""
    from mithaq.registry.record_entries import RecordEntries
    from mithaq.signer.publisher import opened_publisher

    record = mission.path / "public" / "record"
    with opened_publisher(
        RecordEntries(), record=record, state=mission.path / STATE, signer=mission.log_signer
    ) as publisher:
        publisher.publish()
    head = public_head(mission.path)
    assert head is not None, "the signer published one just now"
    return head


def publish_site(
    mission: Mission, *, now: datetime, progress: Callable[[str], None] | None = None
) -> PublishedSite:
    """Everything new becomes public; running it again after a crash finishes what was begun."""
    from mithaq.mechanism.bulletin.statements import ManifestPublished
    from mithaq.publish.publication import publication_of
    from mithaq.publish.site import VENDOR, plan
    from mithaq.registry.bulletins import publish_manifest
    from mithaq.registry.record_entries import RecordEntries
    from mithaq.signer.pages import publish_pages

    say = progress or (lambda _text: None)
    say("signing the head")
    head = publish_head(mission)
    entries, size = RecordEntries(), head.size
    say(f"reading {size:,} entries")
    ledger = _ledger(entries, size)
    say("rendering the pages")
    publication = publication_of(ledger, entries[:size], _setting(mission, head.note, ledger.last_at))
    staging = mission.path / STAGING
    staging.mkdir(exist_ok=True)
    vendor = VENDOR if VENDOR.is_dir() else None
    rendered, manifest = _staged(mission, staging, lambda: plan(publication, vendor=vendor), size)
    say("entering the manifest")
    index = publish_manifest(
        mission,
        ManifestPublished(as_of=size, files=len(manifest.files), sha256=manifest.digest()),
        now=now,
    )
    publish_head(mission)
    say("moving the pages in place")
    moved = publish_pages(staging, mission.path / "public", manifest, index, mission.log_signer.key)
    return PublishedSite(size, len(manifest.files), rendered, len(moved.written))


def _staged(
    mission: Mission, staging: Path, pages: Callable[[], Iterator[Page]], size: int
) -> tuple[int, Manifest]:
    """Renders what changed; returns how many pages that were, and the manifest of them all.

    The staging folder is not made durable page by page. So what lies there is held against what should: stray
    and half-written files that a crash left are removed, and after a power cut every page is made anew.
    """
    from mithaq.publish.files import write_changed
    from mithaq.signer.pages import manifest_of

    index = mission.path / f"{STAGING}.index"
    try:
        written = write_changed(staging, pages(), index)
    except MalformedRecord:
        index.unlink()
        written = write_changed(staging, pages(), index)
    wanted = dict(written.files)
    manifest = manifest_of(staging, size)
    if manifest.files != wanted:
        for name in manifest.files.keys() - wanted.keys():
            (staging / name).unlink()
        index.unlink()
        written = write_changed(staging, pages(), index)
        manifest = manifest_of(staging, size)
    return written.rendered, manifest


def _ledger(entries: RecordEntries, size: int) -> Ledger:
    ledger = Ledger()
    for start in range(0, size, BLOCK):
        for entry in entries.read(start, min(start + BLOCK, size)):
            ledger.take(read(entry))
    if ledger.breaches:
        first = ledger.breaches[0]
        raise VerificationFailed(
            f"the record breaks a rule at entry {first.index}: {first.problem}",
            where=first.rule,
            advice="Nothing was rendered. Keep the folder as it is and find out what wrote this entry.",
        )
    return ledger


def _setting(mission: Mission, note: str, last_at: str) -> Setting:
    from mithaq.publish.publication import Setting
    from mithaq.publish.views import PlaceView

    places = []
    file = mission.path / PLACES
    if file.exists():
        try:
            rows = json.loads(file.read_text(encoding="utf-8"))
            places = [PlaceView(row["code"], row["name"], row["level"], row.get("parent")) for row in rows]
        except (ValueError, KeyError, TypeError) as error:
            raise MithaqError(
                f"the list of places cannot be read: {error}.",
                where=str(file),
                advice="Import the gazetteer again.",
            ) from error
    base = mission.path / BASE_MAP
    return Setting(
        log_vkey=mission.log_signer.key.text(),
        head_note=note,
        generated_at=last_at,
        places=tuple(places),
        base_map=base.read_bytes() if base.exists() else None,
    )
