"""A statement that is sealed and complete but for its place: index, time and links come from the door."""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from mithaq.mechanism.envelope import Struct, Who
from mithaq.mechanism.identifiers import new_id
from mithaq.mechanism.kinds import ACTOR_SEAL
from mithaq.mechanism.monitoring.report_binding import BINDING_SEAL, bound_value
from mithaq.mechanism.monitoring.statements import REPORT_SEALS
from mithaq.mechanism.statements import kind_of
from mithaq.record import canonical
from mithaq.record.commitments import SALT_BYTES, committing
from mithaq.registry.entropy import Entropy
from mithaq.sealed.ciphertext import NONCE_BYTES, seal

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission
    from mithaq.sealed.keys import DrawnKey

__all__ = ["ENTROPY_PER_REPORT", "Actor", "Draft", "SealedReport", "draft", "report_draft", "sealed_report"]

ENTROPY_PER_REPORT: Final = 10 + 16 * SALT_BYTES + NONCE_BYTES
_OTHER_SEALS: Final = tuple(field for field in REPORT_SEALS if field != BINDING_SEAL)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a role, and the staff member where one is named; he is committed to, never shown."""

    role: str
    staff: str | None = None


@dataclass(slots=True)
class Draft:
    kind: str
    version: int
    id: str
    body: Struct
    who: Who
    seals: dict[str, str]
    key: int | None = None
    blob: bytes | None = None
    values: dict[str, Any] | None = None
    """The sealed values, for the projections; they are not kept."""
    streams: tuple[str, ...] = ()


class SealedReport(NamedTuple):
    """What sealing adds to a report; the commitments stand in the order of ``REPORT_SEALS``."""

    id: str
    commitments: list[str]
    blob: bytes


def draft(
    mission: Mission,
    kind: str,
    body: Struct,
    actor: Actor,
    *,
    values: Mapping[str, object] | None = None,
    streams: Iterable[str] = (),
    statement_id: str | None = None,
    entropy: Entropy | None = None,
) -> Draft:
    """Seals what is to be sealed. Unused seals of a kind that always carries all of them are random."""
    rule = kind_of(kind, 1)
    entropy = entropy or Entropy(mission.random_bytes, 10 + NONCE_BYTES + SALT_BYTES * len(rule.seal_names))
    statement_id = statement_id or new_id(rule.letter, entropy.take(10))
    sealed = dict(values or {})
    if actor.staff is not None and rule.sealed_actor:
        sealed[ACTOR_SEAL] = actor.staff
    commit = committing(statement_id=statement_id, kind=kind, version=1)
    seals: dict[str, str] = {}
    salted = _committed(sealed, seals, commit, entropy)
    always = rule.seal_names if rule.every_seal else rule.seal_names - set(rule.seals)
    unused = sorted(always - seals.keys())
    seals |= zip(unused, entropy.commitments(len(unused)), strict=True)
    who = Who(role=actor.role, actor=seals.get(ACTOR_SEAL))
    made = Draft(kind, 1, statement_id, body, who, seals, streams=tuple(streams))
    if sealed:
        [drawn] = mission.keys.draw(1)
        nonce = entropy.take(NONCE_BYTES)
        made.key, made.values = drawn.id, sealed
        made.blob = seal(drawn.key, nonce, salted, statement_id=statement_id, kind=kind, version=1)
    return made


def sealed_report(
    kind: str, values: Mapping[str, object], *, drawn: DrawnKey, statement_id: str, entropy: Entropy
) -> SealedReport:
    """All sixteen commitments, whatever the report holds, and ``report`` over the other fifteen."""
    commit = committing(statement_id=statement_id, kind=kind, version=1)
    seals: dict[str, str] = {}
    salted = _committed(values, seals, commit, entropy)
    unused = [field for field in _OTHER_SEALS if field not in seals]
    seals |= zip(unused, entropy.commitments(len(unused)), strict=True)
    salted |= _committed({BINDING_SEAL: bound_value(seals)}, seals, commit, entropy)
    nonce = entropy.take(NONCE_BYTES)
    blob = seal(drawn.key, nonce, salted, statement_id=statement_id, kind=kind, version=1)
    return SealedReport(statement_id, [seals[field] for field in REPORT_SEALS], blob)


def report_draft(
    sealed: SealedReport, kind: str, body: Struct, who: Who, *, values: dict[str, Any], key: int
) -> Draft:
    seals = dict(zip(REPORT_SEALS, sealed.commitments, strict=True))
    return Draft(kind, 1, sealed.id, body, who, seals, key, sealed.blob, values)


def _committed(
    values: Mapping[str, object],
    seals: dict[str, str],
    commit: Callable[[str, bytes, bytes], str],
    entropy: Entropy,
) -> dict[str, tuple[str, msgspec.Raw]]:
    """Adds the commitments to ``seals``; returns what is to be encrypted so that they can be opened."""
    salts = entropy.take(SALT_BYTES * len(values))
    salted = {}
    for start, (field, value) in zip(range(0, len(salts), SALT_BYTES), values.items(), strict=True):
        salt = salts[start : start + SALT_BYTES]
        written = canonical.encode(value)
        seals[field] = commit(field, written, salt)
        salted[field] = (b2a_base64(salt, newline=False).decode(), msgspec.Raw(written))
    return salted
