"""A backup's file: encrypted by age to the mission's own key, written whole or not at all.

The key lies in ``keys/`` with the others, so whoever may restore can read it and nobody else: what waits in the
inbox, what opens the status door and when it was taken are no business of whoever carries the file about. The
file can also be opened by age itself (https://age-encryption.org/v1), with that key as identity.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pyrage

from mithaq.errors import KeyUnavailable, MalformedRecord, MissionNotReady, MithaqError, SourceUnavailable
from mithaq.sealed.key_folder import sync_folder

__all__ = ["new_identity", "read_encrypted", "write_encrypted"]


class _Takes(Protocol):
    def feed(self, data: bytes, /) -> None: ...
    def finish(self) -> None: ...


def new_identity() -> bytes:
    return str(pyrage.x25519.Identity.generate()).encode()


def write_encrypted(path: Path, pieces: Iterator[bytes], identity: bytes) -> int:
    """Returns the size of the file. Until it is whole and durable it has another name."""
    if path.exists():
        raise MissionNotReady(
            "there is a file of this name.", where=str(path), advice="Choose another name; a backup replaces none."
        )
    part = path.with_name(f".{path.name}.part")
    source = _Pieces(pieces)
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb", buffering=2**20) as file:
            # A part that a crash left may have been made with other permissions.
            os.fchmod(file.fileno(), 0o600)
            pyrage.encrypt_io(source, file, [_identity(identity).to_public()])
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        part.rename(path)
        sync_folder(path.parent)
    except BaseException as error:
        part.unlink(missing_ok=True)
        if source.failed is not None:
            # Seen through the encryption it would have lost its name.
            raise source.failed from None
        if isinstance(error, OSError):
            raise SourceUnavailable(
                f"the backup cannot be written: {error.strerror or error}.",
                where=str(path),
                advice="Nothing was left there. Make room, or name another place.",
            ) from error
        raise
    return size


def read_encrypted(path: Path, taker: _Takes, identity: bytes) -> None:
    """Gives the decrypted bytes to ``taker`` as they come, and its ``finish`` once the file's own end was seen."""
    target = _Target(taker.feed)
    try:
        with path.open("rb", buffering=2**20) as file:
            pyrage.decrypt_io(file, target, [_identity(identity)])
    except pyrage.DecryptError as error:
        raise KeyUnavailable(
            f"the backup does not open with this mission's key: {error}.",
            where=str(path),
            advice="It is damaged at its beginning, or of another mission: bring the keys/ that belong to it.",
        ) from error
    except OSError as error:
        if target.failed is not None:
            raise target.failed from None
        if error.errno is not None:
            raise SourceUnavailable(f"it cannot be read: {error.strerror}.", where=str(path)) from error
        raise MalformedRecord(
            "the backup is damaged: bytes of it were changed or are missing.",
            where=str(path),
            advice="Nothing was restored. Take another copy of it, or another backup.",
        ) from error
    taker.finish()


def _identity(text: bytes) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(text.decode())
    except (pyrage.IdentityError, UnicodeDecodeError) as error:
        raise KeyUnavailable(
            "keys/backup.key is no age identity.", advice="Bring keys/ back from its own copy."
        ) from error


class _Pieces:
    """A file to read from, out of pieces; keeps the error that stopped them."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")
        self.failed: BaseException | None = None

    def read(self, size: int) -> bytes:
        try:
            while not self._rest:
                self._rest = memoryview(next(self._pieces))
        except StopIteration:
            return b""
        except BaseException as error:
            self.failed = error
            raise
        given = self._rest[:size]
        self._rest = self._rest[size:]
        return bytes(given)


class _Target:
    def __init__(self, feed: Callable[[bytes], None]) -> None:
        self._feed = feed
        self.failed: MithaqError | Exception | None = None

    def write(self, data: bytes) -> int:
        try:
            self._feed(bytes(data))
        except Exception as error:
            self.failed = error
            raise
        return len(data)

    def flush(self) -> None: ...
