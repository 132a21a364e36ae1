"""The statements that publish: the clock, digests of the streams, bulletins and the site's manifest."""

from __future__ import annotations

from typing import Annotated

import msgspec

from mithaq.mechanism.bulletin.doors import DoorsOfWeek
from mithaq.mechanism.bulletin.figures import Figures
from mithaq.mechanism.envelope import Day, Id, Instant, Struct, Text
from mithaq.mechanism.identifiers import Letter
from mithaq.mechanism.kinds import Kind

__all__ = ["KINDS", "BulletinPublished", "ClockTicked", "DigestPublished", "ManifestPublished"]

Size = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]


class ClockTicked(Struct, frozen=True):
    """Time passed on the record: the only source of deadlines' effects."""

    open: Size
    overdue: Size
    oldest_open: Instant | None


class DigestPublished(Struct, frozen=True):
    """RFC 6962 root over (stream, last index, count), one leaf a stream in order of first index.

    A reader who holds one case's chain checks that it is whole against the newest digest.
    """

    as_of: Size
    streams: Size
    root: Sha256


class BulletinPublished(Struct, frozen=True):
    """A numbered, dated bulletin: figures recomputed by anyone from the first ``as_of`` entries."""

    number: Annotated[int, msgspec.Meta(ge=1)]
    day_from: Day
    day_to: Day
    cut_off: Instant
    as_of: Size
    figures: Figures
    doors: tuple[DoorsOfWeek, ...] = ()
    """Every week that is over and was not stated before: which door its told reports came by."""
    corrects: Id | None = None
    correction: Text | None = None
    """What was wrong in the bulletin it corrects, and what is right."""


class ManifestPublished(Struct, frozen=True):
    """Commits the pages rendered from the first ``as_of`` entries: hash of their manifest file."""

    as_of: Size
    files: Size
    sha256: Sha256


KINDS = (
    Kind("clock.ticked", 1, ClockTicked, sealed_actor=False),
    Kind("digest.published", 1, DigestPublished, sealed_actor=False),
    Kind("bulletin.published", 1, BulletinPublished, Letter.BULLETIN, streams=()),
    Kind("manifest.published", 1, ManifestPublished, sealed_actor=False),
)
