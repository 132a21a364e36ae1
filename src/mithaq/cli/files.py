"""A file a user names: there, a file, and readable; or one sentence that says which of these it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mithaq.errors import ImportRejected

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["require_file"]


def require_file(file: Path) -> None:
    try:
        if file.is_dir():
            raise ImportRejected("it is a folder, not a file.", where=str(file), advice="Name one file in it.")
        if not file.is_file():
            raise ImportRejected("there is no such file.", where=str(file), advice="Check its path.")
        with file.open("rb") as stream:
            first = stream.read(1)
    except (OSError, ValueError) as error:
        problem = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ImportRejected(
            f"it cannot be read: {problem}.", where=str(file), advice="Check its path and its rights."
        ) from error
    if not first:
        raise ImportRejected("the file is empty.", where=str(file), advice="Get it again from its source.")
