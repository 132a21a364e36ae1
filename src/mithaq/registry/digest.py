"""The digest: one root over the newest statement of every public subject, rehashed only where it changed.

RFC 6962 section 2.1 over one leaf a stream, in order of first index; a leaf's data is the canonical JSON of
``[stream, last index, count]``. Hashes of complete subtrees are kept in a derived table.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from mithaq.mechanism.bulletin.statements import DigestPublished
from mithaq.mechanism.envelope import instant
from mithaq.record import canonical
from mithaq.record.tree import EMPTY_ROOT, leaf_hash, node_hash
from mithaq.registry.door import Door, writing
from mithaq.registry.drafts import Actor, Draft, draft

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission

__all__ = ["daily_digest", "digest", "digest_draft"]

LEVEL: Final = 1 << 48
BLOCK: Final = 5_000


def digest(mission: Mission, *, now: datetime) -> DigestPublished:
    with writing(mission) as door:
        made = digest_draft(door)
        door.enter([made], now)
    assert isinstance(made.body, DigestPublished)
    return made.body


def daily_digest(mission: Mission, *, now: datetime) -> bool:
    """A digest where public subjects changed on a day that has ended and none has covered them since."""
    with writing(mission) as door:
        door.cursor.execute("SELECT as_of FROM digest_state")
        state = door.cursor.fetchone()
        door.cursor.execute(
            'SELECT min(entry.at) FROM stream JOIN entry ON entry."index" = stream.last_index'
            " WHERE stream.last_index >= %s",
            (state[0] if state else 0,),
        )
        changed = door.cursor.fetchone()[0]
        if changed is None or changed[:10] >= instant(now)[:10]:
            return False
        door.enter([digest_draft(door)], now)
    return True


def digest_draft(door: Door) -> Draft:
    """The digest of everything before it; for the transaction that enters it, alone or with a bulletin."""
    root, streams = _root(door)
    body = DigestPublished(as_of=door.size, streams=streams, root=root.hex())
    return draft(door.mission, "digest.published", body, Actor("clock"))


def _root(door: Door) -> tuple[bytes, int]:
    cursor = door.cursor
    cursor.execute("SELECT as_of FROM digest_state")
    state = cursor.fetchone()
    since = state[0] if state else 0
    cursor.execute("SELECT count(*) FROM stream")
    size: int = cursor.fetchone()[0]
    cursor.execute("SELECT position, subject, last_index, count FROM stream WHERE last_index >= %s", (since,))
    changed = {
        position: leaf_hash(canonical.encode([subject, last, count]))
        for position, subject, last, count in cursor.fetchall()
    }
    level = 0
    while changed:
        cursor.executemany(
            "INSERT INTO digest_node (id, hash) VALUES (%s,%s) ON CONFLICT (id) DO UPDATE SET hash = excluded.hash",
            [(level * LEVEL + position, value) for position, value in changed.items()],
        )
        # A parent stands only over two complete children; the ragged edge is folded below.
        parents = {position >> 1 for position in changed if (position | 1) < size >> level}
        siblings = [child for parent in parents for child in (2 * parent, 2 * parent + 1) if child not in changed]
        children = changed | _nodes(door, level, siblings)
        changed = {parent: node_hash(children[2 * parent], children[2 * parent + 1]) for parent in parents}
        level += 1
    cursor.execute(
        "INSERT INTO digest_state (id, as_of) VALUES (1, %s) ON CONFLICT (id) DO UPDATE SET as_of = excluded.as_of",
        (door.size,),
    )
    return _folded(door, size), size


def _folded(door: Door, size: int) -> bytes:
    """The root of the tree from its complete subtrees, the smallest first."""
    root: bytes | None = None
    for level in range(size.bit_length()):
        if size >> level & 1:
            position = (size >> level) - 1
            peak = _nodes(door, level, [position])[position]
            root = peak if root is None else node_hash(peak, root)
    return EMPTY_ROOT if root is None else root


def _nodes(door: Door, level: int, positions: list[int]) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for start in range(0, len(positions), BLOCK):
        part = [level * LEVEL + position for position in positions[start : start + BLOCK]]
        marks = ",".join(["%s"] * len(part))
        door.cursor.execute(f"SELECT id, hash FROM digest_node WHERE id IN ({marks})", part)  # noqa: S608 - marks
        found |= {number - level * LEVEL: bytes(value) for number, value in door.cursor.fetchall()}
    return found
