"""Opening a sealed value on the record: salt and value, from which anyone recomputes the commitment."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from mithaq.errors import InvalidStatement, KeyUnavailable, NotPermitted, VerificationFailed
from mithaq.mechanism.monitoring.facts import Facts
from mithaq.mechanism.openable import OPENABLE, opening_problem
from mithaq.mechanism.sealing_statements import SealOpened
from mithaq.mechanism.statements import read
from mithaq.record.commitments import opens
from mithaq.registry.door import writing
from mithaq.registry.drafts import Actor, draft
from mithaq.sealed.ciphertext import open_sealed, salt_of
from mithaq.sealed.exposure import Verdict, check_exposure
from mithaq.store.queries.terms import limits_in_force

if TYPE_CHECKING:
    from mithaq.mechanism.envelope import Statement
    from mithaq.registry.door import Door
    from mithaq.registry.mission import Mission

__all__ = ["open_seal"]


def open_seal(mission: Mission, index: int, field: str, *, actor: Actor, now: datetime) -> str:
    """The id of ``seal.opened``. Only what is on the list, and only where it shows no more than is shown."""
    with writing(mission) as door:
        door.cursor.execute(
            'SELECT entry.bytes, ciphertext."key", ciphertext.blob FROM entry'
            ' LEFT JOIN ciphertext ON ciphertext."index" = entry."index" WHERE entry."index" = %s',
            (index,),
        )
        row = door.cursor.fetchone()
        if row is None:
            raise InvalidStatement(f"the record has no entry {index}.")
        statement = read(bytes(row[0]))
        if (statement.kind, field) not in OPENABLE:
            raise NotPermitted(
                f"this seal is never opened: {field} of {statement.kind} is not on the list of what may be.",
                where=f"entry {index}",
            )
        key = None if row[1] is None else mission.keys.keys([row[1]]).get(row[1])
        if key is None:
            raise KeyUnavailable(f"the sealed values of entry {index} were erased, or there never were any.")
        where = {"statement_id": statement.id, "kind": statement.kind, "version": statement.v}
        opened = open_sealed(
            key, bytes(row[2]), statement_id=statement.id, kind=statement.kind, version=statement.v
        )
        if field not in opened:
            raise InvalidStatement(f"entry {index} holds no value for {field}.")
        salt, value = opened[field]
        if not opens(
            statement.seals.get(field, ""),
            salt_of(opened, field),
            statement_id=statement.id,
            kind=statement.kind,
            version=statement.v,
            field=field,
            value=value,
        ):
            raise VerificationFailed(f"the stored value of {field} is not what was committed to.", where=str(where))
        _check_shown(door, statement, field, value, now=now)
        body = SealOpened(index=index, field=field, salt=salt, value=value)
        made = draft(mission, "seal.opened", body, actor, streams=())
        door.enter([made], now)
    return made.id


def _check_shown(door: Door, statement: Statement, field: str, value: object, *, now: datetime) -> None:
    table = "incident" if statement.kind == "incident.opened" else "report"
    door.cursor.execute(f"SELECT facts FROM {table} WHERE id = %s", (statement.id,))  # noqa: S608 - the two names above
    row = door.cursor.fetchone()
    shown = None if row is None or row[0] is None else msgspec.json.decode(row[0], type=Facts)
    problem = opening_problem(statement.kind, field, value, shown=shown, is_erased=False)
    if problem is not None or shown is None:
        raise NotPermitted(f"this seal is not opened: {problem}.", where=statement.id)
    delay = limits_in_force(door.cursor).publication_delay_days
    answer = check_exposure(shown, today=now.astimezone(UTC).date(), delay_days=delay)
    if answer.verdict is not Verdict.ALLOWED:
        raise NotPermitted(f"this seal is not opened yet: {answer.reason}.", where=statement.id)
