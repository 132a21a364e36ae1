"""The statements about what is sealed: openings, erasures, losses and restorations."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from mithaq.mechanism.envelope import Id, Struct
from mithaq.mechanism.kinds import Kind

__all__ = ["KINDS", "ErasureConfirmed", "RecordRestored", "SealOpened", "SealedLost", "SubjectErased"]

Size = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
Moment = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$")]


class SealOpened(Struct, frozen=True):
    """Shows a sealed value: anyone recomputes the commitment from salt and value."""

    index: Size
    field: Annotated[str, msgspec.Meta(pattern=r"^[a-z_]{1,40}$")]
    salt: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9+/]{43}=$")]
    value: Any


class SubjectErased(Struct, frozen=True):
    """The key of these statements' sealed values is destroyed; their commitments stay, unopenable.

    At most one of them is a report, so that no two are said to be one person's. Why it was erased is sealed.
    """

    statements: Annotated[tuple[Id, ...], msgspec.Meta(min_length=1, max_length=2_500)]


class ErasureConfirmed(Struct, frozen=True):
    """Every listed copy of the key is confirmed destroyed; until then the erasure stands as pending."""

    erasure: Id
    copies: Size


class SealedLost(Struct, frozen=True):
    """Values that cannot be recovered after a restore; an honest gap instead of a silent one.

    A statement that came back from the published record alone is named even if it never held a value: a report
    withdrawn while it waited looks just so, and the two shall not be told apart.
    """

    statements: Annotated[tuple[Id, ...], msgspec.Meta(min_length=1, max_length=2_500)]
    reason: Literal["old_backup", "key_lost", "damaged"]


class RecordRestored(Struct, frozen=True):
    """The mission was restored from a backup and rolled forward from the published entries.

    Of ``size`` entries restored the backup held the first ``backup_size``; ``backup_at`` is when it was taken.
    What was committed after the last of them and never published, and what was received between ``backup_at`` and
    this statement and never entered, is lost, and nobody can list it. ``waiting_kept`` is false where the
    content of the reports that waited at ``backup_at`` was given up, since one may have been withdrawn later.
    """

    backup_at: Moment
    backup_size: Size
    size: Size
    waiting_kept: bool


KINDS = (
    Kind("seal.opened", 1, SealOpened),
    Kind("subject.erased", 1, SubjectErased, seals=("ground",), every_seal=True),
    Kind("erasure.confirmed", 1, ErasureConfirmed),
    Kind("sealed.lost", 1, SealedLost),
    Kind("record.restored", 1, RecordRestored),
)
