"""The scenario of the signer: three batches of entries are published, each after it was committed.

Notes, kept outside the faulty disk, say which batch the database had reached and which heads a witness saw.
"""

from __future__ import annotations

import json
from pathlib import Path

from mithaq.record.notes import Signer
from mithaq.signer.publisher import opened_publisher

SIZES = (5, 260, 515)
SIGNER = Signer("record.example/ceasefire", bytes(range(32)))
ENTRIES = [b"entry %d of the truce" % index for index in range(SIZES[-1])]


class Committed:
    """The database: durable by itself, and here as long as the batch that was reached."""

    def __init__(self, size: int) -> None:
        self._size = size

    def size(self) -> int:
        return self._size

    def read(self, start: int, stop: int) -> list[bytes]:
        return ENTRIES[start : min(stop, self._size)]


def read_notes(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def run(root: Path, notes: Path) -> None:
    reached = [note["batch"] for note in read_notes(notes) if "batch" in note]
    with notes.open("a") as file:

        def note(**what: object) -> None:
            file.write(json.dumps(what) + "\n")
            file.flush()

        def witness(head: bytes) -> list[str]:
            note(seen=head.decode())
            return []

        for batch in range(int(str(reached[-1])) if reached else 0, len(SIZES)):
            note(batch=batch)
            with opened_publisher(
                Committed(SIZES[batch]),
                record=root / "public" / "record",
                state=root / "signer" / "state.json",
                signer=SIGNER,
            ) as publisher:
                publisher.publish(witness)
