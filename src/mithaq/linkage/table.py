"""Reads a table of reports, from a CSV file or from columns, and refuses it with file, row and field.

Columns: ``unique_id``, ``source``, ``day`` or ``date``, ``lat``, ``lon``, ``prec`` (0 point, 1 settlement, 2 area)
are needed; ``day_width``, ``leaf``, ``grp``, ``actor``, ``cas`` and ``text`` are used where present. No other
column is read; one named ``truth`` never reaches this process's memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import duckdb
import numpy as np

from mithaq.errors import ImportRejected
from mithaq.linkage.hashing import hashed
from mithaq.linkage.reports import Objects, Precision, Reports

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["MEANINGS", "read_columns", "read_csv"]

MEANINGS: Final = {
    "unique_id": "a different id for every report",
    "source": "who reported",
    "day": "a whole number of days from any fixed day",
    "date": "YYYY-MM-DD, used where there is no `day`",
    "day_width": "how many days the date may stand for (1 if known to the day)",
    "lat": "degrees north",
    "lon": "degrees east",
    "prec": "0 a point, 1 a settlement, 2 an area, 3 or blank no place",
    "leaf": "the type of event",
    "grp": "the group of types",
    "actor": "who is said to have done it",
    "cas": "how many were killed",
    "text": "what was said, in any language",
}
NEEDED: Final = ("unique_id", "source", "lat", "lon", "prec")

_INTEGER: Final = "(regexp_full_match({0}, '[+-]?[0-9]{{1,9}}(\\.0*)?'))"
_CHECKS: Final = {
    "unique_id": ("unique_id IS NOT NULL AND length(unique_id) <= 200", "an id of at most 200 characters"),
    "source": ("source IS NOT NULL", "the name of the source"),
    "day": (f"day IS NOT NULL AND {_INTEGER.format('day')}", "a whole number of days"),
    "date": (
        "regexp_full_match(date, '[0-9]{4}-[0-9]{2}-[0-9]{2}') AND try_cast(date AS DATE) IS NOT NULL",
        "a date as YYYY-MM-DD",
    ),
    "day_width": (
        f"day_width IS NULL OR ({_INTEGER.format('day_width')} AND try_cast(day_width AS DOUBLE) BETWEEN 1 AND 31)",
        "a whole number of days from 1 to 31",
    ),
    "lat": ("coalesce(prec, '3') = '3' OR coalesce(try_cast(lat AS DOUBLE) BETWEEN -90 AND 90, false)",
            "degrees from -90 to 90"),
    "lon": ("coalesce(prec, '3') = '3' OR coalesce(try_cast(lon AS DOUBLE) BETWEEN -180 AND 180, false)",
            "degrees from -180 to 180"),
    "prec": ("prec IS NULL OR prec IN ('0', '1', '2', '3')", "0, 1, 2 or 3"),
    "cas": ("cas IS NULL OR coalesce(try_cast(cas AS DOUBLE) BETWEEN 0 AND 10000000, false)",
            "a number from 0 to 10,000,000"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Table:
    """A DuckDB table ``raw`` of text columns, with the number of each row as a spreadsheet shows it."""

    connection: duckdb.DuckDBPyConnection
    columns: frozenset[str]
    name: str


def read_csv(path: Path) -> Reports:
    """From a CSV file with a header, plain or gzipped."""
    if not path.is_file():
        raise ImportRejected("there is no such file.", where=str(path), advice="Check its path.")
    connection = duckdb.connect(config={"threads": 2})
    options = "all_varchar = true, header = true, nullstr = '', delim = ',', quote = '\"'"
    try:
        found = connection.execute(f"DESCRIBE SELECT * FROM read_csv(?, {options})", [str(path)]).fetchall()
        columns = _known([str(row[0]) for row in found], path.name)
        connection.execute(
            f"CREATE TABLE raw AS SELECT row_number() OVER () + 1 AS row_number, {', '.join(sorted(columns))}"
            f" FROM read_csv(?, {options})",
            [str(path)],
        )
    except duckdb.Error as error:
        raise ImportRejected(
            f"it is not a table of comma-separated values: {str(error).splitlines()[0]}",
            where=path.name,
            advice="Save it as CSV in UTF-8, one report a row, under one header.",
        ) from error
    return _reports(_Table(connection, columns, path.name))


def read_columns(columns: Mapping[str, Sequence[Any]] | Any, *, name: str = "the table") -> Reports:
    """From columns by name: a dictionary, or any data frame whose ``frame[column]`` gives a sequence."""
    known = _known([str(column) for column in columns], name)
    texts = {column: _as_text(columns[column]) for column in sorted(known)}
    lengths = {len(values) for values in texts.values()}
    if len(lengths) != 1:
        raise ImportRejected("its columns differ in length.", where=name, advice="Give one value a report.")
    connection = duckdb.connect(config={"threads": 2})
    given: dict[str, Objects] = {"row_number": np.arange(2, lengths.pop() + 2)}
    given |= texts
    connection.register("given", given)
    listed = ", ".join(f"nullif({column}, '') AS {column}" for column in sorted(known))
    connection.execute(f"CREATE TABLE raw AS SELECT row_number, {listed} FROM given")
    return _reports(_Table(connection, known, name))


def _as_text(values: Sequence[Any]) -> Objects:
    out = np.empty(len(values), dtype=object)
    for row, value in enumerate(values):
        # Only a missing number is unequal to itself.
        if value is not None and value == value:  # noqa: PLR0124
            whole = isinstance(value, (float, np.floating)) and float(value).is_integer()
            out[row] = str(int(value)) if whole else str(value)
    return out


def _known(header: list[str], name: str) -> frozenset[str]:
    found = frozenset(header) & frozenset(MEANINGS)
    missing = [column for column in NEEDED if column not in found]
    if not found & {"day", "date"}:
        missing.append("day")
    if missing:
        raise ImportRejected(
            f"it lacks the column {missing[0]!r} ({MEANINGS[missing[0]]}).",
            where=name,
            advice=f"Columns read: {', '.join(MEANINGS)}.",
        )
    return found - {"date"} if "day" in found else found


def _reports(table: _Table) -> Reports:
    for column, (holds, expected) in _CHECKS.items():
        if column in table.columns:
            _check(table, column, holds, expected)
    _check_unique(table)
    if "grp" in table.columns and "leaf" in table.columns:
        _check_groups(table)
    return _coded(table)


def _check(table: _Table, column: str, holds: str, expected: str) -> None:
    # `prec` decides whether the coordinates count, so both are compared as written.
    bad = table.connection.execute(
        f"SELECT row_number, {column} FROM raw WHERE NOT coalesce({holds}, false) ORDER BY row_number LIMIT 1"
    ).fetchone()
    if bad is not None:
        raise ImportRejected(
            f"{str(bad[1] or '')[:200]!r} is not {expected}.",
            where=f"{table.name}, row {bad[0]}, {column}",
            advice="Nothing was linked: correct the row and run again.",
        )


def _check_unique(table: _Table) -> None:
    twice = table.connection.execute(
        "SELECT unique_id, min(row_number), max(row_number) FROM raw GROUP BY unique_id HAVING count(*) > 1"
        " ORDER BY 2 LIMIT 1"
    ).fetchone()
    if twice is not None:
        raise ImportRejected(
            f"{twice[0]!r} stands already in row {twice[1]}.",
            where=f"{table.name}, row {twice[2]}, unique_id",
            advice="Give every report its own id.",
        )


def _check_groups(table: _Table) -> None:
    torn = table.connection.execute(
        "SELECT leaf, min(grp), max(grp), max(row_number) FROM raw WHERE leaf IS NOT NULL AND grp IS NOT NULL"
        " GROUP BY leaf HAVING count(DISTINCT grp) > 1 ORDER BY leaf LIMIT 1"
    ).fetchone()
    if torn is not None:
        raise ImportRejected(
            f"the type {torn[0]!r} is said to be of the groups {torn[1]!r} and {torn[2]!r}.",
            where=f"{table.name}, row {torn[3]}, grp",
            advice="A type belongs to one group.",
        )


def _coded(table: _Table) -> Reports:
    have = table.columns
    # A type known only by its group is a type of its own within the group.
    kind = (
        "coalesce(leaf, grp)" if {"leaf", "grp"} <= have else "leaf" if "leaf" in have else "grp" if "grp" in have
        else "NULL::VARCHAR"
    )  # fmt: skip
    group = "coalesce(grp, leaf)" if {"leaf", "grp"} <= have else kind
    actor = "actor" if "actor" in have else "NULL::VARCHAR"
    day = "day::DOUBLE::BIGINT" if "day" in have else "date_diff('day', DATE '1970-01-01', date::DATE)"
    text = ", coalesce(text, '') AS text" if "text" in have else ""
    connection = table.connection
    connection.execute(
        f"""CREATE TABLE shaped AS SELECT unique_id, source, {kind} AS kind, {group} AS grouped, {actor} AS actor,
            {day} AS day,
            {"coalesce(day_width, '1')::DOUBLE::BIGINT" if "day_width" in have else "1::BIGINT"} AS width,
            coalesce(prec, '3')::BIGINT AS prec, try_cast(lat AS DOUBLE) AS lat, try_cast(lon AS DOUBLE) AS lon,
            {"try_cast(cas AS DOUBLE)" if "cas" in have else "NULL::DOUBLE"} AS cas {text} FROM raw"""
    )
    sources = _names(connection, "source")
    kinds, groups, actors = _names(connection, "kind"), _names(connection, "grouped"), _names(connection, "actor")
    rows = connection.execute(
        f"""SELECT s.unique_id, s.day, s.width, s.prec, s.lat, s.lon, s.cas, a.code AS source,
            coalesce(k.code, -1) AS kind, coalesce(w.code, -1) AS actor{", s.text" if text else ""}
            FROM shaped s JOIN source_names a ON a.name = s.source LEFT JOIN kind_names k ON k.name = s.kind
            LEFT JOIN actor_names w ON w.name = s.actor ORDER BY s.unique_id"""
    ).fetchnumpy()
    of_kind = dict(
        connection.execute(
            "SELECT k.code, min(g.code) FROM shaped s JOIN kind_names k ON k.name = s.kind"
            " JOIN grouped_names g ON g.name = s.grouped GROUP BY 1"
        ).fetchall()
    )
    connection.close()
    precision = _filled(rows["prec"], 3).astype(np.int64)
    placed = precision < Precision.NOWHERE
    ids = np.asarray(rows["unique_id"], dtype=object)
    return Reports(
        ids=ids,
        hashes=hashed(ids),
        source=rows["source"].astype(np.int64),
        sources=sources,
        day=rows["day"].astype(np.int64),
        width=rows["width"].astype(np.int64),
        latitude=np.where(placed, _filled(rows["lat"], np.nan), np.nan),
        longitude=np.where(placed, _filled(rows["lon"], np.nan), np.nan),
        precision=precision,
        kind=rows["kind"].astype(np.int64),
        kinds=kinds,
        group_of_kind=np.array([of_kind[code] for code in range(len(kinds))], dtype=np.int64),
        groups=groups,
        actor=rows["actor"].astype(np.int64),
        actors=actors,
        casualties=_filled(rows["cas"], np.nan),
        text=tuple(str(value) for value in rows["text"]) if text else None,
    )


def _filled(values: Any, missing: float) -> Any:
    return values.filled(missing) if isinstance(values, np.ma.MaskedArray) else values


def _names(connection: duckdb.DuckDBPyConnection, column: str) -> tuple[str, ...]:
    """Sorted names, kept as a table ``<column>_names`` with their codes."""
    connection.execute(
        f"CREATE TABLE {column}_names AS SELECT name, row_number() OVER (ORDER BY name) - 1 AS code FROM"
        f" (SELECT DISTINCT {column} AS name FROM shaped WHERE {column} IS NOT NULL)"
    )
    return tuple(
        str(row[0]) for row in connection.execute(f"SELECT name FROM {column}_names ORDER BY code").fetchall()
    )
