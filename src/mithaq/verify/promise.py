"""Was a promised report kept? The holder of a promise file proves it either way."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from enum import StrEnum

from mithaq.errors import MithaqError, VerificationFailed
from mithaq.mechanism.envelope import Statement
from mithaq.mechanism.statements import read
from mithaq.record.notes import VerifierKey
from mithaq.record.promises import Promise, verify_promise
from mithaq.verify.outcome import Outcome
from mithaq.verify.places import PublicPlace, Under
from mithaq.verify.record import entries_of, record_prefix

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
    """When it entered, by the record's own clock: the operator's word, unless a witness saw an earlier head."""
    disposition: str | None = None
    seen_until: str | None = None
    """The latest time the check can vouch for: a trusted witness's, else the record's own."""
    by_witness: bool = False


def check_promise(promise: Promise, outcome: Outcome, place: PublicPlace) -> PromiseOutcome:
    """Looks the promise up in a record whose head, root and entries held; the key must stand on that record.

    A record whose clock stands still cannot delay the answer where a witness the reader trusts saw the head after
    the deadline. Statements this release cannot read are passed over: they are no reports.
    """
    _require_signature(promise, outcome)
    by_witness = outcome.witnessed_at is not None and outcome.witnessed_at > outcome.ledger.last_at
    seen_until = outcome.witnessed_at if by_witness else outcome.ledger.last_at
    wanted = base64.b64encode(promise.commitment)
    for first, entries in entries_of(Under(place, record_prefix(place)), outcome.size):
        for offset, entry in enumerate(entries):
            statement = _read(entry) if wanted in entry else None
            if statement is None or statement.seals.get("report") != wanted.decode():
                continue
            account = outcome.ledger.reports.get(statement.id)
            if account is None:
                continue
            return PromiseOutcome(
                PromiseState.KEPT if statement.at <= promise.deadline else PromiseState.LATE,
                promise.deadline,
                first + offset,
                statement.id,
                statement.at,
                account.disposition.value if account.disposition else None,
                seen_until,
                by_witness,
            )
    past = seen_until is not None and seen_until > promise.deadline
    state = PromiseState.BROKEN if past else PromiseState.NOT_YET_DUE
    return PromiseOutcome(state, promise.deadline, seen_until=seen_until, by_witness=by_witness)


def _read(entry: bytes) -> Statement | None:
    try:
        return read(entry)
    except MithaqError:
        return None


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
