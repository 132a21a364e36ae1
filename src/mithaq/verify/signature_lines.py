"""Every signature line of the head is a valid one, by a key the reader brought or one listed on the record."""

from __future__ import annotations

from collections import Counter

from mithaq.errors import MithaqError
from mithaq.record.notes import Note, VerifierKey
from mithaq.verify.outcome import Outcome

__all__ = ["check_signature_lines"]


def check_signature_lines(outcome: Outcome, note: Note) -> None:
    """A line that no key of either kind made, a line that is not what its key signs, and a line said twice fail."""
    listed: dict[tuple[str, bytes], VerifierKey] = {}
    for stated in outcome.ledger.keys:
        try:
            key = VerifierKey.parse(stated.vkey)
        except MithaqError as error:
            outcome.add("key", "key.listed", str(error))
            continue
        listed[key.name, key.key_id] = key
    for signature in note.ignored:
        made_by = listed.get((signature.name, signature.key_id))
        if made_by is None:
            outcome.add("signature-line", "checkpoint", f"a signature of {signature.name} is on no list of keys.")
            continue
        try:
            made_by.verify(note.text, signature)
        except MithaqError as error:
            outcome.add("signature-line", "checkpoint", f"the signature of {signature.name} is false: {error}")
    lines = Counter(
        (signature.name, signature.key_id)
        for signature in (*note.ignored, *(signature for _, signature in note.verified))
    )
    for (name, _), count in lines.items():
        if count > 1:
            outcome.add("signature-line", "checkpoint", f"{name} signed it {count} times; once is said once.")
