"""Entering the parties an instrument names, their names and sponsors, and the terms the mission binds itself to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from mithaq.errors import InvalidStatement, NotPermitted
from mithaq.mechanism.agreement.safe_limits import check_limits
from mithaq.mechanism.agreement.statements import TermsAdopted
from mithaq.mechanism.envelope import parse_instant
from mithaq.mechanism.identifiers import Letter, check_id
from mithaq.mechanism.monitoring.epochs import can_be_kept
from mithaq.registry.door import writing
from mithaq.registry.drafts import Actor, draft

if TYPE_CHECKING:
    from mithaq.mechanism.agreement.statements import Limits, PartyEntered, PartyNamed, PartySponsored
    from mithaq.registry.door import Door
    from mithaq.registry.mission import Mission

__all__ = ["adopt_terms", "enter_parties", "name_party", "sponsor_party"]


def enter_parties(mission: Mission, parties: Sequence[PartyEntered], *, actor: Actor, now: datetime) -> list[str]:
    """Their ids, in the order given. A code names one party for ever."""
    with writing(mission) as door:
        door.cursor.execute("SELECT code FROM party")
        known = {row[0] for row in door.cursor.fetchall()}
        for party in parties:
            if party.code in known:
                raise NotPermitted(f"a party with the code {party.code} is entered already.")
            known.add(party.code)
        drafts = [draft(mission, "party.entered", party, actor) for party in parties]
        door.enter(drafts, now)
    return [each.id for each in drafts]


def name_party(mission: Mission, name: PartyNamed, *, actor: Actor, now: datetime) -> str:
    check_id(name.party, Letter.PARTY)
    if name.since and name.until and name.since > name.until:
        raise InvalidStatement(f"the name ends {name.until}, before it starts {name.since}.")
    with writing(mission) as door:
        door.cursor.execute("SELECT 1 FROM party WHERE id = %s", (name.party,))
        if door.cursor.fetchone() is None:
            raise InvalidStatement(f"no party {name.party} is entered.", advice="Enter it first.")
        made = draft(mission, "party.named", name, actor)
        door.enter([made], now)
    return made.id


def sponsor_party(mission: Mission, tie: PartySponsored, *, actor: Actor, now: datetime) -> str:
    """Who stands behind a party: the two are not independent of each other."""
    check_id(tie.party, Letter.PARTY)
    check_id(tie.sponsor, Letter.PARTY)
    with writing(mission) as door:
        for party in (tie.party, tie.sponsor):
            door.cursor.execute("SELECT 1 FROM party WHERE id = %s", (party,))
            if door.cursor.fetchone() is None:
                raise InvalidStatement(f"no party {party} is entered.", advice="Enter it first.")
        made = draft(mission, "party.sponsored", tie, actor)
        door.enter([made], now)
    return made.id


def adopt_terms(mission: Mission, terms: TermsAdopted, *, actor: Actor, now: datetime) -> str:
    """New terms hold for reports that enter after them; what is due already stays due as it was.

    Refused while reports wait whose promise a longer epoch would break.
    """
    check_limits(terms.limits)
    with writing(mission) as door:
        door.cursor.execute("SELECT 1 FROM terms WHERE version = %s", (terms.version,))
        if door.cursor.fetchone():
            raise NotPermitted(
                f"terms with the version {terms.version} were adopted already.", advice="Give a new version."
            )
        _require_promises_kept(door, terms.limits)
        made = draft(mission, "terms.adopted", terms, actor)
        door.enter([made], now)
    return made.id


def _require_promises_kept(door: Door, limits: Limits) -> None:
    door.cursor.execute("SELECT deadline, epoch_ends FROM inbox")
    late = [
        deadline
        for deadline, ends in door.cursor.fetchall()
        if not can_be_kept(parse_instant(deadline), parse_instant(ends), limits.epoch_seconds)
    ]
    if late:
        raise NotPermitted(
            f"under epochs of {limits.epoch_seconds} seconds {len(late)} waiting reports would enter later than"
            f" promised, the first by {min(late)}. Nothing was adopted.",
            advice="Adopt these terms when they have entered. Where reports never cease to come, adopt the longer"
            " promise first and the longer epoch when all that waits was promised under it.",
        )
