"""Opened values must be what was committed to, in the place they were committed to."""

from __future__ import annotations

import base64
from typing import Any

from mithaq.errors import MithaqError
from mithaq.mechanism.statements import read
from mithaq.record.commitments import opens
from mithaq.record.entries import read_bundle
from mithaq.record.tiles import TILE_WIDTH
from mithaq.verify.outcome import Outcome
from mithaq.verify.places import Under

__all__ = ["check_openings"]


def check_openings(outcome: Outcome, reader: Under) -> None:
    for index, body in outcome.ledger.opened:
        if body.index >= index:
            # The rules have said so already; there may be no such entry at all.
            continue
        try:
            sealed = _entry(reader, body.index, outcome.size)
        except MithaqError as error:
            outcome.add("seal", f"entry {index}", f"entry {body.index} cannot be read: {error}")
            continue
        commitment = sealed.seals.get(body.field)
        if commitment is None or not opens(
            commitment,
            base64.b64decode(body.salt),
            statement_id=sealed.id,
            kind=sealed.kind,
            version=sealed.v,
            field=body.field,
            value=body.value,
        ):
            outcome.add(
                "seal",
                f"entry {index}",
                f"the value it shows is not the one sealed as {body.field} in entry {body.index} ({sealed.id}).",
            )
    if outcome.ledger.opened:
        outcome.checked.append(f"{len(outcome.ledger.opened)} opened values fit their commitments")


def _entry(reader: Under, index: int, size: int) -> Any:
    number, offset = divmod(index, TILE_WIDTH)
    return read(read_bundle(reader, number, min(TILE_WIDTH, size - number * TILE_WIDTH))[offset])
