"""A report as it stands at the door, before anything of it is on the record."""

from __future__ import annotations

from dataclasses import dataclass, field

from mithaq.mechanism.monitoring.facts import Facts, Republish

__all__ = ["CollectedReport", "ReceivedReport"]


@dataclass(frozen=True, slots=True)
class CollectedReport:
    """Material that was already public when taken in; it has no reporter of ours to protect.

    ``external_id`` is the source's own stable id: a second import of the same id adds nothing. ``text`` is the
    description and is always sealed. ``source`` is the code of a registered source. ``sealed`` holds anything
    else the source said, as strings, kept sealed. ``unresolved_place`` is the place as the source wrote it when
    the gazetteer does not know it: kept and listed, never guessed.
    """

    source: str
    external_id: str
    republish: Republish
    facts: Facts
    text: str | None = None
    origin: str | None = None
    unresolved_place: str | None = None
    sealed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReceivedReport:
    """What somebody told the mechanism; every field is sealed, and who told it is known to nobody outside."""

    channel: str
    facts: Facts | None
    text: str | None = None
    lang: str = "ar"
    source: str | None = None
    external_id: str | None = None
    origin: str | None = None
    reporter: str | None = None
    unresolved_place: str | None = None
    sealed: dict[str, str] = field(default_factory=dict)
