"""The pages of the public site: rendered elsewhere without a key, moved in place here, after a head covers them.

A keyless process renders pages from the first ``as_of`` entries into a staging folder and describes them in a
manifest; the registry enters ``manifest.published`` with the manifest's hash; once a published head covers that
entry the signer moves the pages in place. So whoever breaks into the renderer can change no public page without
leaving a mark on the record.

Everything is first copied into ``public/.incoming`` and checked there, so a wrong file stops the whole move
before any page changed; then come quick renames, and the manifest last. After a crash the same call ends it.
"""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mithaq.errors import InvalidStatement, RecordConflict, SourceUnavailable, VerificationFailed
from mithaq.mechanism.bulletin.statements import ManifestPublished
from mithaq.mechanism.statements import read
from mithaq.record.entries import read_bundle
from mithaq.record.manifests import MANIFEST_FILE, Manifest, read_manifest, require_paths
from mithaq.record.tiles import TILE_WIDTH, TileTree
from mithaq.record.tree import leaf_hash
from mithaq.signer.durable import FolderReader, create_files, replace_file, sync_folders
from mithaq.signer.lying_files import LyingFiles
from mithaq.signer.refusal import published_head

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mithaq.record.notes import VerifierKey

__all__ = [
    "Moved",
    "move_in_place",
    "publish_pages",
    "require_covered",
]

_RECORD: Final = "record"
_INCOMING: Final = ".incoming"
_FIRST: Final = 1
# Bounds the memory and the descriptors held at once; a page is some kilobytes, a picture some hundreds.
_FILES_AT_ONCE: Final = 64


@dataclass(frozen=True, slots=True)
class Moved:
    written: tuple[str, ...]
    removed: tuple[str, ...]


def require_covered(manifest: Manifest, index: int, record: Path, log_key: VerifierKey) -> None:
    """Refuses unless the published head covers entry ``index`` and that entry commits to this manifest."""
    head = published_head(record, log_key)
    if head is None or head.size <= index:
        raise RecordConflict(
            f"No published head covers entry {index} yet; its pages wait.",
            advice="Publish a head first, then move the pages.",
        )
    bundle, place = divmod(index, TILE_WIDTH)
    reader = FolderReader(record)
    width = min(TILE_WIDTH, head.size - bundle * TILE_WIDTH)
    entry = read_bundle(reader, bundle, width)[place]
    if leaf_hash(entry) != TileTree(reader, head.size, head.root).leaf_hash(index):
        raise VerificationFailed(f"The published entry {index} is not the one that was signed.")
    try:
        body = read(entry).body
    except InvalidStatement as error:
        raise VerificationFailed(f"Entry {index} cannot be read: {error.problem}") from error
    stated = (manifest.as_of, len(manifest.files), manifest.digest())
    if not isinstance(body, ManifestPublished) or (body.as_of, body.files, body.sha256) != stated:
        raise VerificationFailed(
            f"Entry {index} does not commit to this manifest ({manifest.digest()}, {len(manifest.files)} files"
            f" as of {manifest.as_of}).",
            advice="Render again and enter the new manifest; nothing was moved.",
        )


def publish_pages(
    staging: Path,
    public: Path,
    manifest: Manifest,
    index: int,
    log_key: VerifierKey,
    *,
    lying: Path | None = None,
) -> Moved:
    """Moves the pages that entry ``index`` of the published record commits to."""
    require_covered(manifest, index, public / _RECORD, log_key)
    return move_in_place(staging, public, manifest, lying=lying)


