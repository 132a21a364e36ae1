"""Small static pictures of a bulletin's series: bars of one day each, ranges, and recorders side by side.

Plain SVG that says its colours in attributes, since the PDF's maker reads no style sheet inside a picture, and
names its parts by classes, so that the page recolours it for a dark screen. Inside are only digits; words stand
around it. Bars start at zero, a day nobody told of is hatched, an unknown number is an open mark and never a zero.
Time runs with the language: from the right in Arabic.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from mithaq.publish.views import Form, Quantity

__all__ = ["Bar", "bars", "ranges"]

WIDTH: Final = 320
HEIGHT: Final = 84
_TOP, _FLOOR, _GUTTER = 10, 66, 26
"""The highest value's line, the zero line, and the room for the scale's digits."""
_ACCENT, _RULE, _SOFT = "#0b5d66", "#8d8a82", "#4b5257"

_FACES: Final = "Paper Latin, Paper Arabic"
"""The PDF's; the page's own are in its style sheet."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One day: its number (None is a gap in observation), the part of it drawn solid, and its day of the month."""

    quantity: Quantity | None
    solid: int | None = None
    """How many of the number are verified; the rest is drawn open. None draws all of it solid."""
    label: str = ""
    """Digits under the bar; empty for most, since days are many."""


def bars(
    days: Sequence[Bar], *, said: str, digits: Callable[[int], str], rtl: bool, top: int | None = None
) -> Markup:
    """``top`` gives several pictures one scale; ``said`` is the picture in a sentence, for who does not see it."""
    most = max([top or 0, *(_top(day.quantity) for day in days)])
    frame = _Frame(len(days), max(most, 1), rtl)
    drawn = [_scale(frame, most, digits)]
    for place, day in enumerate(days):
        if day.quantity is None:
            drawn.append(frame.gap(place))
        elif (value := day.quantity.value) is None:
            drawn.append(frame.unknown(place))
        elif value:
            solid = value if day.solid is None else day.solid
            drawn.append(frame.bar(place, 0, solid, "solid") + frame.bar(place, solid, value, "open"))
        drawn.append(frame.label(place, day.label))
    return _picture(drawn, said)


def ranges(days: Sequence[Bar], *, said: str, digits: Callable[[int], str], rtl: bool) -> Markup:
    """Each number as a line from its lowest to its highest, with a stroke across it at the best."""
    most = max((_top(day.quantity) for day in days), default=0)
    frame = _Frame(len(days), max(most, 1), rtl)
    drawn = [_scale(frame, most, digits)]
    for place, day in enumerate(days):
        if day.quantity is None:
            drawn.append(frame.gap(place))
        elif day.quantity.form in {Form.UNKNOWN, Form.SUPPRESSED}:
            drawn.append(frame.unknown(place))
        else:
            drawn.append(frame.range(place, day.quantity))
        drawn.append(frame.label(place, day.label))
    return _picture(drawn, said)


def _top(quantity: Quantity | None) -> int:
    if quantity is None:
        return 0
    return max(quantity.high or 0, quantity.value or 0)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where things stand: whole and half pixels only, so that every machine writes the same digits."""

    count: int
    most: int
    rtl: bool

    @property
    def step(self) -> int:
        """Quarter pixels a day has."""
        return (WIDTH - _GUTTER) * 4 // max(self.count, 1)

    def x(self, place: int) -> float:
        """The edge of a day's room that is nearer to the left."""
        before = self.count - 1 - place if self.rtl else place
        return (0 if self.rtl else _GUTTER) + before * self.step / 4

    def y(self, value: int) -> float:
        return (_FLOOR * 4 - value * (_FLOOR - _TOP) * 4 // self.most) / 4

    @property
    def width(self) -> float:
        return max(self.step // 4 - 2, 1)

    def middle(self, place: int) -> float:
        return self.x(place) + self.width / 2

    def bar(self, place: int, low: int, high: int, name: str) -> Markup:
        if low == high:
            return Markup()
        fill = _ACCENT if name == "solid" else "none"
        top = self.y(high)
        inset = 0.5 if name == "open" else 0
        return Markup(
            '<rect class="{}" x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}"/>'
        ).format(
            name, self.x(place) + inset, top + inset, max(self.width - 2 * inset, 0.5),
            max(self.y(low) - top - inset, 0.5), fill, _ACCENT if name == "open" else "none",
        )  # fmt: skip

    def range(self, place: int, quantity: Quantity) -> Markup:
        best = quantity.value if quantity.value is not None else quantity.low or 0
        low = quantity.low if quantity.low is not None else best
        high = quantity.high if quantity.high is not None else best
        middle, half = self.middle(place), max(self.width / 2, 1.5)
        line = Markup() if low == high else _line(middle, self.y(low), middle, self.y(high), "span")
        return line + _line(middle - half, self.y(best), middle + half, self.y(best), "best")

    def gap(self, place: int) -> Markup:
        """Strokes from the floor to the top: a day nobody told of."""
        left, long = self.x(place), min(self.width, 4)
        across = range(max(int(self.width - long) // 6, 0) + 1)
        strokes = "".join(
            f"M{left + 6 * number} {y}l{long} -{long}" for y in range(_TOP + 6, _FLOOR + 1, 6) for number in across
        )
        return Markup('<path class="gap" d="{}" fill="none" stroke="{}" stroke-width="0.75"/>').format(
            strokes, _SOFT
        )

    def unknown(self, place: int) -> Markup:
        return Markup('<circle class="unknown" cx="{}" cy="{}" r="2.5" fill="none" stroke="{}"/>').format(
            self.middle(place), _FLOOR - 4, _SOFT
        )

    def label(self, place: int, digits: str) -> Markup:
        if not digits:
            return Markup()
        return _digits(self.middle(place), _FLOOR + 13, "middle", digits)


def _line(x1: float, y1: float, x2: float, y2: float, name: str) -> Markup:
    return Markup(
        '<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}"/>'
    ).format(name, x1, y1, x2, y2, _ACCENT, 2 if name == "best" else 1.5)  # fmt: skip


def _digits(x: float, y: float, anchor: str, said: str) -> Markup:
    return Markup(
        '<text class="n" x="{}" y="{}" text-anchor="{}" font-size="10" font-family="{}" fill="{}" direction="ltr">'
        "{}</text>"
    ).format(x, y, anchor, _FACES, _SOFT, said)


def _scale(frame: _Frame, most: int, digits: Callable[[int], str]) -> Markup:
    """The zero line and the highest value's, each with its number beside it."""
    left, right = (0, WIDTH - _GUTTER) if frame.rtl else (_GUTTER, WIDTH)
    at, anchor = (WIDTH, "end") if frame.rtl else (0, "start")
    made = _rule(left, right, _FLOOR) + _digits(at, _FLOOR + 3, anchor, digits(0))
    return made + _rule(left, right, _TOP) + _digits(at, _TOP + 3, anchor, digits(most)) if most else made


def _rule(left: int, right: int, y: int) -> Markup:
    return Markup('<line class="rule" x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="0.5"/>').format(
        left, y, right, y, _RULE
    )


def _picture(drawn: Sequence[Markup], said: str) -> Markup:
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>'
    ).format(WIDTH, HEIGHT, WIDTH, HEIGHT, said, Markup().join(drawn))
