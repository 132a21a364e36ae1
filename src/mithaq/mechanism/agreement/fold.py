"""How statements about the agreement change the ledger, and the rules they must keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mithaq.mechanism.agreement.accounts import PartyAccount
from mithaq.mechanism.agreement.safe_limits import limits_problem
from mithaq.mechanism.agreement.statements import (
    AreaAdopted,
    KeyListed,
    MissionOpened,
    PartyEntered,
    PartyNamed,
    PartySponsored,
    TermsAdopted,
)

if TYPE_CHECKING:
    from mithaq.mechanism.envelope import Statement
    from mithaq.mechanism.ledger import Ledger

__all__ = ["HANDLERS"]


def _mission_opened(ledger: Ledger, statement: Statement, body: MissionOpened) -> None:
    if ledger.mission is not None:
        ledger.breach(statement, "opening", "the mission is opened a second time: one folder, one mission.")
        return
    ledger.mission = body


def _terms_adopted(ledger: Ledger, statement: Statement, body: TermsAdopted) -> None:
    if body.version in ledger.terms_versions:
        ledger.breach(statement, "terms", f"terms {body.version} are adopted twice.")
    problem = limits_problem(body.limits)
    if problem is not None:
        ledger.breach(statement, "limits", problem[0])
    ledger.terms_versions.add(body.version)
    ledger.limits = body.limits
    ledger.terms_version = body.version


def _area_adopted(ledger: Ledger, statement: Statement, body: AreaAdopted) -> None:
    codes = [code for part in body.governorates.values() for code in part]
    if len(set(codes)) != len(codes):
        ledger.breach(statement, "area", "a sub-district is listed twice.")
    ledger.area = body.governorates


def _key_listed(ledger: Ledger, statement: Statement, body: KeyListed) -> None:
    if any(listed.purpose != body.purpose and _same_key(listed, body) for listed in ledger.keys):
        # The promise key lies with the web's process: as the log's key it could sign heads.
        ledger.breach(statement, "key-purpose", "one key serves two purposes.")
    ledger.keys.append(body)


def _same_key(one: KeyListed, other: KeyListed) -> bool:
    return _key_of(one) == _key_of(other)


def _key_of(listed: KeyListed) -> str:
    """The key itself in `name+hash+key`; its base64 may have plus signs of its own, even at its end."""
    return listed.vkey.split("+", 2)[-1]


def _party_entered(ledger: Ledger, statement: Statement, body: PartyEntered) -> None:
    if any(party.entered.code == body.code for party in ledger.parties.values()):
        ledger.breach(statement, "party-code", f"party code {body.code} is already taken.")
    ledger.parties[statement.id] = PartyAccount(body)


def _party_named(ledger: Ledger, statement: Statement, body: PartyNamed) -> None:
    party = ledger.parties.get(body.party)
    if party is None:
        ledger.breach(statement, "party-known", f"{body.party} is not a party on the record.")
        return
    if body.since and body.until and body.since > body.until:
        ledger.breach(statement, "party-dates", f"the name ends {body.until}, before it starts {body.since}.")
    party.names.append(body)


def _party_sponsored(ledger: Ledger, statement: Statement, body: PartySponsored) -> None:
    for party in (body.party, body.sponsor):
        if party not in ledger.parties:
            ledger.breach(statement, "party-known", f"{party} is not a party on the record.")
            return
    if body.party == body.sponsor:
        ledger.breach(statement, "sponsorship", "a party is said to stand behind itself.")
    if body.since and body.until and body.since > body.until:
        ledger.breach(statement, "party-dates", f"the tie ends {body.until}, before it starts {body.since}.")
    ledger.sponsorships.append(body)


HANDLERS: dict[tuple[str, int], Any] = {
    ("mission.opened", 1): _mission_opened,
    ("terms.adopted", 1): _terms_adopted,
    ("area.adopted", 1): _area_adopted,
    ("key.listed", 1): _key_listed,
    ("party.entered", 1): _party_entered,
    ("party.named", 1): _party_named,
    ("party.sponsored", 1): _party_sponsored,
}
