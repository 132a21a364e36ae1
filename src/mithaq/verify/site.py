"""The pages beside the record are those the record's newest manifest commits to."""

from __future__ import annotations

import hashlib
from typing import Annotated, Final

import msgspec

from mithaq.errors import MithaqError
from mithaq.verify.outcome import Outcome
from mithaq.verify.places import PublicPlace

__all__ = ["MANIFEST", "Manifest", "check_site"]

MANIFEST: Final = "manifest.json"


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``manifest.json``: the pages rendered from the first ``as_of`` entries, by path, with their SHA-256."""

    v: Annotated[int, msgspec.Meta(ge=1, le=1)]
    as_of: Annotated[int, msgspec.Meta(ge=0)]
    files: dict[str, Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]]


def check_site(outcome: Outcome, place: PublicPlace) -> None:
    if not outcome.ledger.manifests:
        outcome.unchecked.append("the pages of the public site: no manifest is on the record yet")
        return
    index, committed = outcome.ledger.manifests[-1]
    try:
        data = place.read(MANIFEST)
        manifest = msgspec.json.decode(data, type=Manifest)
    except (MithaqError, msgspec.MsgspecError) as error:
        outcome.add("manifest", MANIFEST, f"it cannot be read: {error}")
        return
    if hashlib.sha256(data).hexdigest() != committed.sha256:
        outcome.add("manifest", MANIFEST, _other_manifest(outcome, hashlib.sha256(data).hexdigest(), index))
        return
    for path, wanted in manifest.files.items():
        try:
            found = hashlib.sha256(place.read(path)).hexdigest()
        except MithaqError as error:
            outcome.add("page", path, str(error))
            continue
        if found != wanted:
            outcome.add("page", path, "its bytes are not those the manifest commits to.")
    listed = place.paths("")
    if listed is None:
        outcome.unchecked.append("whether other pages lie beside the site: a web site cannot be listed")
    else:
        for path in listed:
            if not path.startswith("record/") and path != MANIFEST and path not in manifest.files:
                outcome.add(
                    "unlisted-page", path, "no manifest on the record knows this file; it was put here past it."
                )
    outcome.checked.append(f"all {len(manifest.files)} pages are those the manifest of entry {index} commits to")


def _other_manifest(outcome: Outcome, digest: str, index: int) -> str:
    for earlier, committed in outcome.ledger.manifests[:-1]:
        if committed.sha256 == digest:
            return (
                f"the pages are those of entry {earlier}, older than the newest of entry {index}:"
                " they are being replaced at this moment, or were put back."
            )
    return f"it is not the manifest that entry {index} commits to: the pages were changed past the record."
