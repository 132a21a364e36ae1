"""How openings, erasures and losses change the ledger. Commitments themselves are checked by `verify`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mithaq.mechanism.monitoring.batch_on_record import check_batch
from mithaq.mechanism.monitoring.daily_batch import DAY_SECONDS
from mithaq.mechanism.one_subject import reports_among
from mithaq.mechanism.openable import opening_problem
from mithaq.mechanism.sealing_statements import (
    ErasureConfirmed,
    RecordRestored,
    SealedLost,
    SealOpened,
    SubjectErased,
)

if TYPE_CHECKING:
    from mithaq.mechanism.envelope import Statement
    from mithaq.mechanism.ledger import Ledger

__all__ = ["HANDLERS"]


def _seal_opened(ledger: Ledger, statement: Statement, body: SealOpened) -> None:
    if body.index >= ledger.size:
        ledger.breach(statement, "seal", f"it opens entry {body.index}, which is not before it.")
    else:
        kind, subject = ledger.places[body.index]
        if kind:
            described = ledger.reports.get(subject) or ledger.incidents.get(subject)
            problem = opening_problem(
                kind,
                body.field,
                body.value,
                shown=described.facts if described else None,
                is_erased=subject in ledger.erased,
            )
            if problem is not None:
                ledger.breach(statement, "opening-allowed", f"{problem}.")
    ledger.opened.append((ledger.size, body))


def _subject_erased(ledger: Ledger, statement: Statement, body: SubjectErased) -> None:
    check_batch(ledger, statement, "erasures", DAY_SECONDS, statement.id)
    for erased in body.statements:
        if erased not in ledger.ids:
            ledger.breach(statement, "erasure", f"{erased} is not a statement on the record.")
        ledger.erased[erased] = statement.id
    if len(reports_among(body.statements)) > 1:
        ledger.breach(statement, "erasure", "it names two reports, and so tells that they belong together.")
    ledger.pending_erasures.add(statement.id)


def _erasure_confirmed(ledger: Ledger, statement: Statement, body: ErasureConfirmed) -> None:
    if body.erasure not in ledger.pending_erasures:
        ledger.breach(statement, "erasure", f"{body.erasure} is not a pending erasure.")
    ledger.pending_erasures.discard(body.erasure)


def _sealed_lost(ledger: Ledger, statement: Statement, body: SealedLost) -> None:
    if body.reason == "old_backup" and not ledger.restorations:
        ledger.breach(statement, "sealed-lost", "it tells of an old backup, but none was restored before it.")
    for lost in body.statements:
        if lost not in ledger.ids:
            ledger.breach(statement, "sealed-lost", f"{lost} is not a statement on the record.")
        elif lost in ledger.erased or lost in ledger.lost:
            ledger.breach(statement, "sealed-lost", f"the values of {lost} were erased or lost before.")
        ledger.lost[lost] = statement.id


def _record_restored(ledger: Ledger, statement: Statement, body: RecordRestored) -> None:
    if body.size != ledger.size:
        ledger.breach(
            statement,
            "restored",
            f"it tells of {body.size} entries restored; {ledger.size} stand before it, and it must come first.",
        )
    if body.backup_size > body.size:
        ledger.breach(statement, "restored", f"a backup of {body.backup_size} entries cannot give {body.size}.")
    if body.backup_at > statement.at:
        ledger.breach(statement, "restored", f"its backup is of {body.backup_at}, later than {statement.at}.")
    ledger.restorations.append((ledger.size, statement.at, body))


HANDLERS: dict[tuple[str, int], Any] = {
    ("seal.opened", 1): _seal_opened,
    ("subject.erased", 1): _subject_erased,
    ("erasure.confirmed", 1): _erasure_confirmed,
    ("sealed.lost", 1): _sealed_lost,
    ("record.restored", 1): _record_restored,
}
