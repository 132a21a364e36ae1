"""Receiving what somebody tells the mechanism: durable and promised on arrival, on the record with its epoch."""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from mithaq.errors import MissionNotReady, NotPermitted
from mithaq.mechanism.envelope import Who, instant, parse_instant
from mithaq.mechanism.identifiers import Letter, new_id
from mithaq.mechanism.monitoring.epochs import epoch_end, promise_deadline
from mithaq.mechanism.monitoring.facts import check_facts
from mithaq.mechanism.monitoring.report_binding import BINDING_SEAL
from mithaq.mechanism.monitoring.statements import REPORT_SEALS, Disposition, ReportReceived
from mithaq.record.promises import make_promise
from mithaq.registry.drafts import ENTROPY_PER_REPORT, report_draft, sealed_report
from mithaq.registry.entropy import Entropy
from mithaq.registry.report_values import fact_values, said_values
from mithaq.registry.silence import require_near
from mithaq.registry.words import Words, draw_words, mark_of_words
from mithaq.store.queries.terms import limits_in_force

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from mithaq.mechanism.monitoring.report import ReceivedReport
    from mithaq.registry.drafts import Draft
    from mithaq.registry.mission import Mission
    from mithaq.store.projections.batch import Cursor

__all__ = ["KIND", "WHO", "Receipt", "receive", "status_of", "unpacked"]

KIND: Final = "report.received"
DRAWS: Final = 20
WHO: Final = Who(role="epoch", actor=None)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a reporter may take away. ``promise`` is given only after a warning; it names no report."""

    promise: str
    deadline: str
    words: tuple[str, ...]


def receive(mission: Mission, report: ReceivedReport, *, now: datetime, words: Words | None = None) -> Receipt:
    """Returns only when the report is durable. A second sending with the same external id is refused."""
    if report.facts is not None:
        check_facts(report.facts)
    values: dict[str, object] = {"channel": report.channel, "lang": report.lang}
    values |= said_values(
        text=report.text,
        origin=report.origin,
        unresolved_place=report.unresolved_place,
        sealed=report.sealed,
    )
    for field, value in (
        ("source", report.source),
        ("external_id", report.external_id),
        ("reporter", report.reporter),
    ):
        if value is not None:
            values[field] = value
    if report.facts is not None:
        values |= fact_values(report.facts)
    mark = (
        None if report.external_id is None else mission.blind.mark("told", report.source or "", report.external_id)
    )
    entropy = Entropy(mission.random_bytes, ENTROPY_PER_REPORT)
    [drawn] = mission.keys.draw(1)
    report_id = new_id(Letter.REPORT, entropy.take(10))
    sealed = sealed_report(KIND, values, drawn=drawn, statement_id=report_id, entropy=entropy)
    made = report_draft(sealed, KIND, ReportReceived(), WHO, values=values, key=drawn.id)
    commitment = made.seals[BINDING_SEAL]
    # Read before anything is stored: a promise that cannot be signed must not be owed.
    signer = mission.promise_signer
    for _ in range(DRAWS):
        try:
            deadline = _store(mission, made, now, mark, words)
        except _WordsTaken:
            # Two reporters with one set of words: either could withdraw the other's report.
            words = draw_words(mission, lang="ar" if words is None else words.lang)
        else:
            promise = make_promise(a2b_base64(commitment), deadline, mission.origin, signer)
            return Receipt(promise.text(), deadline, () if words is None else words.words)
    raise MissionNotReady("no words are free; nothing was received.", advice="Try again, or give no words.")


class _WordsTaken(Exception):
    """The words drawn belong to another report already."""


def _store(mission: Mission, made: Draft, now: datetime, mark: bytes | None, words: Words | None) -> str:
    """Writes the report down; the deadline that may be promised."""
    from django.db import IntegrityError, connections

    mission.require_its_database()
    number = int.from_bytes(mission.random_bytes(8)) >> 1
    with _durably(connections["default"]) as cursor:
        last_at = _last_at(cursor)
        require_near(mission.mode, now, last_at)
        limits = limits_in_force(cursor)
        # By the record's time where a clock once ran ahead: what enters is dated by it, and held against this.
        reckoned = max(now, parse_instant(last_at)) if last_at else now
        deadline = instant(
            promise_deadline(reckoned, promise_seconds=limits.promise_seconds, epoch_seconds=limits.epoch_seconds)
        )
        try:
            cursor.execute(
                'INSERT INTO inbox (number, id, seals, "key", blob, external_mark, words_mark, epoch_ends,'
                " deadline) VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s)",
                (
                    *(number, made.id, _packed(made.seals), made.key, made.blob, mark),
                    *(None if words is None else words.mark, instant(epoch_end(now, limits.epoch_seconds))),
                    deadline,
                ),
            )
        except IntegrityError as error:
            if words is not None and "words_mark" in str(error):
                raise _WordsTaken from None
            if mark is None:
                raise
            raise _received_before() from None
        # After the insert, so that no epoch can close in between and carry the first sending past both looks.
        if mark is not None and _is_on_record(cursor, mark):
            raise _received_before()
        if words is not None and _is_at_the_door(cursor, words.mark):
            raise _WordsTaken
    return deadline


@contextmanager
def _durably(connection: BaseDatabaseWrapper) -> Iterator[Cursor]:
    """A transaction that cannot be part of another: what is promised after it is on the disk.

    Django's own also manages savepoints and callbacks, which costs a tenth of a received report.
    """
    if connection.in_atomic_block:
        raise RuntimeError("A report is received in a transaction of its own: its promise must not outlive it.")
    with connection.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
        try:
            yield cursor
        except BaseException:
            cursor.execute("ROLLBACK")
            raise
        cursor.execute("COMMIT")


def _received_before() -> NotPermitted:
    return NotPermitted(
        "this report was received before.", advice="Nothing is to be done: the first sending counts."
    )


def _packed(seals: dict[str, str]) -> bytes:
    return b"".join(a2b_base64(seals[field]) for field in REPORT_SEALS)


def unpacked(seals: bytes) -> dict[str, str]:
    return {
        field: b2a_base64(seals[32 * place : 32 * place + 32], newline=False).decode()
        for place, field in enumerate(REPORT_SEALS)
    }


def _is_on_record(cursor: Cursor, mark: bytes) -> bool:
    cursor.execute("SELECT 1 FROM report WHERE external_mark = %s", (mark,))
    return cursor.fetchone() is not None


def _is_at_the_door(cursor: Cursor, mark: bytes) -> bool:
    cursor.execute("SELECT 1 FROM status_door WHERE mark = %s", (mark,))
    return cursor.fetchone() is not None


def _last_at(cursor: Cursor) -> str:
    cursor.execute('SELECT at FROM entry ORDER BY "index" DESC LIMIT 1')
    row = cursor.fetchone()
    return "" if row is None else str(row[0])


def status_of(mission: Mission, words: tuple[str, ...]) -> Disposition | None:
    """The disposition of the report these words belong to. ``None`` is "no news", also for a wrong code."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT disposition FROM status_door JOIN disposition ON disposition.report = status_door.report"
            " WHERE mark = %s",
            (mark_of_words(mission, words),),
        )
        row = cursor.fetchone()
    return None if row is None else Disposition(row[0])
