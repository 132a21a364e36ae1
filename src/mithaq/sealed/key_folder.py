"""The ``keys/`` folder: the few secrets that never lie in a database or in its backups.

``lock.json`` says how the folder is protected. By default a passphrase opens it: scrypt (RFC 7914) makes the
folder's key, and every file is encrypted under it with AES-256-GCM, its own name as associated data, so that
one file cannot be passed off as another. An exercise, all of it invented, may leave the folder unprotected; its
lock then says so.
"""

from __future__ import annotations

import hashlib
import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mithaq.errors import KeyUnavailable, MissionNotReady

__all__ = ["KeyFolder", "passphrase_from", "sync_folder", "write_durably"]

SCRYPT_N: Final = 2**15
SCRYPT_MEMORY: Final = 64 * 2**20
NONCE_BYTES: Final = 12
UNPROTECTED: Final = "EXERCISE: this folder is not protected; anyone who copies it reads everything"


class Lock(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    scheme: str
    says: str
    salt: str = ""
    check: str = ""


def passphrase_from(environment: Mapping[str, str]) -> str | None:
    """MITHAQ_PASSPHRASE, or the first line of the file MITHAQ_PASSPHRASE_FILE names."""
    if file := environment.get("MITHAQ_PASSPHRASE_FILE"):
        try:
            return Path(file).read_text("utf-8").split("\n", 1)[0]
        except (OSError, UnicodeDecodeError) as error:
            raise MissionNotReady(
                f"the file named by MITHAQ_PASSPHRASE_FILE cannot be read: {error}.",
                advice="Name a readable text file whose first line is the passphrase.",
            ) from error
    return environment.get("MITHAQ_PASSPHRASE") or None


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """The opened folder. ``cipher`` is ``None`` where the folder is unprotected."""

    path: Path
    random_bytes: Callable[[int], bytes] = field(repr=False)
    cipher: AESGCM | None = field(repr=False)

    @classmethod
    def create(
        cls, path: Path, *, passphrase: str | None, invented: bool, random_bytes: Callable[[int], bytes]
    ) -> KeyFolder:
        if not passphrase and not invented:
            raise MissionNotReady(
                "the keys of a mission, or of a dry run on real incidents, need a passphrase.",
                advice="Set MITHAQ_PASSPHRASE_FILE (or MITHAQ_PASSPHRASE), or make the mission an exercise.",
            )
        path.mkdir(mode=0o700)
        if not passphrase:
            lock, cipher = Lock(scheme="unprotected", says=UNPROTECTED), None
        else:
            salt = random_bytes(16)
            cipher = _cipher(passphrase, salt)
            lock = Lock(
                scheme="scrypt-aes-256-gcm",
                says="the passphrase is asked for by MITHAQ_PASSPHRASE or MITHAQ_PASSPHRASE_FILE",
                salt=b64encode(salt).decode(),
                check=b64encode(_encrypt(cipher, b"", "lock.json", random_bytes)).decode(),
            )
        write_durably(path / "lock.json", msgspec.json.encode(lock) + b"\n")
        return cls(path, random_bytes, cipher)

    @classmethod
    def open(cls, path: Path, *, passphrase: str | None, random_bytes: Callable[[int], bytes]) -> KeyFolder:
        try:
            lock = msgspec.json.decode((path / "lock.json").read_bytes(), type=Lock)
        except OSError as error:
            raise MissionNotReady(
                "the folder keys/ has no lock.json.", advice="Bring keys/ back from its own backup."
            ) from error
        except msgspec.MsgspecError as error:
            raise MissionNotReady(f"keys/lock.json cannot be read: {error}.") from error
        if lock.scheme == "unprotected":
            return cls(path, random_bytes, None)
        if lock.scheme != "scrypt-aes-256-gcm":
            raise MissionNotReady(
                f"keys/lock.json names the scheme {lock.scheme!r}.",
                advice="Known are scrypt-aes-256-gcm and unprotected; use the release that wrote it.",
            )
        if not passphrase:
            raise KeyUnavailable(
                "the keys are locked by a passphrase.",
                advice="Set MITHAQ_PASSPHRASE_FILE or MITHAQ_PASSPHRASE.",
            )
        cipher = _cipher(passphrase, b64decode(lock.salt))
        _decrypt(cipher, b64decode(lock.check), "lock.json")
        return cls(path, random_bytes, cipher)

    def read(self, name: str) -> bytes:
        try:
            stored = (self.path / name).read_bytes()
        except OSError as error:
            raise KeyUnavailable(
                f"the key file keys/{name} is missing.", advice="Bring it back from the backup of keys/."
            ) from error
        return stored if self.cipher is None else _decrypt(self.cipher, stored, name)

    def write(self, name: str, secret: bytes) -> None:
        """Writes a secret so that it survives a power cut, or not at all; never over an existing one."""
        if (self.path / name).exists():
            raise MissionNotReady(f"keys/{name} exists already; a key is never overwritten.")
        stored = secret if self.cipher is None else _encrypt(self.cipher, secret, name, self.random_bytes)
        write_durably(self.path / name, stored)

    def destroy(self, name: str) -> None:
        """Overwrites and removes a secret. On storage that keeps old blocks this alone is no proof.

        Another process may be at the same: whichever comes second finds nothing left to do.
        """
        path = self.path / name
        try:
            with path.open("r+b", buffering=0) as file:
                file.write(self.random_bytes(os.fstat(file.fileno()).st_size))
                os.fsync(file.fileno())
        except FileNotFoundError:
            return
        path.unlink(missing_ok=True)
        sync_folder(self.path)

    def names(self, prefix: str) -> list[str]:
        return sorted(path.name for path in self.path.glob(f"{prefix}*") if not path.name.endswith(".part"))


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(
        hashlib.scrypt(passphrase.encode(), salt=salt, n=SCRYPT_N, r=8, p=1, maxmem=SCRYPT_MEMORY, dklen=32)
    )


def _encrypt(cipher: AESGCM, secret: bytes, name: str, random_bytes: Callable[[int], bytes]) -> bytes:
    nonce = random_bytes(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, secret, name.encode())


def _decrypt(cipher: AESGCM, stored: bytes, name: str) -> bytes:
    try:
        return cipher.decrypt(stored[:NONCE_BYTES], stored[NONCE_BYTES:], name.encode())
    except (InvalidTag, ValueError) as error:
        raise KeyUnavailable(
            f"keys/{name} does not open with this passphrase.",
            advice="Check MITHAQ_PASSPHRASE or MITHAQ_PASSPHRASE_FILE; a damaged file looks the same.",
        ) from error


def write_durably(path: Path, data: bytes) -> None:
    """Puts a file in place, readable by its owner only: whole, and there after a power cut, or not at all."""
    part = path.with_name(path.name + ".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Makes the names in a folder durable: a new, renamed or removed file is so only once its folder is."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
