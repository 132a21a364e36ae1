"""Which incidents a bulletin counts: those whose page shows facts, while something that tells of them stands.

An incident whose public reports have all left it (disposed otherwise, or moved by a judgement that two incidents
are one) keeps its page and its history and is counted no more: its reports are counted where they are now. One that
never had a public report rests on what is sealed, and was described in company.

Source: our own; counts by unit and rule, reference "monitoring practice", section 2 (one event, one count).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mithaq.mechanism.ledger import Ledger
    from mithaq.mechanism.monitoring.accounts import IncidentAccount

__all__ = ["recount"]


def recount(ledger: Ledger, incident: IncidentAccount) -> None:
    """Brings the tallies into line with the incident as it stands after the statement being read."""
    facts = incident.facts if incident.stands else None
    verified = facts if incident.is_verified else None
    for tally, before, after in (
        (ledger.incident_tally, incident.counted, facts),
        (ledger.verified_tally, incident.counted_verified, verified),
    ):
        if before is not None:
            tally.add(before, -1)
        if after is not None:
            tally.add(after)
    if facts != incident.counted:
        incident.counts.append((ledger.size, facts))
    incident.counted_verified = verified
