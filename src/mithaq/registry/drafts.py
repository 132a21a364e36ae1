"""A statement that is sealed and complete but for its place: index, time and links come from the door."""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mithaq.mechanism.envelope import Struct, Who
from mithaq.mechanism.identifiers import new_id
from mithaq.mechanism.kinds import ACTOR_SEAL
from mithaq.mechanism.monitoring.report_binding import BINDING_SEAL, bound_value
from mithaq.mechanism.monitoring.statements import REPORT_SEALS
from mithaq.mechanism.statements import kind_of
from mithaq.record.commitments import SALT_BYTES, commit_many
from mithaq.registry.entropy import Entropy
from mithaq.sealed.ciphertext import NONCE_BYTES, seal

if TYPE_CHECKING:
    from mithaq.registry.mission import Mission
    from mithaq.sealed.keys import DrawnKey

__all__ = ["ENTROPY_PER_REPORT", "Actor", "Draft", "draft", "report_draft"]

ENTROPY_PER_REPORT: Final = 10 + 16 * SALT_BYTES + NONCE_BYTES
_OTHER_SEALS: Final = tuple(field for field in REPORT_SEALS if field != BINDING_SEAL)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a role, and a staff member (committed to, never named) or a public name, or neither."""

    role: str
    staff: str | None = None
    public_name: str | None = None


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
    entropy = entropy or Entropy(mission.random_bytes, 10 + NONCE_BYTES + SALT_BYTES * (1 + len(rule.seals)))
    statement_id = statement_id or new_id(rule.letter, entropy.take(10))
    sealed = dict(values or {})
    if actor.staff is not None:
        sealed[ACTOR_SEAL] = actor.staff
    seals, salted = _commit(sealed, entropy, statement_id, kind)
    if rule.every_seal:
        unused = [name for name in rule.seals if name not in seals]
        seals |= zip(unused, entropy.commitments(len(unused)), strict=True)
    who = Who(role=actor.role, actor=seals.get(ACTOR_SEAL, actor.public_name))
    made = Draft(kind, 1, statement_id, body, who, seals, streams=tuple(streams))
    if sealed:
        [drawn] = mission.keys.draw(1)
        _lock(made, drawn, salted, sealed, entropy)
    return made


def report_draft(
    kind: str,
    body: Struct,
    who: Who,
    values: dict[str, object],
    *,
    drawn: DrawnKey,
    statement_id: str,
    entropy: Entropy,
) -> Draft:
    """A report: all sixteen commitments, whatever it holds, and ``report`` over the other fifteen."""
    seals, salted = _commit(values, entropy, statement_id, kind)
    unused = [field for field in _OTHER_SEALS if field not in seals]
    seals |= zip(unused, entropy.commitments(len(unused)), strict=True)
    binding = {BINDING_SEAL: bound_value(seals)}
    bound, bound_salt = _commit(binding, entropy, statement_id, kind)
    made = Draft(kind, 1, statement_id, body, who, seals | bound)
    _lock(made, drawn, salted | bound_salt, values, entropy)
    return made


def _commit(
    values: Mapping[str, object], entropy: Entropy, statement_id: str, kind: str
) -> tuple[dict[str, str], dict[str, tuple[str, object]]]:
    """The commitments, and what is to be encrypted so that they can be opened."""
    salts = entropy.take(SALT_BYTES * len(values))
    triples, salted, start = [], {}, 0
    for field, value in values.items():
        salt = salts[start : start + SALT_BYTES]
        start += SALT_BYTES
        triples.append((field, value, salt))
        salted[field] = (b2a_base64(salt, newline=False).decode(), value)
    commitments = commit_many(triples, statement_id=statement_id, kind=kind, version=1)
    return dict(zip(values, commitments, strict=True)), salted


def _lock(
    made: Draft, drawn: DrawnKey, salted: Mapping[str, tuple[str, object]], values: dict[str, Any], entropy: Entropy
) -> None:
    made.key = drawn.id
    made.values = values
    made.blob = seal(
        drawn.key,
        entropy.take(NONCE_BYTES),
        salted,
        statement_id=made.id,
        kind=made.kind,
        version=made.version,
    )
