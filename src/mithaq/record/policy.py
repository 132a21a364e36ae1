"""The trust policy: which logs and witnesses a reader believes, and how many witnesses are enough.

https://c2sp.org/tlog-policy. A checker reads the policy from its own side; one that came with the record would
be trusting the record about itself.

    log record.example/ceasefire+93de0867+AZsfhHkc/HZjBFhU04netcqVRJ2HXydqg4QLBgqznPxx https://record.example/
    witness university w1.example+0d30ff2a+BLDvac9mmAMfo6UM3ZhuGEswRR4MUnSlB9TyBI0y+MK1
    witness bar-council …
    witness observatory …
    group outsiders 2 university bar-council observatory
    quorum outsiders

A group counts as a witness if ``any``, ``all`` or so many of its members do; names are defined before they are
used, and each is a member once, so nobody counts twice. ``quorum none`` asks for no witness at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from mithaq.errors import MalformedRecord, VerificationFailed
from mithaq.record.heads import SignedHead, open_head
from mithaq.record.notes import KeyType, VerifierKey
from mithaq.record.spelling import read_decimal

__all__ = [
    "NO_QUORUM",
    "Policy",
    "PolicyGroup",
    "PolicyLog",
    "PolicyWitness",
    "format_policy",
    "open_with_policy",
    "parse_policy",
]

NO_QUORUM: Final = "none"
_MAX_BYTES: Final = 256 * 1024
_FORBIDDEN_OCTETS: Final = bytes([*range(9), *range(11, 32), 127])


@dataclass(frozen=True, slots=True)
class PolicyLog:
    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class PolicyWitness:
    """``name`` is for the lines of this file only; the key has its own."""

    name: str
    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class PolicyGroup:
    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    logs: tuple[PolicyLog, ...]
    witnesses: tuple[PolicyWitness, ...]
    groups: tuple[PolicyGroup, ...]
    quorum: str

    def __post_init__(self) -> None:
        for log in self.logs:
            if log.key.type is not KeyType.ED25519:
                raise MalformedRecord(f"The log key of {log.key.name} is not of type 0x01.")
        _require_distinct((log.key.public_key for log in self.logs), "log keys")
        for witness in self.witnesses:
            if witness.key.type is not KeyType.COSIGNATURE:
                raise MalformedRecord(
                    f"The key of witness {witness.name} is not of type 0x04.",
                    advice="Ask the witness for its cosignature key; older tools print it as type 0x01.",
                )
        _require_distinct((witness.key.public_key for witness in self.witnesses), "witness keys")
        self._require_sound_names()

    def _require_sound_names(self) -> None:
        defined: set[str] = set()
        members: set[str] = set()
        definitions: tuple[PolicyWitness | PolicyGroup, ...] = (*self.witnesses, *self.groups)
        for definition in definitions:
            name = definition.name
            if not name or name == NO_QUORUM or name in defined:
                raise MalformedRecord(f"The name {name!r} is reserved or defined twice.")
            if isinstance(definition, PolicyGroup):
                for member in definition.members:
                    if member not in defined:
                        raise MalformedRecord(f"Group {name} names {member!r}, which is not defined above it.")
                    if member in members:
                        raise MalformedRecord(f"{member} is a member twice; it would count twice.")
                    members.add(member)
                if not 1 <= definition.threshold <= len(definition.members):
                    raise MalformedRecord(f"Group {name} asks for more members than it has, or for none.")
            defined.add(name)
        if self.quorum != NO_QUORUM and self.quorum not in defined:
            raise MalformedRecord(f"The quorum names {self.quorum!r}, which is not defined above it.")

    def log_keys(self) -> tuple[VerifierKey, ...]:
        return tuple(log.key for log in self.logs)

    def witness_keys(self) -> tuple[VerifierKey, ...]:
        return tuple(witness.key for witness in self.witnesses)

    def quorum_is_met(self, cosigned_by: Iterable[VerifierKey]) -> bool:
        """Whether these witnesses, whose cosignatures were checked, are enough."""
        if self.quorum == NO_QUORUM:
            return True
        present = set(cosigned_by)
        counting = {witness.name for witness in self.witnesses if witness.key in present}
        # Groups stand after their members, so one pass in order settles all of them.
        for group in self.groups:
            if sum(member in counting for member in group.members) >= group.threshold:
                counting.add(group.name)
        return self.quorum in counting


def open_with_policy(data: bytes | str, policy: Policy) -> SignedHead:
    """The signed head, if a log of this policy signed it and enough of its witnesses cosigned it."""
    signed = open_head(data, policy.log_keys(), policy.witness_keys())
    seen = [cosignature.witness for cosignature in signed.cosignatures]
    if not policy.quorum_is_met(seen):
        names = ", ".join(key.name for key in seen) or "none"
        raise VerificationFailed(
            f"The head of {signed.size} entries lacks witnesses for {policy.quorum!r}; it has {names}.",
            advice="Fetch a later head; if none is ever witnessed, ask the witnesses why.",
        )
    return signed


def format_policy(policy: Policy) -> bytes:
    lines = [_line("log", log.key.text(), log.url) for log in policy.logs]
    lines += [_line("witness", w.name, w.key.text(), w.url) for w in policy.witnesses]
    lines += [_line("group", g.name, _threshold_text(g), *g.members) for g in policy.groups]
    lines.append(_line("quorum", policy.quorum))
    data = "".join(lines).encode("utf-8", "surrogateescape")
    if parse_policy(data) != policy:
        raise MalformedRecord("A name or address of the policy holds a space and cannot be written.")
    return data


def parse_policy(data: bytes | str) -> Policy:
    octets = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
    if len(octets) > _MAX_BYTES:
        raise MalformedRecord(f"The policy has {len(octets)} bytes; the limit is {_MAX_BYTES}.")
    if len(octets.translate(None, _FORBIDDEN_OCTETS)) != len(octets):
        raise MalformedRecord("The policy holds a control character other than tab and newline.")
    if not octets.endswith(b"\n"):
        raise MalformedRecord("The last line of the policy does not end with a newline.")
    # Names are octets to the format; surrogates carry those that are not UTF-8 unchanged.
    text = octets.decode("utf-8", "surrogateescape")
    logs: list[PolicyLog] = []
    witnesses: list[PolicyWitness] = []
    groups: list[PolicyGroup] = []
    quorum: list[str] = []
    defined = {NO_QUORUM}
    for number, line in enumerate(text.split("\n"), start=1):
        # Without an argument, split() would also part names at spaces outside ASCII, which are opaque octets.
        match [item for item in line.replace("\t", " ").split(" ") if item]:
            case []:
                continue
            case [first, *_] if first.startswith("#"):
                continue
            case ["log", vkey, *url] if len(url) <= 1:
                logs.append(PolicyLog(VerifierKey.parse(vkey), *url))
            case ["witness", name, vkey, *url] if len(url) <= 1:
                witnesses.append(PolicyWitness(name, VerifierKey.parse(vkey), *url))
                defined.add(name)
            case ["group", name, threshold, *members] if members and defined.issuperset(members):
                groups.append(PolicyGroup(name, _read_threshold(threshold, len(members)), tuple(members)))
                defined.add(name)
            case ["quorum", name] if name in defined and not quorum:
                quorum.append(name)
            case _:
                raise MalformedRecord(
                    f"Line {number} of the policy is not understood: {line[:80]!r}.",
                    advice="Lines are log, witness, group and one quorum; names are defined before they are used.",
                )
    if not quorum:
        raise MalformedRecord("The policy has no quorum line.", advice="Write `quorum none` to ask for no witness.")
    return Policy(tuple(logs), tuple(witnesses), tuple(groups), quorum[0])


def _read_threshold(text: str, members: int) -> int:
    match text:
        case "any":
            return 1
        case "all":
            return members
        case _:
            return read_decimal(text, "The number of members a group asks for")


def _threshold_text(group: PolicyGroup) -> str:
    return "all" if group.threshold == len(group.members) else str(group.threshold)


def _line(*items: str) -> str:
    return " ".join(item for item in items if item) + "\n"


def _require_distinct(keys: Iterable[bytes], what: str) -> None:
    listed = list(keys)
    if len(set(listed)) != len(listed):
        raise MalformedRecord(f"Two {what} of the policy are the same public key under different names.")
