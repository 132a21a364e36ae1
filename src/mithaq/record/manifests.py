"""The manifest of the public pages: which files lie beside the record, by hash, as of how many entries.

``manifest.published`` on the record carries the SHA-256 of this file, canonical JSON::

    {"as_of":70000,"files":{"ar/index.html":"9f86d0…","en/index.html":"2c2648…"},"v":1}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Final

import msgspec

from mithaq.errors import MalformedRecord
from mithaq.record import canonical

__all__ = ["MANIFEST_FILE", "Manifest", "read_manifest", "require_paths"]

MANIFEST_FILE: Final = "manifest.json"
_RECORD: Final = "record"
_VERSION: Final = 1
# From the printable signs of ASCII without both slashes, no part beginning with a dot: so no part is empty either.
_PART: Final = r"(?!\.)[ -.0-\[\]-~]+"
_PATH: Final = re.compile(rf"(?!{_RECORD}(?:/|\Z))(?:{_PART}/)*+{_PART}")
_SHA256: Final = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class Manifest:
    as_of: int
    files: Mapping[str, str]
    """SHA-256 in hexadecimal by path below ``public/``."""

    @classmethod
    def of(cls, as_of: int, files: Iterable[tuple[str, str]]) -> Manifest:
        """Of pages whose hashes are known; the signer reads each again before it moves it."""
        manifest = cls(as_of, dict(files))
        require_paths(manifest.files)
        return manifest

    def to_bytes(self) -> bytes:
        return self._written

    def digest(self) -> str:
        return self._digest

    # Some 24 MB for 100,000 incidents, asked for by each who checks it.
    @cached_property
    def _written(self) -> bytes:
        return canonical.encode({"as_of": self.as_of, "files": dict(self.files), "v": _VERSION})

    @cached_property
    def _digest(self) -> str:
        return sha256(self._written).hexdigest()


class _Written(msgspec.Struct, forbid_unknown_fields=True):
    as_of: int
    files: dict[str, str]
    v: int


def read_manifest(data: bytes) -> Manifest:
    try:
        written = msgspec.convert(canonical.decode(data), _Written)
    except msgspec.ValidationError as error:
        raise MalformedRecord(f"This is not a manifest: {error}.") from None
    if written.v != _VERSION or written.as_of < 0:
        raise MalformedRecord(f"This manifest is of version {written.v}, as of {written.as_of}.")
    require_paths(written.files)
    return Manifest(written.as_of, written.files)


def require_paths(files: Mapping[str, str]) -> None:
    """Refuses a path that could leave ``public`` or touch the record, and what is no SHA-256."""
    folders: set[str] = set()
    for folder in {path.rpartition("/")[0] for path in files}:
        above = folder
        while above and above not in folders:
            folders.add(above)
            above = above.rpartition("/")[0]
    for path, digest in files.items():
        if _PATH.fullmatch(path) is None or path == MANIFEST_FILE:
            raise MalformedRecord(f"A manifest cannot list {path!r}: plain names below public/, not the record.")
        if _SHA256.fullmatch(digest) is None:
            raise MalformedRecord(f"The manifest's hash of {path} is not a SHA-256: {digest[:80]!r}.")
    both = min(folders & files.keys(), default=None)
    if both is not None:
        raise MalformedRecord(f"A manifest cannot list {both!r} both as a page and as a folder of pages.")
