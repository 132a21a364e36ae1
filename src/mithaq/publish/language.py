"""One language of the site: its wording, plural forms, numerals, dates, and isolation of foreign direction.

Wording lies in ``wording/<language>.toml``. A key with plural forms is a table with exactly the forms CLDR gives
the language (six in Arabic). Every value put into a sentence is isolated, so that an id or a Latin name cannot
turn the words around it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal

from babel import Locale
from babel.dates import format_skeleton, get_month_names
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from mithaq.errors import MissionNotReady
from mithaq.publish.views import Form, Quantity, Words

__all__ = ["LANGUAGES", "Language", "language", "wording"]

WORDING: Final = Path(__file__).parent / "wording"
LANGUAGES: Final[Mapping[str, str]] = {"ar": "ar_SY", "en": "en_GB"}
"""Site language to CLDR locale. ar_SY brings the Levantine month names and the Eastern Arabic numerals."""

_ZERO: Final = {"latn": "0", "arab": "\u0660"}
"""Babel puts a numbering system's separators but not its digits; each system's ten digits follow its zero."""

_RTL_WRITTEN: Final = {"ar", "fa", "he", "ku", "ur"}
_FSI, _PDI = "\u2068", "\u2069"


def _flat(table: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            found |= _flat(value, f"{name}.")
        else:
            found[name] = str(value)
    return found


@cache
def wording(code: str) -> Mapping[str, str]:
    """Every sentence of a language by its dotted key; plural forms end in ``.one``, ``.few``…"""
    return _flat(tomllib.loads((WORDING / f"{code}.toml").read_text(encoding="utf-8")))


_remembered = lru_cache(4_096, typed=True)
"""Each of many pages says much that others said. ``typed``, since a text is equal to its markup."""
_DIGITS: Final = {
    system: {ord("0") + digit: ord(zero) + digit for digit in range(10)} for system, zero in _ZERO.items()
}


@dataclass(frozen=True, eq=False)
class Language:
    """Made once for each code (`language`), so what its methods remember may live as long as the program."""

    code: str
    locale: Locale
    words: Mapping[str, str]

    @property
    def direction(self) -> Literal["rtl", "ltr"]:
        return "rtl" if self.locale.text_direction == "rtl" else "ltr"

    @_remembered
    def text(self, key: str, **values: object) -> Markup:
        """The sentence of that key, its values isolated; a key that is missing stops the rendering."""
        try:
            sentence = self.words[key]
        except KeyError:
            raise MissionNotReady(
                f"the wording has no {key!r} in {self.code!r}.",
                where=str(WORDING.name),
                advice=f"Add it to wording/{self.code}.toml.",
            ) from None
        return escape(sentence).format(**{name: self._isolated(value) for name, value in values.items()})

    @_remembered
    def plain(self, key: str, **values: object) -> str:
        """For a title or an attribute, where no element can stand: isolated by characters instead."""
        try:
            sentence = self.words[key]
        except KeyError:
            raise MissionNotReady(f"the wording has no {key!r} in {self.code!r}.") from None
        return sentence.format(
            **{
                name: value if isinstance(value, str) and value.isdecimal() else f"{_FSI}{value}{_PDI}"
                for name, value in values.items()
            }
        )

    def counted(self, key: str, count: int, **values: object) -> Markup:
        """The sentence in the plural form CLDR asks for that count, with ``{count}`` in it."""
        return self.text(f"{key}.{self.locale.plural_form(count)}", count=self.number(count), **values)

    def named(self, words: Words) -> Markup:
        """A name or prose someone entered, isolated; in another language where this one is missing."""
        if own := words.get(self.code):
            return Markup("<bdi>{}</bdi>").format(own)
        for code, other in sorted(words.items()):
            if other:
                direction = "rtl" if code in _RTL_WRITTEN else "ltr"
                return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(code, direction, other)
        return self.text("common.not_recorded")

    def plain_name(self, words: Words) -> str:
        own = words.get(self.code)
        return own or next(
            (other for _, other in sorted(words.items()) if other), self.words["common.not_recorded"]
        )

    def prose(self, words: Words) -> Markup:
        """Entered text of several paragraphs, each isolated."""
        chosen = self.plain_name(words)
        known = self.code if words.get(self.code) else next((c for c, w in sorted(words.items()) if w), self.code)
        return Markup().join(
            Markup('<p dir="auto" lang="{}">{}</p>\n').format(known, part)
            for part in chosen.split("\n\n")
            if part.strip()
        )

    @_remembered
    def number(self, value: int) -> Markup:
        """A count in the language's numerals; ``data-n`` lets the reader's switch change them."""
        return Markup('<data class="n" value="{}">{}</data>').format(value, self.digits(value))

    def digits(self, value: int) -> str:
        return self._numerals(format_decimal(value, locale=self.locale, numbering_system="default"))

    @_remembered
    def day(self, day: str) -> Markup:
        return Markup('<time class="n" datetime="{}">{}</time>').format(day, self.plain_day(day))

    @_remembered
    def plain_day(self, day: str) -> str:
        """5 January 2031; in Arabic with both names of the month, as the United Nations prints them."""
        return self._dated(date.fromisoformat(day), with_day=True)

    def month(self, month: str) -> Markup:
        return Markup('<time class="n" datetime="{}">{}</time>').format(month, self.plain_month(month))

    def plain_month(self, month: str) -> str:
        return self._dated(date.fromisoformat(f"{month}-01"), with_day=False)

    def period(self, day_from: str, day_to: str) -> Markup:
        return self._span(day_from, day_to, self.day)

    @_remembered
    def short_day(self, day: str) -> Markup:
        """For tables: the month by its own name only."""
        when = date.fromisoformat(day)
        shown = self._numerals(
            f"{when.day} {get_month_names('abbreviated', locale=self.locale)[when.month]} {when.year}"
        )
        return Markup('<time class="n" datetime="{}">{}</time>').format(day, shown)

    def short_period(self, day_from: str, day_to: str) -> Markup:
        return self._span(day_from, day_to, self.short_day)

    @_remembered
    def moment(self, at: str) -> Markup:
        """To the minute, in UTC, and says so."""
        when = datetime.fromisoformat(at).astimezone(UTC)
        clock = format_skeleton("Hm", when, locale=self.locale)
        shown = self.plain(
            "common.moment", day=self._dated(when.date(), with_day=True), clock=self._numerals(clock)
        )
        return Markup('<time class="n" datetime="{}">{}</time>').format(at, shown)

    def quantity(self, quantity: Quantity) -> Markup:
        """The number in words that keep its form; suppressed and unknown are marks and never a digit."""
        match quantity.form:
            case Form.VALUE:
                return self.number(quantity.value or 0)
            case Form.RANGE if quantity.value is None:
                return self.text(
                    "quantity.range", low=self.number(quantity.low or 0), high=self.number(quantity.high or 0)
                )
            case Form.RANGE:
                return self.text(
                    "quantity.range_best",
                    low=self.number(quantity.low or 0),
                    high=self.number(quantity.high or 0),
                    best=self.number(quantity.value or 0),
                )
            case Form.BAND if quantity.high is None:
                return self.text("quantity.or_more", low=self.number(quantity.low or 0))
            case Form.BAND:
                return self.text(
                    "quantity.band", low=self.number(quantity.low or 0), high=self.number(quantity.high or 0)
                )
            case Form.SUPPRESSED | Form.UNKNOWN:
                return self.text(f"mark.{quantity.form}")

    def _span(self, day_from: str, day_to: str, shown: Callable[[str], Markup]) -> Markup:
        """Within one month the month is said once."""
        if day_from == day_to:
            return shown(day_from)
        start = shown(day_from)
        if day_from[:7] == day_to[:7]:
            number = self._numerals(str(int(day_from[8:])))
            start = Markup('<time class="n" datetime="{}">{}</time>').format(day_from, number)
        return self.text("common.from_to", start=start, end=shown(day_to))

    def _dated(self, day: date, *, with_day: bool) -> str:
        own = get_month_names("wide", locale=self.locale)[day.month]
        if self.code == "ar":
            own = f"{own}/{get_month_names('wide', locale='ar')[day.month]}"
        year = self._numerals(str(day.year))
        return f"{self._numerals(str(day.day))} {own} {year}" if with_day else f"{own} {year}"

    def _numerals(self, text: str) -> str:
        return text.translate(_DIGITS[self.locale.default_numbering_system])

    def _isolated(self, value: object) -> Markup:
        if isinstance(value, Markup):
            return value
        if isinstance(value, int):
            return self.number(value)
        return Markup("<bdi>{}</bdi>").format(str(value))


@cache
def language(code: str) -> Language:
    return Language(code, Locale.parse(LANGUAGES[code]), wording(code))
