"""A staging folder made by hand, and the manifest of it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from mithaq.signer.pages import Manifest

__all__ = ["manifest_of"]


def manifest_of(staging: Path, as_of: int) -> Manifest:
    """Describes every file of a staging folder."""
    files = sorted(path for path in staging.rglob("*") if path.is_file())
    return Manifest.of(
        as_of, [(path.relative_to(staging).as_posix(), sha256(path.read_bytes()).hexdigest()) for path in files]
    )
