"""Every kind of statement there is, read strictly: the frozen schemas of design section 4."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
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
from mithaq.mechanism.identifiers import are_ids, is_id
from mithaq.mechanism.kinds import ACTOR_SEAL, Kind
from mithaq.mechanism.monitoring import statements as monitoring
from mithaq.mechanism.spellings import SPELLINGS, Found, gather_spelled

__all__ = ["KINDS", "UnknownKind", "check_statement", "kind_of", "read", "read_all", "read_together"]


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
_known_instants: set[str] = set()
_write: Final = msgspec.json.Encoder(order="sorted").encode
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


class Shape:
    """A kind's schema made ready to be asked a million times."""

    def __init__(self, kind: Kind, envelope: type[msgspec.Struct]) -> None:
        self.kind = kind
        self.name, self.version, self.letter = kind.name, kind.version, kind.letter.value
        self.decode = msgspec.json.Decoder(envelope).decode
        self.gather = gather_spelled(kind.body)
        self._streams = frozenset(letter.value for letter in kind.streams)
        self._seals: set[tuple[str, ...]] = set()

    def may_link(self, links: tuple[Link, ...]) -> bool:
        return all(link.stream[0] in self._streams for link in links)

    def may_act(self, actor: str | None, seals: dict[str, str]) -> bool:
        """Whether this actor may stand there: the statement's own commitment, or nobody where there is none."""
        if self.kind.sealed_actor:
            return actor is not None and actor == seals.get(ACTOR_SEAL)
        return actor is None

    def may_seal(self, names: tuple[str, ...]) -> bool:
        """Whether a statement may carry exactly these seals; a kind shows a few sets of them, again and again."""
        if names in self._seals:
            return True
        kind = self.kind
        if not kind.seal_names.issuperset(names):
            return False
        if kind.every_seal and len(set(names) - {ACTOR_SEAL}) != len(kind.seals):
            return False
        if len(self._seals) < 1_000:
            self._seals.add(names)
        return True


_SHAPES: Final = {key: Shape(KINDS[key], envelope) for key, envelope in _ENVELOPES.items()}
_KIND: Final = b'","kind":"'
_VERSIONS: Final = Counter(name for name, _ in KINDS)
_BY_NAME: Final = {name.encode(): shape for (name, _), shape in _SHAPES.items() if _VERSIONS[name] == 1}
"""Kinds of one version, which their name alone leads to; the others are read one by one."""


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
        shape = _SHAPES.get(key)
        if shape is None:
            kind_of(*key)
            raise AssertionError(key)
        statement: Any = shape.decode(entry)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidStatement(f"the entry does not fit its schema: {error}.") from error
    _check_shape(statement, _SHAPES[key])
    return statement  # type: ignore[no-any-return]  # defstruct's type is not visible to mypy


def check_statement(statement: Statement) -> Statement:
    """The same checks for a statement about to be written, before it costs anything."""
    kind = kind_of(statement.kind, statement.v)
    _check_shape(statement, _SHAPES[kind.name, kind.version])
    return statement


def _are_commitments(values: Sequence[str]) -> bool:
    """Whether each value, 44 characters by schema, is the one base64 spelling of 32 bytes."""
    joined = "".join(values).encode()
    padding = b"=" * len(values)
    return (
        joined[43::44] == padding
        and joined.translate(None, _BASE64) == padding
        and _LAST.issuperset(joined[42::44])
    )


def _are_words(pairs: set[tuple[str, str]]) -> bool:
    """Whether each is a procedure and a role."""
    new = pairs - _known_words
    if not all(_PROCEDURE.fullmatch(procedure) and _ROLE.fullmatch(role) for procedure, role in new):
        return False
    if len(_known_words) < 1_000:
        _known_words.update(new)
    return True


def _check_instants(moments: set[str]) -> None:
    for moment in moments - _known_instants:
        parse_instant(moment)
        if len(_known_instants) < 100_000:
            _known_instants.add(moment)


