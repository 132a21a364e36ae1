"""The errors Mithaq raises: few, named by what the caller can do, each saying what to do next.

Every error has a stable ``code`` (documented in ``docs/errors.md``; a test fails if it is not), a sentence
saying what is wrong and where, and ``advice``: the next thing to do. Only the edges translate or print them.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "ImportRejected",
    "InvalidStatement",
    "KeyUnavailable",
    "MalformedRecord",
    "MissionNotReady",
    "MithaqError",
    "NotPermitted",
    "RecordConflict",
    "SourceUnavailable",
    "StorageFailed",
    "VerificationFailed",
]


class MithaqError(Exception):
    """Something a person must know about; ``exit_code`` is what a command returns for it."""

    code: ClassVar[str] = "mithaq"
    exit_code: ClassVar[int] = 1

    def __init__(self, problem: str, *, where: str = "", advice: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.where = where
        self.advice = advice

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        then = f" {self.advice}" if self.advice else ""
        return f"{place}{self.problem}{then}"


class MalformedRecord(MithaqError):
    """Bytes that should be a note, a head, a tile, a proof or a promise are not; nothing was taken from them."""

    code = "malformed-record"
    exit_code = 4


class VerificationFailed(MithaqError):
    """A check was made and did not hold: a hash, a signature, a proof, a rule of procedure."""

    code = "verification-failed"
    exit_code = 3


class InvalidStatement(MithaqError):
    """A statement does not fit its schema or breaks a rule; it was not written."""

    code = "invalid-statement"


class NotPermitted(MithaqError):
    """The rules of procedure refuse this act to this actor; the message names the rule."""

    code = "not-permitted"
    exit_code = 5


class ImportRejected(MithaqError):
    """A file cannot be read at all (single bad rows are listed instead and lose no good one)."""

    code = "import-rejected"
    exit_code = 6


class RecordConflict(MithaqError):
    """Database, signed head, published files or witnesses disagree; nothing was signed."""

    code = "record-conflict"
    exit_code = 7


class MissionNotReady(MithaqError):
    """The mission folder is missing, locked, of another version, or not set up for this command."""

    code = "mission-not-ready"
    exit_code = 8


class KeyUnavailable(MithaqError):
    """A key is missing, its passphrase is wrong, or what it protected was erased."""

    code = "key-unavailable"
    exit_code = 9


class SourceUnavailable(MithaqError):
    """An address or a file that should be read cannot be reached."""

    code = "source-unavailable"
    exit_code = 10


class StorageFailed(MithaqError):
    """The disk or the database server did not take what was written; nothing is half-written."""

    code = "storage-failed"
    exit_code = 12
