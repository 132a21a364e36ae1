"""One small log in a folder, its database a list: what the signer's tests share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mithaq.record.heads import Head, SignedHead, open_head, sign_head
from mithaq.record.notes import Signer
from mithaq.record.tree import leaf_hashes, root_of
from mithaq.signer.publisher import GatherCosignatures, Publisher, opened_publisher

KEY = Signer("record.example/ceasefire", bytes(range(32)))


class Rows:
    def __init__(self) -> None:
        self.rows: list[bytes] = []

    def size(self) -> int:
        return len(self.rows)

    def read(self, start: int, stop: int) -> list[bytes]:
        return self.rows[start:stop]


@dataclass
class LogRoom:
    folder: Path
    entries: Rows = field(default_factory=Rows)

    def __post_init__(self) -> None:
        self.public.mkdir(parents=True, exist_ok=True)
        self.state.parent.mkdir(exist_ok=True)

    @property
    def public(self) -> Path:
        return self.folder / "public"

    @property
    def record(self) -> Path:
        return self.public / "record"

    @property
    def state(self) -> Path:
        return self.folder / "signer" / "state.json"

    def grow(self, count: int) -> None:
        begin = len(self.entries.rows)
        self.entries.rows += [b"entry %d" % index for index in range(begin, begin + count)]

    @contextmanager
    def publisher(self, *witness_heads: SignedHead, key: Signer = KEY) -> Iterator[Publisher]:
        with opened_publisher(
            self.entries, record=self.record, state=self.state, signer=key, witness_heads=witness_heads
        ) as publisher:
            yield publisher

    def publish(self, count: int = 0, gather: GatherCosignatures | None = None) -> SignedHead:
        self.grow(count)
        with self.publisher() as publisher:
            return publisher.publish(gather)

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.record).as_posix(): path.read_bytes()
            for path in self.record.rglob("*")
            if path.is_file()
        }


def head_of(entries: list[bytes], key: Signer = KEY) -> SignedHead:
    """A head that the log's key signed over these entries, as a witness might bring it."""
    text = sign_head(Head(key.name, len(entries), root_of(leaf_hashes(entries))), key)
    return open_head(text, (key.key,))
