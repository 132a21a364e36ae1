"""One cell to one value, or `BadField` saying what was expected: numbers, days, coordinates, plain text.

Eastern Arabic and Persian digits count as digits everywhere. Direction overrides and other invisible controls
are taken out of structured fields, since they can make a file read otherwise than it is stored. Nothing that
looks like a formula is ever computed.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

from mithaq.intake.rows import BadField
from mithaq.mechanism.monitoring.facts import DayPrecision, Point

__all__ = [
    "DATE_FORMATS",
    "coordinates",
    "day",
    "is_formula",
    "last_plausible_day",
    "plain",
    "span",
    "whole_number",
]

EARLIEST: Final = "1990-01-01"
"""Older dates in a ceasefire's files are slips of the hand (0201 for 2017), not events."""
MOST_PEOPLE: Final = 10_000_000
DATE_FORMATS: Final = ("YYYY-MM-DD",)

_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")
_CONTROLS: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_WHOLE: Final = re.compile(r"([+-]?\d{1,12}|[+-]?\d{1,3}(?:,\d{3})+)(?:\.0*)?")
_DECIMAL: Final = re.compile(r"\s*[+-]?\d{1,3}(?:\.\d{0,20})?\s*")
_NUMERIC: Final = re.compile(r"[+-]?[\d.,\s]+%?")
_TOKENS: Final = re.compile(r"YYYY|MM|DD|M|D")
_TOKEN_PATTERNS: Final = {
    "YYYY": r"(?P<year>\d{4})",
    "MM": r"(?P<month>\d{2})",
    "DD": r"(?P<day>\d{2})",
    "M": r"(?P<month>\d{1,2})",
    "D": r"(?P<day>\d{1,2})",
}
_TIME: Final = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"


def plain(text: str) -> tuple[str, bool]:
    """The text without invisible controls and outer blanks, and whether there were any controls."""
    if text.isprintable():  # which no control and no direction mark is
        return text.strip(), False
    cleaned = _CONTROLS.sub("", text)
    return cleaned.strip(), cleaned != text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would compute this cell: it opens with = + - or @ and is no number."""
    start = text.lstrip()[:1]
    return start != "" and start in "=+-@" and not _NUMERIC.fullmatch(text.strip().translate(_DIGITS))


@lru_cache(maxsize=8_192)
def whole_number(field: str, text: str, *, highest: int = MOST_PEOPLE) -> int | None:
    """A count, ``None`` where the cell is empty. "9.0" is 9: many files passed through a float column once."""
    stripped = plain(text)[0].translate(_DIGITS)
    if not stripped:
        return None
    found = _WHOLE.fullmatch(stripped)
    number = int(found[1].replace(",", "")) if found else -1
    if not 0 <= number <= highest:
        raise BadField(field, text, f"a whole number from 0 to {highest}{_formula_note(text)}")
    return number


def coordinates(lat_field: str, lat: str, lon_field: str, lon: str) -> Point | None:
    """A point from decimal degrees; ``None`` where both cells are empty."""
    if not lat.strip() and not lon.strip():
        return None
    return Point(lat_e5=_degrees(lat_field, lat, 90), lon_e5=_degrees(lon_field, lon, 180))


def _degrees(field: str, text: str, limit: int) -> int:
    stripped = text if text.isascii() else plain(text)[0].translate(_DIGITS)
    value = float(stripped) if _DECIMAL.fullmatch(stripped) else 1000.0
    if not -limit <= value <= limit:
        raise BadField(field, text, f"degrees from -{limit} to {limit} with a decimal point{_formula_note(text)}")
    return round(value * 100_000)


def last_plausible_day() -> str:
    """Tomorrow in UTC: somewhere it is already tomorrow, and nothing is reported from later than that."""
    return (datetime.now(UTC).date() + timedelta(days=1)).isoformat()


def day(field: str, text: str, *, latest: str, formats: tuple[str, ...] = DATE_FORMATS) -> str | None:
    """A day as YYYY-MM-DD, ``None`` where the cell is empty. A time of day after the date is left aside."""
    if not text or text.isspace():
        return None
    found = _day(text, formats)
    if found is None:
        raise BadField(field, text, f"a day written {' or '.join(formats)}{_formula_note(text)}")
    if not EARLIEST <= found <= latest:
        raise BadField(field, text, f"a day from {EARLIEST} to {latest}")
    return found


def span(first: str, last: str) -> DayPrecision:
    """How exactly a day is known of which only the first and the last it can be are told."""
    if first == last:
        return DayPrecision.DAY
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days
    for limit, precision in ((7, DayPrecision.WEEK), (31, DayPrecision.MONTH), (366, DayPrecision.YEAR)):
        if days < limit:
            return precision
    return DayPrecision.LONGER


@lru_cache(maxsize=32_768)
def _day(text: str, formats: tuple[str, ...]) -> str | None:
    stripped = plain(text)[0].translate(_DIGITS)
    for wanted in formats:
        found = _pattern(wanted).fullmatch(stripped)
        if found is None:
            continue
        try:
            return date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
        except ValueError:
            # The 31st of June in this format may be a real day in the next one
            continue
    return None


@lru_cache(maxsize=64)
def _pattern(wanted: str) -> re.Pattern[str]:
    """``DD/MM/YYYY`` as a pattern. Everything but the tokens stands for itself."""
    parts, at = [], 0
    for token in _TOKENS.finditer(wanted):
        parts += [re.escape(wanted[at : token.start()]), _TOKEN_PATTERNS[token[0]]]
        at = token.end()
    return re.compile("".join(parts) + re.escape(wanted[at:]) + _TIME)


def _formula_note(text: str) -> str:
    return "; a formula is never computed, so put in its value" if is_formula(text) else ""
