"""Whom the reader trusts, and where that trust came from: keys he brings, never keys he is handed on the way."""

from __future__ import annotations

from dataclasses import dataclass

from mithaq.record.notes import VerifierKey

__all__ = ["Trust"]


@dataclass(frozen=True, slots=True)
class Trust:
    """Log keys, witness keys and how many witnesses are wanted, with the place each came from."""

    log_keys: tuple[VerifierKey, ...]
    witness_keys: tuple[VerifierKey, ...] = ()
    quorum: int = 0
    source: str = "the command line"

    @classmethod
    def of_key(cls, vkey: str) -> Trust:
        return cls((VerifierKey.parse(vkey),), source="the key given on the command line")

    def sentences(self) -> list[str]:
        named = [f"log key {key.name} ({key.key_id.hex()}), from {self.source}" for key in self.log_keys]
        named += [f"witness key {key.name} ({key.key_id.hex()}), from {self.source}" for key in self.witness_keys]
        return named
