"""Whom the reader trusts, and where that trust came from: keys he brings, never keys he is handed on the way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mithaq.errors import SourceUnavailable
from mithaq.record.heads import SignedHead
from mithaq.record.notes import VerifierKey
from mithaq.record.policy import Policy, parse_policy

__all__ = ["Trust"]


@dataclass(frozen=True, slots=True)
class Trust:
    """Log keys, and a policy where the reader also wants witnesses; with the place each came from."""

    log_keys: tuple[VerifierKey, ...]
    policy: Policy | None = None
    source: str = "the command line"

    @classmethod
    def of_key(cls, vkey: str) -> Trust:
        return cls((VerifierKey.parse(vkey),), source="the key given on the command line")

    @classmethod
    def of_policy(cls, file: Path) -> Trust:
        try:
            policy = parse_policy(file.read_bytes())
        except OSError as error:
            raise SourceUnavailable(f"it cannot be read: {error.strerror}.", where=str(file)) from error
        return cls(policy.log_keys(), policy, f"the policy file {file.name}")

    @property
    def witness_keys(self) -> tuple[VerifierKey, ...]:
        return self.policy.witness_keys() if self.policy else ()

    def has_quorum(self, head: SignedHead) -> bool:
        """Whether the reader's policy is content with the witnesses on this head; a bare key asks for none."""
        if self.policy is None:
            return True
        return self.policy.quorum_is_met(key for key in self.witness_keys if head.witnessed_by(key))

    def sentences(self) -> list[str]:
        named = [f"log key {key.name} ({key.key_id.hex()}), from {self.source}" for key in self.log_keys]
        named += [f"witness key {key.name} ({key.key_id.hex()}), from {self.source}" for key in self.witness_keys]
        return named
