"""One statement of erasure is of one report: two named together would be known as one person's.

Source: design, section 3 ("the log must not betray a reporter").
"""

from __future__ import annotations

from collections.abc import Sequence

from mithaq.errors import InvalidStatement
from mithaq.mechanism.identifiers import Letter

__all__ = ["check_one_report", "reports_among"]


def reports_among(statements: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in statements if each.startswith(Letter.REPORT))


def check_one_report(statements: Sequence[str]) -> None:
    if len(reports_among(statements)) > 1:
        raise InvalidStatement(
            "an erasure names two reports; the record would tell that they belong together.",
            advice="Erase each by itself, and not within the hour.",
        )
