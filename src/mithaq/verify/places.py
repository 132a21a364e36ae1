"""Where the public files are: a folder, or an http(s) address. Reading only, with limits on size and time."""

from __future__ import annotations

import os
import stat
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn, Protocol

from mithaq.errors import MalformedRecord, SourceUnavailable

__all__ = ["Folder", "PublicPlace", "Under", "Website", "open_place"]

MAX_FILE_BYTES: Final = 64 * 1024 * 1024
_TIMEOUT_SECONDS: Final = 30


class PublicPlace(Protocol):
    """The public files of a mission, named relative to their root."""

    @property
    def name(self) -> str:
        """What the reader called the place."""
        ...

    def read(self, path: str) -> bytes:
        """The bytes of a file; ``SourceUnavailable`` if there is none."""
        ...

    def paths(self, under: str) -> Iterator[str] | None:
        """Every file below a folder, sorted; ``None`` where a place cannot list (a web site)."""
        ...


@dataclass(frozen=True, slots=True)
class Folder:
    root: Path

    @property
    def name(self) -> str:
        return str(self.root)

    def read(self, path: str) -> bytes:
        file = self.root / path
        self._require_no_link(path)
        try:
            found = file.stat()
            if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
                # A pipe in the place of a file would keep the reader waiting for ever.
                raise SourceUnavailable("it is not a plain file.", where=path)
            if found.st_size > MAX_FILE_BYTES:
                raise MalformedRecord("the file is larger than any file of a record may be.", where=path)
            return file.read_bytes()
        except OSError as error:
            raise SourceUnavailable(f"it cannot be read: {error.strerror}.", where=path) from error

    def _require_no_link(self, path: str) -> None:
        """What a link shows can be exchanged at any moment without touching the folder that was checked."""
        place = self.root
        for part in Path(path).parts:
            place /= part
            if place.is_symlink():
                raise SourceUnavailable("it is reached by a link; a record has plain files only.", where=path)

    def paths(self, under: str) -> Iterator[str]:
        found = []
        for folder, folders, files in os.walk(self.root / under, onerror=_unlisted):
            names = files + [name for name in folders if Path(folder, name).is_symlink()]
            found += [Path(folder, name).relative_to(self.root).as_posix() for name in names]
        return iter(sorted(found))


def _unlisted(error: OSError) -> NoReturn:
    raise SourceUnavailable(f"the folder cannot be listed: {error.strerror}.", where=str(error.filename)) from error


class _StayOnHost(urllib.request.HTTPRedirectHandler):
    """A redirect to another host would make the reader trust a place he did not name."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0917 - urllib's own signature
        if urllib.parse.urlsplit(newurl).netloc != urllib.parse.urlsplit(req.full_url).netloc:
            raise SourceUnavailable(f"it redirects to another host: {newurl}.", where=req.full_url)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@dataclass(frozen=True, slots=True)
class Website:
    root: str

    @property
    def name(self) -> str:
        return self.root

    def read(self, path: str) -> bytes:
        address = f"{self.root}/{urllib.parse.quote(path)}"
        opener = urllib.request.build_opener(_StayOnHost)
        try:
            with opener.open(address, timeout=_TIMEOUT_SECONDS) as answer:
                data: bytes = answer.read(MAX_FILE_BYTES + 1)
        except (urllib.error.URLError, OSError, ValueError) as error:
            raise SourceUnavailable(f"it cannot be fetched: {error}.", where=address) from error
        if len(data) > MAX_FILE_BYTES:
            raise MalformedRecord("the file is larger than any file of a record may be.", where=address)
        return data

    def paths(self, under: str) -> None:  # noqa: ARG002
        return None


@dataclass(frozen=True, slots=True)
class Under:
    """A place's sub-folder, as the record's own functions want to read it."""

    place: PublicPlace
    prefix: str

    def read(self, path: str) -> bytes:
        return self.place.read(self.prefix + path)


def open_place(address: str) -> PublicPlace:
    """The place at a folder or http(s) address; the record may lie in it or in its ``record`` folder."""
    if address.startswith(("http://", "https://")):
        return Website(address.rstrip("/"))
    folder = Path(address)
    if not folder.is_dir():
        raise SourceUnavailable(
            "there is no such folder.",
            where=address,
            advice="Give the mission's public folder, or an address that starts with http:// or https://.",
        )
    return Folder(folder)
