"""Reads one sheet of an XLSX as rows of text, without trusting the file.

Before openpyxl opens it, the archive is measured (size unpacked, ratio) and every XML part is looked at for
document types, which is where entities are declared. Formulas come out as the text of the formula.
"""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import ParseError

from mithaq.errors import ImportRejected
from mithaq.intake.hxl import Sheet, find_tags
from mithaq.intake.rows import Rejected

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["read_xlsx"]

UNPACKED_BYTES: Final = 512 << 20
RATIO: Final = 200
PARTS: Final = 2_000
LAST_ROW: Final = 1_048_576
PROLOG_BYTES: Final = 1 << 16
COLUMNS: Final = 1_000

_ROOT: Final = re.compile(rb"<[A-Za-z_]")


def read_xlsx(path: Path, sheet: str | None = None) -> Sheet:
    """The header and the rows of the named sheet, or of the first."""
    _guard(path)
    # Imported here: openpyxl takes longer to load than most files take to read
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        # without data_only: the stored result of a formula is somebody's word for it, not a value they entered
        book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
        if sheet is not None and sheet not in book.sheetnames:
            raise ImportRejected(
                f"there is no sheet {sheet!r}.",
                where=str(path),
                advice=f"It has: {', '.join(book.sheetnames)}.",
            )
        if not book.worksheets:
            raise ImportRejected("there is no sheet with cells.", where=str(path), advice="Choose another file.")
        chosen: Any = book[sheet] if sheet is not None else book.worksheets[0]
        # the stated size of a sheet may be wrong, and then rows would be cut off
        chosen.reset_dimensions()
        rows = _rows(path, book, chosen)
        first = next(rows, None)
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        ParseError,
        zipfile.BadZipFile,
        InvalidFileException,
    ) as error:
        raise _unreadable(path, error) from error
    if first is None:
        raise ImportRejected("the sheet is empty.", where=str(path), advice="The first row must name the columns.")
    number, cells = first
    found = find_tags(_trimmed(cells), ((row, _trimmed(each)) for row, each in rows))
    if (number != 1 and not found.tags) or not found.header or len(found.header) > COLUMNS:
        raise ImportRejected(
            "there is no header in row 1.", where=str(path), advice=f"Row 1 must name up to {COLUMNS} columns."
        )
    return found._replace(rows=_whole(found.rows, len(found.header)))


def _guard(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            packed = max(1, sum(part.compress_size for part in parts))
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > PARTS or unpacked > UNPACKED_BYTES or unpacked > packed * RATIO + (1 << 20):
                raise ImportRejected(
                    f"unpacked it would be {unpacked:,} bytes in {len(parts)} parts, from {packed:,}; "
                    "that is more than a table needs, and it was not opened.",
                    where=str(path),
                    advice=f"Save it as CSV if it is a real table of over {UNPACKED_BYTES:,} bytes.",
                )
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(part) as file:
                        _check_prolog(path, part.filename, file.read(PROLOG_BYTES))
    except (OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zipfile.BadZipFile) as error:
        raise _unreadable(path, error) from error


def _check_prolog(path: Path, name: str, prolog: bytes) -> None:
    # UTF-16 puts a zero byte beside each letter; without them both encodings look alike
    letters = prolog.replace(b"\0", b"")
    if b"<!DOCTYPE" in letters.upper() or b"<!ENTITY" in letters.upper() or not _ROOT.search(letters):
        raise ImportRejected(
            f"its part {name} declares a document type or hides where its content begins.",
            where=str(path),
            advice="No spreadsheet program writes that: do not open the file; ask its sender.",
        )


def _rows(path: Path, book: Any, sheet: Any) -> Iterator[tuple[int, list[str]]]:
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > LAST_ROW:
                raise ValueError(f"row {number} is beyond the last row a sheet can have")
            texts = [_text(cell) for cell in cells]
            if any(texts):
                yield number, texts
    except (OSError, ValueError, KeyError, TypeError, ParseError, zipfile.BadZipFile) as error:
        raise _unreadable(path, error) from error
    finally:
        book.close()


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _whole(
    rows: Iterator[tuple[int, list[str]] | Rejected], width: int
) -> Iterator[tuple[int, list[str]] | Rejected]:
    """Empty cells at the end of a row are not stored in the file, so a short row is whole."""
    for row in rows:
        if isinstance(row, Rejected):
            yield row
            continue
        number, cells = row
        if any(cells[width:]):
            yield Rejected(number, "row", " | ".join(filter(None, cells))[:200], f"no more than {width} columns")
        else:
            yield number, cells[:width] + [""] * (width - len(cells))


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case datetime():
            return cell.isoformat() if cell.time().isoformat() != "00:00:00" else cell.date().isoformat()
        case date():
            return cell.isoformat()
        case _:
            return str(cell)


def _unreadable(path: Path, error: Exception) -> ImportRejected:
    return ImportRejected(
        f"the workbook cannot be read ({type(error).__name__}: {error}).",
        where=str(path),
        advice="Open it in a spreadsheet program and save it again as .xlsx or as CSV in UTF-8.",
    )
