"""Words given in one or both of the mission's languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mithaq.errors import InvalidStatement

if TYPE_CHECKING:
    from mithaq.mechanism.envelope import Text

__all__ = ["both", "text_of"]

_HIDDEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def text_of(what: str, english: str | None, arabic: str | None) -> Text:
    """English is taken as the original where both are given; what is missing is not translated by us."""
    from mithaq.mechanism.envelope import Text

    if _HIDDEN.search(f"{english or ''}{arabic or ''}"):
        raise InvalidStatement(
            f"the {what} holds invisible control characters, which make a text read otherwise than it is stored.",
            advice="Type it anew instead of pasting it.",
        )
    if english:
        return Text(lang="en", original=english, translations={"ar": arabic} if arabic else {})
    if arabic:
        return Text(lang="ar", original=arabic)
    raise InvalidStatement(f"the {what} is given in no language.", advice="Give it in English, Arabic, or both.")


def both(text: Text) -> str:
    """Both languages on one line, for a terminal."""
    others = [words for lang, words in text.translations.items() if lang != text.lang]
    return " / ".join((text.original, *others))
