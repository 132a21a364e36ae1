"""One ciphertext a statement: its sealed values and their salts, encrypted together (design, section 4).

AES-256-GCM under the statement's own key. The associated data name statement, kind and version, so that no
ciphertext can be moved to another statement. Inside is canonical JSON: ``{field: [salt, value]}``, padded.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mithaq.errors import KeyUnavailable, MalformedRecord
from mithaq.sealed.padding import padded

__all__ = ["KEY_BYTES", "NONCE_BYTES", "Opened", "open_sealed", "seal", "values_of", "values_or_none"]

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12

Opened = dict[str, tuple[str, Any]]
"""Field -> (salt in base64, value)."""

_write = msgspec.json.Encoder(order="sorted").encode
_read = msgspec.json.Decoder(dict[str, tuple[str, Any]]).decode


def _associated_data(statement_id: str, kind: str, version: int) -> bytes:
    return f"mithaq-sealed/v1\n{statement_id}\n{kind}\n{version}".encode()


def seal(
    key: bytes,
    nonce: bytes,
    values: Mapping[str, tuple[str, object]],
    *,
    statement_id: str,
    kind: str,
    version: int,
) -> bytes:
    """Nonce and ciphertext. A value may come as the canonical bytes it was committed to (``msgspec.Raw``)."""
    plain = padded(_write(values), kind)
    return nonce + AESGCM(key).encrypt(nonce, plain, _associated_data(statement_id, kind, version))


def open_sealed(key: bytes, blob: bytes, *, statement_id: str, kind: str, version: int) -> Opened:
    try:
        plain = AESGCM(key).decrypt(
            blob[:NONCE_BYTES], blob[NONCE_BYTES:], _associated_data(statement_id, kind, version)
        )
    except (InvalidTag, ValueError) as error:
        raise KeyUnavailable(
            "the sealed values do not open: wrong key, or the ciphertext was altered or moved.",
            where=statement_id,
            advice="Compare the backup of the keys with that of the database: they must be of one mission.",
        ) from error
    try:
        return _read(plain)
    except msgspec.MsgspecError as error:
        raise MalformedRecord(
            f"the sealed values are not as we write them: {error}.", where=statement_id
        ) from error


def values_of(opened: Opened | None) -> dict[str, Any] | None:
    """The values without their salts; ``None`` where they are erased."""
    return None if opened is None else {field: value for field, (_, value) in opened.items()}


def values_or_none(
    key: bytes, blob: bytes, statement_id: str, kind: str, version: int = 1
) -> dict[str, Any] | None:
    """The values, or ``None`` where the ciphertext is damaged: one flipped bit must stop no other."""
    try:
        return values_of(open_sealed(key, blob, statement_id=statement_id, kind=kind, version=version))
    except (KeyUnavailable, MalformedRecord):
        return None


def salt_of(opened: Opened, field: str) -> bytes:
    return b64decode(opened[field][0])