def move_in_place(staging: Path, public: Path, manifest: Manifest, *, lying: Path | None = None) -> Moved:
    """Makes ``public`` hold exactly the manifest's files beside the record, touching only what differs.

    Files that no manifest ever listed are left alone. The staging folder needs to hold only what changed, and
    stays as it is. That a head covers the manifest is ``publish_pages``'s to see. ``lying`` is the index of
    `LyingFiles`, which spares reading what lies in place unchanged.
    """
    require_paths(manifest.files)
    incoming = public / _INCOMING
    was_interrupted = incoming.exists()
    files = LyingFiles(public, lying)
    changed = [path for path, digest in sorted(manifest.files.items()) if files.digest(path) != digest]
    removed = sorted(_listed(public) - manifest.files.keys())
    data = manifest.to_bytes()
    if not (changed or removed or was_interrupted) and files.digest(MANIFEST_FILE) == sha256(data).hexdigest():
        # The last move may have been stopped just before it made the end of its copies durable.
        sync_folders(public, ())
        files.keep({})
        return Moved((), ())

    incoming.mkdir(exist_ok=True)
    _empty(incoming)
    for numbered in _verified(staging, changed, manifest):
        create_files(incoming, numbered, finishing=False)
    # The folder itself marks a move under way, and so must last before the first page changes.
    sync_folders(public, [f"{_INCOMING}/{_FIRST}"])
    _remove(public, removed)
    for folder in sorted({path.rpartition("/")[0] for path in changed}):
        (public / folder).mkdir(parents=True, exist_ok=True)
    for number, path in enumerate(changed, _FIRST):
        os.replace(f"{incoming}/{number}", f"{public}/{path}")  # noqa: PTH105 - as many as there are pages
    # Names that an interrupted move gave are right but perhaps not yet durable: then every folder is synced.
    sync_folders(public, manifest.files if was_interrupted else changed)
    replace_file(public / MANIFEST_FILE, data)
    shutil.rmtree(incoming)
    sync_folders(public, ())
    files.keep({path: manifest.files[path] for path in changed} | {MANIFEST_FILE: sha256(data).hexdigest()})
    return Moved(tuple(changed), tuple(removed))


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _remove(public: Path, paths: list[str]) -> None:
    """Removes files and the folders this leaves empty, since a page may now stand where a folder was."""
    touched = set()
    for path in paths:
        # After a crash the name may already be that of a folder for a new page.
        if (public / path).is_file():
            (public / path).unlink()
        for folder in Path(path).parents:
            place = public / folder
            if not place.is_dir():
                continue
            if folder == Path() or any(place.iterdir()):
                touched.add(folder)
                break
            place.rmdir()
    sync_folders(public, [(folder / "any").as_posix() for folder in touched if (public / folder).is_dir()])


def _verified(staging: Path, paths: list[str], manifest: Manifest) -> Iterator[list[tuple[str, bytes]]]:
    """The files, numbered: one flat folder takes them in, since a folder for each would have to be made durable."""
    folder = _Staging(staging)
    for start in range(0, len(paths), _FILES_AT_ONCE):
        files = []
        for number, path in enumerate(paths[start : start + _FILES_AT_ONCE], start + _FIRST):
            data = folder.read(path)
            found = sha256(data).hexdigest()
            if found != manifest.files[path]:
                raise VerificationFailed(
                    f"{path} has the hash {found}, the manifest says {manifest.files[path]}.",
                    where=str(staging),
                    advice="No page was moved. Delete the staging folder and its index, then publish again.",
                )
            files.append((str(number), data))
        yield files


class _Staging:
    """The rendered files. No link is followed to one: it could show any file of this machine to the world."""

    def __init__(self, top: Path) -> None:
        self._top = top
        self._resolved = top.resolve()
        self._plain: set[str] = set()
        """Folders that no link leads to."""

    def read(self, path: str) -> bytes:
        try:
            self._require_plain(path.rpartition("/")[0], path)
            descriptor = os.open(f"{self._top}/{path}", os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            with os.fdopen(descriptor, "rb") as file:
                return file.read()
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise self._linked(path) from None
            raise SourceUnavailable(
                f"{path} cannot be read: {error.strerror}.",
                where=str(self._top / path),
                advice="No page was moved. Render again.",
            ) from None

    def _require_plain(self, folder: str, path: str) -> None:
        if folder not in self._plain:
            if (self._top / folder).resolve() != self._resolved / folder:
                raise self._linked(path)
            self._plain.add(folder)

    def _linked(self, path: str) -> VerificationFailed:
        return VerificationFailed(f"{path} is reached by a link; pages are plain files.", where=str(self._top))


def _listed(public: Path) -> set[str]:
    """What the manifest now in place lists."""
    try:
        return set(read_manifest((public / MANIFEST_FILE).read_bytes()).files)
    except FileNotFoundError:
        return set()
