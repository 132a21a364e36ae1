"""Which links may be shown: only those between what is public already (design, section 3, "Kinds of report").

A link from a report nobody may see to a public incident would say where and when somebody was who reported.
"""

from __future__ import annotations

from typing import Final

from mithaq.errors import InvalidStatement
from mithaq.mechanism.monitoring.facts import Republish
from mithaq.mechanism.monitoring.statements import Disposition

__all__ = ["check_link", "has_sealed_link", "link_is_public"]

_LINKING: Final = frozenset({Disposition.LINKED, Disposition.DUPLICATE})


def link_is_public(*ends: Republish) -> bool:
    """Whether every report at an end of the link is shown; incidents are public subjects always."""
    return all(end is not Republish.NONE for end in ends)


def has_sealed_link(disposition: Disposition, *, incident: str | None, duplicate_of: str | None) -> bool:
    """Whether the statement links to something that it does not name: the link lies under its seal."""
    return disposition in _LINKING and incident is None and duplicate_of is None


def check_link(disposition: Disposition, *, incident: str | None, duplicate_of: str | None) -> None:
    """A linked report names its incident, a duplicate the report it repeats, and nothing else names either."""
    if (disposition is Disposition.LINKED) != (incident is not None):
        raise InvalidStatement(f"the disposition {disposition.value} does not fit the incident {incident}.")
    if (disposition is Disposition.DUPLICATE) != (duplicate_of is not None):
        raise InvalidStatement(f"the disposition {disposition.value} does not fit a duplicate of {duplicate_of}.")
