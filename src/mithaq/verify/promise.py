"""Was a promised report kept? The holder of a promise file proves it either way."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from enum import StrEnum

from mithaq.errors import VerificationFailed
from mithaq.mechanism.statements import read
from mithaq.record.notes import VerifierKey
from mithaq.record.promises import Promise, verify_promise
from mithaq.verify.outcome import Outcome
from mithaq.verify.places import PublicPlace, Under
from mithaq.verify.record import RECORD, entries_of

__all__ = ["PromiseOutcome", "PromiseState", "check_promise"]


class PromiseState(StrEnum):
    """``broken`` is proof: a signed promise, and a signed head past its deadline without the report."""

    KEPT = "kept"
    LATE = "late"
    NOT_YET_DUE = "not_yet_due"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class PromiseOutcome:
    state: PromiseState
    deadline: str
    index: int | None = None
    report: str | None = None
    at: str | None = None
    disposition: str | None = None


def check_promise(promise: Promise, outcome: Outcome, place: PublicPlace, prefix: str = RECORD) -> PromiseOutcome:
    """Looks the promise up in a record that was verified just before; the key must stand on that record."""
    _require_signature(promise, outcome)
    wanted = base64.b64encode(promise.commitment)
    for first, entries in entries_of(Under(place, prefix), outcome.size):
        for offset, entry in enumerate(entries):
            if wanted in entry:
                statement = read(entry)
                if statement.seals.get("report") == wanted.decode():
                    account = outcome.ledger.reports[statement.id]
                    on_time = statement.at <= promise.deadline
                    return PromiseOutcome(
                        PromiseState.KEPT if on_time else PromiseState.LATE,
                        promise.deadline,
                        first + offset,
                        statement.id,
                        statement.at,
                        account.disposition.value if account.disposition else None,
                    )
    past = outcome.ledger.last_at > promise.deadline
    return PromiseOutcome(PromiseState.BROKEN if past else PromiseState.NOT_YET_DUE, promise.deadline)


def _require_signature(promise: Promise, outcome: Outcome) -> None:
    keys = [VerifierKey.parse(key.vkey) for key in outcome.ledger.keys if key.purpose == "promise"]
    for key in keys:
        if key.key_id == promise.key_id:
            verify_promise(promise, outcome.origin, key)
            return
    raise VerificationFailed(
        "no promise key on this record made this promise.",
        advice="It may belong to another mission; check it against that mission's record.",
    )
