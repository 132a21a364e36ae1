"""The public side of a mission, step by step: head, pages, manifest, head, pages in place.

The renderer reads entries that are already under a signed head and holds no key. The registry enters the manifest
of what it rendered; the signer moves the pages once a second head covers that manifest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mithaq.errors import MalformedRecord, MithaqError, VerificationFailed
from mithaq.mechanism.ledger import Ledger
from mithaq.mechanism.statements import read_all

if TYPE_CHECKING:
    from mithaq.publish.entry_views import PrefixRead
    from mithaq.publish.files import Page, Written
    from mithaq.publish.publication import Setting
    from mithaq.publish.site import Printed
    from mithaq.record.heads import SignedHead
    from mithaq.registry.mission import Mission
    from mithaq.registry.record_entries import RecordEntries

__all__ = ["PublicHead", "PublishedSite", "public_head", "publish_head", "publish_site", "read_prefix"]

BLOCK: Final = 4_096
STAGING: Final = "staging"
LYING: Final = "public.index"
UNFINISHED: Final = "publication-under-way"
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


def publish_head(mission: Mission, *, kept: Sequence[bytes] = ()) -> PublicHead:
    """Signs and publishes a head over all entries; refuses where a head that somebody ``kept`` contradicts ours."""
    _sign_head(mission, kept=kept)
    head = public_head(mission.path)
    assert head is not None, "the signer published one just now"
    return head


def _sign_head(mission: Mission, *, kept: Sequence[bytes] = (), compared: SignedHead | None = None) -> SignedHead:
    from mithaq.record.heads import open_head
    from mithaq.registry.record_entries import RecordEntries
    from mithaq.signer.publisher import opened_publisher

    record = mission.path / "public" / "record"
    signer = mission.log_signer
    heads = [open_head(note, (signer.key,)) for note in kept]
    with opened_publisher(
        RecordEntries(),
        record=record,
        state=mission.path / STATE,
        signer=signer,
        witness_heads=heads,
        compared=compared,
    ) as publisher:
        return publisher.publish()


def publish_site(
    mission: Mission,
    *,
    now: datetime,
    progress: Callable[[str], None] | None = None,
    kept: Sequence[bytes] = (),
) -> PublishedSite:
    """Everything new becomes public; running it again after a crash finishes what was begun."""
    from mithaq.mechanism.bulletin.statements import ManifestPublished
    from mithaq.record.manifests import Manifest
    from mithaq.registry.bulletins import publish_manifest
    from mithaq.signer.pages import publish_pages

    say = progress or (lambda _text: None)
    say("signing the head")
    signed = _sign_head(mission, kept=kept)
    head = public_head(mission.path)
    assert head is not None, "the signer published one just now"
    size = head.size
    # What was read, the largest thing by far, is let go of before the pages are moved.
    written = _rendered(mission, head, say)
    manifest = Manifest.of(size, written.files)
    say("entering the manifest")
    index = publish_manifest(
        mission,
        ManifestPublished(as_of=size, files=len(manifest.files), sha256=manifest.digest()),
        now=now,
    )
    _sign_head(mission, compared=signed)
    say("moving the pages in place")
    moved = publish_pages(
        mission.path / STAGING,
        mission.path / "public",
        manifest,
        index,
        mission.log_signer.key,
        lying=mission.path / LYING,
    )
    (mission.path / UNFINISHED).unlink()
    return PublishedSite(size, len(manifest.files), written.rendered, len(moved.written))


def _rendered(mission: Mission, head: PublicHead, say: Callable[[str], None]) -> Written:
    """The pages as of this head, from its entries alone."""
    from mithaq.publish.entry_views import Prefix
    from mithaq.publish.publication import publication_of
    from mithaq.publish.site import VENDOR, plan
    from mithaq.record.uncollected import set_apart, uncollected
    from mithaq.registry.record_entries import RecordEntries

    entries = RecordEntries()
    say(f"reading {head.size:,} entries")
    with uncollected():
        ledger, seen = read_prefix(entries, head.size)
        prefix = Prefix(head.size, entries.read, seen.digests)
        setting = _setting(mission, head.note, ledger.last_at, _partition(mission, ledger))
        publication = publication_of(ledger, prefix, setting, seen)
    say("rendering the pages")
    vendor = VENDOR if VENDOR.is_dir() else None
    pdfs = _printed(say)
    with set_apart():
        return _staged(mission, lambda: plan(publication, vendor=vendor, pdfs=pdfs))


def _printed(say: Callable[[str], None]) -> Printed:
    from mithaq.publish.paper import can_print
    from mithaq.publish.site import Printed
    from mithaq.store.environment import truth

    every_day = truth("MITHAQ_DAILY_PDF", default=False)
    if not can_print():
        say("making no PDFs: Pango is not installed (see docs/open_data.md)")
        return Printed.NONE
    return Printed.ALL if every_day else Printed.LONGER


def _staged(mission: Mission, pages: Callable[[], Iterator[Page]]) -> Written:
    """Brings what changed into the staging folder, which is not made durable page by page.

    So a durable mark says that a publication is under way: one that finds it was cut short trusts no page that
    lies there by its size alone.
    """
    from mithaq.publish.files import write_changed
    from mithaq.signer.durable import replace_file

    staging, index = mission.path / STAGING, mission.path / f"{STAGING}.index"
    staging.mkdir(exist_ok=True)
    was_cut_short = (mission.path / UNFINISHED).exists()
    replace_file(mission.path / UNFINISHED, b"")
    try:
        return write_changed(staging, pages(), index, reread=was_cut_short)
    except MalformedRecord:
        index.unlink()
        return write_changed(staging, pages(), index)


def read_prefix(entries: RecordEntries, size: int) -> tuple[Ledger, PrefixRead]:
    """The ledger of the first entries, and what else the pages need of them, in one reading."""
    from mithaq.publish.entry_views import PrefixRead

    ledger, seen = Ledger(), PrefixRead()
    for start in range(0, size, BLOCK):
        block = entries.read(start, min(start + BLOCK, size))
        # Ours were read one by one when they entered; what is wrong now is named by reading them so again.
        statements = read_all(block)
        seen.take(start, block, statements)
        for statement in statements:
            ledger.take(statement)
    if ledger.breaches:
        first = ledger.breaches[0]
        raise VerificationFailed(
            f"the record breaks a rule at entry {first.index}: {first.problem}",
            where=first.rule,
            advice="Nothing was rendered. Keep the folder as it is and find out what wrote this entry.",
        )
    return ledger, seen


def _partition(mission: Mission, ledger: Ledger) -> bytes | None:
    """The public file of the newest run of linkage, kept in the mission's folder since the run."""
    from mithaq.registry.mission import PARTITIONS

    if not ledger.linkage_runs:
        return None
    file = mission.path / PARTITIONS / ledger.linkage_runs[-1][1].public_file
    try:
        return file.read_bytes()
    except OSError as error:
        raise MithaqError(
            f"the partition of the newest run of linkage cannot be read: {error.strerror}.",
            where=str(file),
            advice="Bring it back from a backup, or run linkage again.",
        ) from error


def _setting(mission: Mission, note: str, last_at: str, partition: bytes | None) -> Setting:
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
        partition=partition,
    )
