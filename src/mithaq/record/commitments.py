"""A commitment binds the record to a value that is not shown, and can be opened later or never.

HMAC-SHA-256 (RFC 2104, https://www.rfc-editor.org/rfc/rfc2104) under a fresh random 32-byte salt, over the
canonical encoding of the value together with everything that says what it is a value of:

    commit(salt, statement_id="r7K3…", kind="report.received", version=1, field="place", value="…")
    = base64(HMAC-SHA-256(salt, '["mithaq-commitment/v1","r7K3…","report.received",1,"place","…"]'))

A bare hash of a name or a telephone number is guessed in minutes; without the salt nothing can be tried. Since
statement, kind, version and field are inside, a commitment cannot be passed off as that of another value.
Whoever destroys the salt has erased the value: what stays on the record is equal to random bytes.
"""

from __future__ import annotations

import hmac
import secrets
from binascii import b2a_base64
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from typing import Final

from mithaq.errors import InvalidStatement
from mithaq.record import canonical
from mithaq.record.spelling import base64_text

__all__ = ["COMMITMENT_BYTES", "LABEL", "SALT_BYTES", "commit", "committing", "opens", "random_commitment"]

LABEL: Final = "mithaq-commitment/v1"
SALT_BYTES: Final = 32
COMMITMENT_BYTES: Final = 32

# RFC 2104 for a 32-byte key and SHA-256's 64-byte block: the key is padded with zeros, and each half of the
# construction begins with that block under one of two masks.
_INNER: Final = bytes(byte ^ 0x36 for byte in range(256))
_OUTER: Final = bytes(byte ^ 0x5C for byte in range(256))
_INNER_PAD: Final = b"\x36" * 32
_OUTER_PAD: Final = b"\x5c" * 32


def commit(salt: bytes, *, statement_id: str, kind: str, version: int, field: str, value: object) -> str:
    if len(salt) != SALT_BYTES:
        raise InvalidStatement(f"A salt has {SALT_BYTES} bytes, not {len(salt)}.")
    message = canonical.encode([LABEL, statement_id, kind, version, field, value])
    return base64_text(hmac.digest(salt, message, "sha256"))


def committing(*, statement_id: str, kind: str, version: int) -> Callable[[str, bytes, bytes], str]:
    """``commit`` for many fields of one statement: takes field, canonical bytes of its value, and salt.

    The two hashes of HMAC are written out here because OpenSSL's own HMAC spends most of its time setting up a
    key that is used once; a test holds this equal to ``commit``. Values come encoded, since whoever commits to
    them also encrypts them.
    """
    opening = _INNER_PAD + canonical.encode([LABEL, statement_id, kind, version])[:-1]

    def commit_encoded(field: str, value: bytes, salt: bytes) -> str:
        if len(salt) != SALT_BYTES:
            raise InvalidStatement(f"A salt has {SALT_BYTES} bytes, not {len(salt)}.")
        inner = sha256(salt.translate(_INNER) + opening + _between_commas(field) + value + b"]").digest()
        outer = sha256(salt.translate(_OUTER) + _OUTER_PAD + inner).digest()
        return b2a_base64(outer, newline=False).decode()

    return commit_encoded


@lru_cache(maxsize=256)
def _between_commas(field: str) -> bytes:
    return b"," + canonical.encode(field) + b","


def random_commitment() -> str:
    """What stands in an unused place, so that the number of values a report carries does not show."""
    return base64_text(secrets.token_bytes(COMMITMENT_BYTES))


def opens(
    commitment: str, salt: bytes, *, statement_id: str, kind: str, version: int, field: str, value: object
) -> bool:
    """Whether this value, under this salt and in this place, is what was committed to."""
    if len(salt) != SALT_BYTES:
        return False
    try:
        made = commit(salt, statement_id=statement_id, kind=kind, version=version, field=field, value=value)
    except InvalidStatement:
        return False
    return hmac.compare_digest(made.encode(), commitment.encode("utf-8", "surrogatepass"))
