"""Mission, terms, keys and parties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mithaq.store.projections.batch import insert
from mithaq.store.projections.text import json_text

if TYPE_CHECKING:
    from mithaq.store.projections.batch import Batch, Cursor

__all__ = ["TABLES", "apply"]

TABLES = ("mission", "terms", "area", "listed_key", "party", "party_name", "sponsorship")

_LIMITS = (
    "disposition_days",
    "epoch_seconds",
    "epoch_minimum",
    "promise_seconds",
    "publication_delay_days",
    "suppress_below",
    "batch_days",
)


def apply(cursor: Cursor, batch: Batch) -> None:
    insert(
        cursor,
        "mission",
        ("id", "origin", "name", "mode", "opened_at"),
        [
            (s.id, s.body.origin, json_text(s.body.name), s.body.mode.value, s.at)
            for _, s, _ in batch.of("mission.opened")
        ],
    )
    insert(
        cursor,
        "terms",
        ("index", "version", *_LIMITS),
        [
            (index, s.body.version, *(getattr(s.body.limits, name) for name in _LIMITS))
            for index, s, _ in batch.of("terms.adopted")
        ],
    )
    insert(
        cursor,
        "area",
        ("index", "governorates"),
        [(index, json_text(s.body.governorates)) for index, s, _ in batch.of("area.adopted")],
    )
    insert(
        cursor,
        "listed_key",
        ("index", "purpose", "vkey"),
        [(index, s.body.purpose, s.body.vkey) for index, s, _ in batch.of("key.listed")],
    )
    insert(
        cursor,
        "party",
        ("id", "index", "code", "role", "name", "source", "verified"),
        [
            (s.id, index, s.body.code, s.body.role, json_text(s.body.name), s.body.source, s.body.verified)
            for index, s, _ in batch.of("party.entered")
        ],
    )
    insert(
        cursor,
        "party_name",
        ("index", "party", "name", "since", "until", "source", "verified"),
        [
            (
                index,
                s.body.party,
                json_text(s.body.name),
                s.body.since,
                s.body.until,
                s.body.source,
                s.body.verified,
            )
            for index, s, _ in batch.of("party.named")
        ],
    )
    insert(
        cursor,
        "sponsorship",
        ("index", "party", "sponsor", "since", "until", "source", "verified"),
        [
            (
                index,
                *(getattr(s.body, name) for name in ("party", "sponsor", "since", "until", "source", "verified")),
            )
            for index, s, _ in batch.of("party.sponsored")
        ],
    )
