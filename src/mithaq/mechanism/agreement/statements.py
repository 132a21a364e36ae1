"""The statements by which a mission states what was agreed, by whom, and which keys speak for it."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from mithaq.mechanism.agreement.mode import Mode
from mithaq.mechanism.envelope import Code, Day, Id, Struct, Text
from mithaq.mechanism.identifiers import Letter
from mithaq.mechanism.kinds import Kind

__all__ = [
    "KINDS",
    "AreaAdopted",
    "KeyListed",
    "Limits",
    "MissionOpened",
    "PartyEntered",
    "PartyNamed",
    "PartySponsored",
    "TermsAdopted",
]

Days = Annotated[int, msgspec.Meta(ge=1, le=3_650)]
Seconds = Annotated[int, msgspec.Meta(ge=1, le=31_536_000)]
"""At most a year."""
Few = Annotated[int, msgspec.Meta(ge=1, le=100_000)]


class MissionOpened(Struct, frozen=True):
    """The first statement of a record."""

    origin: Annotated[str, msgspec.Meta(pattern=r"^[^\s+]{1,200}$")]
    name: Text
    mode: Mode
    """Every page, picture, row and file name of an exercise or a dry run says so."""


class Limits(Struct, frozen=True):
    """The times and thresholds the mission binds itself to; all of them are published.

    None is so large that a date counted from it could leave the calendar.
    """

    disposition_days: Days = 10
    epoch_seconds: Seconds = 3_600
    epoch_minimum: Few = 5
    promise_seconds: Seconds = 86_400
    publication_delay_days: Annotated[int, msgspec.Meta(ge=0, le=3_650)] = 3
    suppress_below: Few = 5
    batch_days: Days = 3
    """How long a disposition with a sealed link waits for company at most."""


class TermsAdopted(Struct, frozen=True):
    """The terms in force from this index on; a later version never changes what was due under an earlier one."""

    version: Code
    limits: Limits


class AreaAdopted(Struct, frozen=True):
    """The mission's area from this index on: what a bulletin's coverage is measured against.

    Codes only: the names belong to whoever keeps the list of places.
    """

    governorates: Annotated[dict[Code, tuple[Code, ...]], msgspec.Meta(min_length=1)]
    """The sub-districts of each governorate."""


class KeyListed(Struct, frozen=True):
    """A verifier key that speaks for the mission from this index on."""

    purpose: Literal["log", "promise", "witness"]
    vkey: Annotated[str, msgspec.Meta(max_length=400)]


class PartyEntered(Struct, frozen=True):
    """A party, guarantor or body named by an instrument. The name is not a judgement."""

    code: Code
    role: Literal["party", "guarantor", "co_chair", "body", "excluded"]
    name: Text
    source: Annotated[str, msgspec.Meta(max_length=400)]
    verified: bool


class PartyNamed(Struct, frozen=True):
    """Another name of a party, with the dates and the authority for it; never a merger of two parties."""

    party: Id
    name: Text
    since: Day | None
    until: Day | None
    source: Annotated[str, msgspec.Meta(max_length=400)]
    verified: bool


class PartySponsored(Struct, frozen=True):
    """Who stands behind a party, and since when: their words are not independent of each other."""

    party: Id
    sponsor: Id
    since: Day | None
    until: Day | None
    source: Annotated[str, msgspec.Meta(max_length=400)]
    verified: bool


KINDS = (
    Kind("mission.opened", 1, MissionOpened, Letter.MISSION),
    Kind("terms.adopted", 1, TermsAdopted),
    Kind("area.adopted", 1, AreaAdopted),
    Kind("key.listed", 1, KeyListed),
    Kind("party.entered", 1, PartyEntered, Letter.PARTY),
    Kind("party.named", 1, PartyNamed),
    Kind("party.sponsored", 1, PartySponsored),
)
