"""Every kind of statement there is, read strictly: the frozen schemas of design section 4."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from mithaq.errors import InvalidStatement
from mithaq.mechanism import sealing_statements
from mithaq.mechanism.agreement import statements as agreement
from mithaq.mechanism.bulletin import statements as bulletin
from mithaq.mechanism.envelope import (
    Commitment,
    Header,
    Id,
    Instant,
    Link,
    Statement,
    Struct,
    Who,
    Word,
    parse_instant,
)
from mithaq.mechanism.identifiers import is_id
from mithaq.mechanism.kinds import ACTOR_SEAL, Kind
from mithaq.mechanism.monitoring import statements as monitoring

__all__ = ["KINDS", "UnknownKind", "check_statement", "kind_of", "read"]


def _table(*parts: tuple[Kind, ...]) -> dict[tuple[str, int], Kind]:
    table: dict[tuple[str, int], Kind] = {}
    for kind in (kind for part in parts for kind in part):
        if (kind.name, kind.version) in table:
            raise InvalidStatement(f"kind {kind.name} v{kind.version} is defined twice.")
        table[kind.name, kind.version] = kind
    return table


KINDS: Final = _table(agreement.KINDS, monitoring.KINDS, bulletin.KINDS, sealing_statements.KINDS)

_BASE64: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_LAST: Final = frozenset(b"AEIMQUYcgkosw048")
"""The signs a 43rd base64 character can be when it ends 32 bytes."""
_PROCEDURE: Final = re.compile(r"\d{4}\.\d{1,3}")
_ROLE: Final = re.compile(r"[a-z_]{1,32}")
_known_words: set[tuple[str, str]] = set()
"""Procedures with roles already found well-formed: a record repeats a few pairs a million times."""
_HEADER: Final = msgspec.json.Decoder(Header)


class UnknownKind(InvalidStatement):
    """A kind or version this release does not know: not checked, never fine."""

    code = "unknown-kind"


def _envelope(body: type[Struct]) -> type[msgspec.Struct]:
    return msgspec.defstruct(
        f"Statement_{body.__name__}",
        [
            ("kind", str),
            ("v", int),
            ("id", Id),
            ("links", tuple[Link, ...]),
            ("procedure", Word),
            ("at", Instant),
            ("who", Who),
            ("body", body),
            ("seals", dict[str, Commitment]),
            ("sig", str | msgspec.UnsetType, msgspec.UNSET),
        ],
        bases=(Statement,),
        frozen=True,
        forbid_unknown_fields=True,
        kw_only=True,
    )


_ENVELOPES: Final = {key: _envelope(kind.body) for key, kind in KINDS.items()}
_DECODERS: Final = {key: msgspec.json.Decoder(envelope) for key, envelope in _ENVELOPES.items()}


def kind_of(name: str, version: int) -> Kind:
    try:
        return KINDS[name, version]
    except KeyError:
        raise UnknownKind(
            f"this release knows no statement {name} v{version}.",
            advice="Check the record with the release that wrote it, or a newer one.",
        ) from None


def read(entry: bytes) -> Statement:
    """The statement in an entry, by its frozen schema. Canonical form is the caller's check (see `record`)."""
    try:
        header = _HEADER.decode(entry)
        key = (header.kind, header.v)
        decoder = _DECODERS.get(key)
        if decoder is None:
            kind_of(*key)
            raise AssertionError(key)
        statement: Any = decoder.decode(entry)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InvalidStatement(f"the entry does not fit its schema: {error}.") from error
    _check_shape(statement, KINDS[key])
    return statement  # type: ignore[no-any-return]  # defstruct's type is not visible to mypy


def check_statement(statement: Statement) -> Statement:
    """The same checks for a statement about to be written, before it costs anything."""
    kind = kind_of(statement.kind, statement.v)
    parse_instant(statement.at)
    _check_shape(statement, kind)
    return statement


def _are_commitments(seals: dict[str, str]) -> bool:
    """Whether each value, 44 characters by schema, is the one base64 spelling of 32 bytes."""
    joined = "".join(seals.values()).encode()
    padding = b"=" * len(seals)
    return (
        joined[43::44] == padding
        and joined.translate(None, _BASE64) == padding
        and _LAST.issuperset(joined[42::44])
    )


def _check_words(statement: Statement) -> None:
    pair = (statement.procedure, statement.who.role)
    if pair not in _known_words:
        if not _PROCEDURE.fullmatch(pair[0]) or not _ROLE.fullmatch(pair[1]):
            raise InvalidStatement(f"{statement.id}: {pair} are not a procedure and a role.")
        if len(_known_words) < 1_000:
            _known_words.add(pair)


def _check_shape(statement: Statement, kind: Kind) -> None:
    _check_words(statement)
    if not is_id(statement.id) or statement.id[0] != kind.letter.value:
        raise InvalidStatement(f"{statement.id!r} is not an identifier of {kind.name}.")
    if statement.at[10] != "T" or statement.at[19] != "Z":
        raise InvalidStatement(f"{statement.id}: {statement.at!r} is not a moment in UTC.")
    seals = statement.seals
    if seals:
        if not _are_commitments(seals):
            raise InvalidStatement(f"{statement.id}: a seal is not a base64 commitment of 32 bytes.")
        if not seals.keys() <= kind.seal_names:
            unknown = sorted(seals.keys() - kind.seal_names)
            raise InvalidStatement(f"{statement.id}: {kind.name} does not seal {unknown}.")
    if kind.every_seal and len(seals.keys() - {ACTOR_SEAL}) != len(kind.seals):
        raise InvalidStatement(f"{statement.id}: {kind.name} always carries all of its {len(kind.seals)} seals.")
    if statement.links:
        if not kind.streams:
            raise InvalidStatement(f"{statement.id}: {kind.name} belongs to no public stream.")
        letters = {letter.value for letter in kind.streams}
        if any(link.stream[0] not in letters for link in statement.links):
            raise InvalidStatement(f"{statement.id}: {kind.name} links a stream of another kind.")
    actor = statement.who.actor
    if not kind.sealed_actor:
        if actor is not None:
            raise InvalidStatement(f"{statement.id}: {kind.name} never says who wrote it.")
    elif actor is None or actor != seals.get(ACTOR_SEAL):
        # Present always, so that its presence tells nothing; and never a name in clear.
        raise InvalidStatement(f"{statement.id}: who.actor is not the statement's own commitment {ACTOR_SEAL!r}.")
    if statement.sig is not msgspec.UNSET:
        raise InvalidStatement(f"{statement.id}: {kind.name} carries no signature of its own.")
