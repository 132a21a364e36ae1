"""Why a disposition was changed: in public by a closed list of grounds, in words only where the report is public.

Free text about a report that nobody may see would stand in clear on the most public page there is (design, 3).
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Ground", "words_problem"]


class Ground(StrEnum):
    NEW_INFORMATION = "new_information"
    ERROR = "error"
    REVIEW = "review"
    LINKAGE = "linkage"
    """Reports were found to tell of one event, or of two."""


def words_problem(*, is_public: bool, words: str | None) -> str | None:
    if is_public and words is None:
        return "the disposition of a public report is changed without words of reason."
    if not is_public and words is not None:
        return "the reason of a report that is not public stands in clear."
    return None
