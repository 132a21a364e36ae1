"""Streams a CSV of unknown make: compression, encoding, delimiter, broken quotes and endless lines.

Memory stays bounded whatever the file's size: one line of at most `LONGEST_LINE` characters and one record
at a time. Bytes that are not of the file's encoding, lines too long and quotes never closed cost their own row
only; what an unclosed quote swallowed is read again line by line.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from mithaq.errors import ImportRejected
from mithaq.intake.hxl import find_tags
from mithaq.intake.rows import Rejected

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["CsvFile", "detect_encoding", "read_csv"]

LONGEST_LINE: Final = 1_000_000
SAMPLE_BYTES: Final = 1 << 20
DELIMITERS: Final = (",", ";", "\t", "|")

_ESCAPED: Final = re.compile("[\udc80-\udcff]")
_REPLACED: Final = re.compile("\ufffd")
_ARABIC_RUN: Final = re.compile("[\u0621-\u064a]{2,}")
_NOT_ASCII: Final = re.compile("[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class CsvFile:
    """An open file whose header has been read; ``rows`` yields each record under its spreadsheet row number."""

    header: tuple[str, ...]
    tags: tuple[str, ...]
    """The HXL tag of each column; empty where the file has no row of hashtags."""
    encoding: str
    delimiter: str
    rows: Iterator[tuple[int, list[str]] | Rejected]
    stream: io.TextIOWrapper

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    def columns(self, path: Path, *needed: str, names: tuple[str, ...] | None = None) -> list[int]:
        """Where the needed columns stand; a file without them is of another kind and is refused whole.

        ``names`` are the header's names as the caller spells them, one for one.
        """
        header = self.header if names is None else names
        missing = [name for name in needed if name not in header]
        if missing:
            self.stream.close()
            raise ImportRejected(
                f"column {', '.join(missing)} is missing.",
                where=str(path),
                advice=f"The file has: {', '.join(self.header)[:500]}. Check that it is the file you meant.",
            )
        return [header.index(name) for name in needed]


def read_csv(path: Path, *, encoding: str | None = None, delimiter: str | None = None) -> CsvFile:
    """The header at once, the rows as they are asked for. ``.gz`` is unpacked on the way."""
    try:
        sample = _sample(path)
        encoding = encoding or detect_encoding(path, sample)
        # utf-16 cannot carry surrogate escapes; a replacement sign marks its broken rows instead
        errors = "replace" if encoding.startswith("utf-16") else "surrogateescape"
        stream = _text(path, encoding, errors)
    except (LookupError, ValueError) as error:
        raise ImportRejected(
            f"{encoding!r} is not an encoding.", where=str(path), advice="State utf-8, utf-16 or windows-1256."
        ) from error
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(path, 0, error) from error
    lines = _first_line(path, stream)
    delimiter = delimiter or _delimiter(lines.first)
    records = _records(path, lines, delimiter, _REPLACED if errors == "replace" else _ESCAPED)
    first = next(records, None)
    if first is None or isinstance(first, Rejected) or not any(cell.strip() for cell in first[1]):
        stream.close()
        raise ImportRejected(
            "there is no header row.", where=str(path), advice="The first row must name the columns."
        )
    sheet = find_tags(first[1], records)
    rows = _whole_rows(sheet.rows, len(sheet.header))
    return CsvFile(sheet.header, sheet.tags, encoding, delimiter, rows, stream)


def detect_encoding(path: Path, sample: bytes) -> str:
    """By mark, by trial, or for Arabic Windows-1256 by what it reads like; in doubt the user is asked."""
    if sample.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    # without a mark, UTF-16 shows by the zero halves of its commas and line ends, all on one side
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) > 20 * min(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    text = sample.decode("utf-8", errors="surrogateescape")
    if len(sample) == SAMPLE_BYTES:
        text = text[:-4]  # the sample may end inside a character
    broken = len(_ESCAPED.findall(text))
    if broken * 10 <= len(_NOT_ASCII.findall(text)) - broken:
        return "utf-8"
    arabic = sample.decode("cp1256")
    if sum(map(len, _ARABIC_RUN.findall(arabic))) * 10 >= len(_NOT_ASCII.findall(arabic)) * 8:
        return "cp1256"
    raise ImportRejected(
        "the text is neither UTF-8 nor UTF-16, and does not read as Arabic in Windows-1256.",
        where=str(path),
        advice="State the encoding, or save the file as UTF-8.",
    )


def _open(path: Path) -> io.BufferedReader | gzip.GzipFile:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")


def _sample(path: Path) -> bytes:
    """The beginning, as far as it can be read: a file cut short still has good rows before the cut."""
    sample = b""
    with _open(path) as file:
        try:
            while len(sample) < SAMPLE_BYTES and (part := file.read1(SAMPLE_BYTES - len(sample))):
                sample += part
        except (OSError, EOFError, zlib.error):
            if not sample:
                raise
    return sample


def _text(path: Path, encoding: str, errors: str) -> io.TextIOWrapper:
    file = _open(path)
    try:
        return io.TextIOWrapper(file, encoding=encoding, errors=errors, newline="")
    except (LookupError, ValueError):
        file.close()
        raise


class _Lines:
    """Lines of bounded length, with those of the current record kept so that they can be read again."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self._stream = stream
        self._again: deque[str] = deque()
        self.record: list[str] = []
        self.too_long = False
        self.first = self._read()
        self._again.append(self.first)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._read()
        if not line:
            raise StopIteration
        self.record.append(line)
        return line

    def _read(self) -> str:
        line = self._stream.readline(LONGEST_LINE)
        if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            while (rest := self._stream.readline(LONGEST_LINE)) and not rest.endswith(("\n", "\r")):
                pass
            self.too_long = True
            return line[:100].replace('"', "'") + "\n"
        return line

    def read_again(self) -> str:
        """Gives back all lines of the current record but the first, which is returned as the one at fault."""
        first, rest = self.record[0], self.record[1:]
        self._again.extendleft(reversed(rest))
        return first


