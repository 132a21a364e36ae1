"""Where the public files are: a folder, or an http(s) address. Reading only, with limits on size and time."""

from __future__ import annotations

import http.client
import os
import stat
import urllib.error
import urllib.parse
import urllib.request
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, NoReturn, Protocol, TypeAlias

from mithaq.errors import MalformedRecord, MithaqError, SourceUnavailable

__all__ = ["Folder", "PublicPlace", "Read", "Under", "Website", "open_place"]

MAX_FILE_BYTES: Final = 64 * 1024 * 1024
_TIMEOUT_SECONDS: Final = 30
_AT_ONCE: Final = 8
"""Connections to one web site: enough to hide its distance, few enough for a mission's small server."""

Read: TypeAlias = tuple[str, bytes | MithaqError]
"""A path with what lies there, or why it cannot be read."""


class PublicPlace(Protocol):
    """The public files of a mission, named relative to their root."""

    @property
    def name(self) -> str:
        """What the reader called the place."""
        ...

    def read(self, path: str) -> bytes:
        """The bytes of a file; ``SourceUnavailable`` if there is none."""
        ...

    def each(self, paths: Iterable[str]) -> Iterator[Read]:
        """Many files in the order asked for, one by one in memory; what cannot be read comes as its error."""
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

    def each(self, paths: Iterable[str]) -> Iterator[Read]:
        return ((path, _tried(partial(self.read, path))) for path in paths)

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
        asked, sent = urllib.parse.urlsplit(req.full_url), urllib.parse.urlsplit(newurl)
        if asked.netloc != sent.netloc or (asked.scheme == "https") > (sent.scheme == "https"):
            fp.close()
            raise SourceUnavailable(
                f"it redirects to another host, or from https to http: {newurl}.", where=req.full_url
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@dataclass(frozen=True, slots=True)
class Website:
    root: str

    @property
    def name(self) -> str:
        return self.root

    def read(self, path: str) -> bytes:
        return _fetched(f"{self.root}/{urllib.parse.quote(path)}", _over_new_connection)

    def each(self, paths: Iterable[str]) -> Iterator[Read]:
        """A few at a time: while one file is checked the next are on their way."""
        waiting: deque[tuple[str, Future[bytes | MithaqError]]] = deque()
        kept, pool = _KeptConnections(), ThreadPoolExecutor(_AT_ONCE)
        # A proxy is urllib's to speak to.
        way = _over_new_connection if urllib.request.getproxies() else kept.read
        try:
            for path in paths:
                address = f"{self.root}/{urllib.parse.quote(path)}"
                waiting.append((path, pool.submit(_tried, partial(_fetched, address, way))))
                if len(waiting) > 2 * _AT_ONCE:
                    first, result = waiting.popleft()
                    yield first, result.result()
            for first, result in waiting:
                yield first, result.result()
        finally:
            pool.shutdown(cancel_futures=True)
            kept.close()

    def paths(self, under: str) -> None:  # noqa: ARG002
        return None


def _fetched(address: str, way: Callable[[str], bytes]) -> bytes:
    try:
        data = way(address)
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
        raise SourceUnavailable(f"it cannot be fetched: {error}.", where=address) from error
    if len(data) > MAX_FILE_BYTES:
        raise MalformedRecord("the file is larger than any file of a record may be.", where=address)
    return data


def _over_new_connection(address: str) -> bytes:
    """By way of a proxy where one is set, and along redirects that stay on the host."""
    with urllib.request.build_opener(_StayOnHost).open(address, timeout=_TIMEOUT_SECONDS) as answer:
        data: bytes = answer.read(MAX_FILE_BYTES + 1)
        return data


class _KeptConnections:
    """Connections that stay open between files: opening one, with TLS, can cost more than the file."""

    def __init__(self) -> None:
        # Taken from and put back by several threads; a list's own steps are whole.
        self._idle: list[http.client.HTTPConnection] = []

    def read(self, address: str) -> bytes:
        parts = urllib.parse.urlsplit(address)
        try:
            connection, is_new = self._idle.pop(), False
        except IndexError:
            kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
            connection, is_new = kind(parts.netloc, timeout=_TIMEOUT_SECONDS), True
        try:
            answer = _asked(connection, parts.path, again=not is_new)
            data = answer.read(MAX_FILE_BYTES + 1)
            missing = answer.length or 0
        except BaseException:
            connection.close()
            raise
        if missing:
            connection.close()
        else:
            self._idle.append(connection)
        if 300 <= answer.status < 400:
            return _over_new_connection(address)
        if answer.status != http.client.OK:
            raise OSError(f"HTTP Error {answer.status}: {answer.reason}")
        if missing and len(data) <= MAX_FILE_BYTES:
            raise OSError(f"the connection ended {missing} bytes before the file")
        return data

    def close(self) -> None:
        for connection in self._idle:
            connection.close()


def _asked(connection: http.client.HTTPConnection, path: str, *, again: bool) -> http.client.HTTPResponse:
    try:
        connection.request("GET", path)
        return connection.getresponse()
    except (http.client.RemoteDisconnected, ConnectionError):
        # A server may close a connection between two files; one that it just opened it may not.
        connection.close()
        if not again:
            raise
    return _asked(connection, path, again=False)


def _tried(read: Callable[[], bytes]) -> bytes | MithaqError:
    try:
        return read()
    except MithaqError as error:
        return error


@dataclass(frozen=True, slots=True)
class Under:
    """A place's sub-folder, as the record's own functions want to read it."""

    place: PublicPlace
    prefix: str

    def read(self, path: str) -> bytes:
        return self.place.read(self.prefix + path)

    def each(self, paths: Iterable[str]) -> Iterator[Read]:
        for path, found in self.place.each(self.prefix + path for path in paths):
            yield path.removeprefix(self.prefix), found


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
