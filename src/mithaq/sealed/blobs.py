"""Large sealed files: encrypted whole, and named by the hash of their ciphertext (design, section 4).

The key lies sealed with the statement that names the hash, so that to erase the statement is to erase the file.
"""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mithaq.errors import KeyUnavailable, MalformedRecord, SourceUnavailable
from mithaq.sealed.ciphertext import NONCE_BYTES
from mithaq.sealed.key_folder import write_durably

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["blob_path", "read_blob", "sealed_blob", "write_blob"]


def blob_path(folder: Path, sha256: str) -> Path:
    return folder / sha256


def sealed_blob(key: bytes, nonce: bytes, data: bytes, *, statement_id: str) -> bytes:
    return nonce + AESGCM(key).encrypt(nonce, zlib.compress(data, 6), _bound_to(statement_id))


def write_blob(folder: Path, blob: bytes) -> str:
    """The hash it is named by. It is durable before the statement that names it enters."""
    digest = hashlib.sha256(blob).hexdigest()
    write_durably(blob_path(folder, digest), blob)
    return digest


def read_blob(folder: Path, sha256: str, key: bytes, *, statement_id: str) -> bytes:
    path = blob_path(folder, sha256)
    try:
        blob = path.read_bytes()
    except OSError as error:
        raise SourceUnavailable(
            f"the sealed file cannot be read: {error.strerror}.",
            where=str(path),
            advice="Bring it back from a backup.",
        ) from error
    if hashlib.sha256(blob).hexdigest() != sha256:
        raise MalformedRecord("the sealed file is not the one the record names.", where=str(path))
    try:
        packed = AESGCM(key).decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], _bound_to(statement_id))
        return zlib.decompress(packed)
    except (InvalidTag, ValueError, zlib.error) as error:
        raise KeyUnavailable(
            "the sealed file does not open.", where=str(path), advice="Its key is of another statement or mission."
        ) from error


def _bound_to(statement_id: str) -> bytes:
    return f"mithaq-blob/v1\n{statement_id}".encode()