def _check_shape(statement: Statement, shape: Shape) -> None:
    kind = shape.kind
    pair = (statement.procedure, statement.who.role)
    if not _are_words({pair}):
        raise InvalidStatement(f"{statement.id}: {pair} are not a procedure and a role.")
    if not is_id(statement.id) or statement.id[0] != kind.letter.value:
        raise InvalidStatement(f"{statement.id!r} is not an identifier of {kind.name}.")
    _check_instants({statement.at})
    seals = statement.seals
    if seals and not _are_commitments([*seals.values()]):
        raise InvalidStatement(f"{statement.id}: a seal is not a base64 commitment of 32 bytes.")
    if not seals.keys() <= kind.seal_names:
        unknown = sorted(seals.keys() - kind.seal_names)
        raise InvalidStatement(f"{statement.id}: {kind.name} does not seal {unknown}.")
    if kind.every_seal and len(seals.keys() - {ACTOR_SEAL}) != len(kind.seals):
        raise InvalidStatement(f"{statement.id}: {kind.name} always carries all of its {len(kind.seals)} seals.")
    if statement.links:
        if not kind.streams:
            raise InvalidStatement(f"{statement.id}: {kind.name} belongs to no public stream.")
        if not shape.may_link(statement.links):
            raise InvalidStatement(f"{statement.id}: {kind.name} links a stream of another kind.")
    if not shape.may_act(statement.who.actor, seals):
        if not kind.sealed_actor:
            raise InvalidStatement(f"{statement.id}: {kind.name} never says who wrote it.")
        # Present always, so that its presence tells nothing; and never a name in clear.
        raise InvalidStatement(f"{statement.id}: who.actor is not the statement's own commitment {ACTOR_SEAL!r}.")
    if statement.sig is not msgspec.UNSET:
        raise InvalidStatement(f"{statement.id}: {kind.name} carries no signature of its own.")
    if shape.gather is not None:
        found: Found = tuple([] for _ in SPELLINGS)
        shape.gather(statement.body, found)
        for spelling, words in zip(SPELLINGS, found, strict=True):
            if not spelling.admits(words):
                wrong = next(word for word in words if word is not None and not spelling.is_right(word))
                raise InvalidStatement(f"{statement.id}: {wrong!r} is not a {spelling.name}.")


def read_together(entries: Sequence[bytes]) -> list[Statement] | None:
    """The statements of many entries, each in canonical form and such as `read` accepts; None: read them singly.

    What a statement alone would be asked is asked of all of them at once, which is several times faster. None says
    neither which entry is wrong nor that one is: `read` decides. A property test holds the two to one verdict.
    """
    found = []
    ids, letters = [], []
    commitments: list[str] = []
    words, moments = set(), set()
    spelled: Found = tuple([] for _ in SPELLINGS)
    try:
        for entry in entries:
            # A hint that a free value may mislead; the statement's own kind decides.
            start = entry.find(_KIND) + len(_KIND)
            shape = _BY_NAME.get(entry[start : entry.find(b'"', start)])
            if shape is None:
                return None
            statement: Any = shape.decode(entry)
            seals, who = statement.seals, statement.who
            if (
                statement.kind != shape.name
                or statement.v != shape.version
                or _write(statement) != entry
                or statement.sig is not msgspec.UNSET
                or not shape.may_act(who.actor, seals)
                or not shape.may_seal(tuple(seals))
                or (statement.links and not shape.may_link(statement.links))
            ):
                return None
            found.append(statement)
            ids.append(statement.id)
            letters.append(shape.letter)
            commitments += seals.values()
            words.add((statement.procedure, who.role))
            moments.add(statement.at)
            if shape.gather is not None:
                shape.gather(statement.body, spelled)
        _check_instants(moments)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, InvalidStatement):
        return None
    fits = (
        are_ids(ids, "".join(letters))
        and _are_commitments(commitments)
        and _are_words(words)
        and all(spelling.admits(group) for spelling, group in zip(SPELLINGS, spelled, strict=True))
    )
    return found if fits else None


def read_all(entries: Sequence[bytes]) -> list[Statement]:
    """The statements of our own entries, together where they can be; otherwise the error names the wrong one."""
    return read_together(entries) or [read(entry) for entry in entries]
