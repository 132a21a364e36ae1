"""Opening a sealed value on the record: salt and value, from which anyone recomputes the commitment."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from mithaq.errors import InvalidStatement, KeyUnavailable, NotPermitted, VerificationFailed
from mithaq.mechanism.sealing_statements import SealOpened
from mithaq.mechanism.statements import read
from mithaq.record.commitments import opens
from mithaq.registry.door import writing
from mithaq.registry.drafts import Actor, draft
from mithaq.sealed.ciphertext import open_sealed, salt_of
from mithaq.sealed.exposure import Verdict, may_open

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission

__all__ = ["open_seal"]


def open_seal(mission: Mission, index: int, field: str, *, actor: Actor, now: datetime) -> str:
    """The id of ``seal.opened``. What names people or leads to them is never opened."""
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
        answer = may_open(statement.kind, field)
        if answer.verdict is not Verdict.ALLOWED:
            raise NotPermitted(f"this seal is never opened: {answer.reason}.", where=f"entry {index}")
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
        body = SealOpened(index=index, field=field, salt=salt, value=value)
        made = draft(mission, "seal.opened", body, actor, streams=())
        door.enter([made], now)
    return made.id
