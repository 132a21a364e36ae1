"""The eight fixed marks of the gazette: each is one word and one shape, never colour alone."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import Final

from markupsafe import Markup

from mithaq.publish.language import Language
from mithaq.publish.views import Form, Quantity

__all__ = ["Mark", "mark", "shape", "shown"]


class Mark(StrEnum):
    DRY_RUN = "dry_run"
    DEMAND = "demand"
    UNVERIFIED = "unverified"
    EXERCISE = "exercise"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    SUPPRESSED = "suppressed"
    UNKNOWN = "unknown"


# Drawn on a 16 by 16 grid in the colour of the text, so that they print and survive forced colours.
_SHAPES: Final[dict[Mark, str]] = {
    Mark.DRY_RUN: '<circle cx="8" cy="8" r="6" stroke-dasharray="2.4 2.3"/>',
    Mark.DEMAND: '<path d="M2 2.5h12v8H8l-3.5 3v-3H2z"/>',
    Mark.UNVERIFIED: '<circle cx="8" cy="8" r="6"/>',
    Mark.EXERCISE: '<path d="M8 2 14.5 13.5h-13z"/>',
    Mark.CORRECTED: '<path d="M2 11.5 8 4.5l6 7M2 14h12"/>',
    Mark.WITHDRAWN: '<circle cx="8" cy="8" r="6"/><path d="M3.8 12.2 12.2 3.8"/>',
    Mark.SUPPRESSED: '<path d="M2 3h12v10H2z"/><path d="M4.5 8h1.2M7.4 8h1.2M10.3 8h1.2"/>',
    Mark.UNKNOWN: '<path d="M2 3h12v10H2zM2 8l5-5M3.5 13 13 3.5M8.5 13 14 7.5"/>',
}


def shape(kind: Mark) -> Markup:
    """The shape alone, for where the words stand beside it anyway."""
    drawn = Markup(_SHAPES[kind])  # noqa: S704 -- our own constants
    return Markup(
        '<svg class="shape" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" '
        'stroke-width="1.5" aria-hidden="true" focusable="false">{}</svg>'
    ).format(drawn)


@lru_cache(1_024, typed=True)
def mark(kind: Mark, lang: Language, words: Markup | None = None) -> Markup:
    """The mark with its words, or with longer ones that contain them (a correction's number)."""
    said = words if words is not None else lang.text(f"mark.{kind}")
    return Markup('<span class="mark mark-{}">{} {}</span>').format(kind, shape(kind), said)


def shown(quantity: Quantity, lang: Language) -> Markup:
    """A quantity as a page shows it: a number in its form, or the mark that stands for none."""
    if quantity.form in (Form.SUPPRESSED, Form.UNKNOWN):
        return mark(Mark(quantity.form), lang)
    return lang.quantity(quantity)
