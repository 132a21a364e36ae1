"""What a full disk, a lost server or a damaged file is called: one sentence instead of a library's own error.

Only edges call this. The transaction is rolled back by then, and a file is replaced whole or not at all, so the
sentence may promise that nothing is half-written. Django is not imported: its errors carry the driver's as cause.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from typing import Final

from mithaq.errors import StorageFailed

__all__ = ["storage_failure"]

_AGAIN: Final = "Nothing is half-written and what was acknowledged is kept; run the same command again."
_FULL: Final = f"Free some space. {_AGAIN}"
_RIGHTS: Final = f"Give this user the right to write there. {_AGAIN}"
_FAILING: Final = f"Look at the disk: it is full or failing. {_AGAIN}"
_DAMAGED: Final = "Write nothing more to it, keep a copy, and restore the newest backup."
_BUSY: Final = f"Wait until the other one has ended. {_AGAIN}"
_SERVER: Final = f"See that it runs and can be reached. {_AGAIN}"

_SQLITE: Final = (
    ("SQLITE_FULL", "the disk is full.", _FULL),
    ("SQLITE_IOERR", "the disk did not do what the database asked of it.", _FAILING),
    ("SQLITE_BUSY", "another process held the database too long.", _BUSY),
    ("SQLITE_LOCKED", "another process held the database too long.", _BUSY),
    ("SQLITE_READONLY", "the database may not be written.", _RIGHTS),
    ("SQLITE_PERM", "the database may not be written.", _RIGHTS),
    ("SQLITE_CANTOPEN", "the database cannot be opened.", _RIGHTS),
    ("SQLITE_CORRUPT", "the database is damaged.", _DAMAGED),
    ("SQLITE_NOTADB", "the database is damaged.", _DAMAGED),
)
_SYSTEM: Final = {
    errno.ENOSPC: ("the disk is full.", _FULL),
    errno.EDQUOT: ("the disk quota is used up.", _FULL),
    errno.EIO: ("the disk did not do what was asked of it.", _FAILING),
    errno.EROFS: ("it lies on a disk that may not be written.", _RIGHTS),
    errno.EACCES: ("it may not be read or written by this user.", _RIGHTS),
    errno.EPERM: ("it may not be read or written by this user.", _RIGHTS),
}


def storage_failure(error: BaseException) -> StorageFailed | None:
    """The failure behind an error; ``None`` where it is something else, and so a fault of ours to be shown."""
    for each in _chain(error):
        if isinstance(each, OSError) and each.errno in _SYSTEM:
            problem, advice = _SYSTEM[each.errno]
            return StorageFailed(problem, where=str(each.filename or ""), advice=advice)
        if isinstance(each, sqlite3.Error):
            name = getattr(each, "sqlite_errorname", "")
            for prefix, problem, advice in _SQLITE:
                if name.startswith(prefix):
                    return StorageFailed(problem, advice=advice)
        if type(each).__module__.split(".")[0] == "psycopg" and _is_operational(each):
            if type(each).__name__ == "DiskFull":
                return StorageFailed("the disk of the database server is full.", advice=_FULL)
            first = (str(each).splitlines() or ["no reason given"])[0]
            return StorageFailed(f"the database server did not answer or broke off: {first}.", advice=_SERVER)
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it, nearest first."""
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or following.__context__


def _is_operational(error: BaseException) -> bool:
    return any(parent.__name__ == "OperationalError" for parent in type(error).__mro__)