def _first_line(path: Path, stream: io.TextIOWrapper) -> _Lines:
    try:
        return _Lines(stream)
    except (OSError, EOFError, zlib.error, UnicodeError) as error:
        stream.close()
        raise _unreadable(path, 0, error) from error


def _records(
    path: Path, lines: _Lines, delimiter: str, broken: re.Pattern[str]
) -> Iterator[tuple[int, list[str]] | Rejected]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        lines.record.clear()
        lines.too_long = lines.too_long and number == 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            line = lines.read_again()
            yield Rejected(number, "row", line[:200], f"every quote closed, and doubled inside a cell ({error})")
            continue
        except (OSError, EOFError, zlib.error, UnicodeError) as error:
            raise _unreadable(path, number, error) from error
        if lines.too_long:
            expected = f"a line of fewer than {LONGEST_LINE:,} characters"
            yield Rejected(number, "row", lines.record[-1].strip()[:100] + "…", expected)
            continue
        # looking at whole lines is much faster than at cells, and nearly always there is nothing to find
        if any(not line.isascii() and broken.search(line) for line in lines.record):
            bad = next(index for index, cell in enumerate(cells) if broken.search(cell))
            expected = "text in the encoding of the file; state the encoding, or save the file as UTF-8"
            yield Rejected(number, f"column {bad + 1}", ascii(cells[bad])[1:200], expected)
            continue
        yield number, cells


def _whole_rows(
    records: Iterator[tuple[int, list[str]] | Rejected], width: int
) -> Iterator[tuple[int, list[str]] | Rejected]:
    """Rows as wide as the header. Empty lines are no rows; a row too short or long would shift its cells."""
    for record in records:
        if isinstance(record, Rejected):
            yield record
            continue
        number, cells = record
        if len(cells) == width:
            yield record
        elif any(cells):
            while len(cells) > width and not cells[-1]:
                cells.pop()
            if len(cells) == width:
                yield number, cells
            else:
                yield Rejected(number, "row", " | ".join(cells)[:200], f"{width} cells, not {len(cells)}")


def _delimiter(first_line: str) -> str:
    outside_quotes = re.sub(r'"[^"]*"', "", first_line)
    return max(DELIMITERS, key=outside_quotes.count)


def _unreadable(path: Path, row_number: int, error: Exception) -> ImportRejected:
    reached = f" after row {row_number - 1}" if row_number > 1 else ""
    return ImportRejected(
        f"the file cannot be read{reached} ({type(error).__name__}: {error}).",
        where=str(path),
        advice="It is cut short or damaged: get it again, and compare its size with the source's.",
    )
