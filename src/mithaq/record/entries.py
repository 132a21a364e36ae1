"""Entry bundles: the entries themselves, 256 to a file, each preceded by its length.

https://c2sp.org/tlog-tiles#entry-bundles. A bundle of the entries ``one`` and ``two``:

    00 03 6f 6e 65   00 03 74 77 6f

The length is a big-endian uint16, which is why no entry exceeds 65,535 bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from mithaq.errors import InvalidStatement, MalformedRecord, SourceUnavailable
from mithaq.record.tiles import TILE_WIDTH, TileReader, bundle_path

__all__ = ["MAX_ENTRY_BYTES", "decode_bundle", "encode_bundle", "read_bundle"]

MAX_ENTRY_BYTES: Final = 65_535
_LENGTH_BYTES: Final = 2


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    parts = []
    for entry in entries:
        if len(entry) > MAX_ENTRY_BYTES:
            raise InvalidStatement(f"An entry has {len(entry)} bytes; the limit is {MAX_ENTRY_BYTES}.")
        parts.append(len(entry).to_bytes(_LENGTH_BYTES, "big"))
        parts.append(entry)
    if not 0 < len(parts) <= 2 * TILE_WIDTH:
        raise InvalidStatement(f"A bundle holds 1 to {TILE_WIDTH} entries, not {len(parts) // 2}.")
    return b"".join(parts)


def decode_bundle(data: bytes, width: int = TILE_WIDTH) -> list[bytes]:
    """The entries of a bundle that must hold exactly ``width`` of them, to its last byte."""
    entries = []
    position = 0
    length = len(data)
    while position < length:
        start = position + _LENGTH_BYTES
        position = start + int.from_bytes(data[position:start], "big")
        entries.append(data[start:position])
    # A last length that is cut off or points past the end leaves the position beyond the data.
    if position != length:
        raise MalformedRecord("The last entry of the bundle is cut off.")
    if len(entries) != width:
        raise MalformedRecord(f"The bundle holds {len(entries)} entries instead of {width}.")
    return entries


def read_bundle(reader: TileReader, index: int, width: int = TILE_WIDTH) -> list[bytes]:
    """The first ``width`` entries of a bundle; a partial one may have been replaced by the full one since."""
    try:
        return decode_bundle(reader.read(bundle_path(index, width)), width)
    except SourceUnavailable:
        if width == TILE_WIDTH:
            raise
    return decode_bundle(reader.read(bundle_path(index)))[:width]
