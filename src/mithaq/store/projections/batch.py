"""A run of statements with their opened values, as the projections take them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from mithaq.mechanism.envelope import Statement

__all__ = ["Applied", "Batch", "Cursor", "Mark"]

Mark = Callable[..., bytes]
"""``mark(purpose, *parts)``: the blind index of a sealed value."""


class Applied(NamedTuple):
    """One statement at its place, the index; ``opened`` is ``None`` where nothing was sealed or it is erased."""

    place: int
    statement: Statement
    opened: dict[str, Any] | None


class Cursor(Protocol):
    """What projections need of a database."""

    def execute(self, sql: str, params: Any = None, /) -> Any: ...
    def executemany(self, sql: str, param_list: Any, /) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def fetchone(self) -> Any: ...


class Batch:
    """Statements in the order of the record, found by kind."""

    def __init__(self, applied: Sequence[Applied], mark: Mark) -> None:
        self.applied = applied
        self.mark = mark
        self._by_kind: dict[str, list[Applied]] = {}
        for each in applied:
            self._by_kind.setdefault(each.statement.kind, []).append(each)

    def of(self, *kinds: str) -> list[Applied]:
        """The statements of these kinds, in the order of the record."""
        if len(kinds) == 1:
            return self._by_kind.get(kinds[0], [])
        found = [each for kind in kinds for each in self._by_kind.get(kind, ())]
        found.sort(key=lambda each: each.place)
        return found


def insert(cursor: Cursor, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Many rows by raw SQL: the ORM's bulk insert takes twice the time."""
    rows = list(rows)
    if rows:
        names = ",".join(f'"{column}"' for column in columns)
        marks = ",".join(["%s"] * len(columns))
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)  # noqa: S608 - our own names
