"""Writing the site: only what changed, each file whole or not at all, and the list a manifest is made of.

An index beside the site remembers for each file the digest of what it was made from and of its bytes. A page
whose inputs are the same is not even rendered again; a page rendered to the same bytes is not written again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from mithaq.errors import MalformedRecord, RecordConflict

__all__ = ["Index", "Page", "Written", "write_changed"]

_RESERVED: Final = "record"
"""``public/record`` belongs to the signer; pages never touch it."""


@dataclass(frozen=True, slots=True)
class Page:
    """One file of the site, not yet rendered."""

    path: str
    inputs: str
    """Digest of everything the bytes depend on."""
    make: Callable[[], bytes]


class Kept(msgspec.Struct, frozen=True, array_like=True):
    inputs: str
    sha256: str
    size: int


class Index(msgspec.Struct, frozen=True):
    """What lies in the site's folder and what it was made from."""

    files: dict[str, Kept] = {}

    @classmethod
    def read(cls, path: Path) -> Index:
        try:
            return msgspec.json.decode(path.read_bytes(), type=cls)
        except FileNotFoundError:
            return cls()
        except msgspec.DecodeError as error:
            raise MalformedRecord(
                f"the index of published pages cannot be read: {error}.",
                where=path.name,
                advice="Delete it; the next run renders every page again.",
            ) from error


@dataclass(frozen=True, slots=True)
class Written:
    """``files`` is the whole site, sorted, for the manifest; the rest is what this run did."""

    files: tuple[tuple[str, str], ...]
    wrote: tuple[str, ...]
    removed: tuple[str, ...]
    rendered: int


def write_changed(folder: Path, pages: Iterable[Page], index: Path, *, reread: bool = False) -> Written:
    """Bring the folder to exactly these pages; ``reread`` also compares the bytes that lie there.

    Without ``reread`` a file is trusted if it is there with the size the index says; files that the index does
    not know (the record, a mission's own) are left alone.
    """
    before = Index.read(index).files
    after: dict[str, Kept] = {}
    wrote: list[str] = []
    rendered = 0
    top = str(folder)
    for page in pages:
        _require_inside(page.path)
        target = f"{top}/{page.path}"
        if page.path in after:
            raise RecordConflict(f"two pages want the same path {page.path!r}.", advice="Rename one of them.")
        kept = before.get(page.path)
        lies_there = kept is not None and _lies_there(target, kept, reread=reread)
        if kept is not None and lies_there and kept.inputs == page.inputs:
            after[page.path] = kept
            continue
        body = page.make()
        rendered += 1
        now = Kept(page.inputs, hashlib.sha256(body).hexdigest(), len(body))
        if kept is None or not lies_there or kept.sha256 != now.sha256:
            _replace(target, body)
            wrote.append(page.path)
        after[page.path] = now
    removed = sorted(before.keys() - after.keys())
    for path in removed:
        _require_inside(path)
        (folder / path).unlink(missing_ok=True)
    _replace(str(index), msgspec.json.encode(Index(after), order="sorted"))
    return Written(
        files=tuple(sorted((path, kept.sha256) for path, kept in after.items())),
        wrote=tuple(wrote),
        removed=tuple(removed),
        rendered=rendered,
    )


def _require_inside(path: str) -> None:
    parts = path.split("/")
    if not {"", ".", ".."}.isdisjoint(parts) or "\\" in path or parts[0] == _RESERVED:
        raise RecordConflict(f"a page may not lie at {path!r}.", advice="Pages stay below the public folder.")


# Asked of every page of the site, changed or not: a path object would cost more than the question.
def _lies_there(target: str, kept: Kept, *, reread: bool) -> bool:
    try:
        if os.stat(target).st_size != kept.size:  # noqa: PTH116
            return False
    except (FileNotFoundError, NotADirectoryError):
        return False
    return not reread or hashlib.sha256(Path(target).read_bytes()).hexdigest() == kept.sha256


def _replace(target: str, body: bytes) -> None:
    folder, _, name = target.rpartition("/")
    Path(folder).mkdir(parents=True, exist_ok=True)
    half = Path(folder) / f".{name}.part"
    half.write_bytes(body)
    os.replace(half, target)  # noqa: PTH105 -- Path.replace says less: it must replace atomically
