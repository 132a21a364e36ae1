"""The pages beside the record are those the record's newest manifest commits to."""

from __future__ import annotations

import hashlib

from mithaq.errors import MithaqError
from mithaq.record.manifests import MANIFEST_FILE, read_manifest
from mithaq.verify.counted import counted
from mithaq.verify.outcome import Outcome
from mithaq.verify.places import PublicPlace

__all__ = ["check_site"]


def check_site(outcome: Outcome, place: PublicPlace) -> None:
    if not outcome.ledger.manifests:
        outcome.unchecked.append("the pages of the public site: no manifest is on the record yet")
        return
    index, committed = outcome.ledger.manifests[-1]
    try:
        data = place.read(MANIFEST_FILE)
        manifest = read_manifest(data)
    except MithaqError as error:
        outcome.add("manifest", MANIFEST_FILE, f"it cannot be read: {error}")
        return
    before = len(outcome.problems)
    if hashlib.sha256(data).hexdigest() != committed.sha256:
        outcome.add("manifest", MANIFEST_FILE, _other_manifest(outcome, hashlib.sha256(data).hexdigest(), index))
        return
    for path, found in place.each(manifest.files):
        if isinstance(found, MithaqError):
            outcome.add("page", path, str(found))
        elif hashlib.sha256(found).hexdigest() != manifest.files[path]:
            outcome.add("page", path, "its bytes are not those the manifest commits to.")
    listed = place.paths("")
    if listed is None:
        outcome.unchecked.append("whether other pages lie beside the site: a web site cannot be listed")
    else:
        for path in listed:
            if not path.startswith("record/") and path != MANIFEST_FILE and path not in manifest.files:
                outcome.add(
                    "unlisted-page", path, "no manifest on the record knows this file; it was put here past it."
                )
    if len(outcome.problems) == before:
        outcome.checked.append(
            f"{counted(len(manifest.files), 'page is', 'pages are')} what the manifest of entry {index} commits to"
        )


def _other_manifest(outcome: Outcome, digest: str, index: int) -> str:
    for earlier, committed in outcome.ledger.manifests[:-1]:
        if committed.sha256 == digest:
            return (
                f"the pages are those of entry {earlier}, older than the newest of entry {index}:"
                " they are being replaced at this moment, or were put back."
            )
    return f"it is not the manifest that entry {index} commits to: the pages were changed past the record."
